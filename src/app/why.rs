//! Why two records suit each other, or do not: the score in parts that add up, the gates, what would change it.
//! Invariant: what is shown is matching's own account of the pair as of the newest state, never a copy of an old one.

use super::ask::{Answer, Question};
use super::form::{self, Intent};
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::record::RecordView;
use super::verb;
use super::walk::Walk;
use super::watch::Basis;
use crate::action::{Action, Scope};
use crate::domain::Command;
use crate::domain::command::{Advice, Standing};
use crate::field::choices::MatchStatus;
use crate::field::tables::matched;
use crate::field::{Id, Kind};
use crate::lang::Label;
use crate::matching::Explanation;
use crate::snapshot::Snapshot;

const PRESENT: Label = Label::new("企業へ提示", "Present");
const SHORTLIST: Label = Label::new("候補入り", "Shortlist");
/// Candidates that can be walked through.
const CANDIDATES_MAX: usize = 200;

/// The state of the explanation.
#[derive(Debug)]
pub struct Why {
    of: Id,
    /// The counterparts, best first, and which one is explained.
    others: Vec<Id>,
    at: usize,
    /// Rows scrolled away at the top.
    top: usize,
    account: Option<Result<Box<Explanation>, String>>,
    /// The pair asked about: the counterpart, and what the account follows from.
    asked: Option<(Option<Id>, Basis)>,
}

impl Why {
    /// The explanation of `other` for `of`, one of `others`.
    pub fn among(of: Id, other: Id, others: &Walk) -> Self {
        let mut others: Vec<Id> =
            (0..others.len().min(CANDIDATES_MAX)).filter_map(|at| others.at(at)).collect();
        if !others.contains(&other) {
            others.insert(0, other);
        }
        let at = others.iter().position(|id| *id == other).unwrap_or(0);
        Self { of, others, at, top: 0, account: None, asked: None }
    }

    /// The explanation of the best counterpart of a record, which has yet to be found.
    pub const fn best_for(of: Id) -> Self {
        Self { of, others: Vec::new(), at: 0, top: 0, account: None, asked: None }
    }

    pub const fn of(&self) -> Id {
        self.of
    }

    /// The counterpart that is explained.
    pub fn other(&self) -> Option<Id> {
        self.others.get(self.at).copied()
    }

    /// Which of how many counterparts it is, counted from 1.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.others.len())
    }

    /// Rows scrolled away at the top.
    pub const fn top(&self) -> usize {
        self.top
    }

    /// The account; `None` until it is there, an error where the two cannot be matched.
    pub fn account(&self) -> Option<&Result<Box<Explanation>, String>> {
        self.account.as_ref()
    }

    /// The person and the job of the pair; `None` where a region is in it.
    fn person_and_job(&self) -> Option<(Id, Id)> {
        let other = self.other()?;
        match (self.of.kind, other.kind) {
            (Kind::Person, Kind::Job) => Some((self.of, other)),
            (Kind::Job, Kind::Person) => Some((other, self.of)),
            _ => None,
        }
    }

    fn advice(&self) -> Option<Advice> {
        let Some(Ok(account)) = &self.account else { return None };
        Some(Advice { score: account.hit.score.min(100), weights_version: account.weights_version })
    }

    fn walk(&mut self, by: isize) {
        let at = self.at.saturating_add_signed(by).min(self.others.len().saturating_sub(1));
        if at != self.at {
            self.at = at;
            self.top = 0;
            self.account = None;
        }
    }

    fn propose(&self, to: MatchStatus, purpose: Label, context: &Context<'_>) -> Step {
        let Some((person, job)) = self.person_and_job() else { return no_pair(context) };
        let command = Command::Propose { person, job, to, reason: None, advice: self.advice() };
        verb::submit(command, purpose, context)
    }

    /// Where a coordinator has set the pair, if anywhere.
    pub fn standing(&self, snapshot: &Snapshot) -> Standing {
        let recorded = match &self.account {
            Some(Ok(account)) => account.presented.recorded.and_then(|id| snapshot.state.live(id)),
            _ => None,
        };
        let flag = |field| recorded.as_ref().is_some_and(|record| record.flag(field) == Some(true));
        match (flag(&matched::HIDDEN), flag(&matched::PINNED)) {
            (true, _) => Standing::Hidden,
            (false, true) => Standing::Pinned,
            (false, false) => Standing::Ranked,
        }
    }

    /// Sets the pair above or out of the ranking, or back where it was set so already; each for a reason.
    fn set(&self, standing: Standing, context: &Context<'_>) -> Step {
        let Some((person, job)) = self.person_and_job() else { return no_pair(context) };
        let standing = if self.standing(context.snapshot) == standing { Standing::Ranked } else { standing };
        let intent = Intent::Override { person, job, standing, advice: self.advice() };
        let title = match standing {
            Standing::Pinned => context.say("上位に固定する", "Pin above the others"),
            Standing::Hidden => context.say("候補から隠す", "Hide from the ranking"),
            Standing::Ranked => context.say("順位に戻す", "Back to its place"),
        };
        Step::push(form::for_reason(intent, title, context))
    }

    /// Taking a candidate out needs a reason, so a form asks for it.
    fn drop_out(&self, context: &Context<'_>) -> Step {
        let Some((person, job)) = self.person_and_job() else { return no_pair(context) };
        let intent = Intent::Propose { person, job, to: MatchStatus::Withdrawn, advice: self.advice() };
        let title = context.say("候補から外す", "Take out of the candidates");
        Step::push(form::for_reason(intent, title, context))
    }
}

