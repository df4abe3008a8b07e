//! The home layer: people, regions and jobs side by side, linked. The record under the cursor of the pane that has the
//! focus orders the other two by how well they suit it.
//! Invariant: a pane that had its own order when it was left has it again, on the same row, when it is entered again.

mod pane;
mod wide;

pub use pane::{Pane, Showing};

use super::aid::Aid;
use super::ask::{Answer, Question};
use super::export::Export;
use super::layer::{Acts, Context, Step};
use super::likely::Likely;
use super::listing;
use super::looks::Looks;
use super::message::{Effect, Notice, Outcome, Reply};
use super::pair::PairView;
use super::parts::Parts;
use super::query_line::QueryLine;
use super::record::RecordView;
use super::round::RoundDesk;
use super::why::Why;
use crate::action::{Action, Scope};
use crate::alike::is_compared;
use crate::field::{Id, Kind};
use crate::search::View;
use crate::snapshot::Alike;
use wide::Wide;

/// From this width on, three panes have room; below it one of them waits behind a key.
pub const COLUMNS_FOR_THREE: u16 = 108;
/// Panes on the home layer.
pub const PANES: usize = 3;
const KINDS: [Kind; PANES] = [Kind::Person, Kind::Region, Kind::Job];

/// A decision on the row of the cursor: whom it is about, and whose row comes next once it is made.
#[derive(Debug)]
struct Deciding {
    about: Vec<Id>,
    next: Id,
}

/// The state of the home layer.
#[derive(Debug)]
pub struct Home {
    panes: [Pane; PANES],
    focus: usize,
    /// The pane beside the focused one where only two have room.
    beside: usize,
    /// The commit as of which records are being counted, which the head of every screen says.
    counting: Option<u64>,
    /// What is being decided on, and the row that comes next.
    deciding: Option<Deciding>,
    wide: Wide,
    /// Who is likely the same as the record under the cursor.
    alike: Option<Likely>,
}

impl Home {
    /// People in front, nothing filled yet.
    pub fn new() -> Self {
        Self {
            panes: KINDS.map(Pane::new),
            focus: 0,
            beside: 1,
            counting: None,
            deciding: None,
            wide: Wide::default(),
            alike: None,
        }
    }

    pub const fn panes(&self) -> &[Pane; PANES] {
        &self.panes
    }

    /// The pane that has the keys, counted from 0.
    pub const fn focus(&self) -> usize {
        self.focus
    }

    /// The pane that stays visible beside the focused one where only two have room.
    pub const fn beside(&self) -> usize {
        self.beside
    }

    /// The focused pane over the full width.
    pub const fn wide(&self) -> &Wide {
        &self.wide
    }

    /// The filter being typed.
    pub fn filtering(&self) -> Option<&QueryLine> {
        self.pane().filter().typing()
    }

    /// Who is likely the same as a record, as far as that is known.
    pub fn alike(&self, id: Id) -> &[Alike] {
        self.alike.as_ref().map(|likely| likely.of(id)).unwrap_or_default()
    }

    /// The record under the cursor of the focused pane.
    pub fn selected(&self) -> Option<Id> {
        self.pane().selected()
    }

    /// The records that a verb is for: those marked in the focused pane, else the one under the cursor.
    pub fn chosen(&self) -> Vec<Id> {
        let marked: Vec<Id> = self.pane().marked().collect();
        if marked.is_empty() { self.selected().into_iter().collect() } else { marked }
    }

    /// Shows what a view shows, where a pane lists its kind.
    pub fn show(&mut self, view: &View, context: &Context<'_>) -> bool {
        let Some(place) = KINDS.iter().position(|kind| *kind == view.kind) else { return false };
        self.go(place);
        self.pane_mut().show(&view.query, listing::order_of(view), context);
        true
    }

    fn pane(&self) -> &Pane {
        let [first, ..] = &self.panes;
        self.panes.get(self.focus).unwrap_or(first)
    }

    fn pane_mut(&mut self) -> &mut Pane {
        let [first, second, third] = &mut self.panes;
        match self.focus {
            0 => first,
            1 => second,
            _ => third,
        }
    }

