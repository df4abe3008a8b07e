//! The index answers as the plain scan does: after any commits, however it came about, for any query.

use super::office::{Office, person_record, record};
use nichiiki::domain::{Author, Change, Event, Lens, Rights, Verb};
use nichiiki::field::choices::{Reach, Role};
use nichiiki::field::tables::{case, job, matched, note, organisation, person, region, skill, user};
use nichiiki::field::{Atom, Field, Id, Kind, Row, Value};
use nichiiki::search::{Ask, Cancel, Hits, Index, Plain, Query, search, search_counting};
use proptest::prelude::*;

/// Readings that begin, hold, lengthen and nearly spell each other.
const FAMILIES: [[&str; 2]; 18] = [
    ["佐藤", "サトウ"],
    ["里", "サト"],
    ["佐", "サ"],
    ["大野", "オオノ"],
    ["小野", "オノ"],
    ["山田", "ヤマダ"],
    ["山", "ヤマ"],
    ["田山", "タヤマ"],
    ["斎藤", "サイトウ"],
    ["さとう", ""],
    ["加藤", "カトウ"],
    ["", "ヤマモト"],
    ["Sato", "サト"],
    ["伊藤", "イトウ"],
    ["", ""],
    ["浜野", "ハマノ"],
    ["厚", "アッ"],
    ["山本", "ヤマモト"],
];
const GIVENS: [[&str; 2]; 14] = [
    ["太郎", "タロウ"],
    ["田", "タ"],
    ["宇", "ウ"],
    ["緒", "オ"],
    ["さと", "サト"],
    ["真理", "マリ"],
    ["大", "オオ"],
    ["Taro", "タロウ"],
    ["", ""],
    ["まだ", ""],
    ["野々", "ノノ"],
    ["山", "サン"],
    ["ふま", "フマ"],
    ["花田", "ハナダ"],
];
const TEXTS: [&str; 10] = [
    "移住の相談",
    "山田さんの家",
    "経理・簿記",
    "リモート ワーク",
    "sato",
    "サトウキビ",
    "塩尻市の佐藤商店",
    "a.b-c",
    "山",
    "写真(塩尻)",
];
const QUERIES: [&str; 70] = [
    "佐藤",
    "さとう",
    "さと",
    "sato",
    "satou",
    "saton",
    "sat",
    "s",
    "さ",
    "山",
    "山田",
    "山田太郎",
    "太郎山田",
    "yamada",
    "yamda",
    "ymaada",
    "やまだ",
    "やなだ",
    "まやだ",
    "yamadatarou",
    "tarouyamad",
    "おお",
    "おの",
    "ono",
    "oono",
    "onoo",
    "たろう",
    "tarou",
    "だま",
    "さとさと",
    "satosato",
    "さとたろう",
    "さとうたろ",
    "塩尻",
    "しおじり",
    "shiojiri",
    "sioziri",
    "shojiri",
    "経理",
    "けいり",
    "keri",
    "移住",
    "商店",
    "090",
    "0901",
    "example",
    "a.b",
    "sat tar",
    "山 田",
    "佐藤 塩尻",
    "yamada ta",
    "さ !太郎",
    "^さと",
    "'さと",
    "~sto",
    "~山家",
    "sto",
    "ymd",
    "7",
    "P-7",
    "kind:person さ",
    "kind:job 山",
    "kind:person",
    "hours:>=10 さ",
    "ito",
    "bsat",
    "affua",
    "山田 kind:case",
    "ex tar",
    "ま の",
];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }

    fn number(&mut self, most: u32) -> u32 {
        1 + u32::try_from(self.below(most as usize)).unwrap()
    }
}

fn texts(words: &[&str]) -> Value {
    Value::List(words.iter().map(|word| Atom::Text((*word).into())).collect())
}

