//! From a record to its pieces: which fields, in which forms, divided where.
//! The field table says what is found; only names and towns are made apart, because their parts count as whole fields.
//! Called by `Entry::of`.

use super::draft::WORDS_PER_PIECE;
use super::{Draft, Form, Link, Name, Sort, Split, class_number};
use crate::domain::Record;
use crate::field::tables::{person, region};
use crate::field::{Atom, Class, Field, Kind, Shape, TextKind, Value, fields};
use crate::fold::{Folded, fold, is_kana, sound_key};
use crate::text::phone_key;

/// Readings of the suffixes of municipalities; the longer first.
const SUFFIXES: &[(&str, &[&str])] =
    &[("市", &["し"]), ("区", &["く"]), ("町", &["まち", "ちょう"]), ("村", &["むら", "そん"])];
/// Fields that are names to the field table and codes to people.
const CODES: [&str; 2] = ["external_id", "code"];

/// Gathers the pieces of one record.
#[derive(Default)]
pub(in crate::search) struct Maker {
    pub draft: Draft,
}

impl Maker {
    /// All found fields of a record, those that divide first.
    pub fn record(&mut self, record: &Record) {
        if record.id.kind == Kind::Person {
            let name = Name::of(record);
            self.draft.name(&name.family.part(), &name.given.part());
        }
        self.all_but_names(record);
    }

    /// All but a person's name.
    pub fn all_but_names(&mut self, record: &Record) {
        if record.id.kind == Kind::Region {
            self.region(record);
        }
        for field in fields(record.id.kind).iter().filter(|field| field.class != Class::Never) {
            if let Some(value) = record.get(field).filter(|_| !is_made_apart(record.id.kind, field)) {
                self.value(field, value);
            }
        }
    }

    fn region(&mut self, record: &Record) {
        let name = record.text(&region::NAME_FIELD).unwrap_or_default();
        let suffix = SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix));
        let (base, end) =
            suffix.and_then(|(end, _)| name.strip_suffix(end).map(|base| (base, *end))).unwrap_or((name, ""));
        self.divided(&region::NAME_FIELD, Form::Text, &fold(base), &fold(end));
        let kana = record.text(&region::KANA_FIELD).map(fold).unwrap_or_default();
        let readings = suffix.map_or(&[][..], |(_, readings)| readings);
        let (base, end) = readings
            .iter()
            .find_map(|end| kana.strip_suffix(end).filter(|base| !base.is_empty()).map(|base| (base, *end)))
            .unwrap_or((&kana, ""));
        self.divided(&region::KANA_FIELD, Form::Kana, base, end);
        let sounds = [base, end].map(|part| sound_key(part).unwrap_or_default());
        self.divided(&region::KANA_FIELD, Form::Sound, &sounds[0], &sounds[1]);
        let romaji = record.text(&region::ROMAJI).unwrap_or_default();
        let (base, end) = romaji.split_once('-').unwrap_or((romaji, ""));
        let spelled = [base, end].map(|part| sound_key(part).unwrap_or_default());
        if spelled != sounds {
            self.divided(&region::ROMAJI, Form::Sound, &spelled[0], &spelled[1]);
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
                let class = class_number(field.class);
                self.draft.links.push(Link { id: *id, class, field: code, guard: field.guard });
            }
            (Atom::Text(text), Shape::Text(kind) | Shape::Texts(kind)) => self.written(field, kind, text),
            _ => {}
        }
    }

    fn written(&mut self, field: &Field, kind: TextKind, text: &str) {
        match kind {
            TextKind::Phone => self.whole(field, Form::Digits, &phone_key(text), &[]),
            TextKind::Kana => {
                let kana = fold(text);
                self.whole(field, Form::Kana, &kana, &[]);
                self.whole(field, Form::Sound, &sound_key(&kana).unwrap_or_default(), &[]);
            }
            TextKind::Mail | TextKind::Url | TextKind::Corporate => self.worded(field, Form::Code, text),
            TextKind::Name if CODES.contains(&field.key) => self.worded(field, Form::Code, text),
            TextKind::Name | TextKind::Line | TextKind::Long => self.worded(field, Form::Text, text),
        }
    }

    /// A text whose words may be found by their beginnings.
    fn worded(&mut self, field: &Field, form: Form, text: &str) {
        let (folded, words) = words(text);
        self.whole(field, form, &folded, &words);
        // Words in kana (プログラミング) are found by their sound too.
        let sounds = form == Form::Text && field.class < Class::Note && folded.chars().all(is_kana);
        if let Some(sound) = sound_key(&folded).filter(|_| sounds) {
            self.whole(field, Form::Sound, &sound, &[]);
        }
    }

    fn whole(&mut self, field: &Field, form: Form, text: &str, words: &[u16]) {
        let (code, sort) = sorted(field, form, Split::None);
        self.draft.whole(code, sort, text, words);
    }

    fn divided(&mut self, field: &Field, form: Form, first: &str, second: &str) {
        let (code, sort) = sorted(field, form, Split::Suffix);
        self.draft.divided(code, sort, first, second, &[]);
    }
}

fn sorted(field: &Field, form: Form, split: Split) -> (u8, Sort) {
    let code = u8::try_from(field.code).unwrap_or_default();
    (code, Sort { form, split, class: class_number(field.class), guard: field.guard })
}

/// A folded text and where its later words begin.
fn words(text: &str) -> (String, Vec<u16>) {
    if !text.contains(is_separator) {
        return (fold(text), Vec::new());
    }
    let folded = Folded::new(text);
    let mut before: Vec<bool> = vec![true];
    before.extend(text.chars().map(is_separator));
    let mut words = Vec::new();
    for ((at, c), (start, _)) in folded.text.char_indices().zip(&folded.origins) {
        let begins = at > 0 && !is_separator(c) && before.get(*start as usize).copied().unwrap_or(false);
        if begins && words.len() < WORDS_PER_PIECE {
            words.extend(u16::try_from(at));
        }
    }
    (folded.text, words)
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
