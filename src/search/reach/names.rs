//! Names of people: a term is compared with each part once, and with two parts together only where it can span them.

use std::collections::BTreeMap;

use foldhash::HashMap;
use memchr::memmem::Finder;

use super::join::{kana_joins, lost_behind, sound_joins};
use super::{Docs, Origin, Reach, undivided};
use crate::field::Kind;
use crate::search::Tier;
use crate::search::entry::{Form, KANA_FIELD, Split, TEXT_FIELD, View, name_sort};
use crate::search::needle::Needle;
use crate::search::segment::Segment;
use crate::search::segment::parts::{FORMS, Parts};
use crate::search::slip::Slips;

/// To ask everybody in order takes as long as to ask one in so many by name.
const IN_ORDER_FASTER: usize = 12;

/// A part alone, as a piece.
pub(in crate::search) fn view(text: &str, form: Form) -> View<'_> {
    undivided(text, name_sort(form), if form == Form::Text { TEXT_FIELD } else { KANA_FIELD })
}

impl<'a> Reach<'a> {
    /// What a stage finds in names.
    pub(super) fn names(&mut self, stage: usize) {
        if !self.judge.sought.contains(&Kind::Person) {
            return;
        }
        let segment = &self.index.segment;
        let docs = match stage {
            0 => {
                self.parts_as_is(&segment.families, Origin::Family);
                self.parts_as_is(&segment.givens, Origin::Given);
                self.spans(true)
            }
            1 => {
                // Those that were found better stand there too, and the better place counts.
                let docs = self.spans(false);
                return self.add(Tier::Substring, 0, Docs::Own(docs.into()), Origin::Other);
            }
            2 => {
                self.parts_slipped(&segment.families, Origin::Family);
                self.parts_slipped(&segment.givens, Origin::Given);
                self.pairs_slipped()
            }
            _ => return self.scattered(),
        };
        self.judged(docs);
    }

    /// Parts in which the term stands as it is.
    fn parts_as_is(&mut self, parts: &'a Parts, origin: fn(u32) -> Origin) {
        let mut best: BTreeMap<u32, Tier> = BTreeMap::new();
        for (place, form) in FORMS.into_iter().enumerate() {
            let (Some(needle), Some(texts)) = (self.needle.for_form(form), parts.texts(place)) else {
                continue;
            };
            let finder = Finder::new(needle);
            let mut from = 0;
            while let Some(at) = texts.all().as_bytes().get(from..).and_then(|rest| finder.find(rest)) {
                let at = from + at;
                let part = texts.at(at);
                let end = texts.start(part + 1);
                if at + needle.len() > end {
                    from = at + 1;
                    continue;
                }
                from = end;
                if let Some((tier, _)) = self.needle.as_is(&view(texts.get(part), form)) {
                    best.entry(part).and_modify(|held| *held = tier.min(*held)).or_insert(tier);
                }
            }
        }
        for (part, tier) in best {
            self.add(tier, 0, Docs::Lent(parts.docs.get(part)), origin(part));
        }
    }

    /// People whose two parts the term may span: from the first one's beginning, or from anywhere in it.
    fn spans(&self, whole: bool) -> Vec<u32> {
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let mut docs = Vec::new();
        for (place, form) in FORMS.into_iter().enumerate() {
            let Some(needle) = self.needle.for_form(form) else { continue };
            for (at, _) in needle.char_indices().skip(1) {
                let Some((one, rest)) = needle.split_at_checked(at) else { continue };
                if whole {
                    for (first, second) in [(families, givens), (givens, families)] {
                        let ones = first.equal(place, one);
                        if !ones.is_empty() {
                            docs.extend(together(first, ones, second, &behind(second, place, one, rest)));
                        }
                    }
                } else if !(form == Form::Sound && self.needle.is_kana()) {
                    let others = givens.beginning(place, rest);
                    if !others.is_empty() {
                        docs.extend(together(families, &families.ending(place, one), givens, others));
                    }
                }
            }
        }
        docs
    }

    /// Readings one slip away.
    fn parts_slipped(&mut self, parts: &'a Parts, origin: fn(u32) -> Origin) {
        let (place, form) = match self.needle.slips() {
            Slips::None => return,
            Slips::Kana { .. } => (1, Form::Kana),
            Slips::Sounds { .. } => (2, Form::Sound),
        };
        let Some(texts) = parts.texts(place) else { return };
        let slips = self.needle.slips();
        for part in parts.with(place, |letters| slips.may_be_near(letters, Split::None)) {
            let fits = self.needle.in_view(&view(texts.get(part), form), false);
            if let Some((Tier::Slip, _)) = fits {
                self.add(Tier::Slip, 0, Docs::Lent(parts.docs.get(part)), origin(part));
            }
        }
    }

    /// People whose parts, joined in one order or the other, may be one slip away.
    fn pairs_slipped(&self) -> Vec<u32> {
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let mut docs = Vec::new();
        for (first, second) in [(families, givens), (givens, families)] {
            let joins = match self.needle.slips() {
                Slips::None => return docs,
                Slips::Kana { .. } => kana_joins(&self.needle.text, first, second),
                Slips::Sounds { sounds, .. } => sound_joins(sounds.iter(), first, second),
            };
            for (one, others) in joins {
                docs.extend(together(first, &[one], second, &others));
            }
        }
        docs
    }

