//! `letters`: the templates of letters, notes and plans, compiled in and the office's own, and what is wrong in a file of them.

use std::path::Path;

use serde_json::json;

use super::args::LettersOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::app::letter::template::{self, Template};
use crate::config::shelf;

pub fn run(ground: &mut Ground, options: &LettersOptions) -> Result<(), Failure> {
    match &options.check {
        Some(file) => check(ground, file),
        None => list(ground),
    }
}

/// Which there are; what cannot be read is told.
fn list(ground: &mut Ground) -> Result<(), Failure> {
    let lang = ground.lang();
    let mut own: Vec<Template> = Vec::new();
    // The person's own take the place of the office's.
    let store = ground.config.store.clone();
    for directory in [Some(store), ground.config.directory.clone()].into_iter().flatten() {
        let (leaves, warnings) = shelf::read(&directory.join(shelf::LETTERS));
        for warning in &warnings {
            ground.say(&warning.text(lang));
        }
        for leaf in leaves {
            let (templates, faults) = template::read(&leaf.file, &leaf.text, true);
            for fault in &faults {
                ground.say(&fault.text(lang));
            }
            own.extend(templates);
        }
    }
    let mut rows = Vec::new();
    for template in template::with_own(own).iter() {
        if ground.json {
            ground.out.json(&json!({
                "key": template.key, "kind": template.aim.key(), "label": template.name(lang), "own": template.own,
            }))?;
        }
        let whose = if template.own { lang.pick("自作", "own") } else { "" };
        let kind = template.aim.label(lang).to_owned();
        rows.push(vec![template.key.clone(), kind, template.name(lang).to_owned(), whose.to_owned()]);
    }
    if ground.json {
        return Ok(());
    }
    let header = [
        lang.pick("名前", "Name"),
        lang.pick("種類", "Kind"),
        lang.pick("説明", "What it is"),
        lang.pick("自作", "Own"),
    ];
    ground.out.table(&header, &rows)
}

fn check(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let lang = ground.lang();
    let text = ground.read_text(file)?;
    let (_, faults) = template::read(file, &text, true);
    let told: Vec<_> = faults.iter().map(|fault| (&*fault.file, fault.line, fault.text(lang))).collect();
    ground.verdict(&told)
}
