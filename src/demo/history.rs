//! One case of the demo office, planned: about whom, what for, how far it came and when it reached each stage.
//! Invariant: stages follow the domain's table, dates rise and none lies after today. `story` turns a plan into steps.

use std::collections::BTreeSet;

use super::cases::OWNERS;
use super::office::workday;
use super::people::Person;
use super::random::{Random, Weighted};
use crate::domain::stage::may_go;
use crate::field::choices::{ClosedReason, Stage};
use crate::field::{Date, Moment};

use Stage::{
    Active, Agreed, Assessed, Introduced, Matching, Planned, Preparing, Received, Settled, Triaged, Trial,
};

/// How many of 500 cases end where.
const ENDS: [(End, usize); 13] = [
    (End::Open(Received), 30),
    (End::Open(Triaged), 26),
    (End::Open(Assessed), 34),
    (End::Open(Planned), 32),
    (End::Open(Matching), 42),
    (End::Open(Introduced), 36),
    (End::Open(Trial), 24),
    (End::Open(Agreed), 14),
    (End::Open(Preparing), 16),
    (End::Open(Active), 60),
    (End::Open(Settled), 26),
    (End::Held, 30),
    (End::Closed, 130),
];
/// Received in the night before, to be seen first in the morning.
const OVERNIGHT: usize = 12;
/// Shares no factor with 500, so that neighbours end differently.
const SHUFFLE: usize = 37;
/// Why cases are closed, and the furthest stage they reached.
const REASONS: [(ClosedReason, Stage, usize); 20] = [
    (ClosedReason::Settled, Settled, 12),
    (ClosedReason::GoalMet, Active, 14),
    (ClosedReason::Relocated, Active, 5),
    (ClosedReason::Withdrew, Assessed, 8),
    (ClosedReason::Withdrew, Matching, 8),
    (ClosedReason::Unreachable, Triaged, 14),
    (ClosedReason::ChoseOtherRegion, Planned, 8),
    (ClosedReason::ChoseOtherRegion, Trial, 5),
    (ClosedReason::FamilyObjection, Planned, 5),
    (ClosedReason::Cost, Planned, 4),
    (ClosedReason::Cost, Trial, 3),
    (ClosedReason::EmployerRefused, Introduced, 5),
    (ClosedReason::NoMatch, Matching, 9),
    (ClosedReason::JobFilled, Introduced, 7),
    (ClosedReason::JobCancelled, Introduced, 3),
    (ClosedReason::HousingNone, Trial, 4),
    (ClosedReason::Duplicate, Received, 5),
    (ClosedReason::Ineligible, Triaged, 4),
    (ClosedReason::ReferredOut, Triaged, 5),
    (ClosedReason::Spam, Received, 2),
];
const SEED: u64 = 20_260_402;

/// Where a case is today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Open(Stage),
    Held,
    Closed,
}

/// A job as the stories see it.
#[derive(Debug)]
pub struct Vacancy {
    pub title: String,
    pub region: String,
    pub firm: String,
    pub work_kind: String,
    pub skills: String,
    pub opened: Date,
    pub ended: Option<Date>,
    /// Not open yet: a draft, or being checked.
    pub unopened: bool,
    /// Its written terms are complete.
    pub has_terms: bool,
}

impl Vacancy {
    pub fn new(
        columns: &[String],
        cells: &[String],
        opened: Date,
        ended: Option<Date>,
        unopened: bool,
    ) -> Self {
        let cell = |name: &str| {
            let place = columns.iter().position(|column| column == name);
            place.and_then(|place| cells.get(place)).cloned().unwrap_or_default()
        };
        let on_order = matches!(cell("work_kind").as_str(), "outsourcing" | "startup_corps");
        Self {
            title: cell("title"),
            region: cell("region_code"),
            firm: cell("organisation"),
            work_kind: cell("work_kind"),
            skills: cell("skills_must") + ";" + &cell("skills_nice"),
            opened,
            ended,
            unopened,
            has_terms: on_order && !cell("title").contains("帳簿"),
        }
    }

    /// Whether somebody can be introduced on the day and there is time left to agree.
    fn takes(&self, day: Date) -> bool {
        let lasts = self.ended.is_none_or(|end| end.days_since(day) > 25);
        !self.unopened && lasts && day.days_since(self.opened) > 16
    }

    fn can_agree(&self) -> bool {
        self.has_terms || !matches!(self.work_kind.as_str(), "outsourcing" | "startup_corps")
    }

    fn suits(&self, kind: &str) -> bool {
        let kinds: &[&str] = match kind {
            "employment" => {
                &["employment", "telework_job", "multiwork", "working_holiday", "internship", "corps"]
            }
            "startup_lvs" => &["startup_corps", "corps"],
            "succession" => &["succession"],
            _ => &["outsourcing", "pro_bono", "paid_volunteer"],
        };
        kinds.contains(&self.work_kind.as_str())
    }
}

