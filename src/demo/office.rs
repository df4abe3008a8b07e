//! The demo office: some months of a regional office with 400 people, 60 jobs and 500 cases in every stage.
//! Invariant: all of it is relative to the time it is asked for, so that the demo always looks alive: work overdue, due
//! today, on hold, settled. The same time gives the same office.

use std::collections::BTreeSet;

use super::desk::{self, Key, Step, at};
use super::firms::firms;
use super::history::{Story, Vacancy};
use super::people::{People, Person, Taste};
use super::random::Random;
use super::sources::{
    self, DEMO_JOBS, DEMO_REGIONS, DemoError, MEASURES, ORGANISATIONS, adds, drafts, region_id,
};
use super::texts;
use crate::domain::command::Command;
use crate::domain::draft::{Draft, Put};
use crate::field::choices::JobStatus;
use crate::field::tables::{job, organisation, person, region};
use crate::field::{Date, Kind, Moment, Value};

pub use desk::Batch;

const SEED: u64 = 20_260_401;
const PEOPLE: usize = 400;
/// People with a case; the others came to an event and wait for a call.
const CLIENTS: usize = 340;
const CASES: usize = 500;
/// The place in the cast of somebody whom the guide to the demo names, and who is in the file twice.
const KNOWN: usize = 17;
/// How far the office's memory goes back.
const DAYS: i32 = 600;
/// Jobs at the end of the table that are not open yet.
const UNOPENED: usize = 4;
pub const RECEPTION: &str = "yamaguchi";
/// What people send by themselves.
pub const WEB_FORM: &str = "webform";
pub const LEAD: &str = "kobayashi";
/// What comes in first: what reception takes in is there for the others of the same days.
const AUTHORS: [&str; 8] = [WEB_FORM, RECEPTION, "tanaka", "suzuki", "sato", "ito", "watanabe", LEAD];
/// Employers that take part, with the people who live in two places.
const SENDERS: [(&str, &str); 3] = [
    ("株式会社あさぎりソフト", "notify"),
    ("株式会社つばくろ総研", "permit"),
    ("港南ロジテム株式会社", "prohibit"),
];

/// The demo office as it is at `now`, as commits in the order of time for a store that holds `master` and nothing else.
/// Ids inside the commands count on the batches being submitted in this order with these times (a case's id holds its year).
///
/// # Errors
/// A fixture that does not read, or a command that the domain refuses: faults of the demo, which the tests would show.
pub fn office(now: Moment) -> Result<Vec<Batch>, DemoError> {
    let today = now.date();
    let texts = texts::cases()?;
    let cast = cast()?;
    let (vacancies, mut steps) = vacancies(today)?;
    steps.extend(furniture(today)?);
    let mut stories: Vec<Story> =
        (0..CASES).map(|number| Story::plan(number, client(number), &cast, today)).collect();
    let mut paired = BTreeSet::new();
    for story in &mut stories {
        story.choose_job(&cast, &vacancies, &mut paired);
    }
    steps.extend(arrivals(&cast, &stories, today)?);
    for story in &stories {
        steps.extend(story.steps(&texts, &cast, &vacancies, now)?);
    }
    steps.extend(super::thoughts::thoughts(&texts::policy()?, &stories, today)?);
    desk::batches(steps, &AUTHORS, now)
}

/// Who a case is about: first everybody once, then some again.
fn client(case: usize) -> usize {
    if case < CLIENTS { case } else { Random::of(SEED, case as u64).below(CLIENTS) }
}

