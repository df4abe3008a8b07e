//! What a screen shows of the records, in one number: told before and after others' change, it says whether to draw.
//! Invariant: where the number stays the same, so does all that the layers show of the snapshot; a layer that cannot say what
//! it shows is drawn on every change. Counts and the number of the commit, which the frame shows, are left out.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::walk::Walk;
use crate::domain::State;
use crate::domain::packed::Packed;
use crate::field::{Id, Kind};

/// Links of one record that are looked at; a screen on a record with more is drawn on every change.
const LINKS_MAX: usize = 256;

/// What has been looked at so far.
#[derive(Debug)]
pub struct Looks<'a> {
    state: &'a State,
    told: DefaultHasher,
    whole: bool,
}

impl<'a> Looks<'a> {
    /// Nothing yet.
    pub fn new(state: &'a State) -> Self {
        let mut looks = Self { state, told: DefaultHasher::new(), whole: true };
        // Who may see what follows from the users.
        looks.say(state.touched(Kind::User));
        looks
    }

    /// The number; `None` where something is shown that was not told.
    pub fn number(self) -> Option<u64> {
        self.whole.then(|| self.told.finish())
    }

    /// Something is shown of which nothing can be told.
    pub const fn unknown(&mut self) {
        self.whole = false;
    }

    /// Something that is shown beside records.
    pub fn say(&mut self, what: impl Hash) {
        what.hash(&mut self.told);
    }

    /// What the record itself says.
    pub fn record(&mut self, id: Id) {
        let packed = self.state.packed(id);
        self.say((id, packed.map(|packed| (packed.updated_seq(), packed.is_withdrawn()))));
    }

    /// What it says with the names of what it refers to.
    pub fn named(&mut self, id: Id) {
        self.record(id);
        let Some(record) = self.state.packed(id).and_then(Packed::unpack) else { return };
        for (_, value) in &record.values {
            value.for_each_reference(|to| self.record(to));
        }
    }

    /// What it says with what refers to it, as a screen about it shows it.
    pub fn around(&mut self, id: Id) {
        self.named(id);
        let state = self.state;
        let mut links = state.links(id);
        links.by_ref().take(LINKS_MAX).for_each(|link| self.named(link));
        if links.next().is_some() {
            self.unknown();
        }
    }

    /// The rows that may be seen around a row, of which no more than `height` are.
    pub fn rows(&mut self, rows: &Walk, index: usize, height: u16) {
        let height = usize::from(height);
        self.say((rows.len(), index));
        let seen = index.saturating_sub(height)..(index + height).min(rows.len());
        for place in seen {
            match rows {
                Walk::Ids(ids) => ids.get(place).into_iter().for_each(|id| self.record(*id)),
                Walk::Rows(rows, range) => {
                    let Some((id, aux, case)) = rows.glance(range.start + place) else { continue };
                    self.say(aux);
                    self.record(id);
                    if let Some(case) = case {
                        self.record(case);
                    }
                }
            }
        }
    }
}
