//! One record: its fields under headings, what is linked to it, and its story.
//! Invariant: coming back to it shows the row that was left; next and previous walk the list it was opened from.

mod aside;
mod groups;
mod kept;
mod kpis;
mod ready;
mod roll;
mod rows;

use aside::Aside;
pub use groups::heading;

pub use rows::{Body, Row};

use super::aid::Aid;
use super::ask::{Answer, Chapter, Question};
use super::cursor;
use super::form;
use super::layer::{Acts, Context, Step};
use super::log::Log;
use super::looks::Looks;
use super::message::{Effect, Notice, Outcome, Reply, Request};
use super::pair::PairView;
use super::round::RoundDesk;
use super::walk::{Frozen, Walk};
use super::watch::Seen;
use super::why::Why;
use crate::action::{Action, Scope};
use crate::alike::is_compared;
use crate::domain::{Command, Record};
use crate::field::{Id, Kind};
use crate::lang::Label;

/// Commits of the story that are asked for.
const STORY_COMMITS: usize = 50;
const UNMERGE: Label = Label::new("統合の解除", "Unmerged");
const WITHDRAW: Label = Label::new("取り下げ", "Withdraw");

/// A part of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Fields,
    Links,
    Story,
}

impl Part {
    pub const ALL: [Self; 3] = [Self::Fields, Self::Links, Self::Story];

    /// What its tab is called.
    pub const fn label(self) -> Label {
        match self {
            Self::Fields => Label::new("項目", "Fields"),
            Self::Links => Label::new("つながり", "Links"),
            Self::Story => Label::new("経過", "Story"),
        }
    }
}

/// The state of a record's screen.
#[derive(Debug)]
pub struct RecordView {
    id: Id,
    /// The list it was opened from as it stood, for going to the next one, and its place there.
    list: Frozen,
    place: Option<usize>,
    part: Part,
    /// The row of the cursor in each part.
    rows: [usize; 3],
    /// The commit that the person has seen: later changes are marked.
    since: Option<u64>,
    history: Vec<Chapter>,
    /// The record as it was when its story was asked for.
    asked: Option<Seen>,
    /// What a verb is deciding on: once it is made, the next record of the list is looked at.
    deciding: Vec<Id>,
    aside: Aside,
}

impl RecordView {
    /// The screen of a record.
    pub fn new(id: Id) -> Self {
        Self::in_list(id, &Walk::Ids(vec![id]))
    }

    /// The screen of a record of a list; next and previous walk that list.
    pub fn in_list(id: Id, list: &Walk) -> Self {
        Self {
            id,
            list: list.freeze(),
            place: list.find(id),
            part: Part::Fields,
            rows: [0; 3],
            since: None,
            history: Vec::new(),
            asked: None,
            deciding: Vec::new(),
            aside: Aside::default(),
        }
    }

    pub const fn id(&self) -> Id {
        self.id
    }

    /// The part that has the keys.
    pub const fn part(&self) -> Part {
        self.part
    }

    /// The row of the cursor in a part.
    pub fn index(&self, part: Part) -> usize {
        self.rows.get(part as usize).copied().unwrap_or(0)
    }

    /// Which of how many it is in its list, counted from 1; `None` where it stands alone.
    pub fn place(&self) -> Option<(usize, usize)> {
        let place = self.place?;
        (self.list.len() > 1).then_some((place + 1, self.list.len()))
    }

    /// The rows of a part.
    pub fn part_rows(&self, part: Part, record: &Record, context: &Context<'_>) -> Vec<Row> {
        let state = &context.snapshot.state;
        let since = self.since.unwrap_or(context.snapshot.seq());
        match part {
            Part::Fields => {
                let kpis = self.aside.kpis(record.id);
                let targets = kpis::rows(kpis, record, context.today(), context.lang);
                rows::fields(record, state, since, &targets, context.today(), context.lang)
            }
            Part::Links => {
                let mut rows = rows::gaps(self.aside.gaps(record.id), state, context.lang);
                rows.extend(rows::likely(self.aside.alike(), record, state, context.lang));
                rows.extend(rows::links(record, state, context.today(), context.lang));
                rows
            }
            Part::Story => rows::story(record, state, &self.history, context.lang),
        }
    }

    fn current(&self, context: &Context<'_>) -> Vec<Row> {
        let record = context.snapshot.state.record(self.id);
        record.map(|record| self.part_rows(self.part, &record, context)).unwrap_or_default()
    }

