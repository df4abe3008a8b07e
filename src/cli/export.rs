//! `export`: the records of a kind in a file that import reads back without change. Who exported what, and for what, is noted.

use std::io::Write;
use std::path::Path;

use super::args::ExportOptions;
use super::failure::Failure;
use super::ground::{Ground, Reading};
use crate::domain::State;
use crate::domain::merge::merged_of;
use crate::field::choices::Grant;
use crate::interchange::csv_write::{self, Style, WriteFault};
use crate::interchange::encodings::Encoding;
use crate::interchange::{jsonl, xlsx};
use crate::lang::Lang;
use crate::store::access::{Access, Act};

pub fn run(ground: &mut Ground, options: &ExportOptions) -> Result<(), Failure> {
    if options.output.is_none() && options.format == "xlsx" && ground.out.is_terminal() {
        return Err(Failure::usage("--format xlsx: --output FILE"));
    }
    let reading = ground.read()?;
    let lang = ground.lang();
    ground.needs(&reading.state, |rights| rights.has(Grant::Export), Grant::Export.label())?;
    note(ground, &reading, options)?;
    let twins = match &options.output {
        None => write(ground.out.raw(), &reading.state, options, lang)?,
        Some(path) => to_file(ground, path, &reading.state, options)?,
    };
    let merged = merged_of(&reading.state, options.kind);
    if merged > 0 {
        ground.say(&super::either(
            lang,
            || format!("統合済みの{merged}件は統合先として出ています"),
            || format!("{merged} merged records leave as what they were merged into"),
        ));
    }
    if twins > 0 {
        ground.say(&super::either(
            lang,
            || format!("CP932にない 〜 − などを同じ形の文字で書いた行: {twins}"),
            || format!("{twins} lines have a wave dash, minus or the like written by its CP932 twin"),
        ));
    }
    Ok(())
}

/// Writes the file, which takes its place once it is whole and on the disk.
fn to_file(ground: &Ground, path: &Path, state: &State, options: &ExportOptions) -> Result<u64, Failure> {
    let lang = ground.lang();
    let failed = |error: std::io::Error| Failure::file(path, &error, lang);
    let mut output = ground.host.create(path).map_err(failed)?;
    let twins = write(&mut output, state, options, lang)?;
    output.finish().map_err(failed)?;
    Ok(twins)
}

/// Returns how many lines had a character written by its CP932 twin.
fn write(
    output: &mut impl Write,
    state: &State,
    options: &ExportOptions,
    lang: Lang,
) -> Result<u64, Failure> {
    let kind = options.kind;
    let records = state.ids(kind).filter_map(|id| state.live(id));
    let twins = match options.format.as_str() {
        "jsonl" => {
            for record in records {
                jsonl::write(output, &record)?;
            }
            0
        }
        "xlsx" => {
            xlsx::write(output, state, kind, records).map_err(|fault| Failure::failed(fault.text(lang)))?;
            0
        }
        _ => {
            let encoding = options.encoding.0.unwrap_or(Encoding::Utf8);
            let style = Style { encoding, marked: options.bom };
            csv_write::write(output, state, kind, records, style).map_err(|fault| match fault {
                WriteFault::Io(error) => Failure::from(error),
                WriteFault::Unmappable(_) | WriteFault::Stopped => {
                    Failure::Said { code: super::failure::REFUSED, sentence: fault.text(lang) }
                }
            })?
        }
    };
    output.flush()?;
    Ok(twins)
}

/// Notes the export in the access chain, before anything leaves.
fn note(ground: &Ground, reading: &Reading, options: &ExportOptions) -> Result<(), Failure> {
    let purpose = options.purpose.as_deref().unwrap_or_default();
    let count = reading.state.count(options.kind);
    note_leaving(ground, reading, &format!("{} {} {count} {purpose}", options.kind.plural(), options.format))
}

/// Notes in the access chain who takes what out, and for what; whoever calls lets nothing leave before.
///
/// # Errors
/// Where it cannot be noted.
pub fn note_leaving(ground: &Ground, reading: &Reading, detail: &str) -> Result<(), Failure> {
    let actor = ground.actor(&reading.state)?;
    let access = Access::new(actor.author.name(), Act::Exported).detail(detail.trim_end());
    let noted = match &reading.store {
        Some(store) => store.access().note_durably(access),
        None => ground.opening().access()?.note_durably(access),
    };
    if noted {
        return Ok(());
    }
    Err(Failure::failed(ground.lang().pick(
        "書き出しを閲覧記録に残せないため、行いませんでした",
        "the export could not be noted in the access chain, so it was not made",
    )))
}
