//! Forms: creating and editing a record by its field table, and the small forms of case verbs.
//! Invariant: only fields that the person changed are sent, so that what others changed meanwhile stays; what was typed is
//! never dropped without a second Esc. `open_for` is the one door by which other layers open a form.

mod field_line;
mod intent;
mod offer;
mod open;

pub use field_line::FieldLine;
pub use intent::Intent;
pub use offer::{Offer, Offered};
pub use open::{add_to, enter_stage, for_reason, open_for};

use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice, Outcome, Reply, Request};
use crate::action::{Action, Scope};
use crate::domain::Rejection;
use crate::field::Kind;

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
    /// The request that is on its way.
    ticket: Option<u64>,
    refusal: Option<String>,
    /// Whether Esc was pressed once on a changed form.
    leaving: bool,
}

impl Form {
    /// A form with these lines.
    pub fn new(title: String, intent: Intent, lines: Vec<FieldLine>, context: &Context<'_>) -> Self {
        let index = lines.iter().position(|line| line.wanted).unwrap_or(0);
        Self {
            title,
            intent,
            lines,
            index,
            offer: None,
            seen: context.snapshot.seq(),
            ticket: None,
            refusal: None,
            leaving: false,
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
        self.refusal.as_deref()
    }

    /// Whether something was typed that is not saved.
    pub fn is_changed(&self) -> bool {
        self.lines.iter().any(FieldLine::is_changed)
    }

    /// Whether a request is on its way.
    pub const fn is_saving(&self) -> bool {
        self.ticket.is_some()
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
            }
            Some(_) => self.go(true),
        }
        Step::Done
    }

    fn accept(&mut self, offered: &Offered) {
        if let Some(line) = self.lines.get_mut(self.index) {
            line.complete(&offered.insert);
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
        if self.is_changed() && !self.leaving {
            self.leaving = true;
            return Step::Say(Notice::plain(context.say(
                "保存していない入力があります。C-s で保存、もう一度 Esc で破棄",
                "there is unsaved input: C-s saves, Esc again drops it",
            )));
        }
        Step::Pop
    }

    /// Checks every line and sends what was changed.
    fn save(&mut self, context: &Context<'_>) -> Step {
        if self.ticket.is_some() {
            return Step::Done;
        }
        self.offer = None;
        self.refusal = None;
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
            return Step::All(vec![
                Step::Pop,
                Step::Say(Notice::plain(context.say("変更はありません", "nothing was changed"))),
            ]);
        }
        match self.intent.request(&self.lines, self.seen, context) {
            Ok(request) => self.send(request),
            Err(step) => step,
        }
    }

    fn send(&mut self, request: Request) -> Step {
        self.ticket = Some(request.ticket);
        Step::Do(Effect::Submit(request))
    }

    /// Shows a refusal where it belongs: at its field, else above the form.
    fn refused(&mut self, rejection: &Rejection, context: &Context<'_>) {
        let key = match rejection {
            Rejection::Invalid { key, fault, .. } => {
                if let Some(line) = self.lines.iter_mut().find(|line| line.field.key == *key) {
                    line.fault = Some(fault.clone());
                }
                Some(*key)
            }
            Rejection::Ruled { key, .. } | Rejection::Fixed { key, .. } => Some(*key),
            Rejection::Stale { fields, .. } => {
                for stale in fields {
                    for line in self.lines.iter_mut().filter(|line| line.field.code == stale.code) {
                        line.theirs = Some(field_line::theirs(line.field, stale, context));
                    }
                }
                self.seen = context.snapshot.seq();
                fields
                    .first()
                    .and_then(|stale| self.lines.iter().find(|line| line.field.code == stale.code))
                    .map(|line| line.field.key)
            }
            _ => None,
        };
        let again = matches!(rejection, Rejection::Stale { .. });
        let hint = if again {
            context.say("。もう一度保存すると上書きします", "; saving again overwrites")
        } else {
            ""
        };
        self.refusal = Some(format!("{}{hint}", rejection.text(context.lang)));
        if let Some(index) = key.and_then(|key| self.lines.iter().position(|line| line.field.key == key)) {
            self.index = index;
        }
    }
}

impl Acts for Form {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.leaving = false;
        if let Some(line) = self.lines.get_mut(self.index) {
            line.area.insert(text);
            line.fault = None;
            self.offer_now(false, context);
        }
        Step::Done
    }

    fn act(&mut self, action: Action, _count: Option<u32>, context: &Context<'_>) -> Step {
        let leaving = std::mem::take(&mut self.leaving);
        match action {
            Action::Save => return self.save(context),
            Action::TakeField => return self.take(context),
            Action::NextField => self.go(true),
            Action::PreviousField => self.go(false),
            Action::FieldDown => self.vertical(true),
            Action::FieldUp => self.vertical(false),
            Action::Choose => self.offer_now(true, context),
            Action::Back => {
                self.leaving = leaving;
                return self.back(context);
            }
            other => {
                let edited = self.lines.get_mut(self.index).is_some_and(|line| {
                    line.fault = None;
                    line.area.act(other)
                });
                if !edited {
                    return Step::Pass;
                }
                if self.offer.is_some() {
                    self.offer_now(true, context);
                }
            }
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = vec![Action::Save, Action::NextField, Action::PreviousField];
        if self.line().is_some_and(FieldLine::has_choices) {
            offers.push(Action::Choose);
        }
        offers.push(Action::Back);
        offers
    }

    fn replied(&mut self, reply: &Reply, context: &Context<'_>) -> Step {
        if self.ticket != Some(reply.ticket) {
            return Step::Pass;
        }
        self.ticket = None;
        match &reply.outcome {
            Outcome::Saved { .. } | Outcome::Unchanged => Step::Pop,
            Outcome::Refused(rejection) => {
                self.refused(rejection, context);
                Step::Done
            }
            Outcome::Failed { ja, en } => {
                self.refusal = Some(context.lang.pick(ja, en).to_owned());
                Step::Done
            }
        }
    }
}
