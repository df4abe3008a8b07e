//! The list of an event: who applied, came or stayed away, and who of them has a case. One key says how it went for the row or for
//! those marked; those marked get a case each, after a look at who and who not.
//! Invariant: rows follow the newest snapshot; what is said of somebody is the activity that names the event, so it is their story too.

use super::cursor::moved;
use super::deed::Deed;
use super::layer::{Acts, Context, Step};
use super::looks::Looks;
use super::marks::Marks;
use super::message::{Notice, Request};
use super::record::RecordView;
use super::verb;
use super::walk::Walk;
use crate::action::{Action, Scope};
use crate::domain::attendance::{Attendee, attendees};
use crate::domain::decide::stage_of;
use crate::domain::{Command, State, stage};
use crate::field::Id;
use crate::field::choices::Attendance;
use crate::lang::Label;

const TAKE_OFF: Label = Label::new("名簿から外す", "Taken off the list");

/// Which of them are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    All,
    Applied,
    Attended,
    Absent,
    /// Those who came and have no open case.
    Caseless,
}

impl Group {
    pub const ALL: [Self; 5] = [Self::All, Self::Applied, Self::Attended, Self::Absent, Self::Caseless];

    pub const fn label(self) -> Label {
        match self {
            Self::All => Label::new("全員", "all"),
            Self::Applied => Attendance::Applied.label(),
            Self::Attended => Attendance::Attended.label(),
            Self::Absent => Attendance::Absent.label(),
            Self::Caseless => Label::new("参加でケースなし", "came, no case"),
        }
    }

    /// Whether somebody is in it.
    pub fn holds(self, one: &Attendee, state: &State) -> bool {
        match self {
            Self::All => true,
            Self::Applied => one.how == Attendance::Applied,
            Self::Attended => one.how == Attendance::Attended,
            Self::Absent => one.how == Attendance::Absent,
            Self::Caseless => one.how == Attendance::Attended && !has_open_case(one, state),
        }
    }
}

/// Whether somebody has a case that is open.
pub fn has_open_case(one: &Attendee, state: &State) -> bool {
    one.case.and_then(|id| state.live(id)).is_some_and(|case| stage::is_open(stage_of(&case)))
}

/// The state of the list.
#[derive(Debug)]
pub struct Roll {
    event: Id,
    group: Group,
    index: usize,
    marks: Marks,
}

impl Roll {
    /// The list of an event.
    pub fn of(event: Id) -> Self {
        Self { event, group: Group::All, index: 0, marks: Marks::default() }
    }

    pub const fn event(&self) -> Id {
        self.event
    }

