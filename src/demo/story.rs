//! A planned case as what people of the office did: calls, notes, consents, matches and moves, each at its time.
//! Invariant: what a stage's gate asks for is done before the move. Texts come from fixtures/text/cases.toml.

use super::cases::{pillar, project};
use super::desk::{Ids, Key, Step, at};
use super::history::{End, Story, Vacancy};
use super::office::{RECEPTION, WEB_FORM, workday};
use super::people::Person;
use super::random::Random;
use super::sources::{DemoError, draft};
use super::teller::Teller;
use super::texts::{ActivityText, CaseTexts};
use crate::domain::command::Command;
use crate::domain::draft::Draft;
use crate::field::choices::{ClosedReason, MatchStatus, Purpose, Stage};
use crate::field::tables::{activity, case, matched};
use crate::field::{Date, Kind, Moment, Value};

impl Story {
    /// Everything that was done for the case until `now`.
    ///
    /// # Errors
    /// A text that its field does not take.
    pub fn steps(
        &self,
        texts: &CaseTexts,
        cast: &[Person],
        vacancies: &[Vacancy],
        now: Moment,
    ) -> Result<Vec<Step>, DemoError> {
        let Some(person) = cast.get(self.client) else { return Ok(Vec::new()) };
        let mut teller = Teller {
            story: self,
            texts,
            person,
            job: self.job.and_then(|number| vacancies.get(number)),
            today: now.date(),
            random: Random::of(20_260_403, self.number as u64),
            steps: Vec::new(),
            day: now.date(),
            minute: 0,
        };
        for (place, (stage, day)) in self.path.iter().enumerate() {
            teller.begin(*day);
            teller.stage(*stage, place + 1 == self.path.len())?;
        }
        teller.finish()?;
        teller.replies()?;
        Ok(teller.steps)
    }
}

