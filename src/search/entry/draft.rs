//! An entry while it is being made: pieces are added one after the other, in the order in which they will be tried.
//! Called by `Maker`, which reads records, and by the index, which holds the same pieces in another shape.

use super::{Entry, Form, Link, Piece, Sort, Split};

/// Words of one piece whose beginnings are kept.
pub(in crate::search) const WORDS_PER_PIECE: usize = 200;

/// An unfinished entry.
#[derive(Debug, Default)]
pub(in crate::search) struct Draft {
    text: String,
    pieces: Vec<Piece>,
    words: Vec<u32>,
    pub links: Vec<Link>,
}

impl Draft {
    /// Adds a piece of two parts; where one is empty, it is not divided. `words` are offsets in the piece, ascending.
    pub fn divided(&mut self, field: u8, sort: Sort, first: &str, second: &str, words: &[u16]) {
        if first.len() + second.len() == 0 {
            return;
        }
        let whole = first.is_empty() || second.is_empty() || first.len() > usize::from(u16::MAX);
        let split = if whole { Split::None } else { sort.split };
        let start = self.text.len();
        self.text.push_str(first);
        self.text.push_str(second);
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(self.text.len())) else { return };
        let middle = u16::try_from(first.len()).unwrap_or_default();
        self.pieces.push(Piece { end, middle, field, sort: Sort { split, ..sort }.number() });
        self.words.extend(words.iter().map(|word| start + u32::from(*word)));
    }

    /// Adds a piece of one part.
    pub fn whole(&mut self, field: u8, sort: Sort, text: &str, words: &[u16]) {
        self.divided(field, Sort { split: Split::None, ..sort }, text, "", words);
    }

    /// Adds the three pieces of a person's name.
    pub fn name(&mut self, family: &super::name::Part<'_>, given: &super::name::Part<'_>) {
        use super::name::{KANA_FIELD, TEXT_FIELD, sort};
        self.divided(TEXT_FIELD, sort(Form::Text), family.text, given.text, &[]);
        self.divided(KANA_FIELD, sort(Form::Kana), family.kana, given.kana, &[]);
        self.divided(KANA_FIELD, sort(Form::Sound), family.sound, given.sound, &[]);
    }

    /// The entry; the draft is empty again and keeps its room.
    pub fn finish(&mut self, seq: u64) -> Entry {
        let entry = Entry {
            seq,
            text: self.text.as_str().into(),
            pieces: self.pieces.as_slice().into(),
            words: self.words.as_slice().into(),
            links: self.links.as_slice().into(),
        };
        self.text.clear();
        self.pieces.clear();
        self.words.clear();
        self.links.clear();
        entry
    }
}
