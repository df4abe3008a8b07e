//! A desk to try the screen at: an application over a state in memory, with keys in and screens out.
//! It does what a session does, without a wire: commands are decided and applied, questions are answered at once.

use nichiiki::app::slip::{Mark, Slip};
use nichiiki::app::{Answer, App, Chapter, Effect, Message, Outcome, Question, Reply};
use nichiiki::domain::{Author, Cause, Commit, Context, decide};
use nichiiki::field::Moment;
use nichiiki::input::{Input, Size, parse_sequence};
use nichiiki::lang::Lang;
use nichiiki::search::Cancel;
use nichiiki::snapshot::Snapshot;
use nichiiki::terminal::{Caps, Screen};
use nichiiki::ui::{self, Theme};

/// One person at one screen.
pub struct Desk {
    pub app: App,
    pub snapshot: Snapshot,
    pub commits: Vec<Commit>,
    screen: Screen,
    shown: vt100::Parser,
    theme: Theme,
    /// Every byte sent to the terminal.
    pub sent: Vec<u8>,
    pub quit: bool,
    /// The newest slip of an unfinished form.
    pub kept: Option<(Mark, Slip)>,
    /// The slips that are no longer wanted.
    pub forgotten: Vec<Mark>,
    /// Keys pressed so far, and characters typed.
    pub keys: usize,
    pub typed: usize,
    /// What time it is at this desk.
    pub now: Moment,
}

/// Monday 2026-11-23, nine in the morning.
pub fn now() -> Moment {
    Moment::parse("2026-11-23 09:00").unwrap()
}

