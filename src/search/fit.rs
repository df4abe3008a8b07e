//! How well and where one term fits one piece of text, and what it may be looked for in.

use std::borrow::Cow;

use super::Tier;
use super::entry::{Eyes, Form, View};
use crate::field::Id;
use crate::fold::fold;

/// What may be looked at for a term.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight {
    /// The last class that counts.
    pub classes: u8,
    pub eyes: Eyes,
    /// Whether letters may stand between those of a plain term.
    pub loose: bool,
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

impl<'a> Fit<'a> {
    /// The fit of a term that names the record itself.
    pub fn id(id: Id) -> Self {
        let unit = Cow::Owned(fold(&id.to_string()));
        let (tier, form, part) = (Tier::Whole, Form::Text, Part::All);
        Self { tier, class: 0, field: 0, form, unit, part, spelled: None }
    }

    /// The fit of a piece, of whose sound the spelling is not known yet.
    pub fn of(view: &View<'a>, tier: Tier, part: Part) -> Self {
        let (class, field, form) = (view.class, view.field, view.form);
        Self { tier, class, field, form, unit: unit(view, part), part, spelled: None }
    }
}

impl Fit<'_> {
    /// The fit with its texts its own.
    pub fn into_owned(self) -> Fit<'static> {
        let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        let Self { tier, class, field, form, unit, part, spelled } = self;
        Fit { tier, class, field, form, unit: own(unit), part, spelled: spelled.map(own) }
    }
}

/// The text of a part of a piece.
pub(super) fn unit<'a>(view: &View<'a>, part: Part) -> Cow<'a, str> {
    match part {
        Part::First => Cow::Borrowed(view.first),
        Part::Second => Cow::Borrowed(view.second),
        Part::All => Cow::Borrowed(view.text),
        Part::Turned => Cow::Owned(format!("{}{}", view.second, view.first)),
    }
}
