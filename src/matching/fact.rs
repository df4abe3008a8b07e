//! Facts: one for each criterion that a pair was judged by, with both sides' values.
//! Small and copied, so that noting one costs nothing; words are made from them only where an account is read.

use crate::field::choices::{JobStyle, Need, Pattern, Readiness, ReadinessItem, Stance, WorkKind};
use crate::field::tables::{job, person, region};
use crate::field::{Date, Id};

use super::candidate::Pay;
use super::place::Travel;

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact {
    /// `has` is the level held, `near` the related skill that stands in for it.
    Skill {
        skill: Id,
        need: u8,
        has: Option<u8>,
        must: bool,
        near: Option<Id>,
    },
    Hours {
        has: Option<i64>,
        min: Option<i64>,
        max: Option<i64>,
    },
    Daytime {
        has: Option<bool>,
    },
    Stance {
        asked: Stance,
        best: Option<u8>,
    },
    Style {
        style: Option<JobStyle>,
        remote_percent: i64,
    },
    Visits {
        has: Option<i64>,
        need: i64,
        lives: bool,
    },
    Travel(Option<Travel>),
    Wish {
        kind: Option<WorkKind>,
        any: bool,
    },
    Rank(Rank),
    Reward {
        offered: Option<Pay>,
        floor: Option<Pay>,
    },
    Pattern(Option<Pattern>),
    Term {
        from: Option<Date>,
        until: Option<Date>,
    },
    Need {
        need: Need,
        met: Option<bool>,
    },
    Ready {
        item: ReadinessItem,
        state: Readiness,
    },
    ReadyUnknown,
    /// How many open jobs of the region are of a wished kind.
    Work {
        wished: usize,
        open: usize,
        asked: bool,
    },
    /// How far a region lies from the job's.
    Distance(Option<i64>),
    Here(bool),
}

/// Where a region stands in somebody's wishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rank {
    /// From 1.
    Wished(usize),
    Lives,
    SamePrefecture,
    Elsewhere,
    /// No region is wished, or the job has none.
    Unknown {
        wished: bool,
    },
}

impl Fact {
    /// The field whose value would tell, where the fact is unknown.
    pub const fn field_key(&self) -> &'static str {
        match self {
            Self::Skill { .. } | Self::Stance { .. } => person::SKILLS.key,
            Self::Hours { .. } => person::HOURS.key,
            Self::Daytime { .. } => person::WEEKDAY_DAYTIME.key,
            Self::Style { .. } => person::JOB_STYLE.key,
            Self::Visits { .. } => person::VISIT_DAYS.key,
            Self::Travel(_) => person::DOMICILE.key,
            Self::Wish { any: true, .. } => job::WORK_KIND.key,
            Self::Wish { any: false, .. } | Self::Work { .. } => person::WANT.key,
            Self::Rank(Rank::Unknown { wished: true }) => job::REGION.key,
            Self::Rank(_) => person::REGIONS.key,
            Self::Reward { floor: None, .. } => person::REWARD_FLOOR.key,
            Self::Reward { floor: Some(_), .. } => job::REWARD.key,
            Self::Pattern(_) => person::PATTERN.key,
            Self::Term { .. } => person::AVAIL_FROM.key,
            Self::Need { .. } => region::SERVICES.key,
            Self::Ready { .. } | Self::ReadyUnknown => region::READINESS.key,
            Self::Distance(_) | Self::Here(_) => region::LAT.key,
        }
    }
}
