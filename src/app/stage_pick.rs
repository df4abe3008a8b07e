//! Where a case may go next: the stages that the table allows, each with what its gate still asks for.

use super::cursor::moved;
use super::deed::Deed;
use super::form;
use super::layer::{Acts, Context, Step};
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::stage::{Requirement, rule_of};
use crate::domain::{Draft, gate};
use crate::field::Id;
use crate::field::choices::Stage;

/// One stage to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub stage: Stage,
    /// What the gate asks for that is not met; empty where the case can go at once.
    pub missing: Vec<Requirement>,
    /// What speaks against it without forbidding it.
    pub warnings: Vec<gate::Warning>,
}

/// The list of stages to go to.
#[derive(Debug)]
pub struct StagePick {
    cases: Vec<Id>,
    from: Option<Stage>,
    targets: Vec<Target>,
    index: usize,
}

impl StagePick {
    /// For one case: the stages it may go to. For several: every stage that any of them may go to.
    pub fn new(cases: Vec<Id>, context: &Context<'_>) -> Self {
        let from = cases.first().and_then(|id| verb::stage_of(*id, context));
        let mut pick = Self { cases, from, targets: Vec::new(), index: 0 };
        pick.refresh(context);
        // The usual way is forward.
        let forward = |target: &Target| {
            Some(target.stage) > from && !matches!(target.stage, Stage::OnHold | Stage::Closed)
        };
        pick.index = pick.targets.iter().position(forward).unwrap_or(0);
        pick
    }

    pub fn cases(&self) -> &[Id] {
        &self.cases
    }

    pub const fn from(&self) -> Option<Stage> {
        self.from
    }

    pub fn targets(&self) -> &[Target] {
        &self.targets
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    fn refresh(&mut self, context: &Context<'_>) {
        let state = &context.snapshot.state;
        let records: Vec<_> = self.cases.iter().filter_map(|id| state.live(*id)).collect();
        let stages: Vec<Stage> = records.iter().map(crate::domain::decide::stage_of).collect();
        let may = |to: Stage| {
            stages.iter().any(|from| match from {
                Stage::OnHold => resumes_to(&records, to),
                Stage::Closed => false,
                from => rule_of(*from).to.contains(&to),
            })
        };
        let only = records.first().filter(|_| records.len() == 1);
        self.targets = Stage::ALL
            .iter()
            .copied()
            .filter(|to| may(*to))
            .map(|stage| {
                let forward = Some(stage) > self.from || matches!(stage, Stage::OnHold | Stage::Closed);
                let unmet =
                    |record: &crate::domain::Record| gate::unmet(state, record, stage, context.today());
                let missing = only.filter(|_| forward).map(unmet);
                // Of several, what can be asked for once: the rest is said in the preview.
                let of_all = records.iter().filter(|_| forward && only.is_none()).flat_map(unmet);
                let shared = verb::askable(of_all.collect());
                let warnings = only.map(|record| gate::warnings(state, record, stage)).unwrap_or_default();
                Target { stage, missing: missing.unwrap_or(shared), warnings }
            })
            .collect();
        self.index = self.index.min(self.targets.len().saturating_sub(1));
    }

    fn choose(&self, context: &Context<'_>) -> Step {
        let Some(target) = self.targets.get(self.index) else { return Step::Pop };
        let mut asked = verb::fields_for(&target.missing);
        if target.stage == Stage::Closed {
            asked = vec![&crate::field::tables::case::CLOSED_REASON];
        }
        if target.stage == Stage::OnHold {
            asked = vec![&crate::field::tables::case::RESUME_ON];
        }
        if !asked.is_empty() {
            return Step::Swap(form::enter_stage(self.cases.clone(), target.stage, asked, context).into());
        }
        let deed = Deed::Stage { to: target.stage, draft: Draft::new(), reason: None };
        Step::All(vec![Step::Pop, verb::perform(&deed, &self.cases, context)])
    }
}

fn resumes_to(records: &[crate::domain::Record], to: Stage) -> bool {
    let held = |record: &crate::domain::Record| record.choice(&crate::field::tables::case::HELD_STAGE);
    records.iter().any(|record| held(record) == Some(to.code()))
}

impl Acts for StagePick {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Open => self.choose(context),
            Action::Back => Step::Pop,
            other => match moved(self.index, other, count, self.targets.len(), self.targets.len()) {
                Some(index) => {
                    self.index = index;
                    Step::Done
                }
                None => Step::Pass,
            },
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Open, Action::Back]
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
