//! Events that no `decide` made: folding them, and reading what they leave, must never panic or run in circles.

use nichiiki::domain::invert::invert_all;
use nichiiki::domain::record::Stamp;
use nichiiki::domain::stage::STAGES;
use nichiiki::domain::{
    Author, Cause, Change, Command, Commit, Context, Draft, Event, Record, State, decide,
};
use nichiiki::domain::{gate, label};
use nichiiki::field::choices::{MatchStatus, Purpose, Stage};
use nichiiki::field::{Atom, Date, Id, Kind, Moment, Row, Value, fields, print};
use nichiiki::lang::Lang;
use proptest::prelude::*;

fn number() -> impl Strategy<Value = u32> {
    // Few numbers, so that events meet; and those where levels of tables and years of cases begin and end.
    prop_oneof![
        8 => 0_u32..4,
        1 => prop::sample::select(vec![255, 256, 65_535, 65_536, 27_262_976, 27_262_977, 28_311_551, u32::MAX]),
    ]
}

fn id() -> impl Strategy<Value = Id> {
    (prop::sample::select(Kind::ALL.to_vec()), number()).prop_map(|(kind, number)| Id::new(kind, number))
}

fn atom() -> impl Strategy<Value = Atom> {
    prop_oneof![
        any::<bool>().prop_map(Atom::Flag),
        prop_oneof![any::<i64>(), Just(i64::MAX), Just(i64::MIN)].prop_map(Atom::Int),
        prop_oneof![any::<i32>(), Just(i32::MAX), Just(i32::MIN)].prop_map(|day| Atom::Date(Date(day))),
        prop_oneof![any::<i64>(), Just(i64::MAX), Just(i64::MIN)].prop_map(|at| Atom::Moment(Moment(at))),
        prop_oneof![0_u16..20, any::<u16>()].prop_map(Atom::Choice),
        "\\PC{0,6}".prop_map(|text| Atom::Text(text.into())),
        id().prop_map(Atom::Ref),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let row = prop::collection::vec((0_u16..8, atom()), 0..4).prop_map(Row);
    prop_oneof![
        4 => atom().prop_map(Value::One),
        4 => id().prop_map(Value::reference),
        1 => any::<u64>().prop_map(Value::Set),
        1 => prop::collection::vec(atom(), 0..4).prop_map(Value::List),
        1 => prop::collection::vec(row, 0..3).prop_map(Value::Rows),
    ]
}

fn code() -> impl Strategy<Value = u16> {
    prop_oneof![9 => 0_u16..50, 1 => any::<u16>()]
}

fn stamp() -> impl Strategy<Value = Stamp> {
    (any::<u64>(), any::<i64>()).prop_map(|(seq, at)| Stamp { seq, at: Moment(at), author: "x".into() })
}

prop_compose! {
    fn record()(
        id in id(),
        withdrawn in any::<bool>(),
        created in stamp(),
        values in prop::collection::vec((code(), value()), 0..8),
        stamps in prop::collection::vec((code(), stamp()), 0..3),
    ) -> Record {
        Record { id, withdrawn, created, values, stamps }
    }
}

fn event() -> impl Strategy<Value = Event> {
    let change = (code(), prop::option::of(value()), prop::option::of(value()))
        .prop_map(|(field, before, after)| Change { field, before, after });
    prop_oneof![
        4 => record().prop_map(Event::Added),
        4 => (id(), any::<u16>(), prop::collection::vec(change, 0..4))
            .prop_map(|(id, verb, changes)| Event::Changed { id, verb, changes, reason: None }),
        1 => (id(), id()).prop_map(|(first, last)| Event::Withdrawn { first, last }),
        1 => (id(), id()).prop_map(|(first, last)| Event::Restored { first, last }),
    ]
}

/// Reads everything that a screen, a file or a rule would.
fn read_all(state: &State, today: Date) {
    for kind in Kind::ALL {
        assert_eq!(state.count(kind), state.ids(kind).count(), "{kind:?}");
        for (id, packed) in state.all(kind) {
            let record = packed.unpack().unwrap();
            assert!(!label::of(&record, state).is_empty());
            assert!(state.links(id).all(|other| state.has(other)));
            for field in fields(kind) {
                if let Some(value) = record.get(field) {
                    print::display(field, value, Lang::Ja, state);
                    print::cell(field, value, state);
                    print::json(field, value);
                }
            }
            for row in STAGES {
                gate::unmet(state, &record, row.stage, today);
            }
            gate::consent(&record, Purpose::ShareCompany, today);
            gate::job_is_open(&record, today);
        }
    }
}

/// Commands on whatever is there: refused or not, but answered.
fn command_all(state: &State, context: &Context) {
    for kind in Kind::ALL {
        let draft = Draft::new();
        let _ = decide(state, &Command::Add { kind, draft: draft.clone(), imported: true }, context);
        for (id, _) in state.all(kind) {
            let to = Stage::Introduced;
            let commands = [
                Command::update(id, draft.clone()),
                Command::SetStage { case: id, to, draft: draft.clone(), reason: Some("x".into()) },
                Command::Resume { case: id },
                Command::Reopen { case: id, reason: Some("x".into()) },
                Command::Hold { case: id, resume_on: Some(Date(i32::MAX)), reason: None },
                Command::SetMatchStatus { matched: id, to: MatchStatus::Presented, reason: Some("x".into()) },
                Command::RevokeConsent { person: id, purpose: Purpose::Consult },
                Command::Withdraw { id, reason: None },
                Command::Restore { id },
            ];
            for command in commands {
                if let Err(refusal) = decide(state, &command, context) {
                    assert!(!refusal.text(Lang::Ja).is_empty() && !refusal.text(Lang::En).is_empty());
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn no_events_whatever_break_the_state(
        commits in prop::collection::vec(
            (any::<u64>(), prop_oneof![any::<i64>(), Just(i64::MAX)], prop::collection::vec(event(), 0..8)), 1..6
        )
    ) {
        let mut state = State::new();
        let context = Context { author: Author::new("tanaka"), at: Moment(0), seen: Some(0), owner: false };
        for (seq, at, events) in commits {
            let author = Author::new("somebody");
            state.apply(&Commit { seq, at: Moment(at), author, cause: Cause::Apply, events: events.clone() });
            let stamp = Stamp { seq: 1, at: Moment(0), author: "tanaka".into() };
            let _ = invert_all(&events, &state, &stamp);
            state.next_id(Kind::Case, state.at());
        }
        state.loaded(1, Moment(0));
        read_all(&state, Date(20_000));
        command_all(&state, &context);
    }
}
