//! People in whose names the letters of a term stand in order, with others between. There may be a great many of them, and
//! few score as high as any can: what their family and given names come to alone says who is asked first.

use super::names::together;
use super::{Docs, Level, Origin, Reach, Source};
use crate::search::Tier;
use crate::search::entry::Form;
use crate::search::lists::number;
use crate::search::marks::{Marks, in_order};
use crate::search::score::{Scorer, is_plain};
use crate::search::segment::parts::{FORMS, Parts};

/// How far the letters of a term stand in the parts of one kind, in one form.
struct Letters {
    count: usize,
    /// For each family name, how many of them stand in it in order, from the first.
    heads: Vec<usize>,
    /// For each given name, from which of them on all stand in it in order.
    tails: Vec<usize>,
}

impl Reach<'_> {
    /// Adds them.
    pub(super) fn scattered(&mut self) {
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let mut docs = Vec::new();
        for (place, form) in FORMS.into_iter().enumerate() {
            let Some(needle) = self.needle.for_form(form) else { continue };
            if form == Form::Sound && self.needle.is_kana() {
                continue;
            }
            Letters::new(needle, place, families, givens).people(families, givens, &mut docs);
        }
        let mut better = Marks::new(self.index.segment.documents.len());
        let tiers = self.found.iter().take(usize::from(Tier::Subsequence.number()));
        for doc in tiers.flatten().flatten().flat_map(Source::docs) {
            better.set(*doc);
        }
        // Those found better need not stand here too, but for those that others name: they are found by their names alone.
        docs.retain(|doc| !better.get(*doc) || self.index.named.get(*doc));
        let docs = in_order(docs, self.index.segment.documents.len());
        let (mut plain_families, mut plain_givens) = (vec![None; families.len()], vec![None; givens.len()]);
        let plain = |parts: &Parts, known: &mut [Option<bool>], part: u32| {
            let known = known.get_mut(part as usize);
            known.is_some_and(|known| *known.get_or_insert_with(|| is_plain(&parts.part(part))))
        };
        let mut is_plain = |doc: &u32| {
            plain(families, &mut plain_families, families.of_doc(*doc))
                && plain(givens, &mut plain_givens, givens.of_doc(*doc))
        };
        let (plain, others): (Vec<u32>, Vec<u32>) = docs.into_iter().partition(|doc| is_plain(doc));
        self.add(Tier::Subsequence, 0, Docs::Own(plain.into()), Origin::Scattered);
        self.judged(others);
    }

    /// Some of them, one by one, each with the most that it can score.
    pub(super) fn each_scattered<'b>(
        &self,
        docs: &'b [u32],
        scorer: &mut Scorer,
        take: &mut dyn FnMut(Level<'b>),
    ) {
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let (mut firsts, mut seconds) = (vec![None; families.len()], vec![None; givens.len()]);
        for doc in docs {
            let (family, given) = (families.of_doc(*doc), givens.of_doc(*doc));
            let first = firsts.get_mut(family as usize);
            let second = seconds.get_mut(given as usize);
            let Some((first, second)) = first.zip(second) else { continue };
            let first = first.get_or_insert_with(|| scorer.family(self.needle, &families.part(family)));
            let second = second.get_or_insert_with(|| scorer.given(self.needle, &givens.part(given)));
            let ways = first.iter().zip(second.iter());
            let most = ways.filter_map(|(first, second)| first.as_ref()?.most(second.as_ref()?));
            take((most.max().unwrap_or(0), std::slice::from_ref(doc)));
        }
    }
}

impl Letters {
    fn new(needle: &str, place: usize, families: &Parts, givens: &Parts) -> Self {
        let letters: Vec<char> = needle.chars().collect();
        let head =
            |text: &str| text.chars().fold(0, |found, c| found + usize::from(letters.get(found) == Some(&c)));
        let tail = |text: &str| {
            text.chars().rev().fold(letters.len(), |left, c| {
                let wanted = left.checked_sub(1).and_then(|last| letters.get(last));
                left - usize::from(wanted == Some(&c))
            })
        };
        Self {
            count: letters.len(),
            heads: families.texts(place).map(|texts| texts.iter().map(head).collect()).unwrap_or_default(),
            tails: givens.texts(place).map(|texts| texts.iter().map(tail).collect()).unwrap_or_default(),
        }
    }

    /// Whoever has the first letters in the family name and the others in the given name.
    fn people(&self, families: &Parts, givens: &Parts, docs: &mut Vec<u32>) {
        let parts = |held: &[usize], fits: &dyn Fn(usize) -> bool| -> Vec<u32> {
            (0..number(held.len())).zip(held).filter(|(_, held)| fits(**held)).map(|(part, _)| part).collect()
        };
        for head in 1..=self.count {
            let ones = parts(&self.heads, &|found| found == head);
            if head == self.count {
                // Whether there is a given name or not.
                docs.extend(ones.iter().flat_map(|family| families.docs.get(*family)));
            } else if !ones.is_empty() {
                let others = parts(&self.tails, &|tail| tail <= head);
                docs.extend(together(families, &ones, givens, &others));
            }
        }
        let head = |family: u32| self.heads.get(family as usize).copied().unwrap_or(0);
        for given in parts(&self.tails, &|tail| tail == 0) {
            let people = givens.docs.get(given).iter();
            docs.extend(people.filter(|doc| head(families.of_doc(**doc)) == 0));
        }
    }
}
