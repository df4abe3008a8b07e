//! Fields of a case: one goal, one owner, one clock. Stage, owner, holding and closing change only by their commands.

use super::{HOURS_MONTH, HOURS_WEEK, LINE, LINES, LONG, NAME, count};
use crate::field::choices::{
    CaseKind, Channel, ClosedReason, Feeling, MeasureStatus, Pillar, Stage, SubStep, Verdict, WaitingOn,
};
use crate::field::{Class, Field, Kind, Origin, Shape};
use crate::lang::Label;

/// Sub-fields of a document on the checklist.
pub mod doc {
    use super::*;
    fields! { FIELDS;
        DOCUMENT = Field::new(1, "name", "書類", "Document", NAME);
        NEEDED = Field::new(2, "needed", "必要", "Needed", Shape::Flag);
        GOT = Field::new(3, "got_on", "受領日", "Received on", Shape::Date);
    }
}

/// Sub-fields of a measure used by the case.
pub mod measure {
    use super::*;
    fields! { FIELDS;
        MEASURE = Field::new(1, "measure", "施策", "Measure", Shape::Ref(Kind::Measure));
        STATUS = Field::new(2, "status", "状態", "Status", Shape::Choice(MeasureStatus::TABLE));
    }
}

/// Sub-fields of a settlement check.
pub mod check {
    use super::*;
    fields! { FIELDS;
        MONTH = Field::new(1, "month", "経過月", "Month", Shape::Int(1, 120, Label::new("か月", "months")));
        DONE = Field::new(2, "done_on", "実施日", "Done on", Shape::Date);
        FEELING = Field::new(3, "feeling", "様子", "Feeling", Shape::Choice(Feeling::TABLE));
        HOURS = Field::new(4, "hours_week", "稼働", "Hours", HOURS_WEEK);
        TROUBLE = Field::new(5, "trouble", "困りごと", "Trouble", LINE);
    }
}

/// Sub-fields of a selection step.
pub mod step {
    use super::*;
    fields! { FIELDS;
        STEP = Field::new(1, "step", "段階", "Step", Shape::Choice(SubStep::TABLE));
        VERDICT = Field::new(2, "verdict", "結果", "Verdict", Shape::Choice(Verdict::TABLE));
        ON = Field::new(3, "on", "日付", "On", Shape::Date);
        MENTOR = Field::new(4, "mentor", "メンター", "Mentor", NAME);
    }
}

/// Sub-fields of a row of the placement ledger (求人求職管理簿).
pub mod ledger {
    use super::*;
    fields! { FIELDS;
        JOB = Field::new(1, "job", "案件", "Job", Shape::Ref(Kind::Job));
        ON = Field::new(2, "on", "紹介日", "Introduced on", Shape::Date);
        RESULT = Field::new(3, "hired", "採用", "Hired", Shape::Flag);
    }
}

