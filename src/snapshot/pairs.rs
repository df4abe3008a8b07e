//! The suspected pairs of a whole office: for the list of those that are to be looked at. Takes seconds at a million people, so it is
//! done aside, says how far it is and can be given up.

use super::Snapshot;
use crate::alike::{Keys, Likeness, blocks, compare, of_keys};
use crate::domain::merge::{are_known_different, are_reported, sameness};
use crate::field::{Id, Kind};
use crate::search::Often;

/// Records that share a combination are compared where they are not more: what more share says nothing.
const GROUP_MAX: usize = 64;
/// Pairs that are compared at most.
const COMPARED_MAX: usize = 2_000_000;
/// Records between two looks at whether it is still wanted.
const STEP: usize = 2000;
/// Bits of a record's number beside the upper bits of its combination.
const NUMBER_BITS: u32 = 28;

/// Two records that are likely the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The older one.
    pub one: Id,
    pub other: Id,
    pub likeness: Likeness,
    pub reported: bool,
}

/// What a sweep found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pairs {
    /// The likeliest first; those that were reported before all others.
    pub pairs: Vec<Pair>,
    /// How many there are, more than `pairs` holds perhaps.
    pub total: usize,
}

impl Snapshot {
    /// The suspected pairs of a kind, at most `limit` of them. `go_on` is told how far it is, in hundredths, and says whether it is
    /// still wanted; `None` where it is not.
    pub fn pairs(&self, kind: Kind, limit: usize, go_on: &dyn Fn(u32) -> bool) -> Option<Pairs> {
        let Some(same) = sameness(kind).filter(|_| !self.is_page()) else {
            return Some(Pairs::default());
        };
        let whole = self.state.through(None);
        let all = whole.count_raw(kind);
        let mut members: Vec<u64> = Vec::new();
        let mut wanted: Vec<(u32, u32)> = Vec::new();
        for (at, record) in self.state.records(kind).enumerate() {
            if at % STEP == 0 && !go_on(hundredths(at, all, 0, 60)) {
                return None;
            }
            let number = u64::from(record.id.number);
            let upper = |block: u64| block >> NUMBER_BITS << NUMBER_BITS;
            members.extend(blocks(&record, all as u64).into_iter().map(|block| upper(block) | number));
            let reported = record.references(same.maybe_same).map(|other| other.number);
            wanted.extend(reported.map(|other| ordered(record.id.number, other)));
        }
        members.sort_unstable();
        for group in members.chunk_by(|one, other| one >> NUMBER_BITS == other >> NUMBER_BITS) {
            if group.len() < 2 || group.len() > GROUP_MAX || wanted.len() > COMPARED_MAX {
                continue;
            }
            for (at, one) in group.iter().enumerate() {
                let later = group.iter().skip(at + 1);
                wanted.extend(
                    later
                        .map(|other| ordered(number(*one), number(*other)))
                        .filter(|(one, other)| one != other),
                );
            }
        }
        drop(members);
        wanted.sort_unstable();
        wanted.dedup();
        let often = Often::new(self.index(), &whole);
        let mut found: Vec<Pair> = Vec::new();
        for (at, (one, other)) in wanted.iter().enumerate() {
            if at % STEP == 0 && !go_on(hundredths(at, wanted.len(), 60, 100)) {
                return None;
            }
            let (one, other) = (Id::new(kind, *one), Id::new(kind, *other));
            let (Some(first), Some(second)) = (self.state.live(one), self.state.live(other)) else {
                continue;
            };
            if are_known_different(&first, &second) {
                continue;
            }
            let likeness = match kind {
                Kind::Person => Some(of_keys(&Keys::of(&first), &Keys::of(&second), &often)),
                _ => compare(&first, &second, &often),
            };
            let reported = are_reported(&first, &second);
            let likeness = likeness.filter(|likeness| reported || likeness.is_suspected());
            found.extend(likeness.map(|likeness| Pair {
                one,
                other,
                likeness: self.told(likeness),
                reported,
            }));
        }
        found.sort_by_key(|pair| {
            (!pair.reported, std::cmp::Reverse(pair.likeness.total), pair.one, pair.other)
        });
        let total = found.len();
        found.truncate(limit);
        Some(Pairs { pairs: found, total })
    }
}

fn number(member: u64) -> u32 {
    u32::try_from(member & ((1 << NUMBER_BITS) - 1)).unwrap_or_default()
}

fn ordered(one: u32, other: u32) -> (u32, u32) {
    (one.min(other), one.max(other))
}

/// How far `at` of `all` is on the way from `first` to `last`.
fn hundredths(at: usize, all: usize, first: u32, last: u32) -> u32 {
    let part = at.min(all) * (last - first) as usize / all.max(1);
    first + u32::try_from(part).unwrap_or_default()
}
