//! The rows that say until when a person's record is kept, what that follows from, and what happens then.

use super::rows::{Body, Row};
use crate::domain::retention::{Ground, kept, ledger_kept};
use crate::domain::{Record, State};
use crate::field::tables::person;
use crate::field::{Date, Kind};
use crate::lang::Lang;

/// The rows of a person; none where nothing is known of an end, and of any other record.
pub fn rows(record: &Record, state: &State, today: Date, lang: Lang) -> Vec<Row> {
    if record.id.kind != Kind::Person {
        return Vec::new();
    }
    let field = |name: &'static str, value: String| Row {
        target: None,
        body: Body::Field { name: name.into(), value, news: None },
    };
    let name = person::RETENTION_UNTIL.name(lang);
    let heading =
        Row { target: None, body: Body::Heading(lang.pick("保存", "How long it is kept").to_owned()) };
    let Some(kept) = kept(state, record) else {
        let set = record.date(&person::RETENTION_UNTIL);
        let waits = lang.pick("ケースが終わるまで数えません", "does not count while a case is open");
        return set.map_or_else(Vec::new, |day| vec![heading, field(name, format!("{day}  {waits}"))]);
    };
    let why = match (kept.ground, lang) {
        (Ground::Set, Lang::Ja) => "個別に決めた日".to_owned(),
        (Ground::Set, Lang::En) => "set for this record".to_owned(),
        (Ground::Rule { closed, months }, Lang::Ja) => {
            format!("事務所の決まり: {closed} の終結から{months}か月")
        }
        (Ground::Rule { closed, months }, Lang::En) => {
            format!("the office's rule: {months} months after the closing of {closed}")
        }
        (Ground::Ledger, Lang::Ja) => "求人求職管理簿の保存が終わる日".to_owned(),
        (Ground::Ledger, Lang::En) => "the end of the placement ledger".to_owned(),
    };
    let left = kept.until.days_since(today);
    let when = match (lang, left) {
        (Lang::Ja, ..0) => format!("{}日前に過ぎました", -left),
        (Lang::Ja, _) => format!("あと{left}日"),
        (Lang::En, ..0) => format!("{} days ago", -left),
        (Lang::En, _) => format!("{left} days left"),
    };
    let then = match (lang, left) {
        (Lang::Ja, ..0) => "残すか消すかを決めます。自動では消えません (残すなら e)",
        (Lang::Ja, _) => "90日前から一覧「保存期限」に出ます。自動では消えません",
        (Lang::En, ..0) => "to be decided (e keeps it); nothing goes by itself",
        (Lang::En, _) => "listed under \"Keeping ends\"; nothing goes by itself",
    };
    let mut rows = vec![
        heading,
        field(name, format!("{}  {when}", kept.until)),
        field(lang.pick("その根拠", "Because of"), why),
        field(lang.pick("期限が来たら", "Then"), then.to_owned()),
    ];
    let ledger = ledger_kept(state, record.id).filter(|day| *day >= today);
    rows.extend(ledger.map(|day| {
        let text = match lang {
            Lang::Ja => format!("{day} まで残します(職業安定法施行規則: 完了から2年)"),
            Lang::En => format!("kept until {day} (two years after its end, by law)"),
        };
        field(lang.pick("求人求職管理簿", "Placement ledger"), text)
    }));
    rows
}
