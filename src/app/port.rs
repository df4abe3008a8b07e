//! What is asked of whoever carries files in and out, and what they tell: plain data, as files are the session's to read and write.
//! Invariant: a dry run holds the state it was decided on, and is carried out on that state or told anew.
//! Asked by the screens of import and export, answered by the session's porter.

mod leaf;

pub use leaf::{About, Leaf};

use std::path::PathBuf;
use std::sync::Arc;

use super::letter::Template;
use super::listing::Listing;
use super::look::{Look, Looked};
use super::message::{Reply, Request};
use crate::domain::State;
use crate::field::{Field, Id, Kind, Moment};
use crate::interchange::encodings::Encoding;
use crate::interchange::import::{Becomes, Plan};
use crate::lang::Lang;

/// From this many commands on a plan is let go of beside the loop: freeing it takes longer than a key may wait.
const LARGE: usize = 2000;

/// Something to be done with files.
#[derive(Debug)]
pub enum Errand {
    /// Which files a path that is being typed may become.
    Names { path: String },
    /// Reads a file and says what importing it would do.
    Read(Box<Wanted>),
    /// Carries out a dry run.
    Carry { number: u64, tried: Arc<Tried> },
    /// Writes the rows that a dry run refused into a file, with the reasons.
    Refused { number: u64, tried: Arc<Tried> },
    /// Writes records into a file.
    Write(Box<Going>),
    /// Looks at what a verb would do to many.
    Look(Box<Look>),
    /// Makes a large change, which is told of while it is made.
    Change(Box<Request>),
    /// Reads the office's own templates.
    Letters,
    /// Gives up what is being done.
    Stop,
}

/// What is to be read, and how; what is not said is found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// Which errand it is; what is told names it.
    pub number: u64,
    pub path: String,
    pub how: Option<How>,
    pub encoding: Option<Encoding>,
}

/// How a file is read: as which kind, by which profile (an empty name: by none).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct How {
    pub kind: Kind,
    pub profile: String,
}

/// A way to read a file, with how much of its header is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub how: How,
    /// What people call the profile, in both languages; empty for none.
    pub title: (String, String),
    pub known: usize,
    pub columns: usize,
}

/// A file or directory that a path may become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As it is typed.
    pub text: String,
    pub directory: bool,
    pub bytes: u64,
    pub changed: Moment,
}

/// What importing a file would do.
#[derive(Debug)]
pub struct Tried {
    pub wanted: Wanted,
    pub how: How,
    pub encoding: Encoding,
    /// Further ways to read it, the best first.
    pub offers: Vec<Offer>,
    /// What is wrong with the office's own profiles.
    pub faults: Vec<String>,
    /// The state that it was decided on, as the reader sees it.
    pub state: State,
    pub plan: Plan,
    /// The places of new, changed and unchanged rows among the fates.
    pub places: [Vec<usize>; 3],
}

impl Tried {
    /// The places of new, changed and unchanged rows of a plan.
    pub fn places_of(plan: &Plan) -> [Vec<usize>; 3] {
        let mut places: [Vec<usize>; 3] = Default::default();
        let [new, changed, same] = &mut places;
        for (place, fate) in plan.fates.iter().enumerate() {
            match fate.becomes {
                Becomes::New(_) => new.push(place),
                Becomes::Changed(_) => changed.push(place),
                Becomes::Same(_) => same.push(place),
            }
        }
        places
    }
}

impl Drop for Tried {
    fn drop(&mut self) {
        if self.plan.commands.len() < LARGE {
            return;
        }
        let plan = std::mem::take(&mut self.plan);
        // Without a thread it is let go of here, which takes a moment.
        let _ = std::thread::Builder::new().name("release".into()).spawn(move || drop(plan));
    }
}

/// Records on their way into a file.
#[derive(Debug, Clone)]
pub struct Going {
    pub number: u64,
    pub which: Which,
    pub columns: Vec<&'static Field>,
    pub form: Form,
    pub purpose: String,
    pub path: String,
}

