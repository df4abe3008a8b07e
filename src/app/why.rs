//! Why two records suit each other, or do not: the score in parts that add up, the gates, what would change it; and the
//! verbs that follow from it for a person and a job.
//! Invariant: the account shown is of the newest snapshot that has been answered for; it is asked once for each commit.

use super::ask::{Answer, Question};
use super::form::{self, Intent};
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::record::RecordView;
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::Command;
use crate::domain::command::Advice;
use crate::field::choices::MatchStatus;
use crate::field::{Id, Kind};
use crate::lang::Label;
use crate::matching::Explanation;

/// The state of the explanation.
#[derive(Debug)]
pub struct Why {
    /// Whose screen it came from, and the counterpart.
    of: Id,
    other: Id,
    /// Rows scrolled away at the top.
    top: usize,
    account: Option<Result<Box<Explanation>, String>>,
    asked: Option<u64>,
}

impl Why {
    /// The explanation of a pair.
    pub const fn new(of: Id, other: Id) -> Self {
        Self { of, other, top: 0, account: None, asked: None }
    }

    /// The two records, the one that was asked from first.
    pub const fn pair(&self) -> (Id, Id) {
        (self.of, self.other)
    }

    pub const fn top(&self) -> usize {
        self.top
    }

    /// The account; `None` until it is there, an error where the two cannot be matched.
    pub const fn account(&self) -> Option<&Result<Box<Explanation>, String>> {
        self.account.as_ref()
    }

    /// Person and job of the pair, where it is one.
    fn person_and_job(&self) -> Option<(Id, Id)> {
        match (self.of.kind, self.other.kind) {
            (Kind::Person, Kind::Job) => Some((self.of, self.other)),
            (Kind::Job, Kind::Person) => Some((self.other, self.of)),
            _ => None,
        }
    }

    fn advice(&self) -> Option<Advice> {
        let Some(Ok(account)) = &self.account else { return None };
        Some(Advice { score: account.hit.score.min(100), weights_version: account.weights_version })
    }

    fn present(&self, context: &Context<'_>) -> Step {
        let Some((person, job)) = self.person_and_job() else { return self.no_pair(context) };
        let command =
            Command::Propose { person, job, to: MatchStatus::Presented, reason: None, advice: self.advice() };
        verb::submit(command, Label::new("企業へ提示", "Presented"), context)
    }

    /// Taking a candidate out needs a reason, so a form asks for it.
    fn drop_out(&self, context: &Context<'_>) -> Step {
        let Some((person, job)) = self.person_and_job() else { return self.no_pair(context) };
        let intent = Intent::Propose { person, job, to: MatchStatus::Withdrawn, advice: self.advice() };
        Step::push(form::for_reason(
            intent,
            context.say("候補から外す", "Take out of the candidates"),
            context,
        ))
    }

    fn no_pair(&self, context: &Context<'_>) -> Step {
        let _ = self;
        Step::Say(Notice::plain(
            context.say("提示できるのは人と案件の組です", "only a person can be presented to a job"),
        ))
    }
}

impl Acts for Why {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Why, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(6));
        match action {
            Action::Open => Step::push(RecordView::new(self.other)),
            Action::ExplainMatch => Step::Pop,
            Action::Present => self.present(context),
            Action::Decline => self.drop_out(context),
            other => match super::cursor::moved(self.top, other, count, page, 100) {
                Some(top) => {
                    self.top = top;
                    Step::Done
                }
                None => Step::Pass,
            },
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        let mut offers = vec![Action::Open, Action::Back];
        if self.person_and_job().is_some() {
            offers.splice(0..0, [Action::Present, Action::Decline]);
        }
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let seq = context.snapshot.seq();
        if self.asked == Some(seq) {
            return Vec::new();
        }
        self.asked = Some(seq);
        vec![Effect::Ask(Question::Explain { of: self.of, other: self.other })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Explain { of, other, seq, account } = answer
            && (*of, *other, Some(*seq)) == (self.of, self.other, self.asked)
        {
            self.account = Some(account.clone());
        }
    }
}
