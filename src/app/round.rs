//! The screen of a round: seed, caps and posts with their seats, everybody who entered with where they would be placed or why not,
//! another version of the same round beside it, and accepting it.
//! Invariant: what is shown is the proposal of the setup on the newest state; nothing is written before it is accepted, and then all
//! of it as one commit. The solving is done beside the loop.

mod deeds;
mod rows;

use std::sync::Arc;

use super::ask::{Answer, Question};
use super::cursor::moved;
use super::form;
use super::layer::{Acts, Context, Step};
use super::line::Line;
use super::listing::{self, Listing, Order};
use super::message::{Effect, Notice};
use super::query_line::QueryLine;
use super::record::RecordView;
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::State;
use crate::field::tables::job;
use crate::field::{Id, Kind};
use crate::matching::round::Proposal;
use crate::matching::round::setup::{self, Setup};

pub use rows::{Row, rows};

/// The seed that a round begins with; another is typed where one is drawn for it.
const SEED: u64 = 42;
/// Rows that the frame and the head take away.
const ROWS_AROUND: u16 = 8;

/// The state of the screen.
#[derive(Debug)]
pub struct RoundDesk {
    setup: Setup,
    /// What entries and posts were asked for by; empty for those that follow from the posts or the region.
    asked_for: (String, String),
    region: Option<Id>,
    proposal: Option<Arc<Proposal>>,
    /// What was asked, and what it follows from.
    asked: Option<(Setup, [u64; SOURCES.len()])>,
    /// The version that the present one is compared with.
    before: Option<Arc<Proposal>>,
    index: usize,
    typing: Option<Typing>,
}

/// What is being typed.
#[derive(Debug)]
pub enum Typing {
    /// A number of a row, in a line.
    Number(Row, Line),
    /// Which cases enter, or which jobs are the posts.
    Query(Kind, QueryLine),
}

/// What a proposal follows from.
const SOURCES: [Kind; 8] = [
    Kind::Person,
    Kind::Case,
    Kind::Job,
    Kind::Region,
    Kind::Organisation,
    Kind::Match,
    Kind::Skill,
    Kind::User,
];

