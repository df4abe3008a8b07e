//! The lines of two people. The shares below are own estimates, in parts of a thousand, where no source is named: of one and the same
//! person entered twice, so many agree, are a slip apart, or differ. What two strangers share is counted among the records
//! themselves where it can be.

use super::keys::{Keys, Spelling};
use super::{Bits, Frequencies, Line, Sign, What, all as all_of};
use crate::field::choices::AgeBand;
use crate::field::{Date, Id, Kind};

const THOUSAND: u64 = 1000;

/// How often the two records of one person agree, of a thousand.
struct Shares {
    same: u64,
    /// Heard alike and written otherwise.
    heard: u64,
    near: u64,
    different: u64,
}

/// Family names change by marriage; readings are typed from hearing.
const FAMILY: Shares = Shares { same: 860, heard: 50, near: 40, different: 50 };
const GIVEN: Shares = Shares { same: 900, heard: 40, near: 30, different: 30 };
/// Strangers whose names are a slip apart, for one who has the same name.
const NEAR_PER_SAME: u64 = 10;
/// A value that more than one in so many share says no more than one that so many share.
const COMMONEST: u64 = 5;
/// One in so many bears a name of which nobody has counted the bearers.
const USUAL_NAME: u64 = 200;
/// Names typed into each other's field: one in eight of the records that foreigners' names and other systems' exports make.
const TURNED: Bits = Bits(-30);
/// Parts of a name shorter than this are not forgiven a slip: by their sound, and as they are written.
const SLIP_LETTERS: usize = 4;
const SLIP_CHARACTERS: usize = 2;

/// People who share a number or address with one who is not the same person: of a hundred. Mobile numbers and mailboxes are one person's,
/// fixed lines a household's.
const SHARED_MOBILE: u64 = 20;
const SHARED_FIXED: u64 = 100;
const SHARED_MAIL: u64 = 10;
/// Mailboxes of an office, by their beginning.
const OFFICE_MAIL: [&str; 6] = ["info", "office", "contact", "soumu", "admin", "kikaku"];
const SHARED_OFFICE_MAIL: u64 = 2000;
/// A number that so many bear is a switchboard: as many are counted as share it.
const SWITCHBOARD: u64 = 3;

/// Birth dates of those who come to the window lie within some fifty years.
const BIRTH_DATES: u64 = 18_000;

/// Every line of the pair, in the order of the account; what one of them does not have is not compared.
pub fn lines(one: &Keys, other: &Keys, often: &dyn Frequencies) -> Vec<Line> {
    let mut lines = names(one, other, often);
    lines.extend(births(one, other));
    lines.extend(phones(one, other, often));
    lines.extend(mails(one, other, often));
    lines.extend(place(What::Municipality, (one.domicile, other.domicile), (800, 200), often));
    lines.extend(addresses(one, other, often));
    lines.extend(place(What::Employer, (one.employer, other.employer), (750, 250), often));
    lines
}

/// Family and given name, straight or turned round, whichever says more.
fn names(one: &Keys, other: &Keys, often: &dyn Frequencies) -> Vec<Line> {
    let straight: Vec<Line> = [
        part(What::Family, &FAMILY, (&one.family, &other.family), often),
        part(What::Given, &GIVEN, (&one.given, &other.given), often),
    ]
    .into_iter()
    .flatten()
    .collect();
    // With equal shares, so that it does not matter which of the two is asked about.
    let crossed = [
        part(What::Family, &FAMILY, (&one.family, &other.given), often),
        part(What::Given, &FAMILY, (&one.given, &other.family), often),
    ];
    let agrees = |line: &Option<Line>| line.as_ref().is_some_and(|line| line.sign != Sign::Different);
    if !crossed.iter().all(agrees) {
        return straight;
    }
    let mut turned: Vec<Line> = crossed.into_iter().flatten().collect();
    turned.push(line(What::Turned, Sign::Near, (String::new(), String::new()), TURNED, None));
    let sum = |lines: &[Line]| lines.iter().map(|line| line.weight).sum::<Bits>();
    if sum(&turned) > sum(&straight) { turned } else { straight }
}