    fn go(&mut self, focus: usize) {
        if focus == self.focus {
            return;
        }
        self.pane_mut().leave();
        self.beside = self.focus;
        self.focus = focus;
        self.pane_mut().enter();
    }

    fn back(&mut self) -> Step {
        let pane = self.pane_mut();
        if pane.unmark() || pane.clear_filter() || pane.show_own() {
            return Step::Done;
        }
        if !self.wide.narrow() && self.focus != 0 {
            self.go(0);
        }
        Step::Done
    }

    /// What a verb is about to decide on the row of the cursor: after it the next one is looked at. Marks are decided on
    /// together and stay.
    fn about_to_decide(&self, action: Action, context: &Context<'_>) -> Option<Deciding> {
        let decides = matches!(
            action,
            Action::Assign | Action::Claim | Action::SetStage | Action::Hold | Action::Close | Action::Repeat
        );
        let on = self.selected().filter(|_| decides && self.pane().marked().next().is_none())?;
        let mut about = super::verb::cases(&[on], context);
        about.push(on);
        Some(Deciding { about, next: self.pane().next()? })
    }

    fn open(&self) -> Step {
        let Some(id) = self.selected() else { return Step::Done };
        Step::push(RecordView::in_list(id, &self.pane().showing().walk()))
    }

    /// The record under the cursor beside those that are likely the same.
    fn compare(&self) -> Step {
        let compared = self.selected().filter(|id| is_compared(id.kind));
        compared.map_or(Step::Pass, |id| Step::push(PairView::of(id)))
    }

