//! Over a whole office: each view counts what it lists, reports add up, and undo and redo in any order leave what replay gives.

use std::sync::LazyLock;

use nichiiki::app::listing::{self, Listing, Order};
use nichiiki::domain::decide::stage_of;
use nichiiki::domain::invert::invert_all;
use nichiiki::domain::urgency::Urgency;
use nichiiki::domain::{Cause, Command, State};
use nichiiki::field::choices::{ClosedReason, Stage};
use nichiiki::field::tables::case;
use nichiiki::field::{Date, Id, Kind, Moment, fields};
use nichiiki::lang::Lang;
use nichiiki::report::{Asked, Report};
use nichiiki::search::{Asker, Cancel, Latest, Query, counts, spelled_out, views};
use nichiiki::snapshot::Snapshot;
use proptest::prelude::*;

use super::office::client;
use crate::domain::office::{Office, draft, visible};

/// Of the records of a kind one in so many is looked at for each line.
const STEP: usize = 9;

/// The demo office on a Monday that is a holiday.
static DEMO: LazyLock<State> = LazyLock::new(|| crate::demo::opened(now()).0);

fn now() -> Moment {
    Moment::parse("2026-11-23 10:00").unwrap()
}

#[test]
fn every_view_counts_what_it_lists() {
    let state = &*DEMO;
    let snapshot = Snapshot::new(state.clone());
    let today = now().date();
    let mut filled = 0;
    for user in ["tanaka", "suzuki", "nobody"] {
        let all = views(state, user, Lang::Ja);
        let counted = counts(&all, &Asker { state, today, user });
        for (view, count) in all.iter().zip(counted) {
            let filter = spelled_out(&view.query, user);
            let listing = Listing { kind: view.kind, order: Order::Urgency, filter };
            let rows = listing::rows(&listing, &snapshot, today);
            assert_eq!(count, Some(rows.len()), "{} for {user}", view.name);
            filled += usize::from(!rows.is_empty());
        }
    }
    assert!(filled > 40, "the demo office fills most views: {filled}");
}

#[test]
fn the_picker_counts_the_lists_that_open() {
    let snapshot = Snapshot::new(DEMO.clone());
    let today = now().date();
    for user in ["tanaka", "nobody"] {
        let mut all = views(&DEMO, user, Lang::Ja);
        all[3].query = "stage:".to_owned();
        let plain = counts(&all, &Asker { state: &DEMO, today, user });
        let kept = listing::counts(&Cancel::never(), &all, &snapshot, (today, user)).unwrap();
        assert_eq!(plain, kept.to_vec(), "{user}");
        assert_eq!(kept[3], None, "a line that cannot be meant");
    }
    let latest = Latest::default();
    let older = latest.start();
    latest.start();
    let fresh = Snapshot::new(DEMO.clone());
    let all = views(&DEMO, "tanaka", Lang::Ja);
    assert!(listing::counts(&older, &all, &fresh, (today, "tanaka")).is_none(), "nobody waits");
}

#[test]
fn a_record_read_in_part_passes_as_the_whole_one_does() {
    let state = &*DEMO;
    let asker = Asker { state, today: now().date(), user: "tanaka" };
    let mut lines: Vec<String> =
        views(state, "tanaka", Lang::Ja).into_iter().map(|view| view.query).collect();
    for field in Kind::ALL.into_iter().flat_map(fields) {
        lines.extend([
            format!("{}:any", field.key),
            format!("-{}:any", field.key),
            format!("{}:none", field.key),
        ]);
        let parts = field.rows().unwrap_or_default();
        lines.extend(parts.iter().map(|part| format!("{}.{}:any", field.key, part.key)));
    }
    for counted in ["updated", "created", "activity", "due", "keep_until", "check_due", "match", "candidates"]
    {
        lines.extend(["any", "none", "..today", ">3"].map(|value| format!("{counted}:{value}")));
    }
    lines.extend(
        [
            "佐藤",
            "sato",
            "さと",
            "!さと",
            "^た",
            "マッチング or match:presented",
            "P-0001",
            "(たなか stage:received) or id:P-7",
        ]
        .map(str::to_owned),
    );
    let (mut lawful, mut few, mut found) = (0, 0, 0);
    for (place, line) in lines.iter().enumerate() {
        let Ok(query) = Query::read(line, &asker) else { continue };
        lawful += 1;
        for kind in [Kind::Person, Kind::Case, Kind::Job, Kind::Organisation, Kind::Match, Kind::Measure] {
            let candidates = query.candidates(kind, state);
            few += usize::from(candidates.is_some());
            // Each line meets other records, so that together they meet all.
            for record in state.records(kind).skip(place % STEP).step_by(STEP) {
                let part = state.live_part(record.id, query.reads(kind)).unwrap();
                let passes = query.passes(&record, state);
                assert_eq!(query.passes(&part, state), passes, "{line} {}", record.id);
                if let Some(candidates) = candidates.as_ref().filter(|_| passes) {
                    assert!(candidates.binary_search(&record.id).is_ok(), "{line} {}", record.id);
                    found += 1;
                }
            }
        }
    }
    assert!(lawful > 250 && few > 40 && found > 100, "{lawful} {few} {found}");
}