fn no_pair(context: &Context<'_>) -> Step {
    Step::Say(Notice::plain(
        context.say("提示できるのは人と案件の組です", "only a person can be presented to a job"),
    ))
}

impl Acts for Why {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Why, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(6));
        match action {
            Action::NextRecord => self.walk(1),
            Action::PreviousRecord => self.walk(-1),
            Action::Open => {
                return self.other().map_or(Step::Done, |id| Step::push(RecordView::new(id)));
            }
            Action::Present => return self.propose(MatchStatus::Presented, PRESENT, context),
            Action::Shortlist => return self.propose(MatchStatus::Shortlisted, SHORTLIST, context),
            Action::Decline => return self.drop_out(context),
            Action::Pin => return self.set(Standing::Pinned, context),
            Action::Hide => return self.set(Standing::Hidden, context),
            Action::ExplainMatch => return Step::Pop,
            other => match super::cursor::moved(self.top, other, count, page, 60) {
                Some(top) => self.top = top,
                None => return Step::Pass,
            },
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = vec![Action::NextRecord, Action::PreviousRecord];
        if self.person_and_job().is_some() {
            offers.extend([Action::Shortlist, Action::Present, Action::Decline, Action::Pin, Action::Hide]);
        }
        offers.extend([Action::Open, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let (other, state) = (self.other(), &context.snapshot.state);
        let current =
            |(asked, basis): &(Option<Id>, Basis)| *asked == other && basis.is_current(self.of, state);
        if self.asked.as_ref().is_some_and(current) {
            return Vec::new();
        }
        // Which kind the best is of is not known yet; people are the kind that follows from most.
        let kind = other.map_or(Kind::Person, |other| other.kind);
        self.asked = Some((other, Basis::of(self.of, kind, state)));
        vec![Effect::Ask(match other {
            Some(other) => Question::Explain { of: self.of, other },
            None => Question::Best { of: self.of },
        })]
    }

    fn answered(&mut self, answer: &Answer, context: &Context<'_>) {
        match answer {
            Answer::Explain { of, other, account } if *of == self.of && Some(*other) == self.other() => {
                self.account = Some(account.clone());
            }
            Answer::Best { of, others } if *of == self.of && self.others.is_empty() => {
                self.others = others.iter().copied().take(CANDIDATES_MAX).collect();
                let none = context.say("候補がありません", "there is no candidate");
                self.account = self.others.is_empty().then(|| Err(none.to_owned()));
            }
            _ => {}
        }
    }
}
