//! Faces: every distinct piece of text but people's names, once, with the documents that show it.
//! Faces of one slot (a field of a kind, in one form) stand together and ascend, so that beginnings are found by halving.

use super::parts::NONE;
use crate::field::Kind;
use crate::search::alphabet::Alphabet;
use crate::search::entry::{Draft, Sort, Split, View};
use crate::search::lists::{Lists, Texts, TextsMaker, number};

/// Faces of one field of a kind in one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::search) struct Slot {
    pub kind: Kind,
    pub field: u8,
    pub sort: Sort,
    /// Its faces: from the first up to the second.
    pub span: (u32, u32),
    /// Where its faces are divided; empty where none is.
    pub middles: Box<[u16]>,
    /// Whether its faces are ASCII alone, as addresses are.
    pub ascii: bool,
    /// The letters of each, where it is a name that is looked for with slips and with letters between; else empty.
    pub alphabets: Box<[Alphabet]>,
}

/// All faces.
#[derive(Debug, Default)]
pub(in crate::search) struct Faces {
    pub slots: Vec<Slot>,
    pub texts: Texts,
    /// Where later words begin.
    pub words: Lists<u16>,
    /// The documents that show a face, ascending.
    pub docs: Lists,
    /// The faces of a document, in the order of its fields.
    pub of: Lists,
}

/// One piece of text of one document, before equal ones are joined.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    pub slot: u32,
    pub doc: u32,
    start: u32,
    length: u32,
    middle: u16,
    words: (u32, u16),
}

/// What documents show, before equal pieces are joined.
#[derive(Debug, Default)]
pub(super) struct FacesMaker {
    text: String,
    words: Vec<u16>,
    pub shown: Vec<Shown>,
}

/// A slot in one number that sorts by kind, then field, then sort.
pub(super) fn slot_number(kind: Kind, field: u8, sort: Sort) -> u32 {
    number(kind.index()) << 16 | u32::from(field) << 8 | u32::from(sort.number())
}

fn slot_of(number: u32) -> Option<(Kind, u8, Sort)> {
    let [_, kind, field, sort] = number.to_be_bytes();
    Some((*Kind::ALL.get(usize::from(kind))?, field, Sort::from_number(sort)))
}

impl Faces {
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The slot that a face stands in.
    pub fn slot(&self, face: u32) -> Option<&Slot> {
        self.placed_slot(face).map(|(_, slot)| slot)
    }

    /// The same with its place among all slots.
    pub fn placed_slot(&self, face: u32) -> Option<(usize, &Slot)> {
        let place = self.slots.partition_point(|slot| slot.span.0 <= face).checked_sub(1)?;
        Some((place, self.slots.get(place)?))
    }

    /// Finds out which slots are ASCII alone, and the letters of names.
    pub(super) fn survey(&mut self) {
        for slot in &mut self.slots {
            let (first, last) = slot.span;
            let (from, to) = (self.texts.start(first), self.texts.start(last));
            slot.ascii = self.texts.all().get(from..to).is_some_and(str::is_ascii);
            if slot.sort.is_name() {
                slot.alphabets = (first..last).map(|face| Alphabet::of(self.texts.get(face))).collect();
            }
        }
    }

    /// A face of a slot, as a piece; `words` is room for where its words begin.
    pub fn view<'a>(&'a self, slot: &Slot, face: u32, words: &'a mut Vec<u32>) -> View<'a> {
        words.clear();
        words.extend(self.words.get(face).iter().map(|word| u32::from(*word)));
        View::new(self.texts.get(face), slot.middle(face), slot.sort, slot.field, 0, words)
    }

    /// Adds the faces of a document to an entry.
    pub fn draft(&self, doc: u32, draft: &mut Draft) {
        for face in self.of.get(doc).iter().copied() {
            let Some(slot) = self.slot(face) else { continue };
            let text = self.texts.get(face);
            let words = self.words.get(face);
            match text.split_at_checked(slot.middle(face)) {
                Some((first, second)) if slot.sort.split != Split::None => {
                    draft.divided(slot.field, slot.sort, first, second, words);
                }
                _ => draft.whole(slot.field, slot.sort, text, words),
            }
        }
    }
}

impl Slot {
    /// The faces whose letters fit; all where those are not known.
    pub fn with(&self, fits: impl Fn(Alphabet) -> bool) -> impl Iterator<Item = u32> {
        let fits = move |face: &u32| {
            let place = (face - self.span.0) as usize;
            self.alphabets.get(place).is_none_or(|alphabet| fits(*alphabet))
        };
        (self.span.0..self.span.1).filter(fits)
    }

    fn middle(&self, face: u32) -> usize {
        let place = face.saturating_sub(self.span.0) as usize;
        self.middles.get(place).copied().map_or(0, usize::from)
    }
}

