//! Letters: a template filled with what is known of somebody, looked at whole before it leaves; notes and plans begin so too.
//! Invariant: nothing leaves by itself. `y` hands the text to the person's own clipboard; Enter opens it as a contact, a note or
//! the case's plan to be changed and kept. A letter that needs a consent does not leave without one, and one with gaps says so.

mod slots;
pub mod template;

use std::sync::Arc;

use super::cursor::moved;
use super::form;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::port::{Errand, Told};
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::gate::{ConsentState, consent};
use crate::field::tables::person;
use crate::field::{Id, Kind};
use crate::lang::Lang;

use slots::Known;
pub use template::{Aim, Template};

/// The state of the layer.
#[derive(Debug)]
pub struct Letter {
    /// The case or, for somebody without one, the person; or a region, of which is told.
    about: Id,
    /// Whom it goes to; nobody in particular where it is about a region.
    person: Option<Id>,
    index: usize,
    templates: Arc<[Template]>,
    /// What is wrong with the office's own.
    faults: Vec<String>,
    /// Whether the office's own were asked for.
    asked: bool,
}

/// A text with what is known put in, and what is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    pub subject: String,
    pub text: String,
    pub services: String,
    pub missing: Vec<String>,
}

impl Letter {
    /// Letters to whom a record is about, or texts about a region; `None` where it is about nobody.
    pub fn to(id: Id, context: &Context<'_>) -> Option<Self> {
        let about = verb::cases(&[id], context).first().copied().unwrap_or(id);
        let person = super::deed::rows::person_of(id, context);
        if person.is_none() && id.kind != Kind::Region {
            return None;
        }
        let mut letter =
            Self { about, person, index: 0, templates: Arc::default(), faults: Vec::new(), asked: false };
        letter.take(&template::ready());
        Some(letter)
    }

    /// Keeps the templates that fit: about a region those alone that speak to nobody.
    fn take(&mut self, all: &Arc<[Template]>) {
        let fits = |one: &&Template| one.is_about_a_region();
        self.templates = match self.person {
            Some(_) => Arc::clone(all),
            None => all.iter().filter(fits).cloned().collect(),
        };
    }

    /// What it is about.
    pub const fn about(&self) -> Id {
        self.about
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    pub const fn person(&self) -> Option<Id> {
        self.person
    }

    /// The templates in their order: those that are compiled in, then the office's own.
    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    /// What is wrong with the office's own.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    pub fn template(&self) -> Option<&Template> {
        self.templates.get(self.index)
    }

    /// The chosen template with what is known.
    pub fn filled(&self, context: &Context<'_>) -> Option<Filled> {
        let template = self.template()?;
        let known = Known::of(self.about, self.person, context);
        let mut missing = Vec::new();
        let text = known.fill(template.body.trim_start(), &mut missing);
        let subject = known.fill(&template.subject, &mut missing);
        let services = known.fill(template.services.trim(), &mut missing);
        Some(Filled { subject, text, services, missing })
    }

    /// Why it must not leave: a consent that is not there, or somebody who is not to be contacted.
    pub fn bar(&self, context: &Context<'_>) -> Option<String> {
        let template = self.template()?;
        // What stays in the house is nobody's to be asked for.
        if !matches!(template.aim, Aim::Contact(_)) {
            return None;
        }
        let record = context.snapshot.state.live(self.person?)?;
        let lang = context.lang;
        if let Some(until) = record.date(&person::DNC_UNTIL).filter(|day| *day >= context.today()) {
            return Some(match lang {
                Lang::Ja => format!("{until}まで連絡不可です"),
                Lang::En => format!("not to be contacted until {until}"),
            });
        }
        let purpose = template.needs?;
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

    /// As a contact, a note or a plan, to be changed and kept.
    fn open(&self, context: &Context<'_>) -> Step {
        if let Some(why) = self.bar(context) {
            return Step::Say(Notice::refused(why));
        }
        let (Some(template), Some(filled)) = (self.template(), self.filled(context)) else {
            return Step::Done;
        };
        let form = match template.aim {
            // What goes to nobody is kept as a note on the region.
            Aim::Contact(_) if self.person.is_none() => form::filled_note(self.about, &filled.text, context),
            Aim::Contact(kind) => form::letter(self.about, kind, &filled.subject, &filled.text, context),
            Aim::Note => form::filled_note(self.about, &filled.text, context),
            Aim::Plan => form::filled_plan(self.about, &filled.text, &filled.services, context),
        };
        match form {
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
        if let Some(index) = moved(self.index, action, count, self.templates.len(), self.templates.len()) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::Open => self.open(context),
            Action::CopyText => self.copy(context),
            Action::Consent => match self.person {
                Some(person) => form::open_for(action, &[person], Kind::Person, context),
                None => Step::Done,
            },
            _ => Step::Pass,
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let consent = self.person.map(|_| Action::Consent);
        [Action::Open, Action::CopyText].into_iter().chain(consent).chain([Action::Back]).collect()
    }

    fn wants(&mut self, _context: &Context<'_>) -> Vec<Effect> {
        if std::mem::replace(&mut self.asked, true) {
            return Vec::new();
        }
        vec![Effect::Files(Errand::Letters)]
    }

    fn told(&mut self, told: &Told, _context: &Context<'_>) -> Step {
        let Told::Letters { templates, faults } = told else { return Step::Pass };
        let here = self.template().map(|template| template.key.clone());
        self.take(templates);
        self.faults.clone_from(faults);
        let place = self.templates.iter().position(|template| Some(&template.key) == here.as_ref());
        self.index = place.unwrap_or(0);
        Step::Done
    }
}
