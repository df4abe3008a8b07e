//! Fields of an organisation: companies, municipalities' offices, banks, schools, support corporations.

use super::{HOURS_MONTH, KANA, LINE, LINES, LONG, NAME, YEN, count};
use crate::field::choices::{
    Challenge, DualSupport, LinkKind, OrgAction, OrgPurpose, OrgRole, PolicyAsk, Progress, SideJobRule,
    ValueKind,
};
use crate::field::{Class, Field, Guard, Kind, Origin, Shape, TextKind};

/// Sub-fields of an action.
pub mod action {
    use super::*;
    fields! { FIELDS;
        ACTION = Field::new(1, "action", "施策", "Action", Shape::Choice(OrgAction::TABLE));
        PROGRESS = Field::new(2, "progress", "進捗", "Progress", Shape::Choice(Progress::TABLE));
        REMARK = Field::new(3, "remark", "内容", "Remark", LINE);
        CASE = Field::new(4, "case", "ケース", "Case", Shape::Ref(Kind::Case));
        JOB = Field::new(5, "job", "案件", "Job", Shape::Ref(Kind::Job));
    }
}

/// Sub-fields of a link: a school that sends young people, a region that a company is to come to, the HR that it belongs to.
pub mod link {
    use super::*;
    fields! { FIELDS;
        KIND = Field::new(1, "kind", "種類", "Kind", Shape::Choice(LinkKind::TABLE));
        WITH = Field::new(2, "with", "相手", "With", Shape::Ref(Kind::Organisation));
        REGION = Field::new(3, "region", "地域", "Region", Shape::Ref(Kind::Region));
        PROGRESS = Field::new(4, "progress", "進捗", "Progress", Shape::Choice(Progress::TABLE));
        SINCE = Field::new(5, "since", "開始", "Since", Shape::Date);
        REMARK = Field::new(6, "remark", "内容", "Remark", LINE);
    }
}

/// Sub-fields of an agreement.
pub mod agreement {
    use super::*;
    fields! { FIELDS;
        WITH = Field::new(1, "with", "相手", "With", NAME);
        ABOUT = Field::new(2, "kind", "内容", "Kind", LINE);
        FROM = Field::new(3, "from", "開始", "From", Shape::Date);
        TO = Field::new(4, "to", "終了", "To", Shape::Date);
    }
}

/// Sub-fields of a contact person.
pub mod contact {
    use super::*;
    fields! { FIELDS;
        PERSON = Field::new(1, "name", "氏名", "Name", NAME);
        POST = Field::new(2, "post", "役職", "Post", NAME);
        MAIL = Field::new(3, "email", "メール", "Email", Shape::Text(TextKind::Mail));
        PHONE = Field::new(4, "phone", "電話", "Phone", Shape::Text(TextKind::Phone));
    }
}

/// Sub-fields of a value that a company saw.
pub mod worth {
    use super::*;
    fields! { FIELDS;
        KIND = Field::new(1, "kind", "種類", "Kind", Shape::Choice(ValueKind::TABLE));
        TEXT = Field::new(2, "text", "内容", "Text", LINE);
        AMOUNT = Field::new(3, "yen", "金額", "Amount", YEN);
        ON = Field::new(4, "on", "日付", "On", Shape::Date);
    }
}

/// Sub-fields of a designation as support corporation (articles 28 and 29).
pub mod designation {
    use super::*;
    fields! { FIELDS;
        REGION = Field::new(1, "region", "市町村", "Municipality", Shape::Ref(Kind::Region));
        APPLIED = Field::new(2, "applied", "申請日", "Applied", Shape::Date);
        DESIGNATED = Field::new(3, "designated", "指定日", "Designated", Shape::Date);
        REVOKED = Field::new(4, "revoked", "取消日", "Revoked", Shape::Date);
        PAPERS = Field::new(5, "papers", "書類", "Papers", LINE);
    }
}

