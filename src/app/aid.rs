//! What answers somebody's needs and worries: measures of region, company and state, each with its conditions and what is to be
//! checked, and putting one into the case's own list as a candidate.
//! Invariant: what is shown follows from the newest state; nothing here decides that a measure is not for somebody.

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::record::RecordView;
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::draft::Put;
use crate::domain::{Command, Draft};
use crate::field::choices::MeasureStatus;
use crate::field::tables::case;
use crate::field::{Atom, Id, Kind, Row, Value};
use crate::lang::Label;
use crate::matching::measures::{Advice, Suggestion};

const ADDED: Label = Label::new("施策を候補に", "Measure added");
/// What measures follow from.
const SOURCES: [Kind; 5] = [Kind::Person, Kind::Case, Kind::Measure, Kind::Organisation, Kind::User];
/// Rows that the frame and the head take away.
const ROWS_AROUND: u16 = 8;

/// The state of the screen.
#[derive(Debug)]
pub struct Aid {
    of: Id,
    advice: Option<Result<Advice, String>>,
    asked: Option<[u64; SOURCES.len()]>,
    index: usize,
}

impl Aid {
    /// The measures for a person or a case.
    pub const fn of(id: Id) -> Self {
        Self { of: id, advice: None, asked: None, index: 0 }
    }

    /// Whom it is for, as it was asked: a person or a case.
    pub const fn asker(&self) -> Id {
        self.of
    }

    /// What was found; `None` until it is there, an error where measures are not for such a record.
    pub const fn advice(&self) -> Option<&Result<Advice, String>> {
        self.advice.as_ref()
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    fn found(&self) -> &[Suggestion] {
        match &self.advice {
            Some(Ok(advice)) => &advice.suggestions,
            _ => &[],
        }
    }

    fn current(&self) -> Option<&Suggestion> {
        self.found().get(self.index)
    }

    /// Puts the measure into the case's list, as a candidate.
    fn add(&self, context: &Context<'_>) -> Step {
        let (Some(Ok(advice)), Some(one)) = (&self.advice, self.current()) else { return Step::Done };
        let say = |ja, en| Step::Say(Notice::plain(context.say(ja, en)));
        let Some(measure) = one.id() else {
            return say(
                "会社の支援は施策の記録ではありません",
                "what the company does is no measure of its own",
            );
        };
        if one.status.is_some() {
            return say("すでにケースの施策にあります", "the case has it already");
        }
        let record = advice.case.and_then(|id| context.snapshot.state.live(id));
        let Some(record) = record else { return verb::nothing(context) };
        let mut rows = record.rows(&case::MEASURES).to_vec();
        let mut row = Row::default();
        row.set(case::measure::MEASURE.code, Some(Atom::Ref(measure)));
        row.set(case::measure::STATUS.code, Some(Atom::Choice(MeasureStatus::Candidate.code())));
        rows.push(row);
        let mut draft = Draft::new();
        draft.put(&case::MEASURES, Put::Set(Value::Rows(rows)));
        verb::submit(Command::update(record.id, draft), ADDED, context)
    }
}

impl Acts for Aid {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Measures, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        if let Some(index) = moved(self.index, action, count, page, self.found().len()) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::TakeMeasure => self.add(context),
            Action::SuggestMeasures => Step::Pop,
            Action::Open => {
                let id = self.current().map(|one| one.id().unwrap_or(self.of));
                id.map_or(Step::Done, |id| Step::push(RecordView::new(id)))
            }
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = Vec::new();
        if self.current().is_some() {
            offers.extend([Action::TakeMeasure, Action::Open]);
        }
        offers.push(Action::Back);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let now = SOURCES.map(|kind| context.snapshot.state.touched(kind));
        if context.hidden || context.snapshot.is_page() || self.asked == Some(now) {
            return Vec::new();
        }
        self.asked = Some(now);
        vec![Effect::Ask(Question::Measures { of: self.of })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Measures { of, advice } = answer
            && *of == self.of
        {
            let held = self.current().map(|one| one.source);
            self.advice = Some(advice.clone());
            // On the same measure, though its place may be another.
            let at = self.found().iter().position(|one| Some(one.source) == held);
            self.index = at.unwrap_or(self.index).min(self.found().len().saturating_sub(1));
        }
    }
}
