//! One record: its fields by group, what is linked to it, its cases and its story.

use super::layer::{Acts, Context, Step};
use super::log::Log;
use crate::action::{Action, Scope};
use crate::field::Id;

/// The state of a record's screen.
#[derive(Debug)]
pub struct RecordView {
    id: Id,
    /// The list it was opened from, for going to the next one.
    list: Vec<Id>,
    index: usize,
}

impl RecordView {
    /// The screen of a record.
    pub fn new(id: Id) -> Self {
        Self { id, list: vec![id], index: 0 }
    }

    /// The screen of a record of a list; next and previous walk that list.
    pub fn in_list(id: Id, list: Vec<Id>) -> Self {
        Self { id, list, index: 0 }
    }

    pub const fn id(&self) -> Id {
        self.id
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// Which of how many it is in its list, counted from 1; `None` where it stands alone.
    pub fn place(&self) -> Option<(usize, usize)> {
        let place = self.list.iter().position(|id| *id == self.id)?;
        (self.list.len() > 1).then_some((place + 1, self.list.len()))
    }

    fn walk(&mut self, by: isize) {
        let place =
            self.list.iter().position(|id| *id == self.id).and_then(|place| place.checked_add_signed(by));
        if let Some(id) = place.and_then(|place| self.list.get(place)) {
            self.id = *id;
            self.index = 0;
        }
    }
}

impl Acts for RecordView {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Record, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, _count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::NextRecord => self.walk(1),
            Action::PreviousRecord => self.walk(-1),
            Action::GoLog => return Step::push(Log::of(self.id)),
            Action::CopyId => return super::home::copy(Some(self.id), context),
            Action::Edit
            | Action::Add
            | Action::AddNote
            | Action::AddActivity
            | Action::Assign
            | Action::SetStage
            | Action::Hold
            | Action::Close
            | Action::Reopen => return super::form::open_for(action, &[self.id], self.id.kind, context),
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Edit, Action::NextRecord, Action::PreviousRecord, Action::GoLog, Action::Back]
    }
}
