//! What the index keeps of one record: the folded text of every field that is found, cut into pieces.
//! Pieces lie end to end in one text, so that one scan says whether a record can match at all; records named by a field
//! are kept as links and not as text, so that a renamed town costs one entry.

use crate::domain::Record;
use crate::field::tables::{person, region};
use crate::field::{Atom, Class, Field, Id, Kind, Shape, TextKind, Value, fields};
use crate::fold::{Folded, fold, is_kana, sound_key};
use crate::text::phone_key;

/// Words of one piece whose beginnings are kept.
const WORDS_PER_PIECE: usize = 200;
/// Readings of the suffixes of municipalities; the longer first.
const SUFFIXES: &[(&str, &[&str])] =
    &[("市", &["し"]), ("区", &["く"]), ("町", &["まち", "ちょう"]), ("村", &["むら", "そん"])];

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        match record.id.kind {
            Kind::Person => maker.person(record),
            Kind::Region => maker.region(record),
            _ => {}
        }
        for field in fields(record.id.kind).iter().filter(|field| field.class != Class::Never) {
            if let Some(value) = record.get(field).filter(|_| !is_made_apart(record.id.kind, field)) {
                maker.value(field, value);
            }
        }
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

/// Fields whose pieces are divided and so made together.
fn is_made_apart(kind: Kind, field: &Field) -> bool {
    let codes: &[u16] = match kind {
        Kind::Person => &[
            person::FAMILY_NAME.code,
            person::GIVEN_NAME.code,
            person::FAMILY_KANA.code,
            person::GIVEN_KANA.code,
        ],
        Kind::Region => &[region::NAME_FIELD.code, region::KANA_FIELD.code, region::ROMAJI.code],
        _ => &[],
    };
    codes.contains(&field.code)
}

/// Gathers the pieces of one record.
#[derive(Default)]
struct Maker {
    text: String,
    pieces: Vec<Piece>,
    words: Vec<u32>,
    links: Vec<Link>,
}

impl Maker {
    fn person(&mut self, record: &Record) {
        let part = |field: &Field| record.text(field).map(fold).unwrap_or_default();
        let (family, given) = (part(&person::FAMILY_NAME), part(&person::GIVEN_NAME));
        self.divided(&person::FAMILY_NAME, Form::Text, Split::Name, &family, &given);
        let (family_kana, given_kana) = (part(&person::FAMILY_KANA), part(&person::GIVEN_KANA));
        self.divided(&person::FAMILY_KANA, Form::Kana, Split::Name, &family_kana, &given_kana);
        // A name without a reading may be written in kana itself.
        let sound = |kana: &str, name: &str| {
            let own = || sound_key(name).filter(|_| name.chars().all(is_kana));
            sound_key(kana).or_else(own).unwrap_or_default()
        };
        let (family, given) = (sound(&family_kana, &family), sound(&given_kana, &given));
        self.divided(&person::FAMILY_KANA, Form::Sound, Split::Name, &family, &given);
    }

