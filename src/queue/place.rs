//! The place of a record in a list: the item that stands for it, the order of items, and the row made of one.
//! Invariant: the order is total (ties by id), so equal states give equal lists, and nothing on a screen jumps by chance.
//! A name is not kept but read again where the first letters of two are the same: eight bytes a record instead of sixty.

use std::cmp::Ordering;

use super::sorted::Item;
use super::why::{Entry, Why, case_why, job_why, leading_case, open_jobs};
use super::{Listing, Order};
use crate::domain::urgency::Urgency;
use crate::domain::{Record, State};
use crate::field::choices::Stage;
use crate::field::tables::{gathering, matched, person};
use crate::field::{Date, Id, Kind, by_name};
use crate::fold::fold;

/// Bits of a rank below the stage, which leads on the board.
const STAGE_SHIFT: u32 = 56;

/// The item of a record; `None` where the list does not show it. The day decides how urgent a case is and whether a job is open.
pub fn item(state: &State, listing: &Listing, today: Date, number: u32) -> Option<Item> {
    let id = Id::new(listing.kind, number);
    let (urgent, aux) = match listing.kind {
        Kind::Person => {
            if !state.has(id) {
                return None;
            }
            match leading_case(state, id) {
                Some(case) => (of_case(state, &case, today)?, case.id.number),
                None => (WITHOUT_CASE, 0),
            }
        }
        Kind::Case => {
            let case = state.live(id)?;
            let why = case_why(&case)?;
            let Why::Case { stage, .. } = why else { return None };
            let column = if listing.order == Order::Stage { first_of(stage) } else { 0 };
            (column | of_case(state, &case, today)?, 0)
        }
        Kind::Job => {
            let (shut, closes, _) = job_why(&state.live(id)?, today);
            (of_job(shut, closes), 0)
        }
        Kind::Region => {
            if !state.has(id) {
                return None;
            }
            let count = u32::try_from(open_jobs(state, id)).unwrap_or(u32::MAX);
            (u64::from(u32::MAX - count), count)
        }
        // The latest first, and before all those of which nobody knows when.
        Kind::Gathering => {
            let starts = state.live(id)?.moment(&gathering::STARTS_AT);
            (starts.map_or(0, |at| u64::MAX - day(at.date())), 0)
        }
        Kind::Organisation
        | Kind::Match
        | Kind::Skill
        | Kind::Measure
        | Kind::Activity
        | Kind::Note
        | Kind::User
        | Kind::View
        | Kind::Round => {
            if !state.has(id) {
                return None;
            }
            (0, 0)
        }
    };
    let rank = match listing.order {
        Order::Urgency | Order::Stage => urgent,
        Order::Unseen if listing.kind == Kind::Person => last_presented(state, id).map_or(0, day),
        Order::Newest | Order::Unseen => 0,
        Order::Name => first_letters(&name_key(state, id)),
    };
    Some(Item { rank, number, aux })
}

/// The order of two items, by what `state` says of their records.
pub fn compare(state: &State, listing: &Listing, one: &Item, other: &Item) -> Ordering {
    one.rank.cmp(&other.rank).then_with(|| {
        if one.number == other.number {
            return Ordering::Equal;
        }
        match listing.order {
            Order::Name => {
                let name = |item: &Item| name_key(state, Id::new(listing.kind, item.number));
                name(one).cmp(&name(other)).then(one.number.cmp(&other.number))
            }
            Order::Unseen if listing.kind == Kind::Person => one.number.cmp(&other.number),
            _ if newest_first(listing.kind) => other.number.cmp(&one.number),
            _ => one.number.cmp(&other.number),
        }
    })
}

/// The row of an item.
pub fn entry(state: &State, listing: &Listing, today: Date, item: &Item) -> Entry {
    let id = Id::new(listing.kind, item.number);
    let why = match listing.kind {
        Kind::Person if item.aux > 0 => {
            state.live(Id::new(Kind::Case, item.aux)).and_then(|case| case_why(&case))
        }
        Kind::Case => state.live(id).and_then(|case| case_why(&case)),
        Kind::Job => state.live(id).map(|job| job_why(&job, today).2),
        Kind::Region if item.aux > 0 => Some(Why::OpenJobs(usize::try_from(item.aux).unwrap_or(usize::MAX))),
        _ => None,
    };
    Entry { id, why: why.unwrap_or(Why::Nothing) }
}

/// The day on which a person was last presented to anybody.
pub fn last_presented(state: &State, id: Id) -> Option<Date> {
    let matches = state.linked(id, Kind::Match).filter_map(|one| state.live(one));
    matches.filter_map(|one| one.date(&matched::PRESENTED_ON)).max()
}

/// Whether ids count downwards where nothing else tells two records apart.
pub const fn newest_first(kind: Kind) -> bool {
    matches!(kind, Kind::Person | Kind::Case | Kind::Job)
}

/// By the reading where one is known, else by the label.
pub fn name_key(state: &State, id: Id) -> String {
    let Some(record) = state.record(id) else { return String::new() };
    let kana = |field| record.text(field).unwrap_or_default();
    let reading = match id.kind {
        Kind::Person => format!("{} {}", kana(&person::FAMILY_KANA), kana(&person::GIVEN_KANA)),
        kind => by_name(kind, "kana").map(kana).unwrap_or_default().to_owned(),
    };
    if !reading.trim().is_empty() {
        return fold(&reading);
    }
    fold(&state.label(id).unwrap_or_default())
}

/// The rank below which no case of a stage is on the board.
pub const fn first_of(stage: Stage) -> u64 {
    // Far fewer stages are known than fit into the eight bits.
    (stage.code() as u64) << STAGE_SHIFT
}

/// The ranks of jobs that close on a day, open ones or shut ones.
pub const fn of_job(shut: bool, closes: Date) -> u64 {
    (shut as u64) << u32::BITS | day(closes)
}

/// The rank of somebody without an open case: behind all who have one.
const WITHOUT_CASE: u64 = 1 << 48;
/// Urgencies, in tenths, lie far below this.
const URGENCY_MAX: i32 = i16::MAX as i32;

/// The most urgent first; of equals, what is due first. `None` when the case is closed.
fn of_case(state: &State, case: &Record, today: Date) -> Option<u64> {
    let tenths = Urgency::of(state, case, today)?.tenths();
    let behind = u64::try_from(URGENCY_MAX - tenths.clamp(-URGENCY_MAX, URGENCY_MAX)).unwrap_or(0);
    let due = super::why::due(case).unwrap_or(Date(i32::MAX));
    Some(behind << u32::BITS | day(due))
}

/// A day as a number that ascends from 0.
const fn day(date: Date) -> u64 {
    (date.0.cast_unsigned() ^ (1 << 31)) as u64
}

/// The first eight bytes of a name, which order names as far as they go.
fn first_letters(name: &str) -> u64 {
    let mut letters = [0; 8];
    letters.iter_mut().zip(name.bytes()).for_each(|(letter, byte)| *letter = byte);
    u64::from_be_bytes(letters)
}
