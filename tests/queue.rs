//! The queue: however its rows came about, they are those of a list made anew, and that list is in the order it says.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use nichiiki::app::listing::{
    self, Listing, Order, Rows, Why, begin, case_why, due, rows, rows_at_once, rows_unless,
};
use nichiiki::domain::urgency::Urgency;
use nichiiki::domain::{Author, Cause, Commit, Event, Record, Rights, State};
use nichiiki::field::choices::{JobStatus, Reach, Role, Stage};
use nichiiki::field::tables::{case, job, matched, organisation, person, region, user};
use nichiiki::field::{Atom, Date, Id, Kind, Moment, Value};
use nichiiki::search::{Asker, Cancel, Latest, Query};
use nichiiki::snapshot::Snapshot;
use proptest::prelude::*;

/// Records of each kind at most.
const RECORDS: u32 = 24;
const KINDS: [Kind; 6] = [Kind::Person, Kind::Case, Kind::Job, Kind::Region, Kind::Organisation, Kind::Match];
const ORDERS: [Order; 5] = [Order::Urgency, Order::Newest, Order::Name, Order::Stage, Order::Unseen];
const FILTERS: [&str; 9] = [
    "やまだ",
    "マッチング",
    "sato",
    "stage:matching due:..today",
    "-stage:matching",
    "segment:latent or match:presented",
    "match:any (waiting_on:any or priority:1)",
    "match:none !佐藤",
    "due:overdue or やまだ",
];

fn today() -> Date {
    Moment::parse("2026-11-23 09:00").unwrap().date()
}

/// What happens to one record: four numbers from which its values follow.
type Deed = (usize, u32, [u8; 4]);

fn deed() -> impl Strategy<Value = Deed> {
    (0..KINDS.len(), 1..=RECORDS, any::<[u8; 4]>())
}

fn date(offset: u8) -> Option<Value> {
    (!offset.is_multiple_of(5)).then(|| Value::One(Atom::Date(today().plus_days(i32::from(offset % 7) - 3))))
}

fn event(state: &State, (kind, number, dice): Deed) -> Event {
    let kind = KINDS[kind];
    let id = Id::new(kind, number);
    let [first, second, third, fourth] = dice;
    if fourth % 8 == 0 && state.record(id).is_some() {
        return if state.has(id) {
            Event::Withdrawn { first: id, last: id }
        } else {
            Event::Restored { first: id, last: id }
        };
    }
    let mut record = Record::new(id);
    let choice = |code: u16| Some(Value::One(Atom::Choice(code)));
    let reference =
        |kind, number: u8| Some(Value::One(Atom::Ref(Id::new(kind, u32::from(number) % RECORDS + 1))));
    let name = |number: u8| Some(Value::text(["山田", "佐藤", "小野寺", "Kim"][usize::from(number % 4)]));
    let kana =
        |number: u8| Some(Value::text(["ヤマダ", "サトウ", "オノデラ", "キム"][usize::from(number % 4)]));
    match kind {
        Kind::Person => {
            record.set(person::FAMILY_NAME.code, name(first));
            record.set(person::FAMILY_KANA.code, kana(first).filter(|_| second % 3 > 0));
            record.set(person::SEGMENT.code, choice(u16::from(third % 4)).filter(|_| second % 2 > 0));
        }
        Kind::Case => {
            record.set(case::PERSON.code, reference(Kind::Person, first));
            record.set(case::STAGE.code, choice(Stage::ALL[usize::from(second) % Stage::ALL.len()].code()));
            record.set(case::NEXT_DUE.code, date(third));
            record.set(case::RESUME_ON.code, date(fourth));
            record.set(case::JOB.code, reference(Kind::Job, third).filter(|_| fourth % 2 > 0));
            record.set(case::WAITING_ON.code, choice(u16::from(first % 3)).filter(|_| third % 2 > 0));
            record.set(case::PRIORITY.code, Some(Value::int(i64::from(fourth % 4))));
            record.set(case::OPENED_ON.code, date(second));
        }
        Kind::Job => {
            record.set(job::TITLE.code, name(first));
            record.set(job::STATUS.code, choice(JobStatus::ALL[usize::from(second) % 2].code()));
            record.set(job::CLOSES_ON.code, date(third));
            record.set(job::REGION.code, reference(Kind::Region, fourth % 4));
        }
        Kind::Region => {
            record.set(region::NAME_FIELD.code, name(first));
            record.set(region::KANA_FIELD.code, kana(second));
        }
        Kind::Match => {
            record.set(matched::PERSON.code, reference(Kind::Person, first));
            record.set(matched::JOB.code, reference(Kind::Job, second));
            record.set(matched::PRESENTED_ON.code, date(third));
            record.set(matched::STATUS.code, choice(u16::from(fourth % 5)));
        }
        _ => record.set(organisation::NAME_FIELD.code, name(first)),
    }
    Event::Added(record)
}

