//! `export`: the records of a kind in a file that import reads back without change. Who exported what, and for what, is noted.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use serde_json::json;

use super::args::ExportOptions;
use super::failure::Failure;
use super::ground::Ground;
use super::output::say;
use crate::domain::State;
use crate::interchange::csv_write::{self, Style, WriteFault};
use crate::interchange::encodings::Encoding;
use crate::interchange::{jsonl, xlsx};
use crate::lang::Lang;

const MODE: u32 = 0o600;

pub fn run(ground: &mut Ground, options: &ExportOptions) -> Result<(), Failure> {
    if options.output.is_none() && options.format == "xlsx" && ground.out.is_terminal() {
        return Err(Failure::usage("--format xlsx: --output FILE"));
    }
    let reading = ground.read()?;
    let lang = ground.lang();
    let twins = match &options.output {
        None => write(ground.out.raw(), &reading.state, options, lang)?,
        Some(path) => to_file(path, &reading.state, options, lang)?,
    };
    if twins > 0 {
        say(&super::either(
            lang,
            || format!("CP932にない 〜 − などを同じ形の文字で書いた行: {twins}"),
            || format!("{twins} lines have a wave dash, minus or the like written by its CP932 twin"),
        ));
    }
    note(ground, options, reading.state.count(options.kind));
    Ok(())
}

/// Writes beside the file and puts it in its place once it is whole and on the disk.
fn to_file(path: &Path, state: &State, options: &ExportOptions, lang: Lang) -> Result<u64, Failure> {
    let failed = |error: std::io::Error| Failure::file(path, &error, lang);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let unfinished = path.with_file_name(name);
    let mut how = OpenOptions::new();
    let file = how.write(true).create(true).truncate(true).mode(MODE).open(&unfinished).map_err(failed)?;
    let mut output = BufWriter::new(file);
    let written = write(&mut output, state, options, lang).and_then(|twins| {
        let file: File = output.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(failed)?;
        std::fs::rename(&unfinished, path).map_err(failed)?;
        Ok(twins)
    });
    if written.is_err() {
        // The half-written file has served its purpose; the failure is what is told.
        let _ = std::fs::remove_file(&unfinished);
    }
    written
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
                WriteFault::Unmappable(_) => {
                    Failure::Said { code: super::failure::REFUSED, sentence: fault.text(lang) }
                }
            })?
        }
    };
    output.flush()?;
    Ok(twins)
}

/// Notes the export beside the store. It is no change of the domain, so it is not in the journal.
fn note(ground: &Ground, options: &ExportOptions, count: usize) {
    let line = json!({
        "at": ground.now().to_string(),
        "author": ground.author().name(),
        "action": "export",
        "kind": options.kind.key(),
        "format": options.format,
        "count": count,
        "purpose": options.purpose.as_deref().map(|purpose| crate::text::clean_line(purpose, 300).text),
    });
    let path = ground.opening().layout.access().join("exports.jsonl");
    let mut how = OpenOptions::new();
    let noted =
        how.append(true).create(true).mode(MODE).open(&path).and_then(|mut file| {
            file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_data())
        });
    if let Err(error) = noted {
        say(&super::either(
            ground.lang(),
            || format!("書き出しを {} に記録できませんでした: {error}", path.display()),
            || format!("the export could not be noted in {}: {error}", path.display()),
        ));
    }
}
