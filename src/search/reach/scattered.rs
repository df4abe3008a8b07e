//! People in whose names the letters of a term stand in order, with others between. There may be a great many of them, and
//! few score as high as any can: what their family and given names come to alone says who is asked first.

use super::names::together;
use super::scores::Level;
use super::{At, Docs, Origin, Reach, Source};
use crate::search::Tier;
use crate::search::entry::Form;
use crate::search::kernel::{First, Second};
use crate::search::lists::number;
use crate::search::marks::{Marks, in_order};
use crate::search::score::{Scorer, WAYS, is_plain};
use crate::search::segment::parts::{FORMS, Parts};

/// To ask everybody in order about all forms takes as long as to ask one in so many by name.
const ALL_IN_ORDER_FASTER: usize = if cfg!(debug_assertions) { 2 } else { 6 };

/// How far the letters of a term stand in the parts of names, in one form.
struct Letters {
    /// For each family name, how many of them stand in it in order, from the first.
    heads: Vec<u16>,
    /// For each given name, from which of them on all stand in it in order.
    tails: Vec<u16>,
    /// How many there are.
    count: u16,
}

impl Reach<'_> {
    /// Adds them.
    pub(super) fn scattered(&mut self) {
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let forms = FORMS.into_iter().enumerate();
        let asked = forms.filter(|(_, form)| *form != Form::Sound || !self.needle.is_kana());
        let needles = asked.filter_map(|(place, form)| Some((place, self.needle.for_form(form)?)));
        let letters = needles.filter_map(|(place, needle)| Letters::new(needle, place, families, givens));
        let letters: Vec<Letters> = letters.collect();
        let mut better = Marks::new(self.index.segment.documents.len());
        let tiers = self.found.iter().take(usize::from(Tier::Subsequence.number()));
        for doc in tiers.flatten().flatten().flat_map(Source::docs) {
            better.set(*doc);
        }
        let (mut plain_families, mut plain_givens) = (vec![None; families.len()], vec![None; givens.len()]);
        let is = |parts: &Parts, known: &mut [Option<bool>], part: u32| {
            let known = known.get_mut(part as usize);
            known.is_some_and(|known| *known.get_or_insert_with(|| is_plain(&parts.part(part))))
        };
        let (mut plain, mut others) = (Vec::new(), Vec::new());
        for doc in people(&letters, families, givens, self.names.among.as_deref()) {
            // Those found better need not stand here too, but for those that others name: they are found by their names alone.
            if better.get(doc) && !self.index.named.get(doc) {
                continue;
            }
            let is_plain = is(families, &mut plain_families, families.of_doc(doc))
                && is(givens, &mut plain_givens, givens.of_doc(doc));
            (if is_plain { &mut plain } else { &mut others }).push(doc);
        }
        self.add(Tier::Subsequence, 0, Docs::Own(plain.into()), Origin::Scattered);
        self.judged(others);
    }

    /// Some of them, one by one, each with the most that it can score, which is looked at less closely where it is below the floor.
    pub(super) fn each_scattered<'b>(
        &self,
        docs: &'b [u32],
        scorer: &mut Scorer,
        At { floor, among, .. }: At<'_>,
        take: &mut dyn FnMut(Level<'b>),
    ) {
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let (mut firsts, mut seconds) = (vec![None; families.len()], vec![None; givens.len()]);
        let best = scorer.best_given(self.needle);
        for doc in docs.iter().filter(|doc| among.is_none_or(|list| list.place(**doc).is_some())) {
            let (family, given) = (families.of_doc(*doc), givens.of_doc(*doc));
            let Some(first) = firsts.get_mut(family as usize) else { continue };
            let (first, above) = first.get_or_insert_with(|| {
                let first = scorer.family(self.needle, &families.part(family));
                let above = most(&first, &best);
                (first, above)
            });
            if *above < floor {
                take((*above, std::slice::from_ref(doc)));
                continue;
            }
            let Some(second) = seconds.get_mut(given as usize) else { continue };
            let second = second.get_or_insert_with(|| scorer.given(self.needle, &givens.part(given)));
            take((most(first, second), std::slice::from_ref(doc)));
        }
    }
}

