//! Judging one record for a query: whether it matches, where it stands, what of it is shown.
//! A hit's place is decided by, in this order: the worst tier of its terms, the sum of the tiers, the sum of the field
//! classes, the sum of the scores (descending), the newest change (descending), the id. That order is total. Only where one
//! term is all that is asked, a town that is called so comes before the hundreds of people who may be called so too. The
//! plain scan judges every record and the index only those that may match, both here, so that they cannot disagree.

use std::cmp::Reverse;
use std::sync::Arc;

use super::entry::{Entry, Eyes, Link, class_number};
use super::filter::Filter;
use super::fit::{Fit, Sight};
use super::linked::Linked;
use super::needle::Needle;
use super::query::Query;
use super::score::Scorer;
use super::spans::{highlight, merged};
use super::{Hit, Tier};
use crate::domain::{State, label};
use crate::field::{Class, Id, Kind, by_code, fields};

/// Kinds few enough, and named often enough, that each term is asked of all of them before others link to them.
pub(super) const LINKED_FIRST: [Kind; 4] = [Kind::Region, Kind::Skill, Kind::Organisation, Kind::Measure];

/// Where entries come from.
pub(super) trait Entries: Sync {
    /// The entry of a record, unless it is withdrawn or unknown.
    fn entry(&self, id: Id) -> Option<Arc<Entry>>;

    /// The entry of a person with the name alone, where that is made for less.
    fn name(&self, _id: Id) -> Option<Entry> {
        None
    }
}

/// The first parts of a hit's key: worst tier, sum of tiers, sum of classes, and `TOWN` or `NO_TOWN`.
pub(super) type Place = (u8, u8, u8, u8);
/// A town whose whole name is the only term, and anything else.
pub(super) const TOWN: u8 = 0;
pub(super) const NO_TOWN: u8 = 1;

/// The place before any term.
pub(super) const NO_TERM: Place = (0, 0, 0, NO_TOWN);

/// A place with the tier and class of one more term.
pub(super) const fn add(place: Place, (tier, class): (u8, u8)) -> Place {
    let worst = if tier > place.0 { tier } else { place.0 };
    (worst, place.1.saturating_add(tier), place.2.saturating_add(class), place.3)
}

/// A record that matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub place: Place,
    pub seq: u64,
    pub id: Id,
}

/// A candidate with its score.
pub(super) type Ranked = (Candidate, i64);

/// A query about the entries of one state.
pub(super) struct Judge<'a> {
    source: &'a dyn Entries,
    pub state: &'a State,
    pub query: &'a Query,
    pub eyes: Eyes,
    /// Whether letters may stand between a term's letters.
    pub loose: bool,
    /// The kinds in whose texts terms are looked for: those among which there can be hits, and those they are found through.
    pub sought: Vec<Kind>,
    /// For each term and then each refused one, the tiers of the records that others link to.
    pub linked: Vec<Linked<'a>>,
}

impl<'a> Judge<'a> {
    pub fn new(source: &'a dyn Entries, state: &'a State, query: &'a Query, loose: bool) -> Self {
        let mut judge = Self {
            source,
            state,
            query,
            eyes: Eyes::of(state),
            loose,
            sought: Vec::new(),
            linked: Vec::new(),
        };
        let asked = judge.kinds();
        let through = |by: &Kind, kind: Kind| {
            fields(*by).iter().any(|field| field.class != Class::Never && field.refers_to(kind))
        };
        let sought = |kind: &Kind| asked.contains(kind) || asked.iter().any(|by| through(by, *kind));
        judge.sought = Kind::ALL.into_iter().filter(sought).collect();
        judge
    }

    /// The kinds among which there can be hits.
    pub fn kinds(&self) -> Vec<Kind> {
        let allowed = |kind: &Kind| self.query.filters.iter().all(|filter| filter.allows(*kind));
        Kind::ALL.into_iter().filter(allowed).collect()
    }

    /// Whether more than the terms decides: then each record has to be asked.
    pub fn is_picky(&self) -> bool {
        let asks = !self.query.refused.is_empty() || self.query.filters.iter().any(Filter::needs_record);
        asks || self.state.lens().is_some()
    }

    pub fn sight(&self, classes: u8) -> Sight {
        Sight { classes, eyes: self.eyes, loose: self.loose }
    }

