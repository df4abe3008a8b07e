//! A small office to try rules on.

use nichiiki::domain::record::Stamp;
use nichiiki::domain::{
    Author, Cause, Command, Commit, Context, Draft, Event, Put, Rejection, State, decide,
};
use nichiiki::field::{Id, Kind, Moment, by_name};

/// A state that grows by commands, with every commit kept.
pub struct Office {
    pub state: State,
    pub commits: Vec<Commit>,
    pub author: Author,
}

impl Office {
    /// An office with one region, which everything needs.
    pub fn new() -> Self {
        let mut office = Self { state: State::new(), commits: Vec::new(), author: Author::new("tanaka") };
        office.make(
            "region",
            &[("code", "202151"), ("name", "塩尻市"), ("kana", "シオジリシ"), ("prefecture", "長野県")],
        );
        office.make(
            "region",
            &[("code", "152242"), ("name", "佐渡市"), ("kana", "サドシ"), ("prefecture", "新潟県")],
        );
        office
    }

    pub fn context(&self) -> Context {
        Context {
            author: self.author.clone(),
            at: Moment::parse("2026-11-23 09:00").unwrap(),
            seen: None,
            owner: false,
        }
    }

    /// Decides and applies, as the writer does.
    pub fn run(&mut self, command: &Command) -> Result<Vec<Event>, Rejection> {
        let events = decide(&self.state, command, &self.context())?;
        self.commit(events.clone(), Cause::Apply);
        Ok(events)
    }

    pub fn commit(&mut self, events: Vec<Event>, cause: Cause) {
        if events.is_empty() {
            return;
        }
        let commit = Commit {
            seq: self.state.seq() + 1,
            at: self.context().at,
            author: self.author.clone(),
            cause,
            events,
        };
        self.state.apply(&commit);
        self.commits.push(commit);
    }

    pub fn stamp(&self) -> Stamp {
        Stamp { seq: self.state.seq() + 1, at: self.context().at, author: self.author.0.clone() }
    }

    /// A new record from cells; the id of what was added last.
    pub fn make(&mut self, kind: &str, cells: &[(&str, &str)]) -> Id {
        let kind = Kind::parse(kind).unwrap();
        let events = self.run(&Command::Add { kind, draft: draft(kind, cells), imported: true }).unwrap();
        events.last().unwrap().id()
    }

    pub fn update(&mut self, id: Id, cells: &[(&str, &str)]) -> Result<Vec<Event>, Rejection> {
        self.run(&Command::update(id, draft(id.kind, cells)))
    }
}

/// A draft from cells, as import reads them.
pub fn draft(kind: Kind, cells: &[(&str, &str)]) -> Draft {
    let mut draft = Draft::new();
    for (key, text) in cells {
        let field = by_name(kind, key).unwrap_or_else(|| panic!("no field {key}"));
        draft.put_text(field, text).unwrap_or_else(|fault| panic!("{key}={text}: {fault:?}"));
    }
    draft
}

/// What can be seen of a state: values and whether shown, without stamps.
pub fn visible(state: &State) -> Vec<(Id, Vec<(u16, nichiiki::field::Value)>)> {
    Kind::ALL
        .into_iter()
        .flat_map(|kind| state.records(kind))
        .map(|record| (record.id, record.values))
        .collect()
}

/// A draft that clears one field.
pub fn cleared(kind: Kind, key: &str) -> Draft {
    let mut draft = Draft::new();
    draft.put(by_name(kind, key).unwrap(), Put::Clear);
    draft
}
