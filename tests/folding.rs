//! Folding against real names and places; skipped with a message where the data are absent.

use std::path::PathBuf;

use nichiiki::fold::{kana_to_romaji, sound_key};

/// The rows of a data file as (first column named, second column named), or `None` when it is absent.
fn columns(file: &str, names: [&str; 2]) -> Option<Vec<(String, String)>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    let header = reader.headers().unwrap().clone();
    let [first, second] = names.map(|name| header.iter().position(|column| column == name).unwrap());
    Some(
        reader
            .records()
            .map(|row| row.unwrap())
            .map(|row| (row[first].to_owned(), row[second].to_owned()))
            .collect(),
    )
}

/// Asserts that at least `per_mille` of the rows have one sound key in kana and romaji, and prints the others.
fn agree(file: &str, names: [&str; 2], per_mille: usize) {
    let Some(rows) = columns(file, names) else { return };
    let rows: Vec<_> =
        rows.into_iter().filter(|(kana, romaji)| !kana.is_empty() && !romaji.is_empty()).collect();
    let differ: Vec<_> = rows.iter().filter(|(kana, romaji)| sound_key(kana) != sound_key(romaji)).collect();
    let good = rows.len() - differ.len();
    println!("{file}: {good} of {} agree", rows.len());
    for (kana, romaji) in &differ {
        println!(
            "  {kana} ({}) {romaji}: {:?} {:?}",
            kana_to_romaji(kana),
            sound_key(kana),
            sound_key(romaji)
        );
    }
    assert!(good * 1000 >= rows.len() * per_mille);
}

#[test]
fn municipalities_sound_as_they_are_spelled() {
    agree("municipalities.csv", ["hiragana", "romaji"], 990);
}

#[test]
fn surnames_sound_as_they_are_spelled() {
    agree("names_surnames.csv", ["kana", "romaji"], 990);
}

#[test]
fn given_names_sound_as_they_are_spelled() {
    agree("names_given.csv", ["kana", "romaji"], 990);
}
