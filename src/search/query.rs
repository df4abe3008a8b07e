//! The line that people type: terms and filters.
//! Terms are split at half- and full-width blanks and must all match; `'exact`, `^prefix`, `!not`, `~fuzzy`,
//! `kind:person` and `field:value` with keys or Japanese names. A line that cannot be meant is an error with its place.

use super::filter::{Filter, is_filter_name};
use super::needle::{Mode, Needle};
use crate::field::Kind;
use crate::lang::Lang;

/// The longest line, in characters.
pub const QUERY_CHARS: usize = 500;
/// The most terms and filters of one line.
pub const QUERY_PARTS: usize = 16;
/// The longest term; a longer one is cut, since no name is longer.
pub const TERM_CHARS: usize = 64;

/// A parsed line.
#[derive(Debug, Default)]
pub struct Query {
    pub(super) terms: Vec<Needle>,
    pub(super) refused: Vec<Needle>,
    pub(super) filters: Vec<Filter>,
}

/// What is wrong with a line, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("character {}: {}", at + 1, problem.text(Lang::En))]
pub struct QueryError {
    /// The first wrong character, counted in characters from 0.
    pub at: usize,
    /// How many characters are wrong; at least 1.
    pub length: usize,
    pub problem: Problem,
}

/// Why a line cannot be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    TooLong,
    TooMany,
    /// No kind has a field of this name.
    UnknownField(String),
    /// A filter without a value.
    NoValue,
    /// A value that the field cannot have.
    BadValue {
        field: String,
        value: String,
    },
    /// A quotation mark without its partner.
    OpenQuote,
    /// An operator without a term.
    NoTerm,
}

impl Problem {
    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::TooLong, Lang::Ja) => format!("検索語は{QUERY_CHARS}文字までです"),
            (Self::TooLong, Lang::En) => format!("a query has at most {QUERY_CHARS} characters"),
            (Self::TooMany, Lang::Ja) => format!("検索語は{QUERY_PARTS}個までです"),
            (Self::TooMany, Lang::En) => format!("a query has at most {QUERY_PARTS} words"),
            (Self::UnknownField(name), Lang::Ja) => {
                format!("「{name}」という項目はありません (文字として探すには '{name}: と書きます)")
            }
            (Self::UnknownField(name), Lang::En) => {
                format!("there is no field {name:?} (write '{name}: to search for the text)")
            }
            (Self::NoValue, Lang::Ja) => "コロンの後に値が必要です".to_owned(),
            (Self::NoValue, Lang::En) => "a value is missing after the colon".to_owned(),
            (Self::BadValue { field, value }, Lang::Ja) => format!("「{value}」は{field}の値ではありません"),
            (Self::BadValue { field, value }, Lang::En) => format!("{value:?} is no value of {field}"),
            (Self::OpenQuote, Lang::Ja) => "引用符が閉じていません".to_owned(),
            (Self::OpenQuote, Lang::En) => "the quotation mark is not closed".to_owned(),
            (Self::NoTerm, Lang::Ja) => "記号の後に検索語が必要です".to_owned(),
            (Self::NoTerm, Lang::En) => "a word is missing after the sign".to_owned(),
        }
    }
}

impl QueryError {
    /// The sentence with its place, for people.
    pub fn text(&self, lang: Lang) -> String {
        let place = self.at + 1;
        let problem = self.problem.text(lang);
        match lang {
            Lang::Ja => format!("{place}文字目: {problem}"),
            Lang::En => format!("character {place}: {problem}"),
        }
    }
}

impl Query {
    /// Reads a line.
    ///
    /// # Errors
    /// The first thing in the line that cannot be meant, with its place.
    pub fn parse(line: &str) -> Result<Self, QueryError> {
        let tokens = split(line)?;
        let mut query = Self::default();
        for (count, token) in tokens.iter().enumerate() {
            if count >= QUERY_PARTS {
                return Err(token.error(Problem::TooMany));
            }
            query.take(token)?;
        }
        Ok(query)
    }

    /// The query about records of these kinds only.
    #[must_use]
    pub fn only(mut self, kinds: &[Kind]) -> Self {
        self.filters.push(Filter::kinds(kinds.to_vec()));
        self
    }

    /// Whether nothing is asked: every record answers.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.refused.is_empty() && self.filters.is_empty()
    }

    fn take(&mut self, token: &Token) -> Result<(), QueryError> {
        let (sign, skipped) = Sign::of(token);
        let body = token.after(skipped);
        if sign.allows_filter()
            && let Some((name, value)) = body.divide()
        {
            if is_filter_name(&name.text()) {
                let filter = Filter::parse(&name, &value, sign != Sign::Plain)?;
                self.filters.push(filter);
                return Ok(());
            }
            let is_text = name.text().chars().all(char::is_numeric)
                || matches!(name.text().as_str(), "http" | "https" | "mailto");
            if !is_text {
                return Err(name.error(Problem::UnknownField(name.text())));
            }
        }
        let written: String = body.chars.iter().map(|(_, c, _)| *c).take(TERM_CHARS).collect();
        let mode = match sign {
            Sign::Exact | Sign::Not => Mode::Exact,
            Sign::Prefix => Mode::Prefix,
            Sign::Fuzzy => Mode::Fuzzy,
            Sign::Plain | Sign::Minus => Mode::Plain,
        };
        // A minus only negates a filter; before a word it is part of what was typed.
        let written = if sign == Sign::Minus { format!("-{written}") } else { written };
        match Needle::new(&written, mode) {
            Some(needle) if sign == Sign::Not => self.refused.push(needle),
            Some(needle) => self.terms.push(needle),
            // A lone sign is typed on the way to a term only; a lone hyphen or dot is nothing to look for.
            None if body.chars.is_empty() && sign != Sign::Minus => return Err(token.error(Problem::NoTerm)),
            None => {}
        }
        Ok(())
    }
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

    fn allows_filter(self) -> bool {
        matches!(self, Self::Plain | Self::Not | Self::Minus)
    }
}

