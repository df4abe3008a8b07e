//! A path being typed, with the files that it may become: those of the machine that holds the store.
//! Invariant: what is offered was looked for with the text that stands there, or is waited for.

use std::collections::VecDeque;
use std::path::PathBuf;

use super::super::cursor::moved;
use super::super::line::Line;
use super::super::port::{Errand, Name, Told};
use crate::action::Action;

/// Verbs that wait for names at most.
const PUT_OFF_MAX: usize = 8;
/// Rows of names that a page moves by.
const PAGE: usize = 10;

/// The line.
#[derive(Debug, Default)]
pub struct PathLine {
    line: Line,
    /// What was looked for last.
    asked: Option<String>,
    /// What the names were found for.
    found: Option<String>,
    /// Verbs about the names that came before these did.
    put_off: VecDeque<Action>,
    /// The directory that names are of, or why it cannot be looked into.
    place: Option<Result<PathBuf, String>>,
    names: Vec<Name>,
    index: usize,
}

impl PathLine {
    pub const fn line(&self) -> &Line {
        &self.line
    }

    pub fn names(&self) -> &[Name] {
        &self.names
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The directory that names are of; why not where it cannot be looked into; `None` until it was.
    pub const fn place(&self) -> Option<&Result<PathBuf, String>> {
        self.place.as_ref()
    }

    pub fn typed(&mut self, text: &str) {
        self.put_off.clear();
        self.line.insert(text);
    }

    /// Whether the names are those of what stands in the line.
    fn is_current(&self) -> bool {
        self.found.as_deref() == Some(self.line.text())
    }

    /// Has a verb wait for the names it is about, where they have not come yet.
    pub fn put_off(&mut self, action: Action) -> bool {
        let about =
            matches!(action, Action::Complete | Action::Open | Action::SelectNext | Action::SelectPrevious);
        let waits =
            about && (!self.put_off.is_empty() || !self.is_current()) && self.put_off.len() < PUT_OFF_MAX;
        if waits {
            self.put_off.push_back(action);
        }
        waits
    }

    /// The next verb that need not wait any more.
    pub fn next_waiting(&mut self) -> Option<Action> {
        if self.is_current() { self.put_off.pop_front() } else { None }
    }

    /// Does a verb of typing or moving; `false` where it is none.
    pub fn act(&mut self, action: Action, count: Option<u32>) -> bool {
        if action == Action::Complete {
            if let Some(name) = self.names.get(self.index) {
                self.line = Line::new(&name.text);
            }
            return true;
        }
        if let Some(index) = moved(self.index, action, count, PAGE, self.names.len()) {
            self.index = index;
            return true;
        }
        self.line.act(action)
    }

    /// The file that is meant: the name under the cursor. A directory is gone into instead, and `None` returned.
    pub fn take(&mut self) -> Option<String> {
        let typed = self.line.text().trim().to_owned();
        let exact = self.names.iter().find(|name| name.text == typed);
        match exact.or_else(|| self.names.get(self.index)) {
            Some(name) if name.directory => {
                self.line = Line::new(&name.text);
                None
            }
            Some(name) => Some(name.text.clone()),
            None => Some(typed).filter(|typed| !typed.is_empty()),
        }
    }

    /// What to look for now.
    pub fn wants(&mut self) -> Option<Errand> {
        if self.asked.as_deref() == Some(self.line.text()) {
            return None;
        }
        let path = self.line.text().to_owned();
        self.asked = Some(path.clone());
        Some(Errand::Names { path })
    }

    /// Looks again at the next chance: a file may have come.
    pub fn look_again(&mut self) {
        self.asked = None;
        self.found = None;
    }

    pub fn told(&mut self, told: &Told) {
        if let Told::Names { path, place, names } = told
            && self.asked.as_ref() == Some(path)
        {
            self.place = Some(place.clone());
            self.names.clone_from(names);
            self.found = Some(path.clone());
            self.index = 0;
        }
    }
}
