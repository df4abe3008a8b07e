//! New rows that are likely the same as a record that is there, whatever they are written like: told with the row, and nothing is done
//! about them. Who is likely the same is for whoever holds the index to say. Called by imports of the screen and of the command line.

use super::{Becomes, Plan};
use crate::domain::{Command, Record, State};
use crate::field::Id;

/// New rows that are looked at: a list of an event has some hundreds, and what moves a whole office here is no second intake.
pub const LOOKED_AT_MAX: usize = 2000;

impl Plan {
    /// Notes for each new row, up to `LOOKED_AT_MAX` of them, the record that `find` says is likely the same. Rows that were noted already
    /// stay as they are.
    pub fn note_likely(&mut self, state: &State, find: &dyn Fn(&Record) -> Option<Id>) {
        let noted: Vec<u64> = self.report.possible_duplicates.iter().map(|one| one.line).collect();
        let new = self.fates.iter().filter_map(|fate| match fate.becomes {
            Becomes::New(place) => Some((fate.line, place)),
            Becomes::Changed(_) | Becomes::Same(_) => None,
        });
        for (line, place) in new.take(LOOKED_AT_MAX).filter(|(line, _)| !noted.contains(line)) {
            let (kind, draft) = match self.commands.get(place) {
                Some(Command::Add { kind, draft, .. }) => (*kind, draft),
                Some(Command::AddAs { id, draft }) => (id.kind, draft),
                _ => continue,
            };
            if let Some(id) = find(&draft.over(&Record::new(Id::new(kind, 0)), state)) {
                self.report.suspect(line, id);
            }
        }
        self.report.possible_duplicates.sort_by_key(|one| (one.line, one.id));
    }
}
