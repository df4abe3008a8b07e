//! What a record's screen finds out aside: the skills that are asked for, who is likely the same, targets beside what was counted.
//! Invariant: what was found before stands until the newer answer is there, as long as it is about the same record.

use super::Part;
use crate::app::ask::{Answer, Question};
use crate::app::layer::Context;
use crate::app::likely::Likely;
use crate::app::watch::Basis;
use crate::domain::State;
use crate::field::tables::region;
use crate::field::{Id, Kind};
use crate::matching::Gap;
use crate::report::kpi::Kpi;

/// What is found out aside.
#[derive(Debug, Default)]
pub struct Aside {
    /// The skills that a region or a job asks for, and what the answer follows from.
    gaps: Option<(Basis, Vec<Gap>)>,
    /// Who is likely the same.
    alike: Option<Likely>,
    /// The targets of a region, and what the answer follows from.
    kpis: Option<(Id, [u64; 5], Vec<Kpi>)>,
}

impl Aside {
    /// The skills that a record asks for, as far as they are counted.
    pub fn gaps(&self, id: Id) -> &[Gap] {
        let asked = self.gaps.as_ref().filter(|(basis, _)| basis.anchor() == id);
        asked.map_or(&[], |(_, gaps)| gaps)
    }

    pub const fn alike(&self) -> Option<&Likely> {
        self.alike.as_ref()
    }

    /// The targets of a region; empty until they are counted.
    pub fn kpis(&self, id: Id) -> &[Kpi] {
        let asked = self.kpis.as_ref().filter(|(of, ..)| *of == id);
        asked.map_or(&[], |(_, _, kpis)| kpis)
    }

    /// What is to be found out of a record now.
    pub fn wants(&mut self, id: Id, part: Part, context: &Context<'_>) -> Vec<Question> {
        let state = &context.snapshot.state;
        let mut questions = Vec::new();
        let asks_for_skills = matches!(id.kind, Kind::Region | Kind::Job);
        let is_current = |(basis, _): &(Basis, Vec<Gap>)| basis.is_current(id, state);
        if part == Part::Links && asks_for_skills && !self.gaps.as_ref().is_some_and(is_current) {
            let before = self.gaps.take().filter(|(basis, _)| basis.anchor() == id);
            let before = before.map(|(_, gaps)| gaps).unwrap_or_default();
            self.gaps = Some((Basis::of(id, Kind::Person, state), before));
            questions.push(Question::Gaps { of: id });
        }
        let sources = counted_from(state);
        let is_counted = self.kpis.as_ref().is_some_and(|(of, seen, _)| *of == id && *seen == sources);
        if has_targets(id, state) && !is_counted {
            let before = self.kpis.take().filter(|(of, ..)| *of == id);
            self.kpis = Some((id, sources, before.map(|(_, _, kpis)| kpis).unwrap_or_default()));
            questions.push(Question::Kpis { of: id });
        }
        questions.extend(Likely::wants(&mut self.alike, Some(id), context));
        questions
    }

    pub fn answered(&mut self, answer: &Answer) {
        if let Some(likely) = &mut self.alike {
            likely.answered(answer);
        }
        if let (Answer::Gaps { of, gaps }, Some((basis, held))) = (answer, &mut self.gaps)
            && *of == basis.anchor()
        {
            held.clone_from(gaps);
        }
        if let (Answer::Kpis { of, kpis }, Some((id, _, held))) = (answer, &mut self.kpis)
            && of == id
        {
            held.clone_from(kpis);
        }
    }
}

fn has_targets(id: Id, state: &State) -> bool {
    id.kind == Kind::Region && state.live(id).is_some_and(|record| !record.rows(&region::TARGETS).is_empty())
}

/// The commits that last touched what targets are counted from.
fn counted_from(state: &State) -> [u64; 5] {
    [Kind::Region, Kind::Case, Kind::Match, Kind::Person, Kind::Job].map(|kind| state.touched(kind))
}
