//! The working days of a public office in Japan: weekends, national holidays and the days around New Year.
//! The holidays follow from 国民の祝日に関する法律 as it stood in each year from 2000 on, so that no table has to be fetched each
//! fiscal year; `fixtures/holidays.csv` holds published years, against which a test compares them. Offices are closed
//! from 29 December to 3 January (行政機関の休日に関する法律).
//! Invariant: pure; counting between two days costs two look-ups.

use std::sync::LazyLock;

use super::Date;
use crate::lang::Label;

/// The years for which holidays are known.
const FIRST_YEAR: i16 = 2000;
const LAST_YEAR: i16 = 2099;
const MONDAY: u8 = 0;
const SUNDAY: u8 = 6;
const SATURDAY: u8 = 5;

/// Holidays of single years: what was moved for the games of 2020 and 2021, and the accession of 2019.
const ONCE: &[(i16, i8, i8, Label)] = &[
    (2019, 5, 1, Label::new("即位の日", "Accession Day")),
    (2019, 10, 22, Label::new("即位礼正殿の儀", "Enthronement Ceremony")),
    (2020, 7, 23, MARINE),
    (2020, 7, 24, SPORTS),
    (2020, 8, 10, MOUNTAIN),
    (2021, 7, 22, MARINE),
    (2021, 7, 23, SPORTS),
    (2021, 8, 8, MOUNTAIN),
];
const MARINE: Label = Label::new("海の日", "Marine Day");
const SPORTS: Label = Label::new("スポーツの日", "Sports Day");
const MOUNTAIN: Label = Label::new("山の日", "Mountain Day");
const SUBSTITUTE: Label = Label::new("振替休日", "substitute holiday");
const BETWEEN: Label = Label::new("国民の休日", "citizens' holiday");
const YEAR_END: Label = Label::new("年末年始", "New Year closing");

/// Why an office is closed on a day that is no weekend; `None` where it is open. Weekends are asked with `is_business_day`.
pub fn holiday(day: Date) -> Option<Label> {
    let (_, month, date) = day.ymd();
    let closed = matches!((month, date), (12, 29..=31) | (1, 2..=3));
    national(day).or(closed.then_some(YEAR_END))
}

/// Whether an office works on a day.
pub fn is_business_day(day: Date) -> bool {
    day.weekday() < SATURDAY && holiday(day).is_none()
}

/// The day `days` working days after `from`; `from` itself where it is none.
pub fn business_days_after(from: Date, days: i32) -> Date {
    let mut day = from;
    let mut left = days;
    while left > 0 {
        day = day.plus_days(1);
        left -= i32::from(is_business_day(day));
    }
    day
}

/// How many working days lie after `from` up to and with `to`; negative where `to` is earlier.
pub fn business_days_between(from: Date, to: Date) -> i32 {
    count_to(to) - count_to(from)
}

/// The year of the present era: 令和8 for 2026. The beginning of an era's first year is told by its first day.
pub fn era_year(day: Date) -> Option<i16> {
    let begins = Date::from_ymd(2019, 5, 1)?;
    (day >= begins).then(|| day.ymd().0 - 2018)
}

/// A national holiday by its own name, a substitute or a day between two.
fn national(day: Date) -> Option<Label> {
    let (year, ..) = day.ymd();
    if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
        return None;
    }
    named(day).or_else(|| substitute(day)).or_else(|| between(day))
}

/// A Sunday's holiday is made up for: until 2006 on the Monday after, since then on the next day that is no holiday.
fn substitute(day: Date) -> Option<Label> {
    let (year, ..) = day.ymd();
    let mut before = day.plus_days(-1);
    if year < 2007 {
        return (before.weekday() == SUNDAY && named(before).is_some()).then_some(SUBSTITUTE);
    }
    while named(before).is_some() {
        if before.weekday() == SUNDAY {
            return Some(SUBSTITUTE);
        }
        before = before.plus_days(-1);
    }
    None
}

/// A day between two holidays is one itself.
fn between(day: Date) -> Option<Label> {
    let lies = named(day.plus_days(-1)).is_some() && named(day.plus_days(1)).is_some();
    (lies && day.weekday() != SUNDAY).then_some(BETWEEN)
}