/// Values that a record of a kind may get.
fn values(kind: Kind, dice: &mut Dice) -> Vec<(&'static Field, Value)> {
    let town = Value::reference(Id::new(Kind::Region, dice.number(4)));
    let towns = Value::references([Id::new(Kind::Region, dice.number(4)), Id::new(Kind::Region, 2)]);
    let firm = Value::reference(Id::new(Kind::Organisation, dice.number(4)));
    let someone = Value::reference(Id::new(Kind::Person, dice.number(25)));
    let work = Value::reference(Id::new(Kind::Job, dice.number(8)));
    let [family, family_kana] = *dice.pick(&FAMILIES);
    let [given, given_kana] = *dice.pick(&GIVENS);
    let text = *dice.pick(&TEXTS);
    let held = Row(vec![(person::skill::SKILL.code, Atom::Ref(Id::new(Kind::Skill, dice.number(3))))]);
    let (mail, code) = match dice.below(3) {
        0 => (format!("taro-ito@ex{}.jp", dice.below(9)), format!("AB sato{}", dice.below(9))),
        1 => (format!("o'no{}@example.jp", dice.below(9)), "sato".to_owned()),
        _ => (format!("sato.{}@example.jp", dice.below(99)), format!("G1-{:04}", dice.below(50))),
    };
    match kind {
        Kind::Person => vec![
            (&person::FAMILY_NAME, Value::text(family)),
            (&person::FAMILY_KANA, Value::text(family_kana)),
            (&person::GIVEN_NAME, Value::text(given)),
            (&person::GIVEN_KANA, Value::text(given_kana)),
            (&person::PHONE, texts(&[&format!("090-12{}", dice.below(9000))])),
            (&person::EMAIL, texts(&[&mail])),
            (&person::DOMICILE, town),
            (&person::REGIONS, towns),
            (&person::EMPLOYER, firm),
            (&person::SKILLS, Value::Rows(vec![held])),
            (&person::HOURS, Value::int(i64::from(dice.number(20)))),
            (&person::NOTES, Value::text(text)),
            (&person::TAGS, texts(&[text, "佐藤"])),
            (&person::EXTERNAL_ID, Value::text(code)),
        ],
        Kind::Region => {
            let (name, kana, romaji) = *dice.pick(&[
                ("塩尻市", "シオジリシ", "Shiojiri-shi"),
                ("大町市", "オオマチシ", "Omachi-shi"),
                ("山形村", "ヤマガタムラ", "Yamagata-mura"),
                ("佐渡市", "サドシ", "Sado-shi"),
                ("山田町", "ヤマダマチ", "Yamada-machi"),
                ("大野市", "オオノシ", "Ono-shi"),
            ]);
            vec![
                (&region::NAME_FIELD, Value::text(name)),
                (&region::KANA_FIELD, Value::text(kana)),
                (&region::ROMAJI, Value::text(romaji)),
                (&region::PREFECTURE, Value::text("長野県")),
            ]
        }
        Kind::Skill => {
            vec![
                (&skill::LABEL, Value::text(*dice.pick(&["経理", "プログラミング", "写真"]))),
                (&skill::KANA_FIELD, Value::text("ケイリ")),
            ]
        }
        Kind::Organisation => vec![
            (&organisation::NAME_FIELD, Value::text(format!("株式会社{family}商店"))),
            (&organisation::KANA_FIELD, Value::text(family_kana)),
            (&organisation::REGION, town),
        ],
        Kind::Job => vec![
            (&job::TITLE, Value::text(format!("{text} {family}"))),
            (&job::REGION, town),
            (&job::ORGANISATION, firm),
            (&job::DESCRIPTION, Value::text(format!("{text}をめざします。{given}"))),
        ],
        Kind::Case => {
            vec![(&case::PERSON, someone), (&case::REGIONS, towns), (&case::NOTES, Value::text(text))]
        }
        Kind::Match => vec![(&matched::PERSON, someone), (&matched::JOB, work)],
        _ => vec![(&note::TEXT, Value::text(text))],
    }
}