/// Which records.
#[derive(Debug, Clone)]
pub enum Which {
    /// Those that were marked.
    Marked(Kind, Vec<Id>),
    /// Those of a list.
    Listed(Listing),
    /// No records: a table of its own.
    Leaf(Leaf),
}

impl Which {
    /// The kind of the records; `None` where they are none.
    pub const fn kind(&self) -> Option<Kind> {
        match self {
            Self::Marked(kind, _) => Some(*kind),
            Self::Listed(listing) => Some(listing.kind),
            Self::Leaf(_) => None,
        }
    }

    /// As files and the access chain name it.
    pub fn key(&self) -> String {
        match self {
            Self::Leaf(leaf) => leaf.key(),
            Self::Marked(kind, _) | Self::Listed(Listing { kind, .. }) => kind.plural().to_owned(),
        }
    }

    /// The forms that it can leave in.
    pub const fn forms(&self) -> &'static [Form] {
        match self {
            Self::Leaf(leaf) => leaf.forms(),
            Self::Marked(..) | Self::Listed(_) => &Form::OF_RECORDS,
        }
    }
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// CSV with a byte order mark, which a spreadsheet opens.
    Csv,
    Cp932,
    Xlsx,
    JsonLines,
    /// Plain text in UTF-8, to be read.
    Text,
}

impl Form {
    /// The forms of records.
    pub const OF_RECORDS: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Cp932, Self::JsonLines];

    /// The ending of a file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::Cp932 => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Text => "txt",
        }
    }

    /// As the access chain names it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Cp932 => "csv-cp932",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Text => "text",
        }
    }

    /// What people call it.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Csv => {
                lang.pick("CSV (UTF-8 BOM付き、Excelで開ける)", "CSV (UTF-8 with BOM, opens in Excel)")
            }
            Self::Xlsx => lang.pick("Excelブック (xlsx)", "Excel workbook (xlsx)"),
            Self::Cp932 => lang.pick("CSV (CP932/Shift_JIS)", "CSV (CP932, Shift_JIS)"),
            Self::JsonLines => lang.pick("JSON Lines", "JSON lines"),
            Self::Text => lang.pick("文章 (テキスト)", "text to be read"),
        }
    }
}

/// What is told.
#[derive(Debug)]
pub enum Told {
    /// The names that a path may become, newest files first.
    Names { path: String, place: Result<PathBuf, String>, names: Vec<Name> },
    /// How far an errand has come.
    SoFar { number: u64, so_far: SoFar },
    /// A dry run is there. `moved`: it was to be carried out, but records had changed.
    Tried { number: u64, tried: Arc<Tried>, moved: bool },
    /// An import was carried out, as that commit; `None` where there was nothing to change.
    Carried { number: u64, seq: Option<u64> },
    /// So many records were written there; `twins` lines have characters written by their CP932 twins, and so many of the kind were
    /// left out because they had been merged into others.
    Written { number: u64, count: u64, path: PathBuf, twins: u64, merged: u64 },
    /// So many refused rows were written there, or why they were not.
    Refused { number: u64, written: Result<(u64, PathBuf), String> },
    /// Every template there is, and what is wrong with the office's own.
    Letters { templates: Arc<[Template]>, faults: Vec<String> },
    /// What a look before a change of many came to.
    Looked { number: u64, looked: Box<Looked> },
    /// What became of a large change.
    Replied(Reply),
    /// It could not be done, for the reason said.
    Failed { number: u64, why: String },
    /// It was given up; nothing has changed.
    Stopped { number: u64 },
}

/// How far something has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoFar {
    /// Rows or records done.
    pub done: u64,
    /// Of a thousand parts.
    pub permille: u16,
}

impl SoFar {
    /// So many of so many, having done `done`.
    pub fn of(done: u64, part: u64, whole: u64) -> Self {
        let permille = part.saturating_mul(1000).checked_div(whole).unwrap_or(1000).min(1000);
        Self { done, permille: u16::try_from(permille).unwrap_or(1000) }
    }
}
