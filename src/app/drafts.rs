//! Forms that were not finished: what an earlier session of the person left when its link was lost or it was quit.
//! Invariant: a slip about what its reader may not see is not in the list; leaving the list loses none of them.

use super::cursor::moved;
use super::form::Form;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::slip::{Found, Mark};
use crate::action::{Action, Scope};

/// The list of slips.
#[derive(Debug)]
pub struct Drafts {
    /// `None` until they are read.
    rows: Option<Vec<Found>>,
    asked: bool,
    index: usize,
}

impl Drafts {
    /// A list that is read when it opens.
    pub const fn new() -> Self {
        Self { rows: None, asked: false, index: 0 }
    }

    /// The list of slips that have been read.
    pub const fn of(rows: Vec<Found>) -> Self {
        Self { rows: Some(rows), asked: true, index: 0 }
    }

    /// The slips have been read.
    pub fn fill(&mut self, rows: Vec<Found>) {
        self.index = self.index.min(rows.len().saturating_sub(1));
        self.rows = Some(rows);
    }

    /// The rows, the newest first; `None` until they are read.
    pub fn rows(&self) -> Option<&[Found]> {
        self.rows.as_deref()
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    fn take(&mut self) -> Option<Found> {
        let rows = self.rows.as_mut()?;
        let taken = (self.index < rows.len()).then(|| rows.remove(self.index));
        self.index = self.index.min(rows.len().saturating_sub(1));
        taken
    }

    fn is_done(&self) -> bool {
        self.rows.as_ref().is_some_and(Vec::is_empty)
    }

    /// The form as it was left; the list waits beneath while there is more in it.
    fn open(&mut self, context: &Context<'_>) -> Step {
        let Some(found) = self.rows.as_ref().and_then(|rows| rows.get(self.index)) else { return Step::Done };
        let Some(form) = Form::of_slip(found, context) else {
            return Step::Say(Notice::refused(
                context.say("この下書きは今は開けません", "this draft cannot be opened now"),
            ));
        };
        self.take();
        if self.is_done() { Step::Swap(form.into()) } else { Step::push(form) }
    }

    fn drop_one(&mut self, context: &Context<'_>) -> Step {
        let Some(found) = self.take() else { return Step::Done };
        let mut steps = vec![
            Step::Do(Effect::Forget(Mark { number: 0, found: Some(found.name) })),
            Step::Say(Notice::plain(context.say("下書きを破棄しました", "the draft is dropped"))),
        ];
        if self.is_done() {
            steps.insert(0, Step::Pop);
        }
        Step::All(steps)
    }
}

impl Default for Drafts {
    fn default() -> Self {
        Self::new()
    }
}

impl Acts for Drafts {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Drafts, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let length = self.rows.as_ref().map_or(0, Vec::len);
        if let Some(index) = moved(self.index, action, count, length, length) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::Open => self.open(context),
            Action::DropDraft => self.drop_one(context),
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.rows.as_ref().is_none_or(Vec::is_empty) {
            return vec![Action::Back];
        }
        vec![Action::Open, Action::DropDraft, Action::Back]
    }

    fn wants(&mut self, _context: &Context<'_>) -> Vec<Effect> {
        if std::mem::replace(&mut self.asked, true) {
            return Vec::new();
        }
        vec![Effect::FindDrafts { offer: false }]
    }
}