fields! { FIELDS;
    PERSON = Field::new(1, "person", "本人", "Person", Shape::Ref(Kind::Person)).origin(Origin::Fixed).linked().found_as(Class::Organisation);
    TITLE = Field::new(2, "title", "件名", "Title", NAME).found_as(Class::Name).column(24);
    KIND = Field::new(3, "kind", "種類", "Kind", Shape::Choice(CaseKind::TABLE)).column(10);
    PILLAR = Field::new(4, "pillar", "柱", "Pillar", Shape::Choice(Pillar::TABLE));
    REGIONS = Field::new(5, "regions", "希望地域", "Wished regions", Shape::Refs(Kind::Region)).found_as(Class::Region).or(&["region", "地域"]);
    STAGE = Field::new(6, "stage", "段階", "Stage", Shape::Choice(Stage::TABLE)).origin(Origin::Ruled).column(10);
    STAGE_SINCE = Field::new(7, "stage_since", "段階の開始", "In stage since", Shape::Date).origin(Origin::Ruled);
    OWNER = Field::new(8, "owner", "担当", "Owner", NAME).origin(Origin::Ruled).column(8).found_as(Class::Note);
    HELPERS = Field::new(9, "helpers", "副担当", "Helpers", LINES);
    PRIORITY = Field::new(10, "priority", "優先度", "Priority", count(3, "", "")).column(4);
    OPENED_ON = Field::new(11, "opened_on", "受付日", "Opened on", Shape::Date).origin(Origin::Fixed);
    FIRST_RESPONSE_DUE = Field::new(12, "first_response_due", "初回連絡期限", "First response due", Shape::Date);
    FIRST_RESPONSE_ON = Field::new(13, "first_response_on", "初回連絡日", "First response on", Shape::Date);
    CHANNEL = Field::new(14, "channel", "流入経路", "Channel", Shape::Choice(Channel::TABLE));
    COMPANY = Field::new(15, "company", "企業", "Company", Shape::Ref(Kind::Organisation)).found_as(Class::Organisation).linked();
    NEXT_ACTION = Field::new(16, "next_action", "次の一手", "Next action", LINE).found_as(Class::Note).column(20);
    NEXT_DUE = Field::new(17, "next_due", "期日", "Due", Shape::Date).column(10).or(&["due"]);
    NEXT_WHO = Field::new(18, "next_who", "次の一手の担当", "By whom", NAME).or(&["誰が"]);
    WAITING_ON = Field::new(19, "waiting_on", "対応待ち", "Waiting on", Shape::Choice(WaitingOn::TABLE)).column(8).or(&["相手待ち"]);
    GOALS = Field::new(20, "goals", "目標", "Goals", LINES).found_as(Class::Note);
    SERVICES = Field::new(21, "plan_services", "支援内容", "Services", LINES).found_as(Class::Note);
    PLAN_AGREED = Field::new(22, "plan_agreed_on", "プラン合意日", "Plan agreed on", Shape::Date);
    PLAN_REVIEW = Field::new(23, "plan_review_on", "プラン見直し日", "Plan review on", Shape::Date).or(&["プラン見直し"]);
    DOCS = Field::new(24, "docs", "書類", "Documents", Shape::Rows(doc::FIELDS));
    MEASURES = Field::new(25, "measures", "施策", "Measures", Shape::Rows(measure::FIELDS));
    TRIAL_PLACE = Field::new(26, "trial_place", "お試しの場所", "Trial place", LINE);
    TRIAL_FROM = Field::new(27, "trial_from", "お試し開始", "Trial from", Shape::Date);
    TRIAL_TO = Field::new(28, "trial_to", "お試し終了", "Trial to", Shape::Date);
    JOB = Field::new(29, "job", "案件", "Job", Shape::Ref(Kind::Job)).linked().found_as(Class::Note);
    START_ON = Field::new(30, "start_on", "開始日", "Start on", Shape::Date);
    EMPLOYER_CLEARED = Field::new(31, "employer_cleared_on", "勤務先の届出・許可の確認日", "Employer cleared on", Shape::Date);
    /// When the person was told what neighbours expect of them where they go.
    RULES_EXPLAINED = Field::new(63, "rules_explained_on", "地域の決まりの説明日", "Community rules explained on", Shape::Date);
    OUTCOME = Field::new(32, "outcome", "成果", "Outcome", LONG).found_as(Class::Note);
    CLOSED_REASON = Field::new(33, "closed_reason", "終結理由", "Closed reason", Shape::Choice(ClosedReason::TABLE)).origin(Origin::Ruled);
    CLOSED_ON = Field::new(34, "closed_on", "終結日", "Closed on", Shape::Date).origin(Origin::Ruled);
    RESUME_ON = Field::new(35, "resume_on", "再開日", "Resume on", Shape::Date).origin(Origin::Ruled);
    HELD_STAGE = Field::new(36, "held_stage", "元の段階", "Stage before", Shape::Choice(Stage::TABLE)).origin(Origin::Ruled);
    CHECKS = Field::new(37, "settle_checks", "定着確認", "Settlement checks", Shape::Rows(check::FIELDS));
    STEPS = Field::new(38, "selection", "選考", "Selection", Shape::Rows(step::FIELDS));
    LEDGER = Field::new(39, "ledger", "求人求職管理簿", "Placement ledger", Shape::Rows(ledger::FIELDS));
    DEDUPE_CHECKED = Field::new(40, "dedupe_checked_on", "重複確認日", "Duplicates checked on", Shape::Date);
    PREVIOUS = Field::new(41, "previous", "前のケース", "Previous case", Shape::Ref(Kind::Case)).linked();
    REFERRED_TO = Field::new(42, "referred_to", "引継ぎ先", "Referred to", Shape::Ref(Kind::Organisation)).linked();
    PROJECT = Field::new(43, "project", "事業", "Project", NAME).found_as(Class::Note);
    TAGS = Field::new(44, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
    NOTES = Field::new(45, "notes", "備考", "Notes", LONG).found_as(Class::Note);
    EXTERNAL_ID = Field::new(46, "external_id", "外部ID", "External id", NAME).found_as(Class::Name);
    DUPLICATE_OF = Field::new(47, "duplicate_of", "重複元のケース", "Duplicate of", Shape::Ref(Kind::Case)).linked();
    /// Since when somebody else has the next move: clocks stand still from then on.
    WAITING_SINCE = Field::new(48, "waiting_since", "相手待ちの開始", "Waiting since", Shape::Date).origin(Origin::Ruled);
    /// When somebody wrote whom nobody has answered since.
    REPLY_ON = Field::new(49, "reply_on", "未読の返信", "Unread reply on", Shape::Date).origin(Origin::Ruled);
    HANDED_OVER_ON = Field::new(50, "handed_over_on", "引継日", "Handed over on", Shape::Date).origin(Origin::Ruled);
    HANDED_OVER_BY = Field::new(51, "handed_over_by", "前の担当", "Handed over by", NAME).origin(Origin::Ruled);
    /// Hours a month that are really worked, where they are not those of the job.
    WORK_HOURS = Field::new(52, "work_hours_month", "実際の稼働", "Hours worked", HOURS_MONTH);
    /// The posts that somebody would take, best first, as they said themselves; without it a round goes by the score.
    WISHED_JOBS = Field::new(60, "wished_jobs", "希望案件(順位)", "Wished jobs", Shape::Refs(Kind::Job)).linked();
    PARTY = Field::new(61, "party_size", "参加人数", "Party size", Shape::Int(1, 1_000, Label::new("人", "people")));
    EVENT = Field::new(62, "event", "きっかけの催し", "From the event", Shape::Ref(Kind::Gathering)).linked();
}