fn advance(snapshot: &Snapshot, events: Vec<Event>) -> Snapshot {
    let author = Author::new("tester");
    snapshot.advance(&Commit {
        seq: snapshot.seq() + 1,
        at: Moment::default(),
        author,
        cause: Cause::Apply,
        events,
    })
}

/// Every list, and as many with filters as are kept at once.
fn listings() -> impl Iterator<Item = Listing> {
    let whole = KINDS.into_iter().flat_map(|kind| ORDERS.into_iter().map(move |order| (kind, order, "")));
    let filtered = [(Kind::Person, Order::Urgency), (Kind::Person, Order::Name), (Kind::Case, Order::Stage)];
    let filtered = filtered.into_iter().flat_map(|(kind, order)| FILTERS.map(|filter| (kind, order, filter)));
    whole.chain(filtered).map(|(kind, order, filter)| Listing { kind, order, filter: filter.to_owned() })
}

/// The rows are those of a list made anew, and each is found where it is.
fn agrees(listing: &Listing, held: &Rows, snapshot: &Snapshot, today: Date) {
    let anew = rows(listing, &Snapshot::new(snapshot.state.clone()), today);
    assert_eq!(held, &anew, "{listing:?}");
    if !listing.filter.is_empty() {
        // The plain evaluation: every record, whole.
        let asker = Asker { state: &snapshot.state, today, user: "" };
        let query = Query::read(&listing.filter, &asker).unwrap();
        let all = snapshot.state.records(listing.kind);
        let passing = all.filter(|record| query.passes(record, &snapshot.state)).map(|record| record.id);
        let shown =
            |id: &Id| listing.kind != Kind::Case || case_why(&snapshot.state.live(*id).unwrap()).is_some();
        let plain: BTreeSet<Id> = passing.filter(shown).collect();
        assert_eq!(held.ids().collect::<BTreeSet<Id>>(), plain, "{listing:?}");
    }
    assert_eq!(held.ids().count(), held.len());
    for (place, id) in held.ids().enumerate() {
        assert_eq!((held.id(place), held.position(id)), (Some(id), Some(place)), "{listing:?} {id}");
        assert_eq!(held.entry(place), anew.entry(place));
    }
    for id in snapshot.state.ids(listing.kind).filter(|id| !held.ids().any(|held| held == *id)) {
        assert_eq!(held.position(id), None, "{id} is not in {listing:?}");
    }
}

