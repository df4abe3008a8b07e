//! What would change a number: each criterion that is not met in full is improved by one step, and the pair is judged again.
//! Invariant: a promised score is a score that the ranking would give; nothing is estimated.

use super::atlas::Atlas;
use super::candidate::{Candidate, Held};
use super::explain::{Text, WhatIf};
use super::fact::Fact;
use super::opening::Opening;
use super::pair::{Side, judge};
use super::sheet::{Entry, Sheet, UNIT};
use super::words::{pay, skill_name};
use crate::field::Id;
use crate::lang::Lang;

/// So many changes are named.
const NAMED: usize = 2;

/// The changes that raise the score most, the greatest first; of equals, the one higher on the sheet.
pub(crate) fn what_if(atlas: &Atlas<'_>, query: &Side, other: &Side, sheet: &Sheet) -> Vec<WhatIf> {
    let now = sheet.totals().total.score;
    let mut changes = Vec::new();
    for entry in sheet.entries().iter().filter(|entry| entry.worth.low < UNIT) {
        let (mut one, mut two) = (query.clone(), other.clone());
        let Some(text) = improve(atlas, &mut one, &mut two, entry) else { continue };
        let Some(judged) = judge(atlas, &one, &two, false) else { continue };
        let score = judged.sheet.totals().total.score;
        if score > now && changes.iter().all(|change: &WhatIf| change.text != text) {
            changes.push(WhatIf { text, score });
        }
    }
    changes.sort_by_key(|change| std::cmp::Reverse(change.score));
    changes.truncate(NAMED);
    changes
}

/// Changes one of the sides in what the entry is about, and says how.
fn improve(atlas: &Atlas<'_>, one: &mut Side, two: &mut Side, entry: &Entry) -> Option<Text> {
    match entry.fact {
        Fact::Reward { offered: Some(_), floor: Some(floor) } => {
            let opening = job(one, two)?;
            opening.offers.pay = Some(floor);
            let floor = |lang| pay(Some(floor), lang);
            Some(Text {
                ja: format!("報酬が{}になると", floor(Lang::Ja)),
                en: format!("with {}", floor(Lang::En)),
            })
        }
        fact => {
            let candidate = person(one, two)?;
            improve_person(atlas, candidate, fact)
        }
    }
}

fn improve_person(atlas: &Atlas<'_>, candidate: &mut Candidate, fact: Fact) -> Option<Text> {
    match fact {
        Fact::Skill { skill, need, has, near, .. } => {
            let level = has.filter(|_| near.is_none()).map_or(need, |has| (has + 1).min(need));
            raise(candidate, skill, level);
            let name = skill_name(atlas.state, skill);
            Some(Text {
                ja: format!("{name} が {level} になると"),
                en: format!("with {name} at level {level}"),
            })
        }
        Fact::Hours { has, min, max } => {
            let hours = min.filter(|min| *min > 0).or(max)?;
            candidate.time.hours_week = Some(hours);
            Some(known(has, &format!("週{hours}時間動ける"), &format!("{hours} hours a week")))
        }
        Fact::Visits { has, need, .. } => {
            candidate.time.visit_days_month = Some(need);
            Some(known(has, &format!("月{need}日通える"), &format!("{need} days a month on site")))
        }
        Fact::Daytime { has } => {
            candidate.time.weekday_daytime = Some(true);
            Some(known(has.map(i64::from), "平日昼に動ける", "free on weekdays in daytime"))
        }
        Fact::Stance { .. }
        | Fact::Style { .. }
        | Fact::Travel(_)
        | Fact::Wish { .. }
        | Fact::Rank(_)
        | Fact::Reward { .. }
        | Fact::Pattern(_)
        | Fact::Term { .. }
        | Fact::Need { .. }
        | Fact::Ready { .. }
        | Fact::ReadyUnknown
        | Fact::Work { .. }
        | Fact::Distance(_)
        | Fact::Here(_) => None,
    }
}

/// A value that is not known would have to turn out so; a known one would have to change.
fn known(has: Option<i64>, ja: &str, en: &str) -> Text {
    match has {
        None => Text { ja: format!("{ja}と分かれば"), en: format!("if it is known: {en}") },
        Some(_) => Text { ja: format!("{ja}と"), en: format!("with {en}") },
    }
}

fn raise(candidate: &mut Candidate, skill: Id, level: u8) {
    match candidate.skills.iter_mut().find(|held| held.skill == skill) {
        Some(held) => held.level = Some(held.level.unwrap_or(level).max(level)),
        None => candidate.skills.push(Held { skill, level: Some(level) }),
    }
}

fn person<'a>(one: &'a mut Side, two: &'a mut Side) -> Option<&'a mut Candidate> {
    match (one, two) {
        (Side::Person(candidate), _) | (_, Side::Person(candidate)) => Some(candidate),
        _ => None,
    }
}

fn job<'a>(one: &'a mut Side, two: &'a mut Side) -> Option<&'a mut Opening> {
    match (one, two) {
        (Side::Job(opening), _) | (_, Side::Job(opening)) => Some(opening),
        _ => None,
    }
}
