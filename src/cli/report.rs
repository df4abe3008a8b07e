//! `report`: the office's reports as a table, as objects or as a file that Japanese Excel opens. What names people needs the
//! right to export, and is noted with its purpose before it leaves.

use std::io::Write;

use serde_json::{Map, Value as Json};

use super::args::ReportOptions;
use super::failure::Failure;
use super::ground::{Ground, Reading, short};
use crate::field::choices::Grant;
use crate::interchange::guard::guard;
use crate::report::{Asked, Report, Table};

/// Before the first byte of a file, so that Excel in Japan does not take it for CP932.
const MARK: &[u8] = "\u{feff}".as_bytes();

pub fn run(ground: &mut Ground, options: &ReportOptions) -> Result<(), Failure> {
    let lang = ground.lang();
    let Some(name) = options.report.as_deref() else { return list(ground) };
    let Some(report) = Report::parse(name) else {
        return Err(Failure::not_found(super::either(
            lang,
            || format!("報告「{}」はありません(report で一覧)", short(name)),
            || format!("there is no report \"{}\"; report lists them", short(name)),
        )));
    };
    let reading = ground.read()?;
    if report.is_personal() {
        ground.needs(&reading.state, |rights| rights.has(Grant::Export), Grant::Export.label())?;
    }
    let asked = Asked { today: ground.now().date(), fiscal_year: options.fiscal_year, lang };
    let table = report.table(&reading.state, &asked);
    if report.is_personal() || options.output.is_some() {
        note(ground, &reading, report, &table, options)?;
    }
    match &options.output {
        Some(path) => {
            let failed = |error: std::io::Error| Failure::file(path, &error, lang);
            let mut output = ground.host.create(path).map_err(failed)?;
            write(&mut output, &table, lang)?;
            output.finish().map_err(failed)
        }
        None if ground.json => objects(ground, &table),
        None if options.csv => write(ground.out.raw(), &table, lang),
        None => {
            let header: Vec<&str> = table.columns.iter().map(|column| column.label.text(lang)).collect();
            ground.out.table(&header, &table.rows)
        }
    }
}

/// The reports by name.
fn list(ground: &mut Ground) -> Result<(), Failure> {
    let lang = ground.lang();
    if ground.json {
        for report in Report::ALL {
            let mut row = Map::new();
            row.insert("report".to_owned(), report.key().into());
            row.insert("label".to_owned(), report.label().text(lang).into());
            ground.out.json(&Json::Object(row))?;
        }
        return Ok(());
    }
    let rows: Vec<Vec<String>> = Report::ALL
        .iter()
        .map(|report| vec![report.key().to_owned(), report.label().text(lang).to_owned()])
        .collect();
    ground.out.table(&[lang.pick("名前", "name"), lang.pick("報告", "report")], &rows)
}

fn objects(ground: &mut Ground, table: &Table) -> Result<(), Failure> {
    for row in &table.rows {
        let mut object = Map::new();
        for (column, cell) in table.columns.iter().zip(row) {
            let number = cell.parse::<i64>().ok().filter(|_| column.number);
            object.insert(column.key.to_owned(), number.map_or_else(|| cell.as_str().into(), Json::from));
        }
        ground.out.json(&Json::Object(object))?;
    }
    Ok(())
}

/// A file with a byte order mark, its header in the language asked for.
fn write(output: &mut impl Write, table: &Table, lang: crate::lang::Lang) -> Result<(), Failure> {
    output.write_all(MARK)?;
    let mut writer = csv::Writer::from_writer(output);
    let failed = |error: csv::Error| Failure::failed(error.to_string());
    writer.write_record(table.columns.iter().map(|column| column.label.text(lang))).map_err(failed)?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| guard(cell))).map_err(failed)?;
    }
    writer.flush()?;
    Ok(())
}

/// Notes in the access chain who takes what out, and for what, before anything leaves.
fn note(
    ground: &Ground,
    reading: &Reading,
    report: Report,
    table: &Table,
    options: &ReportOptions,
) -> Result<(), Failure> {
    let purpose = options.purpose.as_deref().unwrap_or_default();
    let detail = format!("report {} {} {purpose}", report.key(), table.rows.len());
    super::export::note_leaving(ground, reading, &detail)
}
