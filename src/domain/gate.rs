//! What a stage asks for, asked of a case: the pure checks behind the table of stages.

use super::hours::{self, Load};
use super::houses;
use super::opening;
use super::record::Record;
use super::stage::{Requirement, outcome, rule_of};
use super::state::State;
use crate::field::choices::{CaseKind, ClosedReason, JobStyle, Purpose, SideJobRule, SideJobStatus, Stage};
use crate::field::tables::{case, job, organisation, person, region};
use crate::field::{Date, Id};
use crate::lang::Lang;

/// Whether a consent holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsentState {
    Given,
    /// Revoked or expired.
    Ended,
    Unknown,
}

/// Whether the person's consent to a purpose holds on a day: what the newest of its rows says, one from a later day left out.
pub fn consent(person: &Record, purpose: Purpose, today: Date) -> ConsentState {
    use person::consent::{EXPIRES, GIVEN, PURPOSE, REVOKED};
    let rows = person.rows(&person::CONSENT).iter();
    let known = rows.filter(|row| {
        row.choice(PURPOSE.code) == Some(purpose.code())
            && row.date(GIVEN.code).is_none_or(|day| day <= today)
    });
    let Some(newest) = known.max_by_key(|row| row.date(GIVEN.code)) else { return ConsentState::Unknown };
    let revoked = newest.date(REVOKED.code).is_some_and(|day| day <= today);
    let expired = newest.date(EXPIRES.code).is_some_and(|day| day < today);
    if revoked || expired { ConsentState::Ended } else { ConsentState::Given }
}

/// What the gate of `to` still asks of the case; empty where it is open.
pub fn unmet(state: &State, case: &Record, to: Stage, today: Date) -> Vec<Requirement> {
    let view = View::new(state, case, today);
    rule_of(to).gate.iter().filter(|one| !view.meets(**one)).map(|one| view.named(*one)).collect()
}

/// What speaks against a step without forbidding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// The main employer prohibits side jobs.
    SideJobProhibited,
    /// With this work, more hours of employment than the employer allows.
    OverCap(Load),
    /// Hours that are not totalled: nothing but a note.
    NotTotalled(Load),
    /// The house has no bed in that night.
    HouseFull(Date),
}

impl Warning {
    /// The sentence for the person who decides.
    pub fn text(self, lang: Lang) -> String {
        match (self, lang) {
            (Self::SideJobProhibited, Lang::Ja) => "注意: 本業の勤務先が副業を禁止しています".to_owned(),
            (Self::SideJobProhibited, Lang::En) => "note: the main employer prohibits side jobs".to_owned(),
            (Self::OverCap(load), Lang::Ja) => format!("注意: 副業の上限を超えます {}", load.text(lang)),
            (Self::OverCap(load), Lang::En) => format!("note: over the side job cap, {}", load.text(lang)),
            (Self::HouseFull(day), Lang::Ja) => format!("注意: {day} は満室です"),
            (Self::HouseFull(day), Lang::En) => format!("note: the house is full on {day}"),
            (Self::NotTotalled(load), Lang::Ja) => format!("参考: {}", load.text(lang)),
            (Self::NotTotalled(load), Lang::En) => format!("for information: {}", load.text(lang)),
        }
    }

    /// Whether it is more than a note.
    pub const fn is_grave(self) -> bool {
        !matches!(self, Self::NotTotalled(_))
    }
}

/// What speaks against moving a case to `to`; nothing here refuses it.
pub fn warnings(state: &State, case: &Record, to: Stage) -> Vec<Warning> {
    let paid = matches!(case.choice(&case::KIND).and_then(CaseKind::from_code), Some(CaseKind::SideJob));
    let person = case.reference(&case::PERSON).and_then(|id| state.live(id));
    let prohibited = person.is_some_and(|person| {
        person.choice(&person::SIDE_JOB_STATUS) == Some(SideJobStatus::Prohibited.code())
    });
    let asked = paid && prohibited && matches!(to, Stage::Matching | Stage::Introduced);
    let hours = [Stage::Introduced, Stage::Agreed, Stage::Preparing, Stage::Active].contains(&to);
    let hours = if hours { hours_warning(state, case) } else { None };
    let full = if to == Stage::Trial { houses::full_on(state, case) } else { None };
    let full = full.map(Warning::HouseFull);
    asked.then_some(Warning::SideJobProhibited).into_iter().chain(hours).chain(full).collect()
}