impl RoundDesk {
    /// A round about what was chosen: a region with its open jobs, jobs, or cases and people for their jobs.
    pub fn about(chosen: &[Id], context: &Context<'_>) -> Self {
        let state = &context.snapshot.state;
        let of_kind = |kind: Kind| chosen.iter().copied().filter(|id| id.kind == kind).collect::<Vec<Id>>();
        let (jobs, regions) = (of_kind(Kind::Job), of_kind(Kind::Region));
        let region = regions.first().copied().or_else(|| region_of(state, jobs.first().copied()));
        let mut setup = match (jobs.is_empty(), regions.first()) {
            (false, _) => Setup::of_jobs(state, &jobs, SEED),
            (true, Some(region)) => Setup::of_region(state, *region, SEED),
            (true, None) => Setup { seed: SEED, ..Setup::default() },
        };
        let mut entries = of_kind(Kind::Case);
        entries.extend(verb::cases(&of_kind(Kind::Person), context));
        if !entries.is_empty() {
            setup.entries = entries;
        }
        Self {
            setup,
            asked_for: (String::new(), String::new()),
            region,
            proposal: None,
            asked: None,
            before: None,
            index: 0,
            typing: None,
        }
    }

    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposal.as_deref()
    }

    /// The version that the present one is compared with.
    pub fn before(&self) -> Option<&Proposal> {
        self.before.as_deref()
    }

    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The region that the round is about, where it is about one.
    pub const fn region(&self) -> Option<Id> {
        self.region
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    pub const fn typing(&self) -> Option<&Typing> {
        self.typing.as_ref()
    }

    /// What the entries were asked for by, as it was written.
    pub fn entries_asked(&self) -> &str {
        &self.asked_for.0
    }

    fn rows(&self) -> Vec<Row> {
        self.proposal().map(rows).unwrap_or_default()
    }

    fn row(&self) -> Option<Row> {
        self.rows().get(self.index).copied()
    }

    /// Raises or lowers the number of the row: seats, a cap, the seed.
    fn step(&mut self, up: bool, times: u32) {
        let change =
            |number: u32| if up { number.saturating_add(times) } else { number.saturating_sub(times) };
        match self.row() {
            Some(Row::Seed) => {
                let times = u64::from(times);
                let seed = self.setup.seed;
                self.setup.seed = if up { seed.saturating_add(times) } else { seed.saturating_sub(times) };
            }
            Some(row @ (Row::Cap(_) | Row::Post(_))) => {
                if let Some(held) = self.held(row) {
                    self.put(row, change(held));
                }
            }
            Some(Row::Entry(_)) | None => {}
        }
    }

    /// The number that a row holds now.
    fn held(&self, row: Row) -> Option<u32> {
        let proposal = self.proposal()?;
        match row {
            Row::Cap(region) => proposal.caps.iter().find(|cap| cap.region == region).map(|cap| cap.cap),
            Row::Post(job) => proposal.posts.iter().find(|post| post.job == job).map(|post| post.capacity),
            Row::Seed | Row::Entry(_) => None,
        }
    }

    fn put(&mut self, row: Row, number: u32) {
        match row {
            Row::Cap(region) => {
                self.setup.caps.insert(region, Some(number));
            }
            Row::Post(job) => {
                self.setup.capacities.insert(job, number);
            }
            Row::Seed | Row::Entry(_) => {}
        }
    }

    fn begin_number(&mut self, context: &Context<'_>) -> Step {
        let Some(row) = self.row().filter(|row| !matches!(row, Row::Entry(_))) else {
            return Step::Say(Notice::plain(
                context
                    .say("数は種・上限・受入先の行で入れます", "numbers belong to the seed, a cap or a post"),
            ));
        };
        self.typing = Some(Typing::Number(row, Line::default()));
        Step::Done
    }

    /// Takes what was typed.
    fn take(&mut self, context: &Context<'_>) -> Step {
        match self.typing.take() {
            Some(Typing::Number(row, line)) => {
                let text = line.text().trim().to_owned();
                if row == Row::Seed
                    && let Some(seed) = text.parse::<i64>().ok().and_then(|seed| u64::try_from(seed).ok())
                {
                    self.setup.seed = seed;
                } else if row != Row::Seed
                    && let Ok(number) = text.parse()
                {
                    self.put(row, number);
                } else {
                    self.typing = Some(Typing::Number(row, line));
                    let said = context.say("0 以上の整数を入れてください", "a whole number from 0, please");
                    return Step::Say(Notice::refused(said));
                }
            }
            Some(Typing::Query(kind, line)) => {
                if let Some(fault) = line.fault().filter(|_| !line.is_right()) {
                    let said = fault.text(context.lang);
                    self.typing = Some(Typing::Query(kind, line));
                    return Step::Say(Notice::refused(said));
                }
                self.choose(kind, &line, context);
            }
            None => {}
        }
        Step::Done
    }

    /// Takes the records that a line finds as entries or as posts; an empty line goes back to those that follow by themselves.
    fn choose(&mut self, kind: Kind, line: &QueryLine, context: &Context<'_>) {
        let state = &context.snapshot.state;
        let written = line.text().trim().to_owned();
        let found = || {
            let filter = line.spelled_out(context);
            let listing = Listing { kind, order: Order::Newest, filter };
            listing::rows(&listing, context.snapshot, context.today()).ids().collect::<Vec<Id>>()
        };
        if kind == Kind::Job {
            self.setup.jobs = match (written.is_empty(), self.region) {
                (true, Some(region)) => setup::jobs_of(state, region),
                (true, None) => Vec::new(),
                (false, _) => found(),
            };
            self.region = region_of(state, self.setup.jobs.first().copied());
            self.asked_for.1 = written;
            if self.asked_for.0.is_empty() {
                self.setup.entries = setup::entries_for(state, &self.setup.jobs);
            }
        } else {
            self.setup.entries =
                if written.is_empty() { setup::entries_for(state, &self.setup.jobs) } else { found() };
            self.asked_for.0 = written;
        }
    }

    fn compare(&mut self) {
        self.before = if self.before.is_some() { None } else { self.proposal.clone() };
    }

    fn act_typing(&mut self, action: Action, context: &Context<'_>) -> Step {
        match (action, &mut self.typing) {
            (Action::Open, _) => return self.take(context),
            (Action::Back, _) => self.typing = None,
            (other, Some(Typing::Number(_, line))) => {
                line.act(other);
            }
            (other, Some(Typing::Query(_, line))) => {
                line.act(other, context);
            }
            (_, None) => {}
        }
        Step::Done
    }
}

