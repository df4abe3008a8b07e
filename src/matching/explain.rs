//! The full account of one pair: every part with its lines, the gates, what would change it, and what happened so far.
//! Invariant: the numbers are those of the ranking, because they come from the same judgement; lines only say them in words.
//! Called by the page "why this match".

use super::atlas::Atlas;
use super::change::what_if;
use super::pair::{Side, judge};
use super::rank::score_all;
use super::sheet::{Part, Sheet, Sign};
use super::weights::{Direction, WEIGHTS_VERSION};
use super::words::line;
use super::{Hit, MatchError, Options};
use crate::domain::{Record, State};
use crate::field::choices::MatchStatus;
use crate::field::tables::matched;
use crate::field::{Date, Id, Kind};
use crate::lang::{Label, Lang};

/// A text that was put together, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    pub ja: String,
    pub en: String,
}

impl Text {
    /// The text in `lang`.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.ja, &self.en)
    }
}

/// One criterion of a part, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub sign: Sign,
    pub text: Text,
}

/// A part with its criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub part: Part,
    pub lines: Vec<Line>,
}

/// A change and the score it would lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    pub text: Text,
    pub score: u32,
}

/// What happened so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Presented {
    /// How often the person was suggested for a job, whatever came of it.
    pub suggested: usize,
    /// How often the person was presented to anybody, and when last.
    pub times: usize,
    pub last: Option<Date>,
    /// How many of the person's matches are waiting for an answer.
    pub waiting: usize,
    /// The counterpart's place among all that pass the gates, and how many those are.
    pub place: Option<(usize, usize)>,
    /// The recorded match of this very pair.
    pub recorded: Option<Id>,
}

/// The account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Who asked, and the counterpart.
    pub of: Id,
    pub hit: Hit,
    /// In the order of the table: first the job's (or region's) side, then the person's.
    pub accounts: Vec<Account>,
    /// At most two, the greatest gain first.
    pub changes: Vec<WhatIf>,
    pub presented: Presented,
    pub weights_version: u16,
}

/// Beyond so many counterparts, the place among them is not looked up.
const PLACE_AMONG: usize = 20_000;

/// Explains how well `b` fits as a counterpart of `a`. The limit of the options does not matter.
///
/// # Errors
/// `NotFound` where one is not there, `Unpaired` where the two kinds are not matched.
pub fn explain(state: &State, a: Id, b: Id, options: &Options) -> Result<Explanation, MatchError> {
    let atlas = Atlas::new(state, options.today, options.sees_needs);
    let (query, other) = (Side::find(&atlas, a)?, Side::find(&atlas, b)?);
    let unpaired = MatchError::Unpaired { from: a.kind.plural(), wanted: b.kind.plural() };
    let judged = judge(&atlas, &query, &other, true).ok_or(unpaired)?;
    let accounts = accounts(state, &judged.sheet);
    let changes = what_if(&atlas, &query, &other, &judged.sheet);
    let hit = judged.into_hit(b);
    let mut presented = presented(state, a, b);
    presented.place = place(&atlas, &query, &hit);
    Ok(Explanation { of: a, hit, accounts, changes, presented, weights_version: WEIGHTS_VERSION })
}

impl Explanation {
    /// The heading of a direction.
    pub fn heading(&self, direction: Direction) -> Label {
        let kinds = [self.of.kind, self.hit.id.kind];
        match direction {
            Direction::Job if kinds.contains(&Kind::Job) => Label::new("案件から見て", "seen from the job"),
            Direction::Person if kinds.contains(&Kind::Person) => {
                Label::new("本人から見て", "seen from the person")
            }
            Direction::Job | Direction::Person => Label::new("地域から見て", "seen from the region"),
        }
    }

    /// The number of a direction: the sum of its parts.
    pub const fn fit(&self, direction: Direction) -> u32 {
        match direction {
            Direction::Job => self.hit.fit_to_job,
            Direction::Person => self.hit.fit_to_person,
        }
    }

    /// The parts of a direction.
    pub fn side(&self, direction: Direction) -> impl Iterator<Item = &Account> {
        self.accounts.iter().filter(move |account| account.part.direction == direction)
    }

    /// The sum in one line: `技能44/60 + 稼働時間15/15 = 59 (案件から見て)`.
    pub fn sum_line(&self, direction: Direction, lang: Lang) -> String {
        let parts = self.side(direction).map(|account| {
            let part = account.part;
            format!("{}{}/{}", part.name.label().text(lang), part.got, part.of)
        });
        let parts = parts.collect::<Vec<_>>().join(" + ");
        format!("{parts} = {} ({})", self.fit(direction), self.heading(direction).text(lang))
    }
}

fn accounts(state: &State, sheet: &Sheet) -> Vec<Account> {
    let lines = |part: &Part| {
        let entries = sheet.entries().iter().filter(|entry| entry.part == part.name);
        entries.map(|entry| line(state, entry)).collect()
    };
    sheet.parts().into_iter().map(|part| Account { lines: lines(&part), part }).collect()
}

fn presented(state: &State, a: Id, b: Id) -> Presented {
    let Some(person) = [a, b].into_iter().find(|id| id.kind == Kind::Person) else {
        return Presented::default();
    };
    let other = if person == a { b } else { a };
    let matches: Vec<_> = state.linked(person, Kind::Match).filter_map(|id| state.live(id)).collect();
    let recorded = matches.iter().find(|one| one.reference(&matched::JOB) == Some(other));
    Presented { recorded: recorded.map(|one| one.id), ..told(&matches) }
}

/// How often a person was suggested and presented, and how many answers are awaited; nothing of any pair.
pub fn exposure(state: &State, person: Id) -> Presented {
    let matches: Vec<_> = state.linked(person, Kind::Match).filter_map(|id| state.live(id)).collect();
    told(&matches)
}

fn told(matches: &[Record]) -> Presented {
    let days: Vec<Date> = matches.iter().filter_map(|one| one.date(&matched::PRESENTED_ON)).collect();
    let waits = [MatchStatus::OfferedToPerson, MatchStatus::Presented, MatchStatus::Interview];
    let waiting = matches.iter().filter(|one| {
        let status = one.choice(&matched::STATUS).and_then(MatchStatus::from_code);
        status.is_some_and(|status| waits.contains(&status))
    });
    Presented {
        suggested: matches.len(),
        times: days.len(),
        last: days.iter().max().copied(),
        waiting: waiting.count(),
        place: None,
        recorded: None,
    }
}

/// The place by the numbers alone: those before it are better, equals share it.
fn place(atlas: &Atlas<'_>, query: &Side, hit: &Hit) -> Option<(usize, usize)> {
    if atlas.state.count(hit.id.kind) > PLACE_AMONG {
        return None;
    }
    let scored = score_all(atlas, query, hit.id.kind);
    let passed = scored.iter().filter(|one| one.failed.is_none());
    let better = passed.clone().filter(|one| (one.low, one.score) > (hit.low, hit.score)).count();
    let is_in = passed.clone().any(|one| one.id == hit.id);
    is_in.then(|| (better + 1, passed.count()))
}
