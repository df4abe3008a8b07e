//! One person's session on one connection: bytes in, frames out, and the store beside it.
//! Invariant: the loop awaits neither the store nor a search; it draws only when something changed and the frame before
//! is out, and then the newest state only. A sleeping session costs no bytes and no time.
//! Servers and the command line run it; it knows no wire.

mod desk;
pub mod drafts;
mod errand;
mod eyes;
mod history;
mod pace;
pub mod porter;
pub mod presence;
mod seat;
pub mod told;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::app::port::Errand;
use crate::app::working::Working;
use crate::app::{App, Banner, Effect, Keys, Message, Notice, Person};
use crate::connection::{Closed, Connection, Incoming};
use crate::domain::{Actor, Author};
use crate::input::Input;
use crate::keymap::{Preset, Source};
use crate::lang::Lang;
use crate::snapshot::Snapshot;
use crate::store::Store;
use crate::store::submit::Status;
use crate::store::writer::Now;
use crate::terminal::Terminal;
use crate::ui::{self, Theme};

use desk::{Desk, Haste};
use drafts::Drafts;
use eyes::Eyes;
use pace::{Change, Pace};
use porter::{Files, Porter};
use presence::Presence;
use seat::{Seat, Stir};

/// Chunks of input that are taken in before drawing, as when keys are held down or text is pasted.
const CHUNKS_AT_ONCE: usize = 32;

/// After how long without a key the screen is covered, unless the settings say otherwise.
pub const IDLE: Duration = Duration::from_secs(5 * 60);

/// What the sessions of one process share; a clone is the same. The default is for a session by itself and keeps nothing.
#[derive(Debug, Clone, Default)]
pub struct Shared {
    pub presence: Presence,
    pub drafts: Drafts,
}

/// How a session is set up.
#[derive(Clone)]
pub struct Setup {
    pub lang: Lang,
    pub keymap: Preset,
    /// The person's own keymap file: its name and text.
    pub own_keymap: Option<(String, String)>,
    pub now: Now,
    /// Whether the machine vouches for the person as the owner of the store's files.
    pub owner: bool,
    /// Something to say from the start, such as that records were made anew.
    pub banner: Option<Banner>,
    /// After how long without a key the screen is covered; `None` for never.
    pub idle: Option<Duration>,
    pub shared: Shared,
    /// Which files of this machine the session may read and write.
    pub files: Files,
}

/// A frame on its way.
type Sending = Pin<Box<dyn Future<Output = Result<(), Closed>> + Send>>;

/// How a session ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The person quit, or the terminal or the store went away.
    Over,
    /// The person may see nothing (any more); the sentence to say once the screen is given back.
    Denied(String),
}

/// Runs a session until the person quits, the terminal goes away or the person's rights end.
pub async fn run(connection: Connection, store: Store, setup: Setup) -> End {
    let snapshots = store.watch();
    let status = store.status();
    let actor = Actor { author: Author::new(&connection.user), owner: setup.owner };
    let eyes = Eyes::new(actor.clone());
    let seen = match eyes.look(&store.snapshot()) {
        Ok(seen) => seen,
        Err(denied) => return End::Denied(denied.text(setup.lang)),
    };
    let (mut session, mut input) = Session::start(connection, store, setup, (actor, eyes, seen));
    session.serve(&mut input, snapshots, status).await;
    session.leave().await
}

/// The way to the terminal.
struct Wire {
    output: crate::connection::Output,
    /// Bytes that go out before the next frame.
    first: Vec<u8>,
    /// The frame on its way.
    sending: Option<Sending>,
}

/// What a session holds.
struct Session {
    app: App,
    terminal: Terminal,
    desk: Desk,
    porter: Porter,
    wire: Wire,
    setup: Setup,
    /// When to draw.
    pace: Pace,
    seat: Seat,
    end: Option<End>,
}

