//! How a form is kept while it is not finished: as a slip after every change of its text, and from a slip back to a form.
//! Invariant: a slip is forgotten only when the form was saved or the person dropped it.

use super::field_line::FieldLine;
use super::{Form, Intent, open};
use crate::action::Action;
use crate::app::layer::{Context, Layer, Step};
use crate::app::message::Effect;
use crate::app::slip::{Aim, Found, Mark, SLIP_BYTES_MAX, Slip, Typed};
use crate::domain::{Draft, Put};
use crate::field::tables::{activity, case, note};
use crate::field::{Atom, Field, Guard, Id, Kind, Value, by_name};

/// Which slip the form has, and whether it is behind.
#[derive(Debug, Default)]
pub struct Keeping {
    mark: Mark,
    /// Whether the text has changed since the slip was made.
    behind: bool,
}

impl Keeping {
    pub const fn mark(&self) -> &Mark {
        &self.mark
    }

    /// The text has changed.
    pub const fn edited(&mut self) {
        self.behind = true;
    }
}

impl Form {
    /// Numbers the form within its session, so that its slip is its own.
    pub const fn number(&mut self, number: u64) {
        self.keeping.mark.number = number;
    }

    /// The slip to keep, where the text has changed since it was last made.
    pub(super) fn keep(&mut self, context: &Context<'_>) -> Option<Effect> {
        if !std::mem::take(&mut self.keeping.behind) {
            return None;
        }
        let mark = self.keeping.mark.clone();
        if !self.is_changed() {
            return Some(Effect::Forget(mark));
        }
        let slip = self.slip(context);
        if slip.size() > SLIP_BYTES_MAX {
            let text = context.say(
                "入力が長すぎるため、下書きとして残せません(保存はできます)",
                "too long to be kept as a draft; it can still be saved",
            );
            self.attempt.refusal = Some(text.to_owned());
            return None;
        }
        Some(Effect::Keep(mark, Box::new(slip)))
    }

    fn slip(&self, context: &Context<'_>) -> Slip {
        // A form for one verb is made again from its lines; of a whole record only what was changed is kept.
        let whole = self.whole_kind().is_some();
        let kept = self.lines.iter().filter(|line| !whole || line.is_changed());
        Slip {
            aim: Aim::of(&self.intent),
            texts: kept.map(FieldLine::typed).collect(),
            seen: self.seen,
            at_ms: context.now.0,
        }
    }

    /// The form as it was left, over what the record is now; `None` where that cannot be.
    pub fn of_slip(found: &Found, context: &Context<'_>) -> Option<Self> {
        let intent = found.slip.aim.intent()?;
        let kind = kind_of(&intent);
        let mut form = blank_form(&intent, &found.slip.texts, context)?;
        form.intent = intent;
        for typed in &found.slip.texts {
            form.put_back(typed, kind, context);
        }
        form.seen = found.slip.seen.min(context.snapshot.seq());
        form.index = form.lines.iter().position(FieldLine::is_changed).unwrap_or(0);
        form.keeping = Keeping { mark: Mark { number: 0, found: Some(found.name.clone()) }, behind: true };
        Some(form)
    }

    fn put_back(&mut self, typed: &Typed, kind: Kind, context: &Context<'_>) {
        if let Some(line) = self.lines.iter_mut().find(|line| line.field.key == typed.field) {
            return line.put_back(typed);
        }
        // A right to see a field may have been taken away since.
        let field = by_name(kind, &typed.field).filter(|field| sees(field.guard, context));
        if let Some(field) = field {
            let mut line = FieldLine::new(field, None, &context.snapshot.state, context.lang);
            line.put_back(typed);
            self.lines.push(line);
        }
    }
}

fn sees(guard: Guard, context: &Context<'_>) -> bool {
    context.snapshot.state.sees(guard)
}

/// The kind whose fields the lines are.
fn kind_of(intent: &Intent) -> Kind {
    match intent {
        Intent::Add { kind, .. } => *kind,
        Intent::Update(id) => id.kind,
        Intent::Each { verb, of } => verb.kind(of),
        _ => Kind::Case,
    }
}

/// The form that an intent opens with.
fn blank_form(intent: &Intent, texts: &[Typed], context: &Context<'_>) -> Option<Form> {
    let step = match intent {
        Intent::Update(id) => open::open_for(Action::Edit, &[*id], id.kind, context),
        Intent::Add { kind, with } => match (kind, base_of(*kind, with)) {
            (Kind::Note | Kind::Activity, Some(id)) => open::add_to(id, *kind, context),
            (Kind::Case, Some(id)) => open::open_for(Action::Add, &[id], Kind::Case, context),
            _ => open::open_for(Action::Add, &[], *kind, context),
        },
        Intent::SetStage { cases, to } => {
            let asked: Vec<&'static Field> =
                texts.iter().filter_map(|typed| by_name(Kind::Case, &typed.field)).collect();
            return Some(open::enter_stage(cases.clone(), *to, asked, context));
        }
        Intent::Assign(cases) => open::ask_for(Action::Assign, cases, context),
        Intent::Hold(cases) => open::ask_for(Action::Hold, cases, context),
        Intent::Close(cases) => open::ask_for(Action::Close, cases, context),
        Intent::Reopen(cases) => open::ask_for(Action::Reopen, cases, context),
        Intent::Each { verb, of } => open::ask_for(verb.action(), of, context),
        Intent::Propose { .. } | Intent::Override { .. } => {
            let title = intent.purpose().text(context.lang);
            return Some(open::for_reason(intent.clone(), title, context));
        }
    };
    match step {
        Step::Push(Layer::Form(form)) => Some(*form),
        _ => None,
    }
}

/// The record that something new was added to: the case before its person, since it tells more.
fn base_of(kind: Kind, with: &Draft) -> Option<Id> {
    let fields: &[&Field] = match kind {
        Kind::Note => &[&note::CASE, &note::PERSON, &note::JOB, &note::REGION, &note::ORGANISATION],
        Kind::Activity => &[&activity::CASE, &activity::PERSON],
        Kind::Case => &[&case::PERSON],
        _ => &[],
    };
    fields.iter().find_map(|field| match with.get(field.code) {
        Some(Put::Set(Value::One(Atom::Ref(id)))) => Some(*id),
        _ => None,
    })
}