    pub const fn group(&self) -> Group {
        self.group
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    pub fn is_marked(&self, person: Id) -> bool {
        self.marks.has(person)
    }

    /// The rows of the group, by person.
    pub fn rows(&self, state: &State) -> Vec<Attendee> {
        let mut rows = attendees(state, self.event);
        rows.retain(|one| self.group.holds(one, state));
        rows
    }

    /// Those marked, else the one under the cursor.
    fn chosen(&self, rows: &[Attendee]) -> Vec<Id> {
        if self.marks.is_empty() {
            return rows.get(self.index).map(|one| one.person).into_iter().collect();
        }
        self.marks.all().collect()
    }

    fn walk(rows: &[Attendee]) -> Walk {
        Walk::Ids(rows.iter().map(|one| one.person).collect())
    }

    fn turn(&mut self, by: usize) {
        let all = Group::ALL;
        let place = all.iter().position(|group| *group == self.group).unwrap_or(0);
        self.group = all.get((place + by) % all.len()).copied().unwrap_or(Group::All);
        self.index = 0;
        self.marks.clear();
    }

    /// Says how it went; the cursor goes on to the next row where it was about one.
    fn say(&mut self, how: Attendance, rows: &[Attendee], context: &Context<'_>) -> Step {
        let chosen = self.chosen(rows);
        if chosen.is_empty() {
            return Step::Done;
        }
        if self.marks.is_empty() && self.group == Group::All {
            self.index = (self.index + 1).min(rows.len().saturating_sub(1));
        }
        let deed = Deed::Attend { event: self.event, how };
        if deed.commands(&chosen, context).is_empty() {
            return Step::Say(Notice::plain(context.say("すでにそうなっています", "it is so already")));
        }
        verb::perform(&deed, &chosen, context)
    }

    /// A case for each who has no open one.
    fn open_cases(&self, rows: &[Attendee], context: &Context<'_>) -> Step {
        let chosen = self.chosen(rows);
        let deed = Deed::OpenFrom(self.event);
        if !chosen.is_empty() && deed.commands(&chosen, context).is_empty() {
            let all = context.say("進行中のケースがすでにあります", "they have an open case already");
            return Step::Say(Notice::plain(all));
        }
        if chosen.is_empty() { Step::Done } else { verb::perform(&deed, &chosen, context) }
    }

    /// Takes somebody off the list.
    fn take_off(&self, rows: &[Attendee], context: &Context<'_>) -> Step {
        let chosen = self.chosen(rows);
        let said = rows.iter().filter(|one| chosen.contains(&one.person)).map(|one| one.activity);
        let mut commands: Vec<Command> = said.map(|id| Command::Withdraw { id, reason: None }).collect();
        let command = match commands.len() {
            0 => return Step::Done,
            1 => commands.remove(0),
            _ => Command::Batch(commands),
        };
        if let Some(why) = verb::refusal(&command, context) {
            return Step::Say(Notice::refused(why.text(context.lang)));
        }
        let question = match context.lang {
            crate::lang::Lang::Ja => format!("{}人を名簿から外しますか(u で戻せます)", chosen.len()),
            crate::lang::Lang::En => format!("Take {} off the list? (u brings them back)", chosen.len()),
        };
        Step::push(super::confirm::Confirm::new(question, Request::new(command, context, TAKE_OFF)))
    }
}

impl Acts for Roll {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Roll, Scope::List, Scope::Global]
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        let rows = self.rows(&context.snapshot.state);
        let page = usize::from(context.size.rows.saturating_sub(8));
        if let Some(index) = moved(self.index, action, count, page, rows.len()) {
            self.index = index;
            self.marks.stretch(index, &Self::walk(&rows));
            return Step::Done;
        }
        match action {
            Action::Mark => {
                for _ in 0..count.unwrap_or(1).min(u32::try_from(rows.len()).unwrap_or(u32::MAX)) {
                    if let Some(one) = rows.get(self.index) {
                        self.marks.toggle(one.person);
                    }
                    self.index = (self.index + 1).min(rows.len().saturating_sub(1));
                }
            }
            Action::MarkRange => self.marks.range(rows.get(self.index).map(|one| one.person)),
            Action::MarkAll if self.marks.is_empty() => self.marks.add(rows.iter().map(|one| one.person)),
            Action::MarkAll => {
                self.marks.clear();
            }
            Action::NextTab => self.turn(1),
            Action::PreviousTab => self.turn(Group::ALL.len() - 1),
            Action::Came => return self.say(Attendance::Attended, &rows, context),
            Action::StayedAway => return self.say(Attendance::Absent, &rows, context),
            Action::Applied => return self.say(Attendance::Applied, &rows, context),
            Action::OpenCases => return self.open_cases(&rows, context),
            Action::TakeOff => return self.take_off(&rows, context),
            Action::Repeat => return verb::repeat(&self.chosen(&rows), context),
            Action::Edit => return super::form::open_for(action, &[self.event], self.event.kind, context),
            Action::Open => {
                let Some(one) = rows.get(self.index) else { return Step::Done };
                return Step::push(RecordView::in_list(one.person, &Self::walk(&rows)));
            }
            Action::Back if self.marks.clear() => {}
            _ => return Step::Pass,
        }
        Step::Done
    }

    fn offers(&self, context: &Context<'_>) -> Vec<Action> {
        if self.rows(&context.snapshot.state).is_empty() {
            return vec![Action::NextTab, Action::Edit, Action::Back];
        }
        vec![
            Action::Came,
            Action::StayedAway,
            Action::OpenCases,
            Action::Mark,
            Action::MarkAll,
            Action::NextTab,
            Action::Open,
            Action::Back,
        ]
    }

    fn wants(&mut self, context: &Context<'_>) -> Vec<super::message::Effect> {
        let rows = self.rows(&context.snapshot.state);
        self.marks.retain(|id| rows.iter().any(|one| one.person == id));
        self.index = self.index.min(rows.len().saturating_sub(1));
        Vec::new()
    }

    fn looks(&self, context: &Context<'_>, looks: &mut Looks<'_>) {
        looks.around(self.event);
        looks.say((self.index, self.marks.count()));
        for one in self.rows(&context.snapshot.state) {
            looks.around(one.person);
        }
    }
}
