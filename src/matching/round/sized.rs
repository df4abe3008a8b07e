//! Rounds in which households take several seats: the steps of the paper, each region choosing anew from everybody who has applied
//! and was not rejected. Who does not fit what is left is passed over, so that a seat is not lost to a household that is too large.
//! Invariant: capacities and caps are kept; who was rejected does not come back, so it ends. Proposals go by size and name, since
//! with households their order can matter: who was rejected for a large one that leaves again would not be asked anew. Where each takes one seat, the answer is that of `solve`. For hundreds, not for a nation.

use std::collections::BTreeSet;

use super::solve::pairs;
use super::target::picking_order;
use super::{Assignment, Round};

/// What is held while proposals go on.
struct Market<'a> {
    round: &'a Round,
    /// For each post those who applied and were not rejected, the best first: rank and applicant.
    pools: Vec<Vec<(u32, u32)>>,
    /// The posts that choose together, in picking order; the last ones are posts without a cap, each by itself.
    groups: Vec<Vec<usize>>,
    /// For each post its group.
    group_of: Vec<usize>,
}

/// One post while its group chooses.
struct Choice {
    post: usize,
    filled: u32,
    waiting: Vec<(u32, u32)>,
}

/// The assignment.
pub(super) fn solve(round: &Round) -> Assignment {
    let pairs = pairs(round);
    let mut market = Market::new(round);
    let mut in_turn: Vec<usize> = (0..round.wishes.len()).collect();
    in_turn.sort_unstable_by_key(|one| (round.size(*one), round.applicants.name(*one)));
    let mut turns = vec![0; in_turn.len()];
    for (turn, applicant) in in_turn.iter().enumerate() {
        if let Some(slot) = turns.get_mut(*applicant) {
            *slot = turn;
        }
    }
    let mut next = vec![0; in_turn.len()];
    let mut free: BTreeSet<usize> = (0..in_turn.len()).collect();
    while let Some(turn) = free.pop_first() {
        let Some(applicant) = in_turn.get(turn).copied() else { continue };
        let Some(place) = next.get_mut(applicant) else { continue };
        let Some((post, rank)) = pairs.get(applicant, *place) else { continue };
        *place += 1;
        let rejected = market.offer(post as usize, (rank, u32::try_from(applicant).unwrap_or(u32::MAX)));
        free.extend(rejected.into_iter().filter_map(|out| turns.get(out as usize).copied()));
    }
    market.assignment()
}

impl<'a> Market<'a> {
    fn new(round: &'a Round) -> Self {
        let mut groups = picking_order(round);
        let mut group_of = vec![usize::MAX; round.terms.len()];
        for post in
            (0..round.terms.len()).filter(|post| round.terms.get(*post).is_some_and(|t| t.region.is_none()))
        {
            groups.push(vec![post]);
        }
        for (group, posts) in groups.iter().enumerate() {
            for post in posts {
                if let Some(slot) = group_of.get_mut(*post) {
                    *slot = group;
                }
            }
        }
        Self { round, pools: vec![Vec::new(); round.terms.len()], groups, group_of }
    }

    /// Lets an applicant propose to a post; who is rejected by the post or by others of its region.
    fn offer(&mut self, post: usize, who: (u32, u32)) -> Vec<u32> {
        let Some(pool) = self.pools.get_mut(post) else { return Vec::new() };
        let at = pool.partition_point(|held| *held < who);
        pool.insert(at, who);
        let group = self.group_of.get(post).and_then(|group| self.groups.get(*group)).cloned();
        self.choose(&group.unwrap_or_default())
    }

    /// Lets the posts of a group choose; who is left out.
    fn choose(&mut self, group: &[usize]) -> Vec<u32> {
        let cap = group.first().map_or(u32::MAX, |post| self.cap(*post));
        let mut choices: Vec<Choice> = group.iter().map(|post| self.up_to_target(*post)).collect();
        let mut held: u32 = choices.iter().map(|choice| choice.filled).sum();
        let mut rejected = Vec::new();
        let mut moved = true;
        while moved {
            moved = false;
            for choice in &mut choices {
                let capacity = self.round.terms.get(choice.post).map_or(0, |terms| terms.capacity);
                let room = capacity.saturating_sub(choice.filled).min(cap.saturating_sub(held));
                let size = |who: &(u32, u32)| self.round.size(who.1 as usize);
                // Rooms only shrink: who does not fit now never will.
                let taken = choice.waiting.iter().position(|who| size(who) <= room);
                let passed = choice.waiting.drain(..taken.unwrap_or(choice.waiting.len()));
                rejected.extend(passed.map(|who| (choice.post, who)));
                if !choice.waiting.is_empty() {
                    let seats = size(&choice.waiting.remove(0));
                    choice.filled += seats;
                    held += seats;
                    moved = true;
                }
            }
        }
        for (post, who) in &rejected {
            if let Some(pool) = self.pools.get_mut(*post) {
                pool.retain(|held| held != who);
            }
        }
        rejected.into_iter().map(|(_, (_, applicant))| applicant).collect()
    }

    /// The first step of a choice: the best up to the target, everybody else waits. Without a cap the target is the capacity.
    fn up_to_target(&self, post: usize) -> Choice {
        let terms = self.round.terms.get(post).copied().unwrap_or_default();
        let target = if terms.region.is_some() { terms.target } else { terms.capacity };
        let mut choice = Choice { post, filled: 0, waiting: Vec::new() };
        for who in self.pools.get(post).into_iter().flatten() {
            let seats = self.round.size(who.1 as usize);
            if choice.filled + seats <= target {
                choice.filled += seats;
            } else {
                choice.waiting.push(*who);
            }
        }
        choice
    }

    fn cap(&self, post: usize) -> u32 {
        let region = self.round.terms.get(post).and_then(|terms| terms.region);
        region.and_then(|region| self.round.caps.get(region as usize)).map_or(u32::MAX, |cap| cap.0)
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

#[cfg(test)]
mod tests {
    use super::super::{Round, solve::solve as one_seat_each};
    use proptest::prelude::*;
    use serde_json::json;

    proptest! {
        #[test]
        fn where_each_takes_one_seat_the_answer_is_the_same(
            lists in prop::collection::vec(prop::sample::subsequence(vec![0, 1, 2, 3], 0..=4), 1..8),
            orders in prop::collection::vec(Just((0..8).collect::<Vec<usize>>()).prop_shuffle(), 4),
            places in prop::collection::vec((0_u32..4, prop::sample::select(vec!["r", "s", ""])), 4),
            caps in (0_u32..5, 0_u32..5),
            seed in any::<u32>(),
        ) {
            let applicants: serde_json::Map<String, serde_json::Value> = lists
                .iter()
                .enumerate()
                .map(|(one, list)| (format!("p{one}"), json!(list.iter().map(|post| format!("x{post}")).collect::<Vec<_>>())))
                .collect();
            let posts: serde_json::Map<String, serde_json::Value> = orders
                .iter()
                .zip(&places)
                .enumerate()
                .map(|(post, (order, (capacity, region)))| {
                    let prefers: Vec<String> = order.iter().map(|one| format!("p{one}")).collect();
                    (format!("x{post}"), json!({"capacity": capacity, "prefers": prefers, "region": region}))
                })
                .collect();
            let file = json!({"applicants": applicants, "posts": posts, "regions": {"r": {"cap": caps.0}, "s": {"cap": caps.1}}, "seed": seed});
            let round = Round::from_json(file.to_string().as_bytes()).unwrap();
            prop_assert_eq!(super::solve(&round), one_seat_each(&round));
        }
    }
}
