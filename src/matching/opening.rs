//! An opening: what scoring knows of a job. Where the job asks nothing, the value is absent, and nothing is made of it.
//! Read once per ranking; called by the ranking and the account of a pair.

use crate::domain::Record;
use crate::domain::gate::job_is_open;
use crate::field::choices::{RewardUnit, Stance, WorkKind};
use crate::field::tables::job;
use crate::field::{Date, Field, Id};

use super::candidate::Pay;

/// A job as scoring sees one.
#[derive(Debug, Clone)]
pub struct Opening {
    pub id: Id,
    pub region: Option<Id>,
    pub kind: Option<WorkKind>,
    pub asks: Asks,
    pub offers: Offers,
    /// Whether it takes people today.
    pub open: bool,
}

/// What the job asks of a person.
#[derive(Debug, Clone)]
pub struct Asks {
    pub must: Vec<Required>,
    pub nice: Vec<Required>,
    pub stance: Option<Stance>,
    pub hours_min: Option<i64>,
    pub hours_max: Option<i64>,
    pub weekday_daytime: bool,
    pub remote_percent: Option<i64>,
    pub onsite_days_month: Option<i64>,
    pub licences: Vec<Box<str>>,
    pub driver: bool,
}

/// A skill with the level asked for; any level where none was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Required {
    pub skill: Id,
    pub level: u8,
}

/// What the job offers.
#[derive(Debug, Clone)]
pub struct Offers {
    pub pay: Option<Pay>,
    pub patterns: u64,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

impl Opening {
    /// The opening in a job's record; `None` for one that was merged into another.
    pub fn read(record: &Record, today: Date) -> Option<Self> {
        if record.get(&job::MERGED_INTO).is_some() {
            return None;
        }
        Some(Self {
            id: record.id,
            region: record.reference(&job::REGION),
            kind: record.choice(&job::WORK_KIND).and_then(WorkKind::from_code),
            asks: asks(record),
            offers: offers(record),
            open: job_is_open(record, today),
        })
    }

    /// A job that asks for nothing.
    pub(crate) const fn blank(id: Id) -> Self {
        Self {
            id,
            region: None,
            kind: None,
            asks: Asks {
                must: Vec::new(),
                nice: Vec::new(),
                stance: None,
                hours_min: None,
                hours_max: None,
                weekday_daytime: false,
                remote_percent: None,
                onsite_days_month: None,
                licences: Vec::new(),
                driver: false,
            },
            offers: Offers { pay: None, patterns: 0, from: None, to: None },
            open: true,
        }
    }

    /// Whether money is paid for the work; work of no known kind counts as paid, so that no rule on side jobs is missed.
    pub fn is_paid(&self) -> bool {
        self.kind != Some(WorkKind::ProBono) && self.offers.pay.is_none_or(|pay| pay.unit != RewardUnit::None)
    }

    /// The days a month on site: none where the work is all remote, and not known where only the share is given.
    pub fn onsite(&self) -> Onsite {
        match (self.asks.onsite_days_month, self.asks.remote_percent) {
            (Some(0), _) | (None, Some(100) | None) => Onsite::NotAsked,
            (Some(days), _) => Onsite::Days(days),
            (None, Some(_)) => Onsite::Some,
        }
    }

    /// The hours a week that a person must have; `None` where none are asked.
    pub fn hours_needed(&self) -> Option<i64> {
        self.asks.hours_min.filter(|hours| *hours > 0).or(self.asks.hours_max).filter(|hours| *hours > 0)
    }
}

/// How much work on site is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onsite {
    NotAsked,
    Some,
    Days(i64),
}

fn asks(record: &Record) -> Asks {
    Asks {
        must: required(record, &job::SKILLS_MUST),
        nice: required(record, &job::SKILLS_NICE),
        stance: record.choice(&job::STANCE).and_then(Stance::from_code),
        hours_min: record.int(&job::HOURS_MIN),
        hours_max: record.int(&job::HOURS_MAX),
        weekday_daytime: record.flag(&job::WEEKDAY_DAYTIME) == Some(true),
        remote_percent: record.int(&job::REMOTE),
        onsite_days_month: record.int(&job::ONSITE_DAYS),
        licences: record.texts(&job::LICENCES).map(Into::into).collect(),
        driver: record.flag(&job::DRIVER) == Some(true),
    }
}

fn required(record: &Record, field: &Field) -> Vec<Required> {
    let rows = record.rows(field).iter();
    let skills = rows.filter_map(|row| {
        let level = row.int(job::skill::MIN_LEVEL.code).and_then(|level| u8::try_from(level).ok());
        Some(Required {
            skill: row.reference(job::skill::SKILL.code)?,
            level: level.unwrap_or(1).clamp(1, 4),
        })
    });
    skills.collect()
}

fn offers(record: &Record) -> Offers {
    let unit = record.choice(&job::REWARD_UNIT).and_then(RewardUnit::from_code);
    let kind = record.choice(&job::WORK_KIND).and_then(WorkKind::from_code);
    let unpaid = Pay { unit: RewardUnit::None, yen: 0 };
    let pay = match (record.int(&job::REWARD), unit) {
        (_, Some(RewardUnit::None)) => Some(unpaid),
        (Some(yen), unit) => Some(Pay { unit: unit.unwrap_or(RewardUnit::Month), yen }),
        (None, _) if kind == Some(WorkKind::ProBono) => Some(unpaid),
        (None, _) => None,
    };
    Offers {
        pay,
        patterns: record.set_bits(&job::PATTERNS),
        from: record.date(&job::TERM_FROM),
        to: record.date(&job::TERM_TO),
    }
}
