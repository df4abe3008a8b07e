//! Fields of an event (催し): a seminar, a matching event, a tour, a get-together. Who applied and came is said by activities that name it.

use super::{LINE, LINES, LONG, NAME, count};
use crate::field::choices::GatheringKind;
use crate::field::{Class, Field, Kind, Shape};

fields! { FIELDS;
    NAME_FIELD = Field::new(1, "name", "名称", "Name", NAME).found_as(Class::Name).column(28);
    KIND = Field::new(2, "kind", "種類", "Kind", Shape::Choice(GatheringKind::TABLE)).column(12);
    STARTS_AT = Field::new(3, "starts_at", "開始", "Starts at", Shape::Moment).column(16).or(&["date", "日時", "開催日"]);
    ENDS_AT = Field::new(4, "ends_at", "終了", "Ends at", Shape::Moment);
    REGION = Field::new(5, "region_code", "地域", "Region", Shape::Ref(Kind::Region)).found_as(Class::Region).linked().column(12);
    ORGANISATION = Field::new(6, "organisation", "主催", "Organiser", Shape::Ref(Kind::Organisation)).found_as(Class::Organisation).linked().column(14);
    PLACE = Field::new(7, "place", "会場", "Place", LINE).column(14);
    CAPACITY = Field::new(8, "capacity", "定員", "Capacity", count(100_000, "人", "people")).column(6);
    COUNTS_FOR_PREMIUM = Field::new(9, "counts_for_premium", "担い手活動に数える", "Counts for furusato premium", Shape::Flag);
    OWNER = Field::new(10, "owner", "担当", "Owner", NAME).column(8);
    TAGS = Field::new(11, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
    NOTES = Field::new(12, "notes", "備考", "Notes", LONG).found_as(Class::Note);
    EXTERNAL_ID = Field::new(13, "external_id", "外部ID", "External id", NAME);
}
