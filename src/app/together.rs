//! What the application does about others and about absence: where its person is, which slips are offered, the cover.
//! Invariant: what comes from elsewhere than the person's own keys never takes the keys away from what they are doing, but
//! for the cover, which comes after a long silence.

use super::company::At;
use super::cover::Cover;
use super::drafts::Drafts;
use super::layer::{Layer, Step};
use super::message::{Effect, Notice, Outcome, Reply};
use super::slip::Found;
use super::{App, LAYERS_MAX, context};
use crate::field::{Id, Kind};
use crate::lang::Lang;

/// Records of one form that others are told of at most.
const AT_MAX: usize = 8;

impl App {
    /// The records on the screen: that of the highest record screen, and those that a form above it would change.
    pub fn at(&self) -> Vec<At> {
        let shown = |id: &&Id| self.snapshot.state.has(**id);
        let mut at: Vec<At> = Vec::new();
        for layer in self.layers.iter().rev() {
            match layer {
                Layer::Form(form) => {
                    at.extend(
                        form.changes()
                            .iter()
                            .filter(shown)
                            .take(AT_MAX)
                            .map(|id| At { id: *id, editing: true }),
                    );
                }
                Layer::Record(view) => {
                    if shown(&&view.id()) && at.iter().all(|held| held.id != view.id()) {
                        at.push(At { id: view.id(), editing: false });
                    }
                    break;
                }
                _ => {}
            }
        }
        at
    }

    /// The people's records that are open, from the lowest layer up: those of which it is noted who looked at them.
    pub fn opened(&self) -> Vec<Id> {
        let mut opened: Vec<Id> = Vec::new();
        for layer in &self.layers {
            let id = match layer {
                Layer::Record(view) => Some(view.id()),
                // A form over a list shows all of a record without its screen.
                Layer::Form(form) if form.whole_kind().is_some() => form.changes().first().copied(),
                _ => None,
            };
            let id = id.filter(|id| is_personal(id.kind) && opened.last() != Some(id));
            opened.extend(id.filter(|id| self.snapshot.state.has(*id)));
        }
        opened
    }

    /// Whether the screen is covered.
    pub fn is_covered(&self) -> bool {
        matches!(self.layers.last(), Some(Layer::Cover(_)))
    }

    /// Covers the screen; nothing beneath changes.
    pub(super) fn cover(&mut self) {
        if !self.is_covered() {
            self.keys.forget();
            self.layers.push(Cover.into());
        }
    }

    /// A layer on top, but beneath the cover.
    pub(super) fn push(&mut self, layer: Layer) {
        if self.layers.len() >= LAYERS_MAX {
            return;
        }
        let layer = self.numbered(layer);
        if self.is_covered() {
            let place = self.layers.len() - 1;
            return self.layers.insert(place, layer);
        }
        self.keys.forget();
        self.layers.push(layer);
    }

    /// The layer, a form with a number of its own: its slip is called by it.
    fn numbered(&mut self, mut layer: Layer) -> Layer {
        if let Layer::Form(form) = &mut layer {
            form.number(self.next_ticket());
        }
        layer
    }

    /// The slips of earlier sessions, as far as the person may see what they are about. Offered where nothing has been
    /// begun yet; a person at work is only told.
    pub(super) fn found(&mut self, mut rows: Vec<Found>, offer: bool) {
        rows.retain(|found| found.slip.is_open_to(&self.snapshot.state));
        let open = self.layers.iter_mut().find_map(|layer| match layer {
            Layer::Drafts(drafts) => Some(drafts),
            _ => None,
        });
        if let Some(drafts) = open {
            return drafts.fill(rows);
        }
        if rows.is_empty() || !offer {
            return;
        }
        if self.layers.len() == 1 && !self.top().is_some_and(Layer::takes_text) {
            return self.push(Drafts::of(rows).into());
        }
        let text = match self.lang() {
            Lang::Ja => format!("保存していない入力が{}件残っています(: 下書き)", rows.len()),
            Lang::En => format!("{} unsaved drafts are kept (: drafts)", rows.len()),
        };
        self.notice = Some(Notice::plain(text));
    }

    /// Back to the home layer. Forms that were not finished stay as slips.
    pub(super) fn go_home(&mut self) {
        let unfinished = |layer: &Layer| matches!(layer, Layer::Form(form) if form.is_changed());
        if self.layers.iter().any(unfinished) {
            let text = self.lang().pick(
                "保存していない入力は下書きに残しました(: 下書き)",
                "what was not saved is kept as a draft (: drafts)",
            );
            self.notice = Some(Notice::plain(text));
        }
        self.layers.truncate(1);
    }

    /// What became of a request: said to the person, and to the layers, one of which waits for it.
    pub(super) fn replied(&mut self, reply: &Reply, effects: &mut Vec<Effect>) {
        self.notice = Some(Notice::of(reply, &self.snapshot.state, self.lang()));
        if !matches!(reply.outcome, Outcome::Saved { .. } | Outcome::Unchanged) {
            effects.push(Effect::Bell);
        }
        if let Some((_, deed)) = self.doing.sent.take_if(|(ticket, _)| *ticket == reply.ticket)
            && matches!(reply.outcome, Outcome::Saved { .. })
        {
            self.doing.last = Some(deed);
        }
        let context = context(&self.snapshot, &self.person, self.now, self.size, &self.doing);
        let steps: Vec<Step> = self.layers.iter_mut().map(|layer| layer.replied(reply, &context)).collect();
        // From the top, so that the places of those still to come stay theirs.
        for (place, step) in steps.into_iter().enumerate().rev() {
            self.settle(place, step, effects);
        }
    }

    /// What a layer makes of a reply: where it ends, it is that layer that goes, whatever is above it.
    pub(super) fn settle(&mut self, place: usize, step: Step, effects: &mut Vec<Effect>) {
        match step {
            Step::Pop if place > 0 && place < self.layers.len() => {
                self.layers.remove(place);
            }
            Step::Swap(layer) if place > 0 && place < self.layers.len() => {
                let layer = self.numbered(layer);
                if let Some(slot) = self.layers.get_mut(place) {
                    *slot = layer;
                }
            }
            Step::All(steps) => {
                for step in steps {
                    self.settle(place, step, effects);
                }
            }
            step => self.take(step, effects),
        }
    }
}

const fn is_personal(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Case | Kind::Match | Kind::Note | Kind::Activity)
}
