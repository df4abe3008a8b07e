//! Fields of a job (案件): problem, deliverable, skills, hours, terms. `work_kind` keeps placement and contracts apart.

use super::{DAYS_MONTH, HOURS_WEEK, LEVEL, LINE, LINES, LONG, NAME, PERCENT, YEN, count};
use crate::field::choices::{JobStatus, Pattern, RewardUnit, Stance, TermsItem, Visibility, WorkKind};
use crate::field::{Class, Field, Kind, Origin, Shape};

/// Sub-fields of a skill that a job asks for.
pub mod skill {
    use super::*;
    fields! { FIELDS;
        SKILL = Field::new(1, "skill", "スキル", "Skill", Shape::Ref(Kind::Skill));
        MIN_LEVEL = Field::new(2, "level", "レベル", "Level", LEVEL).or(&["min_level"]);
    }
}

/// Sub-fields of an item of the written terms.
pub mod term {
    use super::*;
    fields! { FIELDS;
        ITEM = Field::new(1, "item", "項目", "Item", Shape::Choice(TermsItem::TABLE));
        TEXT = Field::new(2, "text", "内容", "Text", LINE);
    }
}

fields! { FIELDS;
    TITLE = Field::new(1, "title", "案件名", "Title", NAME).found_as(Class::Name).column(24).or(&["件名", "タイトル"]);
    REGION = Field::new(2, "region_code", "地域", "Region", Shape::Ref(Kind::Region)).found_as(Class::Region).linked().column(12).or(&["地域コード"]);
    ORGANISATION = Field::new(3, "organisation", "団体", "Organisation", Shape::Ref(Kind::Organisation)).found_as(Class::Organisation).linked().column(14).or(&["organization", "org", "企業", "企業・団体"]);
    WORK_KIND = Field::new(4, "work_kind", "形態", "Work kind", Shape::Choice(WorkKind::TABLE)).column(10).or(&["kind"]);
    PROBLEM = Field::new(5, "problem", "課題", "Problem", LONG).found_as(Class::Note);
    DELIVERABLE = Field::new(6, "deliverable", "成果", "Deliverable", LONG).found_as(Class::Note);
    STANCE = Field::new(7, "stance", "関わり方", "Stance", Shape::Choice(Stance::TABLE));
    SKILLS_MUST = Field::new(8, "skills_must", "必須スキル", "Required skills", Shape::Rows(skill::FIELDS)).found_as(Class::Skill).column(16).or(&["skill", "スキル"]);
    SKILLS_NICE = Field::new(9, "skills_nice", "歓迎スキル", "Desirable skills", Shape::Rows(skill::FIELDS)).found_as(Class::Skill);
    ANY_SKILL = Field::new(10, "any_skill", "スキル不問", "No skill required", Shape::Flag);
    HOURS_MIN = Field::new(11, "hours_min", "稼働時間(下限)", "Minimum hours", HOURS_WEEK);
    HOURS_MAX = Field::new(12, "hours_max", "稼働時間(上限)", "Maximum hours", HOURS_WEEK).or(&["hours"]);
    WEEKDAY_DAYTIME = Field::new(13, "weekday_daytime", "平日日中の稼働", "Weekday daytime", Shape::Flag).or(&["平日昼"]);
    REMOTE = Field::new(14, "remote_percent", "リモート率", "Remote", PERCENT).or(&["remote"]);
    ONSITE_DAYS = Field::new(15, "onsite_days_month", "現地日数", "Days on site", DAYS_MONTH);
    TERM_FROM = Field::new(16, "term_from", "期間(開始)", "Term from", Shape::Date);
    TERM_TO = Field::new(17, "term_to", "期間(終了)", "Term to", Shape::Date);
    TRIAL_TERM = Field::new(18, "trial_term", "試行期間", "Trial term", LINE);
    PATTERNS = Field::new(19, "patterns", "合う暮らし方", "Patterns", Shape::Set(Pattern::TABLE));
    REWARD = Field::new(20, "reward_yen", "報酬", "Reward", YEN).column(10).or(&["reward"]);
    REWARD_UNIT = Field::new(21, "reward_unit", "報酬の単位", "Reward unit", Shape::Choice(RewardUnit::TABLE));
    TRAVEL_PAID = Field::new(22, "travel_paid", "旅費支給", "Travel paid", Shape::Flag);
    DRIVER = Field::new(23, "driver", "運転免許", "Driving licence", Shape::Flag);
    LICENCES = Field::new(24, "licences", "法定資格", "Licences required by law", LINES);
    OPENINGS = Field::new(25, "openings", "募集人数", "Openings", count(100_000, "人", "people"));
    SELECTION = Field::new(26, "selection_steps", "選考", "Selection", LINES);
    OPENS_ON = Field::new(27, "opens_on", "募集開始", "Opens on", Shape::Date);
    CLOSES_ON = Field::new(28, "closes_on", "募集締切", "Closes on", Shape::Date).column(10).or(&["due", "締切"]);
    DECIDED_ON = Field::new(60, "decided_on", "選考・内定日", "Decided on", Shape::Date);
    FINAL_REPORT_ON = Field::new(61, "final_report_on", "最終報告会", "Final report on", Shape::Date);
    RECEIVED_ON = Field::new(29, "received_on", "受付日", "Received on", Shape::Date);
    VALID_UNTIL = Field::new(30, "valid_until", "有効期限", "Valid until", Shape::Date);
    CONTACT_PERSON = Field::new(31, "contact_person", "先方の担当者", "Contact person", NAME).or(&["先方担当"]);
    TERMS = Field::new(32, "terms_sheet", "条件明示", "Written terms", Shape::Rows(term::FIELDS));
    STATUS = Field::new(33, "status", "状態", "Status", Shape::Choice(JobStatus::TABLE)).column(8);
    CLOSED_REASON = Field::new(34, "closed_reason", "終了理由", "Closed reason", LINE);
    VISIBILITY = Field::new(35, "visibility", "公開範囲", "Visibility", Shape::Choice(Visibility::TABLE));
    DESCRIPTION = Field::new(36, "description", "内容", "Description", LONG).found_as(Class::Note);
    END_REPORT = Field::new(37, "end_report", "成果報告", "End report", LONG).found_as(Class::Note);
    TAGS = Field::new(38, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
    EXTERNAL_ID = Field::new(39, "external_id", "外部ID", "External id", NAME).found_as(Class::Name);
    MERGED_INTO = Field::new(40, "merged_into", "統合先", "Merged into", Shape::Ref(Kind::Job)).origin(Origin::Ruled).linked();
    /// Whom the post would take first in a round; who is not named follows by the score.
    ROUND_ORDER = Field::new(50, "round_order", "選考の順位", "Order in rounds", Shape::Refs(Kind::Person));
    NOT_SAME = Field::new(51, "not_same", "別案件と確認済み", "Known to be another job", Shape::Refs(Kind::Job)).origin(Origin::Ruled);
    MAYBE_SAME = Field::new(52, "maybe_same", "重複の申出", "Reported as duplicate", Shape::Refs(Kind::Job)).origin(Origin::Ruled);
}
