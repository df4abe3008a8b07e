//! The demo's desk: takes what people of the office did at which time, in any order, and makes batches of commands of it.
//! Invariant: every command is decided on the state that the ones before it left, so a batch that is handed out is never
//! refused by a new store that holds only `master`. Old work is gathered into few commits, fresh work stays as it was done.

use std::collections::BTreeMap;

use super::sources::{DemoError, master};
use crate::domain::command::Command;
use crate::domain::commit::Author;
use crate::domain::decide::{Context, decide};
use crate::domain::event::Event;
use crate::domain::record::Stamp;
use crate::domain::state::State;
use crate::field::{Date, Id, Kind, Moment};

const MINUTE: i64 = 60_000;
/// Days of work in one commit: for work older than so many days.
const GATHERED: [(i32, i32); 3] = [(90, 14), (14, 7), (3, 1)];

/// Several commands by one person, made at one time: one commit.
#[derive(Debug)]
pub struct Batch {
    pub author: &'static str,
    /// When it was made; never before the batch in front, never after the time the office was asked for.
    pub at: Moment,
    pub commands: Vec<Command>,
}

/// What a record is called while the demo is being made, before it has an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Person(usize),
    Job(usize),
    Case(usize),
    /// The match of a case and a job.
    Match(usize, usize),
    /// A note of a thread: the hypothesis first.
    Note(usize, usize),
}

impl Key {
    const fn kind(self) -> Kind {
        match self {
            Self::Person(_) => Kind::Person,
            Self::Job(_) => Kind::Job,
            Self::Case(_) => Kind::Case,
            Self::Match(..) => Kind::Match,
            Self::Note(..) => Kind::Note,
        }
    }
}

/// The ids that records got.
#[derive(Debug, Default)]
pub struct Ids(BTreeMap<Key, Id>);

impl Ids {
    /// The record's id; number 0, which no record has, where it was not made yet.
    pub fn of(&self, key: Key) -> Id {
        self.0.get(&key).copied().unwrap_or(Id::new(key.kind(), 0))
    }
}

/// One thing that somebody did.
pub struct Step {
    pub at: Moment,
    pub author: &'static str,
    /// The record that the command makes.
    pub makes: Option<Key>,
    pub command: Box<dyn FnOnce(&Ids) -> Command>,
}

impl Step {
    pub fn new(at: Moment, author: &'static str, command: impl FnOnce(&Ids) -> Command + 'static) -> Self {
        Self { at, author, makes: None, command: Box::new(command) }
    }

    pub const fn making(mut self, key: Key) -> Self {
        self.makes = Some(key);
        self
    }
}

/// A minute of a day in Japan.
pub fn at(day: Date, minute: i32) -> Moment {
    Moment(Moment::at_start_of(day).0 + i64::from(minute) * MINUTE)
}

/// Everything that was done, as batches in the order of time. Of one stretch of days, `authors` come in their order.
///
/// # Errors
/// A command that the domain refuses: a fault of the demo.
pub fn batches(mut steps: Vec<Step>, authors: &[&'static str], now: Moment) -> Result<Vec<Batch>, DemoError> {
    let rank = |author: &str| authors.iter().position(|name| *name == author).unwrap_or(authors.len());
    steps.sort_by_key(|step| (stretch(step.at.date(), now.date()), rank(step.author), step.at));
    let mut desk = Desk::open(now)?;
    let mut group: Vec<Step> = Vec::new();
    for step in steps {
        let together = group.first().is_some_and(|first| {
            let days = (stretch(first.at.date(), now.date()), stretch(step.at.date(), now.date()));
            days.0 == days.1 && first.author == step.author && !is_fresh(step.at.date(), now.date())
        });
        if !together {
            desk.commit(std::mem::take(&mut group), now)?;
        }
        group.push(step);
    }
    desk.commit(group, now)?;
    Ok(desk.done)
}

/// The stretch of days whose work is gathered, counted so that later ones are greater.
fn stretch(day: Date, today: Date) -> i32 {
    let age = today.days_since(day);
    let length = GATHERED.iter().find(|(older, _)| age >= *older).map_or(1, |(_, length)| *length);
    -(age / length * length)
}

/// Work so new that each step is a commit of its own.
fn is_fresh(day: Date, today: Date) -> bool {
    GATHERED.iter().all(|(older, _)| today.days_since(day) < *older)
}

struct Desk {
    state: State,
    ids: Ids,
    done: Vec<Batch>,
}

impl Desk {
    /// A store as it is when it is new.
    fn open(now: Moment) -> Result<Self, DemoError> {
        let mut desk = Self { state: State::new(), ids: Ids::default(), done: Vec::new() };
        let context = Context { author: Author::new("init"), at: Moment(0), seen: None, owner: false };
        for command in master()? {
            desk.take(&command, &context)?;
        }
        desk.state.loaded(1, Moment(now.0.min(0)));
        Ok(desk)
    }

    fn commit(&mut self, steps: Vec<Step>, now: Moment) -> Result<(), DemoError> {
        let Some(author) = steps.first().map(|step| step.author) else { return Ok(()) };
        let latest = steps.iter().map(|step| step.at).max().unwrap_or(now).min(now);
        let at = self.done.last().map_or(latest, |before| latest.max(before.at));
        let context = Context { author: Author::new(author), at, seen: None, owner: false };
        let mut commands = Vec::with_capacity(steps.len());
        for step in steps {
            let command = (step.command)(&self.ids);
            let made = self.take(&command, &context)?;
            if let (Some(key), Some(id)) = (step.makes, made) {
                self.ids.0.insert(key, id);
            }
            commands.push(command);
        }
        self.state.loaded(self.state.seq() + 1, at);
        self.done.push(Batch { author, at, commands });
        Ok(())
    }

    /// Decides and applies; the id of the record that was added last.
    fn take(&mut self, command: &Command, context: &Context) -> Result<Option<Id>, DemoError> {
        let stamp = Stamp { seq: self.state.seq() + 1, at: context.at, author: context.author.0.clone() };
        let mut made = None;
        for event in decide(&self.state, command, context)? {
            if let Event::Added(record) = &event {
                made = Some(record.id);
            }
            self.state.apply_event(&event, &stamp);
        }
        Ok(made)
    }
}
