//! Strings that break programs, as names, titles and notes on every screen: nothing that acts on a terminal is sent, nothing
//! panics, and the columns stay where they are.

use nichiiki::domain::{Command, Draft};
use nichiiki::field::tables::{job, note, person};
use nichiiki::field::{Field, Kind};
use nichiiki::input::Size;
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;
use nichiiki::text::{cells, clean_line};

use crate::cli::naughty;
use crate::desk::Desk;
use crate::domain::office::Office;

/// Our own worst: escapes, direction changes, joiners, marks without end, wide and half-wide letters, unassigned and private ones.
const OWN: [&str; 14] = [
    "\u{1b}[2J\u{1b}]0;title\u{7}消えた",
    "\u{9b}31m赤\u{9b}0m",
    "\u{202e}逆さ\u{202c}",
    "ｶﾞｷﾞｸﾞ゛゜",
    "👨‍👩‍👧‍👦家族",
    "a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
    "葛\u{e0100}城",
    "①②③※○◎“”…―",
    "\u{feff}\u{200b}\u{200d}",
    "𠮷野家𠮟る",
    "\u{fdfd}﷽",
    "名\t前\r\n二行目",
    "\u{e000}外字",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
];

fn strings() -> Vec<String> {
    // What has nothing visible is shown as U+FFFD, which the emulator of the tests leaves out while terminals draw it.
    let visible = |text: &String| !clean_line(text, 100).text.contains('\u{fffd}');
    naughty().into_iter().chain(OWN.map(str::to_owned)).filter(visible).collect()
}

/// An office in which every text is one of the strings, as far as the rules take them; and how many they took.
fn office() -> (Office, usize) {
    let mut office = Office::new();
    let region = office.state.ids(Kind::Region).next().unwrap();
    let mut taken = 0;
    let mut add = |kind: Kind, mut draft: Draft, texts: &[(&Field, &str)]| {
        let readable = texts.iter().all(|(field, text)| draft.put_text(field, text).is_ok());
        let added = readable && office.run(&Command::Add { kind, draft, imported: true }).is_ok();
        taken += usize::from(added);
    };
    for text in strings() {
        let names =
            [(&person::FAMILY_NAME, text.as_str()), (&person::GIVEN_NAME, "試"), (&person::NOTES, &text)];
        add(Kind::Person, Draft::new(), &names);
        add(
            Kind::Job,
            Draft::new().with_ref(&job::REGION, region),
            &[(&job::TITLE, &text), (&job::PROBLEM, &text)],
        );
        add(Kind::Note, Draft::new(), &[(&note::TEXT, &text)]);
    }
    (office, taken)
}

/// The screen as drawn step by step equals the screen drawn at once, but for blanks at line ends.
fn assert_whole(desk: &mut Desk, after: &str) {
    let lines = |screen: String| screen.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(desk.screen()), lines(desk.fresh_screen()), "after {after}");
}

/// Whether the bytes hold only text and sequences that a screen is drawn with.
fn is_harmless(bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
            let length = sequence.chars().take_while(|c| c.is_ascii_digit() || ";?:".contains(*c)).count();
            let last = sequence[length..].chars().next();
            if !last.is_some_and(|last| "HJKmhlABCDXGd".contains(last)) {
                return Err(format!("the sequence {:?}", &sequence[..(length + 1).min(sequence.len())]));
            }
            rest = &sequence[length + 1..];
            continue;
        }
        let bad = c.is_control() && !matches!(c, '\r' | '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{feff}' | '\u{2028}' | '\u{2029}');
        if bad {
            return Err(format!("the character {c:?}"));
        }
        rest = &rest[c.len_utf8()..];
    }
    Ok(())
}

#[test]
fn the_check_knows_harm() {
    assert!(is_harmless("\u{1b}[1;2H山田\u{1b}[0m".as_bytes()).is_ok());
    for harm in ["\u{1b}]0;x\u{7}", "\u{9b}31m", "a\u{202e}b", "\u{7}", "\u{1b}[6n"] {
        assert!(is_harmless(harm.as_bytes()).is_err(), "{harm:?}");
    }
}

#[test]
fn every_screen_stays_whole() {
    let (office, taken) = office();
    assert!(taken > 20, "the rules take most of them as text: {taken}");
    let mut desk = Desk::new(Snapshot::new(office.state), 80, 24, Lang::Ja);
    for (columns, rows) in [(80, 24), (140, 40), (61, 15)] {
        desk.resize(Size { columns, rows });
        for keys in [
            "j", "Tab", "Tab", "Tab", "Enter", "Esc", "g p", "m", "Esc", "e", "Esc", "g l", "Esc", "g c",
            "Esc", "?", "Esc",
        ] {
            desk.press(keys);
            assert_whole(&mut desk, keys);
        }
        for _ in 0..office_people(&desk) / 7 {
            desk.press("7 j");
            assert_whole(&mut desk, "7j");
            let widest = desk.fresh_screen().lines().map(|line| cells(line, false)).max().unwrap_or(0);
            assert!(widest <= usize::from(columns), "a line of {widest} cells in {columns}");
        }
        desk.press("g g");
    }
    if let Err(harm) = is_harmless(&desk.sent) {
        panic!("{harm} was sent");
    }
}

fn office_people(desk: &Desk) -> usize {
    desk.snapshot.state.count(Kind::Person)
}

#[test]
fn typing_and_searching_for_them_harms_nothing() {
    let (office, _) = office();
    let mut desk = Desk::new(Snapshot::new(office.state), 100, 30, Lang::En);
    for text in strings().iter().step_by(5) {
        desk.press("/").enter(text);
        assert_whole(&mut desk, text);
        desk.press("Esc :").enter(text);
        desk.screen();
        desk.press("Esc n").enter(text);
        desk.screen();
        desk.press("C-s");
        desk.screen();
        desk.press("Esc Esc Esc");
    }
    if let Err(harm) = is_harmless(&desk.sent) {
        panic!("{harm} was sent");
    }
}
