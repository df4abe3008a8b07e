//! Flexible deferred acceptance, one proposal at a time.
//! Invariant: between proposals every post and every capped region holds what its choice would keep. So one more applicant puts out at
//! most one: the worst of a post beyond its capacity, else, beyond the region's cap, the worst of the post that would pick last.
//! The paper chooses anew from the whole pool after each proposal; how many each post keeps depends on the counts alone, so that
//! only the last pick has to be found. It is kept at the root of a tournament.

use std::collections::BinaryHeap;

use super::target::picking_order;
use super::{Assignment, Round};

/// The acceptable pairs by applicant, best first, each with the post's rank of the applicant.
pub(super) struct Pairs {
    /// Where each applicant's pairs begin; one more at the end.
    starts: Vec<usize>,
    posts: Vec<u32>,
    ranks: Vec<u32>,
}

impl Pairs {
    /// An applicant's pair at a place of the list: the post and its rank of the applicant.
    pub(super) fn get(&self, applicant: usize, place: usize) -> Option<(u32, u32)> {
        let at = self.starts.get(applicant)? + place;
        if at >= *self.starts.get(applicant + 1)? {
            return None;
        }
        Some((*self.posts.get(at)?, *self.ranks.get(at)?))
    }
}

/// A capped region: how many it holds, and which of its posts would pick last.
struct Region {
    cap: u32,
    held: u32,
    /// In picking order, so that a turn leads back to its post.
    posts: Vec<usize>,
    last: Tournament,
}

/// The greatest of a fixed number of keys.
struct Tournament {
    leaves: usize,
    keys: Vec<u64>,
}

/// The posts' side of the round.
struct Market<'a> {
    round: &'a Round,
    /// For each post those it holds, the worst on top.
    pools: Vec<BinaryHeap<(u32, u32)>>,
    regions: Vec<Region>,
    /// For each post its place in the picking order of its region.
    turns: Vec<u32>,
}

/// Keys sort by seats beyond the target, then by turn; below the target they are under this.
const AT_TARGET: u64 = 1 << 31;

/// The assignment that is best for every applicant among the stable ones; every applicant takes one seat.
pub(super) fn solve(round: &Round) -> Assignment {
    let pairs = pairs(round);
    let mut market = Market::new(round);
    let mut next: Vec<usize> = pairs.starts.clone();
    let mut free: Vec<u32> = (0..u32::try_from(round.wishes.len()).unwrap_or(u32::MAX)).rev().collect();
    while let Some(applicant) = free.pop() {
        let one = applicant as usize;
        let (Some(at), Some(end)) = (next.get_mut(one), pairs.starts.get(one + 1)) else { continue };
        let place = *at;
        if place >= *end {
            continue;
        }
        *at += 1;
        let (Some(post), Some(rank)) = (pairs.posts.get(place), pairs.ranks.get(place)) else { continue };
        if let Some(out) = market.offer(*post, *rank, applicant) {
            free.push(out);
        }
    }
    market.assignment()
}

impl<'a> Market<'a> {
    fn new(round: &'a Round) -> Self {
        let order = picking_order(round);
        let mut turns = vec![0; round.terms.len()];
        let mut regions = Vec::with_capacity(order.len());
        for (posts, cap) in order.into_iter().zip(&round.caps) {
            for (turn, post) in (0..).zip(&posts) {
                if let Some(slot) = turns.get_mut(*post) {
                    *slot = turn;
                }
            }
            let last = Tournament::new(posts.len());
            regions.push(Region { cap: cap.0, held: 0, posts, last });
        }
        Self { round, pools: vec![BinaryHeap::new(); round.terms.len()], regions, turns }
    }

    /// Lets an applicant propose to a post; who is put out for it, perhaps the applicant.
    fn offer(&mut self, post: u32, rank: u32, applicant: u32) -> Option<u32> {
        let terms = *self.round.terms.get(post as usize)?;
        let pool = self.pools.get_mut(post as usize)?;
        pool.push((rank, applicant));
        if pool.len() > terms.capacity as usize {
            return pool.pop().map(|(_, out)| out);
        }
        let region = terms.region?;
        self.count(post as usize, region);
        let held = self.regions.get_mut(region as usize)?;
        held.held += 1;
        if held.held <= held.cap {
            return None;
        }
        held.held -= 1;
        let loser = *held.posts.get(held.last.greatest())?;
        let out = self.pools.get_mut(loser)?.pop().map(|(_, out)| out);
        self.count(loser, region);
        out
    }

