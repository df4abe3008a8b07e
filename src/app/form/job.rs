//! A job on its way to being open: the states it may have for one key, what it still lacks, and the steps by which it is
//! thought through (problem, deliverable, skills, terms).

use super::Form;
use super::field_line::FieldLine;
use super::intent::Intent;
use crate::action::Action;
use crate::app::choose::{Choice, Choose};
use crate::app::deed::Deed;
use crate::app::layer::{Context, Step};
use crate::domain::opening::{self, says_skills, terms_missing};
use crate::domain::{Draft, Put, Record};
use crate::field::calendar::business_days_after;
use crate::field::choices::JobStatus;
use crate::field::tables::job;
use crate::field::{Date, Field, Id, Kind, Value};
use crate::lang::{Label, Lang};

/// Days of a call, from its end to the decision, from there to the start, and from the end to the final report; months of work.
const CALL_DAYS: i32 = 30;
const DECISION_DAYS: i32 = 14;
const START_DAYS: i32 = 14;
const TERM_MONTHS: i32 = 6;
const REPORT_DAYS: i32 = 14;

/// The states of the chosen jobs, for one key each.
pub(super) fn states(chosen: &[Id], context: &Context<'_>) -> Step {
    let state = &context.snapshot.state;
    let jobs: Vec<Record> =
        chosen.iter().filter(|id| id.kind == Kind::Job).filter_map(|id| state.live(*id)).collect();
    let Some(first) = jobs.first() else { return Step::Done };
    let only = (jobs.len() == 1).then_some(first);
    let held = only.and_then(|job| job.choice(&job::STATUS));
    let option = |status: &JobStatus| Choice {
        label: status.label().text(context.lang).to_owned(),
        detail: match only {
            _ if held == Some(status.code()) => context.say("いまの状態", "as it is now").to_owned(),
            Some(job) if *status == JobStatus::Open => lacking(job, context.lang),
            _ => String::new(),
        },
        deed: Deed::Change(Kind::Job, to(*status)),
    };
    let name = job::STATUS.name(context.lang);
    let label = state.label(first.id).unwrap_or_default();
    let title = match (jobs.len(), context.lang) {
        (0 | 1, _) => format!("{name}: {label}"),
        (many, Lang::Ja) => format!("{name}: {label} ほか{}件", many - 1),
        (many, Lang::En) => format!("{name}: {label} and {} more", many - 1),
    };
    let ids = jobs.iter().map(|job| job.id).collect();
    let mut options: Vec<Choice> = JobStatus::ALL.iter().map(option).collect();
    options.extend(only.and_then(|job| cycle(job, context)));
    Step::push(Choose::new(title, ids, options, Action::SetStage))
}

fn to(status: JobStatus) -> Draft {
    Draft::new().with(&job::STATUS, Value::choice(status.code()))
}

/// The days of a round of municipal side jobs that are not set yet: call, end of the call, decision, inauguration, end, final
/// report (公募→就任→最終報告; about half a year, as councils ask for a trial first). `None` where all are set.
fn cycle(record: &Record, context: &Context<'_>) -> Option<Choice> {
    let workday = |day: Date| business_days_after(day.plus_days(-1), 1);
    let held = |field: &Field| record.date(field);
    let opens = held(&job::OPENS_ON).unwrap_or_else(|| workday(context.today()));
    let closes = held(&job::CLOSES_ON).unwrap_or_else(|| workday(opens.plus_days(CALL_DAYS)));
    let decided = held(&job::DECIDED_ON).unwrap_or_else(|| workday(closes.plus_days(DECISION_DAYS)));
    let from = held(&job::TERM_FROM).unwrap_or_else(|| workday(decided.plus_days(START_DAYS)));
    let to = held(&job::TERM_TO).unwrap_or_else(|| from.plus_months(TERM_MONTHS).plus_days(-1));
    let report = held(&job::FINAL_REPORT_ON).unwrap_or_else(|| workday(to.plus_days(REPORT_DAYS)));
    let days = [
        (&job::OPENS_ON, opens),
        (&job::CLOSES_ON, closes),
        (&job::DECIDED_ON, decided),
        (&job::TERM_FROM, from),
        (&job::TERM_TO, to),
        (&job::FINAL_REPORT_ON, report),
    ];
    let blank = days.iter().filter(|(field, _)| held(field).is_none());
    let draft = blank.fold(Draft::new(), |draft, (field, day)| draft.with(field, Value::date(*day)));
    (!draft.0.is_empty()).then(|| Choice {
        label: context.say("日程を入れる", "set the days").to_owned(),
        detail: match context.lang {
            Lang::Ja => format!("公募 {opens}～{closes} → 内定 {decided} → 就任 {from} → 最終報告 {report}"),
            Lang::En => {
                format!("call {opens} to {closes}, decision {decided}, start {from}, report {report}")
            }
        },
        deed: Deed::Change(Kind::Job, draft),
    })
}

