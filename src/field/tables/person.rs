//! Fields of a person: durable facts and wishes. Nothing here that employment law forbids to collect; needs are guarded.

use super::{DAYS_MONTH, HOURS_MONTH, HOURS_WEEK, KANA, LEVEL, LINE, LINES, LONG, NAME, YEN, count};
use crate::field::choices::{
    AgeBand, BaseKind, Channel, JobStyle, Need, Pattern, PersonRole, Proof, Purpose, RewardUnit, Segment,
    SideJobStatus, Want, Worry,
};
use crate::field::{Class, Field, Guard, Kind, Origin, Shape, TextKind};

/// Sub-fields of a second base.
pub mod base {
    use super::*;
    fields! { FIELDS;
        REGION = Field::new(1, "region", "地域", "Region", Shape::Ref(Kind::Region));
        KIND = Field::new(2, "kind", "形態", "Kind", Shape::Choice(BaseKind::TABLE));
        SINCE = Field::new(3, "since", "開始", "Since", Shape::Date);
        DAYS = Field::new(4, "days_per_month", "月の日数", "Days a month", DAYS_MONTH);
        UNTIL = Field::new(5, "until", "終了", "Until", Shape::Date);
    }
}

/// Sub-fields of a skill that somebody has. Levels after iCD: 1 knows, 2 with help, 3 alone, 4 can teach.
pub mod skill {
    use super::*;
    fields! { FIELDS;
        SKILL = Field::new(1, "skill", "スキル", "Skill", Shape::Ref(Kind::Skill));
        LEVEL_HELD = Field::new(2, "level", "レベル", "Level", LEVEL);
        YEARS = Field::new(3, "years", "年数", "Years", count(80, "年", "years"));
        EVIDENCE = Field::new(4, "evidence", "根拠", "Evidence", LINE);
        PROOF = Field::new(5, "proof", "確認", "Proof", Shape::Choice(Proof::TABLE));
    }
}

/// Sub-fields of a condition that somebody sets.
pub mod constraint {
    use super::*;
    fields! { FIELDS;
        TEXT = Field::new(1, "text", "条件", "Condition", LINE);
        HARD = Field::new(2, "hard", "必須", "Hard", Shape::Flag);
    }
}

/// Sub-fields of a consent.
pub mod consent {
    use super::*;
    fields! { FIELDS;
        PURPOSE = Field::new(1, "purpose", "目的", "Purpose", Shape::Choice(Purpose::TABLE));
        GIVEN = Field::new(2, "given", "取得日", "Given", Shape::Date);
        EXPIRES = Field::new(3, "expires", "期限", "Expires", Shape::Date);
        REVOKED = Field::new(4, "revoked", "撤回日", "Revoked", Shape::Date);
        HOW = Field::new(5, "how", "方法", "How", LINE);
    }
}