/// The same orders in the plainest way.
fn plain(state: &State, kind: Kind, today: Date) -> Vec<Id> {
    let mut ids: Vec<Id> = state.ids(kind).collect();
    let never = Date(i32::MAX);
    let urgency = |record: &Record| {
        let urgency = Urgency::of(state, record, today)?;
        let sum: i32 = urgency.parts().map(|(_, amount)| amount).sum();
        Some((-sum, due(record).unwrap_or(never)))
    };
    // The case that leads is the one whose date is soonest, whatever else is urgent.
    let lead = |record: &Record| match case_why(record) {
        Some(Why::Case { resumes: true, due, .. }) => (2, due.unwrap_or(never), 0),
        Some(Why::Case { stage, .. }) => {
            (u8::from(due(record).is_none()), due(record).unwrap_or(never), stage.code())
        }
        _ => (3, never, 0),
    };
    match kind {
        Kind::Person => {
            let cases: Vec<Record> = state.records(Kind::Case).collect();
            ids.sort_by_key(|id| {
                let own = cases.iter().filter(|case| case.reference(&case::PERSON) == Some(*id));
                let open = own.filter(|case| case_why(case).is_some());
                let leading = open.min_by_key(|case| (lead(case), case.id));
                let urgent = leading.and_then(urgency);
                (urgent.is_none(), urgent, Reverse(*id))
            });
        }
        Kind::Case => {
            ids.retain(|id| state.live(*id).is_some_and(|case| case_why(&case).is_some()));
            ids.sort_by_key(|id| (urgency(&state.live(*id).unwrap()), Reverse(*id)));
        }
        Kind::Job => ids.sort_by_key(|id| {
            let job = state.live(*id).unwrap();
            let closes = job.date(&job::CLOSES_ON).unwrap_or(Date(i32::MAX));
            let open = job.choice(&job::STATUS) == Some(JobStatus::Open.code()) && closes >= today;
            (!open, closes, Reverse(*id))
        }),
        Kind::Region => {
            let jobs: Vec<Record> = state.records(Kind::Job).collect();
            ids.sort_by_key(|id| {
                let open = |job: &&Record| {
                    job.choice(&job::STATUS) == Some(JobStatus::Open.code())
                        && job.reference(&job::REGION) == Some(*id)
                };
                (Reverse(jobs.iter().filter(open).count()), *id)
            });
        }
        _ => {}
    }
    ids
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn rows_that_follow_are_rows_made_anew(
        commits in prop::collection::vec((prop::collection::vec(deed(), 1..6), 0_i32..3), 1..25)
    ) {
        let mut snapshot = Snapshot::default();
        for (deeds, day) in commits {
            let before = snapshot.clone();
            let today = today().plus_days(day);
            let events = deeds.into_iter().map(|deed| event(&snapshot.state, deed)).collect();
            snapshot = advance(&snapshot, events);
            for listing in listings() {
                agrees(&listing, &rows(&listing, &snapshot, today), &snapshot, today);
            }
            // Somebody who is behind sees the lists of then.
            let listing = Listing { kind: Kind::Person, order: Order::Urgency, filter: String::new() };
            agrees(&listing, &rows_at_once(&listing, &before, today).unwrap(), &before, today);
        }
        for kind in KINDS {
            let listing = Listing { kind, order: Order::Urgency, filter: String::new() };
            let held: Vec<Id> = rows(&listing, &snapshot, today()).ids().collect();
            prop_assert_eq!(held, plain(&snapshot.state, kind, today()), "{:?}", kind);
        }
        let listing = Listing { kind: Kind::Person, order: Order::Unseen, filter: String::new() };
        let held: Vec<Id> = rows(&listing, &snapshot, today()).ids().collect();
        let matches: Vec<Record> = snapshot.state.records(Kind::Match).collect();
        let mut unseen: Vec<Id> = snapshot.state.ids(Kind::Person).collect();
        unseen.sort_by_key(|id| {
            let own = matches.iter().filter(|one| one.reference(&matched::PERSON) == Some(*id));
            (own.filter_map(|one| one.date(&matched::PRESENTED_ON)).max(), *id)
        });
        prop_assert_eq!(held, unseen, "those who were never presented first, then the longest ago");
    }
}

#[test]
fn what_has_moved_too_far_is_asked_for_and_made_once() {
    let snapshot = Snapshot::default();
    let listing = Listing { kind: Kind::Person, order: Order::Name, filter: String::new() };
    assert!(rows_at_once(&listing, &snapshot, today()).is_none(), "nobody has made it yet");
    assert!(rows(&listing, &snapshot, today()).is_empty());
    let many = |numbers: std::ops::Range<u32>| -> Vec<Event> {
        let record = |number: u32| {
            let mut record = Record::new(Id::new(Kind::Person, number));
            record.set(person::FAMILY_KANA.code, Some(Value::text(format!("カナ{}", number % 97))));
            record
        };
        numbers.map(|number| Event::Added(record(number))).collect()
    };
    let large = advance(&snapshot, many(1..20_000));
    assert!(rows_at_once(&listing, &large, today()).is_none(), "too much for one key press");
    agrees_in_order(&rows(&listing, &large, today()), &large);
    let larger = advance(&large, many(20_000..20_800));
    assert!(rows_at_once(&listing, &larger, today()).is_none());
    agrees_in_order(&rows(&listing, &larger, today()), &larger);
    assert!(rows_at_once(&listing, &larger, today()).is_some());
}

