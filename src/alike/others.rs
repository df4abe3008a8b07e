//! The lines of two organisations and of two jobs. Shares are own estimates, in parts of a thousand.

use super::people::{common, line};
use super::{Bits, Frequencies, Line, Sign, What, all as all_of};
use crate::domain::Record;
use crate::field::tables::{job, organisation};
use crate::field::{Field, Kind};
use crate::fold::{fold, sound_key};

const THOUSAND: u64 = 1000;
/// One organisation in so many has the name of another one, once the legal form is left away.
const NAMES_PER_NAMESAKE: u64 = 5;
/// What may stand before or after the name of a company without being its name; folded.
const FORMS: [&str; 14] = [
    "株式会社",
    "(株)",
    "有限会社",
    "(有)",
    "合同会社",
    "(同)",
    "一般社団法人",
    "公益社団法人",
    "一般財団法人",
    "公益財団法人",
    "npo法人",
    "特定非営利活動法人",
    "(社)",
    "(財)",
];

/// The name of an organisation without its legal form, in one spelling.
pub fn core(name: &str) -> String {
    let mut core = fold(name);
    for form in FORMS {
        if let Some(rest) =
            core.strip_prefix(form).or_else(|| core.strip_suffix(form)).filter(|rest| !rest.is_empty())
        {
            core = rest.to_owned();
        }
    }
    core
}

/// Every line of two organisations.
pub fn organisations(one: &Record, other: &Record, often: &dyn Frequencies) -> Vec<Line> {
    let all = all_of(often, Kind::Organisation);
    let name = texts(one, other, &organisation::NAME_FIELD).map(|values| {
        let cores = (core(&values.0), core(&values.1));
        let (sign, weight) = if cores.0 == cores.1 {
            (Sign::Same, Bits::ratio(850 * all * NAMES_PER_NAMESAKE, THOUSAND))
        } else if near(&cores.0, &cores.1) {
            (Sign::Near, Bits::ratio(60 * all, THOUSAND * 20).max(Bits(0)))
        } else {
            (Sign::Different, Bits::ratio(90, THOUSAND))
        };
        line(What::Name, sign, values, weight, None)
    });
    let kana = texts(one, other, &organisation::KANA_FIELD).map(|values| {
        let same = sound_key(&values.0) == sound_key(&values.1);
        // Whoever has the same name has the same reading: little is added.
        let weight = if same { Bits(15) } else { Bits::ratio(100, THOUSAND) };
        line(What::Reading, sign(same), values, weight, None)
    });
    let number = texts(one, other, &organisation::CORPORATE_NO).map(|values| {
        let same = fold(&values.0) == fold(&values.1);
        let weight = if same { Bits::ratio(990 * all, 100) } else { Bits::ratio(5, THOUSAND) };
        line(What::CorporateNumber, sign(same), values, weight, None)
    });
    let region = linked(one, other, &organisation::REGION, What::Municipality, (850, 150), often);
    [name, kana, number, region].into_iter().flatten().collect()
}

/// Every line of two jobs.
pub fn jobs(one: &Record, other: &Record, often: &dyn Frequencies) -> Vec<Line> {
    let all = all_of(often, Kind::Job);
    let title = texts(one, other, &job::TITLE).map(|values| {
        let keys = (fold(&values.0), fold(&values.1));
        let (sign, weight) = if keys.0 == keys.1 {
            (Sign::Same, Bits::ratio(800 * all, THOUSAND * 5))
        } else if near(&keys.0, &keys.1) {
            (Sign::Near, Bits::ratio(100 * all, THOUSAND * 20).max(Bits(0)))
        } else {
            (Sign::Different, Bits::ratio(100, THOUSAND))
        };
        line(What::Name, sign, values, weight, None)
    });
    let organisation = linked(one, other, &job::ORGANISATION, What::Organisation, (950, 50), often);
    let region = linked(one, other, &job::REGION, What::Municipality, (950, 50), often);
    let kind = one.choice(&job::WORK_KIND).zip(other.choice(&job::WORK_KIND)).map(|(one, other)| {
        let weight = if one == other { Bits::ratio(900, 200) } else { Bits::ratio(100, 800) };
        line(What::WorkKind, sign(one == other), (String::new(), String::new()), weight, None)
    });
    [title, organisation, region, kind].into_iter().flatten().collect()
}

fn texts(one: &Record, other: &Record, field: &Field) -> Option<(String, String)> {
    Some((one.text(field)?.to_owned(), other.text(field)?.to_owned()))
}

fn linked(
    one: &Record,
    other: &Record,
    field: &Field,
    what: What,
    (same, different): (u64, u64),
    often: &dyn Frequencies,
) -> Option<Line> {
    let (first, second) = (one.reference(field)?, other.reference(field)?);
    let values = (first.to_string(), second.to_string());
    if first != second {
        return Some(line(what, Sign::Different, values, Bits::ratio(different, THOUSAND), None));
    }
    let all = all_of(often, one.id.kind);
    let count = often.naming(one.id.kind, what, first);
    let weight = Bits::ratio(same * all, THOUSAND * common(count.unwrap_or(all / 100), all));
    Some(line(what, Sign::Same, values, weight, count.map(|count| (count, all))))
}

fn near(one: &str, other: &str) -> bool {
    one.chars().count().min(other.chars().count()) >= 4 && strsim::osa_distance(one, other) <= 1
}

const fn sign(same: bool) -> Sign {
    if same { Sign::Same } else { Sign::Different }
}