    /// Tells the region's tournament how many a post holds now.
    fn count(&mut self, post: usize, region: u32) {
        let (Some(terms), Some(pool), Some(turn)) =
            (self.round.terms.get(post), self.pools.get(post), self.turns.get(post).copied())
        else {
            return;
        };
        let held = u64::try_from(pool.len()).unwrap_or(0);
        let beyond = (AT_TARGET + held).saturating_sub(u64::from(terms.target));
        if let Some(region) = self.regions.get_mut(region as usize) {
            // The turn in the lower half decides between equals and leads back to the post. An empty post never loses.
            let key = if held == 0 { 0 } else { beyond << 32 | u64::from(turn) };
            region.last.set(turn as usize, key);
        }
    }

    fn assignment(self) -> Assignment {
        let mut posts = vec![None; self.round.wishes.len()];
        for (post, pool) in (0..).zip(&self.pools) {
            for (_, applicant) in pool {
                if let Some(slot) = posts.get_mut(*applicant as usize) {
                    *slot = Some(post);
                }
            }
        }
        Assignment(posts)
    }
}

impl Tournament {
    fn new(players: usize) -> Self {
        let leaves = players.next_power_of_two();
        Self { leaves, keys: vec![0; 2 * leaves] }
    }

    /// The player with the greatest key, by the lower half of the key.
    fn greatest(&self) -> usize {
        let root = self.keys.get(1).copied().unwrap_or(0);
        usize::try_from(root & u64::from(u32::MAX)).unwrap_or(usize::MAX)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "players are fewer than leaves, and halving a place stays above 0"
    )]
    fn set(&mut self, player: usize, key: u64) {
        let mut place = self.leaves + player;
        self.keys[place] = key;
        while place > 1 {
            place /= 2;
            self.keys[place] = self.keys[2 * place].max(self.keys[2 * place + 1]);
        }
    }
}

/// Joins the lists of both sides: what is on one of them only is left out, and so is what a list says twice.
#[expect(clippy::indexing_slicing, reason = "places come from counting the very lists that are walked")]
pub(super) fn pairs(round: &Round) -> Pairs {
    let (applicants, posts) = (round.wishes.len(), round.terms.len());
    let mut ends = vec![0_usize; applicants + 1];
    let is_known = |applicant: u32| (applicant as usize) < applicants;
    for post in 0..posts {
        for applicant in round.prefers.get(post).iter().filter(|one| is_known(**one)) {
            ends[*applicant as usize + 1] += 1;
        }
    }
    for one in 0..applicants {
        ends[one + 1] += ends[one];
    }
    // (post, rank) of everybody who would take the applicant, by applicant.
    let mut takers = vec![(0_u32, 0_u32); ends[applicants]];
    let mut fill = ends.clone();
    for (number, post) in (0..).zip(0..posts) {
        for (rank, applicant) in (0..).zip(round.prefers.get(post)).filter(|(_, one)| is_known(**one)) {
            let place = &mut fill[*applicant as usize];
            takers[*place] = (number, rank);
            *place += 1;
        }
    }
    let mut found = Pairs { starts: vec![0], posts: Vec::new(), ranks: Vec::new() };
    // For each post the applicant it was noted for, and the rank. A mark is taken away once used, so that a second mention finds none.
    let mut marks = vec![(u32::MAX, 0_u32); posts];
    for (number, applicant) in (0..).zip(0..applicants) {
        for (post, rank) in takers[ends[applicant]..ends[applicant + 1]].iter().rev() {
            marks[*post as usize] = (number, *rank);
        }
        for post in round.wishes.get(applicant).iter().filter(|post| (**post as usize) < posts) {
            let (owner, rank) = marks[*post as usize];
            if owner == number {
                found.posts.push(*post);
                found.ranks.push(rank);
                marks[*post as usize] = (u32::MAX, 0);
            }
        }
        found.starts.push(found.posts.len());
    }
    found
}
