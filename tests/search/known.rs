//! Known-item search over real names and places: the share of searches that find what was meant near the top.
//! Skipped with a message where the data are absent.

use super::office::{Office, columns, people, record};
use nichiiki::field::Kind;
use nichiiki::field::tables::{person, region};
use nichiiki::fold::kana_to_romaji;

/// Another romaji spelling of Hepburn without long vowels, as keyboards write it.
fn kunrei(romaji: &str) -> String {
    let pairs = [
        ("sh", "sy"),
        ("ch", "ty"),
        ("tsu", "tu"),
        ("j", "zy"),
        ("fu", "hu"),
        ("syi", "si"),
        ("tyi", "ti"),
        ("zyi", "zi"),
    ];
    pairs.iter().fold(romaji.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn without_long(romaji: &str) -> String {
    ["ou", "oo", "uu"].iter().fold(romaji.to_owned(), |text, long| text.replace(long, &long[..1]))
}

/// One slip in a text: a swap, an omission, a repetition or a wrong letter, by turns.
fn slipped(text: &str, turn: usize) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = 1 + turn % (letters.len() - 2);
    match turn % 4 {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = if letters[at].is_ascii() { 'e' } else { 'ね' },
    }
    letters.into_iter().collect()
}

fn half_width(kana: &str) -> String {
    const FULL: &str = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲンァィゥェォッャュョー";
    const HALF: &str = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝｧｨｩｪｫｯｬｭｮｰ";
    use unicode_normalization::UnicodeNormalization as _;
    let halve = |c: char| match c {
        '\u{3099}' => 'ﾞ',
        '\u{309a}' => 'ﾟ',
        _ => FULL.chars().position(|full| full == c).and_then(|at| HALF.chars().nth(at)).unwrap_or(c),
    };
    kana.nfd().map(halve).collect()
}

/// The share in per mille of searches that bring the person, or one of the same name or reading, among the first `top`.
fn share(office: &Office, top: usize, written: impl Fn(usize, [&str; 4]) -> Option<String>) -> usize {
    let fields = [&person::FAMILY_NAME, &person::GIVEN_NAME, &person::FAMILY_KANA, &person::GIVEN_KANA];
    let (mut good, mut all) = (0, 0);
    for (turn, meant) in office.state.records(Kind::Person).step_by(PEOPLE_EVERY).enumerate() {
        let names = fields.map(|field| meant.text(field).unwrap_or_default());
        let Some(line) = written(turn, names) else { continue };
        let same = |id| {
            let other = office.state.record(id).unwrap();
            let names = |at: &[usize]| at.iter().all(|at| other.text(fields[*at]) == meant.text(fields[*at]));
            names(&[0, 1]) || names(&[2, 3])
        };
        let found = office.find(&line, top).hits.iter().any(|hit| same(hit.id));
        if !found && all - good < 5 {
            println!("  not found: {names:?} by {line}");
        }
        (good, all) = (good + usize::from(found), all + 1);
    }
    good * 1000 / all
}

/// How many people are searched, and every how many-th of people and places is looked for: a slow build takes samples.
const PEOPLE: u32 = if cfg!(debug_assertions) { 1_000 } else { 10_000 };
const PEOPLE_EVERY: usize = if cfg!(debug_assertions) { 15 } else { 20 };
const PLACES_EVERY: usize = if cfg!(debug_assertions) { 15 } else { 1 };

/// How somebody writes a person with these names; the number varies the slips.
type Spelling = fn(usize, [&str; 4]) -> Option<String>;

#[test]
fn people_are_found_by_every_spelling() {
    let Some(office) = people(PEOPLE) else { return };
    let spellings: [(&str, Spelling); 9] = [
        ("kanji", |_, [family, given, _, _]| Some(format!("{family}{given}"))),
        ("kana", |_, [_, _, family, given]| Some(format!("{family} {given}"))),
        ("half-width kana", |_, [_, _, family, given]| Some(half_width(&format!("{family}{given}")))),
        ("hepburn", |_, [_, _, family, given]| {
            Some(format!("{} {}", kana_to_romaji(family), kana_to_romaji(given)))
        }),
        ("short", |_, [_, _, family, given]| {
            Some(without_long(&format!("{} {}", kana_to_romaji(family), kana_to_romaji(given))))
        }),
        ("kunrei", |_, [_, _, family, given]| {
            Some(kunrei(&format!("{} {}", kana_to_romaji(family), kana_to_romaji(given))))
        }),
        ("swapped kanji", |_, [family, given, _, _]| Some(format!("{given} {family}"))),
        ("swapped kana", |_, [_, _, family, given]| Some(format!("{given}{family}"))),
        ("swapped romaji", |_, [_, _, family, given]| {
            Some(format!("{}{}", kana_to_romaji(given), kana_to_romaji(family)))
        }),
    ];
    for (name, written) in spellings {
        let found = share(&office, 10, written);
        println!("{name}: {found} per mille");
        assert!(found >= 990, "{name}");
    }
    let slips: [(&str, Spelling); 4] = [
        ("slip in kana", |turn, [_, _, family, given]| Some(slipped(&format!("{family}{given}"), turn))),
        ("slip in romaji", |turn, [_, _, family, given]| {
            Some(slipped(&kana_to_romaji(&format!("{family}{given}")), turn))
        }),
        ("slip in kunrei", |turn, [_, _, family, given]| {
            Some(slipped(&kunrei(&kana_to_romaji(&format!("{given}{family}"))), turn))
        }),
        ("slip in the family name", |turn, [_, _, family, given]| {
            let family = kana_to_romaji(family);
            (family.len() >= 4).then(|| format!("{} {}", slipped(&family, turn), kana_to_romaji(given)))
        }),
    ];
    for (name, written) in slips {
        let found = share(&office, 10, written);
        println!("{name}: {found} per mille");
        assert!(found >= 950, "{name}");
    }
}

#[test]
fn municipalities_are_found_without_their_suffix() {
    let names = ["code", "prefecture", "county", "name", "kana", "romaji"];
    let Some(rows) = columns("municipalities.csv", names) else { return };
    let mut office = Office::default();
    office.add(
        rows.iter()
            .map(|[code, prefecture, county, name, kana, romaji]| {
                let texts = [
                    (&region::CODE, code.as_str()),
                    (&region::PREFECTURE, prefecture),
                    (&region::COUNTY, county),
                    (&region::NAME_FIELD, name),
                    (&region::KANA_FIELD, kana),
                    (&region::ROMAJI, romaji),
                ];
                record(Kind::Region, code.parse().unwrap(), &texts)
            })
            .collect(),
    );
    let mut good = 0;
    let mut all = 0;
    for [_, _, _, name, kana, romaji] in rows.iter().step_by(PLACES_EVERY) {
        let base = name.strip_suffix(['市', '区', '町', '村']).unwrap_or(name);
        let reading = ["シ", "ク", "マチ", "チョウ", "ムラ", "ソン"]
            .iter()
            .find_map(|end| kana.strip_suffix(end))
            .unwrap_or(kana);
        let spelled = romaji.split(' ').next_back().unwrap().split('-').next().unwrap().to_lowercase();
        for line in [name.as_str(), base, reading, &spelled] {
            // Of places of one name any is right.
            let same = |label: &str| {
                rows.iter().any(|row| {
                    row[3] == label
                        && (row[3] == *name || row[4] == *kana || row[5].eq_ignore_ascii_case(romaji))
                })
            };
            let found = office.find(line, 3).hits.iter().any(|hit| same(&hit.label));
            if !found {
                println!("  not found: {name} by {line}: {:?}", office.labels(line));
            }
            (good, all) = (good + usize::from(found), all + 1);
        }
    }
    println!("municipalities: {good} of {all}");
    assert!(good * 1000 >= all * 990);
}
