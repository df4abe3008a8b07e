//! What accepting a proposal writes: the round itself, a shortlisted match for everybody who was placed, and the job in their
//! case. Invariant: one batch, so one commit and one undo; nothing is written for those who were not placed.

use super::propose::{Placing, Proposal};
use super::setup::next_opening;
use crate::domain::command::Advice;
use crate::domain::decide::stage_of;
use crate::domain::draft::Put;
use crate::domain::{Command, Draft, State};
use crate::field::choices::{ClosedReason, MatchStatus, Stage};
use crate::field::tables::{case, matched, round};
use crate::field::{Atom, Date, Field, Id, Kind, Row, Value};
use crate::lang::Lang;

/// The batch that carries a proposal out under a name.
pub fn accept(state: &State, proposal: &Proposal, name: &str, today: Date, lang: Lang) -> Command {
    let mut commands = vec![Command::add(Kind::Round, record(proposal, name, today, lang))];
    let reason: Box<str> = match lang {
        Lang::Ja => format!("{name} (種 {})", proposal.setup.seed),
        Lang::En => format!("{name} (seed {})", proposal.setup.seed),
    }
    .into();
    for placing in &proposal.placings {
        let Some(job) = placing.job else { continue };
        let person = placing.entry.person;
        if !is_ahead(state, person, job) {
            let advice = placing
                .fit
                .map(|fit| Advice { score: fit.score.min(100), weights_version: proposal.weights_version });
            let to = MatchStatus::Shortlisted;
            commands.push(Command::Propose { person, job, to, reason: Some(reason.clone()), advice });
        }
        commands.extend(placing.entry.case.and_then(|id| into_case(state, id, job)));
    }
    Command::Batch(commands)
}

/// The command by which somebody who withdraws from a round leaves it: closed, and asked again at the next opening.
pub fn withdraw(state: &State, placing: &Placing, posts: &[Id], today: Date, lang: Lang) -> Option<Command> {
    let case = placing.entry.case?;
    let job =
        placing.job.or_else(|| placing.entry.wished.first().copied()).or_else(|| posts.first().copied());
    Some(Command::Close {
        case,
        closed_reason: Some(ClosedReason::Withdrew),
        resume_on: Some(next_opening(state, job, today)),
        reason: Some(lang.pick("辞退(来年度再挑戦)", "withdrew, next year again").into()),
    })
}

/// Whether the pair is already shortlisted or further on.
fn is_ahead(state: &State, person: Id, job: Id) -> bool {
    let of_pair = state.linked(person, Kind::Match).filter_map(|id| state.live(id));
    let status = of_pair
        .filter(|one| one.reference(&matched::JOB) == Some(job))
        .find_map(|one| one.choice(&matched::STATUS).and_then(MatchStatus::from_code));
    status.is_some_and(|status| {
        status >= MatchStatus::Shortlisted && !crate::domain::decide::match_is_over(status)
    })
}

/// The job in the case, unless it is there.
fn into_case(state: &State, id: Id, job: Id) -> Option<Command> {
    let record = state.live(id)?;
    let is_open = !matches!(stage_of(&record), Stage::Closed);
    let differs = record.reference(&case::JOB) != Some(job);
    (is_open && differs).then(|| Command::update(id, Draft::new().with_ref(&case::JOB, job)))
}

/// The round as a record.
fn record(proposal: &Proposal, name: &str, today: Date, lang: Lang) -> Draft {
    let setup = &proposal.setup;
    let mut draft = Draft::new()
        .with_text(&round::NAME_FIELD, name)
        .with(&round::RUN_ON, Value::date(today))
        .with(&round::SEED, number(setup.seed))
        .with_text(&round::INPUTS_HASH, &proposal.inputs_hash)
        .with(&round::WEIGHTS, number(u64::from(proposal.weights_version)))
        .with(&round::PLACED, number(u64::try_from(proposal.placed()).unwrap_or(u64::MAX)))
        .with(&round::BLOCKING, number(proposal.blocking))
        .with(&round::TOLERATED, number(proposal.tolerated));
    let mut regions: Vec<Id> = proposal.posts.iter().filter_map(|post| post.region).collect();
    regions.dedup();
    if let [only] = regions.as_slice() {
        draft = draft.with_ref(&round::REGION, *only);
    }
    let caps = proposal.caps.iter().map(|cap| {
        use round::cap::{CAP, REGION};
        row(&[(&REGION, Some(Atom::Ref(cap.region))), (&CAP, Some(Atom::Int(i64::from(cap.cap))))])
    });
    let posts = proposal.posts.iter().map(|post| {
        use round::post::{CAPACITY, JOB, TARGET};
        row(&[
            (&JOB, Some(Atom::Ref(post.job))),
            (&CAPACITY, Some(Atom::Int(i64::from(post.capacity)))),
            (&TARGET, Some(Atom::Int(i64::from(post.target)))),
        ])
    });
    let entries = proposal.placings.iter().map(|placing| entry(placing, lang));
    for (field, rows) in [
        (&round::CAPS, caps.collect::<Vec<Row>>()),
        (&round::POSTS, posts.collect()),
        (&round::ENTRIES, entries.collect()),
    ] {
        draft.put(field, Put::Set(Value::Rows(rows)));
    }
    draft
}

fn entry(placing: &Placing, lang: Lang) -> Row {
    use round::entry::{CASE, JOB, PERSON, PLACE, SEATS, WHY};
    let seats = (placing.entry.seats > 1).then(|| Atom::Int(i64::from(placing.entry.seats)));
    row(&[
        (&PERSON, Some(Atom::Ref(placing.entry.person))),
        (&CASE, placing.entry.case.map(Atom::Ref)),
        (&JOB, placing.job.map(Atom::Ref)),
        (&PLACE, placing.choice.map(|choice| Atom::Int(i64::from(choice)))),
        (&WHY, placing.why.map(|why| Atom::Text(why.text(lang).into()))),
        (&SEATS, seats),
    ])
}

fn row(atoms: &[(&Field, Option<Atom>)]) -> Row {
    let mut row = Row::default();
    for (field, atom) in atoms {
        row.set(field.code, atom.clone());
    }
    row
}

fn number(number: u64) -> Value {
    Value::int(i64::try_from(number).unwrap_or(i64::MAX))
}