    fn region(&mut self, record: &Record) {
        let name = record.text(&region::NAME_FIELD).unwrap_or_default();
        let suffix = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix));
        let (base, end) = suffix.and_then(|(end, _)| name.strip_suffix(end).map(|base| (base, *end))).unwrap_or((name, ""));
        self.divided(&region::NAME_FIELD, Form::Text, Split::Suffix, &fold(base), &fold(end));
        let kana = record.text(&region::KANA_FIELD).map(fold).unwrap_or_default();
        let readings = suffix.map_or(&[][..], |(_, readings)| readings);
        let (base, end) = readings
            .iter()
            .find_map(|end| kana.strip_suffix(end).filter(|base| !base.is_empty()).map(|base| (base, *end)))
            .unwrap_or((&kana, ""));
        self.divided(&region::KANA_FIELD, Form::Kana, Split::Suffix, base, end);
        let sounds = [base, end].map(|part| sound_key(part).unwrap_or_default());
        self.divided(&region::KANA_FIELD, Form::Sound, Split::Suffix, &sounds[0], &sounds[1]);
        let romaji = record.text(&region::ROMAJI).unwrap_or_default();
        let (base, end) = romaji.split_once('-').unwrap_or((romaji, ""));
        let spelled = [base, end].map(|part| sound_key(part).unwrap_or_default());
        if spelled != sounds {
            self.divided(&region::ROMAJI, Form::Sound, Split::Suffix, &spelled[0], &spelled[1]);
        }
    }

    fn value(&mut self, field: &Field, value: &Value) {
        match value {
            Value::One(atom) => self.atom(field, field.shape, atom),
            Value::List(atoms) => atoms.iter().for_each(|atom| self.atom(field, field.shape, atom)),
            Value::Rows(rows) => {
                let subs = field.rows().unwrap_or_default();
                for (code, atom) in rows.iter().flat_map(|row| &row.0) {
                    if let Some(sub) = subs.iter().find(|sub| sub.code == *code) {
                        self.atom(field, sub.shape, atom);
                    }
                }
            }
            Value::Set(_) => {}
        }
    }

    /// One atom of a field; `shape` is the field's or the sub-field's.
    fn atom(&mut self, field: &Field, shape: Shape, atom: &Atom) {
        match (atom, shape) {
            (Atom::Ref(id), _) => {
                let code = u8::try_from(field.code).unwrap_or_default();
                self.links.push(Link { id: *id, class: class_number(field.class), field: code });
            }
            (Atom::Text(text), Shape::Text(kind) | Shape::Texts(kind)) => self.written(field, kind, text),
            _ => {}
        }
    }

    fn written(&mut self, field: &Field, kind: TextKind, text: &str) {
        match kind {
            TextKind::Phone => self.divided(field, Form::Digits, Split::None, &phone_key(text), ""),
            TextKind::Kana => {
                let kana = fold(text);
                self.divided(field, Form::Kana, Split::None, &kana, "");
                self.divided(field, Form::Sound, Split::None, &sound_key(&kana).unwrap_or_default(), "");
            }
            TextKind::Name | TextKind::Line | TextKind::Mail | TextKind::Url | TextKind::Corporate | TextKind::Long => {
                let folded = self.words(text);
                self.divided(field, Form::Text, Split::None, &folded, "");
                // Words in kana (プログラミング) are found by their sound too.
                let sounds = field.class < Class::Note && folded.chars().all(is_kana);
                if let Some(sound) = sound_key(&folded).filter(|_| sounds) {
                    self.divided(field, Form::Sound, Split::None, &sound, "");
                }
            }
        }
    }

    /// Folds a text that will be the next piece and keeps where its later words begin.
    fn words(&mut self, text: &str) -> String {
        if !text.contains(is_separator) {
            return fold(text);
        }
        let folded = Folded::new(text);
        let mut before: Vec<bool> = vec![true];
        before.extend(text.chars().map(is_separator));
        let mut kept = 0;
        for ((at, c), (start, _)) in folded.text.char_indices().zip(&folded.origins) {
            let begins = at > 0 && !is_separator(c) && before.get(*start as usize).copied().unwrap_or(false);
            if begins && kept < WORDS_PER_PIECE {
                kept += 1;
                self.words.extend(u32::try_from(self.text.len() + at));
            }
        }
        folded.text
    }

    fn divided(&mut self, field: &Field, form: Form, split: Split, first: &str, second: &str) {
        let (Ok(middle), Ok(code)) = (u16::try_from(first.len()), u8::try_from(field.code)) else {
            return self.whole(field, form, first);
        };
        let split = if first.is_empty() || second.is_empty() { Split::None } else { split };
        self.text.push_str(first);
        self.text.push_str(second);
        let Ok(end) = u32::try_from(self.text.len()) else { return };
        if first.len() + second.len() > 0 {
            let bits = (form as u8) << 5 | (split as u8) << 3 | class_number(field.class);
            self.pieces.push(Piece { end, middle, tag: [code, bits] });
        }
    }

    /// A piece longer than 64 KiB, which is never divided.
    fn whole(&mut self, field: &Field, form: Form, text: &str) {
        self.text.push_str(text);
        if let (Ok(end), Ok(code)) = (u32::try_from(self.text.len()), u8::try_from(field.code)) {
            self.pieces.push(Piece { end, middle: 0, tag: [code, (form as u8) << 5 | class_number(field.class)] });
        }
    }

    fn finish(self, seq: u64) -> Entry {
        Entry {
            seq,
            text: self.text.into(),
            pieces: self.pieces.into(),
            words: self.words.into(),
            links: self.links.into(),
        }
    }
}

pub(super) fn class_number(class: Class) -> u8 {
    class as u8
}

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '!'..='/' | ':'..='@' | '['..='`' | '{'..='~')
        || matches!(c, '・' | '、' | '。' | '，' | '．' | '／' | '（' | '）' | '「' | '」' | '【' | '】' | '『' | '』' | '：' | '；' | '～' | '〜' | '｜' | '＆' | '＋' | '－' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_found_field_fits_a_piece() {
        for kind in Kind::ALL {
            for field in fields(kind).iter().filter(|field| field.class != Class::Never) {
                assert!(field.code <= u16::from(u8::MAX), "{}", field.key);
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