    /// Adds people by how the term fits their whole names; each pair of parts is judged once.
    pub(super) fn judged(&mut self, mut docs: Vec<u32>) {
        docs.sort_unstable();
        docs.dedup();
        let (families, givens) = (&self.index.segment.families, &self.index.segment.givens);
        let mut known: HashMap<(u32, u32), Option<Tier>> = HashMap::default();
        let mut by_tier: [Vec<u32>; 6] = Default::default();
        for doc in docs {
            let pair = (families.of_doc(doc), givens.of_doc(doc));
            let tier = *known
                .entry(pair)
                .or_insert_with(|| pair_tier(self.needle, &self.index.segment, pair, self.judge.loose));
            if let Some(docs) = tier.and_then(|tier| by_tier.get_mut(usize::from(tier.number()))) {
                docs.push(doc);
            }
        }
        for (tier, docs) in Tier::ALL.into_iter().zip(by_tier) {
            self.add(tier, 0, Docs::Own(docs.into()), Origin::Other);
        }
    }
}

/// How a term fits a family and a given name together.
pub(in crate::search) fn pair_tier(
    needle: &Needle,
    segment: &Segment,
    (family, given): (u32, u32),
    loose: bool,
) -> Option<Tier> {
    let (family, given) = (segment.families.part(family), segment.givens.part(given));
    let tiers = FORMS.into_iter().filter_map(|form| {
        let (first, second) = (family.form(form), given.form(form));
        let text = format!("{first}{second}");
        let sort = name_sort(form);
        let view = if first.is_empty() || second.is_empty() {
            undivided(&text, sort, KANA_FIELD)
        } else {
            View::new(&text, first.len(), sort, KANA_FIELD, 0, &[])
        };
        needle.in_view(&view, loose).map(|(tier, _)| tier)
    });
    tiers.min()
}

/// The people who bear one of `ones` and one of `others`; whichever are borne by fewer are gone through.
pub(super) fn together(first: &Parts, ones: &[u32], second: &Parts, others: &[u32]) -> Vec<u32> {
    let people =
        |parts: &Parts, held: &[u32]| -> usize { held.iter().map(|part| parts.docs.get(*part).len()).sum() };
    let (through, held, other, wanted_parts) = if people(first, ones) <= people(second, others) {
        (first, ones, second, others)
    } else {
        (second, others, first, ones)
    };
    let wanted = flags(other, wanted_parts);
    let is_wanted = |part: u32| wanted.get(part as usize).copied().unwrap_or(false);
    if people(through, held) < through.of.len() / IN_ORDER_FASTER {
        let people = held.iter().flat_map(|part| through.docs.get(*part)).copied();
        return people.filter(|doc| is_wanted(other.of_doc(*doc))).collect();
    }
    in_both((&through.of, &flags(through, held)), (&other.of, &wanted))
}

/// The people of whom both parts are marked. Which are is as good as chance, so that nothing is done or left by it.
fn in_both(one: (&[u32], &[bool]), other: (&[u32], &[bool])) -> Vec<u32> {
    const AT_ONCE: usize = 1024;
    let mut docs = Vec::new();
    let mut found = [0; AT_ONCE];
    let is_marked = |marked: &[bool], part: u32| marked.get(part as usize).copied().unwrap_or(false);
    for (first, (ones, others)) in
        (0..).step_by(AT_ONCE).zip(one.0.chunks(AT_ONCE).zip(other.0.chunks(AT_ONCE)))
    {
        let mut count = 0;
        for (doc, (part, other_part)) in (first..).zip(ones.iter().zip(others)) {
            if let Some(place) = found.get_mut(count) {
                *place = doc;
            }
            count += usize::from(is_marked(one.1, *part) & is_marked(other.1, *other_part));
        }
        docs.extend_from_slice(found.get(..count).unwrap_or_default());
    }
    docs
}

/// Which of all parts these are.
fn flags(parts: &Parts, held: &[u32]) -> Vec<bool> {
    let mut flags = vec![false; parts.len()];
    for part in held {
        if let Some(flag) = flags.get_mut(*part as usize) {
            *flag = true;
        }
    }
    flags
}

/// The parts that begin with `rest`, or do when they stand behind `one` and lose a letter there.
fn behind(parts: &Parts, place: usize, one: &str, rest: &str) -> Vec<u32> {
    let mut others = parts.beginning(place, rest).to_vec();
    for letter in lost_behind(place, one) {
        others.extend(parts.beginning(place, &format!("{letter}{rest}")));
    }
    others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::lists::number;
    use crate::search::segment::parts::NONE;

    #[test]
    fn those_of_whom_both_parts_are_marked() {
        let part =
            |doc: usize, step: usize| if doc.is_multiple_of(7) { NONE } else { number(doc * step % 5) };
        let ones: Vec<u32> = (0..2_500).map(|doc| part(doc, 3)).collect();
        let others: Vec<u32> = (0..2_500).map(|doc| part(doc + 2, 1)).collect();
        let (first, second) = ([true, false, true, true, false], [false, true, true]);
        let marked = |marks: &[bool], part: u32| marks.get(part as usize) == Some(&true);
        let wanted: Vec<u32> = (0..2_500)
            .filter(|doc| marked(&first, ones[*doc as usize]) && marked(&second, others[*doc as usize]))
            .collect();
        assert!(wanted.len() > 500 && wanted.last().is_some_and(|doc| *doc > 2_048));
        assert_eq!(in_both((&ones, &first), (&others, &second)), wanted);
    }
}
