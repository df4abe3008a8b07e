//! `office`: the office's rules that count, as the file of them has it, and what is wrong in such a file.

use std::path::Path;

use serde_json::{Map, Value as Json, json};

use super::args::OfficeOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::config::office;
use crate::domain::urgency::{Origin, Part, Weights};
use crate::field::own::{List, OwnNames};

pub fn run(ground: &mut Ground, options: &OfficeOptions) -> Result<(), Failure> {
    match &options.check {
        Some(file) => check(ground, file),
        None => tell(ground),
    }
}

/// The rules of the store, or of whoever holds it: those that rank at this moment.
fn tell(ground: &mut Ground) -> Result<(), Failure> {
    let office = std::sync::Arc::clone(&ground.config.office);
    if ground.json {
        let kept = office.retention;
        return ground.out.json(&json!({
            "urgency": weights(&office.urgency),
            "names": names(&office.names),
            "retention": { "closed_months": kept.closed_months, "withdrew_months": kept.withdrew_months },
        }));
    }
    let text = office::written(&office, ground.lang());
    ground.out.text(text.trim_end())
}

/// The names of open choices, list by list.
fn names(names: &OwnNames) -> Json {
    let of = |list: List| -> Map<String, Json> {
        names.of(list).map(|(number, name)| (number.to_string(), name.into())).collect()
    };
    Json::Object(List::ALL.into_iter().map(|list| (list.key().to_owned(), of(list).into())).collect())
}

/// The weights as an object: version, where from, and each part in points.
fn weights(weights: &Weights) -> Json {
    let mut map = Map::new();
    map.insert("version".to_owned(), weights.version().into());
    let origin = match weights.origin() {
        Origin::Program => "program",
        Origin::Office => "office",
        Origin::Refused(_) => "program_for_a_fault",
    };
    map.insert("from".to_owned(), origin.into());
    for part in Part::ALL {
        map.insert(part.key().to_owned(), (f64::from(weights.of(part)) / 10.0).into());
    }
    Json::Object(map)
}

fn check(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let lang = ground.lang();
    let text = ground.read_text(file)?;
    let (_, faults) = office::parse(file, &text);
    let told: Vec<_> = faults.iter().map(|fault| (&*fault.file, fault.line, fault.text(lang))).collect();
    ground.verdict(&told)
}
