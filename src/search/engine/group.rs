//! One group of documents of equal place: counted, and the best of them ranked as far as hits are still wanted.
//! Every document that is ranked is scored by its entry, or by the part of it that decides; what is known of scores beforehand
//! only says where to look first and when to stop.

use super::members::Members;
use super::{CANCEL_EVERY, Cancelled, Candidate, Engine, Id, Place, Ranked, Reach};
use crate::search::judge::{Entries as _, key};
use crate::search::marks::Marks;

/// Documents of a group that are all scored without asking how high a score can be.
const ALL_SCORED: usize = 8;
/// Documents that are asked one by one before the others.
const ASKED_MAX: usize = 5000;

/// How the best of a large group are found.
pub(super) enum Ranking<'a> {
    /// None has a score.
    Alike,
    /// By what one term has reached.
    Levels(&'a Reach<'a>),
    /// By what several have.
    Terms(&'a [Reach<'a>]),
}

impl Engine<'_> {
    /// Takes a group.
    pub(super) fn group(
        &mut self,
        place: Place,
        members: &Members,
        ranking: &Ranking<'_>,
    ) -> Result<(), Cancelled> {
        let recent = self.recent_of(place);
        self.total += recent.len();
        self.count(members)?;
        let wanted = self.ask.limit - self.ranked.len();
        if wanted == 0 || members.len() == 0 && recent.is_empty() {
            return Ok(());
        }
        let mut ranked = Vec::new();
        for candidate in recent {
            let Some(entry) = self.index.entry(candidate.id) else { continue };
            let score = self.judge.score(&mut self.tools.scorer, candidate.id, &entry, place);
            ranked.push((candidate, score));
        }
        match ranking {
            _ if members.len() <= wanted.max(ALL_SCORED) => {
                self.bounded(place, members.docs(), wanted, i64::MAX, &mut ranked)?;
            }
            Ranking::Alike => self.bounded(place, members.docs(), wanted, 0, &mut ranked)?,
            Ranking::Terms(reaches) => {
                self.promising(place, members.docs(), wanted, reaches, &mut ranked)?;
            }
            Ranking::Levels(reach) => self.levelled(place, members, wanted, reach, &mut ranked)?,
        }
        ranked.sort_unstable_by_key(key);
        ranked.truncate(wanted);
        self.ranked.extend(ranked);
        Ok(())
    }

    /// Adds a group to the total, as far as that is exact.
    fn count(&mut self, members: &Members) -> Result<(), Cancelled> {
        if !self.picky {
            self.total += members.len();
            return Ok(());
        }
        for (count, doc) in members.docs().iter().copied().enumerate() {
            if self.total > self.ask.exact {
                break;
            }
            self.look_up(count)?;
            self.total += usize::from(self.look(doc).is_some());
        }
        Ok(())
    }

    /// Ranks documents in their order, until as many as are wanted score as high as can be: what follows them is older.
    pub(super) fn bounded(
        &mut self,
        place: Place,
        docs: &[u32],
        wanted: usize,
        bound: i64,
        ranked: &mut Vec<Ranked>,
    ) -> Result<(), Cancelled> {
        let mut highest = 0;
        for (count, doc) in docs.iter().copied().enumerate() {
            self.look_up(count)?;
            let Some(found) = self.rank(place, doc) else { continue };
            highest += usize::from(found.1 >= bound);
            ranked.push(found);
            if highest == wanted {
                break;
            }
        }
        Ok(())
    }

    /// Ranks documents by what they are found by, the highest score first.
    fn levelled(
        &mut self,
        place: Place,
        members: &Members,
        wanted: usize,
        reach: &Reach<'_>,
        ranked: &mut Vec<Ranked>,
    ) -> Result<(), Cancelled> {
        let (tier, _, class, _) = place;
        let (mut levels, asked) = reach.levels(tier, class, &mut self.tools.scorer, 0);
        if asked.len() > ASKED_MAX {
            return self.promising(place, members.docs(), wanted, std::slice::from_ref(reach), ranked);
        }
        let count = self.index.segment.documents.len();
        let mut taken = Marks::new(count);
        for (count, doc) in asked.into_iter().filter(|doc| members.have(*doc)).enumerate() {
            self.look_up(count)?;
            if taken.set(doc) {
                ranked.extend(self.rank(place, doc));
            }
        }
        levels.sort_unstable_by_key(|(score, _)| std::cmp::Reverse(*score));
        for level in levels.chunk_by(|one, other| one.0 == other.0) {
            let Some((score, _)) = level.first() else { continue };
            let better = ranked.iter().filter(|(_, held)| held > score).count();
            let Some(mut left) = wanted.checked_sub(better).filter(|left| *left > 0) else { break };
            let docs = level.iter().flat_map(|(_, docs)| docs.iter().copied());
            let docs = docs.filter(|doc| members.have(*doc) && !taken.get(*doc)).collect();
            for (count, doc) in crate::search::marks::in_order(docs, count).into_iter().enumerate() {
                self.look_up(count)?;
                // One that is found by something else has another score, and stands at that level too.
                let Some(found) = self.rank(place, doc).filter(|found| found.1 == *score) else { continue };
                taken.set(doc);
                ranked.push(found);
                // What follows in this level is older; those that were asked before may be older still.
                left -= 1;
                if left == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    /// A document with its score; `None` where it is not meant.
    pub(super) fn rank(&mut self, place: Place, doc: u32) -> Option<Ranked> {
        let id = self.index.segment.documents.id(doc)?;
        if self.picky && !self.admits(doc, id) {
            return None;
        }
        if let Some(name) = self.index.name_at(doc, &mut self.tools.draft)
            && let Some(score) = self.judge.score_by_name(&mut self.tools.scorer, id, &name, place)
        {
            return Some((Candidate { place, seq: name.seq, id }, score));
        }
        let entry = self.index.entry_at(doc, &mut self.tools.draft)?;
        let score = self.judge.score(&mut self.tools.scorer, id, &entry, place);
        Some((Candidate { place, seq: entry.seq, id }, score))
    }

    /// A document that more than its terms decide about.
    pub(super) fn look(&mut self, doc: u32) -> Option<Id> {
        let id = self.index.segment.documents.id(doc)?;
        self.admits(doc, id).then_some(id)
    }

    /// Whether nothing but the terms speaks against a document.
    fn admits(&mut self, doc: u32, id: Id) -> bool {
        self.judge.lets_pass(id) && !self.tools.refused.iter_mut().any(|term| term.is_or_finds(id, doc))
    }

    pub(super) fn look_up(&self, count: usize) -> Result<(), Cancelled> {
        if count.is_multiple_of(CANCEL_EVERY) && self.cancel.is_cancelled() { Err(Cancelled) } else { Ok(()) }
    }

    pub(super) fn recent_of(&self, place: Place) -> Vec<Candidate> {
        let from = self.recent.partition_point(|candidate| candidate.place < place);
        let rest = self.recent.get(from..).unwrap_or_default();
        rest.iter().take_while(|candidate| candidate.place == place).copied().collect()
    }
}