/// The people, with a few that the demo needs: employees of the senders, and three who are in the file twice.
fn cast() -> Result<Vec<Person>, DemoError> {
    let people = People::read(Taste::OFFICE)?;
    let mut cast: Vec<Person> = (1..=PEOPLE as u64).map(|number| people.person(SEED, number)).collect();
    for (number, person) in cast.iter_mut().enumerate() {
        person.set("external_id", "");
        if person.cell("needs").is_empty() {
            person.set("needs", "workplace");
        }
        let works = matches!(person.cell("job_style"), "full_remote" | "hybrid" | "office" | "shift");
        if works && number % 11 == 3 {
            employ(person, number);
        }
    }
    if let Some(person) = cast.get_mut(KNOWN) {
        introduce(person);
    }
    for (original, twin) in [(KNOWN, 372), (64, 381), (112, 395)] {
        let like = cast.get(original).cloned();
        if let (Some(like), Some(twin)) = (like, cast.get_mut(twin)) {
            repeat(&like, twin);
        }
    }
    Ok(cast)
}

fn employ(person: &mut Person, number: usize) {
    let mut random = Random::of(SEED, number as u64);
    let Some((name, rule)) = SENDERS.get([0, 0, 1, 1, 2].get(random.below(5)).copied().unwrap_or(0)) else {
        return;
    };
    person.set("employer", *name);
    person.set("segment", "employee");
    person.set("side_job_status", super::firms::side_job_status(rule, &mut random));
}

/// Somebody whom the guide to the demo can name.
fn introduce(person: &mut Person) {
    let cells = [
        ("family_name", "髙橋"),
        ("given_name", "美佳"),
        ("family_kana", "タカハシ"),
        ("given_kana", "ミカ"),
        ("email", "takahashi.mika@example.jp"),
        ("phone", "090-0123-4567"),
        ("domicile_code", "132047"),
        ("job_style", "full_remote"),
        ("employer", "株式会社あさぎりソフト"),
        ("side_job_status", "notified"),
        ("want", "side_job;trial_stay"),
        ("skills", "Web制作:3;英語:3;写真:2;SNS運用:2;補助金申請:1"),
        ("hours_week", "6"),
        ("visit_days_month", "1"),
        ("regions", "202151;152242"),
        ("channel", "smout"),
        ("notes", "写真とWebで地域の仕事に関わりたい。まずは月1回通ってみたい。"),
    ];
    for (column, cell) in cells {
        person.set(column, cell);
    }
    "塩尻市".clone_into(&mut person.region);
    "Web制作".clone_into(&mut person.skill);
}

/// The same person, written down a second time by somebody else: everyday characters, the given name in kana.
fn repeat(like: &Person, twin: &mut Person) {
    for column in ["family_kana", "given_kana", "phone", "domicile_code", "age_band"] {
        twin.set(column, like.cell(column));
    }
    let everyday = |c: char| if c == '髙' { '高' } else { c };
    twin.set("family_name", like.cell("family_name").chars().map(everyday).collect::<String>());
    let hiragana = |c: char| {
        if ('ァ'..='ヶ').contains(&c) { char::from_u32(u32::from(c) - 0x60).unwrap_or(c) } else { c }
    };
    twin.set("given_name", like.cell("given_kana").chars().map(hiragana).collect::<String>());
    twin.set("email", "");
    twin.set("notes", "イベントの受付票から登録。");
}

/// Organisations, measures, regions as the office knows them, and employers: what the lead entered first.
fn furniture(today: Date) -> Result<Vec<Step>, DemoError> {
    let mut commands = adds(Kind::Organisation, ORGANISATIONS)?;
    for firm in firms()?.into_iter().take(Taste::OFFICE.firms) {
        let mut draft = Draft::new().with_text(&organisation::NAME_FIELD, &firm.name);
        for (field, text) in [
            (&organisation::ROLES, "sender"),
            (&organisation::SIDE_JOB_RULE, &firm.rule),
            (&organisation::TAGS, "架空"),
        ] {
            put(&mut draft, field, text)?;
        }
        if SENDERS.iter().any(|(name, _)| *name == firm.name) {
            takes_part(&mut draft)?;
        }
        commands.push(Command::add(Kind::Organisation, draft));
    }
    commands.extend(adds(Kind::Measure, MEASURES)?);
    for (code, mut draft) in drafts(Kind::Region, DEMO_REGIONS)? {
        aims(&code, &mut draft, today)?;
        commands.extend(region_id(&code).map(|id| Command::update(id, draft)));
    }
    let begun = at(today.plus_days(-DAYS - 20), 9 * 60);
    Ok(commands.into_iter().map(|command| Step::new(begun, RECEPTION, |_| command)).collect())
}

