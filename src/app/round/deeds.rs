//! What a round's screen writes, each after a look at what that is: accepting the proposal, and somebody's leaving it.

use super::RoundDesk;
use super::rows::{Row, accepted};
use crate::app::confirm::Confirm;
use crate::app::layer::{Context, Step};
use crate::app::message::{Notice, Request};
use crate::app::verb;
use crate::domain::{Command, Draft};
use crate::field::tables::{case, job};
use crate::field::{Id, Value};
use crate::lang::{Label, Lang};
use crate::matching::round::{Placing, accept, setup, withdraw};

const ACCEPTED: Label = Label::new("ラウンドの採用", "Round accepted");
const LEFT: Label = Label::new("辞退", "Withdrew");
const CONFIRMED: Label = Label::new("希望の確定", "Wishes confirmed");
const PREFERRED: Label = Label::new("選考の順位", "Order of the post");

impl RoundDesk {
    /// Asks before everything is written, and says what that is.
    pub(super) fn accept(&self, context: &Context<'_>) -> Step {
        let Some(proposal) = self.proposal().filter(|proposal| proposal.placed() > 0) else {
            let said = context.say("配置された人がいません", "nobody is placed");
            return Step::Say(Notice::plain(said));
        };
        let state = &context.snapshot.state;
        let name = self.name(context);
        let command = accept(state, proposal, &name, context.today(), context.lang);
        if let Some(why) = verb::refusal(&command, context) {
            return Step::Say(Notice::refused(why.text(context.lang)));
        }
        let (placed, left) = (proposal.placed(), proposal.placings.len() - proposal.placed());
        let mut question = match context.lang {
            Lang::Ja => format!(
                "「{name}」を採用しますか: {placed}人を候補に入れ、ケースに案件を書きます。未配置の{left}人には何も書きません(u で1回で戻せます)"
            ),
            Lang::En => format!(
                "accept \"{name}\"? {placed} are shortlisted and their cases get the job; nothing is written for the {left} others (one u takes it back)"
            ),
        };
        if let Some(twin) = accepted(state, proposal) {
            let said = context
                .say("同じ入力のラウンドが採用済みです:", "a round of the same inputs was accepted before:");
            question.extend(["\n", said, " ", &twin.to_string()]);
        }
        Step::push(Confirm::new(question, Request::new(command, context, ACCEPTED)))
    }

    /// Records the list that stood in for somebody's own as what they wish, once they have said so.
    pub(super) fn confirm_list(&self, context: &Context<'_>) -> Step {
        let say = |ja, en| Step::Say(Notice::plain(context.say(ja, en)));
        let Some(placing) = self.placing() else {
            return say("応募者の行で", "choose the row of an entry");
        };
        let Some(case) = placing.entry.case else { return verb::nothing(context) };
        if placing.confirmed {
            return say(
                "本人の希望として確定済みです(e で編集)",
                "it is their own list already (e edits it)",
            );
        }
        if placing.wishes.is_empty() {
            return say("希望先がありません", "there is no post on the list");
        }
        let wishes = Value::references(placing.wishes.iter().copied());
        let draft = Draft::new().with(&case::WISHED_JOBS, wishes);
        verb::submit(Command::update(case, draft), CONFIRMED, context)
    }

    /// Moves somebody one place up in the order that their post sets by hand; who is not in it comes in last.
    pub(super) fn prefer(&self, context: &Context<'_>) -> Step {
        let say = |ja, en| Step::Say(Notice::plain(context.say(ja, en)));
        let Some(placing) = self.placing() else {
            return say("応募者の行で", "choose the row of an entry");
        };
        let job = placing.job.or_else(|| placing.wishes.first().copied());
        let Some(record) = job.and_then(|id| context.snapshot.state.live(id)) else {
            return say("希望先がありません", "there is no post on the list");
        };
        let mut order: Vec<Id> = record.references(&job::ROUND_ORDER).collect();
        match order.iter().position(|person| *person == placing.entry.person) {
            Some(0) => return say("すでに1番です", "they are first already"),
            Some(at) => order.swap(at - 1, at),
            None => order.push(placing.entry.person),
        }
        let draft = Draft::new().with(&job::ROUND_ORDER, Value::references(order));
        verb::submit(Command::update(record.id, draft), PREFERRED, context)
    }

    /// What came of the entry under the cursor.
    fn placing(&self) -> Option<&Placing> {
        let Some(Row::Entry(id)) = self.row() else { return None };
        self.proposal()?.of(id)
    }

    fn name(&self, context: &Context<'_>) -> String {
        let place = self.region().and_then(|region| context.snapshot.state.label(region)).unwrap_or_default();
        let name = format!("{} {place} {}", context.say("ラウンド", "Round"), context.today());
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Somebody leaves the round for this year.
    pub(super) fn leave(&self, context: &Context<'_>) -> Step {
        let entry = self.placing();
        let state = &context.snapshot.state;
        let posts = self.proposal().map(|proposal| proposal.setup.jobs.clone()).unwrap_or_default();
        let command =
            entry.and_then(|placing| withdraw(state, placing, &posts, context.today(), context.lang));
        let (Some(placing), Some(command)) = (entry, command) else {
            let said =
                context.say("辞退はケースのある応募者の行で", "choose the row of somebody with a case");
            return Step::Say(Notice::plain(said));
        };
        if let Some(why) = verb::refusal(&command, context) {
            return Step::Say(Notice::refused(why.text(context.lang)));
        }
        let name = state.label(placing.entry.person).unwrap_or_default();
        let again = setup::next_opening(state, placing.job.or(posts.first().copied()), context.today());
        let question = match context.lang {
            Lang::Ja => format!("{name} を辞退で終結しますか(来年度再挑戦、また声をかける日 {again})"),
            Lang::En => format!("close {name} as withdrew? (next year again, asked on {again})"),
        };
        Step::push(Confirm::new(question, Request::new(command, context, LEFT)))
    }
}
