//! From a record to its pieces: which fields, in which forms, divided where.
//! The field table says what is found; only names and towns are made apart, because their parts count as whole fields.
//! Called by `Entry::of`.

use super::{Entry, Form, Link, Piece, Split, class_number};
use crate::domain::Record;
use crate::field::tables::{person, region};
use crate::field::{Atom, Class, Field, Kind, Shape, TextKind, Value, fields};
use crate::fold::{Folded, fold, is_kana, sound_key};
use crate::text::phone_key;

/// Words of one piece whose beginnings are kept.
const WORDS_PER_PIECE: usize = 200;
/// Readings of the suffixes of municipalities; the longer first.
const SUFFIXES: &[(&str, &[&str])] =
    &[("市", &["し"]), ("区", &["く"]), ("町", &["まち", "ちょう"]), ("村", &["むら", "そん"])];

/// Gathers the pieces of one record.
#[derive(Default)]
pub(super) struct Maker {
    text: String,
    pieces: Vec<Piece>,
    words: Vec<u32>,
    links: Vec<Link>,
}

impl Maker {
    /// All found fields of a record, those that divide first.
    pub fn record(&mut self, record: &Record) {
        match record.id.kind {
            Kind::Person => self.person(record),
            Kind::Region => self.region(record),
            _ => {}
        }
        for field in fields(record.id.kind).iter().filter(|field| field.class != Class::Never) {
            if let Some(value) = record.get(field).filter(|_| !is_made_apart(record.id.kind, field)) {
                self.value(field, value);
            }
        }
    }

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
        let (base, end) =
            suffix.and_then(|(end, _)| name.strip_suffix(end).map(|base| (base, *end))).unwrap_or((name, ""));
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
            TextKind::Name
            | TextKind::Line
            | TextKind::Mail
            | TextKind::Url
            | TextKind::Corporate
            | TextKind::Long => {
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
            self.pieces.push(Piece {
                end,
                middle: 0,
                tag: [code, (form as u8) << 5 | class_number(field.class)],
            });
        }
    }

    pub fn finish(self, seq: u64) -> Entry {
        Entry {
            seq,
            text: self.text.into(),
            pieces: self.pieces.into(),
            words: self.words.into(),
            links: self.links.into(),
        }
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

fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '!'..='/' | ':'..='@' | '['..='`' | '{'..='~')
        || matches!(
            c,
            '・' | '、'
                | '。'
                | '，'
                | '．'
                | '／'
                | '（'
                | '）'
                | '「'
                | '」'
                | '【'
                | '】'
                | '『'
                | '』'
                | '：'
                | '；'
                | '～'
                | '〜'
                | '｜'
                | '＆'
                | '＋'
                | '－'
                | '…'
        )
}
