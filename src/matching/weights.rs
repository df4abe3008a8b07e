//! The weights: what each part counts, in one versioned table per pairing.
//! Invariant: the weights of a direction add up to 100, and any change to a number or a rule here raises `WEIGHTS_VERSION`,
//! which is recorded with every suggestion. Read by the sheet that adds up a pair.

use crate::field::choices::{Want, WorkKind};
use crate::lang::Label;

/// The version of every number and rule by which pairs are scored.
pub const WEIGHTS_VERSION: u16 = 1;

/// A must-have counts as much as this many nice-to-haves.
pub const MUST: u32 = 3;
pub const NICE: u32 = 1;

/// From whose side a part looks. In pairs with a region, the region stands where the job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    Job,
    Person,
}

impl Direction {
    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Person => "person",
        }
    }
}

/// What a part looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartName {
    Skills,
    Hours,
    Style,
    Onsite,
    Wish,
    Region,
    Reward,
    Term,
    Needs,
    Visits,
    Access,
    Readiness,
    Work,
    Place,
    /// The whole of a direction in which nothing was asked: half known, by nobody's fault.
    Unstated,
}

impl PartName {
    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Skills => "skills",
            Self::Hours => "hours",
            Self::Style => "style",
            Self::Onsite => "onsite",
            Self::Wish => "wish",
            Self::Region => "region",
            Self::Reward => "reward",
            Self::Term => "term",
            Self::Needs => "needs",
            Self::Visits => "visits",
            Self::Access => "access",
            Self::Readiness => "readiness",
            Self::Work => "work",
            Self::Place => "place",
            Self::Unstated => "unstated",
        }
    }

    /// As an account page names it.
    pub const fn label(self) -> Label {
        match self {
            Self::Skills => Label::new("技能", "skills"),
            Self::Hours => Label::new("稼働時間", "hours"),
            Self::Style => Label::new("働き方", "work style"),
            Self::Onsite => Label::new("通い", "on site"),
            Self::Wish => Label::new("希望の種類", "kind wished"),
            Self::Region => Label::new("地域の順位", "region rank"),
            Self::Reward => Label::new("報酬", "reward"),
            Self::Term => Label::new("期間", "term"),
            Self::Needs => Label::new("暮らし", "living"),
            Self::Visits => Label::new("訪問日数", "visits"),
            Self::Access => Label::new("交通", "access"),
            Self::Readiness => Label::new("受入体制", "readiness"),
            Self::Work => Label::new("仕事", "work"),
            Self::Place => Label::new("場所", "place"),
            Self::Unstated => Label::new("要件の記載なし", "nothing stated"),
        }
    }

    /// As a row names it, in as few cells as can be.
    pub const fn short(self) -> Label {
        match self {
            Self::Hours => Label::new("稼働", "hours"),
            Self::Style => Label::new("働き方", "style"),
            Self::Wish => Label::new("希望", "wish"),
            Self::Region => Label::new("地域", "region"),
            Self::Visits => Label::new("訪問", "visits"),
            Self::Readiness => Label::new("体制", "readiness"),
            Self::Unstated => Label::new("要件なし", "unstated"),
            Self::Skills
            | Self::Onsite
            | Self::Reward
            | Self::Term
            | Self::Needs
            | Self::Access
            | Self::Work
            | Self::Place => self.label(),
        }
    }
}

/// One line of a table of weights.
#[derive(Debug, Clone, Copy)]
pub struct Weight {
    pub direction: Direction,
    pub part: PartName,
    pub points: u32,
}

const fn weight(direction: Direction, part: PartName, points: u32) -> Weight {
    Weight { direction, part, points }
}

/// The most lines of any table.
pub const MOST_PARTS: usize = 9;

/// A person and a job.
pub const WORK: &[Weight] = &[
    weight(Direction::Job, PartName::Skills, 60),
    weight(Direction::Job, PartName::Hours, 15),
    weight(Direction::Job, PartName::Style, 10),
    weight(Direction::Job, PartName::Onsite, 15),
    weight(Direction::Person, PartName::Wish, 35),
    weight(Direction::Person, PartName::Region, 25),
    weight(Direction::Person, PartName::Reward, 15),
    weight(Direction::Person, PartName::Term, 15),
    weight(Direction::Person, PartName::Needs, 10),
];

/// A person and a region.
pub const LIVING: &[Weight] = &[
    weight(Direction::Job, PartName::Skills, 70),
    weight(Direction::Job, PartName::Visits, 30),
    weight(Direction::Person, PartName::Region, 35),
    weight(Direction::Person, PartName::Access, 20),
    weight(Direction::Person, PartName::Readiness, 15),
    weight(Direction::Person, PartName::Work, 15),
    weight(Direction::Person, PartName::Needs, 15),
];

/// A job and a region: its own region comes first whatever else, since nothing outweighs the place.
pub const PLACING: &[Weight] = &[
    weight(Direction::Job, PartName::Place, 90),
    weight(Direction::Job, PartName::Readiness, 10),
    weight(Direction::Person, PartName::Work, 90),
    weight(Direction::Person, PartName::Skills, 10),
];

/// How well a kind of work answers wishes, in quarters: 4 for what was wished, less for what is near to it, 0 for the rest.
pub const fn answers(kind: WorkKind, wish: Want) -> u32 {
    match (kind, wish) {
        (WorkKind::Employment | WorkKind::Corps, Want::Employment)
        | (WorkKind::Outsourcing, Want::SideJob)
        | (WorkKind::ProBono, Want::ProBono)
        | (WorkKind::PaidVolunteer, Want::ProBono | Want::Community)
        | (WorkKind::StartupCorps, Want::Startup)
        | (WorkKind::Succession, Want::Succession)
        | (WorkKind::Multiwork, Want::Multiwork)
        | (WorkKind::WorkingHoliday, Want::TrialStay)
        | (WorkKind::TeleworkJob, Want::TeleworkJob) => 4,
        (WorkKind::StartupCorps, Want::Employment | Want::Community)
        | (WorkKind::Corps, Want::Community | Want::Startup)
        | (WorkKind::Succession | WorkKind::Outsourcing, Want::Startup)
        | (WorkKind::Multiwork, Want::Employment | Want::Farm)
        | (WorkKind::WorkingHoliday, Want::Farm | Want::SideJob)
        | (WorkKind::TeleworkJob, Want::Employment)
        | (WorkKind::ProBono, Want::Community)
        | (WorkKind::PaidVolunteer, Want::SideJob)
        | (WorkKind::Internship, Want::Employment | Want::TrialStay) => 2,
        (WorkKind::Outsourcing, Want::TeleworkJob) | (WorkKind::ProBono, Want::SideJob) => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_of_each_direction_add_up_to_100() {
        for table in [WORK, LIVING, PLACING] {
            assert!(table.len() <= MOST_PARTS);
            for direction in [Direction::Job, Direction::Person] {
                let points: u32 = table.iter().filter(|w| w.direction == direction).map(|w| w.points).sum();
                assert_eq!(points, 100);
            }
        }
    }

    #[test]
    fn every_kind_of_work_answers_some_wish() {
        for kind in WorkKind::ALL {
            assert!(Want::ALL.iter().any(|wish| answers(*kind, *wish) >= 2), "{kind:?}");
        }
    }
}
