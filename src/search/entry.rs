//! What the index keeps of one record: the folded text of every field that is found, cut into pieces.
//! Pieces lie end to end in one text, so that one scan says whether a record can match at all; records named by a field
//! are kept as links and not as text, so that a renamed town costs one entry.

mod maker;

use maker::Maker;

use crate::domain::Record;
use crate::field::{Class, Id};

/// The found text of a record.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub seq: u64,
    pub text: Box<str>,
    pieces: Box<[Piece]>,
    /// Where words begin inside pieces, ascending, as offsets in `text`.
    words: Box<[u32]>,
    pub links: Box<[Link]>,
}

/// How the text of a piece is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// Folded as it was written.
    Text,
    /// A reading in folded kana.
    Kana,
    /// A sound key.
    Sound,
    /// The digits of a telephone number.
    Digits,
}

/// What the two parts of a divided piece are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Split {
    None,
    /// Family and given name.
    Name,
    /// A town's name and its 市, 区, 町 or 村.
    Suffix,
}

/// One piece in eight bytes; it begins where the one before ends.
#[derive(Debug, Clone, Copy)]
struct Piece {
    end: u32,
    middle: u16,
    /// Field code, class, split and form.
    tag: [u8; 2],
}

/// One piece as the matcher sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub text: &'a str,
    pub first: &'a str,
    pub second: &'a str,
    pub split: Split,
    pub form: Form,
    pub class: u8,
    pub field: u16,
    /// Offset of the piece in the entry's text.
    start: usize,
    words: &'a [u32],
}

/// A record that a field names.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub id: Id,
    pub class: u8,
    pub field: u8,
}

impl Entry {
    /// The entry of a record, or `None` when it is withdrawn.
    pub fn of(record: &Record) -> Option<Self> {
        if record.withdrawn {
            return None;
        }
        let mut maker = Maker::default();
        maker.record(record);
        Some(maker.finish(record.updated().seq))
    }

    /// Every piece, in the order of the fields.
    pub fn pieces(&self) -> impl Iterator<Item = View<'_>> {
        let mut start = 0;
        self.pieces.iter().filter_map(move |piece| {
            let end = piece.end as usize;
            let from = std::mem::replace(&mut start, end);
            let text = self.text.get(from..end)?;
            let split = piece.split();
            let at = if split == Split::None { text.len() } else { usize::from(piece.middle) };
            let (first, second) = text.split_at_checked(at)?;
            let [field, _] = piece.tag;
            let (form, class, field) = (piece.form(), piece.class(), u16::from(field));
            Some(View { text, first, second, split, form, class, field, start: from, words: &self.words })
        })
    }
}

impl View<'_> {
    /// The texts from each word's beginning to the piece's end, the first word aside.
    pub fn later_words(&self) -> impl Iterator<Item = &str> {
        let end = self.start + self.text.len();
        let from = self.words.partition_point(|word| (*word as usize) < self.start);
        let words = self.words.get(from..).unwrap_or_default().iter().map(|word| *word as usize);
        words.take_while(move |word| *word < end).filter_map(|word| self.text.get(word - self.start..))
    }
}

impl Piece {
    fn split(self) -> Split {
        match self.tag[1] >> 3 & 3 {
            1 => Split::Name,
            2 => Split::Suffix,
            _ => Split::None,
        }
    }

    fn form(self) -> Form {
        match self.tag[1] >> 5 {
            1 => Form::Kana,
            2 => Form::Sound,
            3 => Form::Digits,
            _ => Form::Text,
        }
    }

    fn class(self) -> u8 {
        self.tag[1] & 7
    }
}

pub(super) fn class_number(class: Class) -> u8 {
    class as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::tables::person;
    use crate::field::{Kind, Value, fields};

    #[test]
    fn every_found_field_fits_a_piece() {
        for kind in Kind::ALL {
            for field in fields(kind).iter().filter(|field| field.class != Class::Never) {
                assert!(u8::try_from(field.code).is_ok(), "{}", field.key);
            }
        }
        assert_eq!(size_of::<Piece>(), 8);
    }

    #[test]
    fn a_person_is_cut_into_pieces() {
        let mut record = Record::new(Id::new(Kind::Person, 1));
        for (field, text) in [
            (&person::FAMILY_NAME, "髙橋"),
            (&person::GIVEN_NAME, "花子"),
            (&person::FAMILY_KANA, "タカハシ"),
            (&person::GIVEN_KANA, "ハナコ"),
            (&person::NOTES, "週末に Web 制作"),
        ] {
            record.set(field.code, Some(Value::text(text)));
        }
        let entry = Entry::of(&record).unwrap();
        let pieces: Vec<_> = entry.pieces().map(|view| (view.form, view.first, view.second)).collect();
        assert_eq!(pieces[0], (Form::Text, "高橋", "花子"));
        assert_eq!(pieces[1], (Form::Kana, "たかはし", "はなこ"));
        assert_eq!(pieces[2], (Form::Sound, "takahasi", "hanako"));
        let note = entry.pieces().nth(3).unwrap();
        assert_eq!(note.text, "週末にweb制作");
        assert_eq!(note.later_words().collect::<Vec<_>>(), ["web制作", "制作"]);
        record.withdrawn = true;
        assert!(Entry::of(&record).is_none());
    }
}
