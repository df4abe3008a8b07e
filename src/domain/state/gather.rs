//! A state from storage: what several threads have read, joined once. Taking records in one by one would copy a town's
//! list of links for each of its people.
//! Called when a store is opened.

use std::sync::Arc;

use super::{Names, State, add_name};
use crate::domain::label;
use crate::domain::packed::{Named, NotARecord, Packed};
use crate::domain::table::Table;
use crate::field::{Id, Kind, Moment, fields};
use crate::fold::fold;

const KINDS: usize = Kind::ALL.len();

/// Records that one thread has read, with what the state must know of them.
#[derive(Debug, Default)]
pub struct Gathered {
    tables: [Table<Packed>; KINDS],
    live: [usize; KINDS],
    /// What is named, and by which record.
    links: Vec<(Id, Id)>,
    names: Vec<(Kind, Box<str>, Id)>,
    /// Room for what one record names.
    named: Named,
}

impl Gathered {
    /// Takes a record in its stored bytes and returns its id. Each record is taken once, by one thread.
    ///
    /// # Errors
    /// `NotARecord` for bytes that are none.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Id, NotARecord> {
        self.named.clear();
        let (packed, id) = Packed::skim(bytes, &mut self.named)?;
        let linked = fields(id.kind).iter().filter(|field| field.linked);
        for field in linked {
            let named = self.named.iter().filter(|(code, _)| *code == field.code);
            self.links.extend(named.map(|(_, target)| (*target, id)));
        }
        if label::has_names(id.kind) {
            let record = packed.unpack().ok_or(NotARecord { length: bytes.len() })?;
            self.names.extend(label::names(&record).iter().map(|name| (id.kind, fold(name).into(), id)));
        }
        if let Some(live) = self.live.get_mut(id.kind.index()) {
            *live += usize::from(!packed.is_withdrawn());
        }
        if let Some(table) = self.tables.get_mut(id.kind.index()) {
            table.insert(id.number, packed);
        }
        Ok(id)
    }
}

impl State {
    /// The state of these records, as of a commit.
    pub fn of(parts: Vec<Gathered>, seq: u64, at: Moment) -> Self {
        let mut state = Self { seq, at, ..Self::default() };
        let mut links: Vec<(Id, Id)> = Vec::new();
        let mut names = Names::default();
        for part in parts {
            for (own, part) in state.tables.iter_mut().zip(part.tables) {
                own.absorb(part);
            }
            for (own, part) in state.live.iter_mut().zip(part.live) {
                *own += part;
            }
            links.extend(part.links);
            for (_, name, id) in part.names {
                add_name(&mut names, id, name);
            }
        }
        links.sort_unstable();
        links.dedup();
        for group in links.chunk_by(|one, next| one.0 == next.0) {
            let Some((target, _)) = group.first() else { continue };
            let from: Arc<[Id]> = group.iter().map(|(_, from)| *from).collect();
            if let Some(table) = state.links.get_mut(target.kind.index()) {
                table.insert(target.number, from);
            }
        }
        state.names = Arc::new(names);
        state
    }

    /// Sets how many records of each kind there are, for a state that holds some of them.
    pub fn set_counts(&mut self, counts: [usize; KINDS]) {
        self.live = counts;
    }
}
