//! Measures that answer what somebody needs and worries about (domain rows I-6, Ch-7, Ap-6, Ap-7): of the region, the state and the
//! employer, each with its conditions.
//! Invariant: a measure is never refused here. A condition is met, or it is to be checked by somebody who knows; which it is, and
//! why, stands beside it. Pure; asked by `match --kind measures` and by the screen of a person or a case.

mod conditions;

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::lead::leading_case;
use crate::domain::{Record, State};
use crate::field::choices::{
    Audience, CaseKind, Condition, DualSupport, MeasureKind, MeasureStatus, Need, Worry,
};
use crate::field::tables::{case, measure, organisation, person, region};
use crate::field::{Date, Id, Kind};
use crate::lang::{Label, Lang};

use super::{MatchError, Options};
use conditions::Facts;

/// Where a suggestion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Measure(Id),
    /// What the employer does for people who live in two places; no record of its own.
    Employer {
        organisation: Id,
        support: DualSupport,
    },
}

/// Who gives it: the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Giver {
    Region,
    Company,
    State,
}

/// What it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answered {
    Need(Need),
    Worry(Worry),
    /// Nothing said, but the case is of a kind that asks for it.
    Case(CaseKind),
}

/// Something that a measure asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Condition(Condition),
    /// The conditions in words, which only people can weigh.
    InWords,
    /// Who it is for, where nothing says that the person is one of them.
    Area,
    Window,
    /// The measure itself was not looked at for longer than it holds.
    Stale,
}

/// How far it is known to be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub asked: Asked,
    pub met: bool,
    pub why: Label,
}

/// A measure for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub source: Source,
    pub giver: Giver,
    pub answers: Vec<Answered>,
    pub checks: Vec<Check>,
    /// Where it stands in the case's own list.
    pub status: Option<MeasureStatus>,
}

/// What was found for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    pub person: Id,
    pub case: Option<Id>,
    /// The most answers first, then the nearest giver, then by id.
    pub suggestions: Vec<Suggestion>,
    /// Needs and worries that no measure answers.
    pub unanswered: Vec<Answered>,
}

impl Answered {
    pub const fn label(self) -> Label {
        match self {
            Self::Need(need) => need.label(),
            Self::Worry(worry) => worry.label(),
            Self::Case(kind) => kind.label(),
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            Self::Need(need) => need.key(),
            Self::Worry(worry) => worry.key(),
            Self::Case(kind) => kind.key(),
        }
    }

    /// What sort of answer it is, as JSON and screens name it.
    pub const fn sort(self) -> (&'static str, Label) {
        match self {
            Self::Need(_) => ("need", Label::new("ニーズ", "need")),
            Self::Worry(_) => ("worry", Label::new("不安", "worry")),
            Self::Case(_) => ("case", Label::new("ケース", "case")),
        }
    }
}

impl Giver {
    pub const fn key(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Company => "company",
            Self::State => "state",
        }
    }

    pub const fn label(self) -> Label {
        match self {
            Self::Region => Label::new("地域", "region"),
            Self::Company => Label::new("企業", "company"),
            Self::State => Label::new("国・広域", "state"),
        }
    }
}

impl Asked {
    pub const fn label(self) -> Label {
        match self {
            Self::Condition(condition) => condition.label(),
            Self::InWords => Label::new("要件(文章)", "conditions in words"),
            Self::Area => Label::new("対象", "who it is for"),
            Self::Window => Label::new("受付期間", "window"),
            Self::Stale => Label::new("施策の確認日", "last checked"),
        }
    }

    pub const fn key(self) -> &'static str {
        match self {
            Self::Condition(condition) => condition.key(),
            Self::InWords => "in_words",
            Self::Area => "area",
            Self::Window => "window",
            Self::Stale => "stale",
        }
    }
}

impl Check {
    /// As JSON names it: never a no.
    pub const fn key(self) -> &'static str {
        if self.met { "met" } else { "check" }
    }

    /// As screens say it.
    pub fn word(self, lang: Lang) -> &'static str {
        if self.met { lang.pick("満たす", "met") } else { lang.pick("要確認", "to be checked") }
    }
}

impl Suggestion {
    /// The measure's id, where it is a record.
    pub const fn id(&self) -> Option<Id> {
        match self.source {
            Source::Measure(id) => Some(id),
            Source::Employer { .. } => None,
        }
    }

    /// What it is called.
    pub fn label(&self, state: &State, lang: Lang) -> String {
        match self.source {
            Source::Measure(id) => state.label(id).unwrap_or_else(|| id.to_string()),
            Source::Employer { organisation, support } => {
                let name = state.label(organisation).unwrap_or_default();
                format!("{} ({name})", support.label().text(lang))
            }
        }
    }

