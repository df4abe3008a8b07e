//! Cases about to go to somebody else: each with what is next, the last contact and what may go wrong, before it happens.
//! Invariant: what is shown is what the successor will find; a yes makes one commit, so that one undo takes all of it back.

use super::cursor::moved;
use super::deed::Deed;
use super::form;
use super::layer::{Acts, Context, Step};
use super::message::{Effect, Request};
use super::verb;
use crate::action::{Action, Scope};
use crate::domain::risk::{Risk, last_contact, risks};
use crate::domain::{Command, Draft, Put, Record};
use crate::field::tables::case;
use crate::field::{Atom, Date, Field, Id, Moment, Value};

/// One case of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub case: Id,
    /// What is next, and when; the proposal where the case has nothing.
    pub next: String,
    pub due: Option<Date>,
    /// Whether the next action is the one proposed here.
    pub is_new: bool,
    /// When somebody last had to do with them, and the activity.
    pub last: Option<(Moment, Id)>,
    pub risks: Vec<Risk>,
    /// Why it cannot go.
    pub refusal: Option<String>,
}

/// The list.
#[derive(Debug)]
pub struct Handover {
    deed: Deed,
    to: Box<str>,
    rows: Vec<Row>,
    commands: Vec<Command>,
    index: usize,
}

impl Handover {
    /// What handing the chosen cases over would bring.
    pub fn new(deed: Deed, commands: Vec<(Id, Command)>, context: &Context<'_>) -> Self {
        let (to, draft) = match &deed {
            Deed::HandOver { to, draft, .. } => (to.clone(), draft.clone()),
            _ => (Box::default(), Draft::new()),
        };
        let mut rows = Vec::new();
        let mut lawful = Vec::new();
        for (id, command) in commands {
            let refusal = verb::refusal(&command, context).map(|why| why.text(context.lang));
            if let Some(record) = context.snapshot.state.live(id) {
                rows.push(row(&record, &draft, refusal.clone(), context));
            }
            if refusal.is_none() {
                lawful.push(command);
            }
        }
        // What cannot go comes first, then what has most to be told.
        rows.sort_by_key(|row| (row.refusal.is_none(), std::cmp::Reverse(row.risks.len()), row.case));
        Self { deed, to, rows, commands: lawful, index: 0 }
    }

    /// Who takes them over.
    pub fn to(&self) -> &str {
        &self.to
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many can go.
    pub const fn lawful(&self) -> usize {
        self.commands.len()
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    fn cases(&self) -> Vec<Id> {
        self.rows.iter().map(|row| row.case).collect()
    }

    fn hand_over(&self, context: &Context<'_>) -> Step {
        let command = match self.commands.as_slice() {
            [] => return Step::Done,
            [only] => only.clone(),
            many => Command::Batch(many.to_vec()),
        };
        let request = Request::new(command, context, self.deed.purpose()).of(self.deed.clone());
        Step::All(vec![Step::Pop, Step::Do(Effect::Submit(request))])
    }
}

fn row(record: &Record, draft: &Draft, refusal: Option<String>, context: &Context<'_>) -> Row {
    let state = &context.snapshot.state;
    let brought = |field: &Field| match draft.get(field.code) {
        Some(Put::Set(Value::One(atom))) => Some(atom.clone()),
        _ => None,
    };
    let own = record.text(&case::NEXT_ACTION).map(str::to_owned);
    let proposed = match brought(&case::NEXT_ACTION) {
        Some(Atom::Text(text)) => Some(text.to_string()),
        _ => None,
    };
    let due = record.date(&case::NEXT_DUE).or(match brought(&case::NEXT_DUE) {
        Some(Atom::Date(date)) => Some(date),
        _ => None,
    });
    let last = last_contact(state, record).map(|contact| (contact.at, contact.activity));
    let mut risks = risks(state, record, context.today());
    // The proposal is there for those that have nothing next.
    risks.retain(|risk| *risk != Risk::NoNextAction);
    let is_new = own.is_none();
    Row { case: record.id, next: own.or(proposed).unwrap_or_default(), due, is_new, last, risks, refusal }
}

impl Acts for Handover {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Confirm, Scope::Handover, Scope::List]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Accept => self.hand_over(context),
            Action::Refuse | Action::Back => Step::Pop,
            Action::Edit => match form::ask_for(Action::HandOver, &self.cases(), context) {
                Step::Push(form) => Step::Swap(form),
                step => step,
            },
            other => {
                let page = usize::from(context.size.rows.saturating_sub(8));
                match moved(self.index, other, count, page, self.rows.len()) {
                    Some(index) => {
                        self.index = index;
                        Step::Done
                    }
                    None => Step::Pass,
                }
            }
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Accept, Action::Edit, Action::Refuse]
    }
}
