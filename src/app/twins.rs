//! Before a form is saved: who is there already that is likely the same, and what to do about it. The form waits beneath.
//! Invariant: nothing is saved without a key that says so, and nothing is merged here.

use super::cursor::moved;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Outcome, Reply, Request};
use super::pair::PairView;
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::domain::Record;
use crate::field::{Id, Kind};
use crate::snapshot::{Alike, Snapshot};

/// What is warned of.
#[derive(Debug)]
pub struct Twins {
    /// What was about to be saved.
    record: Record,
    found: Vec<Alike>,
    index: usize,
    request: Request,
    /// Whether the two are to be looked at once it is saved.
    comparing: bool,
}

impl Twins {
    /// The warning, where somebody is there already that is as likely the same as a warning takes. `record` is what saving would make;
    /// `before` what is there of it by now, whose likenesses are known.
    pub fn warn(
        record: Record,
        before: Option<&Record>,
        request: &Request,
        context: &Context<'_>,
    ) -> Option<Self> {
        let snapshot = context.snapshot;
        // What would have to be made first is not waited for.
        snapshot.index_if_made()?;
        let known: Vec<Id> =
            before.map(|before| warned(snapshot, before).map(|one| one.id).collect()).unwrap_or_default();
        let found: Vec<Alike> = warned(snapshot, &record).filter(|one| !known.contains(&one.id)).collect();
        (!found.is_empty()).then(|| Self {
            record,
            found,
            index: 0,
            request: request.clone(),
            comparing: false,
        })
    }

    pub const fn record(&self) -> &Record {
        &self.record
    }

    pub fn found(&self) -> &[Alike] {
        &self.found
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    fn here(&self) -> Option<&Alike> {
        self.found.get(self.index)
    }
}

fn warned(snapshot: &Snapshot, record: &Record) -> impl Iterator<Item = Alike> {
    snapshot.alike(record).into_iter().filter(|one| one.likeness.warns())
}

impl Acts for Twins {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Twins, Scope::List]
    }

    fn act(&mut self, action: Action, count: Option<u32>, _context: &Context<'_>) -> Step {
        if let Some(index) = moved(self.index, action, count, self.found.len(), self.found.len()) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::SaveAnyway => Step::All(vec![Step::Pop, Step::Do(Effect::Submit(self.request.clone()))]),
            Action::SaveAndCompare => {
                self.comparing = true;
                Step::Do(Effect::Submit(self.request.clone()))
            }
            Action::Open => self.here().map_or(Step::Done, |one| Step::push(RecordView::new(one.id))),
            Action::Back => Step::Pop,
            // What is typed into the form is not touched from here.
            _ => Step::Done,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::SaveAnyway, Action::SaveAndCompare, Action::Open, Action::Back]
    }

    fn replied(&mut self, reply: &Reply, _context: &Context<'_>) -> Step {
        if reply.ticket != self.request.ticket || !self.comparing {
            return Step::Pass;
        }
        let Outcome::Saved { touched, .. } = &reply.outcome else { return Step::Pop };
        let saved = touched.iter().rev().find(|id| id.kind == self.record.id.kind && self.is_saved(**id));
        match (saved, self.here()) {
            (Some(saved), Some(other)) => {
                Step::All(vec![Step::Pop, Step::push(PairView::among([(*saved, other.id)], 0))])
            }
            _ => Step::Pop,
        }
    }

    fn is_overlay(&self) -> bool {
        true
    }
}

impl Twins {
    /// Whether that is the record that was saved: a new one has no number before.
    const fn is_saved(&self, id: Id) -> bool {
        self.record.id.number == 0 || self.record.id.number == id.number
    }
}

/// A new record of a kind as long as it has no number.
pub const fn unnumbered(kind: Kind) -> Id {
    Id::new(kind, 0)
}
