//! The application of one session: a stack of layers over the newest snapshot, and nothing that waits.
//! Invariant: `update` is synchronous and does no input or output; what it cannot know at once it asks for as an
//! `Effect`, answered by a `Message`. The lowest layer is always home. The session calls `update` and draws with `ui::draw`.

pub mod aid;
pub mod area;
pub mod ask;
pub mod board;
pub mod choose;
pub mod company;
pub mod confirm;
pub mod cover;
pub mod cursor;
pub mod deed;
mod doing;
pub mod drafts;
pub mod export;
pub mod filter;
pub mod find;
pub mod form;
pub mod handover;
pub mod help;
pub mod home;
pub mod import;
pub mod kept;
pub mod keys;
pub mod layer;
pub mod letter;
pub mod likely;
pub mod line;
pub mod list;
pub mod listing;
pub mod log;
pub mod look;
pub mod looks;
pub mod marks;
pub mod message;
pub mod pair;
pub mod palette;
pub mod paper;
pub mod parts;
pub mod policy;
pub mod port;
pub mod query_line;
pub mod rank;
pub mod record;
pub mod reports;
pub mod roll;
pub mod round;
pub mod search;
pub mod slip;
mod stack;
pub mod stage_pick;
pub mod suspects;
mod together;
pub mod twins;
pub mod verb;
pub mod views;
pub mod walk;
pub mod watch;
pub mod why;
pub mod working;

use crate::action::{Action, Scope};
use crate::field::{Kind, Moment};
use crate::input::{Input, Key, KeyCode, Mouse, MouseButton, MouseKind, Size};
use crate::keymap::Preset;
use crate::lang::{Label, Lang};
use crate::snapshot::Snapshot;

pub use ask::{Answer, Chapter, Question, Slot};
pub use company::{At, Other};
use doing::{Doing, context};
pub use keys::Keys;
pub use layer::{Acts, Context, Layer, Step};
pub use message::{Banner, Effect, Message, Notice, Outcome, Reply, Request, Tone};

/// Layers on top of each other; more are a loop of somebody's making.
const LAYERS_MAX: usize = 32;
const UNDO: Label = Label::new("取消", "Undo");
const REDO: Label = Label::new("やり直し", "Redo");

/// Who sits at the session, and how it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: Box<str>,
    pub lang: Lang,
    /// Whether the machine vouches for them as the owner of the store's files.
    pub owner: bool,
    /// Whether days are shown by the Japanese era.
    pub era: bool,
}

/// One session's application.
#[derive(Debug)]
pub struct App {
    layers: Vec<Layer>,
    keys: Keys,
    person: Person,
    size: Size,
    now: Moment,
    snapshot: Snapshot,
    notice: Option<Notice>,
    banner: Option<Banner>,
    /// Who else is on the record on the screen.
    others: Vec<Other>,
    doing: Doing,
}

impl App {
    /// The application at its home layer. The effects fill it.
    pub fn new(
        person: Person,
        keys: Keys,
        size: Size,
        snapshot: Snapshot,
        now: Moment,
    ) -> (Self, Vec<Effect>) {
        let layers = vec![Layer::from(home::Home::new())];
        let (notice, banner) = (None, None);
        let mut app = Self {
            layers,
            keys,
            person,
            size,
            now,
            snapshot,
            notice,
            banner,
            others: Vec::new(),
            doing: Doing::default(),
        };
        let effects = app.wants();
        (app, effects)
    }

    /// An application with the default keys; for tests and tools.
    pub fn plain(lang: Lang, size: Size, snapshot: Snapshot, now: Moment) -> (Self, Vec<Effect>) {
        let person = Person { name: "田中".into(), lang, owner: true, era: false };
        Self::new(person, Keys::load(Preset::Default, None).0, size, snapshot, now)
    }

