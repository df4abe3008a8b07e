//! The discussion of an office in its notes: hypotheses, the opinions on them, summaries that gather both, and votes.
//! Invariant: what answers stands later in that order than what it answers, so that no discussion turns in a circle; one user
//! has one vote. The order is the seed paper's: 仮説の共有 → 意見共有 → 意見のとりまとめ.

use super::write::changed;
use super::{Context, target};
use crate::domain::event::{Event, Verb};
use crate::domain::record::Record;
use crate::domain::rejection::Rejection;
use crate::domain::state::State;
use crate::field::choices::{Ballot, NoteKind};
use crate::field::tables::note::{self, ballot};
use crate::field::{Atom, Fault, Id, Kind, Row, Value};

/// Whether a note is part of the discussion, so that it can be voted on and answered.
pub fn is_discussed(record: &Record) -> bool {
    record.id.kind == Kind::Note && place(record) > 0
}

/// What a user says to a note; `None` where they have not voted.
pub fn ballot_of(record: &Record, user: &str) -> Option<Ballot> {
    let own = record.rows(&note::BALLOTS).iter().find(|row| row.text(ballot::VOTER.code) == Some(user));
    own.and_then(|row| row.choice(ballot::BALLOT.code)).and_then(Ballot::from_code)
}

/// The author's vote, in place of the one before; without one it is taken back.
pub fn vote(state: &State, id: Id, vote: Option<Ballot>, context: &Context) -> Result<Vec<Event>, Rejection> {
    let before = target(state, id, Kind::Note)?;
    if !is_discussed(&before) {
        return Err(Rejection::invalid(&note::KIND, Fault::NotDiscussed));
    }
    let voter = context.author.name();
    if ballot_of(&before, voter) == vote {
        return Ok(Vec::new());
    }
    let mut rows = before.rows(&note::BALLOTS).to_vec();
    rows.retain(|row| row.text(ballot::VOTER.code) != Some(voter));
    if let Some(vote) = vote {
        let mut row = Row::default();
        row.set(ballot::VOTER.code, Some(Atom::Text(voter.into())));
        row.set(ballot::BALLOT.code, Some(Atom::Choice(vote.code())));
        row.set(ballot::ON.code, Some(Atom::Date(context.today())));
        rows.push(row);
    }
    let mut after = before.clone();
    after.set(note::BALLOTS.code, Some(Value::Rows(rows)));
    Ok(changed(&before, &after, Verb::Voted, None))
}

/// A new note speaks for what the first note that it answers speaks for, and a thought written on a case cites that case, where
/// nobody has said anything else.
pub fn inherit(state: &State, record: &mut Record) {
    if record.id.kind != Kind::Note {
        return;
    }
    if record.get(&note::ASK).is_none() {
        let asks = record.references(&note::ANSWERS).find_map(|id| state.live(id)?.get(&note::ASK).cloned());
        record.set(note::ASK.code, asks);
    }
    if is_discussed(record) && record.get(&note::CITES).is_none() {
        let of_case = record.reference(&note::CASE).map(|id| Value::references([id]));
        record.set(note::CITES.code, of_case);
    }
}

/// Whether a note answers only what comes before it, and is answered only by what comes after it.
///
/// # Errors
/// `Invalid` naming what it answers, or its kind where that is about to change under its answers.
pub fn in_order(state: &State, record: &Record) -> Result<(), Rejection> {
    let own = place(record);
    let later = |id: Id| state.live(id).is_some_and(|other| place(&other) == 0 || place(&other) >= own);
    if record.references(&note::ANSWERS).any(later) {
        return Err(Rejection::invalid(&note::ANSWERS, Fault::NotBefore));
    }
    let answered = |id: Id| {
        let answer = state.live(id)?;
        answer.references(&note::ANSWERS).any(|of| of == record.id).then(|| place(&answer))
    };
    if state.linked(record.id, Kind::Note).filter_map(answered).any(|place| own == 0 || place <= own) {
        return Err(Rejection::invalid(&note::KIND, Fault::NotBefore));
    }
    Ok(())
}

/// The place of a note in the discussion, from 1; 0 outside of it.
fn place(record: &Record) -> u8 {
    match record.choice(&note::KIND).and_then(NoteKind::from_code) {
        Some(NoteKind::Hypothesis) => 1,
        Some(NoteKind::Opinion) => 2,
        Some(NoteKind::Summary) => 3,
        Some(NoteKind::Plain | NoteKind::Assessment | NoteKind::Quote) | None => 0,
    }
}
