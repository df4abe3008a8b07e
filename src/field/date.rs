//! Dates and moments as records hold them: days and milliseconds since 1970, in Japan's time (UTC+9, no summer time).
//! Both are plain numbers, so that they sort, store and compare without a calendar; the calendar is asked only to print.
//! Used by values, clocks and screens.

use std::fmt;

use jiff::civil;

use crate::text::compatible;

const MILLISECONDS_A_DAY: i64 = 86_400_000;
/// Japan Standard Time is nine hours ahead of UTC.
const JST_MILLISECONDS: i64 = 9 * 3_600_000;

/// A calendar day, as days since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, bincode::Encode, bincode::Decode)]
pub struct Date(pub i32);

impl Date {
    /// The day `year-month-day`; `None` where the calendar has no such day.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        let day = civil::Date::new(year, month, day).ok()?;
        Some(Self::from_civil(day))
    }

    /// Reads `2026-11-23`, `2026/11/23`, `2026.11.23`, `20261123`, `2026年11月23日` and `令和8年11月23日` (also R8.11.23), in any width.
    pub fn parse(text: &str) -> Option<Self> {
        let text = compatible(text.trim());
        let (offset, rest) = era(&text);
        let parts: Vec<&str> =
            rest.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
        let lawful = rest.chars().all(|c| c.is_ascii_digit() || "-/.年月日 元".contains(c));
        if !lawful {
            return None;
        }
        match (parts.as_slice(), rest.contains('元')) {
            ([year, month, day], false) => {
                let year: i16 = year.parse().ok()?;
                let plausible =
                    if offset > 0 { (1..=99).contains(&year) } else { (1000..=9999).contains(&year) };
                if !plausible {
                    return None;
                }
                Self::from_ymd(year.checked_add(offset)?, month.parse().ok()?, day.parse().ok()?)
            }
            ([month, day], true) if offset > 0 => {
                Self::from_ymd(offset + 1, month.parse().ok()?, day.parse().ok()?)
            }
            ([joined], false) if joined.len() == 8 && offset == 0 => {
                let number: i32 = joined.parse().ok()?;
                let year = i16::try_from(number / 10_000).ok()?;
                let month = i8::try_from(number / 100 % 100).ok()?;
                Self::from_ymd(year, month, i8::try_from(number % 100).ok()?)
            }
            _ => None,
        }
    }

    /// Year, month and day.
    pub fn ymd(self) -> (i16, i8, i8) {
        let day = self.to_civil();
        (day.year(), day.month(), day.day())
    }

    #[must_use]
    /// The day `days` later (earlier where negative).
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    #[must_use]
    /// The same day `months` later, or that month's last day.
    pub fn plus_months(self, months: i32) -> Self {
        let (year, month, day) = self.ymd();
        let total = (i32::from(year) * 12 + i32::from(month) - 1).saturating_add(months);
        let year = i16::try_from(total.div_euclid(12)).unwrap_or(9999);
        let month = i8::try_from(total.rem_euclid(12) + 1).unwrap_or(12);
        (28..=31)
            .rev()
            .map(|last: i8| day.min(last))
            .find_map(|day| Self::from_ymd(year, month, day))
            .unwrap_or(self)
    }

    /// Whole days from `earlier` to this day.
    pub const fn days_since(self, earlier: Self) -> i32 {
        self.0.saturating_sub(earlier.0)
    }

    /// The fiscal year (年度, April to March) the day lies in.
    pub fn fiscal_year(self) -> i16 {
        let (year, month, _) = self.ymd();
        if month >= 4 { year } else { year - 1 }
    }

    /// Monday = 0 to Sunday = 6.
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((i64::from(self.0) + 3).rem_euclid(7)).unwrap_or(0)
    }

    fn from_civil(day: civil::Date) -> Self {
        let epoch = civil::Date::constant(1970, 1, 1);
        Self(epoch.until(day).map_or(0, |span| span.get_days()))
    }

    fn to_civil(self) -> civil::Date {
        let epoch = civil::Date::constant(1970, 1, 1);
        epoch.checked_add(jiff::Span::new().days(self.0.clamp(-719_000, 2_900_000))).unwrap_or(epoch)
    }
}

