//! A place: what scoring knows of a region, and how long the way there takes.
//! Minutes come from the region's own rows on access; where none fits, they are estimated from the straight distance, in integers.
//! Called through the atlas, which reads each region once per ranking.

use crate::domain::Record;
use crate::field::Id;
use crate::field::choices::{Need, Readiness, ReadinessItem, Service};
use crate::field::tables::region;

/// A region as scoring sees one.
#[derive(Debug, Clone)]
pub struct Place {
    pub id: Id,
    pub prefecture: Box<str>,
    pub name: Box<str>,
    /// Latitude and longitude in millionths of a degree.
    pub position: Option<(i64, i64)>,
    /// From where, in how many minutes.
    pub access: Vec<(Box<str>, i64)>,
    pub living: Living,
    pub ready: Vec<(ReadinessItem, Readiness)>,
    pub need_skills: Vec<Id>,
}

/// What somebody needs to live there.
#[derive(Debug, Clone)]
pub struct Living {
    pub services: u64,
    pub hospital_minutes: Option<i64>,
    pub homes: bool,
    pub desks: bool,
}

/// A way, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Travel {
    /// Somebody lives there already.
    Lives,
    /// Minutes, as the region states them.
    Stated(i64),
    /// Minutes, as the distance lets expect.
    Estimated(i64),
}

impl Travel {
    /// Minutes one way.
    pub const fn minutes(self) -> i64 {
        match self {
            Self::Lives => 0,
            Self::Stated(minutes) | Self::Estimated(minutes) => minutes,
        }
    }
}

/// A clinic at most this far away answers the need of medical care where no service is listed.
const HOSPITAL_NEAR_MINUTES: i64 = 30;
/// Kilometres a millionth of a degree of latitude is long, times ten million.
const KM_PER_MICRODEGREE_E7: i64 = 1_112;
/// Setting out and arriving.
const WAY_FIXED_MINUTES: i64 = 30;
/// Up to here people go by train or car at about 70 km/h of straight distance, beyond it they fly.
const OVERLAND_KM: i64 = 300;

impl Place {
    /// The place in a region's record.
    pub fn read(record: &Record) -> Self {
        let text = |field| record.text(field).unwrap_or_default().into();
        let micro = |field| record.int(field);
        let access = record.rows(&region::ACCESS).iter().filter_map(|row| {
            let from = row.text(region::access::FROM.code)?;
            Some((from.into(), row.int(region::access::MINUTES.code)?))
        });
        let ready = record.rows(&region::READINESS).iter().filter_map(|row| {
            let item = row.choice(region::ready::ITEM.code).and_then(ReadinessItem::from_code)?;
            Some((item, row.choice(region::ready::STATE.code).and_then(Readiness::from_code)?))
        });
        Self {
            id: record.id,
            prefecture: text(&region::PREFECTURE),
            name: text(&region::NAME_FIELD),
            position: micro(&region::LAT).zip(micro(&region::LON)),
            access: access.collect(),
            living: living(record),
            ready: ready.collect(),
            need_skills: record.references(&region::NEED_SKILLS).collect(),
        }
    }

    /// Whether a need is met there; `None` where nothing about living is recorded.
    pub fn meets(&self, need: Need) -> Option<bool> {
        let living = &self.living;
        let offers = |services: &[Service]| services.iter().any(|one| living.services & one.bit() != 0);
        let ready = |item| self.ready.iter().any(|(held, state)| *held == item && *state == Readiness::Yes);
        let near = living.hospital_minutes.is_some_and(|minutes| minutes <= HOSPITAL_NEAR_MINUTES);
        let met = match need {
            Need::Housing => living.homes || ready(ReadinessItem::Housing),
            Need::Childcare => offers(&[Service::Nursery]),
            Need::School => {
                offers(&[Service::School, Service::OutOfAreaSchool]) || ready(ReadinessItem::School)
            }
            Need::Medical => {
                offers(&[Service::Clinic, Service::Hospital]) || near || ready(ReadinessItem::Medical)
            }
            Need::Care => offers(&[Service::NursingCare]),
            Need::Car => offers(&[Service::RentalCar]),
            Need::Pet => offers(&[Service::PetFriendly]),
            Need::Internet => offers(&[Service::Broadband]) || ready(ReadinessItem::Network),
            Need::Workplace => offers(&[Service::Cowork]) || living.desks,
        };
        if met {
            return Some(true);
        }
        let stated_only_by_rows = matches!(need, Need::Housing) && !self.ready.is_empty();
        (living.services != 0 || stated_only_by_rows).then_some(false)
    }

