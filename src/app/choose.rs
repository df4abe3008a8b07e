//! One of several deeds by one key: the reasons to close for, the days to hold until, the colleagues to give a case to.
//! Invariant: a letter means the same option as long as the list is open. `Tab` opens the form that asks for more.

use super::cursor::moved;
use super::deed::Deed;
use super::form;
use super::layer::{Acts, Context, Step};
use super::message::Notice;
use super::verb;
use crate::action::{Action, Scope};
use crate::field::Id;

/// The keys of options: letters but those that move.
const KEYS: &str = "abcdefghilmnopqrstuvwxyz";

/// One option.
#[derive(Debug, Clone)]
pub struct Choice {
    pub label: String,
    /// What else is known of it, as how many cases somebody has.
    pub detail: String,
    pub deed: Deed,
}

/// The list of options.
#[derive(Debug)]
pub struct Choose {
    title: String,
    chosen: Vec<Id>,
    options: Vec<Choice>,
    index: usize,
    /// The verb whose form asks for more.
    verb: Action,
}

impl Choose {
    /// A choice for records.
    pub const fn new(title: String, chosen: Vec<Id>, options: Vec<Choice>, verb: Action) -> Self {
        Self { title, chosen, options, index: 0, verb }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub const fn index(&self) -> usize {
        self.index
    }

    /// The options with their keys.
    pub fn options(&self) -> impl Iterator<Item = (Option<char>, &Choice)> {
        let keys = KEYS.chars().map(Some).chain(std::iter::repeat(None));
        keys.zip(&self.options)
    }

    fn take(&self, index: usize, context: &Context<'_>) -> Step {
        let Some(choice) = self.options.get(index) else { return Step::Done };
        Step::All(vec![Step::Pop, verb::perform(&choice.deed, &self.chosen, context)])
    }
}

/// The letter that a text is, in any width and case.
fn letter(text: &str) -> Option<char> {
    let mut letters = text.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    let narrow = match letter {
        'ａ'..='ｚ' => char::from_u32(u32::from(letter) - u32::from('ａ') + u32::from('a'))?,
        _ => letter,
    };
    Some(narrow.to_ascii_lowercase())
}

impl Acts for Choose {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn typed(&mut self, text: &str, context: &Context<'_>) -> Step {
        let Some(letter) = letter(text) else { return Step::Done };
        match letter {
            'j' => self.act(Action::SelectNext, None, context),
            'k' => self.act(Action::SelectPrevious, None, context),
            letter => match KEYS.chars().position(|key| key == letter) {
                Some(place) if place < self.options.len() => self.take(place, context),
                _ => Step::Say(Notice::plain(
                    context.say("その文字の選択肢はありません", "no option has that letter"),
                )),
            },
        }
    }

    fn act(&mut self, action: Action, count: Option<u32>, context: &Context<'_>) -> Step {
        match action {
            Action::Open => self.take(self.index, context),
            Action::Complete => match form::ask_for(self.verb, &self.chosen, context) {
                Step::Push(form) => Step::Swap(form),
                step => step,
            },
            Action::Back => Step::Pop,
            other => match moved(self.index, other, count, self.options.len(), self.options.len()) {
                Some(index) => {
                    self.index = index;
                    Step::Done
                }
                None => Step::Pass,
            },
        }
    }

    fn offers(&self, _context: &Context<'_>) -> Vec<Action> {
        vec![Action::Open, Action::Complete, Action::Back]
    }

    fn is_overlay(&self) -> bool {
        true
    }
}
