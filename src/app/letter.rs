//! Letters: a template filled with what is known of somebody, looked at whole before it leaves.
//! Invariant: nothing leaves by itself. `y` hands the text to the person's own clipboard; Enter opens it as a contact to be
//! changed and kept. A letter that needs a consent does not leave without one, and one with gaps says so.

use std::sync::LazyLock;

use serde::Deserialize;

use super::cursor::moved;
use super::form;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::gate::{ConsentState, consent};
use crate::field::choices::Purpose;
use crate::field::print::display;
use crate::field::tables::{case, job, person};
use crate::field::{Field, Id, Kind};
use crate::lang::{Label, Lang};

const WRITTEN: &str = include_str!("../../fixtures/letters.toml");

/// A template.
#[derive(Debug, Clone, Deserialize)]
pub struct Template {
    pub key: String,
    ja: String,
    en: String,
    /// `mail` or `call`: what kind of contact it becomes.
    pub kind: String,
    pub subject: String,
    body: String,
    /// The consent without which it does not leave.
    #[serde(default)]
    needs: Option<String>,
}

#[derive(Debug, Deserialize)]
struct File {
    letter: Vec<Template>,
}

/// Every template; compiled in, so a fault in the file is one that the tests find.
static TEMPLATES: LazyLock<Vec<Template>> =
    LazyLock::new(|| toml::from_str::<File>(WRITTEN).map(|file| file.letter).unwrap_or_default());

impl Template {
    /// What it is called.
    pub fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.ja, &self.en)
    }

    fn purpose(&self) -> Option<Purpose> {
        let key = self.needs.as_deref()?;
        Purpose::TABLE.find(key).and_then(Purpose::from_code)
    }
}

/// The templates in their order.
pub fn templates() -> &'static [Template] {
    &TEMPLATES
}

/// The state of the layer.
#[derive(Debug)]
pub struct Letter {
    /// The case or, for somebody without one, the person.
    about: Id,
    person: Id,
    index: usize,
}

/// A text with what is known put in, and what is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub text: String,
    pub missing: Vec<&'static str>,
}

impl Letter {
    /// Letters to whom a record is about; `None` where it is about nobody.
    pub fn to(id: Id, context: &Context<'_>) -> Option<Self> {
        let about = verb::cases(&[id], context).first().copied().unwrap_or(id);
        let person = super::deed::rows::person_of(id, context)?;
        Some(Self { about, person, index: 0 })
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    pub const fn person(&self) -> Id {
        self.person
    }

    pub fn template(&self) -> Option<&'static Template> {
        templates().get(self.index)
    }

    /// The chosen template with what is known.
    pub fn filled(&self, context: &Context<'_>) -> Option<Filled> {
        let template = self.template()?;
        let mut text = template.body.trim_start().to_owned();
        let mut missing = Vec::new();
        for (slot, label, value) in self.slots(context) {
            let mark = format!("{{{slot}}}");
            if text.contains(&mark) {
                let known = value.filter(|value| !value.is_empty());
                if known.is_none() {
                    missing.push(label.text(context.lang));
                }
                let known = known.unwrap_or_else(|| format!("[{}]", label.text(context.lang)));
                text = text.replace(&mark, &known);
            }
        }
        Some(Filled { text, missing })
    }