#[test]
fn the_queue_is_in_the_order_of_its_numbers() {
    let snapshot = Snapshot::new(DEMO.clone());
    let today = now().date();
    let listing = Listing { kind: Kind::Case, order: Order::Urgency, filter: String::new() };
    let rows = listing::rows(&listing, &snapshot, today);
    let numbers: Vec<i32> =
        rows.ids().map(|id| Urgency::of(&DEMO, &DEMO.live(id).unwrap(), today).unwrap().tenths()).collect();
    assert!(numbers.len() > 200 && numbers.is_sorted_by(|one, other| one >= other));
}

#[test]
fn reports_add_up() {
    let state = &*DEMO;
    let asked = Asked { today: now().date(), fiscal_year: None, lang: Lang::Ja };
    let sum = |report: Report, column: usize| -> usize {
        let table = report.table(state, &asked);
        table.rows.iter().map(|row| row[column].parse::<usize>().unwrap()).sum()
    };
    let open = state.records(Kind::Case).filter(|record| stage_of(record) != Stage::Closed).count();
    assert_eq!(sum(Report::Loads, 1), open);
    assert_eq!(sum(Report::Stays, 1), open);
    assert_eq!(sum(Report::Closings, 1), 500 - open);
    // The last row of the funnel is the sum of the others, and no step has more than the one before.
    let funnel = Report::Funnel.table(state, &asked);
    let numbers =
        |row: &[String]| -> Vec<usize> { row[1..6].iter().map(|cell| cell.parse().unwrap()).collect() };
    let all = numbers(funnel.rows.last().unwrap());
    assert_eq!(all[0], 500);
    for (step, whole) in all.iter().enumerate() {
        let parts: usize = funnel.rows[..funnel.rows.len() - 1].iter().map(|row| numbers(row)[step]).sum();
        assert_eq!(parts, *whole, "step {step}");
    }
    assert!(all.is_sorted_by(|one, other| one >= other), "{all:?}");
    // A year holds what began in it; the years together hold all.
    let years: usize = (2020..=2027)
        .map(|year| {
            let asked = Asked { fiscal_year: Some(year), ..asked };
            numbers(Report::Funnel.table(state, &asked).rows.last().unwrap())[0]
        })
        .sum();
    assert_eq!(years, 500);
    for report in Report::ALL {
        let table = report.table(state, &asked);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", report.key());
        assert!(!table.rows.is_empty(), "{} is empty", report.key());
        assert_eq!(Report::parse(report.key()), Some(report));
        let number = report.label().en.split(' ').next().unwrap();
        assert!(report == Report::Houses || Report::parse(number) == Some(report), "{number}");
    }
}

#[test]
fn the_ledger_has_a_row_an_introduction_and_says_until_when_it_is_kept() {
    let state = &*DEMO;
    let asked = Asked { today: now().date(), fiscal_year: None, lang: Lang::Ja };
    let table = Report::Ledger.table(state, &asked);
    let introductions: usize = state.records(Kind::Case).map(|record| record.rows(&case::LEDGER).len()).sum();
    assert_eq!(table.rows.len(), introductions);
    assert!(introductions > 100, "{introductions}");
    let kept = table.columns.iter().position(|column| column.key == "kept_until").unwrap();
    for row in &table.rows {
        let record = state.live(row[0].parse().unwrap()).unwrap();
        let closed = record.date(&case::CLOSED_ON);
        let until = Date::parse(&row[kept]);
        if let Some(closed) = closed {
            assert!(until >= Some(closed.plus_months(24)), "{row:?}");
        }
    }
    let (yes, no) = (|cell: &str| cell == "該当", |cell: &str| cell == "非該当");
    let of = |test: &dyn Fn(&str) -> bool| table.rows.iter().any(|row| row.iter().any(|cell| test(cell)));
    assert!(of(&yes) && of(&no), "placement and orders are kept apart");
}