fn part(
    what: What,
    shares: &Shares,
    (one, other): (&Spelling, &Spelling),
    often: &dyn Frequencies,
) -> Option<Line> {
    let both = |key: fn(&Spelling) -> &str| !key(one).is_empty() && !key(other).is_empty();
    let (written, heard) = (both(|it| &it.text), both(|it| &it.sound));
    if !written && !heard {
        return None;
    }
    let same_text = written && one.text == other.text;
    let same_sound = heard && one.sound == other.sound;
    let all = all_of(often, Kind::Person);
    let weigh = |share: u64, per: u64| {
        let count = bearers((one, other), all, often);
        (Bits::ratio(share * all, THOUSAND * count * per), count)
    };
    // Where one is written by its sound, no more is known of it than that it sounds so.
    let by_sound = same_sound && (!written || is_read(one) || is_read(other));
    let none = Bits(0);
    let (sign, (weight, count)) = if same_text && (same_sound || !heard) || by_sound {
        (Sign::Same, weigh(shares.same, 1))
    } else if same_sound || same_text {
        (Sign::Near, weigh(shares.heard, 1))
    } else if is_slip(one, other, heard) {
        (Sign::Near, weigh(shares.near, NEAR_PER_SAME))
    } else {
        (Sign::Different, (Bits::ratio(shares.different, THOUSAND), 0))
    };
    let weight = if sign == Sign::Near { weight.max(none) } else { weight };
    let share = (sign == Sign::Same).then_some((count, all));
    Some(line(what, sign, (one.shown.clone(), other.shown.clone()), weight, share))
}

/// How many bear the commoner of two names, in either place: the same whichever of the two is asked about.
fn bearers((one, other): (&Spelling, &Spelling), all: u64, often: &dyn Frequencies) -> u64 {
    let counted = [What::Family, What::Given]
        .into_iter()
        .flat_map(|what| [one, other].into_iter().filter_map(move |name| often.bearing(what, name)));
    common(counted.max().unwrap_or(all / USUAL_NAME), all)
}

/// Whether a name is written in what it sounds like.
fn is_read(name: &Spelling) -> bool {
    name.text.is_empty() || name.text.chars().all(|c| crate::fold::is_kana(c) || c.is_ascii_alphabetic())
}

fn is_slip(one: &Spelling, other: &Spelling, heard: bool) -> bool {
    if heard {
        let long = one.sound.len().min(other.sound.len()) >= SLIP_LETTERS;
        return long && strsim::osa_distance(&one.sound, &other.sound) == 1;
    }
    let long = one.text.chars().count().min(other.text.chars().count()) >= SLIP_CHARACTERS;
    long && strsim::osa_distance(&one.text, &other.text) == 1
}

/// Two dates; where there are none, two bands of ten years.
fn births(one: &Keys, other: &Keys) -> Option<Line> {
    if let (Some(one), Some(other)) = (one.birth, other.birth) {
        let (sign, weight) = if one == other {
            (Sign::Same, Bits::ratio(930 * BIRTH_DATES, THOUSAND))
        } else if is_date_slip(one, other) {
            // Some forty dates are one slip away.
            (Sign::Near, Bits::ratio(50 * BIRTH_DATES, THOUSAND * 40))
        } else {
            (Sign::Different, Bits::ratio(20, THOUSAND))
        };
        return Some(line(What::Birth, sign, (one.to_string(), other.to_string()), weight, None));
    }
    let known =
        |code: Option<u16>| code.and_then(AgeBand::from_code).filter(|band| *band != AgeBand::Unknown);
    let (one, other) = (known(one.age_band)?, known(other.age_band)?);
    let names = (one.key().to_owned(), other.key().to_owned());
    let (sign, weight) = match one.code().abs_diff(other.code()) {
        0 => (Sign::Same, Bits::ratio(850, 200)),
        1 => (Sign::Near, Bits::ratio(140, 350)),
        _ => (Sign::Different, Bits::ratio(10, 450)),
    };
    Some(line(What::AgeBand, sign, names, weight, None))
}

/// Month and day in each other's place, or one of the three otherwise.
fn is_date_slip(one: Date, other: Date) -> bool {
    let ((year, month, day), (other_year, other_month, other_day)) = (one.ymd(), other.ymd());
    let turned = year == other_year && (month, day) == (other_day, other_month);
    let equal = [year == other_year, month == other_month, day == other_day];
    turned || equal.into_iter().filter(|same| *same).count() == 2
}

