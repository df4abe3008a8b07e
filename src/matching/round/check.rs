//! The independent checker: counts the pairs that would both gain, from the lists and the answer alone.
//! Invariant: it shares no code and no table with the solver, so that a fault in one cannot hide in the other.
//! A pair is tolerated where a cap forbids the move, or where the move within a full region would unbalance its targets
//! (stability in the sense of Kamada and Kojima, 2015, definition of a stable matching).

use super::{Assignment, Post, Round, Why};

/// What the checker found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Blocking {
    pub blocking: u64,
    pub tolerated: u64,
    /// Seats taken at each post, and in each capped region.
    pub filled: Vec<u32>,
    pub region_filled: Vec<u32>,
    /// No post above its capacity, no region above its cap, nobody where one of the two did not want it.
    pub feasible: bool,
    /// Applicants without a post: whether anybody would have them, and whether a cap alone stands in between.
    wanted: Vec<bool>,
    capped: Vec<bool>,
    /// Whether seats were free where they applied, only too few for them.
    cramped: Vec<bool>,
}

impl Blocking {
    /// Why an applicant has no post.
    pub fn why(&self, round: &Round, applicant: usize) -> Why {
        let is = |flags: &[bool]| flags.get(applicant).copied().unwrap_or(false);
        if round.wishes.get(applicant).is_empty() {
            Why::EmptyList
        } else if !is(&self.wanted) {
            Why::NotAcceptable
        } else if is(&self.capped) {
            Why::CapFull
        } else if is(&self.cramped) {
            Why::TooLarge
        } else {
            Why::Outranked
        }
    }
}

/// Counts blocking and tolerated pairs, and checks the answer.
#[expect(clippy::indexing_slicing, reason = "numbers of applicants and posts come from the round itself")]
pub fn blocking(round: &Round, assignment: &Assignment) -> Blocking {
    let (applicants, posts) = (round.wishes.len(), round.terms.len());
    let mut found = count(round, assignment);
    let mut keen = keen(round, assignment);
    // For each applicant the post whose walk last saw it as keen: taken back at the first mention.
    let mut marks = vec![u32::MAX; applicants];
    let mut seated = 0;
    for (number, post) in (0..).zip(0..posts) {
        let list = round.prefers.get(post);
        let held = seats(round, assignment, number);
        seated += held.len();
        // Seats of those that the post likes less than whoever the walk has come to.
        let mut below: u32 = held.iter().map(|(_, seats)| *seats).sum();
        let mut ahead = held.iter().peekable();
        for applicant in keen.get_mut(post).map(std::mem::take).unwrap_or_default() {
            marks[applicant as usize] = number;
        }
        for (rank, applicant) in list.iter().enumerate() {
            while let Some((_, seats)) = ahead.next_if(|(at, _)| *at <= rank) {
                below -= seats;
            }
            let one = *applicant as usize;
            if marks.get(one) == Some(&number) {
                marks[one] = u32::MAX;
                found.weigh(round, assignment, (one, post), below);
            }
        }
    }
    let placed = assignment.0.iter().flatten().count();
    found.feasible &= seated == placed;
    found
}

impl Blocking {
    /// Weighs one pair of which the applicant would gain: `(applicant, post)`, and how many seats the post has given to those
    /// it likes less, whom it would put out for the applicant.
    #[expect(clippy::indexing_slicing, reason = "numbers of applicants and posts come from the round itself")]
    fn weigh(&mut self, round: &Round, assignment: &Assignment, pair: (usize, usize), below: u32) {
        let (applicant, post) = pair;
        let terms = round.terms[post];
        self.wanted[applicant] = true;
        let needed = round.size(applicant).saturating_sub(below);
        if needed == 0 {
            self.blocking += 1;
            return;
        }
        let free = terms.capacity.saturating_sub(self.filled[post]);
        if needed > free {
            self.cramped[applicant] |= free > 0;
            return;
        }
        let from = assignment.0[applicant].map(|from| (from, round.size(applicant)));
        if self.may_take(round, (post, terms), needed, from) {
            self.blocking += 1;
        } else {
            self.tolerated += 1;
            self.capped[applicant] = true;
        }
    }