    /// How many of its conditions are to be checked.
    pub fn open_checks(&self) -> usize {
        self.checks.iter().filter(|check| !check.met).count()
    }
}

/// The measures for a person, or for the person of a case. Needs and worries that the asker may not see do not count.
///
/// # Errors
/// `NotFound` where there is no such person or case, `Unpaired` for another kind.
pub fn measures(state: &State, id: Id, options: &Options) -> Result<Advice, MatchError> {
    let asker = Asker::find(state, id, options)?;
    let mut suggestions: Vec<Suggestion> =
        state.records(Kind::Measure).filter_map(|record| asker.weigh(&record)).collect();
    suggestions.extend(asker.by_employer());
    suggestions.sort_by(|one, other| {
        let key =
            |it: &Suggestion| (std::cmp::Reverse(it.answers.len()), it.giver, it.open_checks(), it.id());
        key(one).cmp(&key(other))
    });
    let unanswered = asker
        .wanted
        .iter()
        .filter(|wanted| !matches!(wanted, Answered::Case(_)))
        .filter(|wanted| !suggestions.iter().any(|one| one.answers.contains(wanted)))
        .copied()
        .collect();
    let case = asker.case.as_ref().map(|case| case.id);
    Ok(Advice { person: asker.person.id, case, suggestions, unanswered })
}

/// Somebody for whom measures are looked for.
struct Asker<'a> {
    state: &'a State,
    person: Record,
    case: Option<Record>,
    kind: Option<CaseKind>,
    wanted: Vec<Answered>,
    /// Needs that the asker may see.
    needs: u64,
    /// Where they wish to go, or are already.
    regions: Vec<Id>,
    /// Measures that those regions say they have.
    offered: BTreeSet<Id>,
    listed: BTreeMap<Id, MeasureStatus>,
    today: Date,
}

impl<'a> Asker<'a> {
    fn find(state: &'a State, id: Id, options: &Options) -> Result<Self, MatchError> {
        let missing = MatchError::NotFound { id };
        let (person, case) = match id.kind {
            Kind::Person => (id, leading_case(state, id)),
            Kind::Case => {
                let case = state.live(id).ok_or(missing)?;
                (case.reference(&case::PERSON).ok_or(missing)?, Some(case))
            }
            _ => {
                return Err(MatchError::Unpaired { from: id.kind.plural(), wanted: Kind::Measure.plural() });
            }
        };
        let person = state.live(person).ok_or(missing)?;
        let kind = case.as_ref().and_then(|case| case.choice(&case::KIND)).and_then(CaseKind::from_code);
        let needs = if options.sees_needs { person.set_bits(&person::NEEDS) } else { 0 };
        let worries = if options.sees_needs { person.set_bits(&person::WORRIES) } else { 0 };
        let of_needs =
            Need::ALL.iter().filter(|need| needs & need.bit() != 0).map(|need| Answered::Need(*need));
        let worries =
            Worry::ALL.iter().filter(|worry| worries & worry.bit() != 0).map(|it| Answered::Worry(*it));
        let wanted = of_needs.chain(worries).chain(kind.map(Answered::Case)).collect();
        let listed = case.iter().flat_map(|case| case.rows(&case::MEASURES)).filter_map(|row| {
            let status = row.choice(case::measure::STATUS.code).and_then(MeasureStatus::from_code);
            Some((row.reference(case::measure::MEASURE.code)?, status.unwrap_or(MeasureStatus::Candidate)))
        });
        let listed = listed.collect();
        let regions = regions(&person, case.as_ref());
        let there = regions.iter().filter_map(|region| state.live(*region));
        let offered =
            there.flat_map(|region| region.references(&region::MEASURES).collect::<Vec<_>>()).collect();
        Ok(Self { state, person, case, kind, wanted, needs, regions, offered, listed, today: options.today })
    }

    /// A measure, if it answers something and is for somebody like this.
    fn weigh(&self, record: &Record) -> Option<Suggestion> {
        let audience = record.set_bits(&measure::AUDIENCE);
        let for_person = audience == 0 || audience & Audience::Person.bit() != 0;
        let for_company = audience & Audience::Company.bit() != 0;
        let has_company = self.company().is_some();
        if !(for_person || for_company && has_company) {
            return None;
        }
        let place = record.reference(&measure::REGION);
        if place.is_some_and(|place| !self.regions.is_empty() && !self.regions.contains(&place)) {
            return None;
        }
        let status = self.listed.get(&record.id).copied();
        let answers = self.answers(record);
        if answers.is_empty() && status.is_none() {
            return None;
        }
        let giver = match place {
            Some(_) => Giver::Region,
            None if !for_person => Giver::Company,
            None => Giver::State,
        };
        let facts = Facts {
            person: &self.person,
            needs: self.needs,
            kind: self.kind,
            place,
            regions: &self.regions,
            for_person,
            offered: self.offered.contains(&record.id),
            today: self.today,
        };
        let checks = conditions::weigh(record, &facts);
        Some(Suggestion { source: Source::Measure(record.id), giver, answers, checks, status })
    }