    fn walk(&mut self, by: isize, context: &Context<'_>) -> Step {
        let place = self.place.and_then(|place| place.checked_add_signed(by));
        match place.and_then(|place| self.list.at(place)) {
            Some(id) => {
                self.id = id;
                self.place = place;
                self.rows = [0; 3];
                self.history.clear();
                self.since = Some(context.snapshot.seq());
                Step::Done
            }
            None if by > 0 => Step::Say(Notice::plain(context.say("最後の記録です", "this is the last one"))),
            None => Step::Say(Notice::plain(context.say("最初の記録です", "this is the first one"))),
        }
    }

    fn turn(&mut self, by: usize) {
        let place = (self.part as usize + by) % Part::ALL.len();
        self.part = Part::ALL.get(place).copied().unwrap_or(Part::Fields);
    }

    /// Moves to the next row that is no heading, in the direction of the move.
    fn move_to(&mut self, index: usize, rows: &[Row]) {
        let from = self.index(self.part);
        let is_heading = |at: usize| matches!(rows.get(at).map(|row| &row.body), Some(Body::Heading(_)));
        let mut index = index;
        if is_heading(index) {
            index = if index >= from || index == 0 { index + 1 } else { index - 1 };
        }
        let index = index.min(rows.len().saturating_sub(1));
        if let Some(held) = self.rows.get_mut(self.part as usize) {
            *held = index;
        }
    }

    /// What a verb is about to decide on; nothing where the record stands in no list.
    fn about_to_decide(&self, action: Action, context: &Context<'_>) -> Vec<Id> {
        let decides = matches!(
            action,
            Action::Assign | Action::Claim | Action::SetStage | Action::Hold | Action::Close | Action::Repeat
        );
        if !decides || self.list.len() < 2 {
            return Vec::new();
        }
        let mut about = super::verb::cases(&[self.id], context);
        about.push(self.id);
        about
    }

    /// Asks whether what was merged into the record last is to stand by itself again.
    fn unmerge(&self, context: &Context<'_>) -> Step {
        let state = &context.snapshot.state;
        let Some(last) = rows::merged(self.id, state).pop() else {
            let none = context.say("ここに統合された記録はありません", "nothing was merged into this record");
            return Step::Say(Notice::plain(none));
        };
        let name = |id: Id| format!("{id} {}", state.label(id).unwrap_or_default());
        let question = match context.lang {
            crate::lang::Lang::Ja => format!(
                "{} の統合を解除し、{} から分けますか。統合の後の変更は残る側に残ります(u で戻せます)",
                name(last),
                name(self.id)
            ),
            crate::lang::Lang::En => format!(
                "Take {} out of {} again? What was changed since stays with the latter (u brings it back)",
                name(last),
                name(self.id)
            ),
        };
        let command = Command::Unmerge { id: last, reason: None, told: None };
        Step::push(super::confirm::Confirm::new(question, Request::new(command, context, UNMERGE)))
    }

    fn withdraw(&self, context: &Context<'_>) -> Step {
        let name = context.snapshot.state.label(self.id).unwrap_or_default();
        let question = match context.lang {
            crate::lang::Lang::Ja => format!("{} {name} を取り下げますか(u で戻せます)", self.id),
            crate::lang::Lang::En => format!("Withdraw {} {name}? (u brings it back)", self.id),
        };
        let request = Request::new(Command::Withdraw { id: self.id, reason: None }, context, WITHDRAW);
        Step::push(super::confirm::Confirm::new(question, request))
    }
}