impl Session {
    fn start(
        connection: Connection,
        store: Store,
        setup: Setup,
        (actor, eyes, seen): (Actor, Eyes, Snapshot),
    ) -> (Self, tokio::sync::mpsc::Receiver<Incoming>) {
        let Connection { input, output, size, caps, user: _ } = connection;
        let (terminal, first) = Terminal::start(size, caps, Instant::now().into_std());
        let own = setup.own_keymap.as_ref().map(|(name, text)| Source { name, text });
        let (keys, problems) = Keys::load(setup.keymap, own);
        let person =
            Person { name: actor.author.name().into(), lang: setup.lang, owner: actor.owner, era: false };
        let (app, effects) = App::new(person, keys, size, seen, (setup.now)());
        let seat = Seat::new(&setup.shared, &store, &actor, eyes, setup.idle);
        let porter =
            Porter::new(store.clone(), actor.clone(), setup.lang, setup.now.clone(), setup.files.clone());
        let desk = Desk::new(store, actor, setup.lang);
        let (wire, pace, end) = (Wire { output, first, sending: None }, Pace::new(), None);
        let mut session = Self { app, terminal, desk, porter, wire, setup, pace, seat, end };
        session.perform(effects, Haste::Own);
        session.perform(vec![Effect::FindDrafts { offer: true }], Haste::Own);
        if let Some(banner) = session.setup.banner.clone() {
            session.update(Message::Banner(Some(banner)));
        }
        if let Some(problem) = problems.first() {
            session.update(Message::Notice(Notice::refused(problem.text(session.setup.lang))));
        }
        session.touch();
        (session, input)
    }

    async fn serve(
        &mut self,
        input: &mut tokio::sync::mpsc::Receiver<Incoming>,
        mut snapshots: watch::Receiver<Snapshot>,
        mut status: watch::Receiver<Status>,
    ) {
        self.told(*status.borrow_and_update());
        while self.end.is_none() {
            let midnight = Some(pace::midnight(self.app.context().now, (self.setup.now)()));
            self.draw();
            let expiry = self.terminal.wake_at().map(Instant::from_std);
            let settled = self.pace.wake_at().filter(|_| self.wire.sending.is_none());
            let rested = self.desk.wake_at();
            tokio::select! {
                biased;
                sent = flown(&mut self.wire.sending) => {
                    self.wire.sending = None;
                    if sent.is_err() {
                        self.end = Some(End::Over);
                    }
                }
                incoming = input.recv() => match incoming {
                    Some(incoming) => {
                        self.tick();
                        self.incoming(incoming);
                        self.rest_of(input);
                    }
                    None => self.end = Some(End::Over),
                },
                changed = snapshots.changed() => match changed {
                    Ok(()) => {
                        self.tick();
                        let snapshot = snapshots.borrow_and_update().clone();
                        self.look(&snapshot);
                    }
                    Err(_closed) => self.end = Some(End::Over),
                },
                // After the snapshot, so that a reply finds what it speaks of.
                (message, haste) = self.desk.next() => self.told_by_desk(message, haste),
                message = self.porter.next() => self.update(message),
                Ok(()) = status.changed() => {
                    let status = *status.borrow_and_update();
                    self.told(status);
                }
                stir = self.seat.next() => self.stirred(stir),
                () = at(expiry) => {
                    let inputs = self.terminal.expire(Instant::now().into_std());
                    self.inputs(inputs);
                }
                () = at(rested) => self.desk.wake(),
                // A new day appears by itself.
                () = at(midnight) => {
                    self.tick();
                    self.touch();
                }
                // To the head of the loop, which draws.
                () = at(settled) => {}
            }
        }
    }

    /// Takes in what else has arrived already, so that held keys are drawn once.
    fn rest_of(&mut self, input: &mut tokio::sync::mpsc::Receiver<Incoming>) {
        for _ in 1..CHUNKS_AT_ONCE {
            let Ok(incoming) = input.try_recv() else { return };
            self.incoming(incoming);
        }
    }

