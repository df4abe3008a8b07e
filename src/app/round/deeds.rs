//! What a round's screen writes, each after a look at what that is: accepting the proposal, and somebody's leaving it.

use super::RoundDesk;
use super::rows::{Row, accepted};
use crate::app::confirm::Confirm;
use crate::app::layer::{Context, Step};
use crate::app::message::{Notice, Request};
use crate::app::verb;
use crate::lang::{Label, Lang};
use crate::matching::round::{accept, setup, withdraw};

const ACCEPTED: Label = Label::new("ラウンドの採用", "Round accepted");
const LEFT: Label = Label::new("辞退", "Withdrew");

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

    fn name(&self, context: &Context<'_>) -> String {
        let place = self.region().and_then(|region| context.snapshot.state.label(region)).unwrap_or_default();
        let name = format!("{} {place} {}", context.say("ラウンド", "Round"), context.today());
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Somebody leaves the round for this year.
    pub(super) fn leave(&self, context: &Context<'_>) -> Step {
        let entry = match self.row() {
            Some(Row::Entry(id)) => self.proposal().and_then(|proposal| proposal.of(id)),
            _ => None,
        };
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