/// What somebody does next, by numbers from which it follows.
#[derive(Debug, Clone)]
enum Deed {
    Assign(u8),
    HandOver(u8),
    Hold(u8),
    Resume(u8),
    Close(u8),
    Contact(u8, bool),
    Wait(u8, bool),
    Undo,
    Redo,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        any::<u8>().prop_map(Deed::Assign),
        any::<u8>().prop_map(Deed::HandOver),
        any::<u8>().prop_map(Deed::Hold),
        any::<u8>().prop_map(Deed::Resume),
        any::<u8>().prop_map(Deed::Close),
        (any::<u8>(), any::<bool>()).prop_map(|(which, theirs)| Deed::Contact(which, theirs)),
        (any::<u8>(), any::<bool>()).prop_map(|(which, theirs)| Deed::Wait(which, theirs)),
        Just(Deed::Undo),
        Just(Deed::Undo),
        Just(Deed::Redo),
    ]
}

fn command(cases: &[Id], deed: &Deed) -> Option<Command> {
    let of = |which: u8| cases[usize::from(which) % cases.len()];
    let cells = |id: Id, more: &[(&str, &str)]| {
        let id = id.to_string();
        let mut all = vec![("case", id.as_str())];
        all.extend(more.iter().copied());
        draft(Kind::Activity, &all)
    };
    Some(match deed {
        Deed::Assign(which) => {
            Command::Assign { case: of(*which), owner: Some(format!("owner{}", which % 3).into()) }
        }
        Deed::HandOver(which) => Command::HandOver {
            case: of(*which),
            to: format!("owner{}", which % 5).into(),
            draft: draft(Kind::Case, &[("next_action", "挨拶"), ("next_due", "2026-12-01")]),
            reason: None,
        },
        Deed::Hold(which) => {
            Command::Hold { case: of(*which), resume_on: Date::from_ymd(2026, 12, 24), reason: None }
        }
        Deed::Resume(which) => Command::Resume { case: of(*which) },
        Deed::Close(which) => Command::Close {
            case: of(*which),
            closed_reason: Some(ClosedReason::Withdrew),
            resume_on: None,
            reason: None,
        },
        Deed::Contact(which, theirs) => {
            let inbound = if *theirs { "yes" } else { "no" };
            Command::add(Kind::Activity, cells(of(*which), &[("kind", "mail"), ("inbound", inbound)]))
        }
        Deed::Wait(which, theirs) => {
            let whom = if *theirs { "person" } else { "us" };
            Command::update(of(*which), draft(Kind::Case, &[("waiting_on", whom)]))
        }
        Deed::Undo | Deed::Redo => return None,
    })
}

/// Takes back the newest change, or the newest undo, where nothing came after it; as the store does.
fn take_back(office: &mut Office, redo: bool) {
    let undone = |seq: u64| {
        office
            .commits
            .iter()
            .any(|other| matches!(other.cause, Cause::Undo(of) | Cause::Redo(of) if of == seq))
    };
    let begun = 6;
    let found = office.commits.iter().rev().find(|commit| {
        let undo = matches!(commit.cause, Cause::Undo(_));
        commit.seq > begun && undo == redo && !undone(commit.seq)
    });
    let Some(commit) = found.cloned() else { return };
    if redo
        && office
            .commits
            .iter()
            .any(|other| other.seq > commit.seq && !matches!(other.cause, Cause::Undo(_) | Cause::Redo(_)))
    {
        return;
    }
    if let Ok(events) = invert_all(&commit.events, &office.state, &office.stamp()) {
        let cause = if redo { Cause::Redo(commit.seq) } else { Cause::Undo(commit.seq) };
        office.commit(events, cause);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn undo_and_redo_in_any_order_leave_what_replay_gives(deeds in prop::collection::vec(deed(), 1..40)) {
        let mut office = Office::new();
        let cases: Vec<Id> = (0..2).map(|number| client(&mut office, number, &[], &[]).1).collect();
        prop_assert_eq!(office.commits.len(), 6);
        let first = visible(&office.state);
        for deed in &deeds {
            match command(&cases, deed) {
                Some(command) => {
                    let _refused = office.run(&command);
                }
                None => take_back(&mut office, matches!(deed, Deed::Redo)),
            }
        }
        let mut replayed = State::new();
        office.commits.iter().for_each(|commit| replayed.apply(commit));
        prop_assert_eq!(visible(&replayed), visible(&office.state));
        // Taken back to the end, everything is as it was.
        for _ in 0..deeds.len() {
            take_back(&mut office, false);
        }
        prop_assert_eq!(visible(&office.state), first);
    }
}

#[test]
fn a_draft_for_a_stage_fills_what_is_missing_and_nothing_else() {
    let mut office = Office::new();
    let (_, case) = client(&mut office, 0, &[], &[("owner", "鈴木"), ("priority", "3")]);
    let mut desk = super::office::desk(office, 120, 40);
    desk.press("s Enter C-s");
    let record = desk.snapshot.state.live(case).unwrap();
    assert_eq!((record.text(&case::OWNER), record.int(&case::PRIORITY)), (Some("鈴木"), Some(3)));
    assert_eq!(stage_of(&record), Stage::Triaged);
}
