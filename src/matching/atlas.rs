//! The atlas: what one ranking looks up again and again (places, ways, related skills, employers' rules), each read once.
//! It lives as long as the ranking; its caches are filled in the order of the questions and never iterated, so that no answer
//! depends on that order.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::candidate::Candidate;
use super::columns::jobs::Told;
use super::columns::{Jobs, Kin, Places};
use super::opening::Opening;
use super::place::{Place, Travel};
use crate::domain::{Record, State};
use crate::field::choices::{SideJobRule, WorkKind};
use crate::field::tables::{organisation, skill};
use crate::field::{Date, Id, Kind};
use crate::fold::fold;

/// At most this many of a region's jobs, the newest, are looked at to say what work it has.
const OFFER_JOBS: usize = 40;

/// What a region's open jobs ask and offer.
#[derive(Debug, Default)]
pub(crate) struct Offer {
    /// The kind of work of each.
    pub kinds: Vec<Option<WorkKind>>,
    /// Skills that the region needs, by its own word or by its open jobs; ascending.
    pub skills: Vec<Id>,
}

/// A skill's place among skills.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub parent: Option<Id>,
    pub folded: Vec<String>,
}

/// The caches.
pub(crate) struct Atlas<'a> {
    pub state: &'a State,
    pub today: Date,
    pub sees_needs: bool,
    /// What was read of regions, jobs and skills before, as of this very state.
    known: Option<(&'a Places, &'a Jobs, &'a Kin)>,
    places: RefCell<BTreeMap<Id, Option<Arc<Place>>>>,
    offers: RefCell<BTreeMap<Id, Rc<Offer>>>,
    ways: RefCell<HashMap<(Id, Id), Option<Travel>>>,
    skills: RefCell<BTreeMap<Id, Rc<Names>>>,
    related: RefCell<HashMap<(Id, Id), bool>>,
    rules: RefCell<BTreeMap<Id, Option<SideJobRule>>>,
}

impl<'a> Atlas<'a> {
    pub fn new(state: &'a State, today: Date, sees_needs: bool) -> Self {
        Self {
            state,
            today,
            sees_needs,
            known: None,
            places: RefCell::default(),
            offers: RefCell::default(),
            ways: RefCell::default(),
            skills: RefCell::default(),
            related: RefCell::default(),
            rules: RefCell::default(),
        }
    }

    /// An atlas that looks regions, jobs and skills up instead of reading them.
    pub fn knowing(self, places: &'a Places, jobs: &'a Jobs, kin: &'a Kin) -> Self {
        Self { known: Some((places, jobs, kin)), ..self }
    }

    /// The region, unless it is withdrawn.
    pub fn place(&self, region: Id) -> Option<Arc<Place>> {
        if let Some((places, ..)) = self.known {
            return places.get(region);
        }
        if let Some(held) = self.places.borrow().get(&region) {
            return held.clone();
        }
        let place = self.state.live(region).map(|record| Arc::new(Place::read(&record)));
        self.places.borrow_mut().insert(region, place.clone());
        place
    }

    /// The way to a region for a person; `None` where nothing tells.
    pub fn way(&self, candidate: &Candidate, region: Id) -> Option<Travel> {
        if candidate.lives_in(region) {
            return Some(Travel::Lives);
        }
        let key = (candidate.bases.domicile?, region);
        if let Some(held) = self.ways.borrow().get(&key) {
            return *held;
        }
        let way = self.place(key.0).zip(self.place(region)).and_then(|(home, there)| there.way_from(&home));
        self.ways.borrow_mut().insert(key, way);
        way
    }

    /// What work a region has.
    pub fn offer(&self, region: Id) -> Rc<Offer> {
        if let Some(held) = self.offers.borrow().get(&region) {
            return Rc::clone(held);
        }
        let ids: Vec<Id> = self.state.linked(region, Kind::Job).collect();
        let mut skills: Vec<Id> = self.place(region).map_or_else(Vec::new, |place| place.need_skills.clone());
        let mut kinds = Vec::new();
        for id in ids.iter().rev().take(OFFER_JOBS) {
            if let Some((kind, must)) = self.open_job(*id) {
                kinds.push(kind);
                skills.extend(must);
            }
        }
        skills.sort_unstable();
        skills.dedup();
        let offer = Rc::new(Offer { kinds, skills });
        self.offers.borrow_mut().insert(region, Rc::clone(&offer));
        offer
    }

    /// The kind of work and the must-have skills of a job, where it takes people today.
    fn open_job(&self, id: Id) -> Option<(Option<WorkKind>, Vec<Id>)> {
        if let Some(told) = self.known.and_then(|(_, jobs, _)| jobs.told(id)) {
            return match told {
                Told::Shut => None,
                Told::Open(kind, must) => Some((kind, must)),
            };
        }
        let opening = self.state.live(id).and_then(|record| Opening::read(&record, self.today))?;
        let must = opening.asks.must.iter().map(|required| required.skill);
        opening.open.then(|| (opening.kind, must.collect()))
    }

    /// Whether one skill half stands in for another, which is not the same: its parent, its child, or one that shares a name or
    /// alias.
    pub fn related(&self, one: Id, other: Id) -> bool {
        if let Some((_, _, kin)) = self.known {
            return kin.has(one, other);
        }
        let key = (one.min(other), one.max(other));
        if let Some(held) = self.related.borrow().get(&key) {
            return *held;
        }
        let (first, second) = (self.names(one), self.names(other));
        let related = first.parent == Some(other)
            || second.parent == Some(one)
            || first.folded.iter().any(|name| second.folded.contains(name));
        self.related.borrow_mut().insert(key, related);
        related
    }

    /// The employer's rule on side jobs; `None` where it is not recorded.
    pub fn side_job_rule(&self, employer: Id) -> Option<SideJobRule> {
        if let Some(held) = self.rules.borrow().get(&employer) {
            return *held;
        }
        let record = self.state.live(employer);
        let rule = record.and_then(|record| record.choice(&organisation::SIDE_JOB_RULE));
        let rule = rule.and_then(SideJobRule::from_code).filter(|rule| *rule != SideJobRule::Unknown);
        self.rules.borrow_mut().insert(employer, rule);
        rule
    }

    fn names(&self, skill: Id) -> Rc<Names> {
        if let Some(held) = self.skills.borrow().get(&skill) {
            return Rc::clone(held);
        }
        let names = Rc::new(self.state.live(skill).map_or_else(Names::default, |record| names(&record)));
        self.skills.borrow_mut().insert(skill, Rc::clone(&names));
        names
    }
}

pub(crate) fn names(record: &Record) -> Names {
    let texts = [record.text(&skill::LABEL), record.text(&skill::LABEL_EN)].into_iter().flatten();
    let texts = texts.chain(record.texts(&skill::ALIASES));
    Names { parent: record.reference(&skill::PARENT), folded: texts.map(fold).collect() }
}