/// One commit of everything that can happen to a record.
fn step(office: &mut Office, dice: &mut Dice) {
    const KINDS: [(Kind, u32); 11] = [
        (Kind::Person, 25),
        (Kind::Person, 25),
        (Kind::Person, 25),
        (Kind::Region, 4),
        (Kind::Skill, 3),
        (Kind::Organisation, 4),
        (Kind::Job, 8),
        (Kind::Case, 6),
        (Kind::Match, 6),
        (Kind::Note, 4),
        (Kind::Person, 25),
    ];
    let mut events = Vec::new();
    for _ in 0..=dice.below(3) {
        let (kind, most) = *dice.pick(&KINDS);
        let number = dice.number(most);
        let id = if kind == Kind::Case { Id::case(2026, number) } else { Id::new(kind, number) };
        if events.iter().any(|event: &Event| event.id() == id) {
            continue;
        }
        let chosen: Vec<_> = values(kind, dice).into_iter().filter(|_| dice.below(3) > 0).collect();
        events.push(match (office.state.record(id), dice.below(5)) {
            (None, _) => {
                let mut new = record(kind, id.number, &[]);
                for (field, value) in chosen {
                    new.set(field.code, Some(value));
                }
                Event::Added(new)
            }
            (Some(_), 0) => {
                let last = Id::new(kind, id.number + u32::try_from(dice.below(3)).unwrap());
                Event::Withdrawn { first: id, last }
            }
            (Some(_), 1) => Event::Restored { first: id, last: id },
            (Some(held), _) => {
                let change = |(field, value): (&Field, Value)| Change {
                    field: field.code,
                    before: held.get(field).cloned(),
                    after: Some(value).filter(|value| !value.is_empty()),
                };
                Event::changed(id, Verb::Updated, chosen.into_iter().map(change).collect(), None)
            }
        });
    }
    office.commit(events);
}

/// Everything that a hit says.
fn told(hits: Hits) -> impl PartialEq + std::fmt::Debug {
    let told = |hit: nichiiki::search::Hit| {
        (hit.id, hit.score, hit.tier, hit.label, hit.spans, hit.field.map(|field| field.key))
    };
    (hits.total, hits.more, hits.hits.into_iter().map(told).collect::<Vec<_>>())
}

fn agree(office: &Office, line: &str, limit: usize) {
    let query = Query::parse(line).unwrap();
    let never = Cancel::never();
    let plain = Plain::of(&office.state).search(&office.state, &query, limit, &never).unwrap();
    let plain = format!("{:?}", told(plain));
    let followed = search(&office.index, &office.state, &query, limit, &never).unwrap();
    assert_eq!(format!("{:?}", told(followed)), plain, "{line} by the index that followed, limit {limit}");
    let fresh = Index::build(&office.state);
    let built = search(&fresh, &office.state, &query, limit, &never).unwrap();
    assert_eq!(format!("{:?}", told(built)), plain, "{line} by an index built anew, limit {limit}");
    counts_less(office, line, limit);
}

/// Where less is counted, a search may end sooner, with the same hits.
fn counts_less(office: &Office, line: &str, limit: usize) {
    let (query, never) = (Query::parse(line).unwrap(), Cancel::never());
    let whole = search(&office.index, &office.state, &query, limit, &never).unwrap();
    for exact in [limit, limit + 4] {
        let ask = Ask::new(limit, exact);
        let found = search_counting(&office.index, &office.state, &query, ask, &never).unwrap();
        assert_eq!(format!("{:?}", found.hits), format!("{:?}", whole.hits), "{line}, {limit} of {exact}");
        assert_eq!(
            (found.total, found.more),
            (whole.total.min(exact), whole.total > exact),
            "{line}, {limit} of {exact}"
        );
    }
}

#[test]
fn any_commits_give_the_answers_of_the_plain_scan() {
    let rounds = if cfg!(debug_assertions) { 12 } else { 200 };
    let mut dice = Dice(1);
    for _ in 0..rounds {
        let mut office = Office::default();
        // Part of what happens is in the segment, part beside it.
        for _ in 0..dice.below(60) {
            step(&mut office, &mut dice);
        }
        office.index = Index::build(&office.state);
        for _ in 0..dice.below(30) {
            step(&mut office, &mut dice);
        }
        for _ in 0..10 {
            let (line, limit) = (*dice.pick(&QUERIES), *dice.pick(&[1, 3, 20, 1000]));
            agree(&office, line, limit);
        }
    }
}

