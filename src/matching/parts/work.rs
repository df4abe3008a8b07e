//! How a person fits a job: skills, hours, work style and stance, days on site.

use super::way_worth;
use crate::field::Id;
use crate::field::choices::{JobStyle, Stance};
use crate::matching::atlas::Atlas;
use crate::matching::candidate::Candidate;
use crate::matching::fact::Fact;
use crate::matching::opening::{Onsite, Opening, Required};
use crate::matching::sheet::{Sheet, UNIT, Worth};
use crate::matching::weights::{MUST, NICE, PartName};

/// From this share on, work counts as remote.
const MOSTLY_REMOTE_PERCENT: i64 = 50;
const TOP_LEVEL: u8 = 4;

pub(super) fn skills(atlas: &Atlas<'_>, candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    let must = opening.asks.must.iter().map(|required| (required, true));
    let nice = opening.asks.nice.iter().map(|required| (required, false));
    for (required, is_must) in must.chain(nice) {
        let (worth, fact) = skill(atlas, candidate, *required, is_must);
        sheet.add(PartName::Skills, if is_must { MUST } else { NICE }, worth, fact);
    }
}

/// What somebody has of one skill asked for: the skill itself, or half of a related one, whichever is more.
pub(crate) fn skill(
    atlas: &Atlas<'_>,
    candidate: &Candidate,
    required: Required,
    must: bool,
) -> (Worth, Fact) {
    let Required { skill, level: need } = required;
    let fact = |has, near| Fact::Skill { skill, need, has, must, near };
    if candidate.skills.is_empty() {
        return (Worth::UNKNOWN, fact(None, None));
    }
    let mut worth = Worth::NONE;
    let mut best = (Worth::NONE, None, None);
    for held in &candidate.skills {
        let near = (held.skill != skill).then_some(held.skill);
        if near.is_some_and(|near| !atlas.related(near, skill)) {
            continue;
        }
        let one = held_worth(held.level, need, near.is_some());
        worth = worth.best(one);
        let (before, ..) = best;
        if (one.low + one.high, one.low) > (before.low + before.high, before.low) {
            best = (one, held.level, near);
        }
    }
    let (_, has, near): (Worth, Option<u8>, Option<Id>) = best;
    (worth, fact(has, near))
}

/// What one skill held at a level is worth where `need` is asked, or half of it where it is only `near` to the one asked for;
/// a level that nobody noted may be any.
pub(crate) fn held_worth(level: Option<u8>, need: u8, near: bool) -> Worth {
    let half = if near { 2 } else { 1 };
    let credit = |level: u8| UNIT * u32::from(level.min(need)) / u32::from(need.max(1)) / half;
    Worth { low: credit(level.unwrap_or(1)), high: credit(level.unwrap_or(TOP_LEVEL)) }
}

pub(super) fn hours(candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    let Some(need) = opening.hours_needed() else { return };
    let has = candidate.time.hours_week;
    let worth = has.map_or(Worth::UNKNOWN, |has| Worth::share(has, need));
    let fact = Fact::Hours { has, min: opening.asks.hours_min, max: opening.asks.hours_max };
    sheet.add(PartName::Hours, 1, worth, fact);
}

pub(super) fn style(candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    if opening.asks.weekday_daytime {
        let has = candidate.time.weekday_daytime;
        sheet.add(PartName::Style, 1, Worth::met(has), Fact::Daytime { has });
    }
    if let Some(asked) = opening.asks.stance {
        let best = best_level(candidate, opening);
        sheet.add(PartName::Style, 1, stance_worth(candidate, asked, best), Fact::Stance { asked, best });
    }
    if let Some(remote_percent) = opening.asks.remote_percent {
        let style = candidate.time.style;
        let worth = style.map_or(Worth::UNKNOWN, |style| style_worth(style, remote_percent));
        sheet.add(PartName::Style, 1, worth, Fact::Style { style, remote_percent });
    }
}

/// The best level among the skills that the job must have, or among all where it names none.
fn best_level(candidate: &Candidate, opening: &Opening) -> Option<u8> {
    let must = &opening.asks.must;
    let counts = |skill: Id| must.is_empty() || must.iter().any(|required| required.skill == skill);
    let levels = candidate.skills.iter().filter(|held| counts(held.skill));
    levels.map(|held| held.level.unwrap_or(1)).max()
}

/// Giving advice takes somebody who could teach (4), working alone somebody who does (3).
fn stance_worth(candidate: &Candidate, asked: Stance, best: Option<u8>) -> Worth {
    if candidate.skills.is_empty() {
        return Worth::UNKNOWN;
    }
    let full = if asked == Stance::Advisory { 4 } else { 3 };
    let best = best.unwrap_or(0);
    if best >= full {
        Worth::FULL
    } else if best + 1 == full {
        Worth::known(UNIT / 2)
    } else {
        Worth::NONE
    }
}

/// Whether the main job leaves time and place free: for work on line, and for work on the spot.
const fn style_worth(style: JobStyle, remote_percent: i64) -> Worth {
    let remote = remote_percent >= MOSTLY_REMOTE_PERCENT;
    match (style, remote) {
        (
            JobStyle::FullRemote
            | JobStyle::SelfEmployed
            | JobStyle::Student
            | JobStyle::Retired
            | JobStyle::Unemployed,
            _,
        )
        | (JobStyle::Hybrid, true) => Worth::FULL,
        (JobStyle::Hybrid, false) | (JobStyle::Office, true) => Worth::known(UNIT / 2),
        (JobStyle::Office, false) | (JobStyle::Shift, _) => Worth::NONE,
    }
}

pub(super) fn onsite_visits(candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    let Onsite::Days(need) = opening.onsite() else { return };
    let lives = opening.region.is_some_and(|region| candidate.lives_in(region));
    let has = candidate.time.visit_days_month;
    let worth = match has {
        _ if lives => Worth::FULL,
        Some(has) => Worth::share(has, need),
        None => Worth::UNKNOWN,
    };
    sheet.add(PartName::Onsite, 1, worth, Fact::Visits { has, need, lives });
}

pub(super) fn onsite_way(atlas: &Atlas<'_>, candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    if opening.onsite() == Onsite::NotAsked {
        return;
    }
    let travel = opening.region.and_then(|region| atlas.way(candidate, region));
    sheet.add(PartName::Onsite, 1, way_worth(travel), Fact::Travel(travel));
}
