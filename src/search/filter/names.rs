//! Records by what people call them: towns without their suffix, by reading, romaji or prefecture, skills by an alias.
//! The best way of writing wins: what is called exactly so, else what begins so (it may still be being typed), else what holds
//! it. Asked once, when a line is read.

use std::cmp::Reverse;
use std::sync::{Arc, Mutex, PoisonError};

use super::alike;
use crate::domain::state::Found;
use crate::domain::{Record, State, label};
use crate::field::tables::{organisation, region, skill};
use crate::field::{Id, Kind};
use crate::fold::{fold, sound_key};

/// Names offered at most for one that nobody has.
const NEAR: usize = 4;
/// Links of a record that are counted at most.
const LINKS_COUNTED: usize = 100;
/// What municipalities end with, and how that is read.
const SUFFIXES: &[(&str, &[&str])] =
    &[("市", &["し"]), ("区", &["く"]), ("町", &["まち", "ちょう"]), ("村", &["むら", "そん"])];

/// Prefectures and their readings, without 都, 府 and 県.
const PREFECTURES: &[(&str, &str)] = &[
    ("北海道", "ほっかいどう"),
    ("青森", "あおもり"),
    ("岩手", "いわて"),
    ("宮城", "みやぎ"),
    ("秋田", "あきた"),
    ("山形", "やまがた"),
    ("福島", "ふくしま"),
    ("茨城", "いばらき"),
    ("栃木", "とちぎ"),
    ("群馬", "ぐんま"),
    ("埼玉", "さいたま"),
    ("千葉", "ちば"),
    ("東京", "とうきょう"),
    ("神奈川", "かながわ"),
    ("新潟", "にいがた"),
    ("富山", "とやま"),
    ("石川", "いしかわ"),
    ("福井", "ふくい"),
    ("山梨", "やまなし"),
    ("長野", "ながの"),
    ("岐阜", "ぎふ"),
    ("静岡", "しずおか"),
    ("愛知", "あいち"),
    ("三重", "みえ"),
    ("滋賀", "しが"),
    ("京都", "きょうと"),
    ("大阪", "おおさか"),
    ("兵庫", "ひょうご"),
    ("奈良", "なら"),
    ("和歌山", "わかやま"),
    ("鳥取", "とっとり"),
    ("島根", "しまね"),
    ("岡山", "おかやま"),
    ("広島", "ひろしま"),
    ("山口", "やまぐち"),
    ("徳島", "とくしま"),
    ("香川", "かがわ"),
    ("愛媛", "えひめ"),
    ("高知", "こうち"),
    ("福岡", "ふくおか"),
    ("佐賀", "さが"),
    ("長崎", "ながさき"),
    ("熊本", "くまもと"),
    ("大分", "おおいた"),
    ("宮崎", "みやざき"),
    ("鹿児島", "かごしま"),
    ("沖縄", "おきなわ"),
];

/// So many records of a kind are looked through for a name; of more, only a whole name is known at once.
const MOST: usize = 5_000;
/// Lists of names that are held at once: those of a few kinds, of the stores of one process.
const HELD: usize = 6;

/// The names of the records of one kind, and the records that they were read from.
type Held = (Kind, State, Arc<[Known]>);

/// Reading a line must not take all towns apart again at each key: their names are held until one of them changes. Regions,
/// skills and organisations are the same for all readers.
static NAMES: Mutex<Vec<Held>> = Mutex::new(Vec::new());

/// A record and everything it is called, folded.
#[derive(Debug)]
struct Known {
    id: Id,
    names: Vec<String>,
    sounds: Vec<String>,
    prefecture: String,
}

impl Known {
    fn new(record: &Record) -> Self {
        Self {
            id: record.id,
            names: written_names(record).iter().map(|name| fold(name)).collect(),
            sounds: readings(record).iter().filter_map(|kana| sound_key(kana)).collect(),
            prefecture: record
                .text(&region::PREFECTURE)
                .filter(|_| record.id.kind == Kind::Region)
                .map(fold)
                .unwrap_or_default(),
        }
    }
}

/// What the records of `kind` are called; `None` where it is another kind, or there are none or too many.
fn known(kind: Kind, state: &State) -> Option<Arc<[Known]>> {
    if !is_named(kind) || !(1..=MOST).contains(&state.count(kind)) {
        return None;
    }
    let lock = || NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    let held = |names: &[Held]| {
        let current = names.iter().find(|(of, held, _)| *of == kind && state.same_kind(held, kind));
        current.map(|(_, _, names)| Arc::clone(names))
    };
    if let Some(names) = held(&lock()) {
        return Some(names);
    }
    let made: Arc<[Known]> = state.records(kind).map(|record| Known::new(&record)).collect();
    let mut names = lock();
    names.insert(0, (kind, state.only(kind), Arc::clone(&made)));
    names.truncate(HELD);
    Some(made)
}

/// Kinds whose records are referred to by name.
const fn is_named(kind: Kind) -> bool {
    matches!(kind, Kind::Region | Kind::Skill | Kind::Organisation)
}

