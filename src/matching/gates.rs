//! Gates: conditions outside the score. Each passes, fails, or is not known; what is not known passes and is to be checked.
//! Invariant: a gate never changes a number; who fails one is not ranked but listed with the gate's name.

use super::atlas::Atlas;
use super::candidate::Candidate;
use super::opening::Opening;
use crate::domain::gate::ConsentState;
use crate::field::Id;
use crate::field::choices::{JobStyle, SideJobRule, SideJobStatus};
use crate::fold::fold;
use crate::lang::{Label, Lang};

/// A gate, in the order in which they are asked; the first that fails is the one named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    JobOpen,
    SideJobRule,
    Consent,
    Contact,
    Hours,
    Licence,
    Conditions,
    /// A second base is sought elsewhere than at home, unless home is wished for.
    Home,
    /// A coordinator took the pair out.
    Hidden,
}

/// What a gate says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    Pass,
    Fail,
    Unknown,
}

impl Gate {
    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::JobOpen => "job_open",
            Self::SideJobRule => "side_job_rule",
            Self::Consent => "consent",
            Self::Contact => "contact",
            Self::Hours => "hours",
            Self::Licence => "licence",
            Self::Conditions => "conditions",
            Self::Home => "home",
            Self::Hidden => "hidden",
        }
    }

    /// As screens name it.
    pub const fn label(self) -> Label {
        match self {
            Self::JobOpen => Label::new("応募期間", "window"),
            Self::SideJobRule => Label::new("本業の副業規則", "employer's side job rule"),
            Self::Consent => Label::new("同意(情報提供)", "consent to share"),
            Self::Contact => Label::new("連絡可否", "contact"),
            Self::Hours => Label::new("最低稼働", "least hours"),
            Self::Licence => Label::new("免許・資格", "licence"),
            Self::Conditions => Label::new("譲れない条件", "hard conditions"),
            Self::Home => Label::new("住所地以外", "not home"),
            Self::Hidden => Label::new("候補から外した", "taken out"),
        }
    }

    /// Why somebody who fails it is not ranked.
    pub const fn reason(self) -> Label {
        match self {
            Self::JobOpen => {
                Label::new("募集中でない、または応募期間の外", "not open, or outside its window")
            }
            Self::SideJobRule => Label::new("副業禁止(本業)", "the main employer prohibits side jobs"),
            Self::Consent => {
                Label::new("情報提供の同意が撤回・失効", "consent to share was revoked or has expired")
            }
            Self::Contact => Label::new("連絡不可の期間中", "asked not to be contacted"),
            Self::Hours => Label::new("稼働時間が最低に届かない", "fewer hours than the job needs"),
            Self::Licence => Label::new("法定の免許・資格がない", "lacks a licence that the law asks for"),
            Self::Conditions => Label::new("譲れない条件に反する", "against a hard condition"),
            Self::Home => Label::new("すでに住所がある地域", "already the home"),
            Self::Hidden => Label::new("担当者が候補から外した", "taken out by a coordinator"),
        }
    }
}

impl Outcome {
    /// As JSON names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
        }
    }

    /// As screens say it in words.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Pass => lang.pick("可", "pass"),
            Self::Fail => lang.pick("不可", "fail"),
            Self::Unknown => lang.pick("要確認", "to be checked"),
        }
    }
}

/// The gates of a pair, each with its outcome.
pub type Gates = Vec<(Gate, Outcome)>;

/// The first gate that fails.
pub(crate) fn failed(gates: &Gates) -> Option<Gate> {
    gates.iter().find(|(_, outcome)| *outcome == Outcome::Fail).map(|(gate, _)| *gate)
}

/// The gates between a person and a job.
pub(crate) fn for_work(atlas: &Atlas<'_>, candidate: &Candidate, opening: &Opening) -> Gates {
    vec![
        (Gate::JobOpen, if opening.open { Outcome::Pass } else { Outcome::Fail }),
        (Gate::SideJobRule, side_job(atlas, candidate, opening)),
        (Gate::Consent, consent(candidate.permits.share_company)),
        (Gate::Contact, contact(candidate)),
        (Gate::Hours, hours(candidate, opening)),
        (Gate::Licence, licence(candidate, opening)),
        (Gate::Conditions, conditions(candidate)),
    ]
}

