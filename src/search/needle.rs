//! One term of a query and how well it fits one piece of text.
//! A term is tried as it is written, as a sound and as digits, each only against pieces of that form; the best fit wins.
//! The rules of the tiers live here and nowhere else.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::RangeInclusive;

use memchr::memmem::Finder;

use super::Tier;
use super::entry::{Entry, Form, Split, View};
use super::slip::{neighbours, one_slip};
use crate::field::{Id, Kind};
use crate::fold::{fold, is_kana, sound_key};
use crate::text::phone_key;

/// Letters that a term needs before a slip is forgiven: in romaji and in kana.
const SLIP_LETTERS: usize = 4;
const SLIP_KANA: usize = 3;
/// Bytes of a kana in UTF-8.
const KANA_BYTES: usize = 3;
/// Letters that a term needs before letters may stand between its letters.
const SUBSEQUENCE_LETTERS: usize = 2;
/// Digits that a term needs to be a part of a telephone number.
const PHONE_DIGITS: usize = 3;
/// Pieces longer than this are no names and are not tried letter by letter.
const SUBSEQUENCE_BYTES: usize = 1024;

/// How far a term may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Plain,
    /// `'`: no slips, no letters between.
    Exact,
    /// `^`: the whole field or its beginning.
    Prefix,
    /// `~`: letters between are allowed in all fields.
    Fuzzy,
}

/// A term, ready to be looked for.
#[derive(Debug)]
pub(super) struct Needle {
    pub mode: Mode,
    /// As written, folded.
    pub text: String,
    /// As heard, when the term is kana or romaji.
    pub sound: Option<String>,
    /// As part of a telephone number.
    pub digits: Option<String>,
    /// Letters of the folded term.
    letters: usize,
    kana: bool,
    id: Option<Id>,
    number: Option<u32>,
    slips: Slips,
    finders: Finders,
}

/// Which readings are one slip away from the term.
#[derive(Debug)]
enum Slips {
    None,
    /// Those one kana away from this one, which have these lengths in bytes.
    Kana(RangeInclusive<usize>),
    /// Those that sound like one of these, the corrections of a romaji term.
    Sounds(HashSet<String>, RangeInclusive<usize>),
}

#[derive(Debug)]
struct Finders {
    text: Finder<'static>,
    sound: Option<Finder<'static>>,
    digits: Option<Finder<'static>>,
}

impl Slips {
    fn of(text: &str, mode: Mode, letters: usize, kana: bool) -> Self {
        match mode {
            Mode::Exact | Mode::Prefix => Self::None,
            _ if kana && letters >= SLIP_KANA => {
                Self::Kana(text.len().saturating_sub(KANA_BYTES)..=text.len() + KANA_BYTES)
            }
            _ if letters >= SLIP_LETTERS && text.bytes().all(|byte| byte.is_ascii_lowercase()) => {
                let sounds: HashSet<String> =
                    neighbours(text).iter().filter_map(|word| sound_key(word)).collect();
                let lengths = || sounds.iter().map(String::len);
                let range = lengths().min().unwrap_or(0)..=lengths().max().unwrap_or(0);
                Self::Sounds(sounds, range)
            }
            _ => Self::None,
        }
    }
}

/// Where and how well a term fits.
#[derive(Debug, Clone)]
pub(super) struct Fit<'a> {
    pub tier: Tier,
    pub class: u8,
    pub field: u16,
    pub form: Form,
    /// The text that the term fits: a whole piece or one part of it.
    pub unit: Cow<'a, str>,
    /// Which part that is.
    pub part: Part,
    /// The kana behind a sound, where they are known.
    pub spelled: Option<Cow<'a, str>>,
}

/// A part of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    First,
    Second,
    All,
    /// Given name first.
    Turned,
}

