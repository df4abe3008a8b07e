//! The parts of a pair: each function compares one thing and adds what it found to the sheet.
//! Invariant: an unknown value adds `Worth::UNKNOWN`, and the worst value of the same field adds nothing, so that not knowing never
//! ranks below knowing the worst. Where nobody asks, nothing is added and the part is left out.

mod life;
mod region;
mod work;

use super::atlas::Atlas;
use super::candidate::Candidate;
use super::opening::Opening;
use super::place::{Place, Travel};
use super::sheet::{Sheet, UNIT, Worth};

/// Judges a person and a job.
pub(crate) fn judge_work(atlas: &Atlas<'_>, candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    work::skills(atlas, candidate, opening, sheet);
    work::hours(candidate, opening, sheet);
    work::style(candidate, opening, sheet);
    work::onsite(atlas, candidate, opening, sheet);
    life::wish(candidate, opening, sheet);
    life::rank(candidate, opening.region, sheet);
    life::reward(candidate, opening, sheet);
    life::term(candidate, opening, atlas.today, sheet);
    life::needs(candidate, opening.region.and_then(|region| atlas.place(region)).as_deref(), sheet);
}

/// Judges a person and a region.
pub(crate) fn judge_living(atlas: &Atlas<'_>, candidate: &Candidate, place: &Place, sheet: &mut Sheet) {
    region::needed_skills(atlas, candidate, place, sheet);
    region::visits(candidate, place, sheet);
    life::rank(candidate, Some(place.id), sheet);
    region::access(atlas, candidate, place, sheet);
    region::readiness(place, sheet);
    region::work(atlas, candidate, place, sheet);
    life::needs(candidate, Some(place), sheet);
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