/// The gates between a person and a region that looks for people.
pub(crate) fn for_living(candidate: &Candidate) -> Gates {
    vec![
        (Gate::Consent, consent(candidate.permits.share_support_corp)),
        (Gate::Contact, contact(candidate)),
        (Gate::Conditions, conditions(candidate)),
    ]
}

/// The gate between a person who looks for a region and that region; nobody is shown to anybody yet.
pub(crate) fn for_moving(candidate: &Candidate, region: Id) -> Gates {
    let is_home = candidate.bases.domicile == Some(region) && !candidate.wishes.regions.contains(&region);
    vec![(Gate::Home, if is_home { Outcome::Fail } else { Outcome::Pass })]
}

/// The gates between a region and a job.
pub(crate) fn for_placing(opening: &Opening) -> Gates {
    vec![(Gate::JobOpen, if opening.open { Outcome::Pass } else { Outcome::Fail })]
}

fn side_job(atlas: &Atlas<'_>, candidate: &Candidate, opening: &Opening) -> Outcome {
    if opening.is_paid() { standing(atlas, candidate) } else { Outcome::Pass }
}

/// Whether somebody may take paid work beside the main one: the own permission counts before the employer's general rule.
pub(crate) fn standing(atlas: &Atlas<'_>, candidate: &Candidate) -> Outcome {
    match candidate.permits.side_job {
        Some(SideJobStatus::Allowed | SideJobStatus::Notified | SideJobStatus::Permitted) => Outcome::Pass,
        Some(SideJobStatus::Prohibited) => Outcome::Fail,
        Some(SideJobStatus::PermissionPending) => Outcome::Unknown,
        Some(SideJobStatus::Unknown) | None => by_employer(atlas, candidate),
    }
}

fn by_employer(atlas: &Atlas<'_>, candidate: &Candidate) -> Outcome {
    let rule = candidate.permits.employer.and_then(|employer| atlas.side_job_rule(employer));
    let unbound = [JobStyle::SelfEmployed, JobStyle::Student, JobStyle::Retired, JobStyle::Unemployed];
    let is_unbound = candidate.time.style.is_some_and(|style| unbound.contains(&style));
    match rule {
        Some(SideJobRule::Prohibit) => Outcome::Fail,
        Some(SideJobRule::Free) => Outcome::Pass,
        None if candidate.permits.employer.is_none() && is_unbound => Outcome::Pass,
        Some(SideJobRule::Notify | SideJobRule::Permit | SideJobRule::Unknown) | None => Outcome::Unknown,
    }
}

const fn consent(state: ConsentState) -> Outcome {
    match state {
        ConsentState::Given => Outcome::Pass,
        ConsentState::Ended => Outcome::Fail,
        ConsentState::Unknown => Outcome::Unknown,
    }
}

const fn contact(candidate: &Candidate) -> Outcome {
    if candidate.permits.do_not_contact { Outcome::Fail } else { Outcome::Pass }
}

fn hours(candidate: &Candidate, opening: &Opening) -> Outcome {
    match (opening.asks.hours_min.filter(|least| *least > 0), candidate.time.hours_week) {
        (None, _) => Outcome::Pass,
        (Some(_), None) => Outcome::Unknown,
        (Some(least), Some(has)) if has >= least => Outcome::Pass,
        (Some(_), Some(_)) => Outcome::Fail,
    }
}

/// A list of licences that lacks the one asked for says no; no list says nothing.
fn licence(candidate: &Candidate, opening: &Opening) -> Outcome {
    let driving = match (opening.asks.driver, candidate.permits.driver) {
        (false, _) | (true, Some(true)) => Outcome::Pass,
        (true, Some(false)) => Outcome::Fail,
        (true, None) => Outcome::Unknown,
    };
    if opening.asks.licences.is_empty() || driving == Outcome::Fail {
        return driving;
    }
    if candidate.permits.licences.is_empty() {
        return Outcome::Unknown;
    }
    let held: Vec<String> = candidate.permits.licences.iter().map(|text| fold(text)).collect();
    let has_all = opening.asks.licences.iter().all(|asked| held.contains(&fold(asked)));
    if has_all { driving } else { Outcome::Fail }
}

/// Conditions are words: only people can weigh them.
const fn conditions(candidate: &Candidate) -> Outcome {
    if candidate.permits.hard_conditions > 0 { Outcome::Unknown } else { Outcome::Pass }
}
