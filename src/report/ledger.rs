//! The placement ledger (求人求職管理簿): one row an introduction, as the act of introducing wrote it, with what both sides must
//! show of it and until when the row is kept.
//! Orders, unpaid work and homes are no placement and are marked as such by the form of the work. Retention: two years after
//! the introduction came to its end (職業安定法施行規則); an open one has no day yet.

use super::{Asked, Table, text};
use crate::domain::hours::is_employment;
use crate::domain::retention::row_kept;
use crate::domain::{Record, State};
use crate::field::choices::WorkKind;
use crate::field::print::display;
use crate::field::tables::case::ledger::{JOB, ON, RESULT};
use crate::field::tables::{case, job, organisation, person};
use crate::field::{Date, Field, Id, Kind, Row};

/// Every introduction, the oldest first.
pub fn ledger(state: &State, asked: &Asked) -> Table {
    let mut rows: Vec<(Option<Date>, Id, Vec<String>)> = Vec::new();
    for record in state.records(Kind::Case) {
        for row in record.rows(&case::LEDGER).iter().filter(|row| asked.holds(row.date(ON.code))) {
            rows.push((row.date(ON.code), record.id, line(state, &record, row, asked)));
        }
    }
    rows.sort_by_key(|(on, id, _)| (*on, *id));
    Table {
        columns: vec![
            text("case", "ケース", "Case"),
            text("name", "求職者氏名", "Job seeker"),
            text("address", "求職者住所", "Address"),
            text("birth_date", "生年月日", "Birth date"),
            text("wished", "希望職種", "Wished work"),
            text("seeker_received_on", "求職受付年月日", "Application received"),
            text("seeker_valid_until", "求職有効期間", "Application valid until"),
            text("firm", "求人者", "Firm"),
            text("firm_address", "求人者所在地", "Firm's address"),
            text("contact_person", "求人担当者", "Contact person"),
            text("job", "職種・案件", "Job"),
            text("work_kind", "形態", "Work kind"),
            text("placement", "職業紹介", "Placement"),
            text("openings", "求人数", "Openings"),
            text("job_received_on", "求人受付年月日", "Job received"),
            text("job_valid_until", "求人有効期間", "Job valid until"),
            text("introduced_on", "紹介年月日", "Introduced on"),
            text("hired", "採否", "Hired"),
            text("kept_until", "保存期限", "Kept until"),
        ],
        rows: rows.into_iter().map(|(.., cells)| cells).collect(),
    }
}

fn line(state: &State, record: &Record, row: &Row, asked: &Asked) -> Vec<String> {
    let seeker = record.reference(&case::PERSON).and_then(|id| state.live(id));
    let opening = row.reference(JOB.code).and_then(|id| state.live(id));
    let firm =
        opening.as_ref().and_then(|one| one.reference(&job::ORGANISATION)).and_then(|id| state.live(id));
    let shown = |of: &Option<Record>, field: &Field| {
        let value = of.as_ref().filter(|_| state.sees(field.guard)).and_then(|one| one.get(field));
        value.map(|value| display(field, value, asked.lang, state)).unwrap_or_default()
    };
    let label = |of: &Option<Record>| of.as_ref().and_then(|one| state.label(one.id)).unwrap_or_default();
    let kind = opening.as_ref().and_then(|one| one.choice(&job::WORK_KIND)).and_then(WorkKind::from_code);
    let hired = match row.flag(RESULT.code) {
        Some(true) => asked.lang.pick("採用", "hired"),
        Some(false) => asked.lang.pick("不採用", "not hired"),
        None => asked.lang.pick("未定", "open"),
    };
    let placement = match kind.map(is_employment) {
        Some(true) => asked.lang.pick("該当", "yes"),
        Some(false) => asked.lang.pick("非該当", "no"),
        None => asked.lang.pick("要確認", "unclear"),
    };
    let address = format!("{}{}", shown(&seeker, &person::DOMICILE), shown(&seeker, &person::DOMICILE_TEXT));
    vec![
        record.id.to_string(),
        label(&seeker),
        address,
        shown(&seeker, &person::BIRTH_DATE),
        shown(&seeker, &person::WANT),
        shown(&seeker, &person::SEEKER_RECEIVED_ON),
        shown(&seeker, &person::SEEKER_VALID_UNTIL),
        label(&firm),
        shown(&firm, &organisation::ADDRESS),
        shown(&opening, &job::CONTACT_PERSON),
        label(&opening),
        shown(&opening, &job::WORK_KIND),
        placement.to_owned(),
        shown(&opening, &job::OPENINGS),
        shown(&opening, &job::RECEIVED_ON),
        shown(&opening, &job::VALID_UNTIL),
        row.date(ON.code).map(|day| day.to_string()).unwrap_or_default(),
        hired.to_owned(),
        row_kept(record, row).map(|day| day.to_string()).unwrap_or_default(),
    ]
}
