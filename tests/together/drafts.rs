//! Slips at the desk: what a form leaves, and that a form comes back from it exactly.

use nichiiki::app::Message;
use nichiiki::app::slip::{Found, Slip};
use nichiiki::domain::Command;
use nichiiki::field::tables::{note, person};
use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::snapshot::Snapshot;

use crate::desk::Desk;
use crate::domain::office::draft;
use crate::screens::office::office;

const PERSON: Id = Id::new(Kind::Person, 1);

fn desk(columns: u16, rows: u16, lang: Lang) -> Desk {
    let office = office();
    let mut desk = Desk::new(Snapshot::new(office.state), columns, rows, lang);
    desk.commits = office.commits;
    desk
}

/// The slip that was kept, as it comes back from the disk.
fn kept(desk: &Desk) -> Slip {
    let (_, slip) = desk.kept.clone().expect("a slip is kept");
    serde_json::from_str(&serde_json::to_string(&slip).unwrap()).unwrap()
}

fn found(slips: Vec<Slip>) -> Message {
    let name = |place: usize| format!("slip-{place}").into();
    let rows = slips.into_iter().enumerate().map(|(place, slip)| Found { name: name(place), slip }).collect();
    Message::Drafts { rows, offer: true }
}

#[test]
fn a_note_comes_back_line_by_line() {
    let mut first = desk(80, 24, Lang::Ja);
    first
        .press("n")
        .enter("十月から動ける。\n\n　字下げも、\tタブも\nhttps://例.jp/")
        .press("Left Left")
        .enter("葛\u{e0100}城");
    let text = match first.app.top() {
        Some(nichiiki::app::Layer::Form(form)) => form.lines()[0].area.text().to_owned(),
        other => panic!("{other:?}"),
    };
    let mut second = desk(80, 24, Lang::Ja);
    second.send(found(vec![kept(&first)]));
    second.press("Enter C-s");
    let id = second.snapshot.state.linked(PERSON, Kind::Note).last().unwrap();
    let record = second.snapshot.state.live(id).unwrap();
    assert_eq!(record.text(&note::TEXT), Some(text.as_str()), "{}", second.screen());
    assert!(record.reference(&note::CASE).is_some(), "what comes along is there too");
}

#[test]
fn every_kind_of_form_comes_back() {
    for (keys, typed, wanted) in [
        ("e", "美香", "美香"),
        ("+", "新井", "新井"),
        ("c", "折り返し待ち", "折り返し待ち"),
        ("a Tab C-u", "鈴木", "鈴木"),
        ("z Tab", "2026-12-10", "2026-12-10"),
        ("x Tab", "本人辞退", "本人辞退"),
        ("Enter +", "副業", "副業"),
        ("m x", "本人辞退", "本人辞退"),
    ] {
        let mut first = desk(140, 40, Lang::Ja);
        first.press(keys).enter(typed);
        let before = first.screen();
        let mut second = desk(140, 40, Lang::Ja);
        second.send(found(vec![kept(&first)]));
        second.press("Enter");
        let after = second.screen();
        assert!(after.contains(wanted) && after.contains("未保存"), "{keys}:\n{before}\n{after}");
        assert!(matches!(second.app.top(), Some(nichiiki::app::Layer::Form(_))), "{keys}");
    }
}

#[test]
fn a_stage_with_what_its_gate_asks_comes_back() {
    let mut first = desk(140, 40, Lang::Ja);
    first.press("j s Enter").enter("山田");
    let mut second = desk(140, 40, Lang::Ja);
    second.send(found(vec![kept(&first)]));
    second.press("Enter");
    assert!(second.screen().contains("山田") && second.screen().contains("理由"), "{}", second.screen());
}

