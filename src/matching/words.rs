//! Facts in words, in both languages: one line of an account each.
//! Called by the account of a pair; nothing is decided here.

use super::candidate::Pay;
use super::explain::{Line, Text};
use super::fact::{Fact, Rank};
use super::place::Travel;
use super::sheet::{Entry, Sign};
use crate::domain::State;
use crate::field::choices::{JobStyle, Need, Pattern, RewardUnit, Stance, WorkKind};
use crate::field::{Date, Id};
use crate::lang::{Label, Lang};

/// The line of a criterion.
pub(crate) fn line(state: &State, entry: &Entry) -> Line {
    let text = Text { ja: words(state, &entry.fact, Lang::Ja), en: words(state, &entry.fact, Lang::En) };
    Line { sign: Sign::of(entry.worth), text }
}

/// What people call a skill.
pub(crate) fn skill_name(state: &State, skill: Id) -> String {
    state.label(skill).unwrap_or_else(|| skill.to_string())
}

fn words(state: &State, fact: &Fact, lang: Lang) -> String {
    match fact {
        Fact::Skill { skill, need, has, must, near } => {
            skill_words(state, (*skill, *need, *must), *has, *near, lang)
        }
        Fact::Hours { has, min, max } => versus(hours(*has, lang), span(*min, *max, lang), lang),
        Fact::Daytime { has } => versus(yes_no(*has, lang), lang.pick("平日昼", "weekday daytime"), lang),
        Fact::Stance { asked, best } => {
            let held = best.map_or(lang.pick("段階 なし", "no level").to_owned(), |best| {
                format!("{}{best}", lang.pick("最高の段階 ", "best level "))
            });
            versus(held, stance(*asked, lang), lang)
        }
        Fact::Style { style, remote_percent } => {
            let style = style.map(JobStyle::label);
            let asked = format!("{} {remote_percent}%", lang.pick("リモート", "remote"));
            versus(label_or_unknown(style, lang), asked, lang)
        }
        Fact::Visits { lives: true, .. } => lang.pick("現地に住まい", "lives there").to_owned(),
        Fact::Visits { has, need, lives: false } => versus(days(*has, lang), days(Some(*need), lang), lang),
        Fact::Travel(travel) => way(*travel, lang),
        Fact::Wish { kind, any } => {
            let kind = label_or_unknown(kind.map(WorkKind::label), lang);
            let wish = if *any { "" } else { lang.pick(" ／ 希望 不明", " / wishes unknown") };
            format!("{kind}{wish}")
        }
        Fact::Rank(rank) => rank_words(*rank, lang),
        Fact::Reward { offered, floor } => {
            let wished = format!("{} {}", lang.pick("希望", "wished"), pay(*floor, lang));
            format!("{}{}{wished}", pay(*offered, lang), lang.pick(" ／ ", " / "))
        }
        Fact::Pattern(pattern) => label_or_unknown(pattern.map(Pattern::label), lang),
        Fact::Term { from, until } => format!("{}{}", lang.pick("稼働 ", "free "), term(*from, *until, lang)),
        Fact::Need { need, met } => need_words(*need, *met, lang),
        Fact::Ready { item, state } => format!("{} {}", item.label().text(lang), state.label().text(lang)),
        Fact::ReadyUnknown => lang.pick("受入体制 未記入", "readiness not recorded").to_owned(),
        Fact::Work { asked: false, .. } => lang.pick("希望 不明", "wishes unknown").to_owned(),
        Fact::Work { wished, open, asked: true } => match lang {
            Lang::Ja => format!("募集中 {open}件のうち希望の種類 {wished}件"),
            Lang::En => format!("{wished} of {open} open jobs are of a wished kind"),
        },
        Fact::Distance(kilometres) => distance(*kilometres, lang),
        Fact::Here(true) => lang.pick("案件の地域", "the job's region").to_owned(),
        Fact::Here(false) => lang.pick("案件は別の地域", "the job is elsewhere").to_owned(),
    }
}

fn skill_words(
    state: &State,
    (skill, need, must): (Id, u8, bool),
    has: Option<u8>,
    near: Option<Id>,
    lang: Lang,
) -> String {
    let kind = if must { lang.pick("必須", "must ") } else { lang.pick("歓迎", "nice ") };
    let asked = format!("{} {kind}{need}", skill_name(state, skill));
    let level = has.map_or(String::new(), |level| level.to_string());
    match (near, has) {
        (Some(near), _) => {
            let near = skill_name(state, near);
            let note = lang.pick("近い技能の半分", "half, for a related skill");
            format!("{asked} <- {near} {level} ({note})")
        }
        (None, Some(has)) if has < need => format!("{asked} <- {has}"),
        (None, Some(_) | None) => asked,
    }
}

/// What is there, and what is asked.
fn versus(has: impl AsRef<str>, asked: impl AsRef<str>, lang: Lang) -> String {
    let asks = lang.pick("求", "asked");
    format!("{}{}{asks} {}", has.as_ref(), lang.pick(" ／ ", " / "), asked.as_ref())
}

fn unknown(lang: Lang) -> String {
    lang.pick("不明", "unknown").to_owned()
}