/// A planned case.
#[derive(Debug)]
pub struct Story {
    pub number: usize,
    /// The place of its person in the cast.
    pub client: usize,
    pub kind: &'static str,
    pub end: End,
    pub reason: ClosedReason,
    /// Stages with the days on which they were reached.
    pub path: Vec<(Stage, Date)>,
    /// When it was held or closed.
    pub ended: Date,
    pub owner: &'static str,
    /// The job it led to, and others that were looked at.
    pub job: Option<usize>,
    pub others: Vec<usize>,
}

impl Story {
    /// Case `number` about one of the cast.
    pub fn plan(number: usize, client: usize, cast: &[Person], today: Date) -> Self {
        let mut random = Random::of(SEED, number as u64);
        let end = end(number);
        let reasons =
            Weighted::new(REASONS.iter().map(|(reason, stage, weight)| ((*reason, *stage), *weight)));
        let (reason, reached) = reasons.draw(&mut random).copied().unwrap_or((ClosedReason::GoalMet, Active));
        let last = match end {
            End::Open(stage) => stage,
            End::Held => {
                *random.pick(&[Triaged, Assessed, Planned, Matching, Introduced]).unwrap_or(&Planned)
            }
            End::Closed => reached,
        };
        let kind = cast.get(client).map_or("consult", |person| kind(person, last, &mut random));
        let stages = way(kind, last, &mut random);
        let (path, ended) = days(&stages, end, number, today, &mut random);
        let owner = owner(cast.get(client).map_or("", |person| person.cell("regions")), &mut random);
        Self { number, client, kind, end, reason, path, ended, owner, job: None, others: Vec::new() }
    }

    /// The day on which a stage was reached.
    pub fn day_of(&self, stage: Stage) -> Option<Date> {
        self.path.iter().find(|(reached, _)| *reached == stage).map(|(_, day)| *day)
    }

    /// When the case was opened.
    pub fn opened(&self) -> Moment {
        let day = self.path.first().map_or(self.ended, |(_, day)| *day);
        let minute = if self.is_overnight() {
            3 + 4 * place(self.number)
        } else {
            9 * 60 + 10 + (self.number * 7) % 400
        };
        super::desk::at(day, i32::try_from(minute).unwrap_or(600))
    }

    /// Whether it came in over the web in the last night.
    pub fn is_overnight(&self) -> bool {
        self.end == End::Open(Received) && place(self.number) < OVERNIGHT
    }

    /// Looks for the job that suits best on the day of introduction, and for two that were looked at before.
    /// A person and a job are a pair once: `paired` holds those there are.
    pub fn choose_job(
        &mut self,
        cast: &[Person],
        vacancies: &[Vacancy],
        paired: &mut BTreeSet<(usize, usize)>,
    ) {
        let Some(day) = self.day_of(Matching) else { return };
        let agreed = self.day_of(Agreed).is_some();
        let Some(person) = cast.get(self.client) else { return };
        let home = person.cell("regions");
        let held: Vec<&str> =
            person.cell("skills").split(';').filter_map(|skill| skill.split(':').next()).collect();
        let mut ranked: Vec<(usize, usize)> = vacancies
            .iter()
            .enumerate()
            .filter(|(number, vacancy)| {
                !paired.contains(&(self.client, *number))
                    && vacancy.takes(day)
                    && (!agreed || vacancy.can_agree())
            })
            .map(|(number, vacancy)| {
                let skills = held.iter().filter(|skill| vacancy.skills.contains(**skill)).count();
                let fit = 8 * usize::from(vacancy.suits(self.kind))
                    + 4 * usize::from(home.contains(&vacancy.region))
                    + 3 * skills;
                (fit * 8 + (self.number + number * 5) % 8, number)
            })
            .collect();
        ranked.sort_by(|one, other| other.cmp(one));
        let mut numbers = ranked.into_iter().map(|(_, number)| number);
        self.job = numbers.next();
        self.others = numbers.take(self.number % 3).collect();
        paired.extend(self.job.iter().chain(&self.others).map(|number| (self.client, *number)));
    }
}

/// Where case `number` is today: the numbers of `ENDS` exactly.
fn end(number: usize) -> End {
    let mut place = number * SHUFFLE % 500;
    for (end, count) in ENDS {
        if place < count {
            return end;
        }
        place -= count;
    }
    End::Closed
}

/// Which of those that end like it the case is.
fn place(number: usize) -> usize {
    let mut place = number * SHUFFLE % 500;
    for (_, count) in ENDS {
        if place < count {
            return place;
        }
        place -= count;
    }
    place
}

