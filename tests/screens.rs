//! Every screen as text, in both languages and sizes, and what must hold on all of them.

pub mod office;

use std::sync::LazyLock;

use nichiiki::app::Message;
use nichiiki::domain::{Commit, State};
use nichiiki::input::{Input, Size};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use crate::desk::Desk;
use office::office;

const SIZES: [(u16, u16); 2] = [(80, 24), (140, 40)];

/// Keys that lead to a screen, and what the screen is called.
const SCREENS: [(&str, &str); 15] = [
    ("home", ""),
    ("home_regions", "Tab j"),
    ("person", "Enter"),
    ("links", "Enter Tab"),
    ("why", "m"),
    ("log", "g l"),
    ("palette", ":"),
    ("search", "/"),
    ("help", "?"),
    ("which", "g"),
    ("today", "t"),
    ("urgency", "!"),
    ("reasons", "x"),
    ("hold", "z"),
    ("owners", "a"),
];

fn desk(columns: u16, rows: u16, lang: Lang) -> Desk {
    static OFFICE: LazyLock<(State, Vec<Commit>)> = LazyLock::new(|| {
        let office = office();
        (office.state, office.commits)
    });
    let (state, commits) = &*OFFICE;
    let mut desk = Desk::new(Snapshot::new(state.clone()), columns, rows, lang);
    desk.commits.clone_from(commits);
    desk
}

#[test]
fn screens_look_as_they_did() {
    for lang in [Lang::Ja, Lang::En] {
        for (columns, rows) in SIZES {
            for (name, keys) in SCREENS {
                let mut desk = desk(columns, rows, lang);
                if !keys.is_empty() {
                    desk.press(keys);
                }
                let name = format!("{name}_{columns}_{}", lang.pick("ja", "en"));
                insta::assert_snapshot!(name, desk.screen());
            }
        }
    }
}

#[test]
fn search_shows_hits_while_one_types_and_opens_them() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("/").enter("たかはし");
    insta::assert_snapshot!("search_hits_80_ja", desk.screen());
    desk.press("Enter");
    assert!(desk.screen().contains("髙橋 美佳"));
    desk.press("Esc");
    assert!(desk.screen().contains("たかはし"), "back at the search");
    desk.press("Esc").press("/").enter("nobody:here");
    assert!(desk.screen().contains("nobody"), "a fault in the query is said");
}

#[test]
fn a_search_that_must_wait_for_its_index_says_so() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("/");
    let ready = "検索の準備をしています";
    assert!(!desk.screen().contains(ready), "nothing is asked yet");
    // The letter is typed, and what is asked of the index is not answered yet.
    let _asked = desk.app.update(Message::Input(Input::Paste("佐".to_owned())));
    assert!(desk.screen().contains(ready));
    desk.enter("藤");
    assert!(!desk.screen().contains(ready));
}

#[test]
fn the_panes_follow_the_cursor() {
    let mut desk = desk(140, 40, Lang::Ja);
    assert!(desk.screen().contains("髙橋 美佳 に合う順"), "{}", desk.screen());
    desk.press("j");
    assert!(!desk.screen().contains("髙橋 美佳 に合う順"));
    assert!(desk.screen().contains("佐藤 実結 に合う順"), "{}", desk.screen());
}

#[test]
fn coming_back_finds_the_same_row() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("j j");
    let before = (desk.caret(), desk.screen());
    desk.press("Enter J Esc");
    assert_eq!((desk.caret(), desk.screen()), before, "record and back");
    desk.press("Tab S-Tab");
    assert_eq!((desk.caret(), desk.screen()), before, "another pane and back");
    desk.press("g r g p");
    assert_eq!(desk.caret(), before.0);
}

#[test]
fn keys_typed_with_an_input_method_on_mean_what_they_mean() {
    let mut desk = desk(80, 24, Lang::Ja);
    let first = desk.caret();
    desk.press("ｊ");
    assert_eq!(desk.caret().0, first.0 + 1);
    assert!(desk.screen().contains("日本語入力オン"));
}

#[test]
fn the_hidden_pane_comes_back_on_a_key() {
    let mut desk = desk(80, 24, Lang::Ja);
    assert!(!desk.screen().contains("販促DX"));
    desk.press("w");
    assert!(
        desk.screen().contains("販促DX") && desk.screen().contains("髙橋 美佳     "),
        "{}",
        desk.screen()
    );
    desk.press("w");
    assert!(!desk.screen().contains("販促DX"));
}

#[test]
fn help_is_found_by_name_and_by_key_and_runs_what_is_chosen() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("?").enter("g l");
    assert!(desk.screen().contains("記録簿") && !desk.screen().contains("次の欄"), "{}", desk.screen());
    desk.press("Enter");
    assert!(desk.screen().contains("記録簿"));
    desk.press("Esc ?").enter("候補と");
    assert!(desk.screen().contains("explain match"));
    desk.press("Enter");
    assert!(desk.screen().contains("案件から見て"));
}

#[test]
fn the_palette_runs_what_is_typed_and_completes() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press(":").enter("go lo").press("Tab");
    assert!(desk.screen().contains(": go log"), "{}", desk.screen());
    desk.press("Enter");
    assert!(desk.screen().contains("記録簿"));
    desk.press("Esc :").enter("P-000002").press("Enter");
    assert!(desk.screen().contains("山田 太郎  人 P-000002"), "{}", desk.screen());
    desk.press("q :").enter("zzz").press("Enter");
    assert!(desk.screen().contains("そのような命令はありません"));
}