/// The region of a job.
fn region_of(state: &State, job: Option<Id>) -> Option<Id> {
    state.live(job?)?.reference(&job::REGION)
}

impl Acts for RoundDesk {
    fn scopes(&self) -> &'static [Scope] {
        if self.typing.is_some() {
            &[Scope::Picker, Scope::Text]
        } else {
            &[Scope::Round, Scope::List, Scope::Global]
        }
    }

    fn takes_text(&self) -> bool {
        self.typing.is_some()
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        match &mut self.typing {
            Some(Typing::Number(_, line)) => line.insert(text),
            Some(Typing::Query(_, line)) => line.typed(text, context),
            None => {}
        }
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if self.typing.is_some() {
            return self.act_typing(action, context);
        }
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        if let Some(index) = moved(self.index, action, count, page, self.rows().len()) {
            self.index = index;
            return Step::Done;
        }
        let query =
            |kind, written: &str| Some(Typing::Query(kind, QueryLine::new(written, Some(kind), context)));
        match action {
            Action::Raise => self.step(true, count.unwrap_or(1)),
            Action::Lower => self.step(false, count.unwrap_or(1)),
            Action::SetNumber => return self.begin_number(context),
            Action::Filter => self.typing = query(Kind::Case, &self.asked_for.0),
            Action::ChoosePosts => self.typing = query(Kind::Job, &self.asked_for.1),
            Action::Compare => self.compare(),
            Action::AcceptRound => return self.accept(context),
            Action::LeaveRound => return self.leave(context),
            Action::Open => {
                let id = self.row().and_then(Row::id);
                return id.map_or(Step::Done, |id| Step::push(RecordView::new(id)));
            }
            Action::Edit => {
                let chosen: Vec<Id> = self.row().and_then(Row::id).into_iter().collect();
                return form::open_for(action, &chosen, Kind::Case, context);
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        if self.typing.is_some() {
            return vec![Action::Open, Action::Back];
        }
        let mut offers = match self.row() {
            Some(Row::Entry(_)) => vec![Action::Open, Action::LeaveRound, Action::Edit],
            Some(_) => vec![Action::Raise, Action::Lower, Action::SetNumber],
            None => Vec::new(),
        };
        offers.extend([
            Action::AcceptRound,
            Action::Compare,
            Action::Filter,
            Action::ChoosePosts,
            Action::Back,
        ]);
        offers
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        let state = &context.snapshot.state;
        let touched = SOURCES.map(|kind| state.touched(kind));
        let now = (self.setup.clone(), touched);
        if context.hidden || self.asked.as_ref() == Some(&now) {
            return Vec::new();
        }
        self.asked = Some(now);
        vec![Effect::Ask(Question::Propose { setup: Box::new(self.setup.clone()) })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Propose { proposal } = answer
            && proposal.setup == self.setup
        {
            self.proposal = Some(Arc::clone(proposal));
            self.index = self.index.min(self.rows().len().saturating_sub(1));
        }
    }
}
