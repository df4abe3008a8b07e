//! A candidate: what scoring may know of a person.
//! Invariant: there is no field here for age, sex, nationality, family or origin, so no score can depend on them; `read` is the
//! only way from a person's record to a score. Needs are kept only where the asker may see them.

use crate::domain::Record;
use crate::domain::gate::{ConsentState, consent};
use crate::domain::packed::Wanted;
use crate::field::choices::{JobStyle, Need, Pattern, Purpose, RewardUnit, SideJobStatus, Want};
use crate::field::tables::person;
use crate::field::{Date, Field, Id};

/// The fields that `read` looks at.
const FIELDS: &[&Field] = &[
    &person::MERGED_INTO,
    &person::ERASED_ON,
    &person::DOMICILE,
    &person::SECOND_BASE,
    &person::JOB_STYLE,
    &person::HOURS,
    &person::VISIT_DAYS,
    &person::WEEKDAY_DAYTIME,
    &person::AVAIL_FROM,
    &person::AVAIL_UNTIL,
    &person::WANT,
    &person::REGIONS,
    &person::PATTERN,
    &person::REWARD_FLOOR,
    &person::REWARD_UNIT,
    &person::NEEDS,
    &person::SKILLS,
    &person::SIDE_JOB_STATUS,
    &person::EMPLOYER,
    &person::CONSENT,
    &person::LICENCES,
    &person::DRIVER,
    &person::CONSTRAINTS,
    &person::DNC_UNTIL,
];

/// A person as scoring sees one.
#[derive(Debug, Clone)]
pub struct Candidate {
    pub id: Id,
    pub bases: Bases,
    pub time: Time,
    pub wishes: Wishes,
    /// Empty means that nobody has asked yet.
    pub skills: Vec<Held>,
    pub permits: Permits,
}

/// Where somebody lives.
#[derive(Debug, Clone)]
pub struct Bases {
    pub domicile: Option<Id>,
    pub second: Vec<Id>,
}

/// When and how somebody can work.
#[derive(Debug, Clone)]
pub struct Time {
    pub style: Option<JobStyle>,
    pub hours_week: Option<i64>,
    pub visit_days_month: Option<i64>,
    pub weekday_daytime: Option<bool>,
    pub from: Option<Date>,
    pub until: Option<Date>,
}

/// What somebody wishes. Sets hold a bit per choice.
#[derive(Debug, Clone)]
pub struct Wishes {
    pub want: u64,
    pub regions: Vec<Id>,
    pub pattern: Option<Pattern>,
    pub floor: Option<Pay>,
    pub needs: u64,
}

/// An amount of money for a unit of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pay {
    pub unit: RewardUnit,
    pub yen: i64,
}

/// A skill that somebody has; without a level where it was named alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub skill: Id,
    pub level: Option<u8>,
}

/// What gates ask about.
#[derive(Debug, Clone)]
pub struct Permits {
    pub side_job: Option<SideJobStatus>,
    pub employer: Option<Id>,
    pub share_company: ConsentState,
    pub share_support_corp: ConsentState,
    pub licences: Vec<Box<str>>,
    pub driver: Option<bool>,
    /// How many conditions are marked as hard; they are words, which only people can weigh.
    pub hard_conditions: usize,
    pub do_not_contact: bool,
}

impl Candidate {
    /// The candidate in a person's record; `None` for one that was merged into another or erased.
    pub fn read(record: &Record, today: Date, sees_needs: bool) -> Option<Self> {
        if record.get(&person::MERGED_INTO).is_some() || record.get(&person::ERASED_ON).is_some() {
            return None;
        }
        Some(Self {
            id: record.id,
            bases: bases(record, today),
            time: time(record),
            wishes: wishes(record, sees_needs),
            skills: skills(record),
            permits: permits(record, today),
        })
    }

    /// The part of a person's record that `read` needs: names, addresses and notes are more than half of it.
    pub(crate) fn part() -> Wanted {
        FIELDS.iter().fold(Wanted::NOTHING, |all, field| all.and(Wanted::field(field)))
    }

