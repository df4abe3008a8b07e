//! One term of a query and how well it fits one piece of text.
//! A term is tried as it is written, as a sound and as digits, each only against pieces of that form; the best fit wins.
//! The rules of the tiers live here and nowhere else.

use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::Tier;
use super::entry::{Entry, Form, Sort, Split, View};
use super::fit::{Fit, Part, Sight, unit};
use super::join::across;
use super::slip::{SLIP_KANA, SLIP_LETTERS, Slips, one_slip, slipped};
use crate::domain::State;
use crate::field::{Id, Kind};
use crate::fold::{fold, is_kana, sound_key};
use crate::text::phone_key;

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
    /// Made when they are first asked for: most searches end before slips matter.
    slips: OnceLock<Slips>,
    finders: Finders,
}

#[derive(Debug)]
struct Finders {
    text: Finder<'static>,
    sound: Option<Finder<'static>>,
    digits: Option<Finder<'static>>,
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
        Some(Self {
            mode,
            letters,
            kana,
            id: written.parse().ok(),
            number,
            slips: OnceLock::new(),
            text,
            sound,
            digits,
            finders,
        })
    }

    /// Has an id of then mean the record of today: what was merged into another is found by its old id.
    #[must_use]
    pub fn of_today(mut self, state: &State) -> Self {
        let by_number = |number: u32| {
            let merged = [Kind::Person, Kind::Job, Kind::Organisation].map(|kind| Id::new(kind, number));
            merged.into_iter().find(|id| state.survivor(*id) != *id)
        };
        self.id = self.id.or_else(|| by_number(self.number?)).map(|id| state.survivor(id));
        self
    }

    /// The best fit in an entry; only fields of a class up to `classes` count that `eyes` may see, and letters between
    /// only if `loose`.
    pub fn best<'a>(&self, id: Id, entry: &'a Entry, reach: Sight) -> Option<Fit<'a>> {
        if self.is_id(id) {
            return Some(Fit::id(id));
        }
        let Sight { classes, eyes, loose } = reach;
        let inside = self.occurs_in(entry);
        let lenient = self.forgives() || self.mode == Mode::Fuzzy || loose;
        let mut best: Option<Fit<'a>> = None;
        for view in entry.pieces().filter(|view| view.class <= classes && eyes.see(view.guard)) {
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
                best = Some(Fit::of(&view, tier, part));
            }
        }
        best
    }

    /// How the term fits one piece, whatever the others: the best of an entry is the first best of its pieces.
    pub fn in_view(&self, view: &View<'_>, loose: bool) -> Option<(Tier, Part)> {
        let needle = self.for_form(view.form)?;
        let found = self.strict(view, needle).or_else(|| self.lenient(view, needle, loose));
        found.filter(|(tier, _)| self.mode != Mode::Prefix || *tier <= Tier::FieldPrefix)
    }

    /// Whether the term may fit a piece of this sort and text at all.
    pub fn may_fit(&self, sort: Sort, text: &str, loose: bool) -> bool {
        let lenient = loose || self.mode == Mode::Fuzzy || sort.class == 0 && self.forgives();
        lenient
            || sort.split == Split::Name
            || self.finder(sort.form).is_some_and(|finder| finder.find(text.as_bytes()).is_some())
    }

    /// The same where the term stands in the piece as it is.
    pub fn as_is(&self, view: &View<'_>) -> Option<(Tier, Part)> {
        let found = self.strict(view, self.for_form(view.form)?);
        found.filter(|(tier, _)| self.mode != Mode::Prefix || *tier <= Tier::FieldPrefix)
    }

    /// Which readings are one slip away.
    pub fn slips(&self) -> &Slips {
        self.slips
            .get_or_init(|| if self.forgives() { Slips::of(&self.text, self.kana) } else { Slips::None })
    }

    /// Whether a slip is forgiven at all.
    pub fn forgives(&self) -> bool {
        let enough = if self.kana {
            self.letters >= SLIP_KANA
        } else {
            self.letters >= SLIP_LETTERS && self.text.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        enough && !matches!(self.mode, Mode::Exact | Mode::Prefix)
    }

    /// How far the term may go at most; `loose` when plain terms may have letters between.
    pub fn last_tier(&self, loose: bool) -> Tier {
        match self.mode {
            Mode::Prefix => Tier::FieldPrefix,
            Mode::Fuzzy => Tier::Subsequence,
            Mode::Plain if loose => Tier::Subsequence,
            Mode::Plain if self.forgives() => Tier::Slip,
            Mode::Plain | Mode::Exact => Tier::Substring,
        }
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
            Form::Text | Form::Kana | Form::Code => Some(&self.text),
            Form::Sound => self.sound.as_deref(),
            Form::Digits => self.digits.as_deref(),
        }
    }

    /// The id and the number that the term may be meant as.
    pub const fn ids(&self) -> (Option<Id>, Option<u32>) {
        (self.id, self.number)
    }

    /// Whether the term names this very record.
    pub fn is_id(&self, id: Id) -> bool {
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

    /// What looks for the spelling of a form.
    fn finder(&self, form: Form) -> Option<&Finder<'static>> {
        match form {
            Form::Text | Form::Kana | Form::Code => Some(&self.finders.text),
            Form::Sound => self.finders.sound.as_ref(),
            Form::Digits => self.finders.digits.as_ref(),
        }
    }

    /// The tiers in which the term stands as it is.
    fn strict(&self, view: &View<'_>, needle: &str) -> Option<(Tier, Part)> {
        let at = self.finder(view.form).and_then(|finder| finder.find(view.text.as_bytes()));
        // What is not in the text can only be in a name turned round.
        if at.is_none() && view.split != Split::Name {
            return None;
        }
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
        let at = at?;
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
            Mode::Plain => loose && view.sort().is_name(),
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
        match (self.slips(), view.form) {
            (Slips::Kana { lengths, .. }, Form::Kana) => {
                slipped(view, lengths, |text| one_slip(text, &self.text))
            }
            (Slips::Sounds { sounds, lengths, .. }, Form::Sound) => {
                slipped(view, lengths, |text| sounds.contains(text))
            }
            _ => None,
        }
    }
}

/// Whether the letters stand in a text in their order.
pub(super) fn is_subsequence(needle: &str, text: &str) -> bool {
    let mut rest = text;
    needle.chars().all(|wanted| match rest.find(wanted) {
        Some(at) => {
            rest = rest.get(at + wanted.len_utf8()..).unwrap_or_default();
            true
        }
        None => false,
    })
}

/// Whether a term could be meant as a telephone number.
fn is_phone(written: &str) -> bool {
    let plain = |c: char| c.is_numeric() || c.is_whitespace() || "+-()＋（）－ー‐−".contains(c);
    written.chars().all(plain)
}
