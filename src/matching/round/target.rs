//! Target capacities, and the order in which the posts of a region take turns.

use super::{BadRound, Round};

/// What a post asked for as its target, where it did.
pub(super) type Wished = Vec<Option<u32>>;

/// Sets every post's target: its own, else its share of the cap in proportion to capacity, by largest remainder, ties by name.
///
/// # Errors
/// `TargetsOverCap` where the targets of a region add up to more than its cap, for which no matching would keep both.
pub(super) fn set_targets(round: &mut Round, wished: &Wished) -> Result<(), BadRound> {
    let members = members(round);
    for (place, posts) in members.iter().enumerate() {
        let cap = round.caps.get(place).map_or(0, |cap| cap.0);
        let capacities: Vec<u32> =
            posts.iter().map(|post| round.terms.get(*post).map_or(0, |terms| terms.capacity)).collect();
        let shares = spread(cap, &capacities);
        let mut sum = 0_u64;
        for (post, share) in posts.iter().zip(shares) {
            let own = wished.get(*post).copied().flatten();
            if let Some(terms) = round.terms.get_mut(*post) {
                terms.target = own.unwrap_or(share).min(terms.capacity);
                sum += u64::from(terms.target);
            }
        }
        if sum > u64::from(cap) {
            let region = round.cap_names.get(place).cloned().unwrap_or_default();
            return Err(BadRound::TargetsOverCap { region, targets: sum, cap });
        }
    }
    Ok(())
}

/// Sets every post's target to its share.
pub(super) fn spread_all(round: &mut Round) {
    let none = Vec::new();
    // Shares never add up to more than the cap.
    let spread = set_targets(round, &none);
    debug_assert!(spread.is_ok());
}

/// The posts of each capped region, by name.
fn members(round: &Round) -> Vec<Vec<usize>> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); round.caps.len()];
    for (post, terms) in round.terms.iter().enumerate() {
        if let Some(posts) = terms.region.and_then(|region| members.get_mut(region as usize)) {
            posts.push(post);
        }
    }
    for posts in &mut members {
        posts.sort_unstable_by_key(|post| round.posts.name(*post));
    }
    members
}

/// The posts of each capped region in the order in which they pick: by name, rotated by the seed.
pub(super) fn picking_order(round: &Round) -> Vec<Vec<usize>> {
    let mut members = members(round);
    for posts in &mut members {
        if let Ok(count) = u64::try_from(posts.len())
            && count > 0
        {
            posts.rotate_left(usize::try_from(round.seed % count).unwrap_or(0));
        }
    }
    members
}

/// Shares of a cap in proportion to capacities; nobody gets more than the capacity.
pub(super) fn spread(cap: u32, capacities: &[u32]) -> Vec<u32> {
    let sum: u64 = capacities.iter().copied().map(u64::from).sum();
    let cap = u64::from(cap);
    if cap >= sum {
        return capacities.to_vec();
    }
    let share = |capacity: u32| u64::from(capacity) * cap / sum;
    let rest = |capacity: u32| u64::from(capacity) * cap % sum;
    let mut shares: Vec<u32> =
        capacities.iter().map(|capacity| u32::try_from(share(*capacity)).unwrap_or(u32::MAX)).collect();
    let left = cap - shares.iter().copied().map(u64::from).sum::<u64>();
    let mut order: Vec<usize> = (0..capacities.len()).collect();
    // A stable sort leaves ties in the order of names.
    order
        .sort_by_key(|place| std::cmp::Reverse(capacities.get(*place).map_or(0, |capacity| rest(*capacity))));
    for place in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn caps_are_spread_by_capacity_and_the_first_names_get_the_rest() {
        assert_eq!(spread(3, &[2, 2, 2]), [1, 1, 1]);
        assert_eq!(spread(4, &[2, 2, 2]), [2, 1, 1]);
        assert_eq!(spread(3, &[5, 1]), [3, 0]);
        assert_eq!(spread(3, &[4, 2]), [2, 1]);
        assert_eq!(spread(9, &[4, 2]), [4, 2]);
        assert_eq!(spread(0, &[4, 2]), [0, 0]);
        assert_eq!(spread(1, &[]), [0_u32; 0]);
        for cap in 0..20 {
            let shares = spread(cap, &[3, 7, 1, 5]);
            assert_eq!(shares.iter().sum::<u32>(), cap.min(16));
            assert!(shares.iter().zip([3, 7, 1, 5]).all(|(share, capacity)| *share <= capacity));
        }
    }
}
