//! Two records that may be one, side by side: what each says, what would stay, why they are taken for the same, and what is done about it.
//! Invariant: nothing is merged without a yes after what moves was shown; the account is that of the newest state. The left one stays.

mod rows;

pub use rows::{Relation, Row};

use super::ask::{Answer, Question};
use super::confirm::Confirm;
use super::cursor::moved;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice, Outcome, Reply, Request};
use super::record::RecordView;
use super::verb;
use super::watch::Seen;
use crate::action::{Action, Scope};
use crate::alike::Likeness;
use crate::domain::command::{Finding, Keep};
use crate::domain::merge::{are_known_different, holds_both, is_chosen, referrers};
use crate::domain::{Command, Rejection, State};
use crate::field::{Id, Kind};
use crate::lang::{Label, Lang};

const MERGE: Label = Label::new("統合", "Merged");
const DIFFERENT: Label = Label::new("別の記録と確認", "Not the same");
const REPORT: Label = Label::new("重複の申出", "Reported");

/// The state of the screen.
#[derive(Debug)]
pub struct PairView {
    /// The record whose candidates are walked through; `None` where the pairs were given.
    of: Option<Id>,
    /// The pairs: what stays and what goes into it.
    pairs: Vec<(Id, Id)>,
    at: usize,
    /// The field of the cursor.
    index: usize,
    /// What the person chose, by field.
    keep: Vec<(u16, Keep)>,
    account: Option<(Seen, Seen, Option<Likeness>)>,
    /// Whether candidates were asked for, and whether they have come.
    asked: (bool, bool),
    /// What is on its way.
    sent: Option<u64>,
}

impl PairView {
    /// The candidates for one record, which have yet to be found.
    pub fn of(id: Id) -> Self {
        let (pairs, keep) = (Vec::new(), Vec::new());
        Self { of: Some(id), pairs, at: 0, index: 0, keep, account: None, asked: (false, false), sent: None }
    }

    /// Pairs that are known, from one of them on. The older one of each stays, until the person turns them round.
    pub fn among(pairs: impl IntoIterator<Item = (Id, Id)>, at: usize) -> Self {
        let pairs = pairs.into_iter().map(|(one, other)| (one.min(other), one.max(other))).collect();
        Self { of: None, pairs, at, asked: (true, true), ..Self::of(Id::new(Kind::Person, 0)) }
    }

    /// What stays and what goes into it.
    pub fn sides(&self) -> Option<(Id, Id)> {
        self.pairs.get(self.at).copied()
    }

    /// Which of how many pairs it is, counted from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.pairs.len())
    }

    /// Whether the candidates are still being looked for.
    pub const fn is_looking(&self) -> bool {
        !self.asked.1
    }

    /// The field under the cursor.
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Why the two are taken for the same; `None` until it is worked out.
    pub fn likeness(&self) -> Option<&Likeness> {
        self.account.as_ref().and_then(|(_, _, likeness)| likeness.as_ref())
    }

    /// The fields of which either says something.
    pub fn rows(&self, state: &State, lang: Lang) -> Vec<Row> {
        let records = self.sides().and_then(|(left, right)| Some((state.live(left)?, state.live(right)?)));
        records.map(|(left, right)| rows::rows(&left, &right, &self.keep, state, lang)).unwrap_or_default()
    }

    fn walk(&mut self, by: isize) {
        let at = self.at.saturating_add_signed(by).min(self.pairs.len().saturating_sub(1));
        if at != self.at {
            self.at = at;
            self.begin();
        }
    }

    fn begin(&mut self) {
        self.index = 0;
        self.keep.clear();
        self.account = None;
    }

    fn swap(&mut self) {
        if let Some((left, right)) = self.pairs.get_mut(self.at) {
            std::mem::swap(left, right);
        }
        for (_, keep) in &mut self.keep {
            *keep = match keep {
                Keep::Survivor => Keep::Other,
                Keep::Other => Keep::Survivor,
                Keep::Both => Keep::Both,
            };
        }
        self.account = None;
    }

    /// What stays of the field under the cursor.
    fn take(&mut self, keep: Keep, context: &Context<'_>) -> Step {
        let rows = self.rows(&context.snapshot.state, context.lang);
        let (Some(row), Some((left, _))) = (rows.get(self.index), self.sides()) else { return Step::Done };
        let said = if !is_chosen(left.kind, row.field) {
            context.say("この項目は厳しい方が残ります", "of this field the stricter one stays")
        } else if keep == Keep::Both && !holds_both(row.field) {
            context.say("この項目に残せるのは一方だけです", "only one of the two can stay here")
        } else {
            self.keep.retain(|(code, _)| *code != row.field.code);
            self.keep.push((row.field.code, keep));
            self.index = (self.index + 1).min(rows.len().saturating_sub(1));
            return Step::Done;
        };
        Step::Say(Notice::plain(said))
    }

    /// Asks before anything is merged: what moves, and that it can be taken back.
    fn merge(&mut self, context: &Context<'_>) -> Step {
        let Some((left, right)) = self.sides() else { return Step::Done };
        let command = Command::Merge { id: left, other: right, keep: self.keep.clone(), reason: None };
        match verb::refusal(&command, context) {
            Some(Rejection::Forbidden(_)) => {
                let said = context.say(
                    "統合の権限がありません。f で重複を申し出ると、権限のある人の一覧に載ります",
                    "you may not merge; f reports the pair to those who may",
                );
                return Step::Say(Notice::refused(said));
            }
            Some(other) => return Step::Say(Notice::refused(other.text(context.lang))),
            None => {}
        }
        let request = Request::new(command, context, MERGE);
        self.sent = Some(request.ticket);
        Step::push(Confirm::new(question(left, right, context), request))
    }

    fn judge(&mut self, finding: Finding, purpose: Label, context: &Context<'_>) -> Step {
        let Some((id, other)) = self.sides() else { return Step::Done };
        let request = Request::new(Command::Judge { id, other, finding, reason: None }, context, purpose);
        self.sent = (finding == Finding::Different).then_some(request.ticket);
        Step::Do(Effect::Submit(request))
    }

    /// Pairs of which one is gone by now, or that were found to be different, are no pairs any more.
    fn prune(&mut self, state: &State) {
        let here = self.sides();
        self.pairs.retain(|(one, other)| match (state.live(*one), state.live(*other)) {
            (Some(one), Some(other)) => !are_known_different(&one, &other),
            _ => false,
        });
        self.at = self.at.min(self.pairs.len().saturating_sub(1));
        if self.sides() != here {
            self.begin();
        }
    }
}

