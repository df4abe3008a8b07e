//! Which rows of a list a change between two states can have moved, made, or taken away.
//! Invariant: every record whose item or test differs between the states is named; naming one too many only costs time.

use std::collections::BTreeSet;

use super::{Listing, Order};
use crate::domain::State;
use crate::field::{Date, Id, Kind};

use super::place::of_job;
use super::sorted::Sorted;

/// The kinds that the rows of a list follow from. `wide` where something is asked of each row that may look further:
/// a filter, or a reader's rights.
pub fn sources(listing: &Listing, wide: bool) -> &'static [Kind] {
    match (listing.kind, listing.order) {
        _ if wide => &Kind::ALL,
        (Kind::Person, Order::Urgency | Order::Stage) => &[Kind::Person, Kind::Case, Kind::Job],
        (Kind::Person, Order::Unseen) => &[Kind::Person, Kind::Case, Kind::Match],
        (Kind::Person, _) => &[Kind::Person, Kind::Case],
        (Kind::Region, _) => &[Kind::Region, Kind::Job],
        (Kind::Job, _) => &[Kind::Job],
        (Kind::Case, Order::Name) => &[Kind::Case, Kind::Person],
        (Kind::Case, Order::Newest) => &[Kind::Case],
        (Kind::Case, _) => &[Kind::Case, Kind::Job],
        (Kind::Match, Order::Name) => &[Kind::Match, Kind::Person, Kind::Job],
        (Kind::Match, _) => &[Kind::Match],
        (Kind::Organisation, _) => &[Kind::Organisation],
        (Kind::Skill, _) => &[Kind::Skill],
        (Kind::Measure, _) => &[Kind::Measure],
        (Kind::Activity, _) => &[Kind::Activity],
        (Kind::Note, _) => &[Kind::Note],
        (Kind::User, _) => &[Kind::User],
        (Kind::View, _) => &[Kind::View],
        (Kind::Round, _) => &[Kind::Round],
        (Kind::Gathering, _) => &[Kind::Gathering],
    }
}

/// The numbers of the rows concerned; `None` where they are more than `most`.
pub fn touched(
    new: &State,
    old: &State,
    listing: &Listing,
    wide: bool,
    most: usize,
) -> Option<BTreeSet<u32>> {
    let mut touched = BTreeSet::new();
    let mut looked_at = 0;
    for kind in sources(listing, wide) {
        // Names of cases and matches hold those of the people and jobs that they are about.
        let follows_links = wide || (listing.order == Order::Name && *kind != Kind::Case);
        for id in new.changed_since(old, *kind) {
            looked_at += 1;
            let mut add = |id: Id| {
                if id.kind == listing.kind {
                    touched.insert(id.number);
                }
            };
            add(id);
            if *kind == Kind::Job {
                for state in [new, old] {
                    with_its_window(state, id, most, &mut add);
                }
            }
            if id.kind != listing.kind || wide {
                for state in [new, old] {
                    references(state, id, &mut |named| {
                        add(named);
                        if wide {
                            beside(state, named, listing.kind, most, &mut add);
                        }
                    });
                    if follows_links {
                        let links = state.linked(id, listing.kind).take(most + 1);
                        links.for_each(&mut add);
                    }
                    for other in together(listing.kind).filter(|_| wide) {
                        for link in state.linked(id, other).take(most + 1) {
                            beside(state, link, listing.kind, most, &mut add);
                        }
                    }
                }
            }
            if looked_at > most || touched.len() > most {
                return None;
            }
        }
    }
    Some(touched)
}

/// The jobs that another day opens or shuts; both days may be the later one.
pub fn turned(items: &Sorted, was: Date, is: Date) -> impl Iterator<Item = u32> {
    let (first, last) = (was.min(is), was.max(is));
    [false, true].into_iter().flat_map(move |shut| {
        let places = items.below(of_job(shut, first))..items.below(of_job(shut, last));
        places.filter_map(|place| items.get(place)).map(|item| item.number)
    })
}

/// The cases of a job, and their people: when its window closes they are more urgent.
fn with_its_window(state: &State, job: Id, most: usize, visit: &mut impl FnMut(Id)) {
    for case in state.linked(job, Kind::Case).take(most + 1) {
        visit(case);
        references(state, case, visit);
    }
}

/// The kind whose records a row of this kind is asked together with: a person with her cases, a case with its person.
fn together(kind: Kind) -> impl Iterator<Item = Kind> {
    let other = match kind {
        Kind::Person => Some(Kind::Case),
        Kind::Case => Some(Kind::Person),
        _ => None,
    };
    other.into_iter()
}

/// The rows that are asked together with this record.
fn beside(state: &State, id: Id, rows: Kind, most: usize, visit: &mut impl FnMut(Id)) {
    match (rows, id.kind) {
        (Kind::Person, Kind::Case) => references(state, id, visit),
        (Kind::Case, Kind::Person) => state.linked(id, Kind::Case).take(most + 1).for_each(visit),
        _ => {}
    }
}

/// What a record refers to, whoever may see it.
fn references(state: &State, id: Id, visit: &mut impl FnMut(Id)) {
    let Some(record) = state.record_raw(id) else { return };
    for (_, value) in &record.values {
        value.for_each_reference(&mut *visit);
    }
}
