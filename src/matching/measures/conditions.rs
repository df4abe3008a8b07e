//! What is known of a measure's conditions for one person. What records cannot tell is to be checked; nothing is refused.

use super::{Asked, Check};
use crate::domain::Record;
use crate::field::choices::{CaseKind, Condition, Need, Pattern, Want};
use crate::field::tables::{measure, person};
use crate::field::{Date, Id};
use crate::lang::Label;

/// Codes of Tokyo's special wards begin so.
const SPECIAL_WARDS: std::ops::RangeInclusive<u32> = 131_000..=131_239;

/// What conditions are weighed by.
pub(super) struct Facts<'a> {
    pub person: &'a Record,
    /// Needs that the asker may see.
    pub needs: u64,
    pub kind: Option<CaseKind>,
    /// The measure's region; `None` for one of the state or a wider area.
    pub place: Option<Id>,
    /// Where the person wishes to go.
    pub regions: &'a [Id],
    pub for_person: bool,
    /// Whether one of those regions says that it has the measure.
    pub offered: bool,
    pub today: Date,
}

/// Every condition of a measure, those in question too.
pub(super) fn weigh(record: &Record, facts: &Facts<'_>) -> Vec<Check> {
    let required = record.set_bits(&measure::REQUIRES);
    let mut checks: Vec<Check> = Condition::ALL
        .iter()
        .filter(|condition| required & condition.bit() != 0)
        .map(|condition| {
            let (met, why) = facts.condition(*condition);
            Check { asked: Asked::Condition(*condition), met, why }
        })
        .collect();
    let open = |asked, ja, en| Check { asked, met: false, why: Label::new(ja, en) };
    if facts.place.is_none() && facts.for_person && !facts.regions.is_empty() {
        let why = if facts.offered {
            Label::new("希望地域が実施している", "the wished region has it")
        } else {
            Label::new("希望地域が実施しているか確認", "check whether the wished region has it")
        };
        checks.push(Check { asked: Asked::Area, met: facts.offered, why });
    }
    if facts.place.is_some() && facts.regions.is_empty() {
        checks.push(open(Asked::Area, "希望地域が未登録", "no wished region is recorded"));
    }
    if !facts.for_person {
        checks.push(open(
            Asked::Area,
            "企業が対象。勤務先・受入企業に確認",
            "for companies: ask the employer or host",
        ));
    }
    checks.extend(record.text(&measure::WINDOW).map(|window| window_check(window, facts.today)));
    let stale = record.date(&measure::CHECKED_ON).zip(record.int(&measure::STALE_AFTER));
    let days = |days: i64| i32::try_from(days).unwrap_or(i32::MAX);
    match stale {
        Some((on, after)) if facts.today.days_since(on) > days(after) => {
            checks.push(open(
                Asked::Stale,
                "確認日から期限を過ぎた。最新の要件を確認",
                "not checked for too long: look it up anew",
            ));
        }
        _ => {}
    }
    if record.text(&measure::CONDITIONS).is_some() {
        checks.push(open(Asked::InWords, "要件の文章を読んで確認", "read the conditions and check"));
    }
    checks
}

/// Whether today lies in a window written as `2026-04-15～2027-01-29`; any other text is to be read.
fn window_check(window: &str, today: Date) -> Check {
    let ends = window.split(['～', '〜', '~']).map(|end| Date::parse(end.trim())).collect::<Vec<_>>();
    let (met, why) = match ends.as_slice() {
        [Some(from), Some(to)] if *from <= today && today <= *to => (true, Label::new("受付中", "open")),
        [Some(from), Some(_)] if today < *from => (false, Label::new("受付前。開始日を確認", "not open yet")),
        [Some(_), Some(_)] => {
            (false, Label::new("受付終了の可能性。次の受付を確認", "may be over: ask for the next"))
        }
        _ => (false, Label::new("受付期間を確認", "look up the window")),
    };
    Check { asked: Asked::Window, met, why }
}

