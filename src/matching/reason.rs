//! The shortest useful reason on a row: what is missing, else what is not known, else the best and the weakest part.

use super::sheet::{Part, Sign};
use super::{Hit, Lack};
use crate::domain::State;
use crate::lang::Lang;

/// The signs of a row. Screens choose them by what the terminal draws in known widths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signs {
    pub full: &'static str,
    pub good: &'static str,
    pub weak: &'static str,
    pub none: &'static str,
    pub unknown: &'static str,
}

impl Signs {
    /// As coordinators write them; some terminals draw them one cell wide and some two.
    pub const MARKS: Self = Self { full: "◎", good: "○", weak: "△", none: "×", unknown: "?" };
    /// Of one cell on every terminal.
    pub const PLAIN: Self = Self { full: "++", good: "+", weak: "-", none: "x", unknown: "?" };

    /// The sign of a part.
    pub const fn of(&self, part: &Part) -> &'static str {
        match part.sign {
            Sign::Unknown => self.unknown,
            Sign::Met => self.full,
            Sign::Missing => self.none,
            Sign::Partly if part.got * 2 >= part.of => self.good,
            Sign::Partly => self.weak,
        }
    }
}

/// So many skills are named on a row; the rest is counted.
const NAMED_SKILLS: usize = 2;

/// The reason in as few words as can be: `不足: 補助金申請`, `62-78 稼働?`, `技能◎ 通い△`.
pub fn short_reason(hit: &Hit, state: &State, lang: Lang, signs: &Signs) -> String {
    if !hit.missing.is_empty() {
        return lacking(&hit.missing, state, lang);
    }
    if hit.low != hit.high {
        return format!("{}-{} {}", hit.low, hit.high, unknown(hit, lang, signs));
    }
    ends(hit, lang, signs)
}

fn lacking(missing: &[Lack], state: &State, lang: Lang) -> String {
    let names = missing.iter().take(NAMED_SKILLS).map(|lack| {
        let name = state.label(lack.skill).unwrap_or_else(|| lack.skill.to_string());
        lack.has.map_or_else(|| name.clone(), |has| format!("{name} {has}<{}", lack.need))
    });
    let names = names.collect::<Vec<_>>().join(lang.pick("、", ", "));
    let more = missing.len().saturating_sub(NAMED_SKILLS);
    let more = if more > 0 { format!(" +{more}") } else { String::new() };
    format!("{}{names}{more}", lang.pick("不足: ", "lacks "))
}

/// The unknown part that weighs most, by its name.
fn unknown(hit: &Hit, lang: Lang, signs: &Signs) -> String {
    let widest = hit.parts.iter().rev().max_by_key(|part| part.high - part.low);
    let name = widest.map_or("", |part| part.name.short().text(lang));
    format!("{name}{}", signs.unknown)
}

/// The best part and the weakest.
fn ends(hit: &Hit, lang: Lang, signs: &Signs) -> String {
    let share = |part: &&Part| part.got * 1000 / part.of.max(1);
    let named = |part: &Part| format!("{}{}", part.name.short().text(lang), signs.of(part));
    // Of equals, the part that weighs more speaks for the pair.
    let best = hit.parts.iter().max_by_key(|part| (share(part), part.of));
    let weakest = hit.parts.iter().max_by_key(|part| (1000 - share(part).min(1000), part.of));
    match (best, weakest) {
        (Some(best), Some(weakest)) if best != weakest => format!("{} {}", named(best), named(weakest)),
        (Some(best), _) => named(best),
        (None, _) => String::new(),
    }
}
