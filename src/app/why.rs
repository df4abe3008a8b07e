//! Why two records suit each other, or do not: the score in parts that add up, the gates, what would change it.
//! Invariant: what is shown is matching's own account of the pair as of the newest state, never a copy of an old one.

use super::ask::{Answer, Question};
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice, Request};
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::domain::{Command, Draft};
use crate::field::choices::MatchStatus;
use crate::field::tables::matched;
use crate::field::{Id, Kind, Value};
use crate::lang::Label;
use crate::matching::{Explanation, WEIGHTS_VERSION, counterparts};

const PRESENT: Label = Label::new("企業へ提示", "Present");
const SHORTLIST: Label = Label::new("候補入り", "Shortlist");
const DROP: Label = Label::new("候補から外す", "Take out");
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
    explanation: Option<Box<Explanation>>,
    /// The pair asked about, as of which commit.
    asked: Option<(Id, Id, u64)>,
}

impl Why {
    /// The explanation of `other` for `of`, one of `others`.
    pub fn among(of: Id, other: Id, mut others: Vec<Id>) -> Self {
        others.truncate(CANDIDATES_MAX);
        if !others.contains(&other) {
            others.insert(0, other);
        }
        let at = others.iter().position(|id| *id == other).unwrap_or(0);
        Self { of, others, at, top: 0, explanation: None, asked: None }
    }

    /// The step that explains the best counterpart of a record.
    pub fn best_for(of: Id, context: &Context<'_>) -> Step {
        let kinds = counterparts(of.kind);
        let found = kinds.iter().find_map(|kind| {
            let rows = super::rank::rows(of, *kind, context.snapshot, context.today(), context.lang);
            let others: Vec<Id> = rows.iter().map(|row| row.id).collect();
            others.first().copied().map(|first| Self::among(of, first, others))
        });
        match found {
            Some(why) => Step::push(why),
            None => Step::Say(Notice::plain(context.say("候補がありません", "there is no candidate"))),
        }
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

    /// The account, once it is there.
    pub fn explanation(&self) -> Option<&Explanation> {
        self.explanation.as_deref().filter(|held| Some(held.hit.id) == self.other())
    }

    /// The person and the job of the pair; `None` where a region is in it.
    fn pair(&self) -> Option<(Id, Id)> {
        let other = self.other()?;
        match (self.of.kind, other.kind) {
            (Kind::Person, Kind::Job) => Some((self.of, other)),
            (Kind::Job, Kind::Person) => Some((other, self.of)),
            _ => None,
        }
    }

    fn walk(&mut self, by: isize) {
        let at = self.at.saturating_add_signed(by).min(self.others.len().saturating_sub(1));
        if at != self.at {
            self.at = at;
            self.top = 0;
        }
    }

    /// Moves the pair's match to a status, making the match first where there is none yet.
    fn set_status(&self, to: MatchStatus, purpose: Label, context: &Context<'_>) -> Step {
        let Some((person, job)) = self.pair() else {
            return Step::Say(Notice::plain(
                context.say("人と案件の組でだけ使えます", "only for a person and a job"),
            ));
        };
        let state = &context.snapshot.state;
        let recorded = state
            .linked(person, Kind::Match)
            .find(|id| state.record(*id).is_some_and(|record| record.reference(&matched::JOB) == Some(job)));
        let set = |matched| Command::SetMatchStatus { matched, to, reason: None };
        let command = match recorded {
            Some(id) => set(id),
            None => {
                let mut draft = Draft::new().with_ref(&matched::PERSON, person).with_ref(&matched::JOB, job);
                if let Some(explanation) = self.explanation() {
                    draft = draft
                        .with(&matched::SCORE, Value::int(i64::from(explanation.hit.low)))
                        .with(&matched::WEIGHTS, Value::int(i64::from(WEIGHTS_VERSION)));
                }
                let id = state.next_id(Kind::Match, context.now);
                Command::Batch(vec![Command::add(Kind::Match, draft), set(id)])
            }
        };
        Step::Do(Effect::Submit(Request::new(command, context, purpose)))
    }
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
            Action::Present => return self.set_status(MatchStatus::Presented, PRESENT, context),
            Action::Shortlist => return self.set_status(MatchStatus::Shortlisted, SHORTLIST, context),
            Action::Decline => return self.set_status(MatchStatus::Withdrawn, DROP, context),
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
        if self.pair().is_some() {
            offers.extend([Action::Shortlist, Action::Present, Action::Decline]);
        }
        offers.extend([Action::Open, Action::Back]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let Some(other) = self.other() else { return Vec::new() };
        let wanted = (self.of, other, context.snapshot.seq());
        if self.asked == Some(wanted) {
            return Vec::new();
        }
        self.asked = Some(wanted);
        vec![Effect::Ask(Question::Explain { of: self.of, other })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Explain { of, other, explanation } = answer
            && *of == self.of
            && Some(*other) == self.other()
        {
            self.explanation.clone_from(explanation);
        }
    }
}