/// The records of `kind` that are called `written`, ascending; `None` where names are not looked up before (another kind, none or
/// too many of them), an empty list where nothing is called so.
pub(super) fn called(kind: Kind, written: &str, state: &State) -> Option<Arc<[Id]>> {
    let Some(known) = known(kind, state) else {
        return match state.find_name(kind, written) {
            Found::One(id) if is_named(kind) => Some(Arc::from([id])),
            _ => None,
        };
    };
    let wanted = Wanted::new(written);
    let mut best: Option<Fit> = None;
    let mut ids = Vec::new();
    for one in known.iter() {
        let Some(fit) = wanted.fit(one) else { continue };
        if best.is_none_or(|best| fit < best) {
            best = Some(fit);
            ids.clear();
        }
        if best == Some(fit) {
            ids.push(one.id);
        }
    }
    Some(ids.into())
}

/// Names of records that begin as `written` does, or else hold it; none where nothing is written and the kind has many.
pub(in crate::search) fn called_like(kind: Kind, written: &str, state: &State, most: usize) -> Vec<String> {
    if written.is_empty() && kind != Kind::Skill {
        return Vec::new();
    }
    let mut ids: Vec<Id> = if written.is_empty() {
        state.ids(kind).take(MOST).collect()
    } else {
        called(kind, written, state).iter().flat_map(|ids| ids.iter().copied()).collect()
    };
    // What the office has to do with comes first.
    ids.sort_by_cached_key(|id| (Reverse(state.links(*id).take(LINKS_COUNTED).count()), *id));
    ids.into_iter().take(most).filter_map(|id| state.label(id)).collect()
}

/// What is called alike, for somebody who wrote a name that nobody has.
pub(super) fn near(kind: Kind, written: &str, state: &State) -> Vec<String> {
    let wanted = fold(written);
    let known = known(kind, state);
    let names = known
        .iter()
        .flat_map(|known| known.iter())
        .filter_map(|one| Some((alike::best(&wanted, one.names.iter().map(String::as_str))?, one.id)));
    let ids = alike::ranked(names.collect(), NEAR);
    ids.into_iter().filter_map(|id| state.label(id)).collect()
}

/// How well a name fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Begins,
    Holds,
}

/// A name being looked for, as it is written and as it sounds.
struct Wanted {
    text: String,
    sound: Option<String>,
    /// The prefecture that is called so.
    prefecture: Option<String>,
}

impl Wanted {
    fn new(written: &str) -> Self {
        let text = fold(written);
        let sound = sound_key(&text).filter(|_| !text.chars().all(|c| c.is_ascii_digit()));
        let stem = |text: &str| {
            let cut = text.strip_suffix(['県', '府', '都']).or_else(|| text.strip_suffix("けん"));
            cut.unwrap_or(text).to_owned()
        };
        let named = stem(&text);
        let heard = sound_key(text.strip_suffix("ken").unwrap_or(&named));
        let prefecture = PREFECTURES
            .iter()
            .find(|(name, kana)| fold(name) == named || (heard.is_some() && sound_key(kana) == heard))
            .map(|(name, _)| fold(name));
        Self { text, sound, prefecture }
    }

    fn fit(&self, known: &Known) -> Option<Fit> {
        let lies_there =
            self.prefecture.as_deref().is_some_and(|wanted| known.prefecture.starts_with(wanted));
        let text = known.names.iter().filter_map(|name| fitting(name, &self.text));
        let sound = self.sound.as_deref().into_iter();
        let sound =
            sound.flat_map(|wanted| known.sounds.iter().filter_map(move |held| fitting(held, wanted)));
        lies_there.then_some(Fit::Whole).into_iter().chain(text).chain(sound).min()
    }
}

fn fitting(held: &str, wanted: &str) -> Option<Fit> {
    if wanted.is_empty() || held.is_empty() {
        None
    } else if held == wanted {
        Some(Fit::Whole)
    } else if held.starts_with(wanted) {
        Some(Fit::Begins)
    } else {
        held.contains(wanted).then_some(Fit::Holds)
    }
}

/// Everything by which a record may be called in writing.
fn written_names(record: &Record) -> Vec<String> {
    let mut names = label::names(record);
    if record.id.kind == Kind::Region {
        let name = record.text(&region::NAME_FIELD).unwrap_or_default();
        let base = SUFFIXES.iter().find_map(|(suffix, _)| name.strip_suffix(suffix)).unwrap_or(name);
        names.push(base.to_owned());
        names.extend(record.text(&region::COUNTY).map(str::to_owned));
        names.extend(record.text(&region::CODE).map(str::to_owned));
    }
    names
}

/// How a record is read aloud, a town with and without its suffix.
fn readings(record: &Record) -> Vec<String> {
    let (kana, romaji) = match record.id.kind {
        Kind::Region => (record.text(&region::KANA_FIELD), record.text(&region::ROMAJI)),
        Kind::Skill => (record.text(&skill::KANA_FIELD), None),
        Kind::Organisation => (record.text(&organisation::KANA_FIELD), None),
        _ => (None, None),
    };
    let mut readings = Vec::new();
    if let Some(kana) = kana.map(fold) {
        if record.id.kind == Kind::Region {
            let name = record.text(&region::NAME_FIELD).unwrap_or_default();
            let ends =
                SUFFIXES.iter().find(|(suffix, _)| name.ends_with(suffix)).map_or(&[][..], |(_, ends)| ends);
            readings.extend(ends.iter().find_map(|end| kana.strip_suffix(end)).map(str::to_owned));
        }
        readings.push(kana);
    }
    if let Some(romaji) = romaji {
        readings.extend(romaji.split('-').next().map(str::to_owned));
        readings.push(romaji.to_owned());
    }
    readings
}