impl FacesMaker {
    /// Takes a piece of a document.
    pub fn take(&mut self, doc: u32, kind: Kind, view: &View<'_>) {
        let start = number(self.text.len());
        self.text.push_str(view.text);
        let first_word = number(self.words.len());
        self.words.extend(view.later_starts().filter_map(|word| u16::try_from(word).ok()));
        let words = u16::try_from(self.words.len() - first_word as usize).unwrap_or_default();
        let middle = if view.split == Split::None { 0 } else { view.first.len() };
        self.shown.push(Shown {
            slot: slot_number(kind, u8::try_from(view.field).unwrap_or_default(), view.sort()),
            doc,
            start,
            length: number(view.text.len()),
            middle: u16::try_from(middle).unwrap_or_default(),
            words: (first_word, words),
        });
    }

    fn text(&self, shown: &Shown) -> &str {
        let start = shown.start as usize;
        self.text.get(start..start + shown.length as usize).unwrap_or_default()
    }

    fn words(&self, shown: &Shown) -> &[u16] {
        let start = shown.words.0 as usize;
        self.words.get(start..start + usize::from(shown.words.1)).unwrap_or_default()
    }

    /// The first eight bytes as a number: most texts are told apart by them.
    fn head(&self, shown: &Shown) -> u64 {
        let bytes = self.text(shown).as_bytes();
        bytes.iter().chain(&[0; 8]).take(8).fold(0, |head, byte| head << 8 | u64::from(*byte))
    }
}

/// What several threads have gathered, each with where its documents begin among all.
pub(super) struct Gathered<'a> {
    pub makers: Vec<(&'a FacesMaker, u32)>,
    /// The final number of each document.
    pub ranks: &'a [u32],
}

impl Gathered<'_> {
    /// Joins equal pieces.
    pub fn join(&self) -> Faces {
        let mut by_slot: std::collections::BTreeMap<u32, Vec<(u64, u32, u32)>> =
            std::collections::BTreeMap::new();
        for (which, (maker, _)) in (0..).zip(&self.makers) {
            for (at, shown) in (0..).zip(&maker.shown) {
                by_slot.entry(shown.slot).or_default().push((maker.head(shown), which, at));
            }
        }
        let mut face_of: Vec<Vec<u32>> =
            self.makers.iter().map(|(maker, _)| vec![NONE; maker.shown.len()]).collect();
        let mut faces = Faces::default();
        let (mut texts, mut word_starts, mut words) = (TextsMaker::default(), vec![0], Vec::new());
        let mut next = 0;
        for (slot, mut members) in by_slot {
            let first = next;
            self.sort(&mut members);
            let mut before: Option<(&FacesMaker, Shown)> = None;
            let mut middles = Vec::new();
            for (_, which, at) in members {
                let Some((maker, shown)) = self.shown(which, at) else { continue };
                if !before.is_some_and(|(other, last)| same(maker, &shown, other, &last)) {
                    texts.push(maker.text(&shown));
                    words.extend_from_slice(maker.words(&shown));
                    word_starts.push(number(words.len()));
                    middles.push(shown.middle);
                    next += 1;
                }
                before = Some((maker, shown));
                if let Some(face) =
                    face_of.get_mut(which as usize).and_then(|faces| faces.get_mut(at as usize))
                {
                    *face = next - 1;
                }
            }
            let Some((kind, field, sort)) = slot_of(slot) else { continue };
            if sort.split == Split::None {
                middles.clear();
            }
            faces.slots.push(Slot {
                kind,
                field,
                sort,
                span: (first, next),
                middles: middles.into(),
                ascii: false,
                alphabets: Box::default(),
            });
        }
        faces.texts = texts.finish();
        faces.words = Lists::new(word_starts, words);
        faces.survey();
        self.connect(&mut faces, &face_of);
        faces
    }

    fn connect(&self, faces: &mut Faces, face_of: &[Vec<u32>]) {
        let pairs = || {
            self.makers.iter().zip(face_of).flat_map(move |((maker, base), own)| {
                maker.shown.iter().zip(own).filter_map(move |(shown, face)| {
                    Some((*self.ranks.get((base + shown.doc) as usize)?, *face))
                })
            })
        };
        faces.of = Lists::of(self.ranks.len(), pairs);
        let of = &faces.of;
        faces.docs = Lists::of(faces.texts.len(), || {
            (0..number(of.len())).flat_map(|doc| {
                let own = of.get(doc);
                // A document may show a face twice and is one of its documents all the same.
                own.iter()
                    .enumerate()
                    .filter(|(at, face)| !own.iter().take(*at).any(|other| other == *face))
                    .map(move |(_, face)| (*face, doc))
            })
        });
    }

    fn shown(&self, which: u32, at: u32) -> Option<(&FacesMaker, Shown)> {
        let (maker, _) = self.makers.get(which as usize)?;
        Some((maker, *maker.shown.get(at as usize)?))
    }

    fn sort(&self, members: &mut [(u64, u32, u32)]) {
        let rest = |which, at| {
            self.shown(which, at)
                .map(|(maker, shown)| (maker.text(&shown), shown.middle, maker.words(&shown)))
        };
        members.sort_unstable_by(|one, other| {
            one.0.cmp(&other.0).then_with(|| rest(one.1, one.2).cmp(&rest(other.1, other.2)))
        });
    }
}

fn same(maker: &FacesMaker, shown: &Shown, other: &FacesMaker, last: &Shown) -> bool {
    shown.middle == last.middle
        && maker.text(shown) == other.text(last)
        && maker.words(shown) == other.words(last)
}