/// A run of characters with their places; the flag says that a character was quoted.
#[derive(Debug, Clone, Default)]
pub(super) struct Token {
    at: usize,
    chars: Vec<(usize, char, bool)>,
}

impl Token {
    pub fn text(&self) -> String {
        self.chars.iter().map(|(_, c, _)| *c).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The error that points at this token.
    pub fn error(&self, problem: Problem) -> QueryError {
        QueryError { at: self.at, length: self.chars.len().max(1), problem }
    }

    /// The parts between unquoted characters for which `ends` holds.
    pub fn parts(&self, ends: impl Fn(char) -> bool) -> Vec<Self> {
        let mut parts = vec![Self { at: self.at, chars: Vec::new() }];
        for (at, c, quoted) in self.chars.iter().copied() {
            if !quoted && ends(c) {
                parts.push(Self { at: at + 1, chars: Vec::new() });
            } else if let Some(part) = parts.last_mut() {
                part.chars.push((at, c, quoted));
            }
        }
        parts
    }

    fn after(&self, skipped: usize) -> Self {
        let chars = self.chars.get(skipped..).unwrap_or_default().to_vec();
        Self { at: self.at + skipped, chars }
    }

    /// The token before and after its first unquoted colon, when something stands before it.
    fn divide(&self) -> Option<(Self, Self)> {
        let colon = self.chars.iter().position(|(_, c, quoted)| !quoted && matches!(c, ':' | '：'))?;
        let (name, value) = self.chars.split_at_checked(colon).filter(|(name, _)| !name.is_empty())?;
        let (colon, value) = value.split_first()?;
        Some((Self { at: self.at, chars: name.to_vec() }, Self { at: colon.0 + 1, chars: value.to_vec() }))
    }
}

/// The tokens of a line.
fn split(line: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut current: Option<Token> = None;
    let mut quote: Option<usize> = None;
    for (at, c) in line.chars().enumerate() {
        if at >= QUERY_CHARS {
            return Err(QueryError { at, length: 1, problem: Problem::TooLong });
        }
        if matches!(c, '"' | '“' | '”' | '＂') {
            quote = if quote.is_some() { None } else { Some(at) };
            current.get_or_insert_with(|| Token { at, chars: Vec::new() });
        } else if c.is_whitespace() && quote.is_none() {
            tokens.extend(current.take());
        } else {
            let token = current.get_or_insert_with(|| Token { at, chars: Vec::new() });
            token.chars.push((at, c, quote.is_some()));
        }
    }
    tokens.extend(current);
    match quote {
        Some(at) => Err(QueryError { at, length: 1, problem: Problem::OpenQuote }),
        None => Ok(tokens.into_iter().filter(|token| !token.is_empty()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn problem(line: &str) -> (usize, usize, Problem) {
        let error = Query::parse(line).unwrap_err();
        (error.at, error.length, error.problem)
    }

    #[test]
    fn lines_are_split_at_both_blanks() {
        let query =
            Query::parse("山田　太郎 'しお !東京 skill:\"Web 制作\" kind:person -owner:none").unwrap();
        assert_eq!(
            query.terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>(),
            ["山田", "太郎", "しお"]
        );
        assert_eq!((query.refused.len(), query.filters.len()), (1, 3));
        assert!(Query::parse(" 　").unwrap().is_empty());
        assert_eq!(Query::parse("12:30 https://a.jp 'a:b").unwrap().terms.len(), 3);
    }

    #[test]
    fn errors_point_at_the_character() {
        assert_eq!(problem("山田 foo:1"), (3, 3, Problem::UnknownField("foo".to_owned())));
        assert_eq!(problem("山田 kind:"), (8, 1, Problem::NoValue));
        assert_eq!(problem("a \"b"), (2, 1, Problem::OpenQuote));
        assert_eq!(problem("a !"), (2, 1, Problem::NoTerm));
        let error = Query::parse("stage:received,そば").unwrap_err();
        assert_eq!((error.at, error.length), (15, 2));
        assert!(error.text(Lang::Ja).starts_with("16文字目: 「そば」"));
    }

    proptest! {
        #[test]
        fn no_line_panics_and_places_are_inside(line in ".{0,40}|[a:'!\"^~ 　kindperso\\-,.>=0-9]{0,40}") {
            if let Err(error) = Query::parse(&line) {
                prop_assert!(error.at <= line.chars().count());
                prop_assert!(error.length >= 1);
            }
        }
    }
}