    /// Whether a post with free seats may take `needed` more for somebody who leaves so many seats at another post (or none)
    /// without breaking a cap or a balance.
    #[expect(clippy::indexing_slicing, reason = "numbers of posts and regions come from the round itself")]
    fn may_take(
        &self,
        round: &Round,
        (post, terms): (usize, Post),
        needed: u32,
        from: Option<(u32, u32)>,
    ) -> bool {
        let Some(region) = terms.region else { return true };
        let room = round.caps[region as usize].0.saturating_sub(self.region_filled[region as usize]);
        if room >= needed {
            return true;
        }
        let Some((from, left_seats)) = from.map(|(from, seats)| (from as usize, seats)) else { return false };
        let old = round.terms[from];
        if old.region != Some(region) || room.saturating_add(left_seats) < needed {
            return false;
        }
        let beyond = |filled: u32, target: u32| i64::from(filled) - i64::from(target);
        let after = beyond(self.filled[post].saturating_add(needed), terms.target);
        let left = beyond(self.filled[from].saturating_sub(left_seats), old.target);
        after <= left
    }
}

/// Those at a post that it would have: the rank and the seats of each, best first. A name said twice counts where it stands first.
fn seats(round: &Round, assignment: &Assignment, post: u32) -> Vec<(usize, u32)> {
    let mut here: Vec<(u32, usize)> = Vec::new();
    for (rank, applicant) in round.prefers.get(post as usize).iter().enumerate() {
        if assignment.0.get(*applicant as usize) == Some(&Some(post)) {
            here.push((*applicant, rank));
        }
    }
    here.sort_unstable();
    here.dedup_by_key(|(applicant, _)| *applicant);
    let mut held: Vec<(usize, u32)> =
        here.iter().map(|(applicant, rank)| (*rank, round.size(*applicant as usize))).collect();
    held.sort_unstable();
    held
}

/// Seats taken, and whether they keep capacities, caps and both sides' lists.
fn count(round: &Round, assignment: &Assignment) -> Blocking {
    let mut found = Blocking {
        filled: vec![0; round.terms.len()],
        region_filled: vec![0; round.caps.len()],
        feasible: true,
        wanted: vec![false; round.wishes.len()],
        capped: vec![false; round.wishes.len()],
        cramped: vec![false; round.wishes.len()],
        ..Blocking::default()
    };
    for (applicant, post) in assignment.0.iter().enumerate() {
        let Some(post) = post else { continue };
        found.feasible &= round.wishes.get(applicant).contains(post);
        let region = round.terms.get(*post as usize).and_then(|terms| terms.region);
        if let Some(filled) = found.filled.get_mut(*post as usize) {
            *filled = filled.saturating_add(round.size(applicant));
        }
        if let Some(filled) = region.and_then(|region| found.region_filled.get_mut(region as usize)) {
            *filled = filled.saturating_add(round.size(applicant));
        }
    }
    let within = found.filled.iter().zip(&round.terms).all(|(filled, terms)| *filled <= terms.capacity);
    let capped = found.region_filled.iter().zip(&round.caps).all(|(filled, cap)| *filled <= cap.0);
    found.feasible &= within && capped;
    found
}

/// For each post the applicants who like it better than where they are.
fn keen(round: &Round, assignment: &Assignment) -> Vec<Vec<u32>> {
    let mut keen: Vec<Vec<u32>> = vec![Vec::new(); round.terms.len()];
    for (number, post) in (0..).zip(&assignment.0) {
        let list = round.wishes.get(number as usize);
        for better in list.iter().take_while(|one| Some(**one) != *post) {
            if let Some(applicants) = keen.get_mut(*better as usize) {
                applicants.push(number);
            }
        }
    }
    keen
}
