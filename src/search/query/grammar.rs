//! From tokens to what is meant: `not` binds closer than `and`, which binds closer than `or`; what stands side by side is
//! joined by `and`. Words are then taken apart into branches, each a list of words that must match and filters that must
//! let pass, because searching ranks by words and only lists of words can be ranked.

use super::token::{Piece, Token};
use super::{Asker, Problem, QUERY_PARTS, QueryError, TERM_CHARS};
use crate::fold::fold;
use crate::search::filter::{Filter, Named, is_comma};
use crate::search::needle::Mode;

/// Branches at most: more are a product of brackets that nobody means.
const BRANCHES: usize = 16;
/// Brackets inside each other at most.
const DEPTH: usize = 16;

/// A word that is looked for.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub written: String,
    pub mode: Mode,
}

/// What a line means.
#[derive(Debug, Clone)]
enum Meaning {
    All(Vec<Meaning>),
    Any(Vec<Meaning>),
    Not(Box<Meaning>),
    Term(Term),
    Filter(Filter),
    /// A lone sign on the way to something: says nothing.
    Nothing,
}

/// Words and filters that must all hold; a word with `false` must not.
#[derive(Debug, Clone, Default)]
pub(super) struct Branch {
    pub terms: Vec<(Term, bool)>,
    pub filters: Vec<Filter>,
}

/// The branches of which one must hold; a single empty one where nothing is asked.
pub(super) fn branches(pieces: &[Piece], asker: &Asker<'_>) -> Result<Vec<Branch>, QueryError> {
    let mut parser = Parser { pieces, next: 0, parts: 0, depth: 0, asker };
    if pieces.is_empty() {
        return Ok(vec![Branch::default()]);
    }
    let meaning = parser.any()?;
    if let Some(piece) = parser.peek() {
        return Err(QueryError { at: piece.at(), length: 1, problem: Problem::NoTerm });
    }
    let too_many = |()| QueryError { at: 0, length: 1, problem: Problem::TooMany };
    meaning.branches(true).map_err(too_many)
}

/// The values of a filter on a field that holds whoever works here.
pub(super) fn values_of_staff(piece: &Piece) -> Vec<Token> {
    let Piece::Word(token) = piece else { return Vec::new() };
    let (sign, skipped) = Sign::of(token);
    match token.after(skipped).divide() {
        Some((name, value)) if sign.allows_filter() && Named::is_staff(&name.text()) => value.parts(is_comma),
        _ => Vec::new(),
    }
}

