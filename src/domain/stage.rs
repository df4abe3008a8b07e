//! The stages of a case as one table: where each may go, and what must be met to enter it.
//! The table is the rule: decide, the board, the forms and the help all read it.

use crate::field::choices::{ClosedReason, Stage};
use crate::lang::{Label, Lang};

const RULES: (&str, &str) = (
    "地域の決まり(自治会費・水道掃除など)を本人に説明した日が未入力です",
    "the day on which the community rules were explained to the person is not set",
);

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
    /// What sharing means where the case is about a home.
    ConsentShareOwner,
    /// What sharing means where the case is about a stay.
    ConsentShareSupportCorp,
    JobOpen,
    TrialPlace,
    TrialDates,
    TermsComplete,
    EmployerCleared,
    /// What neighbours expect was told to the person, where the region has it on record.
    RulesExplained,
    Documents,
    StartDate,
    TwelveMonthCheck,
    ResumeDate,
    ClosedReason,
    /// A settled case ends with success, or goes back before it ends otherwise.
    Success,
}

impl Requirement {
    /// What is missing and how to meet it.
    pub fn text(self, lang: Lang) -> &'static str {
        self.label().text(lang)
    }

    const fn label(self) -> Label {
        let (ja, en) = match self {
            Self::Channel => ("流入経路が未入力です", "the channel is not set"),
            Self::Owner => (
                "担当が決まっていません(担当を割り当ててください)",
                "nobody owns the case; assign it to somebody",
            ),
            Self::Kind => ("ケースの種類が未入力です", "the kind of case is not set"),
            Self::Priority => ("優先度が未入力です(0～3)", "the priority is not set (0 to 3)"),
            Self::DedupeChecked => (
                "重複確認日が未入力です(同じ人の登録がないか確かめてください)",
                "duplicates are not checked; look for the same person, then set the day",
            ),
            Self::ConsentConsult => ("相談についての同意がありません", "there is no consent to consultation"),
            Self::NeedsAndWant => (
                "本人の「希望」と「生活ニーズ」を両方入力してください",
                "the person's wishes and needs must both be filled in",
            ),
            Self::PlanAgreed => {
                ("プラン合意日が未入力です", "the day on which the plan was agreed is not set")
            }
            Self::Want => {
                ("本人の「希望」がひとつも選ばれていません", "none of the person's wishes is filled in")
            }
            Self::ConsentShareCompany => (
                "企業に情報を提供する同意がありません",
                "there is no consent to share information with the company",
            ),
            Self::ConsentShareOwner => (
                "物件の所有者に情報を提供する同意がありません",
                "there is no consent to share information with the owner of the home",
            ),
            Self::ConsentShareSupportCorp => (
                "支援法人に情報を提供する同意がありません",
                "there is no consent to share information with the support corporation",
            ),
            Self::JobOpen => (
                "募集中の案件がありません(案件の状態と募集期間を確かめてください)",
                "there is no open job; check the job's status and dates",
            ),
            Self::TrialPlace => ("お試しの場所が未入力です", "the place of the trial is not set"),
            Self::TrialDates => {
                ("お試しの開始日と終了日が未入力です", "the first and last day of the trial are not set")
            }
            Self::TermsComplete => (
                "案件の条件明示(9項目)がそろっていません",
                "the job's written terms (nine items) are not complete",
            ),
            Self::EmployerCleared => (
                "勤務先への届出・許可が確認できていません",
                "the employer's notice or permission is not confirmed",
            ),
            Self::RulesExplained => RULES,
            Self::Documents => ("必要書類の一覧が未入力です", "the checklist of documents is empty"),
            Self::StartDate => ("開始日が未入力です", "the start date is not set"),
            Self::TwelveMonthCheck => (
                "12か月後の定着確認がありません(担当者の判断で進めるときは理由を入力してください)",
                "the twelve-month check is not done; to go on by your own decision, give a reason",
            ),
            Self::ResumeDate => ("再開日を入力してください", "a date to resume on is needed"),
            Self::ClosedReason => ("終結理由を選んでください", "a reason for closing is needed"),
            Self::Success => (
                "定着からの終結は成功の理由(定着・目的達成・移住)に限ります。ほかの理由では先に「実施中」へ戻してください",
                "a settled case closes as a success (settled, goal met, relocated); take it back to \"active\" first to close it for another reason",
            ),
        };
        Label::new(ja, en)
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
        &[Requirement::TermsComplete, Requirement::EmployerCleared, Requirement::RulesExplained],
    ),
    rule(Preparing, &[Active, Matching, OnHold, Closed], &[Requirement::Documents]),
    rule(Active, &[Settled, Matching, OnHold, Closed], &[Requirement::StartDate]),
    rule(Settled, &[Active, Closed], &[Requirement::TwelveMonthCheck]),
    rule(OnHold, &[], &[Requirement::ResumeDate]),
    rule(Closed, &[], &[Requirement::ClosedReason, Requirement::Success]),
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
    /// The person was in contact with us or a region, so that it counts in the rates.
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