/// What the hours of a case's job mean for the cap of its person, if it went on.
pub fn hours_warning(state: &State, case: &Record) -> Option<Warning> {
    let (_, employed) = hours::of_case(state, case)?;
    let load = hours::load_with(state, case).filter(|load| load.cap.is_some())?;
    match (employed, load.is_over()) {
        (true, true) => Some(Warning::OverCap(load)),
        (true, false) => None,
        (false, _) => Some(Warning::NotTotalled(load)),
    }
}

/// Whether a job takes people on a day.
pub fn job_is_open(job: &Record, today: Date) -> bool {
    let begun = job.date(&job::OPENS_ON).is_none_or(|day| day <= today);
    opening::is_open(job) && begun && job.date(&job::CLOSES_ON).is_none_or(|day| day >= today)
}

/// Where a case plays: the region of its job, else the first that is wished.
pub fn region_of(state: &State, case: &Record) -> Option<Id> {
    let of_job = case.reference(&case::JOB).and_then(|id| state.live(id)?.reference(&job::REGION));
    of_job.or_else(|| case.references(&case::REGIONS).next())
}

/// What neighbours expect where a case plays, as the region has it on record: the region and the text.
pub fn rules(state: &State, case: &Record) -> Option<(Id, String)> {
    let region = state.live(region_of(state, case)?)?;
    let text = region.text(&region::COMMUNITY_RULES)?.trim();
    (!text.is_empty()).then(|| (region.id, text.to_owned()))
}

/// A case with what it refers to.
struct View<'a> {
    case: &'a Record,
    person: Option<Record>,
    employer: Option<Record>,
    job: Option<Record>,
    rules: Option<Id>,
    today: Date,
}

impl<'a> View<'a> {
    fn new(state: &State, case: &'a Record, today: Date) -> Self {
        let person = case.reference(&case::PERSON).and_then(|id| state.live(id));
        let job = case.reference(&case::JOB).and_then(|id| state.live(id));
        let employer = person.as_ref().and_then(|person| person.reference(&person::EMPLOYER));
        let employer = employer.and_then(|id| state.live(id));
        let rules = rules(state, case).map(|(region, _)| region);
        Self { case, person, employer, job, rules, today }
    }

    fn meets(&self, requirement: Requirement) -> bool {
        let has = |field| self.case.get(field).is_some();
        match requirement {
            Requirement::Channel => has(&case::CHANNEL),
            Requirement::Owner => has(&case::OWNER),
            Requirement::Kind => has(&case::KIND),
            Requirement::Priority => has(&case::PRIORITY),
            Requirement::DedupeChecked => has(&case::DEDUPE_CHECKED),
            Requirement::ConsentConsult => self.consents(Purpose::Consult),
            Requirement::NeedsAndWant => self.has_want() && self.person_bits(&person::NEEDS) != 0,
            Requirement::PlanAgreed => has(&case::PLAN_AGREED),
            Requirement::Want => self.has_want(),
            Requirement::ConsentShareCompany
            | Requirement::ConsentShareOwner
            | Requirement::ConsentShareSupportCorp => self.may_share(),
            Requirement::JobOpen => {
                !self.is_about_work() || self.job.as_ref().is_some_and(|job| job_is_open(job, self.today))
            }
            Requirement::TrialPlace => has(&case::TRIAL_PLACE),
            Requirement::TrialDates => has(&case::TRIAL_FROM) && has(&case::TRIAL_TO),
            Requirement::TermsComplete => self.terms_complete(),
            Requirement::EmployerCleared => self.employer_cleared(),
            Requirement::RulesExplained => has(&case::RULES_EXPLAINED) || self.rules.is_none(),
            Requirement::Documents => has(&case::DOCS),
            Requirement::StartDate => has(&case::START_ON),
            Requirement::TwelveMonthCheck => self.checked_after_a_year(),
            Requirement::ResumeDate => has(&case::RESUME_ON),
            Requirement::ClosedReason => has(&case::CLOSED_REASON),
            Requirement::Success => !self.fails_when_settled(),
        }
    }

