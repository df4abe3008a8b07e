//! What concerns all layers at once: a newer state, what they want to know, what they show.
//! Invariant: the lowest layer is the home layer, also after everything above it was dropped.

use super::layer::{Context, Layer, Step};
use super::message::{Effect, Notice, Request};
use super::port::Told;
use super::working::Working;

use super::{App, context, home, list, looks};
use crate::action::Action;
use crate::domain::Lens;
use crate::input::{Key, print_sequence};
use crate::lang::Lang;
use crate::search::View;
use crate::snapshot::Snapshot;

impl App {
    /// What the screen shows of the records, in one number, without the counts in the frame; `None` where a layer cannot
    /// tell. Equal before and after a change, there is nothing to draw.
    pub fn looks(&self) -> Option<u64> {
        let context = self.context();
        let mut looks = looks::Looks::new(&self.snapshot.state);
        self.layers.iter().skip(self.lowest_seen()).for_each(|layer| layer.looks(&context, &mut looks));
        looks.number()
    }

    /// A newer state. With other rights, what was found out with the old ones is forgotten; only what is being written stays, and
    /// what covers the screen.
    pub(super) fn see(&mut self, snapshot: Snapshot) {
        let rights = |snapshot: &Snapshot| snapshot.state.lens().map(Lens::rights).cloned();
        let same = rights(&snapshot) == rights(&self.snapshot);
        self.snapshot = snapshot;
        if !same {
            self.layers.retain(|layer| matches!(layer, Layer::Form(_) | Layer::Cover(_)));
            self.layers.insert(0, home::Home::new().into());
            self.notice = Some(Notice::plain(
                self.lang().pick("見られる範囲が変わりました", "what you may see has changed"),
            ));
        }
    }

    /// A change is on its way; a large one is waited for.
    pub(super) fn sent(&mut self, request: &Request) {
        self.doing.ticket = self.doing.ticket.max(request.ticket);
        self.doing.sent = request.deed.as_deref().map(|deed| (request.ticket, deed.clone()));
        if let Some(wait) = Working::on(request) {
            self.push(wait.into());
        }
    }

    /// What became of an errand with files: told to the layers from the topmost down until one knows of it.
    pub(super) fn told(&mut self, told: &Told, effects: &mut Vec<Effect>) {
        if let Told::Replied(reply) = told {
            return self.replied(reply, effects);
        }
        for place in (0..self.layers.len()).rev() {
            let context = context(&self.snapshot, &self.person, self.now, self.size, &self.doing);
            let Some(layer) = self.layers.get_mut(place) else { continue };
            match layer.told(told, &context) {
                Step::Pass => {}
                step => return self.settle(place, step, effects),
            }
        }
    }

    /// What is said to a verb that nobody takes.
    pub(super) fn not_here(&self, action: Action) -> Notice {
        let label = action.label().text(self.lang());
        Notice::plain(match self.lang() {
            Lang::Ja => format!("「{label}」はここでは使えません"),
            Lang::En => format!("\"{label}\" does nothing here"),
        })
    }

    /// What is said to a key that does nothing here: which keys are near. Where keys are text nothing is said, nor over a cover.
    pub(super) fn unbound(&mut self, key: Key) {
        if self.keys.is_pending() || self.is_covered() || self.top().is_some_and(Layer::takes_text) {
            return;
        }
        let lang = self.lang();
        let written = print_sequence(&[key]);
        let near = self.keys.near(key, self.scopes());
        let near: Vec<String> =
            near.iter().map(|(keys, action)| format!("{keys} {}", action.label().text(lang))).collect();
        let near = near.join(lang.pick("、", ", "));
        self.notice = Some(Notice::plain(match (near.is_empty(), lang) {
            (true, Lang::Ja) => format!("{written} はここでは使えません(? で使えるキー)"),
            (true, Lang::En) => format!("{written} does nothing here; ? shows the keys"),
            (false, Lang::Ja) => format!("{written} はここでは使えません。近いキー: {near}(? で使えるキー)"),
            (false, Lang::En) => format!("{written} does nothing here; near it: {near} (? shows the keys)"),
        }));
    }

    /// The place of the lowest layer that is seen.
    pub(super) fn lowest_seen(&self) -> usize {
        self.layers.iter().rposition(|layer| !layer.is_overlay()).unwrap_or(0)
    }

    /// What a view shows: in its pane of the home layer, else as a list of its own.
    pub(super) fn show(&mut self, view: &View) {
        self.go_home();
        let context = context(&self.snapshot, &self.person, self.now, self.size, &self.doing);
        let shown = match self.layers.first_mut() {
            Some(Layer::Home(home)) => home.show(view, &context),
            _ => false,
        };
        if !shown {
            let list = list::List::of_view(view, &context);
            self.push(list.into());
        }
    }

    pub(super) fn wants(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.each_layer(|layer, context| effects.extend(layer.wants(context)));
        effects
    }

    pub(super) fn each_layer(&mut self, mut visit: impl FnMut(&mut Layer, &Context<'_>)) {
        let mut context = context(&self.snapshot, &self.person, self.now, self.size, &self.doing);
        let base = self.lowest_seen();
        for (place, layer) in self.layers.iter_mut().enumerate() {
            context.hidden = place < base;
            visit(layer, &context);
        }
    }
}
