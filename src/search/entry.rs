//! The found text of one record: every field that is found, folded and cut into pieces.
//! Pieces lie end to end in one text, so that one scan says whether a record can match at all; records named by a field
//! are kept as links and not as text, so that a renamed town costs one entry. The plain scan holds entries, the index
//! makes them again from its own parts where it must look closely: both judge by the same bytes.

mod draft;
mod maker;
mod name;

pub(super) use draft::Draft;
pub(super) use maker::Maker;
pub(super) use name::{KANA_FIELD, Name, Part, TEXT_FIELD, sort as name_sort, sound as part_sound};

use crate::domain::{Record, State};
use crate::field::{Class, Guard, Id};

/// The found text of a record.
#[derive(Debug, Default, PartialEq, Eq)]
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
    /// Folded as it was written, but nobody's name: an address, a code, an id of another system.
    Code,
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

/// What a piece is, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sort {
    pub form: Form,
    pub split: Split,
    /// As `class_number` says it.
    pub class: u8,
    pub guard: Guard,
}

/// Which guarded fields a reader may be shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eyes {
    contact: bool,
    needs: bool,
}

/// One piece in eight bytes; it begins where the one before ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    end: u32,
    middle: u16,
    field: u8,
    /// A packed `Sort`.
    sort: u8,
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
    pub guard: Guard,
    pub field: u16,
    /// Offset of the piece in the text that `words` are offsets in.
    start: usize,
    words: &'a [u32],
}

/// A record that a field names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub id: Id,
    pub class: u8,
    pub field: u8,
    pub guard: Guard,
}

impl Entry {
    /// The entry of a record, or `None` when it is withdrawn.
    pub fn of(record: &Record) -> Option<Self> {
        if record.withdrawn {
            return None;
        }
        let mut maker = Maker::default();
        maker.record(record);
        Some(maker.draft.finish(record.updated().seq))
    }

    /// Every piece, in the order of the fields.
    pub fn pieces(&self) -> impl Iterator<Item = View<'_>> {
        let mut start = 0;
        self.pieces.iter().filter_map(move |piece| {
            let end = piece.end as usize;
            let from = std::mem::replace(&mut start, end);
            let text = self.text.get(from..end)?;
            let sort = Sort::from_number(piece.sort);
            Some(View::new(text, usize::from(piece.middle), sort, piece.field, from, &self.words))
        })
    }
}

impl<'a> View<'a> {
    /// `words` are where words begin, in a text in which this piece begins at `start`.
    pub fn new(text: &'a str, middle: usize, sort: Sort, field: u8, start: usize, words: &'a [u32]) -> Self {
        let at = if sort.split == Split::None { text.len() } else { middle };
        let (first, second) = text.split_at_checked(at).unwrap_or((text, ""));
        let Sort { form, split, class, guard } = sort;
        Self { text, first, second, split, form, class, guard, field: u16::from(field), start, words }
    }

    /// The texts from each word's beginning to the piece's end, the first word aside.
    pub fn later_words(&self) -> impl Iterator<Item = &str> {
        self.later_starts().filter_map(|word| self.text.get(word..))
    }

    /// Where those words begin in the piece.
    pub fn later_starts(&self) -> impl Iterator<Item = usize> {
        let end = self.start + self.text.len();
        let from = self.words.partition_point(|word| (*word as usize) < self.start);
        let words = self.words.get(from..).unwrap_or_default().iter().map(|word| *word as usize);
        words.take_while(move |word| *word < end).map(|word| word - self.start)
    }

    pub const fn sort(&self) -> Sort {
        Sort { form: self.form, split: self.split, class: self.class, guard: self.guard }
    }
}

impl Eyes {
    /// The eyes of whoever reads through this state.
    pub fn of(state: &State) -> Self {
        Self { contact: state.sees(Guard::Contact), needs: state.sees(Guard::Needs) }
    }

    pub const fn see(self, guard: Guard) -> bool {
        match guard {
            Guard::Open => true,
            Guard::Contact => self.contact,
            Guard::Needs => self.needs,
        }
    }
}

impl Sort {
    /// Classes that are found.
    const CLASSES: u8 = Class::Never as u8;

    /// Whether it is a name, title, label or reading: what is looked for with slips, and with letters between.
    pub fn is_name(self) -> bool {
        self.class == 0 && matches!(self.form, Form::Text | Form::Kana | Form::Sound)
    }

    /// The sort in one byte: five forms, three splits, five classes and three guards make 225.
    pub fn number(self) -> u8 {
        let guard = match self.guard {
            Guard::Open => 0,
            Guard::Contact => 1,
            Guard::Needs => 2,
        };
        let class = self.class.min(Self::CLASSES - 1);
        ((self.form as u8 * 3 + self.split as u8) * Self::CLASSES + class) * 3 + guard
    }

    pub fn from_number(number: u8) -> Self {
        let guard = match number % 3 {
            0 => Guard::Open,
            1 => Guard::Contact,
            _ => Guard::Needs,
        };
        let rest = number / 3;
        let class = rest % Self::CLASSES;
        let rest = rest / Self::CLASSES;
        let split = match rest % 3 {
            0 => Split::None,
            1 => Split::Name,
            _ => Split::Suffix,
        };
        let form = match rest / 3 {
            0 => Form::Text,
            1 => Form::Kana,
            2 => Form::Sound,
            3 => Form::Digits,
            _ => Form::Code,
        };
        Self { form, split, class, guard }
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
    fn every_sort_has_its_number() {
        for form in [Form::Text, Form::Kana, Form::Sound, Form::Digits, Form::Code] {
            for split in [Split::None, Split::Name, Split::Suffix] {
                for class in 0..=class_number(Class::Note) {
                    for guard in [Guard::Open, Guard::Contact, Guard::Needs] {
                        let sort = Sort { form, split, class, guard };
                        assert_eq!(Sort::from_number(sort.number()), sort);
                    }
                }
            }
        }
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
