//! Days as people say them: dates, months, years, `today`, `this week`, 今月, and so many days from today or ago.
//! A number with a unit counts ahead where a field looks ahead (a due date) and back where it looks back (a change); a sign,
//! 前 or 後 says which way whatever the field. Pure: what day it is comes from the asker.

use crate::field::Date;

/// The days that a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub first: Date,
    pub last: Date,
    /// Whether it is an age: more of it is earlier.
    pub age: bool,
}

/// Which way a number of days counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) enum Looks {
    Ahead,
    Back,
}

/// Fields of days that have passed when they are written down; all others look ahead.
const PAST: &[&str] = &[
    "updated",
    "created",
    "activity",
    "at",
    "opened_on",
    "handed_over_on",
    "waiting_since",
    "reply_on",
    "closed_on",
    "stage_since",
    "first_response_on",
    "employer_cleared_on",
    "dedupe_checked_on",
    "plan_agreed_on",
    "plan_adopted_on",
    "received_on",
    "checked_on",
    "presented_on",
    "erased_on",
    "birth_date",
    "seeker_received_on",
    "given",
    "revoked",
    "got_on",
    "done_on",
    "applied",
    "designated",
    "since",
    "on",
];

impl Looks {
    /// Which way the field with this key looks.
    pub fn of(key: &str) -> Self {
        if PAST.contains(&key) { Self::Back } else { Self::Ahead }
    }
}

impl Span {
    fn day(day: Date) -> Self {
        Self { first: day, last: day, age: false }
    }

    fn of(first: Date, after: Date) -> Self {
        Self { first, last: after.plus_days(-1), age: false }
    }
}

/// What `text` (in small narrow letters, without blanks) says, seen from `today`.
pub(super) fn span(text: &str, looks: Looks, today: Date) -> Option<Span> {
    if let Some(day) = Date::parse(text) {
        return Some(Span::day(day));
    }
    named(text, today).or_else(|| relative(text, looks, today)).or_else(|| partial(text, today))
}

fn named(text: &str, today: Date) -> Option<Span> {
    let plain: String = text.chars().filter(|c| !matches!(c, '_' | '-')).collect();
    let monday = today.plus_days(-i32::from(today.weekday()));
    let (year, month, _) = today.ymd();
    let week = |weeks: i32| Span::of(monday.plus_days(7 * weeks), monday.plus_days(7 * weeks + 7));
    let months = |months: i32| {
        let first = Date::from_ymd(year, month, 1)?;
        Some(Span::of(first.plus_months(months), first.plus_months(months + 1)))
    };
    let years = |years: i16| {
        let first = Date::from_ymd(year.checked_add(years)?, 1, 1)?;
        Some(Span::of(first, first.plus_months(12)))
    };
    let fiscal = |years: i16| fiscal_year(today.fiscal_year().checked_add(years)?);
    match plain.as_str() {
        "today" | "今日" | "本日" | "きょう" => Some(Span::day(today)),
        "yesterday" | "昨日" | "きのう" => Some(Span::day(today.plus_days(-1))),
        "tomorrow" | "明日" | "あす" | "あした" => Some(Span::day(today.plus_days(1))),
        "thisweek" | "week" | "今週" => Some(week(0)),
        "lastweek" | "先週" => Some(week(-1)),
        "nextweek" | "来週" => Some(week(1)),
        "thismonth" | "month" | "今月" => months(0),
        "lastmonth" | "先月" => months(-1),
        "nextmonth" | "来月" => months(1),
        "thisyear" | "year" | "今年" => years(0),
        "lastyear" | "昨年" | "去年" => years(-1),
        "nextyear" | "来年" => years(1),
        "fiscalyear" | "thisfiscalyear" | "今年度" => fiscal(0),
        "lastfiscalyear" | "昨年度" | "前年度" => fiscal(-1),
        "nextfiscalyear" | "来年度" => fiscal(1),
        "overdue" | "past" | "超過" | "期限超過" | "過去" => {
            Some(Span { first: Date(i32::MIN), last: today.plus_days(-1), age: false })
        }
        _ => None,
    }
}

fn fiscal_year(year: i16) -> Option<Span> {
    let first = Date::from_ymd(year, 4, 1)?;
    Some(Span::of(first, first.plus_months(12)))
}

