//! `generate`: rows for trials, the same bytes for the same seed.

use std::fs::File;
use std::io::{BufWriter, Write};

use super::args::GenerateOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::demo::{self, Generated};
use crate::interchange::csv_write;

pub fn run(ground: &mut Ground, options: &GenerateOptions) -> Result<(), Failure> {
    let lang = ground.lang();
    let generated =
        demo::generate(options.kind, options.count, options.seed).map_err(|error| match error {
            demo::DemoError::NotGenerated { .. } => Failure::usage(error.to_string()),
            other => other.into(),
        })?;
    let Some(path) = &options.output else { return Ok(write(ground.out.raw(), generated)?) };
    let failed = |error: std::io::Error| Failure::file(path, &error, lang);
    let mut output = BufWriter::new(File::create(path).map_err(failed)?);
    write(&mut output, generated).map_err(failed)
}

fn write(output: &mut impl Write, generated: Generated) -> std::io::Result<()> {
    csv_write::row(output, &generated.columns)?;
    for row in generated.rows {
        csv_write::row(output, &row)?;
    }
    output.flush()
}
