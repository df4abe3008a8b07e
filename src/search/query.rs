//! The line that people type: words and filters, joined by `and`, `or`, `not` and brackets.
//! Words are split at half- and full-width blanks; `'exact`, `^prefix`, `!not`, `~fuzzy`. Filters are `field:value` with keys
//! or Japanese names, and `-field:value` for the opposite. A line that cannot be meant is an error with its place. Names,
//! ids, choices and days are looked up once, when the line is read; letting records pass looks at nothing but them.

mod grammar;
mod problem;
mod token;
mod words;

pub use problem::{Possible, Problem, QueryError};
pub(super) use token::{Token, narrow};

use super::filter::{Filter, Sources, Subject, joined, wanted};
use super::needle::Needle;
use crate::domain::packed::{Named, Wanted};
use crate::domain::{Record, State};
use crate::field::tables::person;
use crate::field::{Date, Id, Kind};
use words::Word;

/// The longest line, in characters.
pub const QUERY_CHARS: usize = 500;
/// The most terms and filters of one line.
pub const QUERY_PARTS: usize = 24;
/// The longest term; a longer one is cut, since no name is longer.
pub const TERM_CHARS: usize = 64;

/// Whoever asks, and of what: what a line's names, days and `me` mean.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    pub state: &'a State,
    pub today: Date,
    /// Whom `me` means; empty for nobody.
    pub user: &'a str,
}

/// A parsed line, or one branch of it.
#[derive(Debug, Default)]
pub struct Query {
    pub(super) terms: Vec<Needle>,
    pub(super) refused: Vec<Needle>,
    pub(super) filters: Vec<Filter>,
    /// The words again, for letting records pass without an index; `false` for those that must not be there.
    words: Vec<(Word, bool)>,
    /// Further branches: a record that one of them finds is found.
    pub(super) others: Vec<Query>,
}

impl Query {
    /// Reads a line as `asker` means it.
    ///
    /// # Errors
    /// The first thing in the line that cannot be meant, with its place.
    pub fn read(line: &str, asker: &Asker<'_>) -> Result<Self, QueryError> {
        let pieces = token::split(line)?;
        let mut branches = grammar::branches(&pieces, asker)?.into_iter();
        let mut query = branches.next().map(|branch| Self::of(branch, asker.state)).unwrap_or_default();
        query.others = branches.map(|branch| Self::of(branch, asker.state)).collect();
        Ok(query)
    }

    /// Reads a line that nobody asks of no office: names are compared as texts, days count from 1970.
    ///
    /// # Errors
    /// As [`Query::read`].
    pub fn parse(line: &str) -> Result<Self, QueryError> {
        Self::read(line, &Asker { state: &State::new(), today: Date::default(), user: "" })
    }

    /// The query about records of these kinds only.
    #[must_use]
    pub fn only(mut self, kinds: &[Kind]) -> Self {
        self.filters.push(Filter::Kinds(kinds.to_vec()));
        self.others = self.others.into_iter().map(|other| other.only(kinds)).collect();
        self
    }