/// `7d`, `2週間`, `+3m`, `1年前`.
fn relative(text: &str, looks: Looks, today: Date) -> Option<Span> {
    let (text, sign) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(rest), _) => (rest, Some(1)),
        (_, Some(rest)) => (rest, Some(-1)),
        _ => (text, None),
    };
    let (text, sign) = match (text.strip_suffix('後'), text.strip_suffix('前')) {
        (Some(rest), _) if sign.is_none() => (rest, Some(1)),
        (_, Some(rest)) if sign.is_none() => (rest, Some(-1)),
        _ => (text, sign),
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at_checked(digits)?;
    let count: i32 = count.parse().ok().filter(|count| *count <= 100_000)?;
    let turn = sign.unwrap_or(if looks == Looks::Back { -1 } else { 1 });
    let count = count * turn;
    let day = match unit {
        "d" | "day" | "days" | "日" | "日間" => today.plus_days(count),
        "w" | "week" | "weeks" | "週" | "週間" => today.plus_days(count.saturating_mul(7)),
        "m" | "month" | "months" | "か月" | "ヶ月" | "カ月" | "ケ月" | "ヵ月" | "か月間" => {
            today.plus_months(count)
        }
        "y" | "year" | "years" | "年" | "年間" if count.abs() < 200 => {
            today.plus_months(count.saturating_mul(12))
        }
        _ => return None,
    };
    Some(Span { age: looks == Looks::Back && sign.is_none(), ..Span::day(day) })
}

/// A month, a year, a day of this year: `2026-11`, `2026年`, `2026年度`, `11月`, `11/23`.
fn partial(text: &str, today: Date) -> Option<Span> {
    let this_year = today.ymd().0;
    if let Some(year) = text.strip_suffix("年度") {
        return fiscal_year(year_of(year)?);
    }
    let parts: Vec<&str> = text.split(['-', '/', '年', '月', '日']).filter(|part| !part.is_empty()).collect();
    let month = |year: i16, month: &str| {
        let first = Date::from_ymd(year, month.parse().ok()?, 1)?;
        Some(Span::of(first, first.plus_months(1)))
    };
    match parts.as_slice() {
        [one] if text.ends_with('月') => month(this_year, one),
        [year] => {
            let first = Date::from_ymd(year_of(year)?, 1, 1)?;
            Some(Span::of(first, first.plus_months(12)))
        }
        [one, day] if one.len() <= 2 => {
            Some(Span::day(Date::from_ymd(this_year, one.parse().ok()?, day.parse().ok()?)?))
        }
        [year, one] => month(year_of(year)?, one),
        _ => None,
    }
}

/// A year in four digits or of the present era.
fn year_of(text: &str) -> Option<i16> {
    let era = text.strip_prefix("令和").or_else(|| text.strip_prefix('r'));
    if let Some(year) = era {
        let year: i16 = if year == "元" { 1 } else { year.parse().ok()? };
        return (1..=99).contains(&year).then_some(2018 + year);
    }
    text.parse().ok().filter(|year| (1000..=9998).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Wednesday.
    fn said(text: &str, looks: Looks) -> Option<String> {
        let today = Date::from_ymd(2026, 11, 25).unwrap();
        span(text, looks, today).map(|span| format!("{} {}", span.first, span.last))
    }

    #[test]
    fn days_are_understood_as_people_say_them() {
        for (text, days) in [
            ("2026-11-23", "2026-11-23 2026-11-23"),
            ("今日", "2026-11-25 2026-11-25"),
            ("明日", "2026-11-26 2026-11-26"),
            ("this_week", "2026-11-23 2026-11-29"),
            ("thisweek", "2026-11-23 2026-11-29"),
            ("先週", "2026-11-16 2026-11-22"),
            ("今月", "2026-11-01 2026-11-30"),
            ("来月", "2026-12-01 2026-12-31"),
            ("今年度", "2026-04-01 2027-03-31"),
            ("7d", "2026-12-02 2026-12-02"),
            ("2週間", "2026-12-09 2026-12-09"),
            ("1か月後", "2026-12-25 2026-12-25"),
            ("-3d", "2026-11-22 2026-11-22"),
            ("3日前", "2026-11-22 2026-11-22"),
            ("1y", "2027-11-25 2027-11-25"),
            ("2026-11", "2026-11-01 2026-11-30"),
            ("2026", "2026-01-01 2026-12-31"),
            ("2026年11月", "2026-11-01 2026-11-30"),
            ("令和8年度", "2026-04-01 2027-03-31"),
            ("11/23", "2026-11-23 2026-11-23"),
            ("11月23日", "2026-11-23 2026-11-23"),
            ("11月", "2026-11-01 2026-11-30"),
        ] {
            assert_eq!(said(text, Looks::Ahead).as_deref(), Some(days), "{text}");
        }
        assert_eq!(said("2w", Looks::Back).as_deref(), Some("2026-11-11 2026-11-11"));
        assert_eq!(said("+2w", Looks::Back).as_deref(), Some("2026-12-09 2026-12-09"));
        for text in ["", "d", "x7", "7q", "13月", "2026-13", "-", "+", "99999999999d"] {
            assert_eq!(said(text, Looks::Ahead), None, "{text}");
        }
    }
}
