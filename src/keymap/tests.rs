//! Resolution, layers and the faults of keymap files.

use super::load::load_sources;
use super::*;
use crate::input::{parse_sequence, print_sequence};
use crate::lang::Lang;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Up,
    Down,
    Top,
    People,
    Quit,
    Close,
}

const WORDS: Vocabulary<'static, Verb> = Vocabulary {
    scopes: &["global", "list", "form"],
    actions: &[
        ("select_up", Verb::Up),
        ("select_down", Verb::Down),
        ("select_top", Verb::Top),
        ("go_people", Verb::People),
        ("quit", Verb::Quit),
        ("close", Verb::Close),
    ],
};
const BASIS: &str = r#"
[global]
"q" = "quit"
"g p" = "go_people"
"Esc" = "close"

[list]
"j" = "select_down"
"Down" = "select_down"
"k" = "select_up"
"g g" = "select_top"
"#;
const LIST: &[&str] = &["list", "global"];

fn keymap(own: &str) -> (Keymap<Verb>, Vec<Problem>) {
    load_sources(
        &[Source { name: "default.toml", text: BASIS }, Source { name: "keymap.toml", text: own }],
        &WORDS,
    )
}

fn press(keymap: &Keymap<Verb>, scopes: &[&str], written: &str) -> Resolution<Verb> {
    let keys = parse_sequence(written).unwrap();
    let (last, pending) = keys.split_last().unwrap();
    keymap.resolve(scopes, pending, *last)
}

fn faults(own: &str) -> Vec<String> {
    keymap(own).1.iter().map(|problem| problem.text(Lang::En)).collect()
}

#[test]
fn keys_resolve_from_the_inside_out() {
    let (keymap, problems) = keymap("");
    assert_eq!(problems, []);
    assert_eq!(press(&keymap, LIST, "j"), Resolution::Action(Verb::Down, None));
    assert_eq!(press(&keymap, LIST, "q"), Resolution::Action(Verb::Quit, None));
    assert_eq!(press(&keymap, &["global"], "j"), Resolution::Unbound);
    assert_eq!(press(&keymap, LIST, "g p"), Resolution::Action(Verb::People, None));
    assert_eq!(press(&keymap, LIST, "g x"), Resolution::Unbound);
}

#[test]
fn a_prefix_lists_what_may_follow_in_all_scopes() {
    let (keymap, _) = keymap("[list]\n\"g x y\" = \"quit\"\n");
    let Resolution::Pending(next) = press(&keymap, LIST, "g") else { panic!("g is a prefix") };
    let shown: Vec<_> = next.iter().map(|next| (next.key.to_string(), next.action)).collect();
    assert_eq!(shown, [("p".into(), Some(Verb::People)), ("g".into(), Some(Verb::Top)), ("x".into(), None)]);
}

#[test]
fn unbound_digits_are_a_count() {
    let (keymap, _) = keymap("[list]\n\"7\" = \"quit\"\n");
    assert_eq!(press(&keymap, LIST, "1 2 j"), Resolution::Action(Verb::Down, Some(12)));
    assert_eq!(press(&keymap, LIST, "3 g g"), Resolution::Action(Verb::Top, Some(3)));
    assert_eq!(press(&keymap, LIST, "3"), Resolution::Pending(vec![]));
    assert_eq!(press(&keymap, LIST, "1 0 7 j"), Resolution::Action(Verb::Down, Some(107)));
    assert_eq!(press(&keymap, LIST, "7"), Resolution::Action(Verb::Quit, None));
    assert_eq!(press(&keymap, LIST, "0"), Resolution::Unbound);
    assert_eq!(
        press(&keymap, LIST, "9 9 9 9 9 9 9 9 9 9 9 9 j"),
        Resolution::Action(Verb::Down, Some(COUNT_MAX))
    );
}

