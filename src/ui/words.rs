//! Words that screens share: dates as people say them, plurals, how long something is overdue.

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
