//! Records by what people call them: towns without their suffix, by reading, romaji or prefecture, skills by an alias.
//! The best way of writing wins: what is called exactly so, else what begins so (it may still be being typed), else what holds
//! it. Asked once, when a line is read.

use std::sync::Arc;

use super::alike;
use crate::domain::{Record, State, label};
use crate::field::tables::{organisation, region, skill};
use crate::field::{Id, Kind};
use crate::fold::{fold, sound_key};

/// Names offered at most for one that nobody has.
const NEAR: usize = 4;
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

/// Kinds few enough that every record is asked for its names.
const fn is_small(kind: Kind) -> bool {
    matches!(kind, Kind::Region | Kind::Skill | Kind::Organisation)
}

/// The records of `kind` that are called `written`, ascending; `None` where names are not looked up before (another kind, or no
/// record at all), an empty list where nothing is called so.
pub(super) fn called(kind: Kind, written: &str, state: &State) -> Option<Arc<[Id]>> {
    if !is_small(kind) || state.count(kind) == 0 {
        return None;
    }
    let wanted = Wanted::new(written);
    let mut best: Option<Fit> = None;
    let mut ids = Vec::new();
    for record in state.records(kind) {
        let Some(fit) = wanted.fit(&record) else { continue };
        if best.is_none_or(|best| fit < best) {
            best = Some(fit);
            ids.clear();
        }
        if best == Some(fit) {
            ids.push(record.id);
        }
    }
    Some(ids.into())
}

/// Names of records that begin as `written` does, or else hold it; none where nothing is written and the kind has many.
pub(in crate::search) fn called_like(kind: Kind, written: &str, state: &State, most: usize) -> Vec<String> {
    if written.is_empty() && kind != Kind::Skill {
        return Vec::new();
    }
    let named = |id: &Id| state.label(*id);
    if written.is_empty() {
        return state.ids(kind).take(most).filter_map(|id| named(&id)).collect();
    }
    called(kind, written, state).iter().flat_map(|ids| ids.iter()).take(most).filter_map(named).collect()
}

/// What is called alike, for somebody who wrote a name that nobody has.
pub(super) fn near(kind: Kind, written: &str, state: &State) -> Vec<String> {
    if !is_small(kind) {
        return Vec::new();
    }
    let wanted = fold(written);
    let names = state.records(kind).filter_map(|record| {
        let names = written_names(&record);
        Some((alike::best(&wanted, names.iter().map(String::as_str))?, label::of(&record, state)))
    });
    alike::ranked(names.collect(), NEAR)
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
    prefecture: Option<&'static str>,
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
            .map(|(name, _)| *name);
        Self { text, sound, prefecture }
    }

    fn fit(&self, record: &Record) -> Option<Fit> {
        let lies_there = self.prefecture.is_some_and(|wanted| {
            record.id.kind == Kind::Region
                && record.text(&region::PREFECTURE).is_some_and(|held| held.starts_with(wanted))
        });
        let text = written_names(record).into_iter().filter_map(|name| fitting(&fold(&name), &self.text));
        let sound = self.sound.as_deref().into_iter().flat_map(|wanted| {
            readings(record).into_iter().filter_map(move |kana| fitting(&sound_key(&kana)?, wanted))
        });
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
pub(super) fn written_names(record: &Record) -> Vec<String> {
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
pub(super) fn readings(record: &Record) -> Vec<String> {
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