    /// The account of the focused pane's record and the one under the cursor of a neighbour: for a person the job, for a
    /// job or a region the person. The neighbour's rows can be walked from there.
    fn explain(&self) -> Step {
        let Some(of) = self.selected() else { return Step::Done };
        let place = if of.kind == Kind::Person { 2 } else { 0 };
        match self.panes.get(place).and_then(|pane| Some((pane, pane.selected()?))) {
            Some((pane, other)) => Step::push(Why::among(of, other, &pane.showing().walk())),
            None => Step::push(Why::best_for(of)),
        }
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Acts for Home {
    fn scopes(&self) -> &'static [Scope] {
        if self.filtering().is_some() {
            &[Scope::Picker, Scope::Text]
        } else {
            &[Scope::Home, Scope::List, Scope::Global]
        }
    }

    fn takes_text(&self) -> bool {
        self.filtering().is_some()
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.pane_mut().typed(text, context)
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if self.filtering().is_some() {
            return self.pane_mut().act_filter(action, count, context);
        }
        self.deciding = self.about_to_decide(action, context);
        if action == Action::MarkAll && self.pane().is_behind() && self.pane().marked().next().is_none() {
            return super::verb::still_filtering(context);
        }
        if self.pane_mut().act(action, count, context) {
            return Step::Done;
        }
        match action {
            Action::NextPane => self.go((self.focus + 1) % PANES),
            Action::PreviousPane => self.go((self.focus + PANES - 1) % PANES),
            Action::GoHome => {}
            Action::GoPeople => self.go(0),
            Action::GoRegions => self.go(1),
            Action::GoJobs => self.go(2),
            Action::SwapPane => {
                self.beside = (0..PANES).find(|at| *at != self.focus && *at != self.beside).unwrap_or(0);
            }
            Action::Zoom => self.wide.turn(),
            Action::ExplainUrgency => {
                return match super::verb::cases(self.selected().as_slice(), context).first() {
                    Some(case) => Step::push(Parts::of(*case)),
                    None => super::verb::nothing(context),
                };
            }
            Action::Filter => self.pane_mut().begin_filter(context),
            Action::SaveView => {
                return super::form::save_view(self.pane().kind(), self.pane().filter().written(), context);
            }
            Action::Back => return self.back(),
            Action::Open => return self.open(),
            Action::ExplainMatch => return self.explain(),
            Action::Claim => return super::verb::claim(&self.chosen(), context),
            Action::Letter => {
                let letter = self.selected().and_then(|id| super::letter::Letter::to(id, context));
                return letter.map_or_else(|| super::verb::nothing(context), Step::push);
            }
            Action::OnePage => return super::paper::open(self.selected(), context),
            Action::Repeat => return super::verb::repeat(&self.chosen(), context),
            Action::Export => {
                let marked = self.pane().marked().collect();
                return Export::open(marked, self.pane().listing(), context);
            }
            Action::MarkBy => self.pane_mut().begin_marking(context),
            Action::GoRound => return Step::push(RoundDesk::about(&self.chosen(), context)),
            Action::SuggestMeasures if self.pane().kind() == Kind::Person => {
                return self.selected().map_or(Step::Done, |id| Step::push(Aid::of(id)));
            }
            Action::Discuss => return super::form::discuss(&self.chosen(), context),
            Action::CopyId => return copy(self.selected(), context),
            Action::Duplicates => return self.compare(),
            verb if super::form::is_begun_by(verb) => {
                return super::form::open_for(verb, &self.chosen(), self.pane().kind(), context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, context: &Context<'_>) -> Vec<Action> {
        let mut offers = Vec::new();
        if self.selected().is_some() {
            offers.extend([Action::Open, Action::ExplainMatch, Action::Edit]);
        }
        offers.push(Action::Search);
        if context.size.columns < COLUMNS_FOR_THREE {
            offers.push(Action::SwapPane);
        }
        if self.selected().is_some() {
            offers.extend([Action::SetStage, Action::Assign, Action::Mark]);
        }
        offers.extend([
            Action::Add,
            Action::Undo,
            Action::Filter,
            Action::NextPane,
            Action::NextOrder,
            Action::Zoom,
            Action::ExplainUrgency,
        ]);
        offers
    }

    fn replied(&mut self, reply: &Reply, _context: &Context<'_>) -> Step {
        let Outcome::Saved { touched, .. } = &reply.outcome else { return Step::Pass };
        let made = |deciding: &mut Deciding| touched.iter().any(|id| deciding.about.contains(id));
        if let Some(Deciding { next, .. }) = self.deciding.take_if(made) {
            self.pane_mut().put(next);
        }
        Step::Pass
    }

    fn looks(&self, context: &Context<'_>, looks: &mut Looks<'_>) {
        for pane in &self.panes {
            looks.rows(&pane.showing().walk(), pane.index(), context.size.rows);
            pane.anchor().into_iter().for_each(|anchor| looks.record(anchor));
        }
        self.selected().into_iter().for_each(|id| looks.around(id));
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let mut effects = Vec::new();
        let (snapshot, seq) = (context.snapshot, Some(context.snapshot.seq()));
        if self.counting != seq && Kind::ALL.iter().any(|kind| snapshot.count(*kind).is_none()) {
            self.counting = seq;
            effects.push(Effect::Ask(Question::Totals));
        }
        effects.extend(self.wide.wants(context).map(Effect::Ask));
        let anchor = self.selected().filter(|_| !context.hidden);
        let (focus, here) = (self.focus, anchor);
        for (place, pane) in self.panes.iter_mut().enumerate() {
            let anchor = anchor.filter(|_| place != focus);
            effects.extend(pane.wants(anchor, context).map(Effect::Ask));
        }
        effects.extend(Likely::wants(&mut self.alike, here, context).map(Effect::Ask));
        effects
    }

    fn answered(&mut self, answer: &Answer, context: &Context<'_>) {
        self.wide.answered(answer);
        if let Some(likely) = &mut self.alike {
            likely.answered(answer);
        }
        let focus = self.focus;
        for (place, pane) in self.panes.iter_mut().enumerate() {
            pane.answered(answer, place == focus, context);
        }
    }
}

/// Sends a record's id to the clipboard of the terminal.
pub(super) fn copy(id: Option<Id>, context: &Context<'_>) -> Step {
    let Some(id) = id else { return Step::Done };
    let said = match context.lang {
        crate::lang::Lang::Ja => format!("{id} を端末へ送りました"),
        crate::lang::Lang::En => format!("{id} sent to the terminal"),
    };
    Step::All(vec![Step::Do(Effect::Copy(id.to_string())), Step::Say(Notice::plain(said))])
}
