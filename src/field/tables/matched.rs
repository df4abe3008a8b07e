//! Fields of a match: one person and one job, once. Its status changes only by its command.

use super::{LINE, NAME, count};
use crate::field::choices::MatchStatus;
use crate::field::{Class, Field, Kind, Origin, Shape};

fields! { FIELDS;
    PERSON = Field::new(1, "person", "本人", "Person", Shape::Ref(Kind::Person)).origin(Origin::Fixed).linked().found_as(Class::Organisation);
    JOB = Field::new(2, "job", "案件", "Job", Shape::Ref(Kind::Job)).origin(Origin::Fixed).linked().found_as(Class::Note);
    CASE = Field::new(3, "case", "ケース", "Case", Shape::Ref(Kind::Case)).linked();
    STATUS = Field::new(4, "status", "状態", "Status", Shape::Choice(MatchStatus::TABLE)).origin(Origin::Ruled).column(10);
    STATUS_SINCE = Field::new(5, "status_since", "状態の開始", "In status since", Shape::Date).origin(Origin::Ruled);
    SCORE = Field::new(6, "score", "適合", "Score", count(100, "", "")).origin(Origin::Fixed).column(4);
    WEIGHTS = Field::new(7, "weights_version", "重みの版", "Weights version", count(65_535, "", "")).origin(Origin::Fixed);
    REASON = Field::new(8, "reason", "理由", "Reason", LINE);
    PINNED = Field::new(9, "pinned", "固定", "Pinned", Shape::Flag);
    HIDDEN = Field::new(10, "hidden", "非表示", "Hidden", Shape::Flag);
    PRESENTED_ON = Field::new(11, "presented_on", "提示日", "Presented on", Shape::Date).origin(Origin::Ruled);
    EXTERNAL_ID = Field::new(12, "external_id", "外部ID", "External id", NAME);
}
