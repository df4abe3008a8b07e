//! The focused pane over the full width: for people the day's work, with counts of the ready views in its head; where there is
//! room these stand above the panes too.
//! Invariant: counts may lag behind the newest snapshot; they are asked for only while they are seen.

use std::sync::Arc;

use crate::app::ask::{Answer, Question};
use crate::app::layer::Context;
use crate::field::Kind;
use crate::search::{View, Whose, views};
use crate::snapshot::Counts;

/// The ready views that the head counts, by their places among the ready ones: today, new, late, quiet, waiting, on trial,
/// checks, handed over.
const COUNTED: [usize; 8] = [0, 1, 4, 5, 6, 9, 11, 16];

/// From this height on the counts stand above the panes of the home layer.
pub const ROWS_FOR_COUNTS: u16 = 30;

/// Whether it is wide, and what was counted.
#[derive(Debug, Default)]
pub struct Wide {
    on: bool,
    /// The commit as of which counts were asked for.
    asked: Option<u64>,
    counted: Option<(Vec<View>, Counts)>,
}

impl Wide {
    pub const fn is_on(&self) -> bool {
        self.on
    }

    pub const fn turn(&mut self) {
        self.on = !self.on;
        self.asked = None;
    }

    /// Narrow again; `false` where it is.
    pub const fn narrow(&mut self) -> bool {
        let was = self.on;
        self.on = false;
        was
    }

    /// The views of the head with their counts, as far as they are known.
    pub fn counts(&self) -> Vec<(&View, Option<usize>)> {
        let Some((views, counts)) = &self.counted else { return Vec::new() };
        let ready = views.iter().zip(counts.iter()).filter(|(view, _)| view.whose == Whose::Ready);
        let ready: Vec<_> = ready.map(|(view, count)| (view, *count)).collect();
        COUNTED.iter().filter_map(|place| ready.get(*place).copied()).collect()
    }

    /// What to ask. The same question as the list of views asks, so that it is answered once.
    pub fn wants(&mut self, context: &Context<'_>) -> Option<Question> {
        let seq = context.snapshot.seq();
        let people = context.snapshot.state.count(Kind::Person);
        let beside = context.size.rows >= ROWS_FOR_COUNTS && people > 0;
        if !(self.on || beside) || context.hidden || self.asked == Some(seq) {
            return None;
        }
        self.asked = Some(seq);
        let views = views(&context.snapshot.state, context.user, context.lang);
        Some(Question::Counts { views, user: context.user.into() })
    }

    pub fn answered(&mut self, answer: &Answer) {
        if let Answer::Counts { views, counts } = answer {
            self.counted = Some((views.clone(), Arc::clone(counts)));
        }
    }
}
