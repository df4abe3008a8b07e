//! What may go wrong with an open case, in words: for whoever takes it over, and for whoever looks at it after a while.
//! Pure; the day is given. Nothing here forbids anything: gates do.

use super::attendance::happened;
use super::decide::stage_of;
use super::gate::{ConsentState, consent};
use super::record::Record;
use super::state::State;
use super::urgency::{Reason, lacks_first_response, soonest};
use crate::field::choices::{Purpose, Stage};
use crate::field::tables::{activity, case, job, person};
use crate::field::{Date, Id, Kind, Moment};
use crate::lang::Lang;

/// Days without a contact after which a case is called quiet.
pub const QUIET_DAYS: i32 = 14;
/// Days ahead in which an end is told.
const SOON_DAYS: i32 = 30;

/// One risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// Late by so many days.
    Late(Reason, i32),
    /// Nobody has answered them.
    Unanswered,
    /// So many days without a contact.
    Quiet(i32),
    /// A consent that is not there, or no longer.
    NoConsent(Purpose),
    ConsentEnds(Purpose, Date),
    /// So many papers are still missing.
    Papers(usize),
    /// The job takes nobody any more after that day.
    WindowEnds(Date),
    /// They stay somewhere until then.
    OnTrial(Date),
    NotToBeContacted(Date),
    NoNextAction,
}

impl Risk {
    /// What it says in a few words.
    pub fn text(self, lang: Lang) -> String {
        let day = |date: Date| {
            let (_, month, day) = date.ymd();
            format!("{month}/{day}")
        };
        match (self, lang) {
            (Self::Late(_, days), Lang::Ja) => format!("{days}日超過"),
            (Self::Late(_, days), Lang::En) => format!("{days}d late"),
            (Self::Unanswered, Lang::Ja) => "初回連絡なし".to_owned(),
            (Self::Unanswered, Lang::En) => "unanswered".to_owned(),
            (Self::Quiet(days), Lang::Ja) => format!("{days}日連絡なし"),
            (Self::Quiet(days), Lang::En) => format!("quiet {days}d"),
            (Self::NoConsent(purpose), Lang::Ja) => format!("同意なし({})", purpose.label().ja),
            (Self::NoConsent(purpose), Lang::En) => format!("no consent ({})", purpose.label().en),
            (Self::ConsentEnds(purpose, on), Lang::Ja) => {
                format!("同意切れ {}({})", day(on), purpose.label().ja)
            }
            (Self::ConsentEnds(purpose, on), Lang::En) => {
                format!("consent ends {} ({})", day(on), purpose.label().en)
            }
            (Self::Papers(count), Lang::Ja) => format!("書類不足 {count}"),
            (Self::Papers(count), Lang::En) => format!("{count} papers missing"),
            (Self::WindowEnds(on), Lang::Ja) => format!("募集締切 {}", day(on)),
            (Self::WindowEnds(on), Lang::En) => format!("window ends {}", day(on)),
            (Self::OnTrial(until), Lang::Ja) => format!("お試し中 {}まで", day(until)),
            (Self::OnTrial(until), Lang::En) => format!("on trial to {}", day(until)),
            (Self::NotToBeContacted(until), Lang::Ja) => format!("連絡不可 {}まで", day(until)),
            (Self::NotToBeContacted(until), Lang::En) => format!("no contact to {}", day(until)),
            (Self::NoNextAction, Lang::Ja) => "次の一手なし".to_owned(),
            (Self::NoNextAction, Lang::En) => "no next action".to_owned(),
        }
    }
}

/// What may go wrong with an open case, the worst first.
pub fn risks(state: &State, record: &Record, today: Date) -> Vec<Risk> {
    let about = record.reference(&case::PERSON).and_then(|id| state.live(id));
    let mut risks = Vec::new();
    if let Some((reason, due)) = soonest(record, today).filter(|(_, due)| *due < today) {
        risks.push(Risk::Late(reason, today.days_since(due)));
    }
    if lacks_first_response(record) {
        risks.push(Risk::Unanswered);
    }
    if let Some(about) = &about {
        risks.extend(consents(about, record, today));
        let until = about.date(&person::DNC_UNTIL).filter(|day| *day >= today);
        risks.extend(until.map(Risk::NotToBeContacted));
    }
    let missing = papers_missing(record);
    if missing > 0 {
        risks.push(Risk::Papers(missing));
    }
    let window = record.reference(&case::JOB).and_then(|id| state.live(id)?.date(&job::CLOSES_ON));
    let is_open = matches!(stage_of(record), Stage::Planned | Stage::Matching | Stage::Introduced);
    let soon = |day: &Date| (0..=SOON_DAYS).contains(&day.days_since(today));
    risks.extend(window.filter(|day| is_open && soon(day)).map(Risk::WindowEnds));
    if let Reason::Trial(until) = Reason::of(record, today) {
        risks.push(Risk::OnTrial(until));
    }
    let quiet = last_contact(state, record).map_or(0, |last| today.days_since(last.at.date()));
    if quiet > QUIET_DAYS {
        risks.push(Risk::Quiet(quiet));
    }
    if record.get(&case::NEXT_ACTION).is_none() {
        risks.push(Risk::NoNextAction);
    }
    risks
}

/// What consents the stage of a case rests on, and which of them are missing or end soon.
fn consents(about: &Record, record: &Record, today: Date) -> Vec<Risk> {
    let stage = stage_of(record);
    let shared = matches!(
        stage,
        Stage::Matching | Stage::Introduced | Stage::Agreed | Stage::Preparing | Stage::Active
    );
    let mut asked = vec![Purpose::Consult];
    if shared {
        asked.push(Purpose::ShareCompany);
    }
    let mut found = Vec::new();
    for purpose in asked {
        if consent(about, purpose, today) != ConsentState::Given {
            found.push(Risk::NoConsent(purpose));
            continue;
        }
        let rows = about.rows(&person::CONSENT).iter();
        let ends = rows
            .filter(|row| row.choice(person::consent::PURPOSE.code) == Some(purpose.code()))
            .filter_map(|row| row.date(person::consent::EXPIRES.code))
            .max()
            .filter(|day| (0..=SOON_DAYS).contains(&day.days_since(today)));
        found.extend(ends.map(|day| Risk::ConsentEnds(purpose, day)));
    }
    found
}

/// How many papers of the checklist are needed and not there.
pub fn papers_missing(record: &Record) -> usize {
    let missing = |row: &&crate::field::Row| {
        row.flag(case::doc::NEEDED.code) != Some(false) && row.date(case::doc::GOT.code).is_none()
    };
    record.rows(&case::DOCS).iter().filter(missing).count()
}

/// The newest contact with the person of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    pub at: Moment,
    pub activity: Id,
}

/// When somebody last had to do with the person of a case.
pub fn last_contact(state: &State, record: &Record) -> Option<Contact> {
    let person = record.reference(&case::PERSON)?;
    let contact = |id: Id| {
        let told = state.live(id).filter(happened)?;
        Some(Contact { at: told.moment(&activity::AT)?, activity: id })
    };
    let all = state.linked(person, Kind::Activity).filter_map(contact);
    all.max_by_key(|contact| (contact.at, contact.activity))
}