fields! { FIELDS;
    NAME_FIELD = Field::new(1, "name", "名称", "Name", NAME).found_as(Class::Name).column(24);
    KANA_FIELD = Field::new(2, "kana", "カナ", "Reading", KANA).found_as(Class::Name);
    CORPORATE_NO = Field::new(3, "corporate_no", "法人番号", "Corporate number", Shape::Text(TextKind::Corporate)).found_as(Class::Name);
    ROLES = Field::new(4, "roles", "役割", "Roles", Shape::Set(OrgRole::TABLE)).column(16).or(&["role"]);
    REGION = Field::new(5, "region_code", "所在地", "Region", Shape::Ref(Kind::Region)).found_as(Class::Region).linked().column(12).or(&["地域"]);
    ADDRESS = Field::new(6, "address", "住所", "Address", LINE).found_as(Class::Region);
    PURPOSES = Field::new(7, "purposes", "目的", "Purposes", Shape::Set(OrgPurpose::TABLE));
    CHALLENGES = Field::new(8, "challenges", "課題", "Challenges", Shape::Set(Challenge::TABLE));
    CHALLENGE_TEXT = Field::new(9, "challenges_text", "課題の内容", "Challenges in words", LONG).found_as(Class::Note);
    ACTIONS = Field::new(10, "actions", "取組", "Actions", Shape::Rows(action::FIELDS)).linked();
    POLICY_ASKS = Field::new(11, "policy_asks", "政策への要望", "Policy asks", Shape::Set(PolicyAsk::TABLE));
    POLICY_TEXT = Field::new(12, "policy_asks_text", "要望の内容", "Policy asks in words", LONG).found_as(Class::Note);
    SIDE_JOB_RULE = Field::new(13, "side_job_rule", "副業の規則", "Side job rule", Shape::Choice(SideJobRule::TABLE));
    CAP_HOURS = Field::new(14, "cap_hours", "副業の上限", "Side job cap", HOURS_MONTH).or(&["cap_hours_month"]);
    TELEWORK_RULE = Field::new(15, "telework_rule", "テレワーク規程", "Telework rule", LINE);
    COMMUTE_RULE = Field::new(16, "commute_rule", "通勤規程", "Commute rule", LINE);
    DUAL_SUPPORT = Field::new(17, "dual_residence_support", "二地域居住支援", "Dual residence support", Shape::Set(DualSupport::TABLE));
    DUAL_NOTE = Field::new(18, "dual_residence_note", "支援の内容", "Support in words", LONG);
    SATELLITES = Field::new(19, "satellite_offices", "サテライト拠点", "Satellite offices", Shape::Refs(Kind::Region)).found_as(Class::Region).linked();
    DUAL_COUNT = Field::new(20, "dual_residents_count", "二地域居住者数", "Dual residents", count(10_000_000, "人", "people"));
    AGREEMENTS = Field::new(21, "agreements", "連携協定", "Agreements", Shape::Rows(agreement::FIELDS));
    LINKS = Field::new(60, "links", "学校連携・誘致・参加", "Links", Shape::Rows(link::FIELDS)).linked();
    CONTACTS = Field::new(22, "contacts", "連絡先", "Contacts", Shape::Rows(contact::FIELDS)).found_as(Class::Name).guarded(Guard::Contact);
    VALUES = Field::new(23, "value_log", "企業価値の記録", "Value log", Shape::Rows(worth::FIELDS));
    DESIGNATIONS = Field::new(24, "designations", "支援法人の指定", "Designations", Shape::Rows(designation::FIELDS));
    TAGS = Field::new(25, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
    NOTES = Field::new(26, "notes", "備考", "Notes", LONG).found_as(Class::Note);
    EXTERNAL_ID = Field::new(27, "external_id", "外部ID", "External id", NAME).found_as(Class::Name);
    /// Whether its words may be quoted to those who make the rules, without its name.
    QUOTE_OK = Field::new(29, "quote_ok", "要望の引用(匿名)の同意", "May be quoted without its name", Shape::Flag);
    MERGED_INTO = Field::new(28, "merged_into", "統合先", "Merged into", Shape::Ref(Kind::Organisation)).origin(Origin::Ruled).linked();
    NOT_SAME = Field::new(50, "not_same", "別団体と確認済み", "Known to be another organisation", Shape::Refs(Kind::Organisation)).origin(Origin::Ruled);
    MAYBE_SAME = Field::new(51, "maybe_same", "重複の申出", "Reported as duplicate", Shape::Refs(Kind::Organisation)).origin(Origin::Ruled);
}