struct Parser<'a> {
    pieces: &'a [Piece],
    next: usize,
    /// Words and filters so far.
    parts: usize,
    depth: usize,
    asker: &'a Asker<'a>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Piece> {
        self.pieces.get(self.next)
    }

    fn any(&mut self) -> Result<Meaning, QueryError> {
        let mut members = vec![self.all()?];
        while matches!(self.peek(), Some(Piece::Or(_))) {
            self.next += 1;
            members.push(self.all()?);
        }
        Ok(only(members, Meaning::Any))
    }

    fn all(&mut self) -> Result<Meaning, QueryError> {
        let mut members = vec![self.one()?];
        loop {
            match self.peek() {
                Some(Piece::And(_)) => self.next += 1,
                Some(Piece::Word(_) | Piece::Open(_) | Piece::Not(_)) => {}
                _ => return Ok(only(members, Meaning::All)),
            }
            members.push(self.one()?);
        }
    }

    fn one(&mut self) -> Result<Meaning, QueryError> {
        let Some(piece) = self.peek() else { return Err(self.missing()) };
        let deeper = self.depth + 1;
        match piece {
            Piece::Not(at) => {
                self.next += 1;
                self.descend(deeper, *at)?;
                let meaning = self.one()?;
                self.depth = deeper - 1;
                Ok(Meaning::Not(Box::new(meaning)))
            }
            Piece::Open(at) => {
                self.next += 1;
                self.descend(deeper, *at)?;
                if let Some(Piece::Close(end)) = self.peek() {
                    let length = end + 1 - at;
                    return Err(QueryError { at: *at, length, problem: Problem::EmptyGroup });
                }
                let meaning = self.any()?;
                // Brackets come in pairs: the splitter has seen to it.
                if matches!(self.peek(), Some(Piece::Close(_))) {
                    self.next += 1;
                }
                self.depth = deeper - 1;
                Ok(meaning)
            }
            Piece::Word(token) => {
                self.next += 1;
                self.word(token)
            }
            Piece::Close(at) | Piece::And(at) | Piece::Or(at) => {
                Err(QueryError { at: *at, length: 1, problem: Problem::NoTerm })
            }
        }
    }

    fn descend(&mut self, depth: usize, at: usize) -> Result<(), QueryError> {
        self.depth = depth;
        if depth > DEPTH { Err(QueryError { at, length: 1, problem: Problem::TooMany }) } else { Ok(()) }
    }

    /// The error of a line that ends behind a joining word: it points at that word.
    fn missing(&self) -> QueryError {
        let at = self.pieces.last().map_or(0, Piece::at);
        QueryError { at, length: 1, problem: Problem::NoTerm }
    }

    /// A word: a filter, or something to look for.
    fn word(&mut self, token: &Token) -> Result<Meaning, QueryError> {
        self.parts += 1;
        if self.parts > QUERY_PARTS {
            return Err(token.error(Problem::TooMany));
        }
        let (sign, skipped) = Sign::of(token);
        let body = token.after(skipped);
        if sign.allows_filter()
            && let Some((name, value)) = body.divide()
        {
            let named = Named::of(&name.text(), self.asker.state);
            if let Some(named) = named {
                let filter = Filter::read(&named, &name, &value, self.asker)?;
                let meaning = Meaning::Filter(filter);
                return Ok(if sign == Sign::Plain { meaning } else { Meaning::Not(Box::new(meaning)) });
            }
            if !is_text(&name.text()) {
                let near = Named::near(&name.text(), self.asker.state);
                return Err(name.error(Problem::UnknownField { name: name.text(), near }));
            }
        }
        let written: String = body.chars.iter().map(|(_, c, _)| *c).take(TERM_CHARS).collect();
        let mode = match sign {
            Sign::Exact | Sign::Not => Mode::Exact,
            Sign::Prefix => Mode::Prefix,
            Sign::Fuzzy => Mode::Fuzzy,
            Sign::Plain | Sign::Minus => Mode::Plain,
        };
        // A minus only negates a filter or a group; before a word it is part of what was typed.
        let written = if sign == Sign::Minus { format!("-{written}") } else { written };
        if fold(&written).is_empty() {
            // A lone sign is typed on the way to a term only; a lone hyphen or dot is nothing to look for.
            let on_the_way = body.is_empty() && sign != Sign::Minus;
            return if on_the_way { Err(token.error(Problem::NoTerm)) } else { Ok(Meaning::Nothing) };
        }
        let term = Meaning::Term(Term { written, mode });
        Ok(if sign == Sign::Not { Meaning::Not(Box::new(term)) } else { term })
    }
}

fn only(mut members: Vec<Meaning>, join: fn(Vec<Meaning>) -> Meaning) -> Meaning {
    match (members.pop(), members.is_empty()) {
        (Some(one), true) => one,
        (Some(last), false) => {
            members.push(last);
            join(members)
        }
        (None, _) => Meaning::Nothing,
    }
}

/// Whether what stands before a colon belongs to a text: a time, an address.
fn is_text(name: &str) -> bool {
    name.chars().all(char::is_numeric) || matches!(name, "http" | "https" | "mailto")
}