fn label_or_unknown(label: Option<Label>, lang: Lang) -> String {
    label.map_or_else(|| unknown(lang), |label| label.text(lang).to_owned())
}

fn yes_no(has: Option<bool>, lang: Lang) -> String {
    match has {
        Some(true) => lang.pick("可", "yes").to_owned(),
        Some(false) => lang.pick("不可", "no").to_owned(),
        None => unknown(lang),
    }
}

fn hours(has: Option<i64>, lang: Lang) -> String {
    has.map_or_else(|| unknown(lang), |has| format!("{}{has}h", lang.pick("週", "a week ")))
}

fn span(min: Option<i64>, max: Option<i64>, lang: Lang) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min != max => format!("{min}-{max}h"),
        (Some(only), _) => format!("{only}h{}", lang.pick("以上", " or more")),
        (None, Some(only)) => format!("{only}h"),
        (None, None) => unknown(lang),
    }
}

fn days(has: Option<i64>, lang: Lang) -> String {
    match (has, lang) {
        (Some(has), Lang::Ja) => format!("月{has}日"),
        (Some(1), Lang::En) => "1 day a month".to_owned(),
        (Some(has), Lang::En) => format!("{has} days a month"),
        (None, _) => unknown(lang),
    }
}

/// `片道 2時間40分`; an estimate says so.
fn way(travel: Option<Travel>, lang: Lang) -> String {
    let Some(travel) = travel else {
        return format!("{}{}", lang.pick("片道 ", "one way "), unknown(lang));
    };
    if travel == Travel::Lives {
        return lang.pick("現地に住まい", "lives there").to_owned();
    }
    let about = if matches!(travel, Travel::Estimated(_)) { lang.pick("およそ", "about ") } else { "" };
    let (hours, minutes) = (travel.minutes() / 60, travel.minutes() % 60);
    match lang {
        Lang::Ja if hours == 0 => format!("片道 {about}{minutes}分"),
        Lang::Ja => format!("片道 {about}{hours}時間{minutes}分"),
        Lang::En => format!("one way {about}{hours}h{minutes:02}"),
    }
}

const fn stance(asked: Stance, lang: Lang) -> &'static str {
    asked.label().text(lang)
}

fn rank_words(rank: Rank, lang: Lang) -> String {
    match (rank, lang) {
        (Rank::Wished(place), Lang::Ja) => format!("{place}番目の希望"),
        (Rank::Wished(place), Lang::En) => format!("wish number {place}"),
        (Rank::Lives, _) => lang.pick("住まいのある地域", "lives there").to_owned(),
        (Rank::SamePrefecture, _) => {
            lang.pick("希望地域と同じ県", "in the prefecture of a wished region").to_owned()
        }
        (Rank::Elsewhere, _) => lang.pick("希望地域の外", "not among the wished regions").to_owned(),
        (Rank::Unknown { wished: true }, _) => {
            lang.pick("案件の地域 不明", "the job's region is unknown").to_owned()
        }
        (Rank::Unknown { wished: false }, _) => {
            lang.pick("希望地域 不明", "wished regions unknown").to_owned()
        }
    }
}

/// `月5万円`, `時給1,500円`, `無償`.
pub(crate) fn pay(pay: Option<Pay>, lang: Lang) -> String {
    let Some(pay) = pay else { return unknown(lang) };
    let yen = match (pay.yen, lang) {
        (yen, Lang::Ja) if yen >= 10_000 && yen % 10_000 == 0 => format!("{}万円", grouped(yen / 10_000)),
        (yen, Lang::Ja) => format!("{}円", grouped(yen)),
        (yen, Lang::En) => format!("{} yen", grouped(yen)),
    };
    match (pay.unit, lang) {
        (RewardUnit::None, _) => lang.pick("無償", "unpaid").to_owned(),
        (RewardUnit::Month, Lang::Ja) => format!("月{yen}"),
        (RewardUnit::Hour, Lang::Ja) => format!("時給{yen}"),
        (RewardUnit::Task, Lang::Ja) => format!("1件{yen}"),
        (RewardUnit::Month | RewardUnit::Hour | RewardUnit::Task, Lang::En) => {
            format!("{yen} a {}", pay.unit.label().en)
        }
    }
}

/// A number with a comma every three digits.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn term(from: Option<Date>, until: Option<Date>, lang: Lang) -> String {
    if from.is_none() && until.is_none() {
        return unknown(lang);
    }
    let day = |date: Option<Date>| date.map_or(String::new(), |date| date.to_string());
    format!("{}{}{}", day(from), lang.pick(" から ", " to "), day(until)).trim().to_owned()
}

fn need_words(need: Need, met: Option<bool>, lang: Lang) -> String {
    let name = need.label().text(lang);
    match met {
        Some(true) => format!("{name} {}", lang.pick("あり", "there")),
        Some(false) => format!("{name} {}", lang.pick("なし", "not there")),
        None => format!("{name} {}", unknown(lang)),
    }
}

fn distance(kilometres: Option<i64>, lang: Lang) -> String {
    match kilometres {
        None => unknown(lang),
        Some(0) => lang.pick("案件の地域", "the job's region").to_owned(),
        Some(kilometres) => format!("{}{kilometres} km", lang.pick("直線 ", "straight ")),
    }
}
