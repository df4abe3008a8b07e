//! Files in and out on the screen: whole sessions on a store, with real files, keys in and screens out.

mod export;
mod import;
mod letters;
mod whole;

use std::path::Path;

use nichiiki::domain::{Actor, Author, Cause, Command, Draft};
use nichiiki::field::Kind;
use nichiiki::field::tables::region;
use nichiiki::interchange::encodings::to_cp932;
use nichiiki::lang::Lang;
use nichiiki::session::Setup;
use nichiiki::session::porter::{Files, Reach};
use nichiiki::store::access::AccessChain;
use nichiiki::store::submit::Submission;
use nichiiki::store::{Parts, Store};

use crate::session::{Person, setup};

/// A coordinator at a screen whose files are those of a directory; keys are counted.
pub struct Hand {
    pub person: Person,
    pub keys: usize,
}

impl Hand {
    pub fn sit(store: &Store, user: &str, files: Files) -> Self {
        let setup = Setup { files, owner: true, ..setup(Lang::Ja) };
        Self { person: Person::sit_as(store, user, setup), keys: 0 }
    }

    /// Somebody for whom the machine does not vouch.
    pub fn sit_as_visitor(store: &Store, user: &str, files: Files) -> Self {
        let setup = Setup { files, ..setup(Lang::Ja) };
        Self { person: Person::sit_as(store, user, setup), keys: 0 }
    }

    /// Presses single keys.
    pub async fn press(&mut self, keys: &str) {
        self.keys += keys.chars().count();
        self.person.types(keys).await;
    }

    /// Types words, which are no keys to be counted.
    pub async fn enter(&mut self, text: &str) {
        self.person.types(text).await;
    }

    pub async fn sees(&mut self, text: &str) {
        self.person.sees(text).await;
    }

    pub fn screen(&self) -> String {
        self.person.shown.screen().contents()
    }
}

/// The office in a store whose access chain is on the disk, below a directory.
pub async fn noted_store(directory: &Path) -> Store {
    let access = directory.join("access");
    std::fs::create_dir_all(&access).unwrap();
    let access = AccessChain::open(&access, setup(Lang::Ja).now).unwrap();
    crate::session::store_with(|parts| Parts { access, ..parts }).await
}

/// The files of a directory, for whoever runs the process.
pub fn everywhere(directory: &Path) -> Files {
    let base = Some(directory.to_owned());
    Files { reach: Reach::Everywhere, home: base.clone(), base, ..Files::default() }
}

/// A file as a spreadsheet of Japan writes it.
pub fn put_cp932(directory: &Path, name: &str, text: &str) {
    std::fs::write(directory.join(name), to_cp932(text).unwrap().0).unwrap();
}

/// Who else changes something meanwhile.
pub async fn change(store: &Store, author: &str, command: Command) -> u64 {
    store.submit(Submission::new(Actor::owner(Author::new(author)), Cause::Tui, command)).await.unwrap().seq
}

/// A municipality that files name.
pub async fn municipality(store: &Store, code: &str, prefecture: &str, name: &str) {
    let draft = Draft::new()
        .with_text(&region::CODE, code)
        .with_text(&region::PREFECTURE, prefecture)
        .with_text(&region::NAME_FIELD, name);
    change(store, "init", Command::add(Kind::Region, draft)).await;
}
