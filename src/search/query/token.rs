//! From a line to its tokens: words with the place of every character, brackets, and the words that join.
//! A bracket groups only where a word could begin; inside a word it is a letter, so that 居所(もう一つの拠点) and (株) stay
//! what was typed. Whatever an input method writes wide is understood as its narrow form.

use super::{Problem, QUERY_CHARS, QueryError};

/// One token.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    Word(Token),
    Open(usize),
    Close(usize),
    And(usize),
    Or(usize),
    Not(usize),
}

impl Piece {
    /// Where it begins.
    pub const fn at(&self) -> usize {
        match self {
            Self::Word(token) => token.at,
            Self::Open(at) | Self::Close(at) | Self::And(at) | Self::Or(at) | Self::Not(at) => *at,
        }
    }
}

/// A run of characters with their places; the flag says that a character was quoted.
#[derive(Debug, Clone, Default)]
pub(in crate::search) struct Token {
    pub at: usize,
    pub chars: Vec<(usize, char, bool)>,
}

impl Token {
    pub fn text(&self) -> String {
        self.chars.iter().map(|(_, c, _)| *c).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// Where it ends: behind its last character, quotation marks not counted.
    pub fn end(&self) -> usize {
        self.chars.last().map_or(self.at, |(at, _, _)| at + 1)
    }

    /// The error that points at this token.
    pub fn error(&self, problem: Problem) -> QueryError {
        QueryError { at: self.at, length: self.end().saturating_sub(self.at).max(1), problem }
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

    pub fn after(&self, skipped: usize) -> Self {
        let chars = self.chars.get(skipped..).unwrap_or_default().to_vec();
        Self { at: chars.first().map_or(self.at + skipped, |(at, _, _)| *at), chars }
    }

    /// The token before and after its first unquoted colon, when something stands before it.
    pub fn divide(&self) -> Option<(Self, Self)> {
        let colon = self.chars.iter().position(|(_, c, quoted)| !quoted && matches!(c, ':' | '：'))?;
        let (name, value) = self.chars.split_at_checked(colon).filter(|(name, _)| !name.is_empty())?;
        let (colon, value) = value.split_first()?;
        Some((Self { at: self.at, chars: name.to_vec() }, Self { at: colon.0 + 1, chars: value.to_vec() }))
    }

    /// The word that joins, where it is one.
    fn joins(&self) -> Option<Piece> {
        if self.chars.iter().any(|(_, _, quoted)| *quoted) {
            return None;
        }
        match narrow(&self.text()).as_str() {
            "and" | "&" | "&&" => Some(Piece::And(self.at)),
            "or" | "|" | "||" => Some(Piece::Or(self.at)),
            "not" => Some(Piece::Not(self.at)),
            _ => None,
        }
    }
}

/// A text in small narrow letters.
pub(in crate::search) fn narrow(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// The tokens of a line.
pub(super) fn split(line: &str) -> Result<Vec<Piece>, QueryError> {
    let mut splitter = Splitter::default();
    let mut chars = line.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        if at >= QUERY_CHARS {
            return Err(QueryError { at, length: 1, problem: Problem::TooLong });
        }
        splitter.take(at, c, chars.peek().map(|(_, next)| *next))?;
    }
    splitter.finish()
}

#[derive(Default)]
struct Splitter {
    pieces: Vec<Piece>,
    word: Option<Token>,
    /// Brackets open inside the word.
    inside: usize,
    /// Where the groups begin that are open.
    groups: Vec<usize>,
    quote: Option<usize>,
}

impl Splitter {
    fn take(&mut self, at: usize, c: char, next: Option<char>) -> Result<(), QueryError> {
        if matches!(c, '"' | '“' | '”' | '＂') {
            self.quote = if self.quote.is_some() { None } else { Some(at) };
            self.word.get_or_insert_with(|| Token { at, chars: Vec::new() });
            return Ok(());
        }
        let quoted = self.quote.is_some();
        let begins = self.word.is_none();
        match c {
            _ if quoted => self.letter(at, c),
            _ if c.is_whitespace() => self.end_word(),
            '(' | '（' if begins => {
                self.groups.push(at);
                self.pieces.push(Piece::Open(at));
            }
            '-' | '－' | '!' | '！' if begins && matches!(next, Some('(' | '（')) => {
                self.pieces.push(Piece::Not(at));
            }
            '(' | '（' => {
                self.inside += 1;
                self.letter(at, c);
            }
            ')' | '）' if self.inside > 0 => {
                self.inside -= 1;
                self.letter(at, c);
            }
            ')' | '）' => {
                self.end_word();
                if self.groups.pop().is_none() {
                    return Err(QueryError { at, length: 1, problem: Problem::NotOpen });
                }
                self.pieces.push(Piece::Close(at));
            }
            _ => self.letter(at, c),
        }
        Ok(())
    }

    fn letter(&mut self, at: usize, c: char) {
        let quoted = self.quote.is_some();
        self.word.get_or_insert_with(|| Token { at, chars: Vec::new() }).chars.push((at, c, quoted));
    }

    fn end_word(&mut self) {
        self.inside = 0;
        if let Some(word) = self.word.take().filter(|word| !word.is_empty()) {
            self.pieces.push(word.joins().unwrap_or(Piece::Word(word)));
        }
    }

    fn finish(mut self) -> Result<Vec<Piece>, QueryError> {
        self.end_word();
        if let Some(at) = self.quote {
            return Err(QueryError { at, length: 1, problem: Problem::OpenQuote });
        }
        match self.groups.last() {
            Some(at) => Err(QueryError { at: *at, length: 1, problem: Problem::NotClosed }),
            None => Ok(self.pieces),
        }
    }
}