#[test]
fn a_change_by_somebody_else_is_marked_in_an_open_record() {
    use nichiiki::domain::Command;
    use nichiiki::field::{Id, Kind};
    let mut desk = desk(140, 40, Lang::Ja);
    desk.press("Enter");
    let person = Id::new(Kind::Person, 1);
    let draft = crate::domain::office::draft(Kind::Person, &[("hours_week", "9")]);
    desk.other("suzuki", &Command::update(person, draft));
    assert!(desk.screen().contains("9時間/週  • suzukiさんが11/23 09:00に変更"), "{}", desk.screen());
    desk.press("J K");
    assert!(!desk.screen().contains("suzukiさん"), "seen once, it is no news");
}

#[test]
fn the_filter_narrows_and_escape_lets_go() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("f").enter("やまだ").press("Enter");
    let screen = desk.screen();
    assert!(screen.contains("山田 太郎") && !screen.contains("佐藤 実結"), "{screen}");
    desk.press("Esc");
    assert!(desk.screen().contains("佐藤 実結"));
}

#[test]
fn marks_are_counted_and_let_go() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("Space Space");
    assert!(desk.screen().contains("✓2"), "{}", desk.screen());
    desk.press("Esc");
    assert!(!desk.screen().contains('✓'));
    desk.press("3 j");
    assert_eq!(desk.caret().0, 8, "two rows down by the marks, three by the count");
}

#[test]
fn a_small_terminal_says_so_and_no_size_breaks() {
    for lang in [Lang::Ja, Lang::En] {
        assert!(desk(59, 24, lang).screen().contains("60x15"));
        assert!(desk(80, 14, lang).screen().contains("60x15"));
        for (name, keys) in SCREENS {
            let mut desk = desk(60, 15, lang);
            if !keys.is_empty() {
                desk.press(keys);
            }
            let screen = desk.screen();
            assert!(screen.lines().count() > 5, "{name}: {screen}");
            let (row, column) = desk.caret();
            assert!(row < 15 && column < 60, "{name}: the caret is on the screen");
        }
        for (columns, rows) in [(1, 1), (2, 200), (500, 1), (61, 16), (107, 24), (108, 24)] {
            let mut desk = desk(columns, rows, lang);
            desk.press("Enter Esc m Esc g l");
            desk.screen();
        }
    }
}

#[test]
fn resizing_keeps_the_place() {
    let mut desk = desk(140, 40, Lang::Ja);
    desk.press("j j");
    let row = desk.caret().0;
    for (columns, rows) in [(60, 15), (200, 60), (140, 40)] {
        desk.resize(Size { columns, rows });
        desk.screen();
    }
    assert_eq!(desk.caret().0, row);
}

#[test]
fn an_empty_office_says_what_to_do() {
    let mut desk = Desk::new(Snapshot::default(), 80, 24, Lang::Ja);
    insta::assert_snapshot!("empty_80_ja", desk.screen());
    desk.press("Enter m Space j G Tab g l");
    assert!(desk.screen().contains("まだ何も記録されていません"));
}

#[test]
fn every_command_can_be_run_from_everywhere_without_harm() {
    use nichiiki::action::Action;
    use nichiiki::app::Message;
    for (name, keys) in SCREENS {
        for action in Action::ALL {
            let mut desk = desk(80, 24, Lang::En);
            if !keys.is_empty() {
                desk.press(keys);
            }
            desk.send(Message::Run(*action));
            assert!(!desk.screen().trim().is_empty(), "{name} {}", action.name());
        }
    }
}

#[test]
fn what_is_sent_bit_by_bit_shows_what_a_fresh_screen_shows() {
    for (columns, rows) in SIZES {
        let mut desk = desk(columns, rows, Lang::Ja);
        desk.screen();
        for keys in [
            "j", "j", "k", "G", "Tab", "j", "S-Tab", "m", "J", "Esc", "Enter", "Tab", "Esc", ":", "Esc", "?",
            "Esc", "g", "l",
        ] {
            desk.press(keys);
            let shown = trimmed(&desk.screen());
            assert_eq!(shown, trimmed(&desk.fresh_screen()), "after {keys} at {columns}x{rows}");
        }
    }
}

#[test]
fn where_signs_are_drawn_wide_only_ascii_is_drawn() {
    use nichiiki::terminal::{Ambiguous, Caps, Screen};
    use nichiiki::ui::{Theme, draw};
    let caps = Caps::full().with_ambiguous(Ambiguous::Wide);
    for (name, keys) in SCREENS {
        let mut desk = desk(80, 24, Lang::Ja);
        if !keys.is_empty() {
            desk.press(keys);
        }
        let mut signs = String::new();
        Screen::new(Size { columns: 80, rows: 24 }, caps).draw(|frame| {
            draw(&desk.app, &desk.snapshot, &Theme::new(caps), frame);
            signs.extend(frame.buffer_mut().content.iter().map(|cell| cell.symbol().to_owned()));
        });
        let drawn = signs.chars().find(|sign| "─│▸✓•…›█░".contains(*sign));
        assert_eq!(drawn, None, "{name}");
    }
}

#[test]
fn monochrome_uses_no_colour() {
    use nichiiki::terminal::{Caps, Colours};
    use nichiiki::ui::{Role, Theme};
    let theme = Theme::new(Caps { colours: Colours::Mono, ..Caps::full() });
    for role in [Role::Plain, Role::Dim, Role::Accent, Role::Here, Role::HereAlert, Role::Alert, Role::Found]
    {
        let style = theme.style(role);
        assert_eq!((style.fg, style.bg), (None, None), "{role:?}");
    }
    assert_ne!(theme.style(Role::Here), theme.style(Role::Plain), "the cursor is seen");
}

fn trimmed(screen: &str) -> String {
    screen.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