/// A firm is two steps from those whose case names it, and from the cases of those who work there.
#[test]
fn a_list_follows_what_is_said_two_steps_away() {
    let (firm, other) = (Id::new(Kind::Organisation, 1), Id::new(Kind::Organisation, 2));
    let made = |id: Id, values: &[(u16, Value)]| {
        let mut record = Record::new(id);
        for (code, value) in values {
            record.set(*code, Some(value.clone()));
        }
        Event::Added(record)
    };
    let to = |id: Id| Value::One(Atom::Ref(id));
    let name = organisation::NAME_FIELD.code;
    let by_case = Id::new(Kind::Person, 1);
    let by_work = Id::new(Kind::Person, 2);
    let before = advance(
        &Snapshot::default(),
        vec![
            made(firm, &[(name, Value::text("港南社"))]),
            made(other, &[(name, Value::text("山手社"))]),
            made(by_case, &[(person::FAMILY_NAME.code, Value::text("山田"))]),
            made(
                by_work,
                &[(person::FAMILY_NAME.code, Value::text("佐藤")), (person::EMPLOYER.code, to(other))],
            ),
            made(
                Id::new(Kind::Case, 1),
                &[(case::PERSON.code, to(by_case)), (case::COMPANY.code, to(other))],
            ),
            made(Id::new(Kind::Case, 2), &[(case::PERSON.code, to(by_work))]),
        ],
    );
    let lists = [(Kind::Person, "company:港南社"), (Kind::Case, "employer:港南社")];
    let lists =
        lists.map(|(kind, filter)| Listing { kind, order: Order::Urgency, filter: filter.to_owned() });
    for listing in &lists {
        assert_eq!(rows(listing, &before, today()).len(), 0, "{listing:?}");
    }
    let after = advance(&before, vec![made(other, &[(name, Value::text("港南社"))])]);
    for listing in &lists {
        let held = rows(listing, &after, today());
        agrees(listing, &held, &after, today());
        assert_eq!(held.len(), 1, "{listing:?}");
    }
}

#[test]
fn a_filtered_list_begins_with_its_first_rows_and_can_be_given_up() {
    let person = |number: u32| {
        let mut record = Record::new(Id::new(Kind::Person, number));
        record.set(person::FAMILY_KANA.code, Some(Value::text(format!("カナ{}", number % 97))));
        Event::Added(record)
    };
    let listing =
        |filter: &str| Listing { kind: Kind::Person, order: Order::Urgency, filter: filter.to_owned() };
    let few = advance(&Snapshot::default(), (1..60).map(person).collect());
    assert!(begin(&listing("カナ5"), &few, today()).is_none(), "the list it is a part of is not there");
    assert_eq!(rows(&listing(""), &few, today()).len(), 59);
    let first = begin(&listing("カナ5"), &few, today()).unwrap();
    assert!(first.is_whole(), "so few are all looked at");
    agrees(&listing("カナ5"), &first, &few, today());
    assert!(rows_at_once(&listing("カナ5"), &few, today()).is_some(), "and kept");

    let many = advance(&few, (60..50_000).map(person).collect());
    rows(&listing(""), &many, today());
    let first = begin(&listing("カナ5"), &many, today()).unwrap();
    assert!(!first.is_whole() && first.len() >= 50, "more than a screen: {}", first.len());
    assert!(rows_at_once(&listing("カナ5"), &many, today()).is_none(), "a beginning is not the list");
    let rare = begin(&listing("P-000001"), &many, today()).unwrap();
    assert!(rare.is_empty() && !rare.is_whole(), "who comes last is not found in a moment");
    assert_eq!(rows(&listing("P-000001"), &many, today()).len(), 1);

    let latest = Latest::default();
    let older = latest.start();
    latest.start();
    assert!(rows_unless(&older, &listing("カナ5"), &many, today()).is_none());
    assert!(rows_at_once(&listing("カナ5"), &many, today()).is_none(), "half a list is not kept");
    let all = rows_unless(&Cancel::never(), &listing("カナ5"), &many, today()).unwrap();
    assert!(all.is_whole() && all.ids().take(first.len()).eq(first.ids()), "it begins as was shown");
}

fn agrees_in_order(held: &Rows, snapshot: &Snapshot) {
    assert_eq!(held.len(), snapshot.state.count(Kind::Person));
    let mut plain: Vec<Id> = snapshot.state.ids(Kind::Person).collect();
    plain.sort_by_key(|id| {
        (snapshot.state.record(*id).unwrap().text(&person::FAMILY_KANA).map(str::to_owned), *id)
    });
    let folded = |id: &Id| snapshot.state.record(*id).unwrap().text(&person::FAMILY_KANA).map(str::to_owned);
    assert!(held.ids().map(|id| folded(&id)).eq(plain.iter().map(folded)));
    assert_eq!(held.position(plain[9_999]).map(|place| held.id(place)), Some(Some(plain[9_999])));
}

