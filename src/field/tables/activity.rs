//! Fields of an activity: what was done with a person, when and by whom.

use super::{LINE, LONG, NAME, count};
use crate::field::choices::{ActivityKind, Attendance};
use crate::field::{Class, Field, Kind, Origin, Shape};

fields! { FIELDS;
    PERSON = Field::new(1, "person", "本人", "Person", Shape::Ref(Kind::Person)).origin(Origin::Fixed).linked();
    CASE = Field::new(2, "case", "ケース", "Case", Shape::Ref(Kind::Case)).linked();
    KIND = Field::new(3, "kind", "種類", "Kind", Shape::Choice(ActivityKind::TABLE)).column(10);
    AT = Field::new(4, "at", "日時", "At", Shape::Moment).column(16);
    SUMMARY = Field::new(5, "summary", "要約", "Summary", LINE).found_as(Class::Note).column(30);
    TEXT = Field::new(6, "text", "内容", "Text", LONG).found_as(Class::Note);
    ORGANISATION = Field::new(7, "organisation", "団体", "Organisation", Shape::Ref(Kind::Organisation)).linked();
    REGION = Field::new(8, "region_code", "地域", "Region", Shape::Ref(Kind::Region));
    COUNTS_FOR_PREMIUM = Field::new(9, "counts_for_premium", "ふるさと住民の担い手活動", "Counts for furusato premium", Shape::Flag);
    MINUTES = Field::new(10, "minutes", "所要時間", "Minutes", count(10_000, "分", "minutes"));
    WHO = Field::new(11, "who", "対応者", "By", NAME).column(8);
    REACHED = Field::new(12, "reached", "連絡がついた", "Reached", Shape::Flag);
    INBOUND = Field::new(14, "inbound", "相手から", "From them", Shape::Flag);
    EVENT = Field::new(15, "event", "催し", "Event", Shape::Ref(Kind::Gathering)).linked();
    ATTENDANCE = Field::new(16, "attendance", "出欠", "Attendance", Shape::Choice(Attendance::TABLE)).column(6);
    EXTERNAL_ID = Field::new(13, "external_id", "外部ID", "External id", NAME);
}
