//! Two people changed the same fields: for each of them the person chooses their own text, the other's, or what stood there
//! before either.
//! Invariant: it always tells of the newest snapshot, and nothing is chosen for the person: what is not decided is not saved.
//! Part of the form, which saves the result; painted by `ui/conflict`.

use super::field_line::{FieldLine, text_of};
use crate::app::layer::Context;
use crate::domain::Record;
use crate::domain::wording;
use crate::field::print::display;
use crate::field::{Field, Moment};
use crate::lang::Lang;

/// Whose text is to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    Mine,
    Theirs,
    Before,
}

impl Pick {
    pub const ALL: [Self; 3] = [Self::Mine, Self::Theirs, Self::Before];
}

/// One field that two people changed.
#[derive(Debug, Clone)]
pub struct Dispute {
    pub field: &'static Field,
    pub who: Box<str>,
    pub at: Moment,
    pub mine: String,
    pub theirs: String,
    pub before: String,
    /// What the person chose; `None` until they have.
    pub pick: Option<Pick>,
}

impl Dispute {
    /// The text that one choice stands for.
    pub fn text(&self, pick: Pick) -> &str {
        match pick {
            Pick::Mine => &self.mine,
            Pick::Theirs => &self.theirs,
            Pick::Before => &self.before,
        }
    }
}

/// All fields that two people changed.
#[derive(Debug, Clone)]
pub struct Conflict {
    disputes: Vec<Dispute>,
    index: usize,
    /// The commit that it tells of.
    seq: u64,
}

impl Conflict {
    /// What is in dispute between the changed lines of a form and the newest version of its record; `None` where nothing is.
    pub fn find(lines: &[FieldLine], record: &Record, seen: u64, context: &Context<'_>) -> Option<Self> {
        let changed = lines.iter().filter(|line| line.is_changed());
        let disputes: Vec<Dispute> =
            changed.filter_map(|line| dispute(line, record, seen, context)).collect();
        (!disputes.is_empty()).then(|| Self { disputes, index: 0, seq: context.snapshot.seq() })
    }

    /// The same after more has changed; what was chosen stays chosen where the other's text is still the same.
    #[must_use]
    pub fn again(&self, mut newer: Self) -> Self {
        for dispute in &mut newer.disputes {
            let held = self.disputes.iter().find(|held| held.field.code == dispute.field.code);
            dispute.pick = held.filter(|held| held.theirs == dispute.theirs).and_then(|held| held.pick);
        }
        let here = self.disputes.get(self.index).map(|held| held.field.code);
        newer.index = newer.disputes.iter().position(|one| Some(one.field.code) == here).unwrap_or(0);
        newer
    }

    pub fn disputes(&self) -> &[Dispute] {
        &self.disputes
    }

    /// The dispute with the cursor, counted from 0.
    pub const fn index(&self) -> usize {
        self.index
    }

    /// The commit that it tells of.
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Chooses for the dispute with the cursor, and goes on to the next that is open.
    pub fn pick(&mut self, pick: Pick) {
        if let Some(dispute) = self.disputes.get_mut(self.index) {
            dispute.pick = Some(pick);
        }
        if let Some(open) = self.open() {
            self.index = open;
        }
    }

    /// The choice beside the one chosen, as the arrows move it.
    pub fn turn(&mut self, by: usize) {
        if let Some(dispute) = self.disputes.get_mut(self.index) {
            let held = dispute.pick.and_then(|pick| Pick::ALL.iter().position(|one| *one == pick));
            // With nothing chosen yet, forward begins with the first and back with the last.
            let next = held.map_or(if by == 1 { 0 } else { Pick::ALL.len() - 1 }, |at| at + by);
            dispute.pick = Pick::ALL.get(next % Pick::ALL.len()).copied();
        }
    }

    pub fn go(&mut self, down: bool) {
        let last = self.disputes.len().saturating_sub(1);
        self.index = if down { (self.index + 1).min(last) } else { self.index.saturating_sub(1) };
    }

    /// Moves to the first dispute that nothing was chosen for; `false` where all are decided.
    pub fn go_to_open(&mut self) -> bool {
        let open = self.open();
        self.index = open.unwrap_or(self.index);
        open.is_some()
    }

    fn open(&self) -> Option<usize> {
        self.disputes.iter().position(|dispute| dispute.pick.is_none())
    }
}

fn dispute(line: &FieldLine, record: &Record, seen: u64, context: &Context<'_>) -> Option<Dispute> {
    let code = line.field.code;
    let (_, stamp) = record.stamps.iter().find(|(held, _)| *held == code)?;
    let theirs = current(line.field, record, context);
    let by_other = stamp.seq > seen && *stamp.author != *context.user;
    (by_other && theirs != line.area.text()).then(|| Dispute {
        field: line.field,
        who: stamp.author.clone(),
        at: stamp.at,
        mine: line.area.text().to_owned(),
        theirs,
        before: line.opened().to_owned(),
        pick: None,
    })
}

/// The text of a field as the record has it now.
pub fn current(field: &Field, record: &Record, context: &Context<'_>) -> String {
    let value = record.get(field);
    value.map_or_else(String::new, |value| text_of(field, value, &context.snapshot.state, context.lang))
}

/// What somebody else did to a field that has no line here: `「段階」は鈴木さんが11/23 09:00に「振分け済」にしました`.
pub fn told(field: &Field, record: &Record, seen: u64, context: &Context<'_>) -> Option<String> {
    let (_, stamp) = record.stamps.iter().find(|(held, _)| *held == field.code)?;
    let by_other = stamp.seq > seen && *stamp.author != *context.user;
    by_other.then(|| {
        let value = record.get(field);
        let value = value.map(|value| display(field, value, context.lang, &context.snapshot.state));
        deed(field, &stamp.author, stamp.at, value.as_deref(), context.lang)
    })
}

/// Who set a field to what, and when.
pub fn deed(field: &Field, who: &str, at: Moment, value: Option<&str>, lang: Lang) -> String {
    let (name, when) = (field.name(lang), wording::clock(at));
    let when = when.trim();
    let value = value.unwrap_or_else(|| lang.pick("(空)", "(empty)"));
    match lang {
        Lang::Ja => format!("「{name}」は{who}さんが{when}に「{value}」にしました"),
        Lang::En => format!("\"{name}\" was set to \"{value}\" by {who} at {when}"),
    }
}
