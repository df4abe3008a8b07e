//! The help: every binding that works where it was asked for, found by name, label or key; Enter runs it.

use super::cursor;
use super::keys::Keys;
use super::layer::{Acts, Context, Step};
use super::line::Line;
use crate::action::{Action, Scope};
use crate::fold::fold;

/// The state of the help.
#[derive(Debug)]
pub struct Help {
    line: Line,
    index: usize,
    /// Every verb that has a key here, scope by scope.
    all: Vec<HelpRow>,
    /// The places in `all` of those that fit what is typed.
    found: Vec<usize>,
}

/// One verb in the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRow {
    pub action: Action,
    pub scope: Scope,
    /// Every way to reach it here.
    pub keys: String,
}

impl Help {
    /// The help of a layer with these scopes.
    pub fn new(scopes: &'static [Scope], keys: &Keys) -> Self {
        let mut all: Vec<HelpRow> = Vec::new();
        for scope in scopes.iter().chain(&[Scope::Always]) {
            for action in Action::ALL.iter().filter(|action| action.scopes().contains(scope)) {
                let written = keys.all_of(*action, scopes).join("  ");
                if !written.is_empty() && all.iter().all(|row| row.action != *action) {
                    all.push(HelpRow { action: *action, scope: *scope, keys: written });
                }
            }
        }
        let found = (0..all.len()).collect();
        Self { line: Line::default(), index: 0, all, found }
    }

    pub const fn line(&self) -> &Line {
        &self.line
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The rows to show, scope by scope.
    pub fn rows(&self) -> Vec<&HelpRow> {
        self.found.iter().filter_map(|place| self.all.get(*place)).collect()
    }

    /// By name or label as it is heard, by key as it is written.
    fn find(&mut self) {
        let (wanted, key) = (fold(self.line.text()), self.line.text().trim());
        let fits = |row: &HelpRow| {
            let label = row.action.label();
            let said = fold(&format!("{} {} {}", row.action.name().replace('_', " "), label.ja, label.en));
            said.contains(&wanted) || row.keys.split("  ").any(|one| one == key)
        };
        self.found =
            self.all.iter().enumerate().filter(|(_, row)| fits(row)).map(|(place, _)| place).collect();
        self.index = self.index.min(self.found.len().saturating_sub(1));
    }
}

impl Acts for Help {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        self.line.insert(text);
        self.index = 0;
        self.find();
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Open => match self.rows().get(self.index) {
                Some(row) => Step::Run(row.action),
                None => Step::Done,
            },
            Action::Back | Action::Help => Step::Pop,
            other if self.line.act(other) => {
                self.find();
                Step::Done
            }
            other => {
                let page = usize::from(context.size.rows / 2);
                match cursor::moved(self.index, other, count, page, self.found.len()) {
                    Some(index) => {
                        self.index = index;
                        Step::Done
                    }
                    None => Step::Pass,
                }
            }
        }
    }

    /// Nothing of the records.
    fn looks(&self, _context: &Context<'_>, _looks: &mut super::looks::Looks<'_>) {}

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Open, Action::SelectNext, Action::SelectPrevious, Action::Back]
    }
}
