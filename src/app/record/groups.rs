//! The fields of a record under headings, in the order of their table; which fields matter most stands first there.

use crate::field::{Field, Kind, fields};
use crate::lang::Label;

/// A heading and the key of the first field under it.
type Heading = (&'static str, Label);

const PERSON: &[Heading] = &[
    ("family_name", Label::new("本人", "Person")),
    ("domicile_code", Label::new("住まい", "Living")),
    ("employer", Label::new("本業", "Main job")),
    ("want", Label::new("希望と稼働", "Wishes and time")),
    ("skills", Label::new("技能", "Skills")),
    ("needs", Label::new("暮らしの条件", "Needs")),
    ("regions", Label::new("地域と経路", "Regions and channel")),
    ("consent", Label::new("同意と連絡", "Consent and contact")),
    ("tags", Label::new("その他", "Other")),
];
const REGION: &[Heading] = &[
    ("code", Label::new("基本", "Basics")),
    ("prefecture_plan", Label::new("計画と体制", "Plan and partners")),
    ("trial_houses", Label::new("お試し・仕事場・交通", "Trial, work, access")),
    ("services", Label::new("暮らし", "Living")),
    ("needs_text", Label::new("地域の課題", "What the region needs")),
    ("readiness", Label::new("受入体制", "Readiness")),
    ("merits", Label::new("良い点と知っておく点", "Merits and drawbacks")),
];
const JOB: &[Heading] = &[
    ("title", Label::new("募集", "Opening")),
    ("problem", Label::new("課題と成果", "Problem and result")),
    ("skills_must", Label::new("技能", "Skills")),
    ("hours_min", Label::new("時間と場所", "Time and place")),
    ("term_from", Label::new("期間", "Term")),
    ("reward_yen", Label::new("報酬", "Reward")),
    ("openings", Label::new("募集枠と選考", "Openings and selection")),
    ("terms_sheet", Label::new("条件明示と状態", "Terms and status")),
    ("round_order", Label::new("ラウンド", "Rounds")),
];
const CASE: &[Heading] = &[
    ("person", Label::new("相談", "Case")),
    ("stage", Label::new("段階と担当", "Stage and owner")),
    ("channel", Label::new("受付", "Intake")),
    ("next_action", Label::new("次の一手", "Next action")),
    ("goals", Label::new("プラン", "Plan")),
    ("docs", Label::new("書類と施策", "Documents and measures")),
    ("trial_place", Label::new("お試し", "Trial")),
    ("job", Label::new("合意と開始", "Agreement and start")),
    ("outcome", Label::new("結果", "Outcome")),
    ("settle_checks", Label::new("定着", "Settlement")),
    ("previous", Label::new("つながり", "Links")),
    ("wished_jobs", Label::new("ラウンド", "Rounds")),
];
const ORGANISATION: &[Heading] = &[
    ("name", Label::new("基本", "Basics")),
    ("purposes", Label::new("目的・課題・取組", "Purposes, challenges, actions")),
    ("side_job_rule", Label::new("規則と支援", "Rules and support")),
    ("satellite_offices", Label::new("拠点と連携", "Offices and agreements")),
    ("value_log", Label::new("企業価値の記録", "Value log")),
    ("designations", Label::new("支援法人の指定", "Designation")),
    ("tags", Label::new("その他", "Other")),
];
const NONE: &[Heading] = &[];

/// The heading that begins at a field, if one does.
pub fn heading(kind: Kind, field: &Field) -> Option<Label> {
    let headings = match kind {
        Kind::Person => PERSON,
        Kind::Region => REGION,
        Kind::Job => JOB,
        Kind::Case => CASE,
        Kind::Organisation => ORGANISATION,
        Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round
        | Kind::Gathering => NONE,
    };
    headings.iter().find(|(key, _)| *key == field.key).map(|(_, label)| *label)
}

/// The fields of a kind, each with the heading it stands under.
pub fn grouped(kind: Kind) -> Vec<(Option<Label>, &'static Field)> {
    let mut current = None;
    fields(kind)
        .iter()
        .map(|field| {
            current = heading(kind, field).or(current);
            (current, field)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_heading_names_a_field() {
        for (kind, headings) in [
            (Kind::Person, PERSON),
            (Kind::Region, REGION),
            (Kind::Job, JOB),
            (Kind::Case, CASE),
            (Kind::Organisation, ORGANISATION),
        ] {
            for (key, label) in headings {
                assert!(fields(kind).iter().any(|field| field.key == *key), "{kind:?} {key}");
                assert!(!label.ja.is_empty() && !label.en.is_empty());
            }
            assert!(
                heading(kind, &fields(kind)[0]).is_some(),
                "the first field of {kind:?} stands under a heading"
            );
        }
    }
}
