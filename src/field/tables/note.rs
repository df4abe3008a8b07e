//! Fields of a note: free text about any record. Who wrote it and when is in the record's stamp.

use super::{LINES, LONG, NAME, count};
use crate::field::choices::{Ballot, NoteKind, PolicyAsk};
use crate::field::{Class, Field, Kind, Origin, Shape};

/// Sub-fields of a vote: one a user.
pub mod ballot {
    use super::*;
    fields! { FIELDS;
        VOTER = Field::new(1, "voter", "投票者", "Voter", NAME);
        BALLOT = Field::new(2, "vote", "賛否", "Vote", Shape::Choice(Ballot::TABLE));
        ON = Field::new(3, "on", "日付", "On", Shape::Date);
    }
}

fields! { FIELDS;
    PERSON = Field::new(1, "person", "本人", "Person", Shape::Ref(Kind::Person)).origin(Origin::Fixed).linked();
    CASE = Field::new(2, "case", "ケース", "Case", Shape::Ref(Kind::Case)).origin(Origin::Fixed).linked();
    JOB = Field::new(3, "job", "案件", "Job", Shape::Ref(Kind::Job)).origin(Origin::Fixed).linked();
    REGION = Field::new(4, "region_code", "地域", "Region", Shape::Ref(Kind::Region)).origin(Origin::Fixed).linked();
    ORGANISATION = Field::new(5, "organisation", "団体", "Organisation", Shape::Ref(Kind::Organisation)).origin(Origin::Fixed).linked();
    KIND = Field::new(6, "kind", "種類", "Kind", Shape::Choice(NoteKind::TABLE)).column(10);
    TEXT = Field::new(7, "text", "本文", "Text", LONG).found_as(Class::Note).column(40);
    CITES = Field::new(8, "cites", "引用ケース", "Cites", Shape::Refs(Kind::Case)).linked();
    /// Hands that were raised elsewhere, as at a meeting; those who vote here are in the ballots.
    VOTES = Field::new(9, "votes", "会議での賛同", "Votes elsewhere", count(1_000_000, "", "")).or(&["賛同"]);
    TAGS = Field::new(10, "tags", "タグ", "Tags", LINES).found_as(Class::Note).or(&["tag"]);
    /// What is asked of policy that the note speaks for.
    ASK = Field::new(11, "policy_ask", "政策への要望", "Policy ask", Shape::Choice(PolicyAsk::TABLE)).column(12);
    /// The hypotheses that an opinion is about; the hypotheses and opinions that a summary gathers.
    ANSWERS = Field::new(12, "answers", "もとの仮説・意見", "Answers", Shape::Refs(Kind::Note)).linked();
    BALLOTS = Field::new(13, "ballots", "投票", "Ballots", Shape::Rows(ballot::FIELDS)).origin(Origin::Ruled);
}
