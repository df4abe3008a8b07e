//! The parts of a pair: each function compares one thing and adds what it found to the sheet.
//! Invariant: an unknown value adds `Worth::UNKNOWN`, and the worst value of the same field adds nothing, so that not knowing never
//! ranks below knowing the worst. Where nobody asks, nothing is added and the part is left out.

mod life;
pub(crate) mod region;
pub(crate) mod work;

use super::atlas::Atlas;
use super::candidate::Candidate;
use super::opening::Opening;
use super::place::{Place, Travel};
use super::sheet::{Sheet, UNIT, Worth};
use super::weights::PartName;
use crate::field::Id;

/// What a person is judged against.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asking<'a> {
    Job(&'a Opening),
    Region(&'a Place),
}

/// One comparison of a person with a job or a region. Each looks at few values only, so that whoever judges many people
/// works each piece out once for all with the same values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    Skills,
    Hours,
    Style,
    OnsiteVisits,
    OnsiteWay,
    Wish,
    Rank,
    Reward,
    Term,
    Needs,
    NeededSkills,
    Visits,
    Access,
    Readiness,
    Work,
}

impl Piece {
    /// A person and a job, in the order of an account.
    pub const WORK: &'static [Self] = &[
        Self::Skills,
        Self::Hours,
        Self::Style,
        Self::OnsiteVisits,
        Self::OnsiteWay,
        Self::Wish,
        Self::Rank,
        Self::Reward,
        Self::Term,
        Self::Needs,
    ];
    /// A person and a region.
    pub const LIVING: &'static [Self] = &[
        Self::NeededSkills,
        Self::Visits,
        Self::Rank,
        Self::Access,
        Self::Readiness,
        Self::Work,
        Self::Needs,
    ];

    /// The part that it adds to.
    pub const fn part(self) -> PartName {
        match self {
            Self::Skills | Self::NeededSkills => PartName::Skills,
            Self::Hours => PartName::Hours,
            Self::Style => PartName::Style,
            Self::OnsiteVisits | Self::OnsiteWay => PartName::Onsite,
            Self::Wish => PartName::Wish,
            Self::Rank => PartName::Region,
            Self::Reward => PartName::Reward,
            Self::Term => PartName::Term,
            Self::Needs => PartName::Needs,
            Self::Visits => PartName::Visits,
            Self::Access => PartName::Access,
            Self::Readiness => PartName::Readiness,
            Self::Work => PartName::Work,
        }
    }

    /// Adds what was found to the sheet. Pieces of the other pairing add nothing.
    pub fn judge(self, atlas: &Atlas<'_>, candidate: &Candidate, asking: Asking<'_>, sheet: &mut Sheet) {
        match (self, asking) {
            (Self::Skills, Asking::Job(opening)) => work::skills(atlas, candidate, opening, sheet),
            (Self::Hours, Asking::Job(opening)) => work::hours(candidate, opening, sheet),
            (Self::Style, Asking::Job(opening)) => work::style(candidate, opening, sheet),
            (Self::OnsiteVisits, Asking::Job(opening)) => work::onsite_visits(candidate, opening, sheet),
            (Self::OnsiteWay, Asking::Job(opening)) => work::onsite_way(atlas, candidate, opening, sheet),
            (Self::Wish, Asking::Job(opening)) => life::wish(candidate, opening, sheet),
            (Self::Rank, _) => life::rank(candidate, asking.region(), sheet),
            (Self::Reward, Asking::Job(opening)) => life::reward(candidate, opening, sheet),
            (Self::Term, Asking::Job(opening)) => life::term(candidate, opening, atlas.today, sheet),
            (Self::Needs, Asking::Job(_)) => {
                let place = asking.region().and_then(|region| atlas.place(region));
                life::needs(candidate, place.as_deref(), sheet);
            }
            (Self::Needs, Asking::Region(place)) => life::needs(candidate, Some(place), sheet),
            (Self::NeededSkills, Asking::Region(place)) => {
                region::needed_skills(atlas, candidate, place, sheet);
            }
            (Self::Visits, Asking::Region(place)) => region::visits(candidate, place, sheet),
            (Self::Access, Asking::Region(place)) => region::access(atlas, candidate, place, sheet),
            (Self::Readiness, Asking::Region(place)) => region::readiness(place, sheet),
            (Self::Work, Asking::Region(place)) => region::work(atlas, candidate, place, sheet),
            (
                Self::NeededSkills | Self::Visits | Self::Access | Self::Readiness | Self::Work,
                Asking::Job(_),
            )
            | (
                Self::Skills
                | Self::Hours
                | Self::Style
                | Self::OnsiteVisits
                | Self::OnsiteWay
                | Self::Wish
                | Self::Reward
                | Self::Term,
                Asking::Region(_),
            ) => {}
        }
    }
}

impl Asking<'_> {
    /// The region that it is about.
    pub const fn region(self) -> Option<Id> {
        match self {
            Self::Job(opening) => opening.region,
            Self::Region(place) => Some(place.id),
        }
    }

    /// The pieces that make up a judgement.
    pub const fn pieces(self) -> &'static [Piece] {
        match self {
            Self::Job(_) => Piece::WORK,
            Self::Region(_) => Piece::LIVING,
        }
    }
}

/// Judges a person against a job or a region.
pub(crate) fn judge_person(atlas: &Atlas<'_>, candidate: &Candidate, asking: Asking<'_>, sheet: &mut Sheet) {
    for piece in asking.pieces() {
        piece.judge(atlas, candidate, asking, sheet);
    }
}

/// Judges a job and a region.
pub(crate) fn judge_placing(atlas: &Atlas<'_>, opening: &Opening, place: &Place, sheet: &mut Sheet) {
    region::place(atlas, opening, place, sheet);
    region::readiness(place, sheet);
    region::shared_skills(atlas, opening, place, sheet);
}

/// What a way of so many minutes is worth: a day trip without haste is full, beyond five hours nothing.
const fn way_worth(travel: Option<Travel>) -> Worth {
    let Some(travel) = travel else { return Worth::UNKNOWN };
    let quarters = match travel.minutes() {
        ..=60 => 4,
        61..=120 => 3,
        121..=180 => 2,
        181..=300 => 1,
        _ => 0,
    };
    Worth::known(UNIT * quarters / 4)
}
