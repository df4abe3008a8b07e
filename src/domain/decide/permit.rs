//! Whether the author may ask for this at all: the first step of every decision.
//! Invariant: what a command names (its record, the records its values refer to) must be shown to the author, and is refused
//! as if it were not there; what it does must be within the author's role and grants.
//! Also asked by undo and redo, which carry out no command but change records all the same.

use super::Context;
use crate::domain::command::Command;
use crate::domain::draft::{Draft, Put};
use crate::domain::event::{Change, Event};
use crate::domain::merge::is_merged_into;
use crate::domain::rejection::Rejection;
use crate::domain::rights::Rights;
use crate::domain::sight::{is_common, shows};
use crate::domain::state::State;
use crate::field::choices::{Grant, Stage};
use crate::field::{Atom, Guard, Id, Kind, Value, by_code};
use crate::lang::Label;

const WRITE: Label = Label::new("変更", "change records");
const USERS: Label = Label::new("利用者の管理", "manage users");
const OFFICE: Label = Label::new("共通の記録の管理", "manage the office's common records");
const WITHDRAW: Label = Label::new("他の人の記録の取下げ", "withdraw others' records");

/// Whether the author may ask for `command`.
///
/// # Errors
/// `Denied` for nobody, `Forbidden` for what the rights do not allow, `NotFound` for what they do not show.
pub fn permit(state: &State, command: &Command, context: &Context) -> Result<(), Rejection> {
    let rights = rights(state, context)?;
    if rights.is_whole() {
        return Ok(());
    }
    Asked { state, rights: &rights }.command(command)
}

/// Whether the author may have these events made, as an undo does.
///
/// # Errors
/// As `permit`.
pub fn permit_events(state: &State, events: &[Event], context: &Context) -> Result<(), Rejection> {
    let rights = rights(state, context)?;
    if rights.is_whole() {
        return Ok(());
    }
    let asked = Asked { state, rights: &rights };
    for event in events {
        let (first, last) = event.span();
        asked.kind(first.kind)?;
        asked.shown(first)?;
        asked.shown(last)?;
        if let Event::Changed { id, changes, .. } = event {
            changes.iter().try_for_each(|change| asked.guard(id.kind, change.field))?;
            let merges = |change: &Change| {
                by_code(id.kind, change.field).is_some_and(|field| is_merged_into(id.kind, field))
            };
            if changes.iter().any(merges) {
                asked.merging()?;
            }
        }
    }
    Ok(())
}

fn rights(state: &State, context: &Context) -> Result<Rights, Rejection> {
    Rights::of(state, &context.author, context.owner).map_err(Rejection::Denied)
}

/// What is asked, and by whom.
struct Asked<'a> {
    state: &'a State,
    rights: &'a Rights,
}

