//! What the demo office thinks about policy: hypotheses that cite cases, opinions, votes, summaries, and what clients said.
//! Invariant: each thing is said in a later stretch of days than what it answers, since work of one stretch is gathered by author.

use super::desk::{Key, Step, at};
use super::history::Story;
use super::office::{LEAD, workday};
use super::people::FEATURED;
use super::sources::{self, DemoError};
use super::texts::{PolicyTexts, Quoted, Thread};
use crate::domain::command::Command;
use crate::field::choices::{Ballot, Purpose, Stage};
use crate::field::tables::note;
use crate::field::{Date, Kind, Value};

/// Days ago: consents to be quoted, quotes, hypotheses, opinions, votes, summaries, votes on those.
const CONSENTED: i32 = 52;
const QUOTED: i32 = 45;
const SUPPOSED: i32 = 60;
const ANSWERED: i32 = 38;
const VOTED: i32 = 24;
const SUMMED_UP: i32 = 8;
/// Days between one thread and the next.
const APART: i32 = 1;
const MINUTE: i32 = 16 * 60 + 40;

/// Everything that was thought and said.
///
/// # Errors
/// A text that its field does not take.
pub fn thoughts(texts: &PolicyTexts, stories: &[Story], today: Date) -> Result<Vec<Step>, DemoError> {
    let heard = |story: &&Story| {
        story.day_of(Stage::Planned).is_some_and(|day| today.days_since(day) > SUPPOSED + 14)
    };
    let mut heard = stories.iter().filter(heard);
    let mut steps = Vec::new();
    for (place, thread) in texts.thread.iter().enumerate() {
        let cited: Vec<usize> = heard.by_ref().take(thread.cites).map(|story| story.number).collect();
        steps.extend(discussed(thread, place, cited, today)?);
    }
    for (place, quoted) in texts.quote.iter().enumerate() {
        if let Some(story) = heard.next() {
            steps.extend(said(quoted, place, story, today)?);
        }
    }
    Ok(steps)
}

/// One hypothesis with what was said to it. Notes are numbered by thread: the hypothesis, its opinions, its summary.
fn discussed(thread: &Thread, place: usize, cited: Vec<usize>, today: Date) -> Result<Vec<Step>, DemoError> {
    let turn = i32::try_from(place).unwrap_or(0) * APART;
    let when = |days: i32| at(workday(today.plus_days(-days - turn)), MINUTE);
    let region = FEATURED.get(place % FEATURED.len()).copied().unwrap_or_default();
    let cells =
        |kind, text| [("kind", kind), ("text", text), ("policy_ask", thread.ask.as_str()), ("tags", "提言")];
    let written =
        cells("hypothesis", thread.hypothesis.as_str()).into_iter().chain([("region_code", region)]);
    let draft = sources::draft(Kind::Note, written)?;
    let mut steps = vec![
        Step::new(when(SUPPOSED), LEAD, move |ids| {
            let cases = cited.into_iter().map(|number| ids.of(Key::Case(number)));
            Command::add(Kind::Note, draft.with(&note::CITES, Value::references(cases)))
        })
        .making(Key::Note(place, 0)),
    ];
    steps.extend(votes(&thread.votes, Key::Note(place, 0), today));
    for (number, opinion) in (1..).zip(&thread.opinions) {
        let draft = sources::draft(Kind::Note, cells("opinion", opinion.text.as_str()).into_iter())?;
        let author = super::cases::OWNERS.iter().find(|owner| **owner == opinion.by).copied().unwrap_or(LEAD);
        steps.push(
            Step::new(when(ANSWERED), author, move |ids| {
                let of = Value::references([ids.of(Key::Note(place, 0))]);
                Command::add(Kind::Note, draft.with(&note::ANSWERS, of))
            })
            .making(Key::Note(place, number)),
        );
        steps.extend(votes(&opinion.votes, Key::Note(place, number), today));
    }
    if !thread.summary.is_empty() {
        let draft = sources::draft(Kind::Note, cells("summary", thread.summary.as_str()).into_iter())?;
        let all = thread.opinions.len();
        steps.push(Step::new(when(SUMMED_UP), LEAD, move |ids| {
            let of = (0..=all).map(|number| ids.of(Key::Note(place, number)));
            Command::add(Kind::Note, draft.with(&note::ANSWERS, Value::references(of)))
        }));
    }
    Ok(steps)
}

/// Votes written as `who:agree`.
fn votes(written: &[String], on: Key, today: Date) -> Vec<Step> {
    let vote = |text: &String| {
        let (who, vote) = text.split_once(':')?;
        let author = super::cases::OWNERS.iter().find(|owner| **owner == who).copied()?;
        let ballot = Ballot::TABLE.find(vote).and_then(Ballot::from_code)?;
        let when = at(workday(today.plus_days(-VOTED)), MINUTE);
        Some(Step::new(when, author, move |ids| Command::Vote { note: ids.of(on), ballot: Some(ballot) }))
    };
    written.iter().filter_map(vote).collect()
}

/// What a client said, with the consent to quote it where it was given.
fn said(quoted: &Quoted, place: usize, story: &Story, today: Date) -> Result<Vec<Step>, DemoError> {
    let (number, client, author) = (story.number, story.client, story.owner);
    let turn = i32::try_from(place).unwrap_or(0) * APART;
    let cells = [("kind", "quote"), ("text", quoted.text.as_str()), ("policy_ask", quoted.ask.as_str())];
    let draft = sources::draft(Kind::Note, cells.into_iter())?;
    let consent = Step::new(at(workday(today.plus_days(-CONSENTED - turn)), MINUTE), author, move |ids| {
        Command::GiveConsent {
            person: ids.of(Key::Person(client)),
            purpose: Purpose::Quote,
            expires: None,
            how: Some("提言での匿名の引用を面談で確認".into()),
        }
    });
    let note = Step::new(at(workday(today.plus_days(-QUOTED - turn)), MINUTE), author, move |ids| {
        let draft = draft.with_ref(&note::PERSON, ids.of(Key::Person(client)));
        Command::add(Kind::Note, draft.with_ref(&note::CASE, ids.of(Key::Case(number))))
    });
    let mut steps = Vec::new();
    if quoted.agreed {
        steps.push(consent);
    }
    steps.push(note);
    Ok(steps)
}
