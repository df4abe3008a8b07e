//! Which records of a whole office are worth comparing with each other: those that share one of a few combinations. As numbers, so
//! that a million people need some forty megabytes for as long as it takes.

use super::keys::{Keys, Spelling};
use super::others::core;
use crate::domain::Record;
use crate::field::tables::{job, organisation};
use crate::field::{Id, Kind};
use crate::fold::{fold, sound_key};

/// Beyond so many people two of one name are more likely two people: the name alone is no combination.
const NAME_ALONE_MAX: u64 = 50_000;

/// The combinations of a record, each as a number; equal combinations are equal numbers, and others hardly ever. `all` is how many records
/// of the kind there are.
pub fn blocks(record: &Record, all: u64) -> Vec<u64> {
    let mut blocks = Blocks(Vec::new());
    match record.id.kind {
        Kind::Person => person(&Keys::of(record), all, &mut blocks),
        Kind::Organisation => {
            let text = |field| record.text(field).unwrap_or_default();
            blocks.add("name", &[&core(text(&organisation::NAME_FIELD))]);
            blocks.add("kana", &[&sound_key(text(&organisation::KANA_FIELD)).unwrap_or_default()]);
            blocks.add("number", &[&fold(text(&organisation::CORPORATE_NO))]);
        }
        Kind::Job => {
            let title = fold(record.text(&job::TITLE).unwrap_or_default());
            let named = |field| record.reference(field).map(|id: Id| id.to_string()).unwrap_or_default();
            blocks.add("firm", &[&title, &named(&job::ORGANISATION)]);
            blocks.add("region", &[&title, &named(&job::REGION)]);
        }
        _ => {}
    }
    blocks.0
}

fn person(keys: &Keys, all: u64, blocks: &mut Blocks) {
    for phone in &keys.phones {
        blocks.add("phone", &[phone]);
    }
    for mail in &keys.mails {
        blocks.add("mail", &[mail]);
    }
    let town = keys.domicile.map(|id| id.to_string()).unwrap_or_default();
    let born = keys.birth.map(|day| day.to_string()).unwrap_or_default();
    for (form, of) in [("heard", heard as fn(&Spelling) -> &str), ("written", written)] {
        let (mut one, mut other) = (of(&keys.family), of(&keys.given));
        // Turned round they are the same.
        if other < one {
            std::mem::swap(&mut one, &mut other);
        }
        blocks.add(form, &[one, other, &town]);
        blocks.add(form, &[one, other, &born]);
        if all <= NAME_ALONE_MAX {
            blocks.add(form, &[one, other]);
        }
    }
    blocks.add("family", &[&keys.family.sound, &born]);
    blocks.add("given", &[&keys.given.sound, &born]);
}

fn heard(name: &Spelling) -> &str {
    &name.sound
}

fn written(name: &Spelling) -> &str {
    &name.text
}

struct Blocks(Vec<u64>);

impl Blocks {
    /// Adds a combination, if no part of it is missing.
    fn add(&mut self, what: &str, parts: &[&str]) {
        if parts.iter().any(|part| part.is_empty()) {
            return;
        }
        // FNV-1a: the same on every machine.
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for part in std::iter::once(&what).chain(parts) {
            for byte in part.bytes().chain([0]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
            }
        }
        self.0.push(hash);
    }
}
