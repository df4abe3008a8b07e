//! Names and their numbers, so that lists of millions hold numbers only.

use std::collections::HashMap;

/// Names by number. A name that only others mention is not declared.
#[derive(Debug, Clone, Default)]
pub struct Names {
    texts: Vec<Box<str>>,
    declared: Vec<bool>,
    numbers: HashMap<Box<str>, u32>,
}

impl Names {
    /// The number of a name, given now if it is new.
    pub fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(name.into());
        self.declared.push(false);
        self.numbers.insert(name.into(), number);
        number
    }

    /// The number of a name that takes part in the round.
    pub fn declare(&mut self, name: &str) -> u32 {
        let number = self.number(name);
        if let Some(declared) = self.declared.get_mut(number as usize) {
            *declared = true;
        }
        number
    }

    /// The number of a known name.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }

    /// The name of a number; empty for a number not given.
    pub fn name(&self, number: usize) -> &str {
        self.texts.get(number).map_or("", |text| text)
    }

    /// Whether the name takes part.
    pub fn is_declared(&self, number: usize) -> bool {
        self.declared.get(number).copied().unwrap_or(false)
    }

    /// How many names have a number.
    pub const fn len(&self) -> usize {
        self.texts.len()
    }

    pub const fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}