fields! { FIELDS;
    FAMILY_NAME = Field::new(1, "family_name", "姓", "Family name", NAME).found_as(Class::Name).column(10).or(&["氏", "名字", "苗字"]);
    GIVEN_NAME = Field::new(2, "given_name", "名", "Given name", NAME).found_as(Class::Name).column(10);
    FAMILY_KANA = Field::new(3, "family_kana", "セイ", "Family reading", KANA).found_as(Class::Name).or(&["姓カナ", "姓フリガナ", "姓よみ"]);
    GIVEN_KANA = Field::new(4, "given_kana", "メイ", "Given reading", KANA).found_as(Class::Name).or(&["名カナ", "名フリガナ", "名よみ"]);
    BIRTH_DATE = Field::new(5, "birth_date", "生年月日", "Birth date", Shape::Date).guarded(Guard::Contact);
    AGE_BAND = Field::new(6, "age_band", "年代", "Age band", Shape::Choice(AgeBand::TABLE));
    EMAIL = Field::new(7, "email", "メール", "Email", Shape::Texts(TextKind::Mail)).found_as(Class::Name).guarded(Guard::Contact).or(&["emails", "mail", "e_mail", "メールアドレス"]);
    PHONE = Field::new(8, "phone", "電話", "Phone", Shape::Texts(TextKind::Phone)).found_as(Class::Name).guarded(Guard::Contact).or(&["phones", "電話番号", "tel"]);
    DOMICILE = Field::new(9, "domicile_code", "住所(住民票)", "Domicile", Shape::Ref(Kind::Region)).found_as(Class::Region).column(12).or(&["domicile", "住所", "住民票"]);
    DOMICILE_TEXT = Field::new(10, "domicile_text", "住所の続き(番地など)", "Address", LINE).found_as(Class::Region).guarded(Guard::Contact);
    SECOND_BASE = Field::new(11, "second_base", "居所(もう一つの拠点)", "Second base", Shape::Rows(base::FIELDS)).found_as(Class::Region).or(&["居所"]);
    PATTERN = Field::new(12, "pattern", "暮らし方", "Pattern", Shape::Choice(Pattern::TABLE));
    SEGMENT = Field::new(13, "segment", "ニーズ層", "Segment", Shape::Choice(Segment::TABLE)).column(8);
    EMPLOYER = Field::new(14, "employer", "本業(勤務先)", "Employer", Shape::Ref(Kind::Organisation)).found_as(Class::Organisation).linked().or(&["勤務先", "本業"]);
    JOB_STYLE = Field::new(15, "job_style", "働き方", "Job style", Shape::Choice(JobStyle::TABLE));
    SIDE_JOB_STATUS = Field::new(16, "side_job_status", "副業可否", "Side job status", Shape::Choice(SideJobStatus::TABLE));
    SIDE_JOB_CAP = Field::new(17, "side_job_cap_hours_month", "副業の上限", "Side job cap", HOURS_MONTH).or(&["cap_hours_month"]);
    WANT = Field::new(18, "want", "希望", "Want", Shape::Set(Want::TABLE)).column(14);
    HOURS = Field::new(19, "hours_week", "稼働時間", "Hours a week", HOURS_WEEK).column(8).or(&["avail_hours_week", "hours", "稼働"]);
    AVAIL_FROM = Field::new(20, "avail_from", "稼働開始", "Available from", Shape::Date);
    AVAIL_UNTIL = Field::new(21, "avail_until", "稼働終了", "Available until", Shape::Date);
    VISIT_DAYS = Field::new(22, "visit_days_month", "月に通える日数", "Visit days a month", DAYS_MONTH).or(&["通える日数"]);
    WEEKDAY_DAYTIME = Field::new(23, "weekday_daytime", "平日日中の稼働", "Weekday daytime", Shape::Flag).or(&["平日昼"]);
    REWARD_FLOOR = Field::new(24, "reward_floor_yen", "希望報酬(下限)", "Lowest reward", YEN).or(&["reward_floor", "希望報酬"]);
    REWARD_UNIT = Field::new(25, "reward_floor_unit", "報酬の単位", "Reward unit", Shape::Choice(RewardUnit::TABLE));
    SKILLS = Field::new(26, "skills", "スキル", "Skills", Shape::Rows(skill::FIELDS)).found_as(Class::Skill).column(20).or(&["skill"]);
    LICENCES = Field::new(27, "licences", "資格・免許", "Licences", LINES).found_as(Class::Skill).or(&["資格", "免許"]);
    DRIVER = Field::new(28, "driver", "運転免許", "Driving licence", Shape::Flag);
    NEEDS = Field::new(29, "needs", "生活ニーズ", "Needs", Shape::Set(Need::TABLE)).guarded(Guard::Needs);
    WORRIES = Field::new(30, "worries", "不安", "Worries", Shape::Set(Worry::TABLE)).guarded(Guard::Needs);
    CONSTRAINTS = Field::new(31, "constraints", "譲れない条件", "Firm conditions", Shape::Rows(constraint::FIELDS)).found_as(Class::Note);
    REGIONS = Field::new(32, "regions", "希望地域", "Wished regions", Shape::Refs(Kind::Region)).found_as(Class::Region).column(14).or(&["region", "地域"]);
    CHANNEL = Field::new(33, "channel", "流入経路", "Channel", Shape::Choice(Channel::TABLE)).column(10).or(&["経路"]);
    CONSENT = Field::new(34, "consent", "同意", "Consent", Shape::Rows(consent::FIELDS)).or(&["consents"]);
    DNC_UNTIL = Field::new(35, "dnc_until", "連絡不可(まで)", "Do not contact until", Shape::Date).or(&["連絡不可"]);
    DNC_REASON = Field::new(36, "dnc_reason", "連絡不可の理由", "Reason not to contact", LINE);
    INTRODUCED_BY = Field::new(37, "introduced_by", "紹介者", "Introduced by", Shape::Ref(Kind::Person)).linked();
    TAGS = Field::new(38, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
    NOTES = Field::new(39, "notes", "備考", "Notes", LONG).found_as(Class::Note).or(&["自己紹介", "note"]);
    EXTERNAL_ID = Field::new(40, "external_id", "外部ID", "External id", NAME).found_as(Class::Name);
    RETENTION_UNTIL = Field::new(41, "retention_until", "保存期限", "Keep until", Shape::Date);
    ERASED_ON = Field::new(42, "erased_on", "消去日", "Erased on", Shape::Date).origin(Origin::Ruled);
    MERGED_INTO = Field::new(43, "merged_into", "統合先", "Merged into", Shape::Ref(Kind::Person)).origin(Origin::Ruled).linked();
    /// Records that somebody has looked at: they are of somebody else. Each names the other.
    NOT_SAME = Field::new(50, "not_same", "別人と確認済み", "Known to be somebody else", Shape::Refs(Kind::Person)).origin(Origin::Ruled);
    /// Records that somebody takes for the same person and has put before those who may merge. Each names the other.
    MAYBE_SAME = Field::new(51, "maybe_same", "重複の申出", "Reported as duplicate", Shape::Refs(Kind::Person)).origin(Origin::Ruled);
    ROLES = Field::new(44, "roles", "地域での役割", "Community roles", Shape::Set(PersonRole::TABLE)).or(&["role"]);
    SEEKER_RECEIVED_ON = Field::new(45, "seeker_received_on", "求職受付日", "Job application received on", Shape::Date);
    SEEKER_VALID_UNTIL = Field::new(46, "seeker_valid_until", "求職の有効期限", "Job application valid until", Shape::Date);
}
