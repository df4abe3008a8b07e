//! The rows of a file that cannot be taken, as a file of their own: the same columns and behind them the reasons, to be mended and
//! imported again.
//! Invariant: what is written is what the file that was tried holds, row by row; nothing of the office's records is in it.

use std::collections::BTreeMap;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use super::reach::{Reach, why};
use super::{Ended, Job, import};
use crate::app::port::Tried;
use crate::interchange::csv_read::Rows;
use crate::interchange::csv_write;
use crate::interchange::encodings::Decoded;
use crate::interchange::report::Rejected;
use crate::lang::Lang;

/// Writes the rows beside the file they are of, or to the outbox where the session reaches no further. Gives back how many and where.
pub fn write(job: &Job, tried: &Tried) -> Result<(u64, PathBuf), Ended> {
    let lang = job.ground.lang;
    let failed = |error: std::io::Error| Ended::Failed(why(&error, lang));
    if import::is_json_lines(&tried.wanted.path) {
        let said = lang.pick(
            "CSVのファイルだけに使えます(JSON Lines の行は行番号で見てください)",
            "this is for CSV files; rows of JSON lines are named by their line",
        );
        return Err(Ended::Failed(said.to_owned()));
    }
    let mut reasons: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for one in &tried.plan.report.rejected {
        reasons.entry(one.line).or_default().push(reason(one, lang));
    }
    let file = job.ground.files.open(&tried.wanted.path).map_err(failed)?;
    let unread = |fault: crate::interchange::csv_read::FileFault| Ended::Failed(fault.text(lang));
    let text =
        Decoded::open(BufReader::new(file), Some(tried.encoding)).map_err(|fault| unread(fault.into()))?;
    let mut rows = Rows::new(text);
    let part = job.ground.files.create(&name(job, tried)).map_err(failed)?;
    let mut output = BufWriter::new(&part.file);
    output.write_all("\u{feff}".as_bytes()).map_err(failed)?;
    let header = rows.next_row().map_err(unread)?.unwrap_or_default().cells;
    let columns = header.len();
    csv_write::row(&mut output, &with(header, columns, lang.pick("理由", "reason"))).map_err(failed)?;
    let mut count = 0;
    while let Some(row) = rows.next_row().map_err(unread)? {
        if let Some(why) = reasons.get(&row.line) {
            csv_write::row(&mut output, &with(row.cells, columns, &why.join(" / "))).map_err(failed)?;
            count += 1;
        }
        if job.watch.is_stopped() {
            return Err(Ended::Stopped);
        }
    }
    output.flush().map_err(failed)?;
    drop(output);
    Ok((count, part.finish().map_err(failed)?))
}

/// A row with the reason behind as many cells as the header has.
fn with(mut cells: Vec<String>, columns: usize, reason: &str) -> Vec<String> {
    cells.resize(columns.max(cells.len()), String::new());
    cells.push(reason.to_owned());
    cells
}

/// What is wrong with a row, column by column.
fn reason(one: &Rejected, lang: Lang) -> String {
    let first = match &one.column {
        Some(column) => format!("{column}: {}", one.reason),
        None => one.reason.clone(),
    };
    let also = one.also.iter().map(|(column, reason)| format!("{column}: {reason}"));
    std::iter::once(first).chain(also).collect::<Vec<_>>().join(lang.pick("、", "; "))
}

/// `applicants-refused-202611230900.csv`, in the place of the file where the session may write there.
fn name(job: &Job, tried: &Tried) -> String {
    let typed = tried.wanted.path.trim();
    let (head, name) = match typed.rfind('/') {
        Some(place) if job.ground.files.reach == Reach::Everywhere => {
            typed.split_at_checked(place + 1).unwrap_or(("", typed))
        }
        Some(place) => ("", typed.get(place + 1..).unwrap_or(typed)),
        None => ("", typed),
    };
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let now: String = job.now().to_string().chars().filter(char::is_ascii_digit).take(12).collect();
    format!("{head}{stem}-refused-{now}.csv")
}
