//! The things on the screen stack. Each layer keeps its state in its own file here and is painted by its twin in `ui`.
//! Invariant: a layer never touches another; it answers a verb with a `Step`, which the frame carries out.
//! To add a layer: a file here and one in `ui`, a variant of `Layer`, an arm in each match below, and a call of
//! `Step::push` from whatever opens it.

use crate::action::{Action, Scope};
use crate::field::{Date, Moment};
use crate::input::Size;
use crate::lang::Lang;
use crate::search::{Asker, View};
use crate::snapshot::Snapshot;

use super::aid::Aid;
use super::ask::Answer;
use super::board::Board;
use super::choose::Choose;
use super::confirm::Confirm;
use super::cover::Cover;
use super::deed::Deed;
use super::drafts::Drafts;
use super::export::Export;
use super::form::Form;
use super::handover::Handover;
use super::help::Help;
use super::home::Home;
use super::import::Import;
use super::letter::Letter;
use super::list::List;
use super::log::Log;
use super::looks::Looks;
use super::message::{Effect, Notice, Reply};
use super::pair::PairView;
use super::palette::Palette;
use super::paper::PaperView;
use super::parts::Parts;
use super::policy::Policy;
use super::port::Told;
use super::record::RecordView;
use super::reports::Reports;
use super::roll::Roll;
use super::round::RoundDesk;
use super::search::SearchBox;
use super::stage_pick::StagePick;
use super::suspects::Suspects;
use super::twins::Twins;
use super::views::Views;
use super::why::Why;
use super::working::Working;

/// What a layer may look at while it acts.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub snapshot: &'a Snapshot,
    pub lang: Lang,
    pub now: Moment,
    pub user: &'a str,
    /// Whether the machine vouches for the user as the owner of the store's files.
    pub owner: bool,
    pub size: Size,
    /// The number that the next request gets.
    pub ticket: u64,
    /// The deed that was done last.
    pub last: Option<&'a Deed>,
    /// Whether a layer above covers this one: what only its eyes want can wait.
    pub hidden: bool,
}

impl Context<'_> {
    /// The day it is in Japan.
    pub fn today(&self) -> Date {
        self.now.date()
    }

    /// Who asks a query here, and of what.
    pub fn asker(&self) -> Asker<'_> {
        Asker { state: &self.snapshot.state, today: self.today(), user: self.user }
    }

    /// A fixed text in the session's language.
    pub fn say(&self, ja: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(ja, en)
    }
}

/// One thing on the screen stack.
#[derive(Debug)]
pub enum Layer {
    Home(Box<Home>),
    Record(Box<RecordView>),
    Board(Box<Board>),
    List(Box<List>),
    Form(Box<Form>),
    Handover(Box<Handover>),
    Import(Box<Import>),
    Export(Box<Export>),
    Working(Box<Working>),
    StagePick(Box<StagePick>),
    Log(Box<Log>),
    Reports(Box<Reports>),
    Letter(Box<Letter>),
    Why(Box<Why>),
    Pair(Box<PairView>),
    Suspects(Box<Suspects>),
    Twins(Box<Twins>),
    Round(Box<RoundDesk>),
    Roll(Box<Roll>),
    Aid(Box<Aid>),
    Palette(Box<Palette>),
    Paper(Box<PaperView>),
    Parts(Box<Parts>),
    Policy(Box<Policy>),
    Views(Box<Views>),
    Search(Box<SearchBox>),
    Help(Box<Help>),
    Choose(Box<Choose>),
    Confirm(Box<Confirm>),
    Drafts(Box<Drafts>),
    Cover(Box<Cover>),
}

/// What a layer makes of a verb.
#[derive(Debug)]
pub enum Step {
    /// Done, nothing more to do than to draw.
    Done,
    /// Not a verb of this layer; the frame sees whether it is one of its own.
    Pass,
    /// A layer on top of this one.
    Push(Layer),
    /// This layer ends.
    Pop,
    /// This layer ends and another takes its place.
    Swap(Layer),
    /// This layer ends and the one beneath (or the frame) does a verb, as if its key had been pressed there.
    Run(Action),
    /// Back to the home layer, then the verb.
    Home(Action),
    /// Back to the home layer, and there or above it what a view shows.
    Show(Box<View>),
    Say(Notice),
    Do(Effect),
    /// One after the other.
    All(Vec<Step>),
}

impl Step {
    /// Opens a layer.
    pub fn push(layer: impl Into<Layer>) -> Self {
        Self::Push(layer.into())
    }
}