impl Needle {
    /// The term `written`, which must not fold to nothing.
    pub fn new(written: &str, mode: Mode) -> Option<Self> {
        let text = fold(written);
        if text.is_empty() {
            return None;
        }
        let sound = sound_key(&text).filter(|_| !text.chars().all(|c| c.is_ascii_digit()));
        let digits =
            Some(phone_key(written)).filter(|digits| digits.len() >= PHONE_DIGITS && is_phone(written));
        let number =
            text.parse().ok().filter(|_| text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()));
        let finder = |needle: &str| Finder::new(needle.as_bytes()).into_owned();
        let finders = Finders {
            text: finder(&text),
            sound: sound.as_deref().map(finder),
            digits: digits.as_deref().map(finder),
        };
        let (letters, kana) = (text.chars().count(), text.chars().all(is_kana));
        let slips = Slips::of(&text, mode, letters, kana);
        Some(Self {
            mode,
            letters,
            kana,
            id: written.parse().ok(),
            number,
            slips,
            text,
            sound,
            digits,
            finders,
        })
    }

    /// The best fit in an entry; only fields of a class up to `classes` count, and letters between only if `loose`.
    pub fn best<'a>(&self, id: Id, entry: &'a Entry, classes: u8, loose: bool) -> Option<Fit<'a>> {
        if self.is_id(id) {
            let unit = Cow::Owned(fold(&id.to_string()));
            return Some(Fit {
                tier: Tier::Whole,
                class: 0,
                field: 0,
                form: Form::Text,
                unit,
                part: Part::All,
                spelled: None,
            });
        }
        let inside = self.occurs_in(entry);
        let lenient = !matches!(self.slips, Slips::None) || self.mode == Mode::Fuzzy || loose;
        let mut best: Option<Fit<'a>> = None;
        for view in entry.pieces().filter(|view| view.class <= classes) {
            let Some(needle) = self.for_form(view.form) else { continue };
            let bound = best.as_ref().map(|fit| (fit.tier, fit.class));
            // A name may match turned round although the term stands nowhere in the text.
            let found = if inside || view.split == Split::Name { self.strict(&view, needle) } else { None };
            let beaten = bound.is_some_and(|(tier, _)| tier <= Tier::Slip);
            let found =
                found.or_else(|| if lenient && !beaten { self.lenient(&view, needle, loose) } else { None });
            if let Some((tier, part)) = found
                && bound.is_none_or(|bound| (tier, view.class) < bound)
                && (self.mode != Mode::Prefix || tier <= Tier::FieldPrefix)
            {
                let unit = unit(&view, part);
                let (class, field, form) = (view.class, view.field, view.form);
                best = Some(Fit { tier, class, field, form, unit, part, spelled: None });
            }
        }
        best
    }

    /// The fit with the kana behind its sound; `entry` is the one it was found in.
    pub fn spelled<'a>(fit: Fit<'a>, entry: &'a Entry) -> Fit<'a> {
        if fit.form != Form::Sound {
            return fit;
        }
        let kana = entry.pieces().find(|view| view.form == Form::Kana && view.field == fit.field);
        Fit { spelled: kana.map(|view| unit(&view, fit.part)), ..fit }
    }

    /// Whether the term is all kana.
    pub fn is_kana(&self) -> bool {
        self.kana
    }

    /// The spelling of the term that is looked for in pieces of `form`.
    pub fn for_form(&self, form: Form) -> Option<&str> {
        match form {
            Form::Text | Form::Kana => Some(&self.text),
            Form::Sound => self.sound.as_deref(),
            Form::Digits => self.digits.as_deref(),
        }
    }

    fn is_id(&self, id: Id) -> bool {
        if self.id == Some(id) {
            return true;
        }
        let number = if id.kind == Kind::Case { id.case_parts().1 } else { id.number };
        self.number == Some(number)
    }

    fn occurs_in(&self, entry: &Entry) -> bool {
        let bytes = entry.text.as_bytes();
        let finders = [Some(&self.finders.text), self.finders.sound.as_ref(), self.finders.digits.as_ref()];
        finders.into_iter().flatten().any(|finder| finder.find(bytes).is_some())
    }

    /// The tiers in which the term stands as it is.
    fn strict(&self, view: &View<'_>, needle: &str) -> Option<(Tier, Part)> {
        if view.text == needle {
            return Some((Tier::Whole, Part::All));
        }
        if view.split != Split::None && view.first == needle {
            return Some((Tier::Whole, Part::First));
        }
        if view.split == Split::Name {
            if view.second == needle {
                return Some((Tier::Whole, Part::Second));
            }
            let orders = [(view.first, view.second, Part::All), (view.second, view.first, Part::Turned)];
            for (one, other, part) in orders {
                if let Some(tier) = across(needle, one, other, view.form) {
                    return Some((tier, part));
                }
            }
            if view.second.starts_with(needle) {
                return Some((Tier::FieldPrefix, Part::Second));
            }
        }
        if view.text.starts_with(needle) {
            let part = if view.first.starts_with(needle) { Part::First } else { Part::All };
            return Some((Tier::FieldPrefix, part));
        }
        // The sound of kana typed in kana may only begin a word: "あ" is no part of "か".
        if self.kana && view.form == Form::Sound {
            return None;
        }
        if view.later_words().any(|word| word.starts_with(needle)) {
            return Some((Tier::WordPrefix, Part::All));
        }
        let at = view.text.find(needle)?;
        let part = match view.split {
            Split::None => Part::All,
            _ if at + needle.len() <= view.first.len() => Part::First,
            _ if at >= view.first.len() => Part::Second,
            _ => Part::All,
        };
        Some((Tier::Substring, part))
    }

    fn lenient(&self, view: &View<'_>, needle: &str, loose: bool) -> Option<(Tier, Part)> {
        if matches!(self.mode, Mode::Exact | Mode::Prefix) {
            return None;
        }
        if let Some(part) = self.slip(view) {
            return Some((Tier::Slip, part));
        }
        let allowed = match self.mode {
            Mode::Fuzzy => true,
            Mode::Plain => loose && view.class == 0,
            Mode::Exact | Mode::Prefix => false,
        };
        let short = self.letters < SUBSEQUENCE_LETTERS || view.text.len() > SUBSEQUENCE_BYTES;
        let heard = view.form == Form::Sound && self.kana;
        (allowed && !short && !heard && is_subsequence(needle, view.text))
            .then_some((Tier::Subsequence, Part::All))
    }

    /// Which part of a reading the term is one slip away from.
    fn slip(&self, view: &View<'_>) -> Option<Part> {
        if view.class != 0 {
            return None;
        }
        match (&self.slips, view.form) {
            (Slips::Kana(lengths), Form::Kana) => slipped(view, lengths, |text| one_slip(text, &self.text)),
            (Slips::Sounds(sounds, lengths), Form::Sound) => {
                slipped(view, lengths, |text| sounds.contains(text))
            }
            _ => None,
        }
    }
}

