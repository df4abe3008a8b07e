//! A segment as bytes, in four parts that threads read beside each other. What follows quickly from the rest is not stored.

use std::io::{self, Write};

use super::faces::{Faces, Slot};
use super::grams::Grams;
use super::links::Links;
use super::parts::Parts;
use super::runs::Runs;
use super::{Documents, Segment};
use crate::field::{Guard, Id, Kind};
use crate::search::entry::Sort;
use crate::search::lists::number;
use crate::search::stored::{Source, Stored};

/// How many parts a segment is kept in.
pub(in crate::search) const PARTS: usize = 4;

/// One part of a segment, read.
pub(in crate::search) enum Part {
    Documents(Box<(Documents, Links)>),
    Names(Box<(Parts, Parts)>),
    Faces(Box<Faces>),
    Grams(Box<(Grams, Runs)>),
}

impl Segment {
    /// Writes a part, counted from 0.
    pub fn store_part(&self, part: usize, out: &mut dyn Write) -> io::Result<()> {
        match part {
            0 => {
                self.documents.store(out)?;
                self.links.store(out)
            }
            1 => {
                self.families.store(out)?;
                self.givens.store(out)
            }
            2 => self.faces.store(out),
            _ => {
                self.grams.store(out)?;
                self.runs.store(out)
            }
        }
    }

    /// The segment of these parts, made of the state as of commit `seq`; `None` where they do not belong together.
    pub fn of_parts(seq: u64, parts: Vec<Part>) -> Option<Self> {
        let mut segment = Self { seq, ..Self::default() };
        let mut given = [false; PARTS];
        for part in parts {
            let which = match part {
                Part::Documents(both) => {
                    (segment.documents, segment.links) = *both;
                    0
                }
                Part::Names(both) => {
                    (segment.families, segment.givens) = *both;
                    1
                }
                Part::Faces(faces) => {
                    segment.faces = *faces;
                    2
                }
                Part::Grams(both) => {
                    (segment.grams, segment.runs) = *both;
                    3
                }
            };
            *given.get_mut(which)? = true;
        }
        segment.runs.of = segment.faces.of.len();

        let count = segment.documents.len();
        let whole = given == [true; PARTS]
            && segment.families.of.len() == count
            && segment.givens.of.len() == count
            && segment.faces.of.len() == count;
        segment.name();
        whole.then_some(segment)
    }
}

impl Part {
    /// Reads a part, counted from 0.
    pub fn restore(part: usize, bytes: &[u8]) -> Option<Self> {
        let mut source = Source::new(bytes);
        let read = match part {
            0 => Self::Documents(Box::new((Stored::restore(&mut source)?, Stored::restore(&mut source)?))),
            1 => Self::Names(Box::new((Stored::restore(&mut source)?, Stored::restore(&mut source)?))),
            2 => Self::Faces(Box::new(Stored::restore(&mut source)?)),
            _ => Self::Grams(Box::new((Stored::restore(&mut source)?, Stored::restore(&mut source)?))),
        };
        source.is_empty().then_some(read)
    }
}

impl Stored for Documents {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.kinds.store(out)?;
        self.numbers.store(out)?;
        let firsts: Box<[u32]> = self.seqs.iter().map(|(first, _)| *first).collect();
        let seqs: Box<[u64]> = self.seqs.iter().map(|(_, seq)| *seq).collect();
        firsts.store(out)?;
        seqs.store(out)?;
        self.by_id.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let (kinds, numbers) = (Stored::restore(source)?, Stored::restore(source)?);
        let (firsts, seqs) = (<Box<[u32]>>::restore(source)?, <Box<[u64]>>::restore(source)?);
        let seqs = firsts.iter().copied().zip(seqs).collect();
        Some(Self::ordered(kinds, numbers, seqs, Stored::restore(source)?))
    }
}

impl Stored for Links {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.targets.store(out)?;
        self.of.store(out)?;
        self.fields.store(out)?;
        self.open.store(out)?;
        let guarded: Box<[u32]> = self
            .guarded
            .iter()
            .flat_map(|(list, guard, doc)| {
                let guard = match guard {
                    Guard::Open => 0,
                    Guard::Contact => 1,
                    Guard::Needs => 2,
                };
                [*list, guard, *doc]
            })
            .collect();
        guarded.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let (targets, of) = (Stored::restore(source)?, Stored::restore(source)?);
        let (fields, open) = (Stored::restore(source)?, Stored::restore(source)?);
        let flat = <Box<[u32]>>::restore(source)?;
        let guard = |number| match number {
            0 => Some(Guard::Open),
            1 => Some(Guard::Contact),
            2 => Some(Guard::Needs),
            _ => None,
        };
        let (rows, _) = flat.as_chunks::<3>();
        let guarded = rows.iter().map(|&[list, held, doc]| Some((list, guard(held)?, doc)));
        Some(Self { targets, of, fields, open, guarded: guarded.collect::<Option<_>>()? })
    }
}

impl Stored for Box<[Id]> {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        let kinds: Box<[u8]> =
            self.iter().map(|id| u8::try_from(id.kind.index()).unwrap_or(u8::MAX)).collect();
        let numbers: Box<[u32]> = self.iter().map(|id| id.number).collect();
        kinds.store(out)?;
        numbers.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let (kinds, numbers) = (<Box<[u8]>>::restore(source)?, <Box<[u32]>>::restore(source)?);
        let ids = kinds.iter().zip(&numbers);
        ids.map(|(kind, number)| Some(Id::new(*Kind::ALL.get(usize::from(*kind))?, *number))).collect()
    }
}

impl Stored for Faces {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        let table: Box<[u32]> = self
            .slots
            .iter()
            .flat_map(|slot| {
                let kind = number(slot.kind.index());
                [kind, u32::from(slot.field), u32::from(slot.sort.number()), slot.span.0, slot.span.1]
            })
            .collect();
        table.store(out)?;
        self.slots.iter().try_for_each(|slot| slot.middles.store(out))?;
        self.texts.store(out)?;
        self.words.store(out)?;
        self.docs.store(out)?;
        self.of.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let table = <Box<[u32]>>::restore(source)?;
        let mut slots = Vec::new();
        for &[kind, field, sort, first, last] in table.as_chunks::<5>().0 {
            slots.push(Slot {
                kind: *Kind::ALL.get(kind as usize)?,
                field: u8::try_from(field).ok()?,
                sort: Sort::from_number(u8::try_from(sort).ok()?),
                span: (first, last),
                middles: Stored::restore(source)?,
                ascii: false,
                alphabets: Box::default(),
            });
        }
        let (texts, words) = (Stored::restore(source)?, Stored::restore(source)?);
        let mut faces =
            Self { slots, texts, words, docs: Stored::restore(source)?, of: Stored::restore(source)? };
        faces.survey();
        Some(faces)
    }
}

impl Stored for Grams {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.blocks.store(out)?;
        self.lists.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        Some(Self { blocks: Stored::restore(source)?, lists: Stored::restore(source)? })
    }
}

impl Stored for Runs {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.texts.store(out)?;
        self.places.store(out)?;
        self.docs.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let (texts, places) = (Stored::restore(source)?, Stored::restore(source)?);
        Some(Self { texts, places, docs: Stored::restore(source)?, of: 0 })
    }
}
