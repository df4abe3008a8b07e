//! The stages of a case as one table: where each may go, and what must be met to enter it.
//! The table is the rule: decide, the board, the forms and the help all read it.

use crate::field::choices::{ClosedReason, Stage};
use crate::lang::{Label, Lang};

/// One thing that must be met to enter a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    Channel,
    Owner,
    Kind,
    Priority,
    DedupeChecked,
    ConsentConsult,
    NeedsAndWant,
    PlanAgreed,
    Want,
    ConsentShareCompany,
    JobOpen,
    TrialPlace,
    TrialDates,
    TermsComplete,
    EmployerCleared,
    Documents,
    StartDate,
    TwelveMonthCheck,
    ResumeDate,
    ClosedReason,
}

impl Requirement {
    /// What is missing and how to meet it.
    pub fn text(self, lang: Lang) -> &'static str {
        self.label().text(lang)
    }

    const fn label(self) -> Label {
        match self {
            Self::Channel => Label::new("流入経路が未入力です", "the channel is not set"),
            Self::Owner => Label::new(
                "担当が決まっていません(担当を割り当ててください)",
                "nobody owns the case; assign it",
            ),
            Self::Kind => Label::new("ケースの種類が未入力です", "the kind of case is not set"),
            Self::Priority => Label::new("優先度が未入力です(0～3)", "the priority is not set (0 to 3)"),
            Self::DedupeChecked => Label::new(
                "重複確認日が未入力です(同じ人がいないか確かめてください)",
                "duplicates are not checked; look for the same person and set the day",
            ),
            Self::ConsentConsult => {
                Label::new("相談の同意がありません", "there is no consent to consultation")
            }
            Self::NeedsAndWant => Label::new(
                "本人の「希望」と「生活ニーズ」が未入力です",
                "the person's wants and needs are not filled in",
            ),
            Self::PlanAgreed => {
                Label::new("プラン合意日が未入力です", "the day on which the plan was agreed is not set")
            }
            Self::Want => Label::new("本人の「希望」がひとつもありません", "the person wants nothing yet"),
            Self::ConsentShareCompany => Label::new(
                "企業へ情報を渡す同意がありません",
                "there is no consent to share with the company",
            ),
            Self::JobOpen => {
                Label::new("募集中の案件が結び付いていません", "no open job is linked to the case")
            }
            Self::TrialPlace => Label::new("お試しの場所が未入力です", "the place of the trial is not set"),
            Self::TrialDates => {
                Label::new("お試しの開始日と終了日が未入力です", "the dates of the trial are not set")
            }
            Self::TermsComplete => Label::new(
                "案件の条件明示(9項目)がそろっていません",
                "the job's written terms (nine items) are not complete",
            ),
            Self::EmployerCleared => Label::new(
                "勤務先への届出・許可が確認できていません",
                "the employer's notice or permission is not confirmed",
            ),
            Self::Documents => Label::new("書類の一覧がありません", "there is no checklist of documents"),
            Self::StartDate => Label::new("開始日が未入力です", "the start date is not set"),
            Self::TwelveMonthCheck => Label::new(
                "12か月の定着確認がありません(理由を付ければ進められます)",
                "the twelve-month check is not done (a reason lets it pass)",
            ),
            Self::ResumeDate => Label::new("再開日が必要です", "a date to resume on is needed"),
            Self::ClosedReason => Label::new("終結理由が必要です", "a reason for closing is needed"),
        }
    }
}

/// One stage's row.
#[derive(Debug, Clone, Copy)]
pub struct StageRule {
    pub stage: Stage,
    /// Where a case may go by `set_stage`; holding and closing included, which their own commands do as well.
    pub to: &'static [Stage],
    /// What must be met to enter the stage going forward.
    pub gate: &'static [Requirement],
}

use Stage::{
    Active, Agreed, Assessed, Closed, Introduced, Matching, OnHold, Planned, Preparing, Received, Settled,
    Triaged, Trial,
};

