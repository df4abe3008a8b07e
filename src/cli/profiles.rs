//! `profiles`: how the files of senders are read, compiled in or the office's own; and where `import` finds one by its name.
//! Own ones lie in `profiles/` of the directory of settings or of the store, and come before those that are compiled in.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::args::ProfilesOptions;
use super::failure::Failure;
use super::ground::{Ground, short};
use crate::config::shelf;
use crate::field::Kind;
use crate::interchange::profile::{BadProfile, Profile, READY, ready};

/// A profile's text, with its file.
struct Found {
    name: String,
    file: PathBuf,
    text: String,
}

impl Found {
    fn read(&self, asked: Kind) -> Result<Profile, BadProfile> {
        Profile::parse(&self.name, &self.file, &self.text, asked)
    }
}

/// The profile of that name, for a file of records of a kind.
///
/// # Errors
/// No such profile, one with a fault (told with file and line), or one of another kind.
pub fn of_name(ground: &Ground, name: &str, kind: Kind) -> Result<Profile, Failure> {
    let lang = ground.lang();
    if !shelf::is_name(name) {
        return Err(Failure::usage(format!("--profile {}", short(name))));
    }
    let Some(found) = find(ground, name)? else {
        let known: Vec<String> = all(ground).into_iter().map(|found| found.name).collect();
        let known = known.join(lang.pick("、", ", "));
        return Err(Failure::not_found(super::either(
            lang,
            || format!("プロファイル「{}」はありません。あるもの: {known}", short(name)),
            || format!("there is no profile \"{}\"; there are: {known}", short(name)),
        )));
    };
    let profile = found.read(kind).map_err(|bad| Failure::failed(bad.text(lang)))?;
    if profile.kind != kind {
        return Err(Failure::usage(super::either(
            lang,
            || format!("プロファイル「{name}」は{}のものです", profile.kind.label().ja),
            || format!("the profile {name} is of {}", profile.kind.plural()),
        )));
    }
    Ok(profile)
}

/// Whoever asks has their own files; then come the office's, then those that are compiled in.
fn find(ground: &Ground, name: &str) -> Result<Option<Found>, Failure> {
    if let Some(directory) = &ground.config.directory {
        let file = directory.join(shelf::PROFILES).join(format!("{name}.toml"));
        match ground.host.open(&file) {
            Ok(_) => {
                let text = ground.read_text(&file)?;
                return Ok(Some(Found { name: name.to_owned(), file, text }));
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::file(&file, &error, ground.lang())),
        }
    }
    let office = ground.config.store.join(shelf::PROFILES);
    // Whoever may not look into the store's directory does without what lies there.
    if let Ok(Some(leaf)) = shelf::find(&office, name) {
        return Ok(Some(Found { name: leaf.name, file: leaf.file, text: leaf.text }));
    }
    let compiled = ready(name);
    Ok(compiled.map(|(file, text)| Found { name: name.to_owned(), file: file.into(), text: text.to_owned() }))
}

/// Every profile that can be seen from here, by name; of two with one name the one that counts.
fn all(ground: &Ground) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let directories = ground.config.directory.iter().chain([&ground.config.store]);
    for directory in directories {
        let (leaves, warnings) = shelf::read(&directory.join(shelf::PROFILES));
        for warning in warnings.iter().filter(|_| ground.served.is_none()) {
            ground.say(&warning.text(ground.lang()));
        }
        for leaf in leaves {
            if !found.iter().any(|other| other.name == leaf.name) {
                found.push(Found { name: leaf.name, file: leaf.file, text: leaf.text });
            }
        }
    }
    for (name, file, text) in READY {
        if !found.iter().any(|other| other.name == name) {
            found.push(Found { name: name.to_owned(), file: file.into(), text: text.to_owned() });
        }
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

pub fn run(ground: &mut Ground, options: &ProfilesOptions) -> Result<(), Failure> {
    match (&options.check, &options.name) {
        (Some(file), _) => check(ground, file),
        (None, Some(name)) => {
            let found = find(ground, name)?;
            let missing = || Failure::not_found(format!("profiles {}", short(name)));
            let text = found.ok_or_else(missing)?.text;
            Ok(std::io::Write::write_all(ground.out.raw(), text.as_bytes())?)
        }
        (None, None) => list(ground),
    }
}

/// Which there are; one that cannot be read is named with its fault.
fn list(ground: &mut Ground) -> Result<(), Failure> {
    let lang = ground.lang();
    let mut rows = Vec::new();
    for found in all(ground) {
        let profile = match found.read(Kind::Person) {
            Ok(profile) => profile,
            Err(bad) => {
                ground.say(&bad.text(lang));
                continue;
            }
        };
        let key = profile.key.map_or("id", |field| field.key);
        let file = found.file.display().to_string();
        if ground.json {
            ground.out.json(&json!({
                "name": profile.name, "kind": profile.kind.plural(), "key": key,
                "label": profile.title(lang), "columns": profile.columns.len(), "file": file,
            }))?;
        }
        let title = profile.title(lang).to_owned();
        rows.push(vec![profile.name, profile.kind.plural().to_owned(), key.to_owned(), title, file]);
    }
    if ground.json {
        return Ok(());
    }
    let header = [
        lang.pick("名前", "Name"),
        lang.pick("種類", "Kind"),
        lang.pick("特定する項目", "Key"),
        lang.pick("説明", "What it is"),
        lang.pick("ファイル", "File"),
    ];
    ground.out.table(&header, &rows)
}

fn check(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let lang = ground.lang();
    let text = ground.read_text(file)?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let bad = Profile::parse(&name, file, &text, Kind::Person).err();
    let told: Vec<_> = bad.iter().map(|bad| (&*bad.file, bad.line, bad.text(lang))).collect();
    ground.verdict(&told)
}
