//! Forms: creating and editing a record by its field table, and the small forms of case verbs.
//! Invariant: only fields that the person changed are sent, so that what others changed meanwhile stays; what was typed is kept
//! as a slip until it is saved or dropped by a second Esc. `open_for` is the one door by which other layers open a form.

pub mod conflict;
mod discuss;
mod events;
mod field_line;
mod filled;
mod intent;
mod job;
mod keep;
mod offer;
mod open;
mod options;
mod settle;
mod told;

pub use conflict::{Conflict, Pick};
pub use discuss::{Thought, discuss};
pub use field_line::FieldLine;
pub use filled::{filled_note, filled_plan, letter};
pub use intent::{Each, Intent, REASON};
pub use job::{opens, steps};
pub use offer::{Offer, Offered};
pub use open::{add_to, ask_for, close_for, enter_stage, for_reason, is_begun_by, open_for, save_view};
pub use told::told;

use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice, Outcome, Reply, Request};
use super::twins::{self, Twins};
use crate::action::{Action, Scope};
use crate::alike::is_compared;
use crate::domain::{Command, Record, Rejection};
use crate::field::{Id, Kind};
use keep::Keeping;

/// The state of a form.
#[derive(Debug)]
pub struct Form {
    title: String,
    intent: Intent,
    lines: Vec<FieldLine>,
    /// The line with the caret; one past the last is the save line.
    index: usize,
    offer: Option<Offer>,
    /// The commit that the person's view is as of.
    seen: u64,
    attempt: Attempt,
    keeping: Keeping,
    /// What others have changed too, while the person chooses.
    conflict: Option<Conflict>,
}

/// The last attempt to save or to leave.
#[derive(Debug, Default)]
struct Attempt {
    /// The request that is on its way.
    ticket: Option<u64>,
    /// The request that a question above the form sends if it is answered with yes.
    asked: Option<u64>,
    refusal: Option<String>,
    /// Whether Esc was pressed once on a changed form.
    leaving: bool,
}