impl Facts<'_> {
    /// Whether a condition is known to be met, and why, or what to ask.
    fn condition(&self, condition: Condition) -> (bool, Label) {
        let ask = |ja, en| (false, Label::new(ja, en));
        match condition {
            Condition::MoveDomicile => self.moves(),
            Condition::KeepDomicile if self.moves().0 => {
                ask("住民票を移す予定なら対象か確認", "moving the domicile: check whether it applies")
            }
            Condition::KeepDomicile => (true, Label::new("住民票は移していない", "the domicile stays")),
            Condition::Outside => self.outside(),
            Condition::FromTokyo => self.tokyo(),
            Condition::QualifyingJob => {
                ask("就業先が対象の求人・要件に当たるか確認", "check whether the job qualifies")
            }
            Condition::Child => self.child(),
            Condition::Startup => self.startup(),
            Condition::Registered => ask("登録の有無を本人に確認", "ask whether they are registered"),
            Condition::BankHome => {
                ask("物件が空き家バンクの成約物件か確認", "check that the home is from the bank")
            }
            Condition::OwnerConsent => ask("所有者の同意を確認", "check the owner's consent"),
            Condition::BeforeStart => {
                ask("着手・契約の前に申請できるか確認", "check that nothing has begun yet")
            }
            Condition::Contract => ask("業務委託契約の有無を確認", "check for a contract for work"),
            Condition::CompanyApplies => ask("会社が申請できるか確認", "check whether the company applies"),
            Condition::BothSides => ask("双方の自治体・教育委員会に確認", "ask both municipalities"),
        }
    }

    fn pattern(&self) -> Option<Pattern> {
        self.person.choice(&person::PATTERN).and_then(Pattern::from_code)
    }

    /// Somebody who lives in two places without moving may not be eligible; that is for the office in charge to say.
    fn moves(&self) -> (bool, Label) {
        let home = self.person.reference(&person::DOMICILE);
        let moved =
            home.is_some() && (home == self.place || home.is_some_and(|home| self.regions.contains(&home)));
        if moved || self.pattern() == Some(Pattern::Relocated) {
            return (true, Label::new("住所が移転先にある、または移住済み", "the domicile is there already"));
        }
        match self.pattern() {
            None | Some(Pattern::Considering) => {
                (false, Label::new("住民票を移すか未定。要件を確認", "not decided whether to move: check"))
            }
            Some(_) => (
                false,
                Label::new(
                    "住民票を移さない二地域居住は対象外の場合がある",
                    "two homes without moving may not count",
                ),
            ),
        }
    }

    fn outside(&self) -> (bool, Label) {
        let here = |home: Id| self.place.map_or(self.regions.contains(&home), |place| place == home);
        match self.person.reference(&person::DOMICILE) {
            Some(home) if here(home) => {
                (false, Label::new("すでに区域内に住所がある", "the domicile is inside"))
            }
            Some(_) => (true, Label::new("住所は区域外", "the domicile is outside")),
            None => (false, Label::new("住所が未登録", "no domicile is recorded")),
        }
    }

    fn tokyo(&self) -> (bool, Label) {
        let home = self.person.reference(&person::DOMICILE);
        let ja_en = if home.is_some_and(|home| SPECIAL_WARDS.contains(&home.number)) {
            ("23区に在住。年数(10年で通算5年・直近1年)を確認", "lives there now: check for how many years")
        } else {
            ("23区への在住・通勤歴を確認", "check where they lived and worked")
        };
        (false, Label::new(ja_en.0, ja_en.1))
    }

    fn child(&self) -> (bool, Label) {
        if self.needs & (Need::Childcare.bit() | Need::School.bit()) == 0 {
            (false, Label::new("子どもの有無・年齢を確認", "ask whether there is a child"))
        } else {
            (true, Label::new("保育・学校のニーズがある", "childcare or school is needed"))
        }
    }

    fn startup(&self) -> (bool, Label) {
        let want = self.person.set_bits(&person::WANT) & (Want::Startup.bit() | Want::Succession.bit()) != 0;
        if want || matches!(self.kind, Some(CaseKind::StartupLvs | CaseKind::Succession)) {
            (true, Label::new("起業・承継を希望している", "wishes to found or take over"))
        } else {
            (false, Label::new("創業の予定を確認", "ask about plans to found"))
        }
    }
}