/// What will happen, in words.
fn question(left: Id, right: Id, context: &Context<'_>) -> String {
    let state = &context.snapshot.state;
    let name = |id: Id| format!("{id} {}", state.label(id).unwrap_or_default());
    let children = referrers(state, right);
    let kinds = Kind::ALL.into_iter().filter_map(|kind| {
        let count = children.iter().filter(|id| id.kind == kind && **id != left).count();
        (count > 0).then(|| format!("{} {count}", kind.label().text(context.lang)))
    });
    let moving: Vec<String> = kinds.collect();
    let none = context.say("なし", "nothing");
    let moving = if moving.is_empty() { none.to_owned() } else { moving.join(context.say("、", ", ")) };
    match context.lang {
        Lang::Ja => format!(
            "{} を {} に統合します。移るもの: {moving}。同意は厳しい方が残り、{right} を開くと {left} が開きます。u で取り消せます",
            name(right),
            name(left)
        ),
        Lang::En => format!(
            "{} goes into {}. What moves: {moving}. The stricter consent stays, and {right} opens {left}. u takes it back",
            name(right),
            name(left)
        ),
    }
}

impl Acts for PairView {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Pair, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let length = self.rows(&context.snapshot.state, context.lang).len();
        let page = usize::from(context.size.rows / 3);
        if let Some(index) = moved(self.index, action, count, page, length) {
            self.index = index;
            return Step::Done;
        }
        match action {
            Action::NextRecord => self.walk(1),
            Action::PreviousRecord => self.walk(-1),
            Action::TakeLeft => return self.take(Keep::Survivor, context),
            Action::TakeRight => return self.take(Keep::Other, context),
            Action::TakeBoth => return self.take(Keep::Both, context),
            Action::SwapSides => self.swap(),
            Action::Merge => return self.merge(context),
            Action::NotTheSame => return self.judge(Finding::Different, DIFFERENT, context),
            Action::Report => return self.judge(Finding::Reported, REPORT, context),
            Action::Open => {
                let (left, right) = self.sides().unzip();
                let other = if self.of == right { left } else { right };
                return other.map_or(Step::Done, |id| Step::push(RecordView::new(id)));
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.sides().is_none() {
            return vec![Action::Back];
        }
        let mut offers =
            vec![Action::Merge, Action::NotTheSame, Action::TakeLeft, Action::TakeRight, Action::TakeBoth];
        if self.pairs.len() > 1 {
            offers.push(Action::NextRecord);
        }
        offers.extend([Action::SwapSides, Action::Report, Action::Open, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let state = &context.snapshot.state;
        if let (Some(of), false) = (self.of, self.asked.0) {
            self.asked.0 = true;
            return vec![Effect::Ask(Question::Alike { of })];
        }
        self.prune(state);
        let Some((left, right)) = self.sides() else { return Vec::new() };
        let current = |seen: &Seen, id: Id| seen.id() == id && seen.is_current(state);
        let known =
            self.account.as_ref().is_some_and(|(one, other, _)| current(one, left) && current(other, right));
        if !known && context.snapshot.index_if_made().is_some() {
            let records = state.live(left).zip(state.live(right));
            let likeness = records.and_then(|(one, other)| context.snapshot.likeness(&one, &other));
            self.account = Some((Seen::of(left, state), Seen::of(right, state), likeness));
        }
        Vec::new()
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Alike { of, found } = answer
            && Some(*of) == self.of
            && !self.asked.1
        {
            self.asked.1 = true;
            self.pairs = found.iter().map(|one| ((*of).min(one.id), (*of).max(one.id))).collect();
        }
    }

    fn replied(&mut self, reply: &Reply, _context: &Context<'_>) -> Step {
        if self.sent != Some(reply.ticket) {
            return Step::Pass;
        }
        self.sent = None;
        if !matches!(reply.outcome, Outcome::Saved { .. }) {
            return Step::Pass;
        }
        if self.at < self.pairs.len() {
            self.pairs.remove(self.at);
        }
        self.at = self.at.min(self.pairs.len().saturating_sub(1));
        self.begin();
        if self.pairs.is_empty() { Step::Pop } else { Step::Done }
    }
}
