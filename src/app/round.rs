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
use super::walk::Walk;
use super::why::Why;
use crate::action::{Action, Scope};
use crate::domain::State;
use crate::field::tables::job;
use crate::field::{Date, Guard, Id, Kind};
use crate::matching::Options;
use crate::matching::round::setup::{self, Setup};
use crate::matching::round::{Proposal, propose};
use crate::snapshot::Snapshot;

pub use rows::{Row, rows};

/// The seed that a round begins with; another is typed where one is drawn for it.
const SEED: u64 = 42;
/// What the record of a round can hold.
const SEED_MAX: u64 = 9_223_372_036_854_775_807;
/// Rows that the frame and the head take away.
const ROWS_AROUND: u16 = 8;

/// What a round is asked of: the setup, and the queries that choose entries and posts instead, where they are written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    pub setup: Setup,
    pub entries: String,
    pub posts: String,
}

/// The state of the screen.
#[derive(Debug)]
pub struct RoundDesk {
    asked: Wanted,
    /// The queries as they were written: for entries and for posts.
    written: (String, String),
    region: Option<Id>,
    proposal: Option<Arc<Proposal>>,
    /// What was sent to be solved, and what it follows from.
    sent: Option<(Wanted, [u64; SOURCES.len()])>,
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
    /// A round about what was chosen: a region with its open jobs, jobs, or several cases or people; about one person or case, the
    /// round of where they wish to go.
    pub fn about(chosen: &[Id], context: &Context<'_>) -> Self {
        let state = &context.snapshot.state;
        let of_kind = |kind: Kind| chosen.iter().copied().filter(|id| id.kind == kind).collect::<Vec<Id>>();
        let mut entries = of_kind(Kind::Case);
        entries.extend(verb::cases(&of_kind(Kind::Person), context));
        let wished = entries.first().and_then(|id| state.live(*id));
        let wished = wished.and_then(|case| setup::wished_regions(state, &case).first().copied());
        let mut jobs = of_kind(Kind::Job);
        let region = of_kind(Kind::Region).first().copied().or(wished).or_else(|| region_of(state, &jobs));
        if jobs.is_empty() {
            jobs = region.map(|region| setup::jobs_of(state, region)).unwrap_or_default();
        }
        let entries = Some(entries).filter(|entries| entries.len() > 1);
        let setup = Setup { entries, jobs, seed: SEED, ..Setup::default() };
        Self {
            asked: Wanted { setup, ..Wanted::default() },
            written: (String::new(), String::new()),
            region,
            proposal: None,
            sent: None,
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

    /// The region that the round is about, where it is about one.
    pub fn region(&self) -> Option<Id> {
        let mut regions = self.proposal().into_iter().flat_map(|proposal| &proposal.posts);
        let first = regions.next().and_then(|post| post.region);
        if regions.all(|post| post.region == first) { first.or(self.region) } else { None }
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    pub const fn typing(&self) -> Option<&Typing> {
        self.typing.as_ref()
    }

    /// What the entries were asked for by, as it was written.
    pub fn entries_asked(&self) -> &str {
        &self.written.0
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
                let seed = self.asked.setup.seed;
                let seed = if up { seed.saturating_add(times) } else { seed.saturating_sub(times) };
                self.asked.setup.seed = seed.min(SEED_MAX);
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
                self.asked.setup.caps.insert(region, Some(number));
            }
            Row::Post(job) => {
                self.asked.setup.capacities.insert(job, number);
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
                    self.asked.setup.seed = seed;
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

    /// Takes a line for entries or for posts; an empty one goes back to those that follow by themselves.
    fn choose(&mut self, kind: Kind, line: &QueryLine, context: &Context<'_>) {
        let (written, meant) = (line.text().trim().to_owned(), line.spelled_out(context));
        if kind == Kind::Job {
            (self.written.1, self.asked.posts) = (written, meant);
        } else {
            (self.written.0, self.asked.entries) = (written, meant);
        }
    }

    /// The full account of somebody and the post they got, else of the first post; the other posts can be walked from there.
    fn explain(&self) -> Step {
        let Some(Row::Entry(id)) = self.row() else { return Step::Done };
        let Some((proposal, placing)) = self.proposal().and_then(|all| Some((all, all.of(id)?))) else {
            return Step::Done;
        };
        let posts = &proposal.setup.jobs;
        let shown = placing.job.or_else(|| posts.first().copied());
        shown.map_or(Step::Done, |job| {
            Step::push(Why::among(placing.entry.person, job, &Walk::Ids(posts.clone())))
        })
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

/// What a round comes to, its queries asked first; beside the loop.
pub fn solve(asked: &Wanted, snapshot: &Snapshot, today: Date) -> Proposal {
    let found = |kind: Kind, line: &str| {
        let listing = Listing { kind, order: Order::Newest, filter: line.to_owned() };
        (!line.is_empty()).then(|| listing::rows(&listing, snapshot, today).ids().collect::<Vec<Id>>())
    };
    let mut setup = asked.setup.clone();
    setup.jobs = found(Kind::Job, &asked.posts).unwrap_or(setup.jobs);
    setup.entries = found(Kind::Case, &asked.entries).or(setup.entries);
    let options = Options { limit: 0, today, sees_needs: snapshot.state.sees(Guard::Needs) };
    propose(&snapshot.state, &setup, &options)
}

/// The region of the first job.
fn region_of(state: &State, jobs: &[Id]) -> Option<Id> {
    state.live(*jobs.first()?)?.reference(&job::REGION)
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
            Action::Filter => self.typing = query(Kind::Case, &self.written.0),
            Action::ChoosePosts => self.typing = query(Kind::Job, &self.written.1),
            Action::Compare => self.compare(),
            Action::AcceptRound => return self.accept(context),
            Action::LeaveRound => return self.leave(context),
            Action::ConfirmList => return self.confirm_list(context),
            Action::Prefer => return self.prefer(context),
            Action::ExplainMatch => return self.explain(),
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
            Some(Row::Entry(_)) => vec![
                Action::Open,
                Action::ExplainMatch,
                Action::ConfirmList,
                Action::Prefer,
                Action::LeaveRound,
            ],
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
        let now = (self.asked.clone(), touched);
        if context.hidden || context.snapshot.is_page() || self.sent.as_ref() == Some(&now) {
            return Vec::new();
        }
        self.sent = Some(now);
        vec![Effect::Ask(Question::Propose { asked: Box::new(self.asked.clone()) })]
    }

    fn answered(&mut self, answer: &Answer, _context: &Context<'_>) {
        if let Answer::Propose { asked, proposal } = answer
            && **asked == self.asked
        {
            self.proposal = Some(Arc::clone(proposal));
            self.index = self.index.min(self.rows().len().saturating_sub(1));
        }
    }
}