    /// The place of a record that matches.
    pub fn consider(&self, id: Id, entry: &Entry) -> Option<Candidate> {
        let place = self.place(id, entry)?;
        self.admits(id, entry).then_some(Candidate { place, seq: entry.seq, id })
    }

    /// The place of a record in which all terms are found.
    pub fn place(&self, id: Id, entry: &Entry) -> Option<Place> {
        let mut place = NO_TERM;
        for (term, linked) in self.query.terms.iter().zip(&self.linked) {
            let (tier, class) = self.grade(term, linked, id, entry)?;
            place = add(place, (tier.number(), class));
        }
        let is_called_so =
            self.query.terms.len() == 1 && id.kind == Kind::Region && place.0 == 0 && place.2 == 0;
        Some(if is_called_so { (0, 0, 0, TOWN) } else { place })
    }

    /// Whether nothing but the terms speaks against a record: it is there for this reader, it passes the filters, and no refused
    /// term is found in it.
    pub fn admits(&self, id: Id, entry: &Entry) -> bool {
        let mut refused = self.refused();
        self.lets_pass(id) && !refused.any(|(term, linked)| self.grade(term, linked, id, entry).is_some())
    }

    /// Whether a record is there for this reader and passes the filters.
    pub fn lets_pass(&self, id: Id) -> bool {
        if !self.state.has(id) {
            return false;
        }
        if !self.query.filters.iter().any(Filter::needs_record) {
            return true;
        }
        let record = self.state.part(id, self.query.filters_read(id.kind));
        record.is_some_and(|record| self.query.lets_pass(&record, self.state))
    }

    /// Every term that must not be found, with what it comes to in the records that others link to.
    pub fn refused(&self) -> impl Iterator<Item = (&Needle, &Linked<'a>)> {
        let linked = self.linked.get(self.query.terms.len()..).unwrap_or_default();
        self.query.refused.iter().zip(linked)
    }

    /// The tier and class of the best way in which a term matches a record.
    pub fn grade(&self, term: &Needle, linked: &Linked<'_>, id: Id, entry: &Entry) -> Option<(Tier, u8)> {
        let own = term.best(id, entry, self.sight(class_number(Class::Note)));
        let own = own.map(|fit| (fit.tier, fit.class));
        let links = self.links(entry).filter(|link| own.is_none_or(|own| (Tier::Whole, link.class) < own));
        let worst = own.map_or(Tier::Subsequence, |(tier, _)| tier);
        let links =
            links.filter_map(|link| Some((self.link_tier(term, linked, link.id, worst)?, link.class)));
        links.chain(own).min()
    }

    /// The sum of the terms' scores in a record that stands at `at`.
    pub fn score(&self, scorer: &mut Scorer, id: Id, entry: &Entry, at: Place) -> i64 {
        let terms = self.query.terms.iter().zip(&self.linked).enumerate();
        terms
            .filter_map(|(place, (term, linked))| {
                let (fit, _) = self.fit(term, linked, id, entry, at)?;
                Some(scorer.score(place, term, &fit))
            })
            .sum()
    }

    /// The same for a person of whom only the name is at hand; `None` where more must be seen.
    pub fn score_by_name(&self, scorer: &mut Scorer, id: Id, name: &Entry, at: Place) -> Option<i64> {
        let fits = self.fits_in_name(id, name, at)?;
        let terms = self.query.terms.iter().zip(&fits).enumerate();
        Some(terms.map(|(place, (term, fit))| scorer.score(place, term, fit)).sum())
    }

