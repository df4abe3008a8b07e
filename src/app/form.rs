//! Forms: creating and editing a record by its field table, and the small forms of case verbs.
//! (The layer is wired; its content is to come.) `open_for` is the one door by which other layers open a form.

use super::layer::{Acts, Context, Step};
use super::message::Notice;
use crate::action::{Action, Scope};
use crate::field::{Id, Kind};

/// The state of a form.
#[derive(Debug, Default)]
pub struct Form {}

/// The step that begins `action` on the chosen records, where `kind` is the kind of the list they were chosen in (a
/// verb of cases asked of a person means the person's open case).
pub fn open_for(action: Action, chosen: &[Id], kind: Kind, context: &Context<'_>) -> Step {
    let _ = (action, chosen, kind);
    Step::Say(Notice::plain(context.say("まだ用意していません", "not there yet")))
}

impl Acts for Form {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn act(&mut self, _action: Action, _count: Option<u32>, _context: &Context<'_>) -> Step {
        Step::Pass
    }
}