impl Asked<'_> {
    fn command(&self, command: &Command) -> Result<(), Rejection> {
        match command {
            // Each of them is decided, and permitted, by itself.
            Command::Batch(_) => Ok(()),
            Command::Add { kind, draft, .. } => {
                self.common(*kind)?;
                self.draft(*kind, draft)
            }
            Command::AddAs { id, draft } => {
                self.common(id.kind)?;
                self.draft(id.kind, draft)
            }
            Command::Update { id, draft, .. } => {
                self.kind(id.kind)?;
                if id.kind == Kind::Region {
                    self.own_region(*id)?;
                } else if matches!(id.kind, Kind::Skill | Kind::Measure) {
                    self.common(id.kind)?;
                }
                self.shown(*id)?;
                self.draft(id.kind, draft)
            }
            Command::SetStage { case, draft, .. } => {
                self.change(*case)?;
                self.reopening(*case)?;
                self.draft(Kind::Case, draft)
            }
            Command::Reopen { case, .. } => {
                self.change(*case)?;
                self.reopening(*case)
            }
            Command::HandOver { case, draft, .. } => {
                self.change(*case)?;
                self.draft(Kind::Case, draft)
            }
            Command::Assign { case, .. }
            | Command::Hold { case, .. }
            | Command::Resume { case }
            | Command::Close { case, .. } => self.change(*case),
            Command::SetMatchStatus { matched, .. } => self.change(*matched),
            Command::Propose { person, job, .. } | Command::Override { person, job, .. } => {
                self.change(*person)?;
                self.shown(*job)
            }
            Command::GiveConsent { person, .. } | Command::RevokeConsent { person, .. } => {
                self.change(*person)
            }
            Command::Merge { id, other, .. } => {
                self.change(*id)?;
                self.shown(*other)?;
                self.merging()
            }
            Command::Unmerge { id, .. } => {
                self.kind(id.kind)?;
                // Who sees the one that it went into may find that there was another.
                self.shown(self.state.survivor(*id))?;
                self.merging()
            }
            Command::Judge { id, other, .. } => {
                self.change(*id)?;
                self.shown(*other)
            }
            Command::Vote { note, .. } => self.change(*note),
            Command::Withdraw { id, .. } | Command::Restore { id } => self.withdrawing(*id),
        }
    }

    fn change(&self, id: Id) -> Result<(), Rejection> {
        self.kind(id.kind)?;
        self.shown(id)
    }

    /// Whether records of a kind may be changed at all.
    fn kind(&self, kind: Kind) -> Result<(), Rejection> {
        if kind == Kind::User {
            return allow(self.rights.administers(), USERS);
        }
        allow(self.rights.may_write(), WRITE)
    }

    /// Whether records of a kind may be added, or all of them changed.
    fn common(&self, kind: Kind) -> Result<(), Rejection> {
        self.kind(kind)?;
        let led = matches!(kind, Kind::Region | Kind::Skill | Kind::Measure);
        allow(!led || self.rights.leads(), OFFICE)
    }

    fn own_region(&self, id: Id) -> Result<(), Rejection> {
        use crate::domain::rights::Within;
        let own = match self.rights.within() {
            Within::Regions(regions) => regions.contains(&id),
            Within::All => true,
            Within::Own | Within::Team(_) => self.rights.leads(),
        };
        allow(own, OFFICE)
    }

    fn reopening(&self, case: Id) -> Result<(), Rejection> {
        let closed = self.state.record(case).is_some_and(|case| super::stage_of(&case) == Stage::Closed);
        allow(!closed || self.rights.has(Grant::Reopen), Grant::Reopen.label())
    }

    /// Others' records are withdrawn by those who lead; what hangs on a record, by whoever may change it.
    fn withdrawing(&self, id: Id) -> Result<(), Rejection> {
        self.change(id)?;
        let small = matches!(id.kind, Kind::Match | Kind::Activity | Kind::Note);
        let own =
            || self.state.record(id).is_some_and(|record| *record.created.author == *self.rights.name());
        allow(small || self.rights.leads() || own(), WITHDRAW)
    }

    fn merging(&self) -> Result<(), Rejection> {
        allow(self.rights.has(Grant::Merge), Grant::Merge.label())
    }

    /// Refuses as missing what the author is not shown.
    fn shown(&self, id: Id) -> Result<(), Rejection> {
        let there = self.state.packed(id).is_some();
        if there && !shows(self.state, self.rights, id) { Err(Rejection::NotFound(id)) } else { Ok(()) }
    }

    fn guard(&self, kind: Kind, code: u16) -> Result<(), Rejection> {
        let guard = by_code(kind, code).map_or(Guard::Open, |field| field.guard);
        let grant = match guard {
            Guard::Open => return Ok(()),
            Guard::Contact => Grant::SeeContact,
            Guard::Needs => Grant::SeeNeeds,
        };
        allow(self.rights.sees(guard), grant.label())
    }

    /// Values of guarded fields need the right to see them; what values refer to must be shown.
    fn draft(&self, kind: Kind, draft: &Draft) -> Result<(), Rejection> {
        for (code, put) in &draft.0 {
            self.guard(kind, *code)?;
            if let Put::Set(value) | Put::Merge(value) = put {
                let mut hidden = None;
                each_reference(value, |id| {
                    if hidden.is_none() && !is_common(id.kind) {
                        hidden = self.shown(id).err();
                    }
                });
                hidden.map_or(Ok(()), Err)?;
            }
        }
        Ok(())
    }
}

/// The records that a value refers to, written as ids or in the form that ids have.
fn each_reference(value: &Value, mut visit: impl FnMut(Id)) {
    value.for_each_reference(&mut visit);
    let mut written = |atom: &Atom| {
        if let Atom::Text(text) = atom
            && let Ok(id) = text.parse()
        {
            visit(id);
        }
    };
    match value {
        Value::One(atom) => written(atom),
        Value::List(atoms) => atoms.iter().for_each(written),
        Value::Rows(rows) => rows.iter().flat_map(|row| &row.0).for_each(|(_, atom)| written(atom)),
        Value::Set(_) => {}
    }
}

fn allow(allowed: bool, what: Label) -> Result<(), Rejection> {
    if allowed { Ok(()) } else { Err(Rejection::Forbidden(what)) }
}