    /// Somebody of whom nothing is known.
    pub(crate) const fn blank(id: Id) -> Self {
        Self {
            id,
            bases: Bases { domicile: None, second: Vec::new() },
            time: Time {
                style: None,
                hours_week: None,
                visit_days_month: None,
                weekday_daytime: None,
                from: None,
                until: None,
            },
            wishes: Wishes { want: 0, regions: Vec::new(), pattern: None, floor: None, needs: 0 },
            skills: Vec::new(),
            permits: Permits {
                side_job: None,
                employer: None,
                share_company: ConsentState::Unknown,
                share_support_corp: ConsentState::Unknown,
                licences: Vec::new(),
                driver: None,
                hard_conditions: 0,
                do_not_contact: false,
            },
        }
    }

    /// Whether somebody lives in the region, by domicile or second base.
    pub fn lives_in(&self, region: Id) -> bool {
        self.bases.domicile == Some(region) || self.bases.second.contains(&region)
    }

    /// Whether one of the wishes is this one.
    pub const fn wants(&self, wish: Want) -> bool {
        self.wishes.want & wish.bit() != 0
    }

    /// The needs, in the order of their table.
    pub fn needs(&self) -> impl Iterator<Item = Need> + use<> {
        let bits = self.wishes.needs;
        Need::ALL.iter().copied().filter(move |need| bits & need.bit() != 0)
    }
}

fn bases(record: &Record, today: Date) -> Bases {
    let rows = record.rows(&person::SECOND_BASE).iter();
    let now = rows.filter(|row| row.date(person::base::UNTIL.code).is_none_or(|until| until >= today));
    Bases {
        domicile: record.reference(&person::DOMICILE),
        second: now.filter_map(|row| row.reference(person::base::REGION.code)).collect(),
    }
}

fn time(record: &Record) -> Time {
    Time {
        style: record.choice(&person::JOB_STYLE).and_then(JobStyle::from_code),
        hours_week: record.int(&person::HOURS),
        visit_days_month: record.int(&person::VISIT_DAYS),
        weekday_daytime: record.flag(&person::WEEKDAY_DAYTIME),
        from: record.date(&person::AVAIL_FROM),
        until: record.date(&person::AVAIL_UNTIL),
    }
}

fn wishes(record: &Record, sees_needs: bool) -> Wishes {
    let unit = record.choice(&person::REWARD_UNIT).and_then(RewardUnit::from_code);
    let floor = match (record.int(&person::REWARD_FLOOR), unit) {
        (_, Some(RewardUnit::None)) => Some(Pay { unit: RewardUnit::None, yen: 0 }),
        // A floor without a unit is by the month: files have no column for the unit.
        (Some(yen), unit) => Some(Pay { unit: unit.unwrap_or(RewardUnit::Month), yen }),
        (None, _) => None,
    };
    Wishes {
        want: record.set_bits(&person::WANT),
        regions: record.references(&person::REGIONS).collect(),
        pattern: record.choice(&person::PATTERN).and_then(Pattern::from_code),
        floor,
        needs: if sees_needs { record.set_bits(&person::NEEDS) } else { 0 },
    }
}

fn skills(record: &Record) -> Vec<Held> {
    let rows = record.rows(&person::SKILLS).iter();
    let held = rows.filter_map(|row| {
        let level = row.int(person::skill::LEVEL_HELD.code).and_then(|level| u8::try_from(level).ok());
        Some(Held { skill: row.reference(person::skill::SKILL.code)?, level })
    });
    held.collect()
}

fn permits(record: &Record, today: Date) -> Permits {
    let conditions = record.rows(&person::CONSTRAINTS).iter();
    Permits {
        side_job: record.choice(&person::SIDE_JOB_STATUS).and_then(SideJobStatus::from_code),
        employer: record.reference(&person::EMPLOYER),
        share_company: consent(record, Purpose::ShareCompany, today),
        share_support_corp: consent(record, Purpose::ShareSupportCorp, today),
        licences: record.texts(&person::LICENCES).map(Into::into).collect(),
        driver: record.flag(&person::DRIVER),
        hard_conditions: conditions
            .filter(|row| row.flag(person::constraint::HARD.code) == Some(true))
            .count(),
        do_not_contact: record.date(&person::DNC_UNTIL).is_some_and(|until| until >= today),
    }
}
