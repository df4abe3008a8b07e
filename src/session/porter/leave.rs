//! Records that leave in a file: those of a list as its reader sees them, in the columns that were chosen, for a purpose.
//! Invariant: whoever may not export writes nothing; that it happens is in the access chain before the first byte, and the file
//! takes its name once it is whole.

use std::io::{BufWriter, Write as _};

use super::reach::{Part, why};
use super::{Ended, Job, Pace};
use crate::app::listing;
use crate::app::port::{Form, Going, Leaf, SoFar, Told, Which};
use crate::domain::merge::merged_of;
use crate::domain::{Record, Rejection, Rights, State};
use crate::field::choices::Grant;
use crate::field::{Id, Kind};
use crate::interchange::csv_write::{self, Style, WriteFault};
use crate::interchange::encodings::Encoding;
use crate::interchange::jsonl;
use crate::interchange::records::Leaving;
use crate::interchange::xlsx::{self, WorkbookFault};
use crate::store::access::{Access, Act};

/// Writes a file.
pub fn write(job: &Job, going: &Going) -> Result<Told, Ended> {
    let ground = &job.ground;
    let lang = ground.lang;
    let failed = |why: String| Ended::Failed(why);
    let whole = ground.store.snapshot();
    let rights = Rights::of(&whole.state, &ground.actor.author, ground.actor.owner);
    let rights = rights.map_err(|denied| failed(denied.text(lang)))?;
    if !rights.has(Grant::Export) {
        return Err(failed(Rejection::Forbidden(Grant::Export.label()).text(lang)));
    }
    let seen = job.eyes().look(&whole).map_err(|denied| failed(denied.text(lang)))?;
    let state = &seen.state;
    if let Which::Leaf(leaf) = going.which {
        return whole_of(job, going, leaf, state);
    }
    let ids: Vec<Id> = match &going.which {
        Which::Leaf(_) => Vec::new(),
        Which::Marked(_, ids) => ids.clone(),
        Which::Listed(listing) => listing::rows(listing, &seen, job.now().date()).ids().collect(),
    };
    let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let part = begin(job, going, count)?;
    let mut output = BufWriter::new(&part.file);
    let twins = records(job, going, state, &ids, &mut output)?;
    output.flush().map_err(|error| failed(why(&error, lang)))?;
    drop(output);
    if job.watch.is_stopped() {
        return Err(Ended::Stopped);
    }
    let path = part.finish().map_err(|error| failed(why(&error, lang)))?;
    Ok(Told::Written { number: going.number, count, path, twins, merged: merged(state, going) })
}

/// How many records of the kind are not there for having been merged into others, where all of the kind leave.
fn merged(state: &State, going: &Going) -> u64 {
    let Which::Listed(listing) = &going.which else { return 0 };
    if listing.filter.is_empty() { merged_of(state, listing.kind) } else { 0 }
}

/// Begins the file, once it is noted who takes out how much of what, and for what.
fn begin(job: &Job, going: &Going, count: u64) -> Result<Part, Ended> {
    let ground = &job.ground;
    let lang = ground.lang;
    let failed = |why: String| Ended::Failed(why);
    let part = ground.files.create(&going.path).map_err(|error| failed(why(&error, lang)))?;
    let name = part.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let detail = format!("{} {} {count} {name}: {}", going.which.key(), going.form.key(), going.purpose);
    let access = Access::new(ground.actor.author.name(), Act::Exported).detail(detail);
    if !ground.store.access().note_durably(access) {
        return Err(failed(
            lang.pick(
                "書き出しを閲覧記録に残せないため、行いませんでした",
                "the export could not be noted in the access chain, so it was not made",
            )
            .to_owned(),
        ));
    }
    Ok(part)
}

/// Writes a table that is no list of records, or the text that it is to be read as.
fn whole_of(job: &Job, going: &Going, leaf: Leaf, state: &State) -> Result<Told, Ended> {
    let lang = job.ground.lang;
    let failed = |error: std::io::Error| Ended::Failed(why(&error, lang));
    let today = job.now().date();
    let table = leaf.table(state, today, lang);
    let count = u64::try_from(table.rows.len()).unwrap_or(u64::MAX);
    let text = leaf.text(state, today, lang).filter(|_| going.form == Form::Text);
    let part = begin(job, going, count)?;
    let mut output = BufWriter::new(&part.file);
    if let Some(text) = text {
        output.write_all(text.as_bytes()).map_err(failed)?;
    } else {
        output.write_all("\u{feff}".as_bytes()).map_err(failed)?;
        let header = table.columns.iter().map(|column| column.label.text(lang).to_owned());
        csv_write::row(&mut output, &header.collect::<Vec<_>>()).map_err(failed)?;
        for row in &table.rows {
            csv_write::row(&mut output, row).map_err(failed)?;
        }
    }
    output.flush().map_err(failed)?;
    drop(output);
    if job.watch.is_stopped() {
        return Err(Ended::Stopped);
    }
    let path = part.finish().map_err(failed)?;
    Ok(Told::Written { number: going.number, count, path, twins: 0, merged: 0 })
}

/// Writes the records; gives back how many lines have characters written by their CP932 twins.
fn records(
    job: &Job,
    going: &Going,
    state: &State,
    ids: &[Id],
    output: &mut impl std::io::Write,
) -> Result<u64, Ended> {
    let lang = job.ground.lang;
    let all = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let pace = std::cell::RefCell::new(Pace::new());
    let goes_on = |done: u64| {
        if pace.borrow_mut().is_due() {
            job.at(SoFar::of(done, done, all));
        }
        !job.watch.is_stopped()
    };
    let records = ids.iter().filter_map(|id: &Id| -> Option<Record> { state.live(*id) });
    let leaving = Leaving { state, columns: &going.columns, records: records.clone(), goes_on: &goes_on };
    let style = |encoding| Style { encoding, marked: encoding == Encoding::Utf8 };
    let written = match going.form {
        Form::Csv => csv_write::write_some(output, &leaving, style(Encoding::Utf8)),
        Form::Cp932 => csv_write::write_some(output, &leaving, style(Encoding::Cp932)),
        Form::Xlsx => {
            let kind = going.which.kind().unwrap_or(Kind::Person);
            return match xlsx::write_some(output, kind, &leaving) {
                Ok(()) => Ok(0),
                Err(WorkbookFault::Stopped) => Err(Ended::Stopped),
                Err(fault) => Err(Ended::Failed(fault.text(lang))),
            };
        }
        // Records have no text to be read as.
        Form::Text => return Ok(0),
        Form::JsonLines => {
            for (mut record, done) in records.zip(1..) {
                record.values.retain(|(code, _)| going.columns.iter().any(|field| field.code == *code));
                jsonl::write(output, &record).map_err(|error| Ended::Failed(why(&error, lang)))?;
                if !goes_on(done) {
                    return Err(Ended::Stopped);
                }
            }
            return Ok(0);
        }
    };
    written.map_err(|fault| match fault {
        WriteFault::Stopped => Ended::Stopped,
        other => Ended::Failed(other.text(lang)),
    })
}