/// The years to add for an era name in front, and the text behind it.
fn era(text: &str) -> (i16, &str) {
    for (names, offset) in
        [(["令和", "R", "r"], 2018), (["平成", "H", "h"], 1988), (["昭和", "S", "s"], 1925)]
    {
        for name in names {
            if let Some(rest) = text.strip_prefix(name) {
                return (offset, rest);
            }
        }
    }
    (0, text)
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        f.pad(&format!("{year:04}-{month:02}-{day:02}"))
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A point in time, as milliseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, bincode::Encode, bincode::Decode)]
pub struct Moment(pub i64);

impl Moment {
    /// The day it is in Japan at this moment.
    pub fn date(self) -> Date {
        let days = self.0.saturating_add(JST_MILLISECONDS).div_euclid(MILLISECONDS_A_DAY);
        Date(i32::try_from(days).unwrap_or(0))
    }

    /// Hour and minute in Japan.
    pub fn hour_minute(self) -> (u8, u8) {
        let minutes = self.0.saturating_add(JST_MILLISECONDS).rem_euclid(MILLISECONDS_A_DAY) / 60_000;
        (u8::try_from(minutes / 60).unwrap_or(0), u8::try_from(minutes % 60).unwrap_or(0))
    }

    /// 00:00 in Japan on `date`.
    pub fn at_start_of(date: Date) -> Self {
        Self(i64::from(date.0) * MILLISECONDS_A_DAY - JST_MILLISECONDS)
    }

    /// Reads RFC 3339 (`2026-11-23T10:00:00+09:00`) or a date with an hour and minute in Japan's time (`2026-11-23 10:00`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = compatible(text.trim());
        if let Ok(stamp) = text.parse::<jiff::Timestamp>() {
            return Some(Self(stamp.as_millisecond()));
        }
        let (day, time) = text.split_once([' ', 'T'])?;
        let (hour, minute) = time.split_once(':')?;
        let (hour, minute): (i64, i64) =
            (hour.trim().parse().ok()?, minute.split(':').next()?.trim().parse().ok()?);
        if !(0..24).contains(&hour) || !(0..60).contains(&minute) {
            return None;
        }
        Some(Self(Self::at_start_of(Date::parse(day)?).0 + (hour * 60 + minute) * 60_000))
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clamped = Self(self.0.clamp(-60_000_000_000_000, 250_000_000_000_000));
        let (hour, minute) = clamped.hour_minute();
        let second = (clamped.0 + JST_MILLISECONDS).rem_euclid(60_000) / 1000;
        f.pad(&format!("{}T{hour:02}:{minute:02}:{second:02}+09:00", clamped.date()))
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let day = Date::from_ymd(2026, 11, 23).unwrap();
        for text in [
            "2026-11-23",
            "2026/11/23",
            "2026年11月23日",
            "20261123",
            "令和8年11月23日",
            "R8.11.23",
            "２０２６－１１－２３",
        ] {
            assert_eq!(Date::parse(text), Some(day), "{text}");
        }
        for text in
            ["", "2026-13-01", "2026-02-30", "11/23", "tomorrow", "26-11-23", "2026-11-23-4", "R2026.11.23"]
        {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert_eq!(Date::parse("令和元年5月1日"), Date::from_ymd(2019, 5, 1));
        assert_eq!(day.to_string(), "2026-11-23");
    }

    #[test]
    fn calendar_arithmetic() {
        let day = Date::from_ymd(2026, 1, 31).unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2026-02-28");
        assert_eq!(day.plus_months(-2).to_string(), "2025-11-30");
        assert_eq!(day.fiscal_year(), 2025);
        assert_eq!(Date::from_ymd(2026, 11, 23).unwrap().weekday(), 0);
        for extreme in [Date(i32::MIN), Date(i32::MAX)] {
            assert!(extreme.weekday() < 7);
            assert_eq!(extreme.plus_months(i32::MAX).to_string().is_empty(), extreme.to_string().is_empty());
        }
        assert!(Moment(i64::MAX).hour_minute().0 < 24 && Moment(i64::MIN).hour_minute().0 < 24);
    }

    #[test]
    fn moments_are_in_japan() {
        let moment = Moment::parse("2026-11-23T10:00:00+09:00").unwrap();
        assert_eq!(moment.to_string(), "2026-11-23T10:00:00+09:00");
        assert_eq!(Moment::parse("2026-11-23 10:00"), Some(moment));
        assert_eq!(moment.date().to_string(), "2026-11-23");
        assert_eq!(moment.hour_minute(), (10, 0));
        assert_eq!(Moment(i64::MAX).to_string().len(), Moment(i64::MIN).to_string().len());
    }
}
