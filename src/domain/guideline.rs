//! The four steps of the state's guideline for measures of dual-region living (二地域居住等施策推進ガイドライン: 情報発信, 相談窓口,
//! きっかけづくり, 具体的支援), and how far a region is with each. The guideline names the steps; which item of readiness belongs to
//! which is this program's reading of it. Pure; read by the record, the fact sheet and report R3.

use super::record::Record;
use crate::field::Row;
use crate::field::choices::{Readiness, ReadinessItem};
use crate::field::tables::region::{self, ready};
use crate::lang::{Label, Lang};

/// A step, in the order of the guideline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Publicity,
    Window,
    Occasion,
    Support,
}

impl Step {
    pub const ALL: [Self; 4] = [Self::Publicity, Self::Window, Self::Occasion, Self::Support];

    /// Its name with its number.
    pub const fn label(self) -> Label {
        match self {
            Self::Publicity => Label::new("1 情報発信", "1 publicity"),
            Self::Window => Label::new("2 相談窓口", "2 consultation"),
            Self::Occasion => Label::new("3 きっかけづくり", "3 first occasions"),
            Self::Support => Label::new("4 具体的支援", "4 support"),
        }
    }

    /// The items of readiness that belong to it.
    pub const fn items(self) -> &'static [ReadinessItem] {
        match self {
            Self::Publicity => &[ReadinessItem::Publicity],
            Self::Window => &[ReadinessItem::Window, ReadinessItem::SupportCorp],
            Self::Occasion => &[ReadinessItem::Trial],
            Self::Support => &[
                ReadinessItem::Work,
                ReadinessItem::Housing,
                ReadinessItem::School,
                ReadinessItem::Medical,
                ReadinessItem::Network,
            ],
        }
    }
}

/// What a region has on record of an item.
pub fn row_of(record: &Record, item: ReadinessItem) -> Option<&Row> {
    record.rows(&region::READINESS).iter().find(|row| row.choice(ready::ITEM.code) == Some(item.code()))
}

/// How an item stands in a region; `None` where nobody has looked.
pub fn state_of(record: &Record, item: ReadinessItem) -> Option<Readiness> {
    row_of(record, item)?.choice(ready::STATE.code).and_then(Readiness::from_code)
}

/// How many items of a step stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    pub yes: usize,
    pub partly: usize,
    pub no: usize,
    pub unknown: usize,
}

impl Standing {
    /// Of a region's items of a step.
    pub fn of(record: &Record, step: Step) -> Self {
        let mut standing = Self::default();
        for item in step.items() {
            match state_of(record, *item) {
                Some(Readiness::Yes) => standing.yes += 1,
                Some(Readiness::Partial) => standing.partly += 1,
                Some(Readiness::No) => standing.no += 1,
                None => standing.unknown += 1,
            }
        }
        standing
    }

    /// The step as a whole: done where every item is, not where none is begun; `None` where nobody has looked at any.
    pub const fn whole(self) -> Option<Readiness> {
        match self {
            Self { yes: 0, partly: 0, no: 0, .. } => None,
            Self { partly: 0, no: 0, unknown: 0, .. } => Some(Readiness::Yes),
            Self { yes: 0, partly: 0, .. } => Some(Readiness::No),
            Self { .. } => Some(Readiness::Partial),
        }
    }

    /// `一部 3/5`: the whole in a word, with how many items are done.
    pub fn text(self, lang: Lang) -> String {
        let all = self.yes + self.partly + self.no + self.unknown;
        let word = self.whole().map_or(lang.pick("未確認", "not known"), |whole| whole.label().text(lang));
        format!("{word} {}/{all}", self.yes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_belongs_to_one_step() {
        for item in ReadinessItem::ALL {
            assert_eq!(Step::ALL.iter().filter(|step| step.items().contains(item)).count(), 1, "{item:?}");
        }
    }
}