impl Desk {
    pub fn new(snapshot: Snapshot, columns: u16, rows: u16, lang: Lang) -> Self {
        let size = Size { columns, rows };
        let (app, effects) = App::plain(lang, size, snapshot.clone(), now());
        let mut desk = Self {
            app,
            snapshot,
            commits: Vec::new(),
            screen: Screen::new(size, Caps::full()),
            shown: vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0),
            theme: Theme::new(Caps::full()),
            sent: Vec::new(),
            quit: false,
            kept: None,
            forgotten: Vec::new(),
            keys: 0,
            typed: 0,
            now: now(),
        };
        desk.perform(effects);
        desk
    }

    /// Presses keys in the notation of keymaps, separated by blanks.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in parse_sequence(keys).unwrap() {
            self.keys += 1;
            let effects = self.app.update(Message::Input(Input::Key(key)));
            self.perform(effects);
        }
        self
    }

    /// Types text, as an input method sends it.
    pub fn enter(&mut self, text: &str) -> &mut Self {
        self.typed += text.chars().count();
        let effects = self.app.update(Message::Input(Input::Paste(text.to_owned())));
        self.perform(effects);
        self
    }

    /// Hands a message over.
    pub fn send(&mut self, message: Message) {
        let effects = self.app.update(message);
        self.perform(effects);
    }

    /// Another time comes, without a key.
    pub fn at(&mut self, at: &str) -> &mut Self {
        self.now = Moment::parse(at).unwrap();
        self.send(Message::Tick(self.now));
        self
    }

    /// The terminal has another size.
    pub fn resize(&mut self, size: Size) {
        self.screen.resize(size);
        self.shown = vt100::Parser::new(size.rows.try_into().unwrap(), size.columns.try_into().unwrap(), 0);
        self.send(Message::Input(Input::Resize(size)));
    }

    /// Another person's change arrives.
    pub fn other(&mut self, author: &str, command: &nichiiki::domain::Command) {
        self.submit(author, command, None).unwrap();
        let effects = self.app.update(Message::Snapshot(self.snapshot.clone()));
        self.perform(effects);
    }

    /// What is on the screen.
    pub fn screen(&mut self) -> String {
        let (app, snapshot, theme) = (&self.app, &self.snapshot, &self.theme);
        let bytes = self.screen.draw(|frame| ui::draw(app, snapshot, theme, frame));
        self.shown.process(&bytes);
        self.sent.extend(bytes);
        self.shown.screen().contents()
    }

    /// What a terminal shows that is sent this screen alone.
    pub fn fresh_screen(&self) -> String {
        let (app, snapshot, theme) = (&self.app, &self.snapshot, &self.theme);
        let size = self.screen.size();
        let bytes = Screen::new(size, Caps::full()).draw(|frame| ui::draw(app, snapshot, theme, frame));
        let mut shown =
            vt100::Parser::new(size.rows.try_into().unwrap(), size.columns.try_into().unwrap(), 0);
        shown.process(&bytes);
        shown.screen().contents()
    }

    /// Row and column of the caret.
    pub fn caret(&mut self) -> (u16, u16) {
        self.screen();
        self.shown.screen().cursor_position()
    }

    /// The key of the field whose line has the caret, in a form.
    pub fn caret_line(&self) -> &'static str {
        match self.app.top() {
            Some(nichiiki::app::Layer::Form(form)) => {
                form.lines().get(form.index()).map_or("", |line| line.field.key)
            }
            _ => "",
        }
    }

    /// Takes back the author's newest change or, for a redo, their newest undo, as the store does.
    fn take_back(&mut self, redo: bool, ticket: u64) -> Vec<Effect> {
        use nichiiki::domain::invert::invert_all;
        use nichiiki::domain::record::Stamp;
        let author = Author::new(self.app.user());
        let undone = |seq: u64| {
            self.commits
                .iter()
                .any(|other| matches!(other.cause, Cause::Undo(of) | Cause::Redo(of) if of == seq))
        };
        let wanted = |commit: &&Commit| {
            let undo = matches!(commit.cause, Cause::Undo(_));
            commit.author == author && undo == redo && !undone(commit.seq)
        };
        let (undo_label, redo_label) = App::undo_labels();
        let purpose = if redo { redo_label } else { undo_label };
        let Some(commit) = self.commits.iter().rev().find(wanted).cloned() else {
            let outcome = Outcome::Refused(nichiiki::domain::Rejection::NothingToUndo);
            return self.app.update(Message::Reply(Reply { ticket, purpose, outcome }));
        };
        let seq = self.snapshot.seq() + 1;
        let stamp = Stamp { seq, at: self.now, author: author.0.clone() };
        let outcome = match invert_all(&commit.events, &self.snapshot.state, &stamp) {
            Ok(events) => {
                let touched = events.iter().map(nichiiki::domain::Event::id).collect();
                let cause = if redo { Cause::Redo(commit.seq) } else { Cause::Undo(commit.seq) };
                let commit = Commit { seq, at: self.now, author, cause, events };
                self.snapshot = self.snapshot.advance(&commit);
                self.commits.push(commit);
                Outcome::Saved { seq, touched }
            }
            Err(rejection) => Outcome::Refused(rejection),
        };
        let effects = self.app.update(Message::Snapshot(self.snapshot.clone()));
        self.perform(effects);
        self.app.update(Message::Reply(Reply { ticket, purpose, outcome }))
    }

    fn submit(
        &mut self,
        author: &str,
        command: &nichiiki::domain::Command,
        seen: Option<u64>,
    ) -> Result<u64, nichiiki::domain::Rejection> {
        let author = Author::new(author);
        let context = Context { author: author.clone(), at: self.now, seen, owner: false };
        let command = &self.told(command);
        let events = decide(&self.snapshot.state, command, &context)?;
        let seq = self.snapshot.seq() + 1;
        let commit = Commit { seq, at: self.now, author, cause: Cause::Tui, events };
        self.snapshot = self.snapshot.advance(&commit);
        self.commits.push(commit);
        Ok(seq)
    }

    /// The command, told what the commits tell, as the writer tells it.
    fn told(&self, command: &nichiiki::domain::Command) -> nichiiki::domain::Command {
        use nichiiki::domain::Command;
        let Command::Unmerge { id, reason, .. } = command else { return command.clone() };
        let code = nichiiki::domain::merge::sameness(id.kind).unwrap().merged_into.code;
        let record = self.snapshot.state.record(*id).unwrap();
        let seq = record.stamp(code).map(|stamp| stamp.seq);
        let commit = self.commits.iter().find(|commit| Some(commit.seq) == seq);
        let told = commit.map(|commit| commit.events.clone().into());
        Command::Unmerge { id: *id, reason: reason.clone(), told }
    }

    /// The log, as the session reads it.
    fn history(&mut self, question: &Question) -> Vec<Effect> {
        let Question::History { record, before, most } = question else { return Vec::new() };
        let touches = |commit: &&Commit| {
            record.is_none_or(|id| {
                commit.events.iter().any(|event| (event.span().0..=event.span().1).contains(&id))
            })
        };
        let earlier =
            self.commits.iter().rev().filter(|commit| before.is_none_or(|before| commit.seq < before));
        let chapters = earlier.filter(touches).take(*most);
        let chapters = chapters
            .map(|commit| Chapter { commit: commit.clone(), total: commit.events.len() as u64 })
            .collect();
        let answer = Answer::History { record: *record, before: *before, chapters, more: false };
        self.app.update(Message::Answer(answer))
    }

    fn perform(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let next = match effect {
                Effect::Submit(request) => {
                    let author = self.app.user().to_owned();
                    let outcome = match self.submit(&author, &request.command, Some(request.seen)) {
                        Ok(seq) => {
                            let touched = self
                                .commits
                                .last()
                                .unwrap()
                                .events
                                .iter()
                                .map(nichiiki::domain::Event::id)
                                .collect();
                            Outcome::Saved { seq, touched }
                        }
                        Err(rejection) => Outcome::Refused(rejection),
                    };
                    let effects = self.app.update(Message::Snapshot(self.snapshot.clone()));
                    self.perform(effects);
                    let reply = Reply { ticket: request.ticket, purpose: request.purpose, outcome };
                    self.app.update(Message::Reply(reply))
                }
                Effect::Ask(question) => {
                    match question.answer(&self.snapshot, self.now.date(), self.app.lang(), &Cancel::never())
                    {
                        Some(answer) => self.app.update(Message::Answer(answer)),
                        None => self.history(&question),
                    }
                }
                Effect::Keep(mark, slip) => {
                    self.kept = Some((mark, *slip));
                    Vec::new()
                }
                Effect::Forget(mark) => {
                    self.forgotten.push(mark);
                    Vec::new()
                }
                Effect::Quit => {
                    self.quit = true;
                    Vec::new()
                }
                Effect::Undo { ticket } => self.take_back(false, ticket),
                Effect::Redo { ticket } => self.take_back(true, ticket),
                Effect::FindDrafts { .. }
                | Effect::Files(_)
                | Effect::Copy(_)
                | Effect::Bell
                | Effect::Redraw => Vec::new(),
            };
            self.perform(next);
        }
    }
}