    /// The requirement as this kind of case words it: a home is shown by its owner, a stay arranged by the support corporation.
    fn named(&self, requirement: Requirement) -> Requirement {
        match (requirement, self.kind()) {
            (Requirement::ConsentShareCompany, Some(CaseKind::HousingOnly)) => Requirement::ConsentShareOwner,
            (Requirement::ConsentShareCompany, Some(CaseKind::TrialStay)) => {
                Requirement::ConsentShareSupportCorp
            }
            _ => requirement,
        }
    }

    /// Who has settled is done with success; where that did not last, the case goes back first.
    fn fails_when_settled(&self) -> bool {
        let reason = self.case.choice(&case::CLOSED_REASON).and_then(ClosedReason::from_code);
        self.case.choice(&case::STAGE) == Some(Stage::Settled.code())
            && reason.is_some_and(|reason| !outcome(reason).won)
    }

    fn kind(&self) -> Option<CaseKind> {
        self.case.choice(&case::KIND).and_then(CaseKind::from_code)
    }

    /// Homes and stays have no employer to share with and no job to be open.
    fn is_about_work(&self) -> bool {
        !matches!(self.kind(), Some(CaseKind::HousingOnly | CaseKind::TrialStay))
    }

    fn person_bits(&self, field: &crate::field::Field) -> u64 {
        self.person.as_ref().map_or(0, |person| person.set_bits(field))
    }

    fn has_want(&self) -> bool {
        self.person_bits(&person::WANT) != 0
    }

    fn consents(&self, purpose: Purpose) -> bool {
        self.person.as_ref().is_some_and(|person| consent(person, purpose, self.today) == ConsentState::Given)
    }

    fn may_share(&self) -> bool {
        match self.kind() {
            Some(CaseKind::HousingOnly) => {
                self.consents(Purpose::ShareOwner) || self.consents(Purpose::ShareCompany)
            }
            Some(CaseKind::TrialStay) => {
                self.consents(Purpose::ShareSupportCorp) || self.consents(Purpose::ShareCompany)
            }
            _ => self.consents(Purpose::ShareCompany),
        }
    }

    /// Written terms are owed where somebody works on an order.
    fn terms_complete(&self) -> bool {
        let Some(job) = &self.job else { return !self.is_about_work() };
        opening::terms_missing(job).is_empty()
    }

    /// Somebody with an employer needs its notice or permission, unless its rule is free.
    fn employer_cleared(&self) -> bool {
        let Some(person) = &self.person else { return false };
        let style = person.choice(&person::JOB_STYLE).and_then(JobStyle::from_code);
        let unbound = [JobStyle::SelfEmployed, JobStyle::Student, JobStyle::Retired, JobStyle::Unemployed];
        let status = person.choice(&person::SIDE_JOB_STATUS).and_then(SideJobStatus::from_code);
        let cleared = [SideJobStatus::Allowed, SideJobStatus::Notified, SideJobStatus::Permitted];
        let unknown = status.is_none_or(|status| status == SideJobStatus::Unknown);
        !self.is_about_work()
            || self.case.get(&case::EMPLOYER_CLEARED).is_some()
            || style.is_some_and(|style| unbound.contains(&style))
            || status.is_some_and(|status| cleared.contains(&status))
            || (unknown && self.employer_is_free())
    }

    fn employer_is_free(&self) -> bool {
        let rule = self.employer.as_ref().and_then(|employer| employer.choice(&organisation::SIDE_JOB_RULE));
        rule == Some(SideJobRule::Free.code())
    }

    fn checked_after_a_year(&self) -> bool {
        self.case.rows(&case::CHECKS).iter().any(|row| {
            row.int(case::check::MONTH.code).is_some_and(|month| month >= 12)
                && row.date(case::check::DONE.code).is_some()
        })
    }
}