macro_rules! each {
    ($layer:expr, $it:ident => $body:expr) => {
        match $layer {
            Layer::Home($it) => $body,
            Layer::Record($it) => $body,
            Layer::Board($it) => $body,
            Layer::List($it) => $body,
            Layer::Form($it) => $body,
            Layer::Handover($it) => $body,
            Layer::Import($it) => $body,
            Layer::Export($it) => $body,
            Layer::Working($it) => $body,
            Layer::StagePick($it) => $body,
            Layer::Log($it) => $body,
            Layer::Reports($it) => $body,
            Layer::Letter($it) => $body,
            Layer::Why($it) => $body,
            Layer::Pair($it) => $body,
            Layer::Suspects($it) => $body,
            Layer::Twins($it) => $body,
            Layer::Round($it) => $body,
            Layer::Roll($it) => $body,
            Layer::Aid($it) => $body,
            Layer::Palette($it) => $body,
            Layer::Paper($it) => $body,
            Layer::Parts($it) => $body,
            Layer::Policy($it) => $body,
            Layer::Views($it) => $body,
            Layer::Search($it) => $body,
            Layer::Help($it) => $body,
            Layer::Choose($it) => $body,
            Layer::Confirm($it) => $body,
            Layer::Drafts($it) => $body,
            Layer::Cover($it) => $body,
        }
    };
}

macro_rules! into_layer {
    ($( $state:ident $variant:ident )+) => { $(
        impl From<$state> for Layer {
            fn from(state: $state) -> Self {
                Self::$variant(Box::new(state))
            }
        }
    )+ };
}
into_layer! {
    Home Home  RecordView Record  Board Board  List List  Form Form  Handover Handover  StagePick StagePick  Log Log  Reports Reports  Letter Letter  Why Why  Palette Palette  Parts Parts  Views Views  SearchBox Search
    Help Help  Choose Choose  Confirm Confirm  Drafts Drafts  Cover Cover
    RoundDesk Round  Roll Roll  Aid Aid  Import Import  Export Export  Working Working
    Policy Policy  PaperView Paper  PairView Pair  Suspects Suspects  Twins Twins
}

/// What every layer can do. Most have little of it, so all but `scopes` and `act` may be left as they are.
pub trait Acts {
    /// The tables of the keymap that work here, innermost first. `Scope::Always` is added by the frame.
    fn scopes(&self) -> &'static [Scope];

    /// Does a verb, `count` times where that means something.
    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step;

    /// Whether plain characters are text here, not keys.
    fn takes_text(&self) -> bool {
        false
    }

    /// Text typed or pasted; only asked of layers that take text.
    fn typed(&mut self, _text: &str, _context: &Context<'_>) -> Step {
        Step::Done
    }

    /// The verbs for the footer that make sense now, the most useful first.
    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        Vec::new()
    }

    /// What to find out now: asked after the layer opens, after each of its verbs and after each new snapshot.
    fn wants(&mut self, _context: &Context<'_>) -> Vec<Effect> {
        Vec::new()
    }

    /// An answer; not necessarily to this layer's question.
    fn answered(&mut self, _answer: &Answer, _context: &Context<'_>) {}

    /// What was put off until an answer came; asked of the topmost layer after each answer.
    fn put_off(&mut self) -> Step {
        Step::Pass
    }

    /// What became of a request, if `reply.ticket` is this layer's.
    fn replied(&mut self, _reply: &Reply, _context: &Context<'_>) -> Step {
        Step::Pass
    }

    /// What became of an errand with files, if it is this layer's.
    fn told(&mut self, _told: &Told, _context: &Context<'_>) -> Step {
        Step::Pass
    }

    /// Tells what it shows of the records; a layer that keeps this as it is is drawn on every change.
    fn looks(&self, _context: &Context<'_>, looks: &mut Looks<'_>) {
        looks.unknown();
    }

    /// Whether the layer beneath stays visible around this one.
    fn is_overlay(&self) -> bool {
        false
    }
}

impl Layer {
    fn acts(&self) -> &dyn Acts {
        each!(self, layer => layer.as_ref() as &dyn Acts)
    }

    fn acts_mut(&mut self) -> &mut dyn Acts {
        each!(self, layer => layer.as_mut() as &mut dyn Acts)
    }

    pub fn scopes(&self) -> &'static [Scope] {
        self.acts().scopes()
    }

    pub fn takes_text(&self) -> bool {
        self.acts().takes_text()
    }

    pub fn is_overlay(&self) -> bool {
        self.acts().is_overlay()
    }

    pub fn offers(&self, context: &Context<'_>) -> Vec<Action> {
        self.acts().offers(context)
    }

    pub(super) fn looks(&self, context: &Context<'_>, looks: &mut Looks<'_>) {
        self.acts().looks(context, looks);
    }

    pub(super) fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        self.acts_mut().act(action, count, context)
    }

    pub(super) fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        self.acts_mut().typed(text, context)
    }

    pub(super) fn wants(&mut self, context: &Context<'_>) -> Vec<Effect> {
        self.acts_mut().wants(context)
    }

    pub(super) fn answered(&mut self, answer: &Answer, context: &Context<'_>) {
        self.acts_mut().answered(answer, context);
    }

    pub(super) fn put_off(&mut self) -> Step {
        self.acts_mut().put_off()
    }

    pub(super) fn told(&mut self, told: &Told, context: &Context<'_>) -> Step {
        self.acts_mut().told(told, context)
    }

    pub(super) fn replied(&mut self, reply: &Reply, context: &Context<'_>) -> Step {
        self.acts_mut().replied(reply, context)
    }
}