impl Form {
    /// A form with these lines.
    pub fn new(title: String, intent: Intent, lines: Vec<FieldLine>, context: &Context<'_>) -> Self {
        let lines = FieldLine::all_under(lines, &context.snapshot.state);
        let index = lines.iter().position(|line| line.wanted).unwrap_or(0);
        Self {
            title,
            intent,
            lines,
            index,
            offer: None,
            seen: context.snapshot.seq(),
            attempt: Attempt::default(),
            keeping: Keeping::default(),
            conflict: None,
        }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// The kind of record whose fields are all here; `None` for the small forms of verbs.
    pub const fn whole_kind(&self) -> Option<Kind> {
        match &self.intent {
            Intent::Update(id) => Some(id.kind),
            Intent::Add { kind, .. } => Some(*kind),
            _ => None,
        }
    }

    /// The records that saving would change.
    pub fn changes(&self) -> &[Id] {
        match &self.intent {
            Intent::Update(id) => std::slice::from_ref(id),
            Intent::SetStage { cases, .. }
            | Intent::Assign(cases)
            | Intent::Hold(cases)
            | Intent::Close(cases)
            | Intent::Reopen(cases)
            | Intent::Each { of: cases, .. } => cases,
            Intent::Add { .. } | Intent::Propose { .. } | Intent::Override { .. } => &[],
        }
    }

    /// What others have changed too, while the person chooses.
    pub const fn conflict(&self) -> Option<&Conflict> {
        self.conflict.as_ref()
    }

    pub fn lines(&self) -> &[FieldLine] {
        &self.lines
    }

    /// The line with the caret; equal to the number of lines on the save line.
    pub const fn index(&self) -> usize {
        self.index
    }

    /// What is offered for the line with the caret.
    pub const fn offer(&self) -> Option<&Offer> {
        self.offer.as_ref()
    }

    /// Why the last attempt to save was refused.
    pub fn refusal(&self) -> Option<&str> {
        self.attempt.refusal.as_deref()
    }

    /// Whether something was typed that is not saved.
    pub fn is_changed(&self) -> bool {
        self.lines.iter().any(FieldLine::is_changed)
    }

    /// Whether a request is on its way.
    pub const fn is_saving(&self) -> bool {
        self.attempt.ticket.is_some()
    }

    fn line(&self) -> Option<&FieldLine> {
        self.lines.get(self.index)
    }

    fn go(&mut self, down: bool) {
        self.offer = None;
        if let Some(line) = self.lines.get_mut(self.index) {
            line.check();
        }
        self.index = if down { (self.index + 1).min(self.lines.len()) } else { self.index.saturating_sub(1) };
    }

    /// Enter: takes what is offered, breaks a line of a long text, goes on, or saves.
    fn take(&mut self, context: &Context<'_>) -> Step {
        if let Some(offered) = self.offer.as_ref().and_then(Offer::selected).cloned() {
            self.accept(&offered);
            return Step::Done;
        }
        match self.lines.get_mut(self.index) {
            None => return self.save(context),
            Some(line) if line.area.takes_lines() => {
                line.area.insert("\n");
                self.keeping.edited();
            }
            Some(_) => self.go(true),
        }
        Step::Done
    }

    fn accept(&mut self, offered: &Offered) {
        if let Some(line) = self.lines.get_mut(self.index) {
            line.complete(&offered.insert);
            self.keeping.edited();
            let single = !line.takes_several();
            self.offer = None;
            if single {
                self.go(true);
            }
        }
    }

    fn offer_now(&mut self, asked: bool, context: &Context<'_>) {
        self.offer = self.line().and_then(|line| Offer::of(line, asked, context));
    }

    /// Up and down: in what is offered, in a long text, between lines.
    fn vertical(&mut self, down: bool) {
        if let Some(offer) = &mut self.offer {
            return offer.step(down);
        }
        let inside = self
            .lines
            .get_mut(self.index)
            .is_some_and(|line| line.area.takes_lines() && line.area.vertical(down));
        if !inside {
            self.go(down);
        }
    }

    fn back(&mut self, context: &Context<'_>) -> Step {
        if self.offer.take().is_some() {
            return Step::Done;
        }
        if self.is_changed() && !self.attempt.leaving {
            self.attempt.leaving = true;
            return Step::Say(Notice::plain(context.say(
                "保存していない入力があります。C-s で保存、もう一度 Esc で破棄",
                "there is unsaved input: C-s saves, Esc again drops it",
            )));
        }
        self.end()
    }

    /// The form and its slip go.
    fn end(&self) -> Step {
        Step::All(vec![Step::Do(Effect::Forget(self.keeping.mark().clone())), Step::Pop])
    }

    /// Checks every line and sends what was changed.
    fn save(&mut self, context: &Context<'_>) -> Step {
        if self.attempt.ticket.is_some() {
            return Step::Done;
        }
        self.offer = None;
        self.attempt.refusal = None;
        for line in &mut self.lines {
            line.check();
        }
        if let Some(bad) = self.lines.iter().position(|line| line.fault.is_some()) {
            self.index = bad;
            return Step::Say(Notice::refused(
                context.say("直すところがあります", "something needs mending"),
            ));
        }
        if !self.is_changed() && self.intent.is_edit() {
            let said = Notice::plain(context.say("変更はありません", "nothing was changed"));
            return Step::All(vec![self.end(), Step::Say(said)]);
        }
        match self.intent.request(&self.lines, self.seen, context) {
            Ok(request) => match self.twins(&request, context) {
                Some(twins) => {
                    self.attempt.asked = Some(request.ticket);
                    Step::push(twins)
                }
                None => self.send(request),
            },
            Err(step) => {
                self.attempt.asked = Some(context.ticket);
                step
            }
        }
    }

    /// Who is there already that is likely the same, where what makes somebody known is new.
    fn twins(&self, request: &Request, context: &Context<'_>) -> Option<Twins> {
        let state = &context.snapshot.state;
        match (&self.intent, &request.command) {
            (Intent::Add { kind, .. }, Command::Add { draft, .. }) if is_compared(*kind) => {
                let record = draft.over(&Record::new(twins::unnumbered(*kind)), state);
                Twins::warn(record, None, request, context)
            }
            (Intent::Update(id), Command::Update { draft, .. }) if is_compared(id.kind) => {
                let before = state.live(*id)?;
                let record = draft.over(&before, state);
                Twins::warn(record, Some(&before), request, context)
            }
            _ => None,
        }
    }

    fn send(&mut self, request: Request) -> Step {
        self.attempt.ticket = Some(request.ticket);
        Step::Do(Effect::Submit(request))
    }

    /// Shows a refusal where it belongs: at its field, else above the form.
    fn refused(&mut self, rejection: &Rejection, context: &Context<'_>) {
        self.attempt.refusal = Some(rejection.text(context.lang));
        let key = match rejection {
            Rejection::Invalid { key, fault, .. } => {
                if let Some(line) = self.lines.iter_mut().find(|line| line.field.key == *key) {
                    line.fault = Some(fault.clone());
                }
                *key
            }
            Rejection::Ruled { key, .. } | Rejection::Fixed { key, .. } => *key,
            Rejection::Stale { id, .. } => return self.overtaken(*id, context),
            _ => return,
        };
        if let Some(index) = self.lines.iter().position(|line| line.field.key == key) {
            self.index = index;
        }
    }

    /// An editing verb on the line with the caret; `false` where it is none.
    fn edit(&mut self, action: Action) -> bool {
        let Some(line) = self.lines.get_mut(self.index) else { return false };
        line.fault = None;
        line.proposed = false;
        let before = line.area.text().to_owned();
        let done = line.area.act(action);
        if line.area.text() != before {
            self.keeping.edited();
        }
        done
    }
}

impl Acts for Form {
    fn scopes(&self) -> &'static [Scope] {
        if self.conflict.is_some() { &[Scope::Conflict] } else { &[Scope::Form, Scope::Text] }
    }