    /// What may stand in a letter, by the name of its slot.
    fn slots(&self, context: &Context<'_>) -> [(&'static str, Label, Option<String>); 11] {
        let state = &context.snapshot.state;
        let of_case = state.live(self.about).filter(|record| record.id.kind == Kind::Case);
        let of_person = state.live(self.person);
        let shown = |field: &Field| {
            let value = of_case.as_ref()?.get(field)?;
            Some(display(field, value, context.lang, state))
        };
        let of_job = of_case.as_ref().and_then(|record| record.reference(&case::JOB));
        let firm = of_job.and_then(|id| state.live(id)?.reference(&job::ORGANISATION));
        let wished = of_person.as_ref().and_then(|record| record.references(&person::REGIONS).next());
        // Nobody is asked for an answer by a day that has passed.
        let due = of_case.as_ref().and_then(|record| record.date(&case::NEXT_DUE));
        let ahead = due.is_some_and(|day| day >= context.today());
        let owner = of_case.as_ref().and_then(|record| record.text(&case::OWNER)).unwrap_or(context.user);
        [
            ("name", Label::new("氏名", "name"), state.label(self.person)),
            ("region", Label::new("希望地域", "region"), wished.and_then(|id| state.label(id))),
            ("owner", Label::new("担当", "owner"), Some(owner.to_owned())),
            ("job", Label::new("案件", "job"), of_job.and_then(|id| state.label(id))),
            ("firm", Label::new("団体", "firm"), firm.and_then(|id| state.label(id))),
            ("next", Label::new("次の一手", "next action"), shown(&case::NEXT_ACTION)),
            ("due", Label::new("期日", "due"), shown(&case::NEXT_DUE).filter(|_| ahead)),
            ("place", Label::new("お試しの場所", "trial place"), shown(&case::TRIAL_PLACE)),
            ("from", Label::new("お試し開始", "trial from"), shown(&case::TRIAL_FROM)),
            ("to", Label::new("お試し終了", "trial to"), shown(&case::TRIAL_TO)),
            ("today", Label::new("今日", "today"), Some(context.today().to_string())),
        ]
    }

    /// Why it must not leave: a consent that is not there, or somebody who is not to be contacted.
    pub fn bar(&self, context: &Context<'_>) -> Option<String> {
        let record = context.snapshot.state.live(self.person)?;
        let lang = context.lang;
        if let Some(until) = record.date(&person::DNC_UNTIL).filter(|day| *day >= context.today()) {
            return Some(match lang {
                Lang::Ja => format!("{until}まで連絡不可です"),
                Lang::En => format!("not to be contacted until {until}"),
            });
        }
        let purpose = self.template()?.purpose()?;
        let given = consent(&record, purpose, context.today()) == ConsentState::Given;
        (!given).then(|| match lang {
            Lang::Ja => format!("同意「{}」がないため送れません(C で記録)", purpose.label().ja),
            Lang::En => format!("no consent ({}), so it may not leave; C records one", purpose.label().en),
        })
    }

    fn copy(&self, context: &Context<'_>) -> Step {
        if let Some(why) = self.bar(context) {
            return Step::Say(Notice::refused(why));
        }
        let Some(filled) = self.filled(context) else { return Step::Done };
        if !filled.missing.is_empty() {
            return Step::Say(Notice::refused(match context.lang {
                Lang::Ja => format!("空いている所があります: {}(Enter で直す)", filled.missing.join("、")),
                Lang::En => format!("gaps: {}; Enter to fill them", filled.missing.join(", ")),
            }));
        }
        let said = context.say("文面を端末へ送りました", "the text was sent to the terminal");
        Step::All(vec![Step::Do(Effect::Copy(filled.text)), Step::Say(Notice::plain(said))])
    }

    /// As a contact to be changed and kept.
    fn open(&self, context: &Context<'_>) -> Step {
        if let Some(why) = self.bar(context) {
            return Step::Say(Notice::refused(why));
        }
        let (Some(template), Some(filled)) = (self.template(), self.filled(context)) else {
            return Step::Done;
        };
        match form::letter(self.about, &template.kind, &template.subject, &filled.text, context) {
            Step::Push(form) => Step::Swap(form),
            step => step,
        }
    }
}

impl Acts for Letter {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Letter, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if let Some(index) = moved(self.index, action, count, templates().len(), templates().len()) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::Open => self.open(context),
            Action::CopyText => self.copy(context),
            Action::Consent => form::open_for(action, &[self.person], Kind::Person, context),
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Open, Action::CopyText, Action::Consent, Action::Back]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_read_and_name_slots_that_there_are() {
        let slots = ["name", "region", "owner", "job", "firm", "next", "due", "place", "from", "to", "today"];
        assert!(templates().len() >= 7);
        for template in templates() {
            let mut rest = template.body.as_str();
            while let Some((_, behind)) = rest.split_once('{') {
                let (slot, after) = behind.split_once('}').unwrap();
                assert!(slots.contains(&slot), "{}: {slot}", template.key);
                rest = after;
            }
            assert_eq!(template.needs.is_some(), template.purpose().is_some(), "{}", template.key);
            assert!(["mail", "call"].contains(&template.kind.as_str()));
        }
    }
}