/// Whoever may see a part finds of it what a scan of that part finds, and the same whichever way the index came about.
#[test]
fn limited_rights_find_what_a_scan_of_their_part_finds() {
    let readers = [
        ("everywhere", Role::Viewer, Reach::All, vec![]),
        ("shiojiri", Role::Coordinator, Reach::Region, vec![Id::new(Kind::Region, 1)]),
        ("nowhere", Role::Viewer, Reach::Region, vec![Id::new(Kind::Region, 4)]),
        ("own", Role::Coordinator, Reach::Own, vec![]),
    ];
    for seed in 0..if cfg!(debug_assertions) { 3 } else { 30 } {
        let mut office = busy(80, seed);
        let users = (1..).zip(&readers).map(|(number, (name, role, reach, regions))| {
            let mut new = record(Kind::User, number, &[(&user::NAME_FIELD, name)]);
            new.set(user::ROLE.code, Some(Value::choice(role.code())));
            new.set(user::SCOPE.code, Some(Value::choice(reach.code())));
            new.set(user::REGIONS.code, Some(Value::references(regions.clone())));
            new
        });
        office.add(users.collect());
        let mut hidden = 0;
        for (name, ..) in &readers {
            let rights = Rights::of(&office.state, &Author::new(name), false).unwrap();
            let seen = office.state.through(Some(std::sync::Arc::new(Lens::new(rights))));
            let (plain, never) = (Plain::of(&seen), Cancel::never());
            for line in QUERIES {
                let query = Query::parse(line).unwrap();
                let scanned = plain.search(&seen, &query, 20, &never).unwrap();
                let whole = search(&office.index, &office.state, &query, 20, &never).unwrap();
                hidden += usize::from(whole.total > scanned.total);
                let found = search(&office.index, &seen, &query, 20, &never).unwrap();
                assert_eq!(format!("{:?}", told(found)), format!("{:?}", told(scanned)), "{line} as {name}");
            }
        }
        assert!(hidden > 0, "something is beyond somebody's reach");
    }
}

/// An office in which much has happened.
fn busy(steps: usize, seed: u64) -> Office {
    let (mut office, mut dice) = (Office::default(), Dice(seed));
    (0..steps).for_each(|_| step(&mut office, &mut dice));
    office.index = Index::build(&office.state);
    (0..10).for_each(|_| step(&mut office, &mut dice));
    office
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 60 } else { 2000 }, ..ProptestConfig::default() })]

    #[test]
    fn any_line_gives_the_answer_of_the_plain_scan(
        line in "[さとうやまだおの]{1,5}|[satoumyn]{1,7}|[山田佐藤大野太郎]{1,4}|[0-9@.ab]{1,4}|~?[satm]{2,4} [やま塩尻]{1,3}|[さやs] [tた!]さ",
        seed in 0_u64..4,
        limit in 1_usize..12,
    ) {
        thread_local! {
            static OFFICES: std::cell::RefCell<std::collections::HashMap<u64, Office>> = std::cell::RefCell::default();
        }
        OFFICES.with_borrow_mut(|offices| {
            let office = offices.entry(seed).or_insert_with(|| busy(80, seed));
            if Query::parse(&line).is_ok() {
                agree(office, &line, limit);
            }
        });
    }
}

/// The same with many people.
fn peopled(people: u32, seed: u64) -> Office {
    let (mut office, mut dice) = (busy(60, seed), Dice(seed));
    let people = (100..100 + people).map(|number| {
        let mut new = record(Kind::Person, number, &[]);
        for (field, value) in values(Kind::Person, &mut dice) {
            new.set(field.code, Some(value));
        }
        new
    });
    office.add(people.collect());
    office.index = Index::build(&office.state);
    (0..10).for_each(|_| step(&mut office, &mut dice));
    office
}