#[test]
fn a_record_that_changed_meanwhile_is_not_written_over() {
    let mut first = desk(80, 24, Lang::Ja);
    first.press("e").enter("様");
    let mut second = desk(80, 24, Lang::Ja);
    let theirs = [("family_name", "高橋"), ("phone", "090-0000-0001")];
    second.other("鈴木", &Command::update(PERSON, draft(Kind::Person, &theirs)));
    second.send(found(vec![kept(&first)]));
    second.press("Enter C-s");
    let screen = second.screen();
    assert!(screen.contains("鈴木") && screen.contains("髙橋様") && screen.contains("高橋"), "{screen}");
    second.press("m Enter");
    let record = second.snapshot.state.live(PERSON).unwrap();
    assert_eq!(record.text(&person::FAMILY_NAME), Some("髙橋様"));
    assert_eq!(record.texts(&person::PHONE).collect::<Vec<_>>(), ["090-0000-0001"]);
}

#[test]
fn the_list_is_calm_and_leaves_for_later() {
    let mut first = desk(140, 40, Lang::Ja);
    first.press("e").enter("様");
    let edit = kept(&first);
    let mut first = desk(140, 40, Lang::Ja);
    first.press("j n").enter("来月から週に二日は動けるとのこと。\n家族も賛成。");
    let note = kept(&first);
    for lang in [Lang::Ja, Lang::En] {
        for (columns, rows) in [(80, 24), (140, 40)] {
            let mut desk = desk(columns, rows, lang);
            desk.send(found(vec![edit.clone(), note.clone()]));
            insta::assert_snapshot!(format!("drafts_{columns}_{}", lang.pick("ja", "en")), desk.screen());
            desk.press("Esc");
            assert_eq!(desk.app.layers().len(), 1);
        }
    }
}

#[test]
fn a_slip_is_dropped_by_one_key_and_the_list_ends_with_the_last() {
    let mut first = desk(80, 24, Lang::Ja);
    first.press("e").enter("様");
    let mut second = desk(80, 24, Lang::Ja);
    second.send(found(vec![kept(&first), kept(&first)]));
    second.press("x");
    assert_eq!(second.forgotten.last().and_then(|mark| mark.found.as_deref()), Some("slip-0"));
    second.press("x");
    assert_eq!(second.app.layers().len(), 1);
}

#[test]
fn a_slip_about_what_one_may_not_see_is_not_offered() {
    let mut first = desk(80, 24, Lang::Ja);
    first.press("e").enter("様");
    let mut empty = Desk::new(Snapshot::default(), 80, 24, Lang::Ja);
    empty.send(found(vec![kept(&first)]));
    assert_eq!(empty.app.layers().len(), 1);
    assert!(!empty.screen().contains("髙橋"));
}

#[test]
fn somebody_at_work_is_told_and_not_interrupted() {
    let mut first = desk(80, 24, Lang::Ja);
    first.press("e").enter("様");
    let mut second = desk(80, 24, Lang::Ja);
    second.press("n").enter("途中");
    second.send(found(vec![kept(&first)]));
    assert!(
        second.screen().contains("途中") && second.screen().contains("1件残っています"),
        "{}",
        second.screen()
    );
}

#[test]
fn saving_and_dropping_forget_the_slip_and_leaving_does_not() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("n").enter("一件目");
    let (mark, _) = desk.kept.clone().unwrap();
    desk.press("C-s");
    assert_eq!(desk.forgotten.last(), Some(&mark));
    desk.press("n").enter("二件目");
    let (mark, _) = desk.kept.clone().unwrap();
    desk.press("Esc Esc");
    assert_eq!(desk.forgotten.last(), Some(&mark), "dropped on purpose");
    let forgotten = desk.forgotten.len();
    desk.press("n").enter("三件目").press("C-q");
    assert_eq!(desk.app.layers().len(), 1);
    assert!(desk.screen().contains("下書きに残しました"), "{}", desk.screen());
    assert_eq!(desk.forgotten.len(), forgotten);
    desk.press("n").enter("字").press("Backspace");
    assert_eq!(desk.forgotten.len(), forgotten + 1, "nothing typed is nothing to keep");
}

#[test]
fn a_no_to_the_question_about_many_comes_back_to_what_was_typed() {
    let mut desk = desk(80, 24, Lang::Ja);
    desk.press("* x Tab").enter("本人辞退").press("C-s");
    desk.press("n");
    assert!(desk.screen().contains("本人辞退"), "{}", desk.screen());
    desk.press("C-s y");
    assert_eq!(desk.app.layers().len(), 1, "{}", desk.screen());
}