/// What two regions want to reach this fiscal year: what the program counts, and what somebody enters.
fn aims(code: &str, draft: &mut Draft, today: Date) -> Result<(), DemoError> {
    let (year, entered) = (today.fiscal_year(), workday(today.plus_days(-40)));
    let (strategy, targets) = match code {
        "202151" => (
            "総合計画の移住・定住(見本);地方創生総合戦略(見本)",
            format!(
                "相談件数:150::{year}:consultations;定着した人:24::{year}:settled;お試し滞在:12::{year}:trial_stays;\
                 空き家バンクの登録:40:31:{year}::{entered};二地域居住者:8:::dual_residents"
            ),
        ),
        "152242" => (
            "将来ビジョンの交流人口(見本)",
            format!("相談件数:40::{year}:consultations;成約:6::{year}:matches"),
        ),
        _ => return Ok(()),
    };
    put(draft, &region::STRATEGY, strategy)?;
    put(draft, &region::TARGETS, &targets)
}

/// What an employer that takes part wants, allows and has seen.
fn takes_part(draft: &mut Draft) -> Result<(), DemoError> {
    for (field, text) in [
        (&organisation::PURPOSES, "recruit_retain;diverse_work;regional_contribution"),
        (&organisation::CAP_HOURS, "30"),
        (&organisation::CHALLENGES, "rules;region_link"),
        (&organisation::ACTIONS, "support_employee:doing;telework_env:done"),
        (&organisation::POLICY_ASKS, "law_tax;matching"),
        (
            &organisation::VALUES,
            "retain:二地域居住の社員の離職が止まった;new_business:地域の事業者と新しい商品を始めた",
        ),
    ] {
        put(draft, field, text)?;
    }
    Ok(())
}

/// The jobs with the days between which they take people, and the steps that enter and end them.
fn vacancies(today: Date) -> Result<(Vec<Vacancy>, Vec<Step>), DemoError> {
    let table = sources::Table::read(DEMO_JOBS)?;
    let rows = drafts(Kind::Job, DEMO_JOBS)?;
    let count = rows.len();
    let mut vacancies = Vec::new();
    let mut steps = Vec::new();
    for (number, ((_, mut draft), cells)) in rows.into_iter().zip(&table.rows).enumerate() {
        let mut random = Random::of(SEED ^ 0x4A4F, number as u64);
        let unopened = number + UNOPENED >= count;
        // A third of the jobs has been there from the start, so that early cases find some.
        let age = if unopened {
            random.between(1, 5)
        } else if number % 3 == 0 {
            DAYS
        } else {
            random.between(15, DAYS - 60)
        };
        let opened = workday(today.plus_days(-age));
        let ended =
            (number % 7 == 4 && age > 120).then(|| workday(today.plus_days(-random.between(4, age / 3))));
        let vacancy = Vacancy::new(&table.columns, cells, opened, ended, unopened);
        terms(&mut draft, &vacancy, &mut random, today)?;
        steps.push(
            Step::new(at(opened, 9 * 60 + 5), RECEPTION, |_| Command::add(Kind::Job, draft))
                .making(Key::Job(number)),
        );
        if let Some(day) = ended {
            steps.push(ending(number, day, &mut random));
        }
        vacancies.push(vacancy);
    }
    Ok((vacancies, steps))
}