/// An office in which tanaka sees what is hers.
#[test]
fn readers_see_their_own_lists_and_share_them_with_their_equals() {
    let user = |scope: Reach| {
        let mut record = Record::new(Id::new(Kind::User, 1));
        record.set(user::NAME_FIELD.code, Some(Value::text("tanaka")));
        record.set(user::ROLE.code, Some(Value::choice(Role::Coordinator.code())));
        record.set(user::SCOPE.code, Some(Value::choice(scope.code())));
        Event::Added(record)
    };
    let add = |number: u32| Event::Added(Record::new(Id::new(Kind::Person, number)));
    let case = |number: u32| {
        let mut case = Record::new(Id::new(Kind::Case, number));
        case.set(case::PERSON.code, Some(Value::One(Atom::Ref(Id::new(Kind::Person, number)))));
        case.set(case::OWNER.code, Some(Value::text("tanaka")));
        Event::Added(case)
    };
    let seen = |all: &Snapshot| {
        let rights = Rights::of(&all.state, &Author::new("tanaka"), false).unwrap();
        all.seen_with(&rights)
    };
    let all = advance(&Snapshot::default(), vec![add(1), add(2), user(Reach::Own)]);
    let all = advance(&all, vec![case(1)]);
    let listing = Listing { kind: Kind::Person, order: Order::Urgency, filter: String::new() };
    let (tanaka, twin) = (seen(&all), seen(&all));
    let held = rows(&listing, &tanaka, today());
    assert_eq!(held.ids().collect::<Vec<_>>(), [Id::new(Kind::Person, 1)]);
    assert!(rows_at_once(&listing, &twin, today()).is_some(), "those with the same rights share");
    assert!(rows_at_once(&listing, &all, today()).is_none(), "others do not");
    assert_eq!(rows(&listing, &all, today()).len(), 2);

    // Another case of hers shows another person, and one that is taken away hides them again.
    let more = advance(&all, vec![case(2)]);
    agrees_for_reader(&listing, &seen(&more), 2);
    let first = Id::new(Kind::Case, 1);
    let fewer = advance(&more, vec![Event::Withdrawn { first, last: first }]);
    agrees_for_reader(&listing, &seen(&fewer), 1);
    // With a wider reach the rows of before are not current, though no person has changed.
    let wide = seen(&advance(&all, vec![user(Reach::All)]));
    assert!(!held.is_for(&wide.state) && !held.is_current(&wide.state, today()));
    agrees_for_reader(&listing, &wide, 2);
    drop((tanaka, twin));
    assert!(rows_at_once(&listing, &seen(&all), today()).is_none(), "lists go with their last reader");
}

fn agrees_for_reader(listing: &Listing, seen: &Snapshot, count: usize) {
    let held = rows(listing, seen, today());
    let anew = rows(listing, &Snapshot::new(seen.state.clone()), today());
    assert_eq!((held.len(), &held), (count, &anew));
}

#[test]
fn the_board_finds_its_columns() {
    let office = crate::screens::office::office();
    let snapshot = Snapshot::new(office.state);
    let listing = Listing { kind: Kind::Case, order: Order::Stage, filter: String::new() };
    let rows = rows(&listing, &snapshot, today());
    let mut seen = 0;
    for stage in Stage::ALL {
        for place in rows.in_stage(*stage) {
            assert!(
                matches!(rows.entry(place).unwrap().why, Why::Case { stage: held, .. } if held == *stage)
            );
            seen += 1;
        }
    }
    assert_eq!(seen, rows.len());
    assert_eq!(listing::leading_case(&snapshot.state, Id::new(Kind::Person, 99)), None);
}

#[test]
fn the_office_says_what_weighs_and_the_account_names_it() {
    use nichiiki::domain::Office;
    use nichiiki::domain::urgency::{Part, Weights};
    let state = crate::screens::office::office().state;
    let first = |weights: Weights| {
        let state =
            state.clone().under(std::sync::Arc::new(Office { urgency: weights, ..Office::default() }));
        let mut desk = crate::desk::Desk::new(Snapshot::new(state), 140, 40, nichiiki::lang::Lang::En);
        desk.press("t").screen();
        let screen = desk.press("!").screen();
        let lead = screen.lines().find(|line| line.contains("▸")).unwrap().to_owned();
        (lead, screen)
    };
    let (lead, screen) = first(Weights::default());
    assert!(lead.contains("髙橋 美佳") && screen.contains("weights v1, the program's own"), "{screen}");
    assert!(screen.contains("+12.0 /  18.0"), "{screen}");
    let own = Weights::with(5, [(Part::Priority, -60), (Part::First, 125)]);
    let (lead, screen) = first(own);
    assert!(lead.contains("佐藤 実結") && screen.contains("weights v5, office.toml"), "{screen}");
    assert!(screen.contains("+12.5 /  12.5"), "{screen}");
}
