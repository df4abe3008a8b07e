//! The people, as a store and as lines, and queries that mean one of them.

use std::collections::HashMap;

use nichiiki::field::tables::person;
use nichiiki::field::{Id, Kind as RecordKind};
use nichiiki::fold::{fold, kana_to_romaji};
use nichiiki::snapshot::Snapshot;
use nichiiki::store::Store;
use nichiiki::store::open::Opening;

/// How a person is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Kanji,
    Kana,
    Romaji,
    Swapped,
    Slip,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Kanji, Self::Kana, Self::Romaji, Self::Swapped, Self::Slip];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Kanji => "kanji",
            Self::Kana => "kana",
            Self::Romaji => "romaji",
            Self::Swapped => "given name first",
            Self::Slip => "one slip",
        }
    }
}

/// A query and the people who would be right: those of the same reading.
pub struct Query {
    pub kind: Kind,
    pub text: String,
    right: Vec<u32>,
}

impl Query {
    /// The query as it is typed, letter by letter.
    pub fn prefixes(&self) -> impl Iterator<Item = String> + '_ {
        let ends = self.text.char_indices().skip(1).map(|(at, _)| at).chain([self.text.len()]);
        ends.map(|end| self.text[..end].to_owned())
    }

    /// Whether a person, by number, is meant.
    pub fn means(&self, number: u32) -> bool {
        self.right.binary_search(&number).is_ok()
    }
}

struct Name {
    number: u32,
    written: [String; 2],
    kana: [String; 2],
}

/// The store and its lines.
pub struct Corpus {
    pub snapshot: Snapshot,
    /// A line for each person, and the person's number.
    pub lines: Vec<String>,
    pub numbers: Vec<u32>,
    names: Vec<Name>,
    _store: Store,
    _directory: tempfile::TempDir,
}

impl Corpus {
    /// Generates people into a store that is thrown away.
    pub fn make(people: u64) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let root = directory.path().join("store");
        let program = std::env::var_os("NICHIIKI").unwrap_or_else(|| "target/release/nichiiki".into());
        let made = std::process::Command::new(&program)
            .args(["--store".as_ref(), root.as_os_str(), "init".as_ref(), "--people".as_ref(), people.to_string().as_ref()])
            .status();
        assert!(made.is_ok_and(|status| status.success()), "{} makes the store; build it first", program.display());
        let now = std::sync::Arc::new(|| nichiiki::field::Moment(0));
        let (store, _) = Opening::new(&root, "peers", now).open(&mut |_, _| {}).expect("the store opens");
        let snapshot = store.snapshot();
        snapshot.index();
        let state = &snapshot.state;
        let (mut lines, mut numbers, mut names) = (Vec::new(), Vec::new(), Vec::new());
        for record in state.records(RecordKind::Person) {
            let text = |field| record.text(field).unwrap_or_default().to_owned();
            let written = [text(&person::FAMILY_NAME), text(&person::GIVEN_NAME)];
            let kana = [text(&person::FAMILY_KANA), text(&person::GIVEN_KANA)];
            let romaji = kana.each_ref().map(|kana| kana_to_romaji(kana));
            let mut named = Vec::new();
            for (_, value) in &record.values {
                value.for_each_reference(|id: Id| named.extend(state.label(id)));
            }
            let mail = record.texts(&person::EMAIL).next().unwrap_or_default();
            lines.push(format!(
                "{} {} {} {} {} {} {mail} {} {}",
                written[0], written[1], kana[0], kana[1], romaji[0], romaji[1], named.join(" "), text(&person::NOTES)
            ));
            numbers.push(record.id.number);
            names.push(Name { number: record.id.number, written, kana });
        }
        Self { snapshot, lines, numbers, names, _store: store, _directory: directory }
    }

    /// Queries in equal parts of each kind, the same for the same people.
    pub fn queries(&self, count: usize) -> Vec<Query> {
        let mut by_reading: HashMap<String, Vec<u32>> = HashMap::new();
        for name in &self.names {
            by_reading.entry(fold(&name.kana.concat())).or_default().push(name.number);
        }
        let mut random = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = |below: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % below.max(1)
        };
        let mut queries = Vec::new();
        while queries.len() < count {
            let name = &self.names[next(self.names.len())];
            if name.kana.iter().any(String::is_empty) {
                continue;
            }
            let kind = Kind::ALL[queries.len() % Kind::ALL.len()];
            let [family, given] = name.kana.each_ref().map(|kana| kana_to_romaji(kana));
            let text = match kind {
                Kind::Kanji => name.written.concat(),
                Kind::Kana => name.kana.concat().chars().map(hiragana).collect(),
                Kind::Romaji => format!("{family} {given}"),
                Kind::Swapped => format!("{given} {family}"),
                Kind::Slip => {
                    let mut letters: Vec<char> = format!("{family}{given}").chars().collect();
                    let at = 1 + next(letters.len() - 1);
                    letters[at] = if letters[at] == 'e' { 'o' } else { 'e' };
                    letters.into_iter().collect()
                }
            };
            let right = by_reading.get(&fold(&name.kana.concat())).cloned().unwrap_or_default();
            queries.push(Query { kind, text, right });
        }
        queries
    }
}

fn hiragana(c: char) -> char {
    if ('ァ'..='ヶ').contains(&c) { char::from_u32(u32::from(c) - 0x60).unwrap_or(c) } else { c }
}
