//! A dictionary: each different facet once, with the number that rows hold. It only grows; numbers are never given anew.
//! Several threads share one while columns are made: each remembers what it has seen and asks the shared one for the rest.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use super::ABSENT;

/// The facets of one column. A clone shares what is held until one of them grows.
#[derive(Debug, Clone)]
pub(crate) struct Dictionary<F> {
    values: Arc<Vec<F>>,
    /// Looked up, never gone through.
    codes: Arc<HashMap<F, u16>>,
}

impl<F> Default for Dictionary<F> {
    fn default() -> Self {
        Self { values: Arc::default(), codes: Arc::default() }
    }
}

impl<F: Clone + Eq + Hash> Dictionary<F> {
    /// The facets in the order of their numbers.
    pub fn values(&self) -> &[F] {
        &self.values
    }

    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// The number of a facet, a new one where it is not there; `None` where the dictionary is full.
    fn code(&mut self, facet: &F) -> Option<u16> {
        if let Some(code) = self.codes.get(facet) {
            return Some(*code);
        }
        let code = u16::try_from(self.values.len()).ok().filter(|code| *code != ABSENT)?;
        Arc::make_mut(&mut self.values).push(facet.clone());
        Arc::make_mut(&mut self.codes).insert(facet.clone(), code);
        Some(code)
    }
}

/// One thread's way to the dictionaries of `N` columns.
pub(crate) struct Writer<'a, F, const N: usize> {
    shared: &'a Mutex<[Dictionary<F>; N]>,
    known: [HashMap<F, u16>; N],
}

impl<'a, F: Clone + Eq + Hash, const N: usize> Writer<'a, F, N> {
    pub fn new(shared: &'a Mutex<[Dictionary<F>; N]>) -> Self {
        Self { shared, known: std::array::from_fn(|_| HashMap::new()) }
    }

    /// The numbers of a row's facets; `None` where one does not fit.
    pub fn codes(&mut self, facets: [F; N]) -> Option<[u16; N]> {
        let mut codes = [ABSENT; N];
        for (column, (facet, slot)) in facets.into_iter().zip(&mut codes).enumerate() {
            *slot = self.code(column, facet)?;
        }
        Some(codes)
    }

    /// The number of a facet of one column.
    pub fn code(&mut self, column: usize, facet: F) -> Option<u16> {
        let known = self.known.get_mut(column)?;
        if let Some(code) = known.get(&facet) {
            return Some(*code);
        }
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let code = shared.get_mut(column)?.code(&facet)?;
        drop(shared);
        known.insert(facet, code);
        Some(code)
    }
}