    /// Whether nothing is asked: every record answers.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.filters.is_empty() && self.others.is_empty()
    }

    /// Whether nothing but words that must match is asked.
    pub fn is_plain(&self) -> bool {
        self.filters.is_empty() && self.others.is_empty() && self.words.iter().all(|(_, wanted)| *wanted)
    }

    /// Whether words are looked for, by which hits can be ranked.
    pub fn has_words(&self) -> bool {
        !self.words.is_empty() || self.others.iter().any(Self::has_words)
    }

    /// Whether a record of this kind may pass, as far as that is known without looking at it.
    pub fn allows(&self, kind: Kind) -> bool {
        self.filters.iter().all(|filter| filter.allows(kind))
            || self.others.iter().any(|one| one.allows(kind))
    }

    /// Whether the filters let a record pass; only of one branch.
    pub(super) fn lets_pass(&self, record: &Record, state: &State) -> bool {
        let subject = Subject::new(record, state);
        self.filters.iter().all(|filter| filter.passes(&subject))
    }

    /// Whether a record is in a list that is filtered by this line. Words are looked for as they are written and as they
    /// sound, in what the record is called, its id and its stage.
    pub fn passes(&self, record: &Record, state: &State) -> bool {
        let subject = Subject::new(record, state);
        self.passes_as(&subject)
    }

    /// The fields of a record of this kind that `passes` looks at: a record with these alone passes just as the whole one does.
    pub fn reads(&self, kind: Kind) -> Wanted {
        let own = self.filters_read(kind);
        let words = match kind {
            _ if self.words.is_empty() => Wanted::NOTHING,
            Kind::Person => wanted(&[
                &person::FAMILY_NAME,
                &person::GIVEN_NAME,
                &person::FAMILY_KANA,
                &person::GIVEN_KANA,
            ]),
            _ => Wanted::ALL,
        };
        self.others.iter().fold(own.and(words), |all, other| all.and(other.reads(kind)))
    }

    /// The same of what `lets_pass` looks at.
    pub(super) fn filters_read(&self, kind: Kind) -> Wanted {
        self.filters.iter().fold(Wanted::NOTHING, |all, filter| all.and(filter.reads(kind)))
    }

    /// The only records of a kind that can pass, ascending, where they are found without looking at each: people whom a case
    /// or a match must name. `None` where any record may pass.
    pub fn candidates(&self, kind: Kind, state: &State) -> Option<Vec<Id>> {
        if kind != Kind::Person {
            return None;
        }
        let mut named = Named::new();
        for source in self.comes_from()? {
            let live = state.all(source).filter(|(_, packed)| !packed.is_withdrawn());
            live.for_each(|(_, packed)| packed.name_all(&mut named));
        }
        let mut people: Vec<Id> =
            named.into_iter().map(|(_, id)| id).filter(|id| id.kind == Kind::Person).collect();
        people.sort_unstable();
        people.dedup();
        Some(people)
    }

    fn comes_from(&self) -> Option<Sources> {
        let own = self.filters.iter().filter_map(Filter::comes_from).min_by_key(Vec::len)?;
        let others: Option<Vec<Sources>> = self.others.iter().map(Self::comes_from).collect();
        let mut all = others?;
        all.push(own);
        Some(joined(all))
    }

    pub(super) fn passes_as(&self, subject: &Subject<'_>) -> bool {
        let own = || {
            self.filters.iter().all(|filter| filter.passes(subject))
                && self.words.iter().all(|(word, wanted)| word.is_in(subject) == *wanted)
        };
        own() || self.others.iter().any(|other| other.passes_as(subject))
    }

    fn of(branch: grammar::Branch, state: &State) -> Self {
        let mut query = Self { filters: branch.filters, ..Self::default() };
        for (term, wanted) in branch.terms {
            let Some(needle) = Needle::new(&term.written, term.mode) else { continue };
            let needle = needle.of_today(state);
            query.words.push((Word::new(&term.written, term.mode).of_today(&term.written, state), wanted));
            if wanted { query.terms.push(needle) } else { query.refused.push(needle) }
        }
        query
    }
}

/// The line with `me` written out as `user`, so that it means the same whoever asks.
pub fn spelled_out(line: &str, user: &str) -> String {
    let Ok(pieces) = token::split(line) else { return line.to_owned() };
    let mine: Vec<Token> = pieces.iter().flat_map(grammar::values_of_staff).filter(Filter::is_me).collect();
    let mut spelled = String::with_capacity(line.len());
    for (at, c) in line.chars().enumerate() {
        match mine.iter().find(|token| (token.at..token.end()).contains(&at)) {
            Some(token) if token.at == at => spelled.extend(["\"=", user, "\""]),
            Some(_) => {}
            None => spelled.push(c),
        }
    }
    spelled
}

#[cfg(test)]
mod tests;