    /// How each term fits the name of a person that stands at `at`, if the name alone brings it there. Then each is found in no
    /// better way elsewhere, or the sums would be less; and the name comes first among equals.
    fn fits_in_name<'b>(&self, id: Id, name: &'b Entry, at: Place) -> Option<Vec<Fit<'b>>> {
        let (mut place, sight) = (NO_TERM, self.sight(class_number(Class::Name)));
        let fit = |term: &Needle| {
            let fit = term.best(id, name, sight)?;
            place = add(place, (fit.tier.number(), fit.class));
            Some(Needle::spelled(fit, name))
        };
        let fits = self.query.terms.iter().map(fit).collect::<Option<Vec<_>>>()?;
        (place == at).then_some(fits)
    }

    /// What is shown of a record that was found.
    pub fn hit(&self, (candidate, score): &Ranked) -> Hit {
        let id = candidate.id;
        let record = self.state.part(id, label::reads(id.kind));
        let label = record.as_ref().map_or_else(|| id.to_string(), |record| label::of(record, self.state));
        let (mut spans, mut field) = (Vec::new(), None);
        if let Some(record) = record {
            for (term, fit, through_link) in self.fits(id, candidate.place) {
                let shown = highlight(&label, &record, term, &fit, through_link);
                if shown.is_empty() && fit.field != 0 {
                    field = field.or_else(|| by_code(id.kind, fit.field));
                }
                spans.extend(shown);
            }
        }
        let tier = Tier::from_number(candidate.place.0).unwrap_or(Tier::Whole);
        Hit { id, label, score: *score, tier, spans: merged(spans), field }
    }

    /// Every term with its fit in a record that stands at `at`, and whether that is the one of a record that it names.
    fn fits(&self, id: Id, at: Place) -> Vec<(&Needle, Fit<'static>, bool)> {
        let name = self.source.name(id);
        let in_name = name.as_ref().and_then(|name| self.fits_in_name(id, name, at));
        if let Some(fits) = in_name {
            let fits = self.query.terms.iter().zip(fits);
            return fits.map(|(term, fit)| (term, fit.into_owned(), false)).collect();
        }
        let Some(entry) = self.source.entry(id) else { return Vec::new() };
        let terms = self.query.terms.iter().zip(&self.linked);
        let fits = terms.filter_map(|(term, linked)| {
            self.fit(term, linked, id, &entry, at).map(|(fit, linked)| (term, fit, linked))
        });
        fits.collect()
    }

    /// The fit of a term in the record that it is found through, which is not the one that was asked for when the flag says
    /// so.
    fn fit(
        &self,
        term: &Needle,
        linked: &Linked<'_>,
        id: Id,
        entry: &Entry,
        at: Place,
    ) -> Option<(Fit<'static>, bool)> {
        // A record's place is its only term's grade.
        let known = (self.query.terms.len() == 1).then(|| Some((Tier::from_number(at.0)?, at.2))).flatten();
        debug_assert!(
            known.is_none_or(|known| self.grade(term, linked, id, entry) == Some(known)),
            "a record that is ranked stands at the place of its grade"
        );
        let grade = known.or_else(|| self.grade(term, linked, id, entry))?;
        let own = term.best(id, entry, self.sight(class_number(Class::Note)));
        if let Some(fit) = own.filter(|fit| (fit.tier, fit.class) == grade) {
            return Some((Needle::spelled(fit, entry).into_owned(), false));
        }
        let graded = |link: &&Link| {
            let tier = self.link_tier(term, linked, link.id, grade.0);
            tier.map(|tier| (tier, link.class)) == Some(grade)
        };
        let link = self.links(entry).find(graded)?;
        let fit = self.target_fit(term, link.id)?;
        Some((Fit { class: link.class, field: u16::from(link.field), ..fit }, true))
    }

    /// The fit of a term in a record, for those that link to it.
    pub fn target_fit(&self, term: &Needle, id: Id) -> Option<Fit<'static>> {
        let entry = self.source.entry(id).filter(|_| self.state.has(id))?;
        let fit = term.best(id, &entry, self.sight(classes_of_linked(id.kind)))?;
        Some(Needle::spelled(fit, &entry).into_owned())
    }

    fn links<'b>(&self, entry: &'b Entry) -> impl Iterator<Item = &'b Link> + use<'b> {
        let eyes = self.eyes;
        entry.links.iter().filter(move |link| eyes.see(link.guard))
    }

    /// The tier of a record for those that link to it, if it is no worse than `worst`.
    pub fn link_tier(&self, term: &Needle, linked: &Linked<'_>, id: Id, worst: Tier) -> Option<Tier> {
        if LINKED_FIRST.contains(&id.kind) {
            return linked.tier(id, worst);
        }
        let entry = self.source.entry(id).filter(|_| self.state.has(id))?;
        let fit = term.best(id, &entry, self.sight(classes_of_linked(id.kind)))?;
        Some(fit.tier).filter(|tier| *tier <= worst)
    }
}

/// The order of hits.
pub(super) fn key((candidate, score): &Ranked) -> (Place, Reverse<i64>, Reverse<u64>, Id) {
    (candidate.place, Reverse(*score), Reverse(candidate.seq), candidate.id)
}

/// Which fields of a record count for those that link to it: what it is called, and for a region where it lies.
pub(super) fn classes_of_linked(kind: Kind) -> u8 {
    class_number(if kind == Kind::Region { Class::Region } else { Class::Name })
}