/// Which part of a divided reading is near; names are tried in both orders. Only texts of these lengths can be near.
fn slipped(view: &View<'_>, lengths: &RangeInclusive<usize>, near: impl Fn(&str) -> bool) -> Option<Part> {
    let near = |text: &str| lengths.contains(&text.len()) && near(text);
    if view.split != Split::None && near(view.first) {
        return Some(Part::First);
    }
    if view.split != Split::Name {
        return near(view.text).then_some(Part::All);
    }
    if near(view.second) {
        return Some(Part::Second);
    }
    // Joining may take one letter away; most names are too long or too short for it to matter.
    if !lengths.contains(&view.text.len()) && !lengths.contains(&view.text.len().saturating_sub(1)) {
        return None;
    }
    if near(&joined(view.first, view.second, view.form)) {
        return Some(Part::All);
    }
    near(&joined(view.second, view.first, view.form)).then_some(Part::Turned)
}

/// Whether the term is `one` and then all or the beginning of `other`.
fn across(needle: &str, one: &str, other: &str, form: Form) -> Option<Tier> {
    let rest = needle.strip_prefix(one).filter(|rest| !rest.is_empty())?;
    let tail = tail(one, other, form);
    if other == rest || tail == rest {
        Some(Tier::Whole)
    } else {
        (other.starts_with(rest) || tail.starts_with(rest)).then_some(Tier::FieldPrefix)
    }
}

fn joined(one: &str, other: &str, form: Form) -> String {
    format!("{one}{}", tail(one, other, form))
}

/// What `other` adds to the sound of `one`: a vowel or n that only makes the one before longer adds nothing.
fn tail<'a>(one: &str, other: &'a str, form: Form) -> &'a str {
    let (last, first) = (one.bytes().last(), other.bytes().next());
    let merges = form == Form::Sound
        && match (last, first) {
            (Some(b'o'), Some(b'u')) => true,
            (last, Some(b'a' | b'i' | b'u' | b'e' | b'o' | b'n')) => last == first,
            _ => false,
        };
    if merges { other.get(1..).unwrap_or_default() } else { other }
}

fn unit<'a>(view: &View<'a>, part: Part) -> Cow<'a, str> {
    match part {
        Part::First => Cow::Borrowed(view.first),
        Part::Second => Cow::Borrowed(view.second),
        Part::All => Cow::Borrowed(view.text),
        Part::Turned => Cow::Owned(format!("{}{}", view.second, view.first)),
    }
}

fn is_subsequence(needle: &str, text: &str) -> bool {
    let mut letters = text.chars();
    needle.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// Whether a term could be meant as a telephone number.
fn is_phone(written: &str) -> bool {
    let plain = |c: char| c.is_numeric() || c.is_whitespace() || "+-()＋（）－ー‐−".contains(c);
    written.chars().all(plain)
}
