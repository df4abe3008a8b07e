//! Rights: what a user may see and do, read from the user's record. Denied by default: who has no record, or one that was
//! revoked, has none. An office without users belongs to whoever can open its files; once there is one user, names count.
//! Asked by `decide` for every command, by the state for every reader, by the command line for exports and the access chain.

use std::collections::BTreeSet;

use super::commit::Author;
use super::record::Record;
use super::state::{Found, State};
use crate::field::choices::{Grant, Reach, Role};
use crate::field::tables::user;
use crate::field::{Date, Guard, Id, Kind};
use crate::lang::Lang;

/// Every grant there is.
const ALL_GRANTS: u64 = (1 << Grant::ALL.len()) - 1;

/// Who acts: under which name, and whether the machine itself vouches for them as the owner of the store's files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub author: Author,
    /// An owner without a record has every right; anybody else needs a record once there are users.
    pub owner: bool,
}

impl Actor {
    /// Whoever owns the store's files, under their own name.
    pub const fn owner(author: Author) -> Self {
        Self { author, owner: true }
    }
}

impl From<Author> for Actor {
    fn from(author: Author) -> Self {
        Self { author, owner: false }
    }
}

/// Whose records somebody sees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    Own,
    /// The names of the team's members.
    Team(BTreeSet<Box<str>>),
    Regions(BTreeSet<Id>),
    All,
}

/// What one user may see and do. Equal rights see equal things, so what follows from them can be shared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rights {
    name: Box<str>,
    role: Role,
    grants: u64,
    within: Within,
}

/// Why somebody has no rights at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denied {
    Unknown { name: Box<str> },
    Revoked { name: Box<str>, on: Date },
}

impl Denied {
    /// The sentence for the person.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Unknown { name }, Lang::Ja) => {
                format!(
                    "「{name}」はこのストアの利用者ではありません(管理者が nichiiki user add で登録します)"
                )
            }
            (Self::Unknown { name }, Lang::En) => {
                format!("\"{name}\" is no user of this store; an administrator adds one by nichiiki user add")
            }
            (Self::Revoked { name, on }, Lang::Ja) => {
                format!("「{name}」の利用は{on}に停止されています")
            }
            (Self::Revoked { name, on }, Lang::En) => format!("\"{name}\" has been revoked on {on}"),
        }
    }
}

impl Rights {
    /// The rights of an actor.
    ///
    /// # Errors
    /// `Denied` for whoever has none.
    pub fn of(state: &State, author: &Author, owner: bool) -> Result<Self, Denied> {
        let name: Box<str> = author.name().into();
        if state.count_raw(Kind::User) == 0 {
            return Ok(Self::whole(name));
        }
        match record_of(state, &name) {
            Some(record) => match record.date(&user::REVOKED_ON) {
                Some(on) => Err(Denied::Revoked { name, on }),
                None => Ok(Self::read(&record, state)),
            },
            None if owner => Ok(Self::whole(name)),
            None => Err(Denied::Unknown { name }),
        }
    }

    /// Every right: an owner's.
    pub fn whole(name: Box<str>) -> Self {
        Self { name, role: Role::Admin, grants: ALL_GRANTS, within: Within::All }
    }

    fn read(record: &Record, state: &State) -> Self {
        let role = record.choice(&user::ROLE).and_then(Role::from_code).unwrap_or(Role::Viewer);
        let reach = record.choice(&user::SCOPE).and_then(Reach::from_code).unwrap_or(Reach::Own);
        let granted = grants_of(role) | record.set_bits(&user::GRANTED);
        let grants = granted & !record.set_bits(&user::DENIED) & ALL_GRANTS;
        let name: Box<str> = record.text(&user::NAME_FIELD).unwrap_or_default().into();
        let within = match reach {
            Reach::Own => Within::Own,
            Reach::Team => Within::Team(team_of(record, state)),
            Reach::Region => Within::Regions(record.references(&user::REGIONS).collect()),
            Reach::All => Within::All,
        };
        Self { name, role, grants, within }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub const fn role(&self) -> Role {
        self.role
    }

    pub const fn within(&self) -> &Within {
        &self.within
    }

    /// Whether a grant is held.
    pub const fn has(&self, grant: Grant) -> bool {
        self.grants & grant.bit() != 0
    }

    /// The grants that are held, in the order of their table.
    pub fn grants(&self) -> impl Iterator<Item = Grant> + '_ {
        Grant::ALL.iter().copied().filter(|grant| self.has(*grant))
    }

