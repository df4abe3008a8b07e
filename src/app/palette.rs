//! The palette: every verb by its name, in either language. Enter runs what is chosen, Tab completes what is typed.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::cursor;
use super::layer::{Acts, Context, Step};
use super::line::Line;
use super::message::Notice;
use crate::action::{Action, Scope};
use crate::field::Id;
use crate::fold::fold;

/// The state of the palette.
#[derive(Debug)]
pub struct Palette {
    line: Line,
    /// What works in the layer beneath, to be shown first.
    scopes: &'static [Scope],
    index: usize,
}

impl Palette {
    /// A palette over a layer with these scopes.
    pub fn new(scopes: &'static [Scope]) -> Self {
        Self { line: Line::default(), scopes, index: 0 }
    }

    pub const fn line(&self) -> &Line {
        &self.line
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The scopes of the layer beneath, whose keys are shown.
    pub const fn scopes_beneath(&self) -> &'static [Scope] {
        self.scopes
    }

    /// The verbs that fit what is typed, the best first.
    pub fn found(&self) -> Vec<Action> {
        let works = |action: &Action| action.scopes().iter().any(|scope| self.scopes.contains(scope));
        let commands = Action::ALL.iter().copied().filter(|action| action.is_command() && works(action));
        let typed = fold(self.line.text());
        if typed.is_empty() {
            return commands.collect();
        }
        let matcher = SkimMatcherV2::default();
        let mut scored: Vec<(i64, Action)> =
            commands.filter_map(|action| Some((score(&matcher, action, &typed)?, action))).collect();
        scored.sort_by_key(|(score, action)| (std::cmp::Reverse(*score), *action));
        scored.into_iter().map(|(_, action)| action).collect()
    }
}

/// How well a verb fits what is typed, by its name or a label; a name typed in full beats all.
fn score(matcher: &SkimMatcherV2, action: Action, typed: &str) -> Option<i64> {
    let label = action.label();
    let names = [action.name().replace('_', " "), label.en.to_owned(), label.ja.to_owned()];
    names
        .iter()
        .filter_map(|name| {
            let name = fold(name);
            let exact = if name == typed { 10_000 } else { 0 };
            matcher.fuzzy_match(&name, typed).map(|score| score + exact)
        })
        .max()
}

impl Acts for Palette {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        self.line.insert(text);
        self.index = 0;
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let found = self.found();
        let chosen = found.get(self.index).copied();
        match action {
            Action::Open => {
                if let Ok(id) = self.line.text().parse::<Id>()
                    && context.snapshot.state.has(id)
                {
                    return Step::Swap(super::record::RecordView::new(id).into());
                }
                match chosen {
                    Some(action) => Step::Run(action),
                    None => Step::Say(Notice::plain(
                        context.say("そのような命令はありません", "there is no such command"),
                    )),
                }
            }
            Action::Complete => {
                if let Some(action) = chosen {
                    self.line = Line::new(&action.name().replace('_', " "));
                    self.index = 0;
                }
                Step::Done
            }
            Action::Back => Step::Pop,
            other if self.line.act(other) => {
                self.index = 0;
                Step::Done
            }
            other => match cursor::moved(self.index, other, count, 10, found.len()) {
                Some(index) => {
                    self.index = index;
                    Step::Done
                }
                None => Step::Pass,
            },
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Open, Action::Complete, Action::SelectNext, Action::SelectPrevious, Action::Back]
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
