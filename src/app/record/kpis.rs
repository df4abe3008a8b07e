//! The rows of a region's targets: each beside what was counted or entered, with the gap by sign and word.

use super::rows::{Body, Row};
use crate::domain::Record;
use crate::field::tables::region::{self, target};
use crate::field::{Date, Kind};
use crate::lang::Lang;
use crate::report::kpi::Kpi;

/// A row for each target, under a heading; that it is being counted until that is known.
pub fn rows(kpis: &[Kpi], record: &Record, today: Date, lang: Lang) -> Vec<Row> {
    let held = if record.id.kind == Kind::Region { record.rows(&region::TARGETS) } else { &[] };
    if held.is_empty() {
        return Vec::new();
    }
    let heading = lang.pick("KPI 目標と実績", "KPI: target and actual").to_owned();
    let mut rows = vec![Row { target: None, body: Body::Heading(heading) }];
    let field = |name: String, value: String| Row {
        target: None,
        body: Body::Field { name: name.into(), value, news: None },
    };
    if kpis.len() != held.len() {
        let names = held.iter().map(|row| row.text(target::INDICATOR.code).unwrap_or_default().to_owned());
        rows.extend(names.map(|name| field(name, lang.pick("集計しています", "counting").to_owned())));
        return rows;
    }
    rows.extend(kpis.iter().map(|kpi| field(kpi.indicator.clone(), said(kpi, today, lang))));
    rows
}

/// `目標 20  実績 14  -6 あと6  2026年度  集計: 定着した人`.
fn said(kpi: &Kpi, today: Date, lang: Lang) -> String {
    let number = |value: Option<i64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let (target, actual) = (number(kpi.target), number(kpi.actual));
    let mut parts = vec![match lang {
        Lang::Ja => format!("目標 {target}  実績 {actual}"),
        Lang::En => format!("target {target}  actual {actual}"),
    }];
    parts.push(format!("{} {}", kpi.signed(), kpi.verdict(today, lang)).trim().to_owned());
    parts.extend(kpi.year.map(|year| match lang {
        Lang::Ja => format!("{year}年度"),
        Lang::En => format!("FY{year}"),
    }));
    parts.push(kpi.source(lang));
    parts.retain(|part| !part.is_empty());
    parts.join("  ")
}