impl Teller<'_> {
    /// Some who are waited for wrote yesterday, and nobody has answered yet.
    fn replies(&mut self) -> Result<(), DemoError> {
        let waited_for =
            matches!(self.story.end, End::Open(Stage::Matching | Stage::Introduced | Stage::Planned));
        if !waited_for || self.story.number % 7 != 3 {
            return Ok(());
        }
        let (number, client) = (self.story.number, self.story.client);
        let cells = [("kind", "mail"), ("summary", "日程の候補を送りました"), ("inbound", "yes")];
        let when = at(workday(self.today.plus_days(-1)), 18 * 60 + 20);
        let draft = draft(Kind::Activity, cells.into_iter())?.with(&activity::AT, Value::moment(when));
        self.steps.push(Step::new(when, WEB_FORM, move |ids| {
            let draft = draft.with_ref(&activity::PERSON, ids.of(Key::Person(client)));
            Command::add(Kind::Activity, draft.with_ref(&activity::CASE, ids.of(Key::Case(number))))
        }));
        Ok(())
    }

    fn stage(&mut self, stage: Stage, last: bool) -> Result<(), DemoError> {
        if stage == Stage::Received {
            return self.open();
        }
        let mut cells: Vec<(&str, String)> = Vec::new();
        match stage {
            Stage::Triaged => self.triage(&mut cells),
            Stage::Assessed => self.assess()?,
            Stage::Planned => self.plan(&mut cells),
            Stage::Matching => self.suggest()?,
            Stage::Introduced => self.introduce(),
            Stage::Trial => self.try_out(&mut cells),
            Stage::Agreed => self.agree(&mut cells),
            Stage::Preparing => self.prepare(&mut cells, last),
            Stage::Active => cells.push(("start_on", self.day.plus_days(3).min(self.today).to_string())),
            Stage::Settled => self.settle(&mut cells),
            Stage::Received | Stage::OnHold | Stage::Closed => {}
        }
        if stage != Stage::Triaged {
            self.activity(stage)?;
        }
        if last && matches!(self.story.end, End::Open(_)) {
            self.next(stage, &mut cells);
        }
        let draft = draft(Kind::Case, cells.iter().map(|(key, cell)| (*key, cell.as_str())))?;
        self.advance(stage, draft);
        if stage == Stage::Triaged && (!last || self.random.chance(60)) {
            self.activity(stage)?;
        }
        if stage == Stage::Active {
            self.checks(&[1, 3, 6], false)?;
        }
        self.remark(stage)
    }

    fn advance(&mut self, to: Stage, draft: Draft) {
        let (number, job) = (self.story.number, self.story.job.filter(|_| to == Stage::Introduced));
        let reason =
            (to == Stage::Settled && self.random.chance(30)).then(|| "面談の結果、定着とみなす".into());
        self.did(move |ids| {
            let draft = job.map_or(draft.clone(), |job| draft.with_ref(&case::JOB, ids.of(Key::Job(job))));
            Command::SetStage { case: ids.of(Key::Case(number)), to, draft, reason }
        });
    }

    fn open(&mut self) -> Result<(), DemoError> {
        let story = self.story;
        let title = self.line(self.texts.titles.get(story.kind));
        let mut cells = vec![
            ("title", title),
            ("kind", story.kind.to_owned()),
            ("pillar", pillar(story.kind).to_owned()),
            ("regions", self.person.cell("regions").to_owned()),
            ("opened_on", self.day.to_string()),
        ];
        if story.kind == "employee_support" {
            cells.push(("company", self.person.cell("employer").to_owned()));
        }
        cells.extend(project(story.kind, story.number).map(|name| ("project", name.to_owned())));
        let waiting = story.path.len() == 1 && matches!(story.end, End::Open(_));
        if waiting {
            cells.push(("next_action", self.line(self.texts.next.get("received"))));
        }
        let draft = draft(Kind::Case, cells.iter().map(|(key, cell)| (*key, cell.as_str())))?;
        let (number, client) = (story.number, story.client);
        let opened = story.opened();
        let make = move |ids: &Ids| {
            Command::add(Kind::Case, draft.with_ref(&case::PERSON, ids.of(Key::Person(client))))
        };
        let author = if story.is_overnight() { WEB_FORM } else { RECEPTION };
        self.steps.push(Step::new(opened, author, make).making(Key::Case(number)));
        let given = !waiting || self.random.chance(30);
        if given && !(waiting && self.day == self.today) {
            let owner = story.owner;
            let assign = move |ids: &Ids| Command::Assign {
                case: ids.of(Key::Case(number)),
                owner: Some(owner.into()),
            };
            self.steps.push(Step::new(Moment(opened.0 + 25 * 60_000), RECEPTION, assign));
        }
        self.minute = self.minute.max(17 * 60);
        Ok(())
    }

    fn triage(&mut self, cells: &mut Vec<(&'static str, String)>) {
        cells.push(("priority", [1, 1, 1, 2, 2, 0, 3].get(self.random.below(7)).unwrap_or(&1).to_string()));
        cells.push(("dedupe_checked_on", self.day.to_string()));
        cells.push(("first_response_on", self.day.to_string()));
    }

    fn assess(&mut self) -> Result<(), DemoError> {
        self.consent(Purpose::Consult, "面談で説明し口頭で確認");
        if self.random.chance(65) {
            self.note("assessment")?;
        }
        Ok(())
    }

    fn plan(&mut self, cells: &mut Vec<(&'static str, String)>) {
        let kind = self.story.kind;
        cells.push(("goals", self.list(self.texts.goals.get(kind), 2)));
        cells.push(("plan_services", self.list(self.texts.services.get(kind), 2)));
        cells.push(("plan_agreed_on", self.day.to_string()));
        cells.push(("plan_review_on", self.day.plus_months(6).to_string()));
        let measure = match kind {
            "trial_stay" => "G-000021",
            "housing_only" => "G-000008",
            "side_job" => "G-000023",
            "employee_support" => "G-000020",
            "startup_lvs" => "G-000027",
            "succession" => "G-000009",
            "employment" => "G-000001",
            _ => "G-000028",
        };
        if self.random.chance(55) {
            let status =
                self.random.word(&["candidate", "candidate", "eligible_check", "applied", "granted"]);
            cells.push(("measures", format!("{measure}:{status}")));
        }
    }

    /// Jobs are looked at; those that do not lead on are declined by the person.
    fn suggest(&mut self) -> Result<(), DemoError> {
        let (story, client) = (self.story, self.story.client);
        for job in story.job.into_iter().chain(story.others.iter().copied()) {
            let key = Key::Match(story.number, job);
            let number = story.number;
            self.did(move |ids| {
                let draft = Draft::new()
                    .with_ref(&matched::PERSON, ids.of(Key::Person(client)))
                    .with_ref(&matched::JOB, ids.of(Key::Job(job)))
                    .with_ref(&matched::CASE, ids.of(Key::Case(number)));
                Command::add(Kind::Match, draft)
            });
            if let Some(step) = self.steps.pop() {
                self.steps.push(step.making(key));
            }
            if self.random.chance(70) {
                self.matched(job, MatchStatus::Shortlisted, None);
            }
        }
        for job in story.others.clone() {
            if self.random.chance(60) {
                let reason = self.random.word(&[
                    "通う回数が多い",
                    "平日昼の打合せが難しい",
                    "本業と近く、競合が心配",
                    "別の案件を優先したい",
                ]);
                self.matched(job, MatchStatus::DeclinedPerson, Some(reason));
            }
        }
        if self.random.chance(40) { self.activity(Stage::Matching) } else { Ok(()) }
    }

    fn introduce(&mut self) {
        self.consent(Purpose::ShareCompany, "案件名と企業名を示してメールで確認");
        let Some(job) = self.story.job else { return };
        for status in [MatchStatus::OfferedToPerson, MatchStatus::PersonOk, MatchStatus::Presented] {
            self.matched(job, status, None);
        }
        if self.random.chance(60) {
            self.matched(job, MatchStatus::FirmOk, None);
        }
        if self.random.chance(50) {
            self.matched(job, MatchStatus::Interview, None);
        }
    }

    fn try_out(&mut self, cells: &mut Vec<(&'static str, String)>) {
        let place = match self.story.kind {
            "housing_only" => "空き家バンクの物件(下見)",
            "trial_stay" => "お試し住宅(見本)",
            _ => "現地の職場と宿泊施設",
        };
        let nights = self.random.between(2, 13);
        let begins = self.day.plus_days(self.random.between(0, 4));
        cells.push(("trial_place", format!("{} {place}", self.person.region)));
        cells.push(("trial_from", begins.to_string()));
        cells.push(("trial_to", begins.plus_days(nights).to_string()));
        self.consent(Purpose::ShareSupportCorp, "滞在の手配のため窓口で確認");
    }

    fn agree(&mut self, cells: &mut Vec<(&'static str, String)>) {
        cells.push(("employer_cleared_on", self.day.to_string()));
        cells.push(("rules_explained_on", self.day.to_string()));
        if let Some(job) = self.story.job {
            self.matched(job, MatchStatus::Accepted, None);
        }
    }

    fn prepare(&mut self, cells: &mut Vec<(&'static str, String)>, last: bool) {
        let names = self.texts.documents.get(self.story.kind).cloned().unwrap_or_default();
        let rows: Vec<serde_json::Value> = names
            .iter()
            .enumerate()
            .map(|(place, name)| {
                let missing = last && place % 2 == 1;
                let got = if missing { String::new() } else { self.day.to_string() };
                serde_json::json!({ "name": name, "needed": true, "got_on": got })
            })
            .collect();
        cells.push(("docs", serde_json::Value::Array(rows).to_string()));
    }

    fn settle(&mut self, cells: &mut Vec<(&'static str, String)>) {
        let rows = self.check_rows(&[1, 3, 6, 12]);
        cells.push(("settle_checks", serde_json::Value::Array(rows).to_string()));
    }

    /// Settlement checks that were due by now, as one change after the start.
    fn checks(&mut self, months: &[i32], all: bool) -> Result<(), DemoError> {
        let until = self.story.day_of(Stage::Settled).unwrap_or(if all {
            self.today
        } else {
            self.story.ended.max(self.day)
        });
        let until = if matches!(self.story.end, End::Open(Stage::Active)) { self.today } else { until };
        let due: Vec<i32> =
            months.iter().copied().filter(|month| self.day.plus_months(*month) < until).collect();
        let Some(latest) = due.last() else { return Ok(()) };
        let rows = serde_json::Value::Array(self.check_rows(&due)).to_string();
        let draft = draft(Kind::Case, [("settle_checks", rows.as_str())].into_iter())?;
        let day = workday(self.day.plus_months(*latest)).max(self.day.plus_days(1));
        let minute = 14 * 60 + self.random.between(0, 170);
        let (number, when) = (self.story.number, at(day, minute));
        let owner = self.story.owner;
        self.steps.push(Step::new(when, owner, move |ids| Command::update(ids.of(Key::Case(number)), draft)));
        Ok(())
    }

    fn check_rows(&mut self, months: &[i32]) -> Vec<serde_json::Value> {
        let started = self.story.day_of(Stage::Active).unwrap_or(self.day);
        months
            .iter()
            .map(|month| {
                let feeling = self.random.word(&["good", "good", "good", "fair", "fair", "poor"]);
                let trouble = self.random.word(&self.texts.checks.troubles);
                let day = started.plus_months(*month).min(self.day.max(started)).max(started);
                let done = if *month == 12 {
                    self.day
                } else {
                    day.max(started.plus_months(*month)).min(self.today)
                };
                serde_json::json!({
                    "month": month, "done_on": done.to_string(), "feeling": feeling,
                    "hours_week": self.random.between(2, 10), "trouble": trouble,
                })
            })
            .collect()
    }

    /// What is to be done next, by when, and whose move it is.
    fn next(&mut self, stage: Stage, cells: &mut Vec<(&'static str, String)>) {
        let due = match self.random.below(100) {
            0..16 => self.random.between(-10, -1),
            16..25 => 0,
            _ => self.random.between(1, 20),
        };
        cells.push(("next_action", self.line(self.texts.next.get(stage.key()))));
        cells.push(("next_due", self.today.plus_days(due).to_string()));
        let about_work = self.job.is_some();
        let whose = match self.random.below(10) {
            0..5 => "us",
            5..8 => "person",
            8 if about_work => "company",
            _ => "region",
        };
        cells.push(("waiting_on", whose.to_owned()));
    }

    /// The end of a case that is not open.
    fn finish(&mut self) -> Result<(), DemoError> {
        let (number, reason) = (self.story.number, self.story.reason);
        self.begin(self.story.ended);
        match self.story.end {
            End::Open(_) => {}
            End::Held => {
                let why: Box<str> = self.random.word(&self.texts.holds.reasons).into();
                let resume_on = Some(self.today.plus_days(self.random.between(-3, 75)));
                self.did(move |ids| Command::Hold {
                    case: ids.of(Key::Case(number)),
                    resume_on,
                    reason: Some(why),
                });
            }
            End::Closed => {
                if reason == ClosedReason::Unreachable {
                    self.unreached()?;
                }
                if matches!(reason, ClosedReason::GoalMet | ClosedReason::Settled) {
                    let text = self.line(self.texts.closing.get(reason.key()));
                    let draft = Draft::new().with_text(&case::OUTCOME, &text);
                    self.did(move |ids| Command::update(ids.of(Key::Case(number)), draft));
                }
                let why: Box<str> = self.line(self.texts.closing.get(reason.key())).into();
                // Who says "next year" is asked again in spring.
                let spring = Date::from_ymd(self.today.fiscal_year() + 1, 4, 1);
                let resume_on = spring.filter(|_| why.contains("来年度"));
                self.did(move |ids| Command::Close {
                    case: ids.of(Key::Case(number)),
                    closed_reason: Some(reason),
                    resume_on,
                    reason: Some(why),
                });
            }
        }
        Ok(())
    }

    /// Two attempts before somebody is given up.
    fn unreached(&mut self) -> Result<(), DemoError> {
        for (kind, summary) in
            [("call", "電話に出られず、留守番電話に伝言"), ("mail", "二度目のメールにも返信なし")]
        {
            let text = ActivityText {
                kind: kind.to_owned(),
                summary: summary.to_owned(),
                text: String::new(),
                reached: false,
                minutes: 0,
                premium: false,
            };
            self.record(&text)?;
        }
        Ok(())
    }
}