    fn answers(&self, record: &Record) -> Vec<Answered> {
        let (needs, worries) =
            (record.set_bits(&measure::ANSWERS_NEEDS), record.set_bits(&measure::ANSWERS_WORRIES));
        let answers = |wanted: &&Answered| match **wanted {
            Answered::Need(need) => needs & need.bit() != 0,
            Answered::Worry(worry) => worries & worry.bit() != 0,
            Answered::Case(kind) => suits(kind, record, needs, worries),
        };
        self.wanted.iter().filter(answers).copied().collect()
    }

    /// The company that supports the step: that of the case, else the employer.
    fn company(&self) -> Option<Id> {
        let of_case = self.case.as_ref().and_then(|case| case.reference(&case::COMPANY));
        of_case.or_else(|| self.person.reference(&person::EMPLOYER))
    }

    /// What the employer says it does for people in two places.
    fn by_employer(&self) -> Vec<Suggestion> {
        let Some(company) = self.company().and_then(|id| self.state.live(id)) else { return Vec::new() };
        let offered = company.set_bits(&organisation::DUAL_SUPPORT);
        let supports = DualSupport::ALL.iter().filter(|support| offered & support.bit() != 0);
        supports
            .filter_map(|support| {
                let (needs, worries) = helps_with(*support);
                let answers = self.wanted.iter().filter(|wanted| match wanted {
                    Answered::Need(need) => needs.contains(need),
                    Answered::Worry(worry) => worries.contains(worry),
                    Answered::Case(kind) => *kind == CaseKind::EmployeeSupport,
                });
                let answers: Vec<Answered> = answers.copied().collect();
                let why = Label::new("社内の規程を会社に確認", "ask the company for its rules");
                let checks = vec![Check { asked: Asked::InWords, met: false, why }];
                let source = Source::Employer { organisation: company.id, support: *support };
                let found = Suggestion { source, giver: Giver::Company, answers, checks, status: None };
                (!found.answers.is_empty()).then_some(found)
            })
            .collect()
    }
}

/// Where somebody wishes to go by the case, else by themselves, and where they have a second base.
fn regions(person: &Record, case: Option<&Record>) -> Vec<Id> {
    let of_case: Vec<Id> = case.into_iter().flat_map(|case| case.references(&case::REGIONS)).collect();
    let mut regions =
        if of_case.is_empty() { person.references(&person::REGIONS).collect() } else { of_case };
    let bases = person.rows(&person::SECOND_BASE).iter();
    regions.extend(bases.filter_map(|row| row.reference(person::base::REGION.code)));
    regions
}

/// Whether a case of a kind asks for such a measure, though nobody said so.
fn suits(kind: CaseKind, record: &Record, needs: u64, worries: u64) -> bool {
    let sort = record.choice(&measure::KIND).and_then(MeasureKind::from_code);
    let career = worries & Worry::Career.bit() != 0;
    let requires = record.set_bits(&measure::REQUIRES);
    match kind {
        CaseKind::HousingOnly => needs & Need::Housing.bit() != 0 || sort == Some(MeasureKind::Home),
        CaseKind::TrialStay => sort == Some(MeasureKind::Stay),
        CaseKind::StartupLvs | CaseKind::Succession => requires & Condition::Startup.bit() != 0,
        CaseKind::SideJob => requires & Condition::Contract.bit() != 0,
        CaseKind::Employment => career && requires & Condition::QualifyingJob.bit() != 0,
        CaseKind::EmployeeSupport => requires & Condition::CompanyApplies.bit() != 0,
        CaseKind::Consult => false,
    }
}

/// What a company's support helps with.
const fn helps_with(support: DualSupport) -> (&'static [Need], &'static [Worry]) {
    match support {
        DualSupport::TravelAllowance => (&[], &[Worry::Cost]),
        DualSupport::Housing => (&[Need::Housing], &[Worry::Cost]),
        DualSupport::OfficeSeat => (&[Need::Workplace], &[Worry::Career]),
        DualSupport::Leave => (&[], &[Worry::Career]),
        DualSupport::Insurance => (&[Need::Medical], &[Worry::Convenience]),
        DualSupport::Other => (&[], &[]),
    }
}
