//! Runs of letters in codes: which documents show each in an address or in an id of another system. Nearly every address is
//! another text, but the names and words that they are made of are few, so that a term of letters is looked for in those.

use foldhash::HashMap;
use memchr::memmem::Finder;

use super::faces::{Faces, Slot};
use crate::search::entry::Form;
use crate::search::lists::{Lists, Texts, TextsMaker, number};

/// Runs that more than one in so many documents shows, as parts of hosts are, say little of any of them.
pub(in crate::search) const COMMON: usize = if cfg!(debug_assertions) { 3 } else { 16 };
/// What is still worth it where they are only asked whether they hold something else too.
pub(in crate::search) const COMMON_TO_MANY: usize = if cfg!(debug_assertions) { 2 } else { 4 };

/// The different runs of letters in codes.
#[derive(Debug, Default)]
pub(in crate::search) struct Runs {
    pub texts: Texts,
    /// For each the place of its slot among all, times two, and one more where it begins a word behind the first.
    pub places: Box<[u32]>,
    /// The documents that show each, ascending.
    pub docs: Lists,
    /// How many documents there are.
    pub of: usize,
}

/// A run that holds what was asked for.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::search) struct Run<'a> {
    pub docs: &'a [u32],
    /// The place of its slot among all.
    pub slot: usize,
    /// Whether what was asked for begins a word behind the first.
    pub begins_word: bool,
}

impl Runs {
    pub fn of(faces: &Faces) -> Self {
        let mut known: HashMap<(u32, &str), u32> = HashMap::default();
        let (mut texts, mut places) = (TextsMaker::default(), Vec::new());
        let mut shown: Vec<(u32, u32)> = Vec::new();
        for doc in 0..number(faces.of.len()) {
            let first = shown.len();
            for face in faces.of.get(doc).iter().copied() {
                let Some((slot, _)) = faces.placed_slot(face).filter(|(_, slot)| slot.is_code()) else {
                    continue;
                };
                for (run, begins) in runs(faces.texts.get(face), faces.words.get(face)) {
                    let place = number(slot) * 2 + u32::from(begins);
                    let next = number(known.len());
                    let run = *known.entry((place, run)).or_insert_with(|| {
                        texts.push(run);
                        places.push(place);
                        next
                    });
                    if !shown.iter().skip(first).any(|(own, _)| *own == run) {
                        shown.push((run, doc));
                    }
                }
            }
        }
        let docs = Lists::of(known.len(), || shown.iter().copied());
        Self { texts: texts.finish(), places: places.into(), docs, of: faces.of.len() }
    }

    /// The runs that hold these letters; `None` where more than one in `common` documents shows one of them, or where they are not
    /// letters alone and may stand across runs.
    pub fn with(&self, letters: &str, common: usize) -> Option<Vec<Run<'_>>> {
        if !letters.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return None;
        }
        let (finder, all) = (Finder::new(letters), self.texts.all().as_bytes());
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(at) = all.get(from..).and_then(|rest| finder.find(rest)) {
            let at = from + at;
            let run = self.texts.at(at);
            let end = self.texts.start(run + 1);
            // What begins in one text and ends in the next is in neither.
            if at + letters.len() > end {
                from = at + 1;
                continue;
            }
            let (docs, place) = (self.docs.get(run), *self.places.get(run as usize)?);
            if docs.len() > self.of / common {
                return None;
            }
            let begins_word = place % 2 == 1 && at == self.texts.start(run);
            found.push(Run { docs, slot: place as usize / 2, begins_word });
            from = end;
        }
        Some(found)
    }
}

impl Slot {
    /// Whether its faces are codes.
    pub fn is_code(&self) -> bool {
        self.sort.form == Form::Code
    }
}

/// The runs of letters in a folded text, each with whether one of its later words begins there. Where a word begins inside a
/// run, as behind a sign that is folded away, the run from there on is one too.
fn runs<'a>(text: &'a str, words: &[u16]) -> Vec<(&'a str, bool)> {
    let mut runs = Vec::new();
    let mut next = 0;
    for run in text.split(|c: char| !c.is_ascii_lowercase()).filter(|run| !run.is_empty()) {
        let Some(at) = text.get(next..).and_then(|rest| rest.find(run)).map(|at| at + next) else { continue };
        next = at + run.len();
        runs.push((run, words.iter().any(|word| usize::from(*word) == at)));
        let inside = words.iter().map(|word| usize::from(*word)).filter(|word| (at + 1..next).contains(word));
        runs.extend(inside.filter_map(|word| Some((text.get(word..next)?, true))));
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_letters_end() {
        let cut = |text| runs(text, &[]).into_iter().map(|(run, _)| run).collect::<Vec<_>>();
        assert_eq!(cut("mayu.iga1@ex.com"), ["mayu", "iga", "ex", "com"]);
        assert_eq!(cut("g1-g@0"), ["g", "g"]);
        assert!(cut("田中090").is_empty());
    }

    #[test]
    fn a_word_begins_a_run_or_stands_in_one() {
        // As taro-ito@ex.com is folded.
        let cut = runs("taroito@ex.com", &[4, 8, 11]);
        assert_eq!(cut, [("taroito", false), ("ito", true), ("ex", true), ("com", true)]);
    }

    #[test]
    fn runs_are_found_by_their_letters() {
        let mut texts = TextsMaker::default();
        for text in ["sato", "masato", "to", "com"] {
            texts.push(text);
        }
        let common = (0..9).map(|doc| (3, doc));
        let docs = Lists::of(4, || [(0, 4), (1, 2), (1, 3), (2, 9)].into_iter().chain(common.clone()));
        let runs = Runs { texts: texts.finish(), places: [7, 7, 2, 2].into(), docs, of: 9 };
        let run = |docs, slot, begins_word| Run { docs, slot, begins_word };
        assert_eq!(runs.with("sato", 2).unwrap(), [run(&[4], 3, true), run(&[2, 3], 3, false)]);
        assert_eq!(runs.with("to", 2).unwrap().last(), Some(&run(&[9], 1, false)));
        assert!(runs.with("tom", 2).unwrap().is_empty(), "two runs side by side are not one");
        assert!(runs.with("co", 2).is_none(), "the last one is everywhere");
        assert_eq!(runs.with("co", 1).unwrap().len(), 1, "unless that is all the same");
        assert!(runs.with("a.b", 1).is_none());
    }
}