/// What the case is for: what the person wants, where that can have led to the stage.
fn kind(person: &Person, last: Stage, random: &mut Random) -> &'static str {
    let about_work = matches!(last, Matching | Introduced);
    let prohibited = person.cell("side_job_status") == "prohibited";
    if person.cell("segment") == "employee"
        && !prohibited
        && !person.cell("employer").is_empty()
        && random.chance(60)
    {
        return "employee_support";
    }
    let kinds: Vec<&str> = person
        .cell("want")
        .split(';')
        .filter_map(|want| match want {
            "side_job" | "pro_bono" if !prohibited => Some("side_job"),
            "employment" | "telework_job" | "multiwork" | "farm" => Some("employment"),
            "startup" => Some("startup_lvs"),
            "succession" => Some("succession"),
            "trial_stay" if !about_work => Some("trial_stay"),
            "housing" if !about_work => Some("housing_only"),
            "community" if last <= Planned => Some("consult"),
            _ => None,
        })
        .collect();
    let fallback = match (about_work, prohibited) {
        (true, false) => "side_job",
        (true, true) => "employment",
        (false, _) if last <= Planned => "consult",
        (false, _) => "trial_stay",
    };
    random.pick(&kinds).copied().unwrap_or(fallback)
}

/// The stages from the first to the last, as that kind of case passes them.
fn way(kind: &str, last: Stage, random: &mut Random) -> Vec<Stage> {
    let home = matches!(kind, "trial_stay" | "housing_only");
    let tries = home || last == Trial || random.chance(30);
    let all = [
        Received, Triaged, Assessed, Planned, Matching, Introduced, Trial, Agreed, Preparing, Active, Settled,
    ];
    let mut way: Vec<Stage> = Vec::new();
    for stage in all {
        let passed = match stage {
            Matching | Introduced => !home,
            Trial => tries,
            _ => true,
        };
        // A stage that cannot be reached from the one before ends the way; the domain's table is the judge.
        if passed && stage <= last && way.last().is_none_or(|from| may_go(*from, stage)) {
            way.push(stage);
        }
    }
    way
}

/// Days for the stages, counted back from how long the case has been where it is; and the day on which it was held or closed.
fn days(
    stages: &[Stage],
    end: End,
    number: usize,
    today: Date,
    random: &mut Random,
) -> (Vec<(Stage, Date)>, Date) {
    let last = stages.last().copied().unwrap_or(Received);
    let age = match end {
        End::Open(Received) if place(number) < OVERNIGHT => 0,
        End::Open(stage) => age(stage, random),
        End::Held => random.between(4, 60),
        End::Closed if last >= Active => random.between(2, 90),
        End::Closed => random.between(1, 240),
    };
    let ended = if age == 0 { today } else { workday(today.plus_days(-age)) };
    let mut day = ended;
    if !matches!(end, End::Open(_)) {
        let worked = if last == Active { random.between(95, 220) } else { random.between(3, 30) };
        day = workday(day.plus_days(-worked));
    }
    let mut path = Vec::new();
    for stage in stages.iter().rev() {
        path.push((*stage, day));
        day = workday(day.plus_days(-gap(*stage, random)));
    }
    path.reverse();
    (path, ended)
}

/// Days that a case has been in the stage it is in.
fn age(stage: Stage, random: &mut Random) -> i32 {
    match stage {
        Received => random.between(1, 8),
        Triaged => random.between(0, 12),
        Assessed => random.between(1, 20),
        Matching => random.between(1, 40),
        Planned | Introduced => random.between(1, 28),
        Trial => random.between(0, 18),
        Agreed | Preparing => random.between(1, 15),
        Active => random.between(5, 300),
        _ => random.between(3, 60),
    }
}

/// Days from the stage before to this one.
fn gap(stage: Stage, random: &mut Random) -> i32 {
    match stage {
        Received => 0,
        Triaged => random.between(0, 2),
        Assessed | Planned => random.between(4, 14),
        Matching | Preparing => random.between(3, 10),
        Introduced | Agreed | Active => random.between(6, 20),
        Trial => random.between(8, 24),
        _ => random.between(340, 370),
    }
}

/// Who works for the region of the first wish; sometimes somebody else.
fn owner(regions: &str, random: &mut Random) -> &'static str {
    let usual = match regions.split(';').next() {
        Some("202151") => "tanaka",
        Some("222062") => "suzuki",
        Some("152242") => "sato",
        Some("192023" | "352047") => "ito",
        Some("015814") => "watanabe",
        _ => "",
    };
    if usual.is_empty() || random.chance(12) {
        OWNERS.get(random.below(OWNERS.len())).copied().unwrap_or("tanaka")
    } else {
        usual
    }
}
