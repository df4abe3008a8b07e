//! Writing down what was done for one case: the clock of its days, and the small things that every stage is made of.
//! Invariant: each thing comes a little later than the one before; texts have their slots filled. Used by `story`.

use super::desk::{Ids, Key, Step, at};
use super::history::{Story, Vacancy};
use super::people::Person;
use super::random::Random;
use super::sources::{DemoError, draft};
use super::texts::{ActivityText, CaseTexts};
use super::words::fill;
use crate::domain::command::Command;
use crate::field::choices::{MatchStatus, Purpose, Stage};
use crate::field::tables::{activity, note};
use crate::field::{Date, Id, Kind, Moment, Value};

/// Minutes between two things done for a case on one day.
const PACE: i32 = 11;

/// Writes one case's steps, one after another.
pub struct Teller<'a> {
    pub story: &'a Story,
    pub texts: &'a CaseTexts,
    pub person: &'a Person,
    pub job: Option<&'a Vacancy>,
    pub today: Date,
    pub random: Random,
    pub steps: Vec<Step>,
    /// The day and minute of the next step.
    pub day: Date,
    pub minute: i32,
}

impl Teller<'_> {
    pub fn begin(&mut self, day: Date) {
        self.minute = if day == self.day { self.minute } else { 9 * 60 + self.random.between(5, 380) };
        self.day = day;
    }

    pub fn now(&mut self) -> Moment {
        self.minute += PACE;
        at(self.day, self.minute)
    }

    /// Something that the owner did.
    pub fn did(&mut self, command: impl FnOnce(&Ids) -> Command + 'static) {
        let when = self.now();
        self.steps.push(Step::new(when, self.story.owner, command));
    }

    pub fn activity(&mut self, stage: Stage) -> Result<(), DemoError> {
        let texts = self.texts;
        let items = texts.activity.iter().find(|group| group.stage == stage.key());
        let Some(text) = items.and_then(|group| self.random.pick(&group.items)) else { return Ok(()) };
        self.record(text)
    }

    pub fn record(&mut self, text: &ActivityText) -> Result<(), DemoError> {
        let when = self.now();
        let summary = self.filled(&text.summary);
        let mut body = self.filled(&text.text);
        if !body.is_empty() && self.random.chance(55) {
            body.push_str(self.random.word(&self.texts.checks.tails));
        }
        let cells = [
            ("kind", text.kind.clone()),
            ("summary", summary),
            ("text", body),
            ("reached", if text.reached { "yes" } else { "no" }.to_owned()),
            ("minutes", if text.minutes > 0 { text.minutes.to_string() } else { String::new() }),
            ("counts_for_premium", if text.premium { "yes".to_owned() } else { String::new() }),
            ("region_code", self.person.cell("regions").split(';').next().unwrap_or_default().to_owned()),
        ];
        let draft = draft(Kind::Activity, cells.iter().map(|(key, cell)| (*key, cell.as_str())))?
            .with(&activity::AT, Value::moment(when));
        let (number, client) = (self.story.number, self.story.client);
        self.steps.push(Step::new(when, self.story.owner, move |ids| {
            let draft = draft
                .with_ref(&activity::PERSON, ids.of(Key::Person(client)))
                .with_ref(&activity::CASE, ids.of(Key::Case(number)));
            Command::add(Kind::Activity, draft)
        }));
        Ok(())
    }

    /// Now and then somebody writes down what the fields do not hold.
    pub fn remark(&mut self, stage: Stage) -> Result<(), DemoError> {
        if stage > Stage::Triaged && self.random.chance(22) { self.note("note") } else { Ok(()) }
    }

    pub fn note(&mut self, kind: &'static str) -> Result<(), DemoError> {
        let text = self.line(self.texts.notes.get(kind));
        let draft = draft(Kind::Note, [("kind", kind), ("text", text.as_str())].into_iter())?;
        let (number, client) = (self.story.number, self.story.client);
        self.did(move |ids| {
            let draft = draft
                .with_ref(&note::PERSON, ids.of(Key::Person(client)))
                .with_ref(&note::CASE, ids.of(Key::Case(number)));
            Command::add(Kind::Note, draft)
        });
        Ok(())
    }

    pub fn consent(&mut self, purpose: Purpose, how: &'static str) {
        let client = self.story.client;
        self.did(move |ids| Command::GiveConsent {
            person: ids.of(Key::Person(client)),
            purpose,
            expires: None,
            how: Some(how.into()),
        });
    }

    pub fn matched(&mut self, job: usize, to: MatchStatus, reason: Option<&str>) {
        let (key, reason) = (Key::Match(self.story.number, job), reason.map(Box::from));
        self.did(move |ids| {
            let matched: Id = ids.of(key);
            Command::SetMatchStatus { matched, to, reason }
        });
    }

    /// One of some lines, its slots filled.
    pub fn line(&mut self, lines: Option<&Vec<String>>) -> String {
        let line = lines.map(|lines| self.random.word(lines)).unwrap_or_default();
        self.filled(line)
    }

    /// Some lines as one cell.
    pub fn list(&mut self, lines: Option<&Vec<String>>, count: usize) -> String {
        let chosen = lines.map(|lines| self.random.several(lines, count)).unwrap_or_default();
        let cells: Vec<String> =
            chosen.into_iter().map(|line| self.filled(line).replace('、', "\\、")).collect();
        cells.join(";")
    }

    pub fn filled(&self, template: &str) -> String {
        let hours = match self.person.cell("hours_week") {
            "" => "6",
            hours => hours,
        };
        let job = self.job.map_or("紹介した案件", |job| job.title.as_str());
        let firm = self.job.map(|job| job.firm.as_str()).filter(|firm| !firm.is_empty()).unwrap_or("先方");
        let slots = [
            ("region", self.person.region.as_str()),
            ("skill", self.person.skill.as_str()),
            ("hours", hours),
            ("job", job),
            ("firm", firm),
        ];
        fill(template, &slots)
    }
}