fn phones(one: &Keys, other: &Keys, often: &dyn Frequencies) -> Option<Line> {
    let (first, second) = (one.phones.first()?, other.phones.first()?);
    let all = all_of(often, Kind::Person);
    if let Some(key) = shared(&one.phones, &other.phones) {
        let mobile = ["070", "080", "090"].iter().any(|start| key.starts_with(start));
        let usual = if mobile { SHARED_MOBILE } else { SHARED_FIXED };
        let count = often.showing(Kind::Person, What::Phone, key);
        let weight = Bits::ratio(750 * 100 * all, THOUSAND * sharing(count, usual));
        return Some(line(What::Phone, Sign::Same, (key.clone(), key.clone()), weight, counted(count, all)));
    }
    if let Some((one, other)) = slipped(&one.phones, &other.phones) {
        // One digit of ten, in nine ways each, or two neighbours changed: some hundred numbers.
        let weight = Bits::ratio(30 * all, THOUSAND * 20).min(Bits(90)).max(Bits(0));
        return Some(line(What::Phone, Sign::Near, (one.clone(), other.clone()), weight, None));
    }
    Some(line(
        What::Phone,
        Sign::Different,
        (first.clone(), second.clone()),
        Bits::ratio(220, THOUSAND),
        None,
    ))
}

fn mails(one: &Keys, other: &Keys, often: &dyn Frequencies) -> Option<Line> {
    let (first, second) = (one.mails.first()?, other.mails.first()?);
    let all = all_of(often, Kind::Person);
    if let Some(key) = shared(&one.mails, &other.mails) {
        let office = OFFICE_MAIL.contains(&key.split('@').next().unwrap_or_default());
        let usual = if office { SHARED_OFFICE_MAIL } else { SHARED_MAIL };
        let count = often.showing(Kind::Person, What::Mail, key);
        let weight = Bits::ratio(700 * 100 * all, THOUSAND * sharing(count, usual));
        return Some(line(What::Mail, Sign::Same, (key.clone(), key.clone()), weight, counted(count, all)));
    }
    if let Some((one, other)) = slipped(&one.mails, &other.mails) {
        let weight = Bits::ratio(50 * all, THOUSAND * 20).min(Bits(90)).max(Bits(0));
        return Some(line(What::Mail, Sign::Near, (one.clone(), other.clone()), weight, None));
    }
    Some(line(What::Mail, Sign::Different, (first.clone(), second.clone()), Bits::ratio(250, THOUSAND), None))
}

fn addresses(one: &Keys, other: &Keys, often: &dyn Frequencies) -> Option<Line> {
    if one.address.is_empty() || other.address.is_empty() {
        return None;
    }
    let values = (one.address.clone(), other.address.clone());
    if one.address == other.address {
        // A household shares it.
        let weight = Bits::ratio(500 * all_of(often, Kind::Person), THOUSAND * 3).min(Bits(90)).max(Bits(0));
        return Some(line(What::Address, Sign::Same, values, weight, None));
    }
    Some(line(What::Address, Sign::Different, values, Bits::ratio(500, THOUSAND), None))
}

/// A town or an employer that both name; `shares` are how often one person's two records agree and differ, of a thousand.
fn place(
    what: What,
    (one, other): (Option<Id>, Option<Id>),
    (same, different): (u64, u64),
    often: &dyn Frequencies,
) -> Option<Line> {
    let (one, other) = (one?, other?);
    let all = all_of(often, Kind::Person);
    let values = (one.to_string(), other.to_string());
    if one != other {
        return Some(line(what, Sign::Different, values, Bits::ratio(different, THOUSAND), None));
    }
    let count = often.naming(Kind::Person, what, one);
    let sharers = common(count.unwrap_or(all / 100), all);
    let weight = Bits::ratio(same * all, THOUSAND * sharers);
    Some(line(what, Sign::Same, values, weight, counted(count, all)))
}

/// How many share a value, at least one, and not more than a fifth of all.
pub(super) fn common(count: u64, all: u64) -> u64 {
    count.min(all / COMMONEST).max(1)
}

/// How many, of a hundred, share a number with somebody else: what is usual, or as many as do where that is a switchboard.
fn sharing(count: Option<u64>, usual: u64) -> u64 {
    count.filter(|count| *count >= SWITCHBOARD).map_or(usual, |count| usual.max(100 * count))
}

fn counted(count: Option<u64>, all: u64) -> Option<(u64, u64)> {
    count.map(|count| (count.max(1), all))
}

fn shared<'a>(one: &'a [String], other: &[String]) -> Option<&'a String> {
    // The same one whichever side is asked.
    one.iter().filter(|key| other.contains(key)).min()
}

fn slipped<'a>(one: &'a [String], other: &'a [String]) -> Option<(&'a String, &'a String)> {
    one.iter().flat_map(|key| other.iter().map(move |them| (key, them))).find(|(key, them)| {
        key.len() >= 8 && key.len().abs_diff(them.len()) <= 1 && strsim::osa_distance(key, them) == 1
    })
}

pub(super) fn line(
    what: What,
    sign: Sign,
    values: (String, String),
    weight: Bits,
    share: Option<(u64, u64)>,
) -> Line {
    Line { what, sign, values, weight, share }
}
