//! The pairs of the office that are likely the same: looked for when the list opens, aside, since that takes seconds at a million people.
//! Invariant: what was merged or found to be different since is not in the list.

use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::layer::{Acts, Context, Step};
use super::message::Effect;
use super::pair::PairView;
use crate::action::{Action, Scope};
use crate::domain::State;
use crate::domain::merge::are_known_different;
use crate::field::Kind;
use crate::snapshot::{Pair, Pairs};

/// Pairs that are listed at most.
pub const PAIRS_MAX: usize = 500;
const KINDS: [Kind; 3] = [Kind::Person, Kind::Organisation, Kind::Job];

/// The state of the list.
#[derive(Debug)]
pub struct Suspects {
    kind: Kind,
    /// `None` until they are found.
    found: Option<Arc<Pairs>>,
    asked: Option<Kind>,
    index: usize,
    /// The commit as of which gone pairs were left out, and what is left.
    left: (u64, Vec<usize>),
}

impl Suspects {
    /// The suspected pairs of people.
    pub const fn new() -> Self {
        Self { kind: Kind::Person, found: None, asked: None, index: 0, left: (0, Vec::new()) }
    }

    pub const fn kind(&self) -> Kind {
        self.kind
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The pairs, the likeliest first; `None` until they are found.
    pub fn pairs(&self) -> Option<Vec<&Pair>> {
        let found = self.found.as_ref()?;
        Some(self.left.1.iter().filter_map(|at| found.pairs.get(*at)).collect())
    }

    /// How many pairs were found in all.
    pub fn total(&self) -> usize {
        self.found.as_ref().map_or(0, |found| found.total)
    }

    fn turn(&mut self, by: usize) {
        let place = KINDS.iter().position(|kind| *kind == self.kind).unwrap_or(0);
        self.kind = KINDS.get((place + by) % KINDS.len()).copied().unwrap_or(Kind::Person);
        self.found = None;
        self.index = 0;
    }

    fn prune(&mut self, seq: u64, state: &State) {
        let Some(found) = &self.found else { return };
        if self.left.0 == seq {
            return;
        }
        let is_left = |pair: &Pair| match (state.live(pair.one), state.live(pair.other)) {
            (Some(one), Some(other)) => !are_known_different(&one, &other),
            _ => false,
        };
        let left =
            found.pairs.iter().enumerate().filter(|(_, pair)| is_left(pair)).map(|(at, _)| at).collect();
        self.left = (seq, left);
        self.index = self.index.min(self.left.1.len().saturating_sub(1));
    }
}

impl Default for Suspects {
    fn default() -> Self {
        Self::new()
    }
}

impl Acts for Suspects {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Suspects, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(6));
        if let Some(index) = moved(self.index, action, count, page, self.left.1.len()) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::NextTab => self.turn(1),
            Action::PreviousTab => self.turn(2),
            Action::Open => {
                let pairs: Vec<_> =
                    self.pairs().into_iter().flatten().map(|pair| (pair.one, pair.other)).collect();
                if pairs.is_empty() {
                    return Step::Done;
                }
                return Step::push(PairView::among(pairs, self.index));
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = Vec::new();
        if !self.left.1.is_empty() {
            offers.push(Action::Open);
        }
        offers.extend([Action::NextTab, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let snapshot = context.snapshot;
        self.prune(snapshot.seq(), &snapshot.state);
        if self.asked == Some(self.kind) || snapshot.is_page() {
            return Vec::new();
        }
        self.asked = Some(self.kind);
        vec![Effect::Ask(Question::Pairs { kind: self.kind })]
    }

    fn answered(&mut self, answer: &Answer, context: &Context<'_>) {
        if let Answer::Pairs { kind, found } = answer
            && *kind == self.kind
        {
            self.found = Some(Arc::clone(found));
            self.left = (u64::MAX, Vec::new());
            self.prune(context.snapshot.seq(), &context.snapshot.state);
        }
    }
}
