//! Paints the parts of a case's urgency above the message line, one a row, and the sum below them.

use ratatui::layout::Rect;

use super::paint::Painter;
use super::theme::Role;
use super::words;
use crate::app::App;
use crate::app::parts::Parts;
use crate::domain::Record;
use crate::domain::urgency::{Origin, PRIORITY_MAX, Part, Reason, Weights, in_tenths, soonest};
use crate::field::calendar::business_days_between;
use crate::field::choices::WaitingOn;
use crate::field::tables::{case, job};
use crate::field::{Date, calendar};
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Cells of a part's name, of its amount, and of the most that it can be.
const NAME: u16 = 28;
const AMOUNT: u16 = 6;
const MOST: u16 = 8;

/// Paints `parts` at the foot of `body`.
pub fn draw(parts: &Parts, app: &App, snapshot: &Snapshot, painter: &mut Painter<'_>, body: Rect) {
    let lang = app.lang();
    let Some((record, urgency)) = parts.urgency(&app.context()) else { return };
    let shown: Vec<(Part, i32)> = urgency.parts().collect();
    let rows = u16::try_from(shown.len()).unwrap_or(0);
    let top = body.bottom().saturating_sub(rows + 3).max(body.y);
    painter.clear(Rect::new(0, top, body.width, rows + 4));
    painter.rule(0, top, body.width, Role::Accent);
    let person = record.reference(&case::PERSON).and_then(|id| snapshot.state.label(id));
    let label = person.or_else(|| snapshot.state.label(record.id)).unwrap_or_default();
    let head = format!(" {label}  {} ", lang.pick("緊急度の内訳", "what its urgency is made of"));
    painter.text(3, top, body.width.saturating_sub(6), &head, Role::Strong);
    let weights = &snapshot.state.office().urgency;
    let why = Why { record: &record, snapshot, today: app.context().today(), lang };
    for (y, (part, amount)) in (top + 1..).zip(&shown) {
        painter.text(2, y, NAME, part.label().text(lang), Role::Plain);
        let sign = if *amount > 0 { "+" } else { "" };
        let role = if *amount > 0 { Role::Strong } else { Role::Dim };
        painter.right(2 + NAME, y, AMOUNT, &format!("{sign}{}", in_tenths(*amount)), role);
        let each = weights.of(*part);
        let most = if *part == Part::Priority { each * PRIORITY_MAX } else { each };
        painter.text(2 + NAME + AMOUNT, y, MOST, &format!(" / {:>5}", in_tenths(most)), Role::Dim);
        let x = 2 + NAME + AMOUNT + MOST + 1;
        painter.text(x, y, body.width.saturating_sub(x + 1), &why.text(*part), Role::Dim);
    }
    let y = top + 1 + rows;
    painter.text(2, y, NAME, lang.pick("合計", "sum"), Role::Strong);
    painter.right(2 + NAME, y, AMOUNT, &in_tenths(urgency.tenths()), Role::Accent);
    let x = 2 + NAME + AMOUNT + MOST + 1;
    painter.text(x, y, body.width.saturating_sub(x + 1), &which(weights, lang), Role::Dim);
    painter.put_caret(2, y);
}

/// Which weights these are: the version, and where they are from.
fn which(weights: &Weights, lang: Lang) -> String {
    let version = weights.version();
    match (weights.origin(), lang) {
        (Origin::Program, Lang::Ja) => format!("重み第{version}版(標準)"),
        (Origin::Program, Lang::En) => format!("weights v{version}, the program's own"),
        (Origin::Office, Lang::Ja) => format!("重み第{version}版(office.toml)"),
        (Origin::Office, Lang::En) => format!("weights v{version}, office.toml"),
        (Origin::Refused(line), Lang::Ja) => {
            format!("重み第{version}版(office.toml:{line} に誤り)")
        }
        (Origin::Refused(line), Lang::En) => {
            format!("weights v{version} (office.toml:{line} wrong)")
        }
    }
}

/// What stands behind the parts of one case.
struct Why<'a> {
    record: &'a Record,
    snapshot: &'a Snapshot,
    today: Date,
    lang: Lang,
}

impl Why<'_> {
    fn text(&self, part: Part) -> String {
        let day = |field| self.record.date(field);
        match part {
            Part::Due => soonest(self.record, self.today).map(|(what, due)| self.due(what, due)),
            Part::Ours => Some(self.lang.pick("次はこちらの番です", "the next move is ours").to_owned()),
            Part::Priority => self.record.int(&case::PRIORITY).map(|held| {
                let step = self.snapshot.state.office().urgency.of(part);
                format!("{held} x {}", in_tenths(step))
            }),
            Part::Window => self.window(),
            Part::First => day(&case::FIRST_RESPONSE_DUE)
                .map(|due| format!("{} {}", self.lang.pick("期限", "due"), self.date(due))),
            Part::Reply => day(&case::REPLY_ON).map(|on| self.date(on)),
            Part::Age => day(&case::OPENED_ON)
                .map(|on| format!("{} {}", self.days(on), self.lang.pick("受付から", "since it was opened"))),
            Part::Others => {
                self.record.choice(&case::WAITING_ON).and_then(WaitingOn::from_code).map(|whom| {
                    let since = day(&case::WAITING_SINCE).map(|on| self.days(on)).unwrap_or_default();
                    format!("{} {since}", whom.label().text(self.lang))
                })
            }
            Part::Held => day(&case::RESUME_ON)
                .map(|on| format!("{} {}", self.lang.pick("再開", "resumes"), self.date(on))),
        }
        .unwrap_or_default()
    }

    fn due(&self, what: Reason, due: Date) -> String {
        let name = match what {
            Reason::First(_) => self.lang.pick("初回連絡", "first response"),
            Reason::Review(_) => self.lang.pick("プラン見直し", "plan review"),
            Reason::Check(..) => self.lang.pick("定着確認", "settlement check"),
            _ => self.lang.pick("次の一手", "next action"),
        };
        let late = business_days_between(due, self.today);
        let how = match (self.lang, late) {
            (_, 0) => String::new(),
            (Lang::Ja, 1..) => format!("{late}営業日超過"),
            (Lang::Ja, _) => format!("あと{}営業日", -late),
            (Lang::En, 1..) => format!("{late} working days late"),
            (Lang::En, _) => format!("{} working days left", -late),
        };
        format!("{name} {} {how}", self.date(due))
    }

    fn window(&self) -> Option<String> {
        let closes = self.record.reference(&case::JOB).and_then(|id| self.snapshot.state.live(id));
        let closes = closes.and_then(|job| job.date(&job::CLOSES_ON));
        let day = closes.or_else(|| self.record.date(&case::TRIAL_FROM))?;
        Some(self.date(day))
    }

    fn days(&self, since: Date) -> String {
        let days = self.today.days_since(since);
        match self.lang {
            Lang::Ja => format!("{days}日"),
            Lang::En => format!("{days}d"),
        }
    }

    /// A day, and what it is a holiday of.
    fn date(&self, day: Date) -> String {
        let holiday = calendar::holiday(day).map(|name| format!("({})", name.text(self.lang)));
        format!("{}{}", words::long_date(day, self.lang), holiday.unwrap_or_default())
    }
}