    fn takes_text(&self) -> bool {
        self.conflict.is_none()
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.attempt.leaving = false;
        if let Some(line) = self.lines.get_mut(self.index) {
            if std::mem::take(&mut line.proposed) {
                line.area.set("");
            }
            line.area.insert(text);
            line.fault = None;
            self.keeping.edited();
            self.offer_now(false, context);
        }
        Step::Done
    }

    fn act(&mut self, action: Action, _count: Option<u32>, context: &Context<'_>) -> Step {
        if self.conflict.is_some() {
            return self.choose(action, context);
        }
        let leaving = std::mem::take(&mut self.attempt.leaving);
        match action {
            Action::Save => return self.save(context),
            Action::TakeField => return self.take(context),
            Action::NextField => self.go(true),
            Action::PreviousField => self.go(false),
            Action::FieldDown => self.vertical(true),
            Action::FieldUp => self.vertical(false),
            Action::Choose => self.offer_now(true, context),
            Action::Back => {
                self.attempt.leaving = leaving;
                return self.back(context);
            }
            other if !self.edit(other) => return Step::Pass,
            _ if self.offer.is_some() => self.offer_now(true, context),
            _ => {}
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.conflict.is_some() {
            return vec![
                Action::TakeMine,
                Action::TakeTheirs,
                Action::TakeBefore,
                Action::Save,
                Action::NextField,
                Action::Back,
            ];
        }
        let mut offers = vec![Action::Save, Action::NextField, Action::PreviousField];
        if self.line().is_some_and(FieldLine::has_choices) {
            offers.push(Action::Choose);
        }
        offers.push(Action::Back);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        self.look_again(context);
        self.keep(context).into_iter().collect()
    }

    fn replied(&mut self, reply: &Reply, context: &Context<'_>) -> Step {
        let attempt = &mut self.attempt;
        if attempt.ticket != Some(reply.ticket) && attempt.asked != Some(reply.ticket) {
            return Step::Pass;
        }
        (attempt.ticket, attempt.asked) = (None, None);
        match &reply.outcome {
            Outcome::Saved { .. } | Outcome::Unchanged => return self.end(),
            Outcome::Refused(rejection) => self.refused(rejection, context),
            Outcome::Failed { ja, en } => {
                self.attempt.refusal = Some(context.lang.pick(ja, en).to_owned());
            }
        }
        Step::Done
    }
}
