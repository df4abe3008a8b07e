//! Names of an office's own for the choices that the founding paper leaves open: 4 to 6 of challenges, actions and policy asks.
//! Numbers and keys stay as they are; a name is how people read and write them. Plain data, read from the office's rules.

use std::borrow::Cow;

use super::choice::plain;
use super::choices::{Challenge, OrgAction, PolicyAsk};
use super::{Choices, Field, Shape};

/// Open choices of a list, and the stored number of the first of them.
pub const OPEN: usize = 3;
const FIRST: u16 = 3;
/// What separates values in a text, and so stands in no name.
pub const SEPARATORS: [char; 8] = [';', '；', ':', '：', '、', '\n', '\\', '['];

/// A list with open choices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    Challenges,
    Actions,
    PolicyAsks,
}

impl List {
    pub const ALL: [Self; 3] = [Self::Challenges, Self::Actions, Self::PolicyAsks];

    /// Its name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Challenges => "challenges",
            Self::Actions => "actions",
            Self::PolicyAsks => "policy_asks",
        }
    }

    /// Its choices.
    pub const fn choices(self) -> Choices {
        match self {
            Self::Challenges => Challenge::TABLE,
            Self::Actions => OrgAction::TABLE,
            Self::PolicyAsks => PolicyAsk::TABLE,
        }
    }

    /// The list that choices are of.
    fn of(choices: Choices) -> Option<Self> {
        let head = |choices: Choices| (choices.items.len(), choices.items.first().map(|item| item.key));
        Self::ALL.into_iter().find(|list| head(list.choices()) == head(choices))
    }
}

/// The names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnNames([[Option<Box<str>>; OPEN]; List::ALL.len()]);

impl OwnNames {
    /// Names the choice that is called by a number from 4 on; other numbers are left alone.
    pub fn set(&mut self, list: List, number: usize, name: &str) {
        let slot = number.checked_sub(usize::from(FIRST) + 1);
        let names = self.0.get_mut(list as usize);
        if let Some(held) = names.zip(slot).and_then(|(names, slot)| names.get_mut(slot)) {
            *held = Some(name.into());
        }
    }

    /// The names of a list with their numbers.
    pub fn of(&self, list: List) -> impl Iterator<Item = (usize, &str)> {
        let names = self.0.get(list as usize).into_iter().flatten();
        (usize::from(FIRST) + 1..).zip(names).filter_map(|(number, name)| Some((number, name.as_deref()?)))
    }

    /// What a choice is called here, with its number as the others have theirs; `None` for those that have no name of their own.
    pub fn name(&self, choices: Choices, code: u16) -> Option<String> {
        let number = usize::from(code) + 1;
        let (_, name) = self.of(List::of(choices)?).find(|(held, _)| *held == number)?;
        Some(format!("{number} {name}"))
    }

    /// The choice that `text` names, with its number or without it.
    pub fn find(&self, choices: Choices, text: &str) -> Option<u16> {
        let wanted = plain(text);
        let is_called =
            |number: usize, name: &str| wanted == plain(name) || wanted == plain(&format!("{number}{name}"));
        let (number, _) = self.of(List::of(choices)?).find(|(number, name)| is_called(*number, name))?;
        u16::try_from(number.checked_sub(1)?).ok()
    }

    /// The text of a field with names of choices replaced by their keys, as everything that reads values knows them.
    pub fn read<'a>(&self, field: &Field, text: &'a str) -> Cow<'a, str> {
        let (choices, parts) = match field.shape {
            Shape::Choice(choices) => (choices, None),
            Shape::Set(choices) => (choices, Some(false)),
            Shape::Rows(subs) => match subs.first().map(|sub| sub.shape) {
                Some(Shape::Choice(choices)) if !text.trim_start().starts_with('[') => (choices, Some(true)),
                _ => return Cow::Borrowed(text),
            },
            _ => return Cow::Borrowed(text),
        };
        if List::of(choices).is_none_or(|list| self.of(list).next().is_none()) {
            return Cow::Borrowed(text);
        }
        let keyed = |word: &str| {
            let code = self.find(choices, word)?;
            choices.get(code).map(|choice| choice.key)
        };
        let Some(in_rows) = parts else { return keyed(text).map_or(Cow::Borrowed(text), Cow::Borrowed) };
        let part = |part: &str| {
            let head = if in_rows { part.split([':', '：']).next().unwrap_or(part) } else { part };
            let rest = part.get(head.len()..).unwrap_or_default();
            keyed(head).map_or_else(|| part.to_owned(), |key| format!("{key}{rest}"))
        };
        Cow::Owned(text.split([';', '；', '\n', '、']).map(part).collect::<Vec<_>>().join(";"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::read::read_cell;
    use crate::field::tables::organisation;

    #[test]
    fn the_open_choices_stand_where_they_are_said_to() {
        for list in List::ALL {
            for (code, number) in (FIRST..).zip(4..=6) {
                let choice = list.choices().get(code).unwrap();
                assert_eq!(choice.key, format!("open{number}"), "{}", list.key());
            }
        }
    }

    #[test]
    fn a_name_reads_as_its_choice_wherever_the_choice_may_stand() {
        let mut names = OwnNames::default();
        names.set(List::PolicyAsks, 4, "地域通貨の制度");
        names.set(List::Actions, 6, "Family days");
        names.set(List::Actions, 9, "nothing");
        assert_eq!(names.name(PolicyAsk::TABLE, 3).as_deref(), Some("4 地域通貨の制度"));
        assert_eq!(names.name(PolicyAsk::TABLE, 4), None);
        assert_eq!(names.name(Challenge::TABLE, 3), None, "a name is one list's");
        let read = |field: &Field, text: &str| read_cell(field, &names.read(field, text));
        let ask = &organisation::POLICY_ASKS;
        let keys = read(ask, "law_tax;open4").unwrap();
        assert_eq!(read(ask, "1 法・税制、地域通貨の制度").unwrap(), keys);
        assert_eq!(read(ask, "law_tax; 4 地域通貨の制度").unwrap(), keys);
        let rows = read(&organisation::ACTIONS, "ｆａｍｉｌｙ　ｄａｙｓ:doing:秋;workation").unwrap();
        assert_eq!(rows, read(&organisation::ACTIONS, "open6:doing:秋;workation").unwrap());
        assert!(read(ask, "知らない").is_err());
    }
}
