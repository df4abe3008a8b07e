//! The best people for a job or a region, from the columns: two cheap numbers tell for most that they cannot be among the
//! best; the others are added up from tables, and nobody's record is read.
//! Invariant: the same people, numbers and counts as a plain scan gives.

mod ceilings;
mod lows;
mod plan;
mod sweep;

use std::collections::BTreeSet;

use super::shared::Turns;
use super::{Found, Visible};
use crate::field::{Date, Id, Kind};
use crate::matching::atlas::Atlas;
use crate::matching::columns::{Kin, People};
use crate::matching::parts::Asking;

/// Places of a region in somebody's wishes: elsewhere, in its prefecture, lived in, then ranks from 1.
const ELSEWHERE: u8 = 0;
const NEAR: u8 = 1;
const LIVES: u8 = 2;
const RANKS: u8 = 3;
const CLASSES: usize = 18;
/// The best level among must-haves as a number: no skill known, none of them held, then levels from 1.
const LEVELS: usize = 17;
/// A skill that nobody has and that stands for any.
const ANY_SKILL: Id = Id::new(Kind::Skill, u32::MAX);
const NOBODY: Id = Id::new(Kind::Person, 0);

/// Who is looked for, and by whom.
pub(super) struct Search<'a> {
    pub people: &'a People,
    pub kin: &'a Kin,
    pub atlas: &'a Atlas<'a>,
    pub asking: Asking<'a>,
    /// Who is judged from the record: what does not fit into columns, and whom a coordinator took out.
    pub apart: &'a BTreeSet<Id>,
    /// Whom the reader sees; `None` for everybody.
    pub visible: Option<&'a Visible>,
}

/// Looks for the best people and the best of those kept out in the chunks whose turn it is, and counts all; `None` where what is
/// asked is too much for the columns.
pub(super) fn search(search: Search<'_>, turns: &Turns) -> Option<Found> {
    let plan = plan::Plan::new(search)?;
    let found = plan.count();
    sweep::sweep(&plan, turns, &found);
    Some(found)
}

/// Whole days since a day, none where it is still to come.
pub(super) fn waiting(today: Date, since: u16) -> u16 {
    u16::try_from(today.days_since(Date(i32::from(since))).max(0)).unwrap_or(u16::MAX)
}