    /// Whether fields under a guard may be seen.
    pub const fn sees(&self, guard: Guard) -> bool {
        match guard {
            Guard::Open => true,
            Guard::Contact => self.has(Grant::SeeContact),
            Guard::Needs => self.has(Grant::SeeNeeds),
        }
    }

    /// Whether nothing at all is hidden.
    pub fn sees_all(&self) -> bool {
        self.within == Within::All
            && self.sees(Guard::Contact)
            && self.sees(Guard::Needs)
            && self.sees_users()
    }

    /// Whether nothing at all is refused.
    pub fn is_whole(&self) -> bool {
        self.administers() && self.within == Within::All && self.grants == ALL_GRANTS
    }

    /// Whether the records of users may be seen, other than the own one.
    pub const fn sees_users(&self) -> bool {
        matches!(self.role, Role::Admin | Role::Auditor)
    }

    /// Whether anything may be changed.
    pub const fn may_write(&self) -> bool {
        matches!(self.role, Role::Coordinator | Role::Lead | Role::Admin)
    }

    /// Whether the office's common records (skills, measures, regions) and others' records may be added and withdrawn.
    pub const fn leads(&self) -> bool {
        matches!(self.role, Role::Lead | Role::Admin)
    }

    /// Whether users and their rights may be changed, and the store be copied whole.
    pub const fn administers(&self) -> bool {
        matches!(self.role, Role::Admin)
    }

    /// Whether the access chain may be read.
    pub const fn audits(&self) -> bool {
        matches!(self.role, Role::Auditor)
    }
}

/// The record of the user of that name; names are told apart to the letter, as the machine's are.
pub fn record_of(state: &State, name: &str) -> Option<Record> {
    let Found::One(id) = state.find_name(Kind::User, name) else { return None };
    state.record_raw(id).filter(|record| record.text(&user::NAME_FIELD) == Some(name))
}

/// The user of a key, by the key's fingerprint; revoked users have none.
pub fn user_of_key(state: &State, fingerprint: &str) -> Option<Box<str>> {
    let holds = |record: &Record| {
        let rows = record.rows(&user::KEYS);
        rows.iter().any(|row| row.text(user::key::FINGERPRINT.code) == Some(fingerprint))
    };
    // Every record is looked at whatever is found, so that the time taken tells nothing of who has which key.
    let mut found = None;
    for record in state.records_raw(Kind::User) {
        if holds(&record) && record.date(&user::REVOKED_ON).is_none() {
            found = record.text(&user::NAME_FIELD).map(Into::into);
        }
    }
    found
}

/// What a role brings without anything granted: an auditor and a viewer see neither needs nor contacts.
const fn grants_of(role: Role) -> u64 {
    let seeing = Grant::SeeNeeds.bit() | Grant::SeeContact.bit();
    match role {
        Role::Viewer | Role::Auditor => 0,
        Role::Coordinator => seeing,
        Role::Lead => seeing | Grant::Export.bit() | Grant::Merge.bit() | Grant::Reopen.bit(),
        Role::Admin => ALL_GRANTS,
    }
}

fn team_of(record: &Record, state: &State) -> BTreeSet<Box<str>> {
    let name = |one: &Record| one.text(&user::NAME_FIELD).map(Box::from);
    let mut team: BTreeSet<Box<str>> = name(record).into_iter().collect();
    if let Some(wanted) = record.text(&user::TEAM) {
        let others = state.records_raw(Kind::User).filter(|one| one.text(&user::TEAM) == Some(wanted));
        team.extend(others.filter_map(|one| name(&one)));
    }
    team
}