    fn incoming(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::Bytes(bytes) => {
                let caps = self.terminal.caps();
                let inputs = self.terminal.feed(&bytes, Instant::now().into_std());
                if self.terminal.caps() != caps {
                    self.touch();
                }
                self.inputs(inputs);
            }
            Incoming::Resize(size) => {
                self.terminal.resize(size);
                self.update(Message::Input(Input::Resize(size)));
            }
        }
    }

    fn inputs(&mut self, inputs: Vec<Input>) {
        self.seat.stirred(&inputs);
        for input in inputs {
            if self.end.is_none() {
                self.update(Message::Input(input));
            }
        }
    }

    /// Takes a newer snapshot in, as far as the person may see it; ends the session where that is not at all.
    fn look(&mut self, whole: &Snapshot) {
        match self.seat.eyes.look(whole) {
            Ok(seen) => self.moved(seen),
            Err(denied) => self.end = Some(End::Denied(denied.text(self.setup.lang))),
        }
    }

    fn tick(&mut self) {
        let now = (self.setup.now)();
        let effects = self.app.update(Message::Tick(now));
        self.perform(effects, Haste::Own);
    }

    fn told(&mut self, status: Status) {
        if let Some(repaired) = told::of_repairs(&self.desk.take_repairs()) {
            self.setup.banner = Some(repaired);
        }
        let banner = told::of_status(status).or_else(|| self.setup.banner.clone());
        self.update(Message::Banner(banner));
    }

    /// The others have moved, or the clock has.
    fn stirred(&mut self, stir: Stir) {
        match stir {
            Stir::Message(message) => self.update(message),
            Stir::Company => {
                if let Some(message) = self.seat.company(&self.app) {
                    self.update(message);
                }
            }
        }
    }

    fn update(&mut self, message: Message) {
        let effects = self.app.update(message);
        self.perform(effects, Haste::Own);
        if let Some(message) = self.seat.follow(&self.app) {
            let effects = self.app.update(message);
            self.perform(effects, Haste::Own);
        }
        self.touch();
    }

    /// The state has moved: by this session, whose person waits to see it, or by others.
    fn moved(&mut self, snapshot: Snapshot) {
        if self.desk.is_submitting() {
            return self.update(Message::Snapshot(snapshot));
        }
        let known = self.pace.is_due_for_others();
        let before = if known { None } else { self.app.looks() };
        let effects = self.app.update(Message::Snapshot(snapshot));
        self.perform(effects, Haste::Others);
        let same = before.is_some() && before == self.app.looks();
        self.pace.touch_by_others(if same { Change::Counts } else { Change::Records });
    }

    fn told_by_desk(&mut self, message: Message, haste: Haste) {
        if haste == Haste::Own {
            return self.update(message);
        }
        let effects = self.app.update(message);
        self.perform(effects, haste);
        self.pace.touch_by_others(Change::Records);
    }

    fn perform(&mut self, effects: Vec<Effect>, haste: Haste) {
        for effect in effects {
            match effect {
                // A large one is told of while it is made, and can be given up.
                Effect::Submit(request) if Working::on(&request).is_some() => {
                    self.porter.ask(Errand::Change(Box::new(request)));
                }
                Effect::Submit(request) => self.desk.submit(request),
                Effect::Undo { ticket } => self.desk.undo(ticket),
                Effect::Redo { ticket } => self.desk.redo(ticket),
                Effect::Ask(question) => {
                    let today = self.app.context().today();
                    self.desk.ask(question, self.app.snapshot(), today, haste);
                }
                Effect::Files(errand) => self.porter.ask(errand),
                Effect::Keep(mark, slip) => self.seat.keep(&mark, slip),
                Effect::Forget(mark) => self.seat.forget(&mark),
                Effect::FindDrafts { offer } => self.seat.find_drafts(offer, (self.setup.now)()),
                Effect::Copy(text) => self.wire.first.extend(errand::clipboard(&text)),
                Effect::Bell => self.wire.first.push(errand::BELL),
                Effect::Redraw => self.terminal.repaint(),
                Effect::Quit => self.end = Some(End::Over),
            }
        }
    }

    fn touch(&mut self) {
        self.pace.touch(self.desk.is_thinking());
    }

    /// Draws if something changed, nothing is worth waiting for, and no frame is on its way.
    fn draw(&mut self) {
        if !self.pace.is_due(self.desk.is_thinking()) || self.wire.sending.is_some() || self.end.is_some() {
            return;
        }
        self.pace.drew();
        let mut bytes = std::mem::take(&mut self.wire.first);
        let theme = Theme::new(self.terminal.caps());
        let app = &self.app;
        bytes.extend(self.terminal.draw(|frame| ui::draw(app, app.snapshot(), &theme, frame)));
        if !bytes.is_empty() {
            let output = self.wire.output.clone();
            self.wire.sending = Some(Box::pin(async move { output.send(bytes).await }));
        }
    }

    /// Gives the terminal back, if it is still there.
    async fn leave(mut self) -> End {
        // The others need not wait for a wire that takes nothing any more.
        drop(self.seat);
        let end = self.end.take().unwrap_or(End::Over);
        if let Some(sending) = self.wire.sending.take()
            && sending.await.is_err()
        {
            return end;
        }
        let bytes = self.terminal.leave();
        // A terminal that is gone needs nothing back.
        let _ = self.wire.output.send(bytes).await;
        end
    }
}

/// Done when the frame on its way has arrived; never where none is.
async fn flown(sending: &mut Option<Sending>) -> Result<(), Closed> {
    match sending {
        Some(sending) => sending.await,
        None => std::future::pending().await,
    }
}

/// Done at that time; never where there is none.
async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