impl Acts for RecordView {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Record, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let rows = self.current(context);
        let page = usize::from(context.size.rows.saturating_sub(8));
        if let Some(index) = cursor::moved(self.index(self.part), action, count, page, rows.len()) {
            self.move_to(index, &rows);
            return Step::Done;
        }
        self.deciding = self.about_to_decide(action, context);
        match action {
            Action::NextTab => self.turn(1),
            Action::PreviousTab => self.turn(2),
            Action::NextRecord => return self.walk(1, context),
            Action::PreviousRecord => return self.walk(-1, context),
            Action::Open => {
                let target = rows.get(self.index(self.part)).and_then(|row| row.target);
                return target.map_or(Step::Done, |id| {
                    let list: Vec<Id> =
                        rows.iter().filter_map(|row| row.target).filter(|one| one.kind == id.kind).collect();
                    Step::push(Self::in_list(id, &Walk::Ids(list)))
                });
            }
            Action::ExplainUrgency => {
                return match super::verb::cases(&[self.id], context).first() {
                    Some(case) => Step::push(super::parts::Parts::of(*case)),
                    None => super::verb::nothing(context),
                };
            }
            Action::GoLog => return Step::push(Log::of(self.id)),
            Action::OnePage => return super::paper::open(Some(self.id), context),
            Action::Claim => return super::verb::claim(&[self.id], context),
            Action::Letter => {
                let letter = Some(self.id).and_then(|id| super::letter::Letter::to(id, context));
                return letter.map_or_else(|| super::verb::nothing(context), Step::push);
            }
            Action::Repeat => return super::verb::repeat(&[self.id], context),
            Action::Discuss => return super::form::discuss(&[self.id], context),
            Action::Agree | Action::Against if self.id.kind == Kind::Note => {
                return super::policy::vote(self.id, action, context);
            }
            Action::CopyId => return super::home::copy(Some(self.id), context),
            Action::Withdraw => return self.withdraw(context),
            Action::Duplicates if is_compared(self.id.kind) => return Step::push(PairView::of(self.id)),
            Action::Unmerge => return self.unmerge(context),
            Action::GoRound => return Step::push(RoundDesk::about(&[self.id], context)),
            Action::SuggestMeasures if matches!(self.id.kind, Kind::Person | Kind::Case) => {
                return Step::push(Aid::of(self.id));
            }
            Action::ExplainMatch => return Step::push(Why::best_for(self.id)),
            // What one adds beside a person is a case.
            Action::Add if self.id.kind == Kind::Person => {
                return form::open_for(action, &[self.id], Kind::Case, context);
            }
            verb if form::is_begun_by(verb) => {
                return form::open_for(verb, &[self.id], self.id.kind, context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, context: &Context<'_>) -> Vec<Action> {
        let mut offers = Vec::new();
        let rows = self.current(context);
        if rows.get(self.index(self.part)).is_some_and(|row| row.target.is_some()) {
            offers.push(Action::Open);
        }
        offers.push(Action::Edit);
        if matches!(self.id.kind, Kind::Person | Kind::Case) {
            offers.extend([Action::SetStage, Action::Assign]);
        }
        if self.id.kind == Kind::Job {
            offers.push(Action::SetStage);
        }
        if super::port::About::of(self.id, &context.snapshot.state).is_some() {
            offers.push(Action::OnePage);
        }
        if matches!(self.id.kind, Kind::Person | Kind::Job | Kind::Region) {
            offers.push(Action::ExplainMatch);
        }
        if matches!(self.id.kind, Kind::Person | Kind::Case) {
            offers.push(Action::SuggestMeasures);
        }
        if self.id.kind == Kind::Gathering {
            offers.push(Action::EnterEvent);
        }
        if self.list.len() > 1 {
            offers.extend([Action::NextRecord, Action::PreviousRecord]);
        }
        offers.extend([Action::AddNote, Action::AddActivity, Action::NextTab, Action::Back]);
        offers
    }

    fn replied(&mut self, reply: &Reply, context: &Context<'_>) -> Step {
        let Outcome::Saved { touched, .. } = &reply.outcome else { return Step::Pass };
        if touched.iter().any(|id| self.deciding.contains(id)) {
            self.deciding.clear();
            // At the end of the list it stays where it is; what was saved is said already.
            let _last = self.walk(1, context);
        }
        Step::Pass
    }

    fn looks(&self, _context: &Context<'_>, looks: &mut Looks<'_>) {
        looks.around(self.id);
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = context.snapshot.seq();
        self.since.get_or_insert(seq);
        // What was merged is looked at as what it is part of by now.
        self.id = context.snapshot.state.survivor(self.id);
        if context.hidden {
            return Vec::new();
        }
        let rows = self.current(context);
        self.move_to(self.index(self.part), &rows);
        let state = &context.snapshot.state;
        let mut effects = Vec::new();
        if !self.asked.as_ref().is_some_and(|seen| seen.id() == self.id && seen.is_current(state)) {
            self.asked = Some(Seen::of(self.id, state));
            let (record, most) = (Some(self.id), STORY_COMMITS);
            effects.push(Effect::Ask(Question::History { record, before: None, most }));
        }
        effects.extend(self.aside.wants(self.id, self.part, context).into_iter().map(Effect::Ask));
        effects
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        self.aside.answered(answer);
        if let Answer::History { record: Some(id), before: None, chapters, .. } = answer
            && *id == self.id
        {
            self.history.clone_from(chapters);
        }
    }
}
