//! How a job or a region fits a person: the kind of work wished, the region's rank, reward, term, living.

use crate::field::choices::{Pattern, RewardUnit, Want};
use crate::field::{Date, Id};
use crate::matching::candidate::{Candidate, Pay};
use crate::matching::fact::{Fact, Rank};
use crate::matching::opening::Opening;
use crate::matching::place::Place;
use crate::matching::sheet::{Sheet, UNIT, Worth};
use crate::matching::weights::{PartName, answers};

/// Region ids are codes of six digits; the first two name the prefecture.
const PREFECTURE_SHARE: u32 = 10_000;
/// A year of 52 weeks has twelve months: a month of h hours a week has h * 52 / 12 hours.
const WEEKS_A_YEAR: i64 = 52;
const MONTHS_A_YEAR: i64 = 12;

pub(super) fn wish(candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    let kind = opening.kind;
    let any = candidate.wishes.want != 0;
    let worth = match kind {
        Some(kind) if any => {
            let wished = Want::ALL.iter().filter(|wish| candidate.wants(**wish));
            Worth::known(wished.map(|wish| answers(kind, *wish)).max().unwrap_or(0) * UNIT / 4)
        }
        _ => Worth::UNKNOWN,
    };
    sheet.add(PartName::Wish, 1, worth, Fact::Wish { kind, any });
}

pub(super) fn rank(candidate: &Candidate, region: Option<Id>, sheet: &mut Sheet) {
    let rank = rank_of(candidate, region);
    let worth = match rank {
        Rank::Unknown { .. } => Worth::UNKNOWN,
        Rank::Wished(1) => Worth::FULL,
        Rank::Wished(2) | Rank::Lives => Worth::known(UNIT * 3 / 4),
        Rank::Wished(3) => Worth::known(UNIT / 2),
        Rank::Wished(_) | Rank::SamePrefecture => Worth::known(UNIT / 4),
        Rank::Elsewhere => Worth::NONE,
    };
    sheet.add(PartName::Region, 1, worth, Fact::Rank(rank));
}

fn rank_of(candidate: &Candidate, region: Option<Id>) -> Rank {
    let wishes = &candidate.wishes.regions;
    let Some(region) = region else { return Rank::Unknown { wished: !wishes.is_empty() } };
    if let Some(place) = wishes.iter().position(|wished| *wished == region) {
        return Rank::Wished(place + 1);
    }
    let prefecture = |id: Id| id.number / PREFECTURE_SHARE;
    if candidate.lives_in(region) {
        Rank::Lives
    } else if wishes.is_empty() {
        Rank::Unknown { wished: false }
    } else if wishes.iter().any(|wished| prefecture(*wished) == prefecture(region)) {
        Rank::SamePrefecture
    } else {
        Rank::Elsewhere
    }
}

pub(super) fn reward(candidate: &Candidate, opening: &Opening, sheet: &mut Sheet) {
    let (offered, floor) = (opening.offers.pay, candidate.wishes.floor);
    let asks_nothing = floor.is_some_and(|floor| floor.yen == 0);
    if asks_nothing || (candidate.wants(Want::ProBono) && !opening.is_paid()) {
        return;
    }
    let hours = opening.hours_needed().or(candidate.time.hours_week);
    let worth = match (offered, floor) {
        (Some(offered), Some(floor)) => pay_worth(offered, floor, hours),
        _ => Worth::UNKNOWN,
    };
    sheet.add(PartName::Reward, 1, worth, Fact::Reward { offered, floor });
}

/// Amounts are compared by the month; by the task only with the task.
fn pay_worth(offered: Pay, floor: Pay, hours_week: Option<i64>) -> Worth {
    if offered.unit == RewardUnit::None {
        return Worth::NONE;
    }
    if offered.unit == floor.unit {
        return Worth::share(offered.yen, floor.yen);
    }
    let monthly = |pay: Pay| match (pay.unit, hours_week) {
        (RewardUnit::Month, _) => Some(pay.yen.saturating_mul(MONTHS_A_YEAR)),
        (RewardUnit::Hour, Some(hours)) => Some(pay.yen.saturating_mul(hours).saturating_mul(WEEKS_A_YEAR)),
        (RewardUnit::Hour | RewardUnit::Task | RewardUnit::None, _) => None,
    };
    monthly(offered)
        .zip(monthly(floor))
        .map_or(Worth::UNKNOWN, |(offered, floor)| Worth::share(offered, floor))
}

pub(super) fn term(candidate: &Candidate, opening: &Opening, today: Date, sheet: &mut Sheet) {
    if opening.offers.patterns != 0 {
        let pattern = candidate.wishes.pattern;
        let fits = match pattern {
            // Somebody who is still considering has not chosen a pattern yet.
            None | Some(Pattern::Considering) => None,
            Some(pattern) => Some(opening.offers.patterns & pattern.bit() != 0),
        };
        sheet.add(PartName::Term, 1, Worth::met(fits), Fact::Pattern(pattern));
    }
    let (from, to) = (opening.offers.from, opening.offers.to);
    if from.is_none() && to.is_none() {
        return;
    }
    let (free_from, free_until) = (candidate.time.from, candidate.time.until);
    let worth = if free_from.is_none() && free_until.is_none() {
        Worth::UNKNOWN
    } else {
        overlap(from.unwrap_or(today), to, free_from, free_until)
    };
    sheet.add(PartName::Term, 1, worth, Fact::Term { from: free_from, until: free_until });
}

/// The share of the job's term in which somebody is free; of an open term, whether its first day is.
fn overlap(from: Date, to: Option<Date>, free_from: Option<Date>, free_until: Option<Date>) -> Worth {
    let to = to.unwrap_or(from).max(from);
    let first = free_from.map_or(from, |free| free.max(from));
    let last = free_until.map_or(to, |free| free.min(to));
    let free_days = i64::from(last.days_since(first)) + 1;
    Worth::share(free_days.max(0), i64::from(to.days_since(from)) + 1)
}

/// Living needs against what the region has; nothing where no need is known to the asker.
pub(super) fn needs(candidate: &Candidate, place: Option<&Place>, sheet: &mut Sheet) {
    for need in candidate.needs() {
        let met = place.and_then(|place| place.meets(need));
        sheet.add(PartName::Needs, 1, Worth::met(met), Fact::Need { need, met });
    }
}