/// Words that are names, beginnings of names, and what others are found through, together: which of them decides is told by the
/// first letters, and the best are known before the rest is.
#[test]
fn several_short_words_are_answered_as_by_the_plain_scan() {
    const WORDS: [&str; 22] = [
        "山田", "大野", "塩尻", "佐渡", "佐藤", "山", "大", "佐", "さ", "や", "お", "sa", "ya", "o", "ono",
        "yamada", "sado", "s", "y", "しお", "経理", "1",
    ];
    let mut dice = Dice(77);
    for seed in 0..if cfg!(debug_assertions) { 4 } else { 40 } {
        let office = peopled(300, 900 + seed);
        let (plain, never) = (Plain::of(&office.state), Cancel::never());
        for _ in 0..400 {
            let count = 2 + usize::from(dice.below(4) == 0);
            let kind = *dice.pick(&["", "", "", "kind:job ", "kind:organisation ", "kind:region "]);
            let words: Vec<&str> = (0..count).map(|_| *dice.pick(&WORDS)).collect();
            let line = format!("{kind}{}", words.join(" "));
            let (limit, query) = (1 + dice.below(9), Query::parse(&line).unwrap());
            let scanned = plain.search(&office.state, &query, limit, &never).unwrap();
            let found = search(&office.index, &office.state, &query, limit, &never).unwrap();
            assert_eq!(format!("{:?}", told(found)), format!("{:?}", told(scanned)), "{line}, {limit}");
            counts_less(&office, &line, limit);
        }
    }
}

#[test]
fn every_person_of_many_is_ranked_alike() {
    let Some(office) = super::office::people(if cfg!(debug_assertions) { 3000 } else { 30_000 }) else {
        return;
    };
    let (mut office, mut dice) = (office, Dice(5));
    (0..60).for_each(|_| step(&mut office, &mut dice));
    office.index = Index::build(&office.state);
    (0..9).for_each(|_| step(&mut office, &mut dice));
    let plain = Plain::of(&office.state);
    for line in [
        "s",
        "さ",
        "山",
        "田",
        "sato",
        "sat",
        "しん",
        "sinzi",
        "yamada",
        "yamada ta",
        "s k",
        "た や",
        "tanakayoko",
        "みゆ",
        "ohn",
        "ymd",
        "ゆうこ",
        "子",
        "やまだたろう",
        "yamadataro",
        "kind:person",
        "a !か",
        "o",
        "ん",
    ] {
        for limit in [3, 20, 300] {
            let query = Query::parse(line).unwrap();
            let never = Cancel::never();
            let scanned = plain.search(&office.state, &query, limit, &never).unwrap();
            let found = search(&office.index, &office.state, &query, limit, &never).unwrap();
            assert_eq!(format!("{:?}", told(found)), format!("{:?}", told(scanned)), "{line}");
            counts_less(&office, line, limit);
        }
    }
}

/// Of a term that forgives a slip, letters apart are met early in what records are called; they count only where too little is found
/// without.
#[test]
fn letters_apart_do_not_count_beside_enough() {
    let mut office = Office::default();
    let firm = [(&organisation::NAME_FIELD, "坂本商店"), (&organisation::KANA_FIELD, "サカモト")];
    office.add(vec![
        person_record(1, ["佐藤", "一", "サトウ", "ハジメ"]),
        record(Kind::Organisation, 1, &firm),
    ]);
    office.index = Index::build(&office.state);
    for limit in [1, 2] {
        agree(&office, "sato", limit);
    }
}

/// Someone found by more than a name is still whom a match is found through by that name.
#[test]
fn who_is_found_better_by_something_else_is_still_a_name_for_others() {
    for seed in 0..4 {
        let office = busy(80, seed);
        for line in ["1", "2", "さ", "0"] {
            agree(&office, line, 200);
        }
    }
}
