//! References that people wrote as names, turned into ids; and ids that must be there.

use crate::domain::event::Event;
use crate::domain::record::{Record, Stamp};
use crate::domain::rejection::Rejection;
use crate::domain::state::{Found, State};
use crate::field::tables::{organisation, skill};
use crate::field::{Atom, Fault, Field, Id, Kind, Shape, Value};
use crate::fold::fold;

/// Resolves the references of one command, collecting the records that an import adds on the way.
pub struct Resolver<'a> {
    pub state: &'a State,
    pub stamp: &'a Stamp,
    /// Whether names of skills and organisations not known yet are added.
    pub adding: bool,
    pub added: Vec<Event>,
    /// The folded names of what was added, which the state does not know yet.
    names: Vec<(Kind, String, Id)>,
    /// The record that the values are for: its id is taken, and what it refers to already may stay, withdrawn or not.
    of: &'a Record,
}

impl<'a> Resolver<'a> {
    pub const fn new(state: &'a State, stamp: &'a Stamp, adding: bool, of: &'a Record) -> Self {
        Self { state, stamp, adding, added: Vec::new(), names: Vec::new(), of }
    }

    /// The value with every name replaced by an id.
    ///
    /// # Errors
    /// `Invalid` naming the field: a name that nobody or several bear, an id that is not there.
    pub fn value(&mut self, field: &Field, value: Value) -> Result<Value, Rejection> {
        let wrap = |fault| Rejection::invalid(field, fault);
        Ok(match value {
            Value::One(atom) => Value::One(self.atom(field, atom).map_err(wrap)?),
            Value::Set(bits) => Value::Set(bits),
            Value::List(atoms) => {
                let mut out: Vec<Atom> = Vec::with_capacity(atoms.len());
                for atom in atoms {
                    let atom = self.atom(field, atom).map_err(wrap)?;
                    if !out.contains(&atom) {
                        out.push(atom);
                    }
                }
                Value::List(out)
            }
            Value::Rows(rows) => {
                let subs = field.rows().unwrap_or_default();
                let mut out = Vec::with_capacity(rows.len());
                for mut row in rows {
                    for (code, atom) in &mut row.0 {
                        if let Some(sub) = subs.iter().find(|sub| sub.code == *code) {
                            *atom = self.atom(sub, atom.clone()).map_err(wrap)?;
                        }
                    }
                    // Two names of one skill make the same row twice.
                    if !out.contains(&row) {
                        out.push(row);
                    }
                }
                Value::Rows(out)
            }
        })
    }

    fn atom(&mut self, field: &Field, atom: Atom) -> Result<Atom, Fault> {
        let (Shape::Ref(kind) | Shape::Refs(kind)) = field.shape else { return Ok(atom) };
        match atom {
            Atom::Ref(id) if id.kind == kind => {
                // Who writes down an id of then means the record of today.
                let now = self.state.survivor(id);
                if self.state.has(now) {
                    return Ok(Atom::Ref(now));
                }
                if self.refers_to(id) {
                    Ok(atom)
                } else {
                    Err(Fault::NoRecord { kind, given: id.to_string() })
                }
            }
            Atom::Text(name) => self.named(kind, &name).map(Atom::Ref),
            _ => Err(Fault::Form),
        }
    }

    fn named(&mut self, kind: Kind, name: &str) -> Result<Id, Fault> {
        let folded = fold(name);
        let added = self.names.iter().find(|(held, other, _)| *held == kind && *other == folded);
        if let Some((_, _, id)) = added {
            return Ok(*id);
        }
        match self.state.find_name(kind, name) {
            Found::One(id) => Ok(id),
            Found::Several(count) => Err(Fault::Ambiguous { kind, given: name.to_owned(), count }),
            Found::Nothing if self.adding && matches!(kind, Kind::Skill | Kind::Organisation) => {
                Ok(self.add(kind, name))
            }
            Found::Nothing => Err(Fault::NoRecord { kind, given: name.to_owned() }),
        }
    }

    fn refers_to(&self, wanted: Id) -> bool {
        let mut found = false;
        for (_, value) in &self.of.values {
            value.for_each_reference(|id| found |= id == wanted);
        }
        found
    }

    /// Adds a record by name. The state is not touched, so that a large import does not copy it for every new name.
    fn add(&mut self, kind: Kind, name: &str) -> Id {
        let mut id = self.state.next_id(kind, self.stamp.at);
        let taken = |id: Id| id == self.of.id || self.names.iter().any(|(_, _, held)| *held == id);
        while taken(id) {
            id.number = id.number.saturating_add(1);
        }
        let mut record = Record::new(id);
        let field = if kind == Kind::Skill { skill::LABEL } else { organisation::NAME_FIELD };
        record.set(field.code, Some(Value::text(name)));
        self.added.push(Event::Added(record));
        self.names.push((kind, fold(name), id));
        id
    }
}
