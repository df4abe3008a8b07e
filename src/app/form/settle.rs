//! What a form does when others were faster: it shows what they did, and lets the person choose where both changed a field.
//! Invariant: the commit that the form has seen moves forward only together with its lines, so that no later attempt can
//! write over what was never shown.

use super::conflict::{Conflict, Pick, current, told};
use super::{Form, Intent};
use crate::action::Action;
use crate::app::layer::{Context, Step};
use crate::app::message::Notice;
use crate::domain::Record;
use crate::field::tables::case;
use crate::field::{Id, Kind};

impl Form {
    /// Somebody changed what the form was about to change.
    pub(super) fn overtaken(&mut self, id: Id, context: &Context<'_>) {
        let Some(record) = context.snapshot.state.live(id) else { return };
        // The stage of a case has no line of its own; who moved it is told in words.
        let verb = id.kind == Kind::Case && self.whole_kind().is_none();
        let moved = verb.then(|| told(&case::STAGE, &record, self.seen, context)).flatten();
        self.conflict = Conflict::find(&self.lines, &record, self.seen, context);
        let Some(conflict) = &self.conflict else { return self.told_only(moved, &record, context) };
        self.attempt.refusal = moved;
        for dispute in conflict.disputes() {
            let lines = self.lines.iter_mut().filter(|line| line.field.code == dispute.field.code);
            lines.for_each(|line| line.theirs = Some(format!("{}: {}", dispute.who, dispute.theirs)));
        }
    }

    /// Nothing to choose: what was done is told, and the next attempt is made on what is there now.
    fn told_only(&mut self, moved: Option<String>, record: &Record, context: &Context<'_>) {
        self.move_forward(record, context);
        let again = context.say(
            "。もう一度保存すると、今の状態に対して行います",
            "; saving again does it on what is there now",
        );
        let told = moved.or_else(|| self.attempt.refusal.take()).unwrap_or_default();
        self.attempt.refusal = Some(format!("{told}{again}"));
    }

    /// While the person chooses, others may go on.
    pub(super) fn look_again(&mut self, context: &Context<'_>) {
        let Some(held) = self.conflict.as_ref().filter(|held| held.seq() != context.snapshot.seq()) else {
            return;
        };
        let record = self.subject().and_then(|id| context.snapshot.state.live(id));
        let newer = record.and_then(|record| Conflict::find(&self.lines, &record, self.seen, context));
        // Where nothing is left to choose, the choice made so far is still there to be saved or left.
        if let Some(newer) = newer {
            self.conflict = Some(held.again(newer));
        }
    }

    /// A verb while the person chooses.
    pub(super) fn choose(&mut self, action: Action, context: &Context<'_>) -> Step {
        let Some(conflict) = &mut self.conflict else { return Step::Pass };
        match action {
            Action::TakeMine => conflict.pick(Pick::Mine),
            Action::TakeTheirs => conflict.pick(Pick::Theirs),
            Action::TakeBefore => conflict.pick(Pick::Before),
            Action::NextChoice => conflict.turn(1),
            Action::PreviousChoice => conflict.turn(2),
            Action::NextField => conflict.go(true),
            Action::PreviousField => conflict.go(false),
            Action::Save => return self.settle(context),
            Action::Back => {
                let code = conflict.disputes().get(conflict.index()).map(|dispute| dispute.field.code);
                let line = self.lines.iter().position(|line| Some(line.field.code) == code);
                self.index = line.unwrap_or(self.index);
                self.conflict = None;
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    /// Carries the choices out and saves, checked against the newest commit.
    fn settle(&mut self, context: &Context<'_>) -> Step {
        if self.conflict.as_mut().is_none_or(Conflict::go_to_open) {
            return Step::Say(Notice::plain(
                context.say("残すほうをまだ選んでいない項目があります", "there is still something to choose"),
            ));
        }
        let record = self.subject().and_then(|id| context.snapshot.state.live(id));
        let (Some(conflict), Some(record)) = (self.conflict.take(), record) else {
            return self.save(context);
        };
        // First, so that a text that was chosen is not taken for one that nobody has changed.
        self.move_forward(&record, context);
        for dispute in conflict.disputes() {
            let theirs = current(dispute.field, &record, context);
            let text = match dispute.pick {
                Some(Pick::Theirs) => &theirs,
                Some(Pick::Before) => &dispute.before,
                Some(Pick::Mine) | None => &dispute.mine,
            };
            for line in self.lines.iter_mut().filter(|line| line.field.code == dispute.field.code) {
                line.area.set(text);
            }
        }
        self.keeping.edited();
        self.save(context)
    }

    /// The form has now seen the newest commit, and so have its lines.
    fn move_forward(&mut self, record: &Record, context: &Context<'_>) {
        // What holding, closing and assigning send is what is written, changed or not.
        if matches!(self.intent, Intent::Update(_) | Intent::SetStage { .. }) {
            for line in &mut self.lines {
                line.rebase(current(line.field, record, context));
            }
        }
        for line in &mut self.lines {
            line.theirs = None;
        }
        self.seen = context.snapshot.seq();
    }

    /// The one record that is changed.
    fn subject(&self) -> Option<Id> {
        match self.changes() {
            [only] => Some(*only),
            _ => None,
        }
    }
}
