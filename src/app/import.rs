//! Import as a screen: a file is chosen, read at once, and what each row would do is looked at; a yes does exactly that, as one
//! commit. Invariant: nothing is written before the yes; what was shown is what is done, or the rows are shown anew with the word
//! that records had changed. Reading and saving are the session's to do beside the loop; Esc gives them up.

mod path;
pub mod preview;

use std::sync::Arc;

use super::cursor::moved;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Notice};
use super::port::{Errand, SoFar, Told, Tried, Wanted};
use super::record::RecordView;
use crate::action::{Action, Scope};
use crate::domain::{Author, Rights};
use crate::interchange::encodings::Encoding;
use crate::lang::Lang;

pub use path::PathLine;
use preview::{Class, Shown};

/// Rows that the frame, the head and the detail take away.
const ROWS_AROUND: u16 = 14;

/// What the screen is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A file is being chosen.
    Choosing,
    /// It is being read and decided.
    Reading(SoFar),
    /// What would happen is looked at.
    Looking,
    /// One of the ways to read it is being chosen.
    Picking(usize),
    /// It is being saved.
    Saving(SoFar),
}

/// The state of the screen.
#[derive(Debug)]
pub struct Import {
    stage: Stage,
    path: PathLine,
    /// What was asked for last.
    wanted: Wanted,
    tried: Option<Arc<Tried>>,
    class: Class,
    row: usize,
    /// How many rows were to be made and changed, told once they are.
    counts: [usize; 2],
}

impl Import {
    /// The screen, where the person may import at all.
    pub fn open(context: &Context<'_>) -> Step {
        let author = Author::new(context.user);
        let may = Rights::of(&context.snapshot.state, &author, context.owner)
            .is_ok_and(|rights| rights.may_write());
        if !may {
            let why = context
                .say("取り込みには変更の権限が要ります", "importing needs the right to change records");
            return Step::Say(Notice::refused(why));
        }
        if context.snapshot.is_page() {
            let why = context.say("残りを読み込んでから取り込めます", "the rest has to be read first");
            return Step::Say(Notice::plain(why));
        }
        Step::push(Self {
            stage: Stage::Choosing,
            path: PathLine::default(),
            wanted: Wanted::default(),
            tried: None,
            class: Class::New,
            row: 0,
            counts: [0; 2],
        })
    }

    pub const fn stage(&self) -> Stage {
        self.stage
    }

    pub const fn path(&self) -> &PathLine {
        &self.path
    }

    /// The file that was asked for last.
    pub fn file(&self) -> &str {
        &self.wanted.path
    }

    /// The encoding that was asked for; `None`: what the bytes are.
    pub const fn encoding(&self) -> Option<Encoding> {
        self.wanted.encoding
    }

    pub fn tried(&self) -> Option<&Tried> {
        self.tried.as_deref()
    }

    pub const fn class(&self) -> Class {
        self.class
    }

    pub const fn row(&self) -> usize {
        self.row
    }

    fn rows(&self) -> usize {
        self.tried().map_or(0, |tried| self.class.count(tried))
    }

    /// The row under the cursor.
    pub fn here(&self, context: &Context<'_>) -> Option<Shown> {
        preview::row(self.tried()?, self.class, self.row, context)
    }

    /// Reads the file, as it is wanted now.
    fn read(&mut self, context: &Context<'_>) -> Step {
        self.wanted.number = context.ticket.max(self.wanted.number + 1);
        self.stage = Stage::Reading(SoFar::default());
        Step::Do(Effect::Files(Errand::Read(Box::new(self.wanted.clone()))))
    }

    fn choose(&mut self, context: &Context<'_>) -> Step {
        let Some(path) = self.path.take() else { return Step::Done };
        self.wanted = Wanted { number: self.wanted.number, path, ..Wanted::default() };
        self.read(context)
    }

