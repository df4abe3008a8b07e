//! Fields of a round (ラウンド): who entered, which posts there were, under which caps and seed, and what came of it.
//! Written once, when a proposal is accepted: all but the notes is fixed, so that the run can be repeated and checked.

use super::{LINE, LONG, NAME, count};
use crate::field::{Class, Field, Kind, Origin, Shape};

/// Sub-fields of somebody who entered: where they were placed, or why not.
pub mod entry {
    use super::*;
    fields! { FIELDS;
        PERSON = Field::new(1, "person", "本人", "Person", Shape::Ref(Kind::Person));
        CASE = Field::new(2, "case", "ケース", "Case", Shape::Ref(Kind::Case));
        JOB = Field::new(3, "job", "案件", "Job", Shape::Ref(Kind::Job));
        PLACE = Field::new(4, "choice", "希望順位", "Choice", count(10_000, "位", ""));
        WHY = Field::new(5, "why", "理由", "Why", LINE);
        SEATS = Field::new(6, "seats", "人数", "Seats", count(1_000, "人", "people"));
    }
}

/// Sub-fields of a post.
pub mod post {
    use super::*;
    fields! { FIELDS;
        JOB = Field::new(1, "job", "案件", "Job", Shape::Ref(Kind::Job));
        CAPACITY = Field::new(2, "capacity", "定員", "Capacity", count(100_000, "人", "people"));
        TARGET = Field::new(3, "target", "目標定員", "Target", count(100_000, "人", "people"));
    }
}

/// Sub-fields of a region's cap.
pub mod cap {
    use super::*;
    fields! { FIELDS;
        REGION = Field::new(1, "region", "地域", "Region", Shape::Ref(Kind::Region));
        CAP = Field::new(2, "cap", "上限", "Cap", count(1_000_000, "人", "people"));
    }
}

fields! { FIELDS;
    NAME_FIELD = Field::new(1, "name", "名称", "Name", NAME).found_as(Class::Name).column(24);
    REGION = Field::new(2, "region_code", "地域", "Region", Shape::Ref(Kind::Region)).origin(Origin::Fixed).found_as(Class::Region).linked().column(12);
    RUN_ON = Field::new(3, "run_on", "実施日", "Run on", Shape::Date).origin(Origin::Fixed).column(10);
    SEED = Field::new(4, "seed", "種", "Seed", Shape::Int(0, i64::MAX, crate::lang::Label::new("", ""))).origin(Origin::Fixed).column(8);
    INPUTS_HASH = Field::new(5, "inputs_hash", "入力の指紋", "Hash of the inputs", NAME).origin(Origin::Fixed);
    WEIGHTS = Field::new(6, "weights_version", "重みの版", "Weights version", count(65_535, "", "")).origin(Origin::Fixed);
    CAPS = Field::new(7, "caps", "地域の上限", "Caps", Shape::Rows(cap::FIELDS)).origin(Origin::Fixed);
    POSTS = Field::new(8, "posts", "受入先", "Posts", Shape::Rows(post::FIELDS)).origin(Origin::Fixed);
    ENTRIES = Field::new(9, "entries", "応募者", "Entries", Shape::Rows(entry::FIELDS)).origin(Origin::Fixed);
    PLACED = Field::new(10, "placed", "配置", "Placed", count(1_000_000, "人", "people")).origin(Origin::Fixed).column(6);
    BLOCKING = Field::new(11, "blocking_pairs", "ブロッキングペア", "Blocking pairs", count(1_000_000_000, "", "")).origin(Origin::Fixed);
    TOLERATED = Field::new(12, "tolerated_pairs", "上限による許容ペア", "Tolerated pairs", count(1_000_000_000, "", "")).origin(Origin::Fixed);
    NOTES = Field::new(13, "notes", "備考", "Notes", LONG).found_as(Class::Note);
    EXTERNAL_ID = Field::new(14, "external_id", "外部ID", "External id", NAME);
}