#[test]
fn an_action_knows_its_keys() {
    let (keymap, _) = keymap("[list]\n\"n\" = \"select_down\"\n\"k\" = \"quit\"\n");
    let shown =
        |action| keymap.all_keys_of(LIST, action).iter().map(|keys| print_sequence(keys)).collect::<Vec<_>>();
    assert_eq!(shown(Verb::Down), ["n", "j", "Down"]);
    assert_eq!(shown(Verb::Up), [""; 0]);
    assert_eq!(keymap.keys_of(LIST, Verb::Top).map(|keys| print_sequence(&keys)).as_deref(), Some("g g"));
    assert_eq!(keymap.keys_of(&["form", "global"], Verb::Top), None);
    assert_eq!(keymap.bindings(LIST).len(), 8);
}

#[test]
fn false_and_empty_unbind_here_and_outside() {
    let (keymap, problems) = keymap("[list]\n\"j\" = false\n\"q\" = \"\"\n");
    assert_eq!(problems, []);
    assert_eq!(press(&keymap, LIST, "j"), Resolution::Unbound);
    assert_eq!(press(&keymap, LIST, "q"), Resolution::Unbound);
    assert_eq!(press(&keymap, &["global"], "q"), Resolution::Action(Verb::Quit, None));
}

#[test]
fn an_override_is_no_conflict_and_a_shadow_is() {
    assert_eq!(faults("[list]\n\"j\" = \"quit\"\n"), [""; 0]);
    assert_eq!(
        faults("[list]\n\n\"g\" = \"quit\"\n"),
        ["keymap.toml:3: g overlaps g g (default.toml:11), which no longer works"]
    );
    let (keymap, problems) = keymap("[global]\n\"q q\" = \"quit\"\n");
    assert_eq!(problems.len(), 1);
    assert_eq!(press(&keymap, LIST, "q q"), Resolution::Action(Verb::Quit, None));
}

#[test]
fn each_fault_is_told_with_its_line_and_the_rest_works() {
    let own = r#"[list]
"C-i" = "quit"
"Foo" = "quit"
"x" = "qiut"
"y" = 3
"z" = false
"n" = "select_down"
"S-n" = "select_up"
"N" = "select_top"

[lisst]
"a" = "quit"
"#;
    assert_eq!(
        faults(own),
        [
            "keymap.toml:2: C-i: terminals cannot send C-i; it arrives as Tab",
            "keymap.toml:3: Foo: no key is named \"Foo\"",
            "keymap.toml:4: x: there is no action \"qiut\"; did you mean quit?",
            "keymap.toml:5: y: write the name of an action, or false",
            "keymap.toml:6: z: nothing to unbind",
            "keymap.toml:9: N is already bound on line 8; this line counts",
            "keymap.toml:11: there is no scope [lisst]; did you mean list?",
        ]
    );
    let (keymap, _) = keymap(own);
    assert_eq!(press(&keymap, LIST, "n"), Resolution::Action(Verb::Down, None));
    assert_eq!(press(&keymap, LIST, "N"), Resolution::Action(Verb::Top, None));
}

#[test]
fn broken_toml_keeps_what_can_be_read() {
    let (keymap, problems) =
        keymap("[list]\n\"n\" = \"quit\"\n\"n\" = \"close\"\n\"x\" = \n\"y\" = \"quit\"\n");
    let lines: Vec<_> = problems.iter().map(|problem| problem.line).collect();
    assert!(lines.contains(&3) && lines.contains(&4), "{problems:?}");
    assert_eq!(press(&keymap, LIST, "y"), Resolution::Action(Verb::Quit, None));
    assert!(problems.iter().all(|problem| problem.text(Lang::Ja).starts_with("keymap.toml:")));
}

#[test]
fn the_own_file_may_choose_the_preset() {
    let own = Source { name: "keymap.toml", text: "preset = \"nano\"\n" };
    let (_, problems) = load_sources(&[own], &WORDS);
    assert_eq!(problems.first().map(|problem| problem.line), Some(1));
    assert_eq!(Preset::parse("vim"), Some(Preset::Vim));
    assert_eq!(Preset::Emacs.sources().len(), 2);
}