/// What the job's row does not say: status, days, written terms.
fn terms(draft: &mut Draft, vacancy: &Vacancy, random: &mut Random, today: Date) -> Result<(), DemoError> {
    let status =
        if vacancy.unopened { *random.pick(&["draft", "checking"]).unwrap_or(&"draft") } else { "open" };
    put(draft, &job::STATUS, status)?;
    if draft.get(job::SKILLS_MUST.code).is_none_or(|put| *put == Put::Clear) {
        put(draft, &job::ANY_SKILL, "yes")?;
    }
    put(draft, &job::OPENS_ON, &vacancy.opened.to_string())?;
    put(draft, &job::RECEIVED_ON, &vacancy.opened.plus_days(-3).to_string())?;
    put(draft, &job::VISIBILITY, "partners")?;
    put(draft, &job::SELECTION, "書類;面談")?;
    if vacancy.ended.is_none() && random.chance(75) {
        let left = if random.chance(15) { random.between(1, 7) } else { random.between(8, 150) };
        put(draft, &job::CLOSES_ON, &today.plus_days(left).to_string())?;
    }
    if vacancy.has_terms {
        let items = [
            "parties:依頼者と受託者",
            "order_date:開始日の7日前まで",
            "content:業務内容の別紙のとおり",
            "delivery_date:毎月末",
            "place:オンラインで提出",
            "inspection:提出から10日以内",
            "fee:募集条件のとおり",
            "pay_date:翌月末日",
            "pay_method:銀行振込",
        ];
        put(draft, &job::TERMS, &items.join(";"))?;
    }
    Ok(())
}

fn ending(number: usize, day: Date, random: &mut Random) -> Step {
    let status = *random
        .pick(&[JobStatus::Filled, JobStatus::Filled, JobStatus::Closed, JobStatus::Paused])
        .unwrap_or(&JobStatus::Filled);
    let mut draft = Draft::new().with(&job::STATUS, Value::choice(status.code()));
    match status {
        JobStatus::Filled => {
            draft = draft.with_text(
                &job::END_REPORT,
                "予定どおり開始。三か月の時点で、社内だけで回せる部分が増えた。",
            );
        }
        JobStatus::Closed => draft = draft.with_text(&job::CLOSED_REASON, "企業の体制変更のため募集を終えた"),
        _ => {}
    }
    Step::new(at(day, 17 * 60), RECEPTION, move |ids| Command::update(ids.of(Key::Job(number)), draft))
}

/// People enter with their first case, or with the event they came to.
fn arrivals(cast: &[Person], stories: &[Story], today: Date) -> Result<Vec<Step>, DemoError> {
    let mut steps = Vec::new();
    for (number, member) in cast.iter().enumerate() {
        let mut draft = sources::draft(Kind::Person, member.named_cells())?;
        let first = stories.iter().filter(|story| story.client == number).min_by_key(|story| story.opened());
        let author = if first.is_some_and(Story::is_overnight) { WEB_FORM } else { RECEPTION };
        let when = if let Some(story) = first {
            Moment(story.opened().0 - 1)
        } else {
            let event = workday(today.plus_days(-21 * (1 + i32::try_from(number % 9).unwrap_or(0))));
            put(&mut draft, &person::CONSENT, &format!("newsletter:{event}"))?;
            put(&mut draft, &person::CHANNEL, "event")?;
            at(event, 16 * 60)
        };
        steps
            .push(Step::new(when, author, |_| Command::add(Kind::Person, draft)).making(Key::Person(number)));
    }
    Ok(steps)
}

/// The day itself, or the Friday before a weekend.
pub fn workday(day: Date) -> Date {
    day.plus_days(-(i32::from(day.weekday()) - 4).max(0))
}

/// Puts what a cell would hold.
pub fn put(draft: &mut Draft, field: &crate::field::Field, text: &str) -> Result<(), DemoError> {
    draft.put_text(field, text).map_err(|fault| DemoError::Cell {
        kind: Kind::Case,
        column: field.key.to_owned(),
        cell: text.to_owned(),
        fault,
    })
}