    /// Takes a message in and says what is to be done.
    pub fn update(&mut self, message: Message) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            Message::Tick(now) => {
                let turned = now.date() != self.now.date();
                self.now = now;
                if !turned {
                    return effects;
                }
            }
            Message::Input(input) => self.input(input, &mut effects),
            Message::Run(action) => self.run(action, None, &mut effects),
            Message::Snapshot(snapshot) => self.see(snapshot),
            Message::Banner(banner) => self.banner = banner,
            Message::Answer(answer) => {
                self.each_layer(|layer, context| layer.answered(&answer, context));
                if let Some(step) = self.layers.last_mut().map(Layer::put_off) {
                    self.take(step, &mut effects);
                }
            }
            Message::Notice(notice) => self.notice = Some(notice),
            Message::Reply(reply) => self.replied(&reply, &mut effects),
            Message::Company(others) => self.others = others,
            Message::Drafts { rows, offer } => self.found(rows, offer),
            Message::Files(told) => self.told(&told, &mut effects),
            Message::Idle => self.cover(),
        }
        effects.extend(self.wants());
        effects
    }

    pub const fn lang(&self) -> Lang {
        self.person.lang
    }

    pub fn user(&self) -> &str {
        &self.person.name
    }

    /// Whether days are shown by the Japanese era.
    pub const fn era(&self) -> bool {
        self.person.era
    }

    pub const fn size(&self) -> Size {
        self.size
    }

    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    pub const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    pub const fn notice(&self) -> Option<&Notice> {
        self.notice.as_ref()
    }

    pub const fn banner(&self) -> Option<&Banner> {
        self.banner.as_ref()
    }

    /// Who else is on the record on the screen.
    pub fn others(&self) -> &[Other] {
        &self.others
    }

    /// The layers from the lowest to the one that has the keys.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layer that has the keys.
    pub fn top(&self) -> Option<&Layer> {
        self.layers.last()
    }

    /// What layers may look at.
    pub fn context(&self) -> Context<'_> {
        context(&self.snapshot, &self.person, self.now, self.size, &self.doing)
    }

    /// The tables of the keymap that work now.
    pub fn scopes(&self) -> &'static [Scope] {
        self.top().map_or(&[], Layer::scopes)
    }

    fn input(&mut self, input: Input, effects: &mut Vec<Effect>) {
        match input {
            Input::Key(key) => self.key(key, effects),
            Input::Paste(_) if self.is_covered() => {}
            Input::Paste(text) => {
                self.notice = None;
                if self.top().is_some_and(Layer::takes_text) {
                    self.typed(&text, effects);
                } else {
                    self.notice = Some(Notice::plain(
                        self.lang().pick("ここには貼り付けられません", "there is nothing to paste into here"),
                    ));
                }
            }
            Input::PasteRefused { bytes } => {
                self.notice = Some(Notice::refused(match self.lang() {
                    Lang::Ja => format!("貼り付けが大きすぎます({bytes}バイト)。取り込みをお使いください"),
                    Lang::En => format!("too much to paste ({bytes} bytes); use import"),
                }));
            }
            Input::Mouse(mouse) => self.mouse(mouse, effects),
            Input::Resize(size) => self.size = size,
            Input::Focus(_) => {}
        }
    }

    fn key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let texts = self.top().is_some_and(Layer::takes_text);
        if texts
            && !self.keys.is_pending()
            && let Some(typed) = key.typed()
        {
            self.notice = None;
            self.keys.input_method = false;
            return self.typed(typed.encode_utf8(&mut [0; 4]), effects);
        }
        let folded = if texts { None } else { key.folded() };
        self.keys.input_method = folded.is_some();
        let key = folded.unwrap_or(key);
        if self.keys.is_pending() && key == Key::plain(KeyCode::Esc) {
            return self.keys.forget();
        }
        let scopes = self.scopes();
        if !self.is_covered() {
            self.notice = None;
        }
        let Some((action, count)) = self.keys.press(key, scopes) else { return self.unbound(key) };
        self.run(action, count, effects);
    }

    /// The wheel moves as the keys do; a click is for layers that know their places.
    fn mouse(&mut self, mouse: Mouse, effects: &mut Vec<Effect>) {
        match mouse.kind {
            MouseKind::WheelDown => self.run(Action::SelectNext, Some(3), effects),
            MouseKind::WheelUp => self.run(Action::SelectPrevious, Some(3), effects),
            MouseKind::Press(MouseButton::Left | MouseButton::Middle | MouseButton::Right)
            | MouseKind::Release(_)
            | MouseKind::Drag(_) => {}
        }
    }

    fn typed(&mut self, text: &str, effects: &mut Vec<Effect>) {
        let context = context(&self.snapshot, &self.person, self.now, self.size, &self.doing);
        let Some(layer) = self.layers.last_mut() else { return };
        let step = layer.typed(text, &context);
        self.take(step, effects);
    }

    fn run(&mut self, action: Action, count: Option<u32>, effects: &mut Vec<Effect>) {
        let context = context(&self.snapshot, &self.person, self.now, self.size, &self.doing);
        let Some(layer) = self.layers.last_mut() else { return };
        match layer.act(action, count, &context) {
            Step::Pass => self.own(action, effects),
            step => self.take(step, effects),
        }
    }

    /// The verbs that work everywhere.
    fn own(&mut self, action: Action, effects: &mut Vec<Effect>) {
        match action {
            Action::Back => self.pop(),
            Action::Quit if self.layers.len() > 1 => self.take(Step::Home(Action::GoHome), effects),
            Action::Quit => effects.push(Effect::Quit),
            Action::Era => self.person.era = !self.person.era,
            Action::Redraw => effects.push(Effect::Redraw),
            Action::Palette => self.push(palette::Palette::new(self.scopes()).into()),
            Action::Search => self.push(search::SearchBox::new().into()),
            Action::Help => self.push(help::Help::new(self.scopes(), &self.keys).into()),
            Action::GoLog => self.push(log::Log::all().into()),
            Action::GoBoard => self.push(board::Board::new().into()),
            Action::GoOrganisations => self.push(list::List::new(Kind::Organisation).into()),
            Action::GoMeasures => self.push(list::List::new(Kind::Measure).into()),
            Action::GoSkills => self.push(list::List::new(Kind::Skill).into()),
            Action::GoEvents => self.push(list::List::new(Kind::Gathering).into()),
            Action::GoReports => self.push(reports::Reports::new().into()),
            Action::GoPolicy => self.push(policy::Policy::new().into()),
            Action::GoRound => {
                let desk = round::RoundDesk::about(&[], &self.context());
                self.push(desk.into());
            }
            Action::GoRounds => self.push(list::List::new(Kind::Round).into()),
            Action::GoImport => {
                let step = import::Import::open(&self.context());
                self.take(step, effects);
            }
            Action::GoDuplicates => self.push(suspects::Suspects::new().into()),
            Action::Drafts => self.push(drafts::Drafts::new().into()),
            Action::GoViews => self.push(views::Views::new(&self.context()).into()),
            Action::Undo => effects.push(Effect::Undo { ticket: self.next_ticket() }),
            Action::Redo => effects.push(Effect::Redo { ticket: self.next_ticket() }),
            Action::GoHome | Action::GoPeople | Action::GoRegions | Action::GoJobs
                if self.layers.len() > 1 =>
            {
                self.take(Step::Home(action), effects);
            }
            other => self.notice = Some(self.not_here(other)),
        }
    }

    fn take(&mut self, step: Step, effects: &mut Vec<Effect>) {
        match step {
            Step::Done | Step::Pass => {}
            Step::Push(layer) => self.push(layer),
            Step::Pop => self.pop(),
            Step::Swap(layer) => {
                self.pop();
                self.push(layer);
            }
            Step::Run(action) => {
                self.pop();
                self.run(action, None, effects);
            }
            Step::Home(action) => {
                self.go_home();
                self.run(action, None, effects);
            }
            Step::Show(view) => self.show(&view),
            Step::Say(notice) => self.notice = Some(notice),
            Step::Do(effect) => {
                if let Effect::Submit(request) = &effect {
                    self.sent(request);
                }
                effects.push(effect);
            }
            Step::All(steps) => {
                for step in steps {
                    self.take(step, effects);
                }
            }
        }
    }

    const fn next_ticket(&mut self) -> u64 {
        self.doing.ticket += 1;
        self.doing.ticket
    }

    fn pop(&mut self) {
        if self.layers.len() > 1 {
            self.layers.pop();
        }
    }

    /// What an undo and a redo are called in messages.
    pub const fn undo_labels() -> (Label, Label) {
        (UNDO, REDO)
    }
}
