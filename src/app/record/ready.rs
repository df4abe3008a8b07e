//! The rows of a region's readiness: the steps of the guideline, each as a whole and then item by item.

use super::rows::{Body, Row};
use crate::domain::Record;
use crate::domain::guideline::{Standing, Step, row_of, state_of};
use crate::field::tables::region::ready;
use crate::lang::Lang;

/// A row for each step.
pub fn rows(record: &Record, lang: Lang) -> Vec<Row> {
    let row = |step: &Step| Row {
        target: None,
        body: Body::Field {
            name: step.label().text(lang).into(),
            value: format!("{}  {}", Standing::of(record, *step).text(lang), items(record, *step, lang)),
            news: None,
        },
    };
    Step::ALL.iter().map(row).collect()
}

/// `相談窓口 整備済み(週5日)、支援法人 未整備`.
fn items(record: &Record, step: Step, lang: Lang) -> String {
    let said = |item: &crate::field::choices::ReadinessItem| {
        let held = state_of(record, *item);
        let word = held.map_or(lang.pick("未確認", "not known"), |state| state.label().text(lang));
        let remark = row_of(record, *item).and_then(|row| row.text(ready::REMARK.code));
        let remark = remark.map(|remark| format!("({remark})")).unwrap_or_default();
        format!("{} {word}{remark}", item.label().text(lang))
    };
    step.items().iter().map(said).collect::<Vec<_>>().join(lang.pick("、", ", "))
}
