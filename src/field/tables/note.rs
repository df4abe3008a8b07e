//! Fields of a note: free text about any record. Who wrote it and when is in the record's stamp.

use super::{LINES, LONG, count};
use crate::field::choices::NoteKind;
use crate::field::{Class, Field, Kind, Origin, Shape};

fields! { FIELDS;
    PERSON = Field::new(1, "person", "本人", "Person", Shape::Ref(Kind::Person)).origin(Origin::Fixed).linked();
    CASE = Field::new(2, "case", "ケース", "Case", Shape::Ref(Kind::Case)).origin(Origin::Fixed).linked();
    JOB = Field::new(3, "job", "案件", "Job", Shape::Ref(Kind::Job)).origin(Origin::Fixed).linked();
    REGION = Field::new(4, "region_code", "地域", "Region", Shape::Ref(Kind::Region)).origin(Origin::Fixed).linked();
    ORGANISATION = Field::new(5, "organisation", "団体", "Organisation", Shape::Ref(Kind::Organisation)).origin(Origin::Fixed).linked();
    KIND = Field::new(6, "kind", "種類", "Kind", Shape::Choice(NoteKind::TABLE)).column(10);
    TEXT = Field::new(7, "text", "本文", "Text", LONG).found_as(Class::Note).column(40);
    CITES = Field::new(8, "cites", "引用ケース", "Cites", Shape::Refs(Kind::Case));
    VOTES = Field::new(9, "votes", "賛同", "Votes", count(1_000_000, "", ""));
    TAGS = Field::new(10, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
}