/// Every stage, in order. A held case returns to the stage it was held in; a closed one by reopening.
pub const STAGES: &[StageRule] = &[
    rule(Received, &[Triaged, OnHold, Closed], &[Requirement::Channel]),
    rule(
        Triaged,
        &[Assessed, OnHold, Closed],
        &[Requirement::Owner, Requirement::Kind, Requirement::Priority, Requirement::DedupeChecked],
    ),
    rule(
        Assessed,
        &[Planned, Triaged, OnHold, Closed],
        &[Requirement::ConsentConsult, Requirement::NeedsAndWant],
    ),
    rule(Planned, &[Matching, Trial, Assessed, OnHold, Closed], &[Requirement::PlanAgreed]),
    rule(Matching, &[Introduced, Planned, Trial, OnHold, Closed], &[Requirement::Want]),
    rule(
        Introduced,
        &[Matching, Trial, Agreed, OnHold, Closed],
        &[Requirement::ConsentShareCompany, Requirement::JobOpen],
    ),
    rule(
        Trial,
        &[Planned, Matching, Agreed, OnHold, Closed],
        &[Requirement::TrialPlace, Requirement::TrialDates],
    ),
    rule(
        Agreed,
        &[Preparing, Matching, OnHold, Closed],
        &[Requirement::TermsComplete, Requirement::EmployerCleared],
    ),
    rule(Preparing, &[Active, Matching, OnHold, Closed], &[Requirement::Documents]),
    rule(Active, &[Settled, Matching, OnHold, Closed], &[Requirement::StartDate]),
    rule(Settled, &[Active, Closed], &[Requirement::TwelveMonthCheck]),
    rule(OnHold, &[], &[Requirement::ResumeDate]),
    rule(Closed, &[], &[Requirement::ClosedReason]),
];

const fn rule(stage: Stage, to: &'static [Stage], gate: &'static [Requirement]) -> StageRule {
    StageRule { stage, to, gate }
}

/// The row of a stage.
pub fn rule_of(stage: Stage) -> StageRule {
    STAGES.get(usize::from(stage.code())).copied().unwrap_or(rule(stage, &[], &[]))
}

/// Whether the table lets a case go from one stage to the other.
pub fn may_go(from: Stage, to: Stage) -> bool {
    rule_of(from).to.contains(&to)
}

/// Whether the case is still worked on.
pub const fn is_open(stage: Stage) -> bool {
    !matches!(stage, Stage::Closed)
}

/// What a reason for closing says beyond its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The person was in touch with the region before.
    pub engaged: bool,
    /// It counts as a success.
    pub won: bool,
}

/// The flags of a closing reason.
pub const fn outcome(reason: ClosedReason) -> Outcome {
    match reason {
        ClosedReason::Settled | ClosedReason::GoalMet | ClosedReason::Relocated => {
            Outcome { engaged: true, won: true }
        }
        ClosedReason::Withdrew
        | ClosedReason::ChoseOtherRegion
        | ClosedReason::FamilyObjection
        | ClosedReason::Cost
        | ClosedReason::EmployerRefused
        | ClosedReason::NoMatch
        | ClosedReason::JobFilled
        | ClosedReason::JobCancelled
        | ClosedReason::HousingNone
        | ClosedReason::RegionCap
        | ClosedReason::ReferredOut => Outcome { engaged: true, won: false },
        ClosedReason::Unreachable
        | ClosedReason::Duplicate
        | ClosedReason::Ineligible
        | ClosedReason::Spam
        | ClosedReason::Deceased => Outcome { engaged: false, won: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_a_stage_in_order() {
        assert_eq!(STAGES.len(), Stage::ALL.len());
        for (row, stage) in STAGES.iter().zip(Stage::ALL) {
            assert_eq!(row.stage, *stage);
        }
    }

    #[test]
    fn every_stage_but_the_ends_can_be_held_and_closed() {
        for row in STAGES {
            let worked_on = !matches!(row.stage, OnHold | Closed);
            assert_eq!(row.to.contains(&Closed), worked_on, "{:?}", row.stage);
            assert_eq!(row.to.contains(&OnHold), worked_on && row.stage != Settled, "{:?}", row.stage);
        }
    }
}