fn named(day: Date) -> Option<Label> {
    let (year, month, date) = day.ymd();
    if let Some((.., label)) = ONCE.iter().find(|(y, m, d, _)| (*y, *m, *d) == (year, month, date)) {
        return Some(*label);
    }
    let nth_monday = |nth: i8| day.weekday() == MONDAY && (date - 1) / 7 + 1 == nth;
    let games = matches!(year, 2020 | 2021);
    let label = match (month, date) {
        (1, 1) => Label::new("元日", "New Year's Day"),
        (1, _) if nth_monday(2) => Label::new("成人の日", "Coming of Age Day"),
        (2, 11) => Label::new("建国記念の日", "National Foundation Day"),
        (2, 23) if year >= 2020 => EMPEROR,
        (12, 23) if year <= 2018 => EMPEROR,
        (3, _) if date == equinox(year, 20_843_100) => Label::new("春分の日", "Vernal Equinox Day"),
        (4, 29) if year < 2007 => GREENERY,
        (4, 29) => Label::new("昭和の日", "Showa Day"),
        (5, 3) => Label::new("憲法記念日", "Constitution Day"),
        (5, 4) if year >= 2007 => GREENERY,
        (5, 5) => Label::new("こどもの日", "Children's Day"),
        (7, 20) if year < 2003 => MARINE,
        (7, _) if year >= 2003 && !games && nth_monday(3) => MARINE,
        (8, 11) if year >= 2016 && !games => MOUNTAIN,
        (9, 15) if year < 2003 => AGED,
        (9, _) if year >= 2003 && nth_monday(3) => AGED,
        (9, _) if date == equinox(year, 23_248_800) => Label::new("秋分の日", "Autumnal Equinox Day"),
        (10, _) if !games && nth_monday(2) => SPORTS,
        (11, 3) => Label::new("文化の日", "Culture Day"),
        (11, 23) => Label::new("勤労感謝の日", "Labour Thanksgiving Day"),
        _ => return None,
    };
    Some(label)
}

const EMPEROR: Label = Label::new("天皇誕生日", "Emperor's Birthday");
const GREENERY: Label = Label::new("みどりの日", "Greenery Day");
const AGED: Label = Label::new("敬老の日", "Respect for the Aged Day");

/// The day of an equinox in its month, from the usual approximation for 1980 to 2099 (0.242194 days a year, less the leap
/// days), with `base` in millionths of a day; the observatory's own announcement comes each February.
fn equinox(year: i16, base: i32) -> i8 {
    let since = i32::from(year) - 1980;
    let day = (base + 242_194 * since) / 1_000_000 - since / 4;
    i8::try_from(day).unwrap_or(0)
}

/// Working days from the first known day up to and with `day`.
fn count_to(day: Date) -> i32 {
    let counts = &*COUNTS;
    let last = counts.len().saturating_sub(1);
    let place = usize::try_from(day.days_since(first_day()).max(0)).unwrap_or(0);
    counts.get(place.min(last)).copied().unwrap_or(0)
}

fn first_day() -> Date {
    Date::from_ymd(FIRST_YEAR, 1, 1).unwrap_or_default()
}

/// For each day of the known years the working days up to it: made once, read by lists of a million.
static COUNTS: LazyLock<Box<[i32]>> = LazyLock::new(|| {
    let first = first_day();
    let days = Date::from_ymd(LAST_YEAR, 12, 31).unwrap_or_default().days_since(first);
    let mut count = 0;
    (0..=days)
        .map(|day| {
            count += i32::from(is_business_day(first.plus_days(day)));
            count
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    /// Published by the Cabinet Office: `date,name`.
    const PUBLISHED: &str = include_str!("../../fixtures/holidays.csv");

    #[test]
    fn holidays_are_those_that_were_published() {
        let mut known: Vec<(Date, &str)> = Vec::new();
        for line in PUBLISHED.lines().skip(1) {
            let (day, name) = line.split_once(',').unwrap();
            known.push((Date::parse(day).unwrap(), name));
        }
        let mut years: Vec<i16> = known.iter().map(|(day, _)| day.ymd().0).collect();
        years.dedup();
        for year in years {
            let first = Date::from_ymd(year, 1, 1).unwrap();
            let computed: Vec<(Date, &str)> = (0..366)
                .map(|day| first.plus_days(day))
                .filter(|day| day.ymd().0 == year)
                .filter_map(|day| Some((day, national(day)?.ja)))
                .collect();
            let published: Vec<(Date, &str)> =
                known.iter().copied().filter(|(day, _)| day.ymd().0 == year).collect();
            assert_eq!(computed, published, "{year}");
        }
    }

    #[test]
    fn working_days_leave_out_weekends_holidays_and_new_year() {
        let day = |text: &str| Date::parse(text).unwrap();
        for (from, days, to) in [
            ("2026-11-20", 2, "2026-11-25"),
            ("2026-11-23", 2, "2026-11-25"),
            ("2026-09-18", 1, "2026-09-24"),
            ("2026-12-28", 1, "2027-01-04"),
            ("2026-05-01", 1, "2026-05-07"),
        ] {
            assert_eq!(business_days_after(day(from), days), day(to), "{from} + {days}");
            assert_eq!(business_days_between(day(from), day(to)), days, "{from} to {to}");
            assert_eq!(business_days_between(day(to), day(from)), -days);
        }
        assert!(!is_business_day(day("2026-11-22")) && !is_business_day(day("2026-12-31")));
    }

    #[test]
    fn the_era_counts_from_2019() {
        assert_eq!(era_year(Date::parse("2026-11-23").unwrap()), Some(8));
        assert_eq!(era_year(Date::parse("2019-04-30").unwrap()), None);
    }
}