    /// The way here from where somebody is at home; `None` where nothing tells.
    pub fn way_from(&self, home: &Self) -> Option<Travel> {
        self.stated_way(home).map(Travel::Stated).or_else(|| {
            let kilometres = distance_km(self.position?, home.position?);
            Some(Travel::Estimated(estimate_minutes(kilometres)))
        })
    }

    /// Straight kilometres between two places.
    pub fn distance_km(&self, other: &Self) -> Option<i64> {
        Some(distance_km(self.position?, other.position?))
    }

    /// The shortest of the rows that name the town, else of those that name its prefecture.
    fn stated_way(&self, home: &Self) -> Option<i64> {
        let stem = home.prefecture.trim_end_matches(['都', '府', '県']);
        let shortest = |name: &str| {
            let rows = self.access.iter().filter(|(from, _)| !name.is_empty() && from.contains(name));
            rows.map(|(_, minutes)| *minutes).min()
        };
        shortest(&home.name).or_else(|| shortest(stem))
    }
}

fn living(record: &Record) -> Living {
    let consented = |row: &crate::field::Row| row.flag(region::housing::CONSENT.code) != Some(false);
    Living {
        services: record.set_bits(&region::SERVICES),
        hospital_minutes: record.int(&region::HOSPITAL_MINUTES),
        homes: record.rows(&region::HOUSING_STOCK).iter().any(consented),
        desks: !record.rows(&region::WORKPLACES).is_empty(),
    }
}

/// The way that a straight distance lets expect, in minutes.
const fn estimate_minutes(kilometres: i64) -> i64 {
    let overland = if kilometres < OVERLAND_KM { kilometres } else { OVERLAND_KM };
    WAY_FIXED_MINUTES + overland * 7 / 8 + (kilometres - overland) / 8
}

/// Thousandths of the cosine of a latitude of so many degrees, from 20 to 49: Japan with room on both sides.
const COSINES_E3: [i64; 30] = [
    940, 934, 927, 921, 914, 906, 899, 891, 883, 875, 866, 857, 848, 839, 829, 819, 809, 799, 788, 777, 766,
    755, 743, 731, 719, 707, 695, 682, 669, 656,
];

/// Straight kilometres between two positions, on a plane: right to a few per cent within Japan.
fn distance_km(one: (i64, i64), other: (i64, i64)) -> i64 {
    let middle_degrees = i64::midpoint(one.0, other.0) / 1_000_000;
    let place = usize::try_from(middle_degrees.clamp(20, 49) - 20).unwrap_or(0);
    let cosine = COSINES_E3.get(place).copied().unwrap_or(800);
    let north = (one.0 - other.0) * KM_PER_MICRODEGREE_E7 / 10_000;
    let east = (one.1 - other.1) * cosine / 1000 * KM_PER_MICRODEGREE_E7 / 10_000;
    // Thousandths of a kilometre squared fit easily: the earth is 40,000 km around.
    let squared = (north * north + east * east).unsigned_abs();
    i64::try_from(squared.isqrt()).unwrap_or(i64::MAX) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_right_within_a_few_per_cent() {
        let (tokyo, shiojiri, sapporo) =
            ((35_689_000, 139_692_000), (36_115_000, 137_953_000), (43_062_000, 141_354_000));
        assert!((160..=167).contains(&distance_km(tokyo, shiojiri)), "{}", distance_km(tokyo, shiojiri));
        assert!((820..=845).contains(&distance_km(tokyo, sapporo)), "{}", distance_km(tokyo, sapporo));
        assert_eq!(distance_km(tokyo, tokyo), 0);
    }

    #[test]
    fn longer_ways_never_take_less() {
        for kilometres in 0..2000 {
            assert!(estimate_minutes(kilometres) <= estimate_minutes(kilometres + 1));
        }
    }
}
