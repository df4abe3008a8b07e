//! Who may begin a handshake: so many at once per address and in all, so many per second per address.
//! Invariant: what is remembered about strangers is bounded, and a place is given back whatever becomes of its holder.
//! The accept loop asks before a single byte is read.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::time::Instant;

use super::bucket::Bucket;
use super::limits::LoginLimits;
use crate::transport::Why;

/// An address as far as it is one's own to choose: an IPv4 address, or the /64 network of an IPv6 one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Neighbourhood {
    V4([u8; 4]),
    V6([u16; 4]),
}

impl Neighbourhood {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.octets()),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

/// The gate before the wire.
#[derive(Debug)]
pub(super) struct Gate {
    limits: LoginLimits,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    in_all: usize,
    known: HashMap<Neighbourhood, Known>,
    /// Who was seen when, the longest ago first.
    order: BTreeMap<u64, Neighbourhood>,
    turn: u64,
}

#[derive(Debug)]
struct Known {
    handshakes: usize,
    arrivals: Bucket,
    turn: u64,
}

/// A place for one handshake; dropping it gives the place back.
#[derive(Debug)]
pub(super) struct Place {
    gate: Arc<Gate>,
    held_by: Neighbourhood,
}

impl Gate {
    pub fn new(limits: LoginLimits) -> Arc<Self> {
        Arc::new(Self { limits, inside: Mutex::default() })
    }

    /// A place for a connection from `address`, which arrived at `now`; or why there is none.
    pub fn pass(self: &Arc<Self>, address: IpAddr, now: Instant) -> Result<Place, Why> {
        let held_by = Neighbourhood::of(address);
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let room = inside.in_all < self.limits.in_all;
        let known = inside.meet(held_by, &self.limits, now);
        if !known.arrivals.take(now) {
            return Err(Why::TooOften);
        }
        if !room || known.handshakes >= self.limits.per_address {
            return Err(Why::TooMany);
        }
        known.handshakes += 1;
        inside.in_all += 1;
        drop(inside);
        Ok(Place { gate: Arc::clone(self), held_by })
    }
}

impl Inside {
    /// What is known of a neighbourhood, which is now the one seen last.
    fn meet(&mut self, who: Neighbourhood, limits: &LoginLimits, now: Instant) -> &mut Known {
        if !self.known.contains_key(&who) && self.known.len() >= limits.addresses_kept {
            self.forget_one();
        }
        self.turn += 1;
        let fresh = || Known {
            handshakes: 0,
            arrivals: Bucket::full(limits.per_second, limits.burst, now),
            turn: self.turn,
        };
        let known = self.known.entry(who).or_insert_with(fresh);
        self.order.remove(&known.turn);
        known.turn = self.turn;
        self.order.insert(self.turn, who);
        known
    }

    /// Forgets who was seen longest ago and is not at the gate now; those at the gate are few.
    fn forget_one(&mut self) {
        let idle = |who: &Neighbourhood| self.known.get(who).is_none_or(|known| known.handshakes == 0);
        let oldest = self.order.iter().find(|(_, who)| idle(who)).map(|(turn, who)| (*turn, *who));
        if let Some((turn, who)) = oldest {
            self.order.remove(&turn);
            self.known.remove(&who);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut inside = self.gate.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.in_all = inside.in_all.saturating_sub(1);
        if let Some(known) = inside.known.get_mut(&self.held_by) {
            known.handshakes = known.handshakes.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};
    use std::time::Duration;

    use super::*;

    fn gate(per_address: usize, in_all: usize, burst: u32) -> Arc<Gate> {
        Gate::new(LoginLimits { per_address, in_all, burst, addresses_kept: 8, ..LoginLimits::default() })
    }

    fn v4(last: u8) -> IpAddr {
        Ipv4Addr::new(10, 0, 0, last).into()
    }

    #[test]
    fn places_are_counted_per_address_and_in_all_and_given_back() {
        let (gate, now) = (gate(2, 3, 100), Instant::now());
        let first = gate.pass(v4(1), now).unwrap();
        let _second = gate.pass(v4(1), now).unwrap();
        assert_eq!(gate.pass(v4(1), now).unwrap_err(), Why::TooMany);
        let _third = gate.pass(v4(2), now).unwrap();
        assert_eq!(gate.pass(v4(3), now).unwrap_err(), Why::TooMany);
        drop(first);
        gate.pass(v4(1), now).unwrap();
    }

    #[test]
    fn an_address_in_a_hurry_is_told_to_wait() {
        let (gate, begun) = (gate(4, 32, 10), Instant::now());
        let passed = |at| (0..20).filter(|_| gate.pass(v4(1), at).is_ok()).count();
        assert_eq!(passed(begun), 10);
        assert_eq!(gate.pass(v4(1), begun).unwrap_err(), Why::TooOften);
        assert_eq!(passed(begun + Duration::from_secs(3)), 3);
        gate.pass(v4(2), begun).unwrap();
    }

    #[test]
    fn a_network_of_v6_counts_as_one_address_and_v4_in_v6_as_v4() {
        let (gate, now) = (gate(1, 32, 100), Instant::now());
        let v6 = |network, host| IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, network, 0, 0, 0, host));
        let _held = gate.pass(v6(1, 1), now).unwrap();
        assert!(gate.pass(v6(1, 2), now).is_err());
        let _other = gate.pass(v6(2, 1), now).unwrap();
        let _plain = gate.pass(v4(1), now).unwrap();
        assert!(gate.pass(Ipv4Addr::new(10, 0, 0, 1).to_ipv6_mapped().into(), now).is_err());
    }

    #[test]
    fn the_memory_for_strangers_stays_bounded_and_keeps_who_is_at_the_gate() {
        let (gate, now) = (gate(1, 32, 1), Instant::now());
        let _held = gate.pass(v4(0), now).unwrap();
        for last in 1..=200 {
            drop(gate.pass(v4(last), now));
        }
        let inside = gate.inside.lock().unwrap();
        assert_eq!((inside.known.len(), inside.order.len()), (8, 8));
        assert!(inside.known.contains_key(&Neighbourhood::of(v4(0))));
    }
}