    fn type_path(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Open => self.choose(context),
            other if self.path.act(other, count) => Step::Done,
            _ => Step::Pass,
        }
    }

    fn turn(&mut self, by: usize) {
        let Some(tried) = self.tried() else { return };
        let shown: Vec<Class> = Class::ALL.into_iter().filter(|class| class.count(tried) > 0).collect();
        let place = shown.iter().position(|class| *class == self.class);
        let next = place.map_or(0, |place| (place + by) % shown.len().max(1));
        if let Some(class) = shown.get(next) {
            (self.class, self.row) = (*class, 0);
        }
    }

    /// Carries out what was looked at.
    fn carry(&mut self, context: &Context<'_>) -> Step {
        let Some(tried) = &self.tried else { return Step::Done };
        if tried.plan.commands.is_empty() {
            return Step::Say(Notice::plain(
                context.say("取り込むものがありません", "there is nothing to import"),
            ));
        }
        let [new, changed, _] = &tried.places;
        self.counts = [new.len(), changed.len()];
        self.stage = Stage::Saving(SoFar::default());
        self.wanted.number = context.ticket.max(self.wanted.number + 1);
        // Whoever saves it takes the commands out of it, so that they are not there twice.
        let Some(tried) = self.tried.take() else { return Step::Done };
        Step::Do(Effect::Files(Errand::Carry { number: self.wanted.number, tried }))
    }

    /// The rows that cannot be taken, as a file to be mended.
    fn write_refused(&mut self, context: &Context<'_>) -> Step {
        let refused = self.tried.as_ref().filter(|tried| !tried.plan.report.rejected.is_empty());
        let Some(tried) = refused.map(Arc::clone) else {
            return Step::Say(Notice::plain(context.say("不可の行はありません", "no row was refused")));
        };
        let number = context.ticket.max(self.wanted.number + 1);
        Step::Do(Effect::Files(Errand::Refused { number, tried }))
    }

    fn back(&mut self) -> Step {
        match self.stage {
            Stage::Choosing => return Step::Pop,
            Stage::Reading(_) | Stage::Saving(_) => return Step::Do(Effect::Files(Errand::Stop)),
            Stage::Looking => {
                self.tried = None;
                self.stage = Stage::Choosing;
                self.path.look_again();
            }
            Stage::Picking(_) => self.stage = Stage::Looking,
        }
        Step::Done
    }

    fn look(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let page = usize::from(context.size.rows.saturating_sub(ROWS_AROUND));
        if let Some(row) = moved(self.row, action, count, page, self.rows()) {
            self.row = row;
            return Step::Done;
        }
        match action {
            Action::NextTab => self.turn(1),
            Action::PreviousTab => self.turn(Class::ALL.len().saturating_sub(1)),
            Action::TakeIn => return self.carry(context),
            Action::ChooseProfile => self.stage = Stage::Picking(0),
            Action::WriteRefused => return self.write_refused(context),
            Action::NextEncoding => {
                self.wanted.encoding = match self.wanted.encoding {
                    None => Some(Encoding::Utf8),
                    Some(Encoding::Utf8) => Some(Encoding::Cp932),
                    Some(Encoding::Cp932) => None,
                };
                self.tried = None;
                return self.read(context);
            }
            Action::Open => {
                let id = self.here(context).and_then(|shown| shown.id);
                let id = id.filter(|id| context.snapshot.state.has(*id));
                return id.map_or(Step::Done, |id| Step::push(RecordView::new(id)));
            }
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn pick(&mut self, index: usize, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let offers = self.tried().map_or(&[][..], |tried| tried.offers.as_slice());
        if let Some(index) = moved(index, action, count, offers.len(), offers.len()) {
            self.stage = Stage::Picking(index);
            return Step::Done;
        }
        match (action, offers.get(index).map(|offer| offer.how.clone())) {
            (Action::Open, Some(how)) => {
                self.wanted.how = Some(how);
                self.tried = None;
                self.read(context)
            }
            _ => Step::Pass,
        }
    }

    fn shown(&mut self, tried: &Arc<Tried>, moved: bool, context: &Context<'_>) -> Step {
        self.stage = Stage::Looking;
        let unknown = self.tried.is_none() && !moved;
        self.tried = Some(Arc::clone(tried));
        if unknown || self.rows() == 0 {
            (self.class, self.row) = (first(tried), 0);
        }
        self.row = self.row.min(self.rows().saturating_sub(1));
        if !moved {
            return Step::Done;
        }
        Step::Say(Notice::refused(context.say(
            "その間に記録が変わったため、試し読みをやり直しました。何も変更していません。確かめて y",
            "records have changed meanwhile, so it was tried anew; nothing was written: look and press y",
        )))
    }

    fn done(&self, seq: Option<u64>, context: &Context<'_>) -> Notice {
        let [new, changed] = self.counts;
        match (seq, context.lang) {
            (None, _) => {
                Notice::plain(context.say("変わるところはありませんでした", "there was nothing to change"))
            }
            (Some(seq), Lang::Ja) => Notice::saved(format!(
                "取り込み: 作成{new}件、更新{changed}件  保存しました #{seq}  u ですべて取り消し"
            )),
            (Some(seq), Lang::En) => Notice::saved(format!(
                "imported: {new} new, {changed} changed  saved #{seq}  u takes it all back"
            )),
        }
    }
}

/// What a verb does while something is being done that it cannot touch: help comes, everything else waits for the end or Esc.
pub fn meanwhile(action: Action) -> Step {
    match action {
        Action::Help | Action::Redraw => Step::Pass,
        _ => Step::Done,
    }
}

/// What became of the file of refused rows.
fn refused(written: &Result<(u64, std::path::PathBuf), String>, context: &Context<'_>) -> Notice {
    match (written, context.lang) {
        (Err(why), _) => Notice::refused(why.clone()),
        (Ok((count, path)), Lang::Ja) => {
            Notice::saved(format!("不可の{count}行を理由とともに書き出しました → {}", path.display()))
        }
        (Ok((count, path)), Lang::En) => {
            Notice::saved(format!("{count} refused rows, with the reasons -> {}", path.display()))
        }
    }
}

/// What is looked at first: what would be made, else what would change, else what speaks against it.
fn first(tried: &Tried) -> Class {
    Class::ALL.into_iter().find(|class| class.count(tried) > 0).unwrap_or(Class::New)
}

impl Acts for Import {
    fn scopes(&self) -> &'static [Scope] {
        match self.stage {
            Stage::Choosing => &[Scope::Picker, Scope::Text],
            Stage::Reading(_) | Stage::Saving(_) => &[Scope::Import],
            Stage::Looking => &[Scope::Import, Scope::List, Scope::Global],
            Stage::Picking(_) => &[Scope::List, Scope::Picker],
        }
    }

    fn takes_text(&self) -> bool {
        self.stage == Stage::Choosing
    }

    fn typed(&mut self, text: &str, _context: &Context<'_>) -> Step {
        self.path.typed(text);
        Step::Done
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        if action == Action::Back {
            return self.back();
        }
        match self.stage {
            Stage::Choosing if self.path.put_off(action) => Step::Done,
            Stage::Choosing => self.type_path(action, count, context),
            // Keys are answered meanwhile, but none does anything to what is being done.
            Stage::Reading(_) | Stage::Saving(_) => meanwhile(action),
            Stage::Looking => self.look(action, count, context),
            Stage::Picking(index) => self.pick(index, action, count, context),
        }
    }

    fn offers(&self, context: &Context<'_>) -> Vec<Action> {
        match self.stage {
            Stage::Choosing => vec![Action::Open, Action::Complete, Action::SelectNext, Action::Back],
            Stage::Reading(_) | Stage::Saving(_) => vec![Action::Back],
            Stage::Picking(_) => vec![Action::Open, Action::Back],
            Stage::Looking => {
                let mut offers =
                    vec![Action::TakeIn, Action::NextTab, Action::ChooseProfile, Action::NextEncoding];
                if self.tried().is_some_and(|tried| Class::Rejected.count(tried) > 0) {
                    offers.push(Action::WriteRefused);
                }
                if self.here(context).is_some_and(|shown| shown.id.is_some()) {
                    offers.push(Action::Open);
                }
                offers.push(Action::Back);
                offers
            }
        }
    }

    fn wants(&mut self, _context: &Context<'_>) -> Vec<Effect> {
        let looking = self.stage == Stage::Choosing;
        self.path.wants().filter(|_| looking).map(Effect::Files).into_iter().collect()
    }

    fn told(&mut self, told: &Told, context: &Context<'_>) -> Step {
        if let Told::Names { .. } = told {
            self.path.told(told);
            while self.stage == Stage::Choosing
                && let Some(action) = self.path.next_waiting()
            {
                match self.type_path(action, None, context) {
                    Step::Done => {}
                    step => return step,
                }
            }
            return Step::Done;
        }
        if let Told::Refused { written, .. } = told {
            return Step::Say(refused(written, context));
        }
        let ours = |number: u64| number == self.wanted.number;
        match (told, self.stage) {
            (Told::SoFar { number, so_far }, Stage::Reading(_)) if ours(*number) => {
                self.stage = Stage::Reading(*so_far);
            }
            (Told::SoFar { number, so_far }, Stage::Saving(_)) if ours(*number) => {
                self.stage = Stage::Saving(*so_far);
            }
            (Told::Tried { number, tried, moved }, _) if ours(*number) => {
                return self.shown(tried, *moved, context);
            }
            (Told::Carried { number, seq }, _) if ours(*number) => {
                return Step::All(vec![Step::Pop, Step::Say(self.done(*seq, context))]);
            }
            (Told::Failed { number, why }, _) if ours(*number) => {
                self.stage = Stage::Choosing;
                return Step::Say(Notice::refused(why.clone()));
            }
            (Told::Stopped { number }, _) if ours(*number) => {
                self.stage = Stage::Choosing;
                let said = context.say("中止しました。何も変わっていません", "stopped; nothing has changed");
                return Step::Say(Notice::plain(said));
            }
            _ => return Step::Pass,
        }
        Step::Done
    }
}