/// Whoever has the first letters in the family name and the others in the given name, in some form, ascending; of all, or among these.
fn people(letters: &[Letters], families: &Parts, givens: &Parts, among: Option<&[u32]>) -> Vec<u32> {
    let any = |family, given| letters.iter().any(|own| own.stand_in(family, given));
    if let Some(docs) = among {
        let people = docs.iter().filter(|doc| any(families.of_doc(**doc), givens.of_doc(**doc)));
        return people.copied().collect();
    }
    let effort: usize = letters.iter().map(|letters| letters.effort(families, givens)).sum();
    if effort < families.of.len() / ALL_IN_ORDER_FASTER {
        let mut docs = Vec::new();
        for own in letters {
            own.by_name(families, givens, &mut docs);
        }
        return in_order(docs, families.of.len());
    }
    let pairs = families.of.iter().copied().zip(givens.of.iter().copied()).zip(0..);
    let found = pairs.filter(|((family, given), _)| any(*family, *given));
    found.map(|(_, doc)| doc).collect()
}

/// The most that a term can score in both parts of a name.
fn most(first: &[Option<First>; WAYS], second: &[Option<Second>; WAYS]) -> i64 {
    let ways = first.iter().zip(second);
    ways.filter_map(|(first, second)| first.as_ref()?.most(second.as_ref()?)).max().unwrap_or(0)
}

impl Letters {
    /// `None` for a term of more letters than any text in which they may stand apart.
    fn new(needle: &str, place: usize, families: &Parts, givens: &Parts) -> Option<Self> {
        let letters: Vec<char> = needle.chars().collect();
        let count = u16::try_from(letters.len()).ok()?;
        let letter = |place: u16| letters.get(usize::from(place));
        let head = |text: &str| text.chars().fold(0, |found, c| found + u16::from(letter(found) == Some(&c)));
        let tail = |text: &str| {
            text.chars().rev().fold(count, |left, c| {
                let wanted = left.checked_sub(1).and_then(letter);
                left - u16::from(wanted == Some(&c))
            })
        };
        let heads = families.texts(place)?.iter().map(head).collect();
        let tails = givens.texts(place)?.iter().map(tail).collect();
        Some(Self { heads, tails, count })
    }

    /// How many people are gone through by their names.
    fn effort(&self, families: &Parts, givens: &Parts) -> usize {
        let people = |parts: &Parts, part: usize| parts.docs.get(number(part)).len();
        let mut by_head = vec![0; usize::from(self.count) + 1];
        for (part, head) in self.heads.iter().enumerate() {
            by_head.get_mut(usize::from(*head)).into_iter().for_each(|sum| *sum += people(families, part));
        }
        let mut by_tail = vec![0; usize::from(self.count) + 1];
        for (part, tail) in self.tails.iter().enumerate() {
            by_tail.get_mut(usize::from(*tail)).into_iter().for_each(|sum| *sum += people(givens, part));
        }
        let mut behind = 0;
        let both = by_head.iter().zip(by_tail).enumerate().map(|(head, (ones, others))| {
            behind += others;
            match head {
                0 => behind,
                _ if head == usize::from(self.count) => *ones,
                _ => behind.min(*ones),
            }
        });
        both.sum()
    }

    /// Adds whoever is found so, name by name.
    fn by_name(&self, families: &Parts, givens: &Parts, docs: &mut Vec<u32>) {
        let parts = |held: &[u16], fits: &dyn Fn(u16) -> bool| -> Vec<u32> {
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
        for given in parts(&self.tails, &|tail| tail == 0) {
            let people = givens.docs.get(given).iter();
            docs.extend(people.filter(|doc| self.stand_in(families.of_doc(**doc), given)));
        }
    }

    /// Whether the first letters stand in the family name and the others in the given name. Either may be missing.
    fn stand_in(&self, family: u32, given: u32) -> bool {
        let head = self.heads.get(family as usize).copied().unwrap_or(0);
        self.tails.get(given as usize).copied().unwrap_or(self.count) <= head
    }
}
