//! Fields of a measure (施策・制度): who gives what to whom under which conditions, and when that was last checked.

use super::{LINE, LINES, LONG, NAME, URL, count};
use crate::field::choices::{Audience, Condition, MeasureKind, Need, Pillar, Worry};
use crate::field::{Class, Field, Kind, Shape};

fields! { FIELDS;
    NAME_FIELD = Field::new(1, "name", "名称", "Name", NAME).found_as(Class::Name).column(28);
    OWNER = Field::new(2, "owner", "実施主体", "Owner", NAME).found_as(Class::Organisation).column(14);
    REGION = Field::new(3, "region_code", "地域", "Region", Shape::Ref(Kind::Region)).found_as(Class::Region).linked();
    KIND = Field::new(4, "kind", "種類", "Kind", Shape::Choice(MeasureKind::TABLE)).column(10);
    PILLAR = Field::new(5, "pillar", "柱", "Pillar", Shape::Choice(Pillar::TABLE));
    AUDIENCE = Field::new(6, "for", "対象", "For", Shape::Set(Audience::TABLE)).column(8).or(&["audience"]);
    CONDITIONS = Field::new(7, "conditions", "要件", "Conditions", LONG).found_as(Class::Note);
    AMOUNT = Field::new(8, "amount", "金額", "Amount", LINE);
    PAPERS = Field::new(9, "papers", "提出書類", "Papers", LINES).found_as(Class::Note);
    WINDOW = Field::new(10, "window", "受付期間", "Window", LINE);
    ANSWERS_NEEDS = Field::new(11, "answers_needs", "応えるニーズ", "Answers needs", Shape::Set(Need::TABLE));
    ANSWERS_WORRIES = Field::new(12, "answers_worries", "応える不安", "Answers worries", Shape::Set(Worry::TABLE));
    SOURCE_URL = Field::new(13, "source_url", "出典", "Source", URL);
    CHECKED_ON = Field::new(14, "checked_on", "確認日", "Checked on", Shape::Date).column(10);
    STALE_AFTER = Field::new(15, "stale_after_days", "再確認まで", "Stale after", count(3650, "日", "days"));
    NOTES = Field::new(16, "notes", "備考", "Notes", LONG).found_as(Class::Note);
    EXTERNAL_ID = Field::new(17, "external_id", "外部ID", "External id", NAME);
    REQUIRES = Field::new(20, "requires", "要件の区分", "Requires", Shape::Set(Condition::TABLE));
}
