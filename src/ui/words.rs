//! Words that screens share: dates as people say them, plurals, how long something is overdue.

use crate::domain::urgency::Reason;
use crate::field::calendar::{business_days_between, era_year, holiday};
use crate::field::{Date, Kind};
use crate::lang::Lang;

const WEEKDAYS_JA: [&str; 7] = ["月", "火", "水", "木", "金", "土", "日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The plural of a kind, as sections are called.
pub fn plural(kind: Kind, lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => kind.label().ja,
        Lang::En => match kind {
            Kind::Person => "People",
            Kind::Region => "Regions",
            Kind::Job => "Jobs",
            Kind::Organisation => "Organisations",
            Kind::Case => "Cases",
            Kind::Match => "Matches",
            Kind::Skill => "Skills",
            Kind::Measure => "Measures",
            Kind::Activity => "Activities",
            Kind::Note => "Notes",
            Kind::User => "Users",
            Kind::View => "Views",
            Kind::Round => "Rounds",
            Kind::Gathering => "Events",
        },
    }
}

/// `11月23日(月)` or `Mon 23 Nov`.
pub fn long_date(date: Date, lang: Lang) -> String {
    let (_, month, day) = date.ymd();
    match lang {
        Lang::Ja => format!("{month}月{day}日({})", weekday(date, lang)),
        Lang::En => format!("{} {day} {}", weekday(date, lang), month_name(month)),
    }
}

/// A day as the title says it: with a sign for a holiday, by the era and its fiscal year where that is asked for.
pub fn title_date(date: Date, lang: Lang, era: bool) -> String {
    let mut day = long_date(date, lang);
    if holiday(date).is_some() {
        day = match lang {
            Lang::Ja => day.replace(')', "祝)"),
            Lang::En => format!("{day} (holiday)"),
        };
    }
    let fiscal = Date::from_ymd(date.fiscal_year(), 4, 1).and_then(era_year);
    match (era_year(date).filter(|_| era), fiscal, lang) {
        (Some(year), Some(fiscal), Lang::Ja) => format!("令和{year}年{day}  令和{fiscal}年度"),
        (Some(year), Some(fiscal), Lang::En) => format!("{day} Reiwa {year} (FY Reiwa {fiscal})"),
        _ => day,
    }
}

/// What the reason of a row says, and whether it is late.
pub fn reason(reason: Reason, today: Date, lang: Lang) -> (String, bool) {
    let with = |word: &str, due: Date| {
        let (text, late) = self::due(due, today, lang);
        (format!("{word} {text}"), late)
    };
    let since = |on: Option<Date>| match (on.map(|on| today.days_since(on)), lang) {
        (None, _) => String::new(),
        (Some(days), Lang::Ja) => format!(" {days}日"),
        (Some(days), Lang::En) => format!(" {days}d"),
    };
    match reason {
        Reason::Held(on) => {
            let on = on.map(|on| format!(" {}", short_date(on, today, lang))).unwrap_or_default();
            (format!("{}{on}", lang.pick("再開", "resume")), false)
        }
        Reason::Reply(on) => (format!("{}{}", lang.pick("返信", "reply"), since(Some(on))), false),
        Reason::First(due) => match (business_days_between(due, today), lang) {
            (late @ 1.., Lang::Ja) => (format!("初回 {late}営業日超過"), true),
            (late @ 1.., Lang::En) => (format!("first {late}wd over"), true),
            _ => (format!("{} {}", lang.pick("初回", "first"), short_date(due, today, lang)), due < today),
        },
        Reason::Next(due) => self::due(due, today, lang),
        Reason::Review(due) => with(lang.pick("見直し", "review"), due),
        Reason::Check(month, due) => match lang {
            Lang::Ja => with(&format!("{month}か月確認"), due),
            Lang::En => with(&format!("{month}m check"), due),
        },
        Reason::Trial(until) => {
            (format!("{} {}", lang.pick("お試し中", "on trial to"), short_date(until, today, lang)), false)
        }
        Reason::Waiting(whom, on) => {
            let whom = whom.label().text(lang);
            let text = match lang {
                Lang::Ja => format!("{whom}待ち{}", since(on)),
                Lang::En => format!("on {whom}{}", since(on)),
            };
            (text, false)
        }
        Reason::Nothing => (lang.pick("期日なし", "no date").to_owned(), false),
    }
}

/// A day near today in few cells: `本日`, `明日`, `11/27`, `27年1/5`.
pub fn short_date(date: Date, today: Date, lang: Lang) -> String {
    let (year, month, day) = date.ymd();
    match date.days_since(today) {
        0 => lang.pick("本日", "today").to_owned(),
        1 => lang.pick("明日", "tomorrow").to_owned(),
        _ if year == today.ymd().0 => format!("{month}/{day}"),
        _ => format!("{}/{month}/{day}", year % 100),
    }
}

/// How a due date reads, and whether it is overdue.
pub fn due(date: Date, today: Date, lang: Lang) -> (String, bool) {
    let late = today.days_since(date);
    if late <= 0 {
        return (short_date(date, today, lang), false);
    }
    let text = match lang {
        Lang::Ja => format!("{late}日超過"),
        Lang::En => format!("{late}d over"),
    };
    (text, true)
}

fn weekday(date: Date, lang: Lang) -> &'static str {
    let names = match lang {
        Lang::Ja => WEEKDAYS_JA,
        Lang::En => WEEKDAYS_EN,
    };
    names.get(usize::from(date.weekday())).copied().unwrap_or_default()
}

fn month_name(month: i8) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|place| MONTHS_EN.get(place)).copied().unwrap_or_default()
}
