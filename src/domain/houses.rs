//! Trial houses and who stays in them when: the calendar behind trial stays.
//! A case says where in words, so that a place can be noted before it is in the file: a house is meant where its name is in
//! those words, or its region's and the region has one house only. Pure.

use super::decide::stage_of;
use super::record::Record;
use super::stage::is_open;
use super::state::State;
use crate::field::tables::{case, region};
use crate::field::{Date, Id, Kind};

/// What a stay in a region's only house is called.
const WORD: &str = "お試し住宅";

/// A house that people try a region in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    pub region: Id,
    pub name: String,
    pub beds: i64,
    /// Whether it is the only one there.
    is_only: bool,
}

/// A stay: of which case, from which night to which morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    pub case: Id,
    pub from: Date,
    pub to: Date,
}

impl Stay {
    /// Whether somebody sleeps there in the night after a day.
    pub fn covers(&self, day: Date) -> bool {
        self.from <= day && (day < self.to || self.from == self.to)
    }
}

/// Every house, by region.
pub fn houses(state: &State) -> Vec<House> {
    let mut houses = Vec::new();
    for record in state.records(Kind::Region) {
        let rows = record.rows(&region::TRIAL_HOUSES);
        houses.extend(rows.iter().filter_map(|row| {
            Some(House {
                region: record.id,
                name: row.text(region::house::HOUSE_NAME.code)?.to_owned(),
                beds: row.int(region::house::BEDS.code).unwrap_or(1),
                is_only: rows.len() == 1,
            })
        }));
    }
    houses
}

impl House {
    /// Whether a place in words means this house.
    fn is_meant(&self, place: &str, state: &State) -> bool {
        let in_region = || state.label(self.region).is_some_and(|name| place.contains(&name));
        place.contains(&self.name) || (self.is_only && place.contains(WORD) && in_region())
    }

    /// The stays of open cases that reach into some days.
    pub fn stays(&self, state: &State, first: Date, last: Date) -> Vec<Stay> {
        state
            .records(Kind::Case)
            .filter(|record| is_open(stage_of(record)))
            .filter_map(|record| {
                let stay = stay_of(&record)?;
                let meant = record.text(&case::TRIAL_PLACE).is_some_and(|place| self.is_meant(place, state));
                (meant && stay.from <= last && stay.to >= first).then_some(stay)
            })
            .collect()
    }
}

/// The stay that a case speaks of.
pub fn stay_of(record: &Record) -> Option<Stay> {
    let (from, to) = (record.date(&case::TRIAL_FROM)?, record.date(&case::TRIAL_TO)?);
    Some(Stay { case: record.id, from, to })
}

/// The first night of a case's stay on which its house is full with others; `None` where it has a bed every night, or no
/// house is known.
pub fn full_on(state: &State, record: &Record) -> Option<Date> {
    let place = record.text(&case::TRIAL_PLACE)?;
    let wanted = stay_of(record)?;
    let house = houses(state).into_iter().find(|house| house.is_meant(place, state))?;
    let stays = house.stays(state, wanted.from, wanted.to);
    let taken = |day: Date| stays.iter().filter(|stay| stay.case != record.id && stay.covers(day)).count();
    let beds = usize::try_from(house.beds).unwrap_or(0);
    let nights = (0..=wanted.to.days_since(wanted.from)).map(|night| wanted.from.plus_days(night));
    nights.filter(|day| wanted.covers(*day)).find(|day| taken(*day) >= beds)
}