/// What a job lacks before it opens, and what it will lack before somebody can start.
fn lacking(job: &Record, lang: Lang) -> String {
    let skills =
        (!says_skills(job)).then_some(lang.pick("スキルが未定(入力へ)", "skills not said; asks for them"));
    let terms = terms_missing(job).len();
    let terms = (terms > 0).then(|| match lang {
        Lang::Ja => format!("条件明示 あと{terms}項目"),
        Lang::En => format!("{terms} written terms to come"),
    });
    let parts: Vec<String> = skills.map(str::to_owned).into_iter().chain(terms).collect();
    parts.join(lang.pick("、", ", "))
}

/// The form that asks what a job takes, where one that does not say it is to open.
pub fn opens(deed: &Deed, chosen: &[Id], context: &Context<'_>) -> Option<Step> {
    let (Deed::Change(Kind::Job, draft), [id]) = (deed, chosen) else { return None };
    let state = &context.snapshot.state;
    let record = state.live(*id).filter(|record| *draft == to(JobStatus::Open) && !says_skills(record))?;
    let line = |field: &'static Field| FieldLine::new(field, record.get(field), state, context.lang);
    let lines = vec![
        line(&job::PROBLEM),
        line(&job::DELIVERABLE),
        line(&job::SKILLS_MUST).wanted(),
        line(&job::ANY_SKILL),
        line(&job::SKILLS_NICE),
        line(&job::TERMS),
        FieldLine::proposed(&job::STATUS, JobStatus::Open.label().text(context.lang)),
    ];
    let title = format!("{}: {}", context.say("募集を始める", "Open"), state.label(*id).unwrap_or_default());
    Some(Step::push(Form::new(title, Intent::Update(*id), lines, context)))
}

/// What a new job begins with: it is a draft until somebody opens it.
pub(super) fn proposed(kind: Kind, field: &'static Field, context: &Context<'_>) -> Option<FieldLine> {
    let is_status = kind == Kind::Job && field.code == job::STATUS.code;
    is_status.then(|| FieldLine::proposed(field, JobStatus::Draft.label().text(context.lang)))
}

/// The steps of the job in a form, each with whether what is typed takes it; the last is that it is open. `None` for the form
/// of another kind.
pub fn steps(form: &Form) -> Option<Vec<(Label, bool)>> {
    if form.whole_kind() != Some(Kind::Job) {
        return None;
    }
    let mut typed = Draft::new();
    for line in form.lines() {
        // What does not read is not there yet.
        let _ = line.put(&mut typed);
    }
    let mut record = Record::new(Id::new(Kind::Job, 0));
    for (code, put) in typed.0 {
        if let Put::Set(value) | Put::Merge(value) = put {
            record.set(code, Some(value));
        }
    }
    let label = |step: opening::Step| match step {
        opening::Step::Problem => Label::new("課題", "problem"),
        opening::Step::Deliverable => Label::new("成果", "deliverable"),
        opening::Step::Skills => Label::new("スキル", "skills"),
        opening::Step::Terms => Label::new("条件", "terms"),
    };
    let mut steps: Vec<(Label, bool)> =
        opening::Step::ALL.into_iter().map(|step| (label(step), step.is_done(&record))).collect();
    let open = record.choice(&job::STATUS) == Some(JobStatus::Open.code());
    steps.push((JobStatus::Open.label(), open));
    Some(steps)
}
