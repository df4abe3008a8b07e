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
    scopes: &'static [Scope],
    index: usize,
    /// The verb under the cursor as last drawn, which Enter runs.
    rows: Vec<HelpRow>,
}

/// One verb in the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpRow {
    pub action: Action,
    pub scope: Scope,
}

impl Help {
    /// The help of a layer with these scopes.
    pub fn new(scopes: &'static [Scope]) -> Self {
        let mut help = Self { line: Line::default(), scopes, index: 0, rows: Vec::new() };
        help.find();
        help
    }

    pub const fn line(&self) -> &Line {
        &self.line
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The scopes that are explained.
    pub const fn explained(&self) -> &'static [Scope] {
        self.scopes
    }

    /// The rows to show, scope by scope.
    pub fn rows(&self, keys: &Keys) -> Vec<(HelpRow, String)> {
        self.rows
            .iter()
            .map(|row| (row.clone(), keys.all_of(row.action, self.scopes).join("  ")))
            .filter(|(_, keys)| !keys.is_empty())
            .collect()
    }

    fn find(&mut self) {
        let wanted = fold(self.line.text());
        let scopes = self.scopes.iter().chain(&[Scope::Always]);
        let mut seen = Vec::new();
        self.rows.clear();
        for scope in scopes {
            for action in Action::ALL.iter().filter(|action| action.scopes().contains(scope)) {
                let label = action.label();
                let text = fold(&format!("{} {} {}", action.name().replace('_', " "), label.ja, label.en));
                if !seen.contains(action) && text.contains(&wanted) {
                    seen.push(*action);
                    self.rows.push(HelpRow { action: *action, scope: *scope });
                }
            }
        }
        self.index = self.index.min(self.rows.len().saturating_sub(1));
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
            Action::Open => match self.rows.get(self.index) {
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
                match cursor::moved(self.index, other, count, page, self.rows.len()) {
                    Some(index) => {
                        self.index = index;
                        Step::Done
                    }
                    None => Step::Pass,
                }
            }
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Open, Action::SelectNext, Action::SelectPrevious, Action::Back]
    }
}
