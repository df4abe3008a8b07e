//! The text material of fixtures/text, read once: people, jobs, cases, firms.
//! Invariant: the files are compiled in, so a file that does not read is a fault that the tests find, not a user.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::sources::DemoError;

const PEOPLE: &str = include_str!("../../fixtures/text/people.toml");
const JOBS: &str = include_str!("../../fixtures/text/jobs.toml");
const CASES: &str = include_str!("../../fixtures/text/cases.toml");
const POLICY: &str = include_str!("../../fixtures/text/policy.toml");
const FIRMS: &str = include_str!("../../fixtures/text/firms.toml");

pub type Weights = BTreeMap<String, usize>;
pub type Lines = Vec<String>;

/// What people are made of.
#[derive(Debug, Deserialize)]
pub struct PeopleTexts {
    pub archetype: Vec<Archetype>,
    pub common: Common,
}

/// A kind of person: skills, working style, wishes and self-descriptions that go together.
#[derive(Debug, Deserialize)]
pub struct Archetype {
    pub key: String,
    pub weight: usize,
    pub styles: Weights,
    pub side: Weights,
    pub wants: Lines,
    pub core: Lines,
    pub more: Lines,
    pub intros: Lines,
}

/// Sentences that anybody might say.
#[derive(Debug, Deserialize)]
pub struct Common {
    pub motives: Lines,
    pub wishes: Lines,
    pub conditions_hard: Lines,
    pub conditions_soft: Lines,
    pub home_cities: Lines,
    pub channels: Weights,
}

/// What generated jobs are made of.
#[derive(Debug, Deserialize)]
pub struct JobTexts {
    /// A trade and the ending of its firms' names.
    pub trades: Vec<(String, String)>,
    pub topic: Vec<Topic>,
}

/// Something that firms ask for.
#[derive(Debug, Deserialize)]
pub struct Topic {
    pub title: String,
    pub kind: String,
    pub must: Lines,
    pub nice: Lines,
    pub problem: String,
    pub deliverable: String,
}

/// What the demo office thinks about policy.
#[derive(Debug, Deserialize)]
pub struct PolicyTexts {
    pub thread: Vec<Thread>,
    pub quote: Vec<Quoted>,
}

/// A hypothesis about an ask, with what was said to it.
#[derive(Debug, Deserialize)]
pub struct Thread {
    pub ask: String,
    pub hypothesis: String,
    /// How many cases it cites.
    pub cites: usize,
    /// As `who:agree`.
    pub votes: Lines,
    #[serde(default)]
    pub summary: String,
    pub opinions: Vec<Opinion>,
}

/// What somebody of the office says to it.
#[derive(Debug, Deserialize)]
pub struct Opinion {
    pub by: String,
    pub text: String,
    pub votes: Lines,
}

/// What a client said, and whether they agreed to be quoted.
#[derive(Debug, Deserialize)]
pub struct Quoted {
    pub ask: String,
    pub agreed: bool,
    pub text: String,
}

/// What the demo's cases are made of, mostly by kind or stage of a case.
#[derive(Debug, Deserialize)]
pub struct CaseTexts {
    pub titles: BTreeMap<String, Lines>,
    pub goals: BTreeMap<String, Lines>,
    pub services: BTreeMap<String, Lines>,
    pub next: BTreeMap<String, Lines>,
    pub activity: Vec<StageActivities>,
    pub holds: Reasons,
    pub closing: BTreeMap<String, Lines>,
    pub checks: Checks,
    pub notes: BTreeMap<String, Lines>,
    pub documents: BTreeMap<String, Lines>,
}

#[derive(Debug, Deserialize)]
pub struct Reasons {
    pub reasons: Lines,
}

#[derive(Debug, Deserialize)]
pub struct Checks {
    /// Sentences that may end the record of an activity.
    pub tails: Lines,
    pub troubles: Lines,
}

/// Activities that happen in one stage.
#[derive(Debug, Deserialize)]
pub struct StageActivities {
    pub stage: String,
    pub items: Vec<ActivityText>,
}

#[derive(Debug, Deserialize)]
pub struct ActivityText {
    pub kind: String,
    pub summary: String,
    pub text: String,
    #[serde(default = "reached")]
    pub reached: bool,
    #[serde(default)]
    pub minutes: i64,
    #[serde(default)]
    pub premium: bool,
}

const fn reached() -> bool {
    true
}

/// Names of invented firms.
#[derive(Debug, Deserialize)]
pub struct FirmTexts {
    pub prefixes: Lines,
    /// An ending and the legal form in front.
    pub kinds: Vec<(String, String)>,
    pub rules: Weights,
}

/// The people's texts.
///
/// # Errors
/// The file and what is wrong with it; as for the others.
pub fn people() -> Result<PeopleTexts, DemoError> {
    read("text/people.toml", PEOPLE)
}

pub fn jobs() -> Result<JobTexts, DemoError> {
    read("text/jobs.toml", JOBS)
}

pub fn cases() -> Result<CaseTexts, DemoError> {
    read("text/cases.toml", CASES)
}

pub fn policy() -> Result<PolicyTexts, DemoError> {
    read("text/policy.toml", POLICY)
}

pub fn firms() -> Result<FirmTexts, DemoError> {
    read("text/firms.toml", FIRMS)
}

fn read<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, DemoError> {
    toml::from_str(text).map_err(|source| DemoError::Text { file, source: Box::new(source) })
}