impl Meaning {
    /// The filter that it is, where no word is in it.
    fn filter(&self) -> Option<Filter> {
        match self {
            Self::Filter(filter) => Some(filter.clone()),
            Self::Not(one) => Some(Filter::Not(Box::new(one.filter()?))),
            Self::All(members) => Some(Filter::All(members.iter().map(Self::filter).collect::<Option<_>>()?)),
            Self::Any(members) => Some(Filter::Any(members.iter().map(Self::filter).collect::<Option<_>>()?)),
            Self::Term(_) | Self::Nothing => None,
        }
    }

    /// The branches of it, or of its opposite; `Err` where they are too many.
    fn branches(&self, wanted: bool) -> Result<Vec<Branch>, ()> {
        if let Some(filter) = self.filter() {
            let filter = if wanted { filter } else { Filter::Not(Box::new(filter)) };
            let filters = match filter {
                Filter::All(members) => members,
                one => vec![one],
            };
            return Ok(vec![Branch { terms: Vec::new(), filters }]);
        }
        match self {
            Self::Not(one) => one.branches(!wanted),
            Self::Term(term) => {
                let mut term = term.clone();
                if !wanted && term.mode == Mode::Plain {
                    // Who leaves something out means what is written, not what is near to it.
                    term.mode = Mode::Exact;
                }
                Ok(vec![Branch { terms: vec![(term, wanted)], filters: Vec::new() }])
            }
            Self::All(members) if wanted => product(members, wanted),
            Self::Any(members) if !wanted => product(members, wanted),
            Self::All(members) | Self::Any(members) => sum(members, wanted),
            Self::Filter(_) | Self::Nothing => Ok(vec![Branch::default()]),
        }
    }
}

/// Every branch of one member with every branch of the others.
fn product(members: &[Meaning], wanted: bool) -> Result<Vec<Branch>, ()> {
    let mut all = vec![Branch::default()];
    for member in members {
        let mut next = Vec::new();
        let ways = member.branches(wanted)?;
        for branch in &all {
            for way in &ways {
                let mut joined = branch.clone();
                joined.terms.extend(way.terms.iter().cloned());
                joined.filters.extend(way.filters.iter().cloned());
                next.push(joined);
            }
        }
        if next.len() > BRANCHES {
            return Err(());
        }
        all = next;
    }
    Ok(all)
}

/// The branches of all members; filters side by side are one branch.
fn sum(members: &[Meaning], wanted: bool) -> Result<Vec<Branch>, ()> {
    let filters: Vec<Filter> = members.iter().filter_map(Meaning::filter).collect();
    let mut all = Vec::new();
    if !filters.is_empty() {
        let filters = filters.into_iter().map(|one| if wanted { one } else { Filter::Not(Box::new(one)) });
        all.push(Branch { terms: Vec::new(), filters: vec![Filter::Any(filters.collect())] });
    }
    let says_something = |member: &&Meaning| member.filter().is_none() && !matches!(member, Meaning::Nothing);
    for member in members.iter().filter(says_something) {
        all.extend(member.branches(wanted)?);
    }
    if all.is_empty() {
        all.push(Branch::default());
    }
    if all.len() > BRANCHES { Err(()) } else { Ok(all) }
}

/// What stands before a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plain,
    Exact,
    Prefix,
    Not,
    Minus,
    Fuzzy,
}

impl Sign {
    /// The sign of a token and how many characters it takes.
    fn of(token: &Token) -> (Self, usize) {
        let Some((_, first, false)) = token.chars.first().copied() else { return (Self::Plain, 0) };
        match first {
            '\'' | '’' | '＇' => (Self::Exact, 1),
            '^' | '＾' => (Self::Prefix, 1),
            '!' | '！' => (Self::Not, 1),
            '~' | '～' | '〜' => (Self::Fuzzy, 1),
            '-' | '－' => (Self::Minus, 1),
            _ => (Self::Plain, 0),
        }
    }

    const fn allows_filter(self) -> bool {
        matches!(self, Self::Plain | Self::Not | Self::Minus)
    }
}
