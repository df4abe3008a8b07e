//! How a region fits a person or a job: skills it needs, visits, access, readiness, work, nearness.

use std::cmp::Reverse;

use super::{way_worth, work::skill};
use crate::field::choices::{Readiness, Want, WorkKind};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::Candidate;
use crate::matching::fact::Fact;
use crate::matching::opening::{Opening, Required};
use crate::matching::place::Place;
use crate::matching::sheet::{Sheet, UNIT, Worth};
use crate::matching::weights::{PartName, answers};

/// The level at which a skill helps a region: done alone.
pub(crate) const HELPFUL_LEVEL: u8 = 3;
/// A region counts somebody as there who comes for a long weekend a month.
const PRESENT_DAYS_MONTH: i64 = 4;
/// Neighbours: within this distance a region is near to a job.
const NEAR_KM: i64 = 50;
const FAR_KM: i64 = 150;

/// Three skills that help make it full: nobody has all that a region needs.
pub(crate) const ENOUGH_SKILLS: usize = 3;

pub(super) fn needed_skills(atlas: &Atlas<'_>, candidate: &Candidate, place: &Place, sheet: &mut Sheet) {
    let offer = atlas.offer(place.id);
    if offer.skills.is_empty() {
        return;
    }
    let required = offer.skills.iter().map(|skill| Required { skill: *skill, level: HELPFUL_LEVEL });
    let mut found: Vec<(Worth, Fact)> =
        required.map(|required| skill(atlas, candidate, required, false)).collect();
    // A stable sort keeps the order of ids among equals, so that the same skills are named every time.
    found.sort_by_key(|(worth, _)| Reverse((worth.low + worth.high, worth.low)));
    // The best ends of all, so that one more skill lowers neither.
    let mut ends: (Vec<u32>, Vec<u32>) = found.iter().map(|(worth, _)| (worth.low, worth.high)).unzip();
    ends.0.sort_unstable_by_key(|low| Reverse(*low));
    ends.1.sort_unstable_by_key(|high| Reverse(*high));
    let worths = ends.0.into_iter().zip(ends.1).map(|(low, high)| Worth { low, high });
    for ((_, fact), worth) in found.into_iter().zip(worths).take(ENOUGH_SKILLS) {
        sheet.add(PartName::Skills, 1, worth, fact);
    }
}

pub(super) fn visits(candidate: &Candidate, place: &Place, sheet: &mut Sheet) {
    let lives = candidate.lives_in(place.id);
    let has = candidate.time.visit_days_month;
    let worth = match has {
        _ if lives => Worth::FULL,
        Some(has) => Worth::share(has, PRESENT_DAYS_MONTH),
        None => Worth::UNKNOWN,
    };
    sheet.add(PartName::Visits, 1, worth, Fact::Visits { has, need: PRESENT_DAYS_MONTH, lives });
}

pub(super) fn access(atlas: &Atlas<'_>, candidate: &Candidate, place: &Place, sheet: &mut Sheet) {
    let travel = atlas.way(candidate, place.id);
    sheet.add(PartName::Access, 1, way_worth(travel), Fact::Travel(travel));
}

pub(crate) fn readiness(place: &Place, sheet: &mut Sheet) {
    if place.ready.is_empty() {
        sheet.add(PartName::Readiness, 1, Worth::UNKNOWN, Fact::ReadyUnknown);
    }
    for (item, state) in &place.ready {
        let worth = match state {
            Readiness::No => Worth::NONE,
            Readiness::Partial => Worth::known(UNIT / 2),
            Readiness::Yes => Worth::FULL,
        };
        sheet.add(PartName::Readiness, 1, worth, Fact::Ready { item: *item, state: *state });
    }
}

/// Whether the region has work of a wished kind; nothing where somebody wishes for no work.
pub(super) fn work(atlas: &Atlas<'_>, candidate: &Candidate, place: &Place, sheet: &mut Sheet) {
    let about_work = |wish: &Want| !matches!(wish, Want::TrialStay | Want::Housing | Want::Community);
    let asked = Want::ALL.iter().any(|wish| about_work(wish) && candidate.wants(*wish));
    if candidate.wishes.want != 0 && !asked {
        return;
    }
    let offer = atlas.offer(place.id);
    let answered = |kind: &&Option<WorkKind>| {
        kind.is_some_and(|kind| {
            Want::ALL.iter().any(|wish| candidate.wants(*wish) && answers(kind, *wish) == 4)
        })
    };
    let wished = offer.kinds.iter().filter(answered).count();
    let worth = if asked { Worth::met(Some(wished > 0)) } else { Worth::UNKNOWN };
    sheet.add(PartName::Work, 1, worth, Fact::Work { wished, open: offer.kinds.len(), asked });
}

/// The job's own region, else how near it lies; and whether the job is done there.
pub(crate) fn place(atlas: &Atlas<'_>, opening: &Opening, place: &Place, sheet: &mut Sheet) {
    let own = opening.region == Some(place.id);
    let distance = if own {
        Some(0)
    } else {
        opening.region.and_then(|region| atlas.place(region)).and_then(|home| home.distance_km(place))
    };
    let worth = match distance {
        _ if own => Worth::FULL,
        Some(..=NEAR_KM) => Worth::known(UNIT / 2),
        Some(..=FAR_KM) => Worth::known(UNIT / 4),
        Some(_) => Worth::NONE,
        None => Worth::UNKNOWN,
    };
    sheet.add(PartName::Place, 1, worth, Fact::Distance(distance));
    sheet.add(PartName::Work, 1, worth, Fact::Here(own));
}

/// Whether the region needs the skills that the job asks for, which is what makes two regions alike.
pub(super) fn shared_skills(atlas: &Atlas<'_>, opening: &Opening, place: &Place, sheet: &mut Sheet) {
    let offer = atlas.offer(place.id);
    for required in &opening.asks.must {
        let shared = offer.skills.contains(&required.skill);
        let fact = Fact::Skill {
            skill: required.skill,
            need: required.level,
            has: shared.then_some(required.level),
            must: false,
            near: None,
        };
        sheet.add(PartName::Skills, 1, Worth::met(Some(shared)), fact);
    }
}
