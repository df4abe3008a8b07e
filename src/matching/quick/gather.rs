//! What the people of one chunk have of the skills asked for, from the lists of who holds what.
//! Invariant: the same credit as `parts::work::skill` gives from a person's own list: of the skill and its kin the best.
#![expect(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "arrays of one chunk, read at places below its size, with sums that the plan holds below two bytes; measured"
)]

use crate::field::Id;
use crate::matching::columns::people::Chunk;
use crate::matching::columns::{CHUNK_ROWS, Kin, parts};
use crate::matching::opening::Required;
use crate::matching::parts::region::ENOUGH_SKILLS;
use crate::matching::parts::work::held_worth;
use crate::matching::sheet::Worth;

const LEVELS: usize = 16;

/// A skill asked for: how often it counts, and what each level held of it or of its kin is worth.
pub(super) struct Wanted {
    pub times: u32,
    pub must: bool,
    skill: u32,
    kin: Vec<u32>,
    own: [Worth; LEVELS],
    near: [Worth; LEVELS],
}

impl Wanted {
    pub fn new(required: Required, times: u32, must: bool, kin: &Kin) -> Self {
        let Required { skill, level } = required;
        Self {
            times,
            must,
            skill: skill.number,
            kin: kin.of(skill).map(|id: Id| id.number).collect(),
            own: worths(level, false),
            near: worths(level, true),
        }
    }
}

impl Wanted {
    /// The skill and its kin, each with what its levels are worth.
    fn skills(&self) -> impl Iterator<Item = (u32, &[Worth; LEVELS])> {
        let kin = self.kin.iter().map(|kin| (*kin, &self.near));
        std::iter::once((self.skill, &self.own)).chain(kin)
    }
}

fn worths(need: u8, near: bool) -> [Worth; LEVELS] {
    let level = |held: usize| u8::try_from(held).ok().filter(|held| *held > 0);
    std::array::from_fn(|held| held_worth(level(held), need, near))
}

/// How the credits of several skills become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// All add up.
    Sum,
    /// The best few add up.
    BestFew,
}

/// What each person of a chunk has, by place: of what is asked at least, and the best level of a must-have.
pub(super) struct Credits {
    pub low: Vec<u16>,
    pub level: Vec<u8>,
    few: Vec<[u8; ENOUGH_SKILLS]>,
    /// The best of a skill and its kin so far.
    one: Vec<u8>,
    /// Where there is any, for rules that ask.
    met: Vec<u16>,
}

impl Credits {
    pub fn new() -> Self {
        let none = vec![0; CHUNK_ROWS];
        Self { low: vec![0; CHUNK_ROWS], level: none.clone(), few: Vec::new(), one: none, met: Vec::new() }
    }

    /// Reads a chunk; the levels of must-haves only where `levels` asks for them.
    pub fn read(&mut self, chunk: &Chunk, wanted: &[Wanted], rule: Rule, levels: bool) {
        self.low.fill(0);
        if levels {
            self.level.fill(0);
            for entry in wanted.iter().filter(|one| one.must).flat_map(|one| chunk.skills.get(one.skill)) {
                let (local, level) = parts(*entry);
                let held = &mut self.level[usize::from(local)];
                // A level that nobody noted counts as the first.
                *held = (*held).max(level).max(1);
            }
        }
        if rule == Rule::BestFew {
            self.few.clear();
            self.few.resize(CHUNK_ROWS, [0; ENOUGH_SKILLS]);
        }
        // Lists are far away in memory: all are found before the first is read.
        let lists = wanted.iter().flat_map(Wanted::skills).map(|(skill, _)| chunk.skills.get(skill));
        let mut lists = lists.collect::<Vec<&[u16]>>().into_iter();
        for one in wanted {
            match rule {
                Rule::Sum => {
                    self.meet(&mut lists, one);
                    self.add(one.times as u16);
                }
                Rule::BestFew => {
                    self.note(chunk, one);
                    self.meet(&mut lists, one);
                    self.keep_best();
                }
            }
        }
    }

    /// The best of a skill and its kin, person by person; their lists are the next.
    fn meet<'c>(&mut self, lists: &mut impl Iterator<Item = &'c [u16]>, wanted: &Wanted) {
        for ((_, worths), list) in wanted.skills().zip(lists) {
            let lows = worths.map(|worth| worth.low as u8);
            for entry in list {
                let (local, level) = parts(*entry);
                let held = &mut self.one[usize::from(local)];
                *held = (*held).max(lows[usize::from(level)]);
            }
        }
    }

    /// Adds the best of one skill to what there is, for everybody at once: cheaper than to note who has it.
    fn add(&mut self, times: u16) {
        for (sum, one) in self.low.iter_mut().zip(&mut self.one) {
            *sum += u16::from(*one) * times;
            *one = 0;
        }
    }

    /// Notes who has a skill or one of its kin.
    fn note(&mut self, chunk: &Chunk, wanted: &Wanted) {
        let entries = wanted.skills().flat_map(|(skill, _)| chunk.skills.get(skill));
        self.met.extend(entries.map(|entry| parts(*entry).0));
    }

    /// Takes the best of one skill among the best few of whoever has it.
    fn keep_best(&mut self) {
        for local in self.met.drain(..) {
            let local = usize::from(local);
            self.low[local] += rise(&mut self.few[local], std::mem::take(&mut self.one[local]));
        }
    }
}

/// What one person of a chunk has at most of what is asked.
pub(super) fn high(chunk: &Chunk, wanted: &[Wanted], rule: Rule, local: u16) -> u16 {
    let best = |one: &Wanted| {
        let held = one.skills().flat_map(|(skill, worths)| {
            chunk.skills.small(skill, local).map(|level| worths[usize::from(level)].high as u8)
        });
        held.max().unwrap_or(0)
    };
    let mut few = [0; ENOUGH_SKILLS];
    let highs = wanted.iter().map(|one| match rule {
        Rule::Sum => u16::from(best(one)) * one.times as u16,
        Rule::BestFew => rise(&mut few, best(one)),
    });
    highs.sum()
}

/// Takes a worth among the best few; gives back by how much their sum rose.
fn rise(few: &mut [u8; ENOUGH_SKILLS], worth: u8) -> u16 {
    let Some(least) = few.iter_mut().min() else { return 0 };
    let rose = worth.saturating_sub(*least);
    *least += rose;
    u16::from(rose)
}
