//! Forms for the office's discussion: a hypothesis, an opinion on one, a summary of several; they begin with what they are about.

use super::Form;
use super::field_line::FieldLine;
use super::intent::Intent;
use crate::app::layer::{Context, Step};
use crate::app::message::Notice;
use crate::app::verb;
use crate::domain::Draft;
use crate::field::choices::{NoteKind, PolicyAsk};
use crate::field::tables::{note, organisation};
use crate::field::{Field, Id, Kind, Value};
use crate::report::policy::called;

/// What a thought begins with.
#[derive(Debug, Clone)]
pub struct Thought {
    pub kind: NoteKind,
    pub ask: Option<PolicyAsk>,
    /// The notes that it answers, and the cases that it cites.
    pub answers: Vec<Id>,
    pub cites: Vec<Id>,
    /// The region, company or job that it is about.
    pub with: Draft,
}

impl Thought {
    /// One of a kind that speaks for an ask.
    pub const fn new(kind: NoteKind, ask: Option<PolicyAsk>) -> Self {
        Self { kind, ask, answers: Vec::new(), cites: Vec::new(), with: Draft::new() }
    }

    /// The form that it is written in.
    pub fn form(self, context: &Context<'_>) -> Step {
        let state = &context.snapshot.state;
        let line = |field: &'static Field, value: Option<Value>| match value {
            // What is proposed is added to, not written over.
            Some(value) => {
                let text = FieldLine::new(field, Some(&value), state, context.lang);
                let mut line = FieldLine::proposed(field, text.area.text());
                line.proposed = false;
                line
            }
            None => FieldLine::new(field, None, state, context.lang),
        };
        let several =
            |ids: &[Id]| Some(Value::references(ids.iter().copied())).filter(|value| !value.is_empty());
        let name = self.kind.label().text(context.lang);
        let lines = vec![
            line(&note::TEXT, None).wanted(),
            FieldLine::proposed(&note::KIND, name),
            line(&note::ASK, self.ask.map(|ask| Value::choice(ask.code()))),
            line(&note::ANSWERS, several(&self.answers)),
            line(&note::CITES, several(&self.cites)),
            line(&note::TAGS, None),
        ];
        let about = self.answers.first().or(self.cites.first()).copied();
        let about = about.or_else(|| crate::app::slip::about(&self.intent()).first().copied());
        let about = about.and_then(|id| state.label(id));
        let about = about.or_else(|| self.ask.map(|ask| called(Some(ask), state, context.lang)));
        let title = match about {
            Some(about) => format!("{name}: {about}"),
            None => name.to_owned(),
        };
        Step::push(Form::new(title, self.intent(), lines, context))
    }

    fn intent(&self) -> Intent {
        Intent::Add { kind: Kind::Note, with: self.with.clone() }
    }
}

/// A thought about chosen records: it cites cases, is about a region, a company or a job, answers a note of the discussion.
pub fn discuss(chosen: &[Id], context: &Context<'_>) -> Step {
    let Some(first) = chosen.first().copied() else {
        return Step::Say(Notice::plain(context.say("選ばれている行がありません", "no row is chosen")));
    };
    let state = &context.snapshot.state;
    let mut thought = Thought::new(NoteKind::Hypothesis, None);
    match first.kind {
        Kind::Person | Kind::Case => thought.cites = verb::cases(chosen, context),
        Kind::Region => thought.with = Draft::new().with_ref(&note::REGION, first),
        Kind::Job => thought.with = Draft::new().with_ref(&note::JOB, first),
        Kind::Organisation => {
            thought.with = Draft::new().with_ref(&note::ORGANISATION, first);
            let bits = state.live(first).map_or(0, |record| record.set_bits(&organisation::POLICY_ASKS));
            let asks: Vec<PolicyAsk> =
                PolicyAsk::ALL.iter().copied().filter(|ask| bits & ask.bit() != 0).collect();
            thought.ask = asks.first().copied().filter(|_| asks.len() == 1);
        }
        Kind::Note => return answer(first, context),
        _ => {
            return Step::Say(Notice::plain(context.say(
                "仮説は人・ケース・地域・企業・案件から書きます(政策提言の画面は g a)",
                "a hypothesis is written from a person, case, region, company or job (g a: policy asks)",
            )));
        }
    }
    thought.form(context)
}

/// An opinion on a hypothesis, or a summary of what is none.
pub fn answer(of: Id, context: &Context<'_>) -> Step {
    let record = context.snapshot.state.live(of);
    let kind = record.as_ref().and_then(|record| record.choice(&note::KIND)).and_then(NoteKind::from_code);
    let kind = match kind {
        Some(NoteKind::Hypothesis) => NoteKind::Opinion,
        Some(NoteKind::Opinion) => NoteKind::Summary,
        _ => {
            return Step::Say(Notice::plain(context.say(
                "意見は仮説に、まとめは仮説か意見に付けます",
                "an opinion answers a hypothesis, a summary gathers hypotheses and opinions",
            )));
        }
    };
    let ask = record.and_then(|record| record.choice(&note::ASK)).and_then(PolicyAsk::from_code);
    let mut thought = Thought::new(kind, ask);
    thought.answers.push(of);
    thought.form(context)
}
