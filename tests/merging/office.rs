//! An office whose commands are told what its journal tells, as the writer tells them.

use nichiiki::domain::command::{Finding, Keep};
use nichiiki::domain::invert::invert_all;
use nichiiki::domain::merge::sameness;
use nichiiki::domain::{Cause, Command, Event, Rejection, State};
use nichiiki::field::{Id, Kind, by_name};

pub use crate::domain::office::{Office, draft, visible};

/// A merge without choices.
pub fn merge(id: Id, other: Id) -> Command {
    Command::Merge { id, other, keep: Vec::new(), reason: None }
}

/// A merge with choices by the keys of fields.
pub fn merge_keeping(id: Id, other: Id, keep: &[(&str, Keep)]) -> Command {
    let code = |key| by_name(id.kind, key).unwrap().code;
    let keep = keep.iter().map(|(key, keep)| (code(key), *keep)).collect();
    Command::Merge { id, other, keep, reason: None }
}

pub fn unmerge(id: Id) -> Command {
    Command::Unmerge { id, reason: None, told: None }
}

pub fn judge(id: Id, other: Id, finding: Finding) -> Command {
    Command::Judge { id, other, finding, reason: None }
}

impl Office {
    /// Runs a command, told what the commits of the office tell.
    pub fn tell(&mut self, mut command: Command) -> Result<Vec<Event>, Rejection> {
        if let Command::Unmerge { id, told, .. } = &mut command {
            let code = sameness(id.kind).unwrap().merged_into.code;
            let record = self.state.record(*id);
            let stamps = record.iter().flat_map(|record| &record.stamps);
            let seq = stamps.filter(|(held, _)| *held == code).map(|(_, stamp)| stamp.seq).next();
            let commit = self.commits.iter().find(|commit| Some(commit.seq) == seq);
            *told = commit.map(|commit| commit.events.clone().into());
        }
        self.run(&command)
    }

    /// Takes back the commit with that number.
    pub fn undo(&mut self, seq: u64) -> Result<(), Rejection> {
        let commit = self.commits.iter().find(|commit| commit.seq == seq).unwrap();
        let events = invert_all(&commit.events, &self.state, &self.stamp())?;
        self.commit(events, Cause::Undo(seq));
        Ok(())
    }
}

/// What every state must hold, whatever was merged and taken apart.
pub fn sound(state: &State) {
    use nichiiki::domain::merge::{merged_into, names};
    use nichiiki::field::tables::{activity, case, matched, note};
    let merged: Vec<Id> = [Kind::Person, Kind::Job, Kind::Organisation]
        .into_iter()
        .flat_map(|kind| state.all(kind).map(|(id, _)| id).collect::<Vec<_>>())
        .filter(|id| {
            state.record(*id).is_some_and(|record| record.withdrawn && merged_into(&record).is_some())
        })
        .collect();
    let (mut pairs, mut links) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let ids: Vec<Id> = state.all(kind).map(|(id, _)| id).collect();
        for record in ids.into_iter().filter_map(|id| state.record(id)) {
            for_each_link(&record, |id| links.push((id, record.id)));
            for gone in merged.iter().filter(|gone| **gone != record.id && !merged.contains(&record.id)) {
                assert!(!names(&record, *gone), "{} still refers to {gone}", record.id);
            }
            let on = match kind {
                Kind::Match => Some((&matched::PERSON, &matched::CASE)),
                Kind::Activity => Some((&activity::PERSON, &activity::CASE)),
                Kind::Note => Some((&note::PERSON, &note::CASE)),
                _ => None,
            };
            if let Some((person, of_case)) = on
                && let Some(held) = record.reference(of_case).and_then(|id| state.record(id))
            {
                assert_eq!(
                    record.reference(person),
                    held.reference(&case::PERSON),
                    "{} of {}",
                    record.id,
                    held.id
                );
            }
            if record.withdrawn {
                continue;
            }
            if kind == Kind::Match {
                let pair = (record.reference(&matched::PERSON), record.reference(&matched::JOB));
                assert!(!pairs.contains(&pair), "{} pairs the same two as another", record.id);
                pairs.push(pair);
            }
            for_each_link(&record, |id| assert!(state.has(id), "{} is linked to {id}", record.id));
        }
    }
    links.sort_unstable();
    links.dedup();
    for id in Kind::ALL.into_iter().flat_map(|kind| state.all(kind).map(|(id, _)| id).collect::<Vec<_>>()) {
        let wanted: Vec<Id> = links.iter().filter(|(to, _)| *to == id).map(|(_, from)| *from).collect();
        assert_eq!(state.links_of(id), wanted, "what is linked to {id}");
    }
}

fn for_each_link(record: &nichiiki::domain::Record, mut each: impl FnMut(Id)) {
    for field in nichiiki::field::fields(record.id.kind).iter().filter(|field| field.linked) {
        if let Some(value) = record.get(field) {
            value.for_each_reference(&mut each);
        }
    }
}
