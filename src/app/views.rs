//! The views: named filters with how much each shows now. A digit opens the view that has it for its key, Enter the chosen one;
//! what else is typed narrows by name.
//! Invariant: the names come with the newest snapshot at once; counting runs beside the loop and may lag behind them.

use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor;
use super::layer::{Acts, Context, Step};
use super::line::Line;
use super::message::Effect;
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::fold::fold;
use crate::search::{View, views};
use crate::snapshot::Counts;

/// The state of the layer.
#[derive(Debug, Default)]
pub struct Views {
    line: Line,
    index: usize,
    named: Vec<View>,
    /// The views as they were counted, and how many records each showed.
    counted: Option<(Vec<View>, Counts)>,
    /// As of which commit the counts were asked for.
    asked: Option<u64>,
}

impl Views {
    /// The views of whoever sits there.
    pub fn new(context: &Context<'_>) -> Self {
        Self { named: of(context), ..Self::default() }
    }

    pub const fn line(&self) -> &Line {
        &self.line
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The views whose names hold what is typed.
    pub fn found(&self) -> Vec<&View> {
        let wanted = fold(self.line.text());
        self.named.iter().filter(|view| fold(&view.name).contains(&wanted)).collect()
    }

    /// How many records a view shows; `None` inside where its line cannot be meant, outside until it is counted.
    pub fn count(&self, view: &View) -> Option<Option<usize>> {
        let (views, counts) = self.counted.as_ref()?;
        let place = views.iter().position(|one| one.query == view.query && one.kind == view.kind)?;
        counts.get(place).copied()
    }

    fn chosen(&self) -> Option<&View> {
        self.found().get(self.index).copied()
    }

    fn open(view: Option<&View>) -> Step {
        view.map_or(Step::Done, |view| Step::Show(Box::new(view.clone())))
    }
}

fn of(context: &Context<'_>) -> Vec<View> {
    views(&context.snapshot.state, context.user, context.lang)
}

/// The digit that a text is, in any width.
fn digit(text: &str) -> Option<u8> {
    let mut letters = text.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    let ascii = match letter {
        '０'..='９' => u32::from(letter) - u32::from('０'),
        _ => letter.to_digit(10)?,
    };
    u8::try_from(ascii).ok().filter(|digit| *digit > 0)
}

impl Acts for Views {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        let keyed = digit(text).filter(|_| self.line.is_empty());
        if let Some(view) = keyed.and_then(|key| self.named.iter().find(|view| view.number == Some(key))) {
            return Self::open(Some(view));
        }
        self.line.insert(text);
        self.index = 0;
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Open => Self::open(self.chosen()),
            // A saved view is a record: it is changed and withdrawn on its own screen.
            Action::Complete => match self.chosen().and_then(|view| view.record) {
                Some(id) => Step::push(RecordView::new(id)),
                None => Step::Done,
            },
            Action::Back => Step::Pop,
            other if self.line.act(other) => {
                self.index = 0;
                Step::Done
            }
            other => {
                let page = usize::from(context.size.rows / 2);
                match cursor::moved(self.index, other, count, page, self.found().len()) {
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

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = context.snapshot.seq();
        if self.asked == Some(seq) {
            return Vec::new();
        }
        self.asked = Some(seq);
        self.named = of(context);
        self.index = self.index.min(self.found().len().saturating_sub(1));
        vec![Effect::Ask(Question::Counts { views: self.named.clone(), user: context.user.into() })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Counts { views, counts } = answer {
            self.counted = Some((views.clone(), Arc::clone(counts)));
        }
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
