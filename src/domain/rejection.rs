//! Lawful refusals: what the person reads when a command is not accepted.
//! Every refusal says which rule and how to meet it, in both languages; it carries data, not a finished text.

use super::rights::Denied;
use super::stage::{Requirement, rule_of};
use crate::field::choices::{MatchStatus, Stage};
use crate::field::{Fault, Id, Kind, Moment, Value};
use crate::lang::{Label, Lang};

/// A field that somebody else changed since the author looked.
#[derive(Debug, Clone, PartialEq)]
pub struct StaleField {
    pub code: u16,
    pub label: Label,
    pub who: Box<str>,
    pub at: Moment,
    pub mine: Option<Value>,
    pub theirs: Option<Value>,
}

/// Why a command is refused.
#[derive(Debug, Clone, PartialEq)]
pub enum Rejection {
    NotFound(Id),
    Withdrawn(Id),
    /// A value that cannot be taken, with the key and name of its field.
    Invalid {
        key: &'static str,
        label: Label,
        fault: Fault,
    },
    /// A field that only a named command changes.
    Ruled {
        key: &'static str,
        label: Label,
    },
    /// A field that stays as it was created.
    Fixed {
        key: &'static str,
        label: Label,
    },
    WrongKind {
        id: Id,
        wanted: Kind,
    },
    Exists(Id),
    /// The person is on the list of the event already, by that activity.
    OnTheList(Id),
    /// An id from elsewhere whose number is 0 or too great.
    IdOutOfRange(Id),
    Transition {
        from: Stage,
        to: Stage,
    },
    Gate {
        to: Stage,
        missing: Vec<Requirement>,
    },
    /// A match may not go there.
    MatchTransition {
        from: MatchStatus,
        to: MatchStatus,
    },
    /// A match may not go there yet.
    MatchGate {
        to: MatchStatus,
        missing: Vec<Requirement>,
    },
    ReasonNeeded,
    Stale {
        id: Id,
        fields: Vec<StaleField>,
    },
    /// What is to be undone was changed since, in these records.
    Overtaken(Vec<Id>),
    /// A batch among the commands of a batch.
    BatchInBatch,
    /// Other records refer to it.
    Referenced {
        id: Id,
        by: usize,
    },
    /// The author is nobody here.
    Denied(Denied),
    /// The author's rights do not reach so far; what was asked for.
    Forbidden(Label),
    /// The record was merged into another.
    Merged {
        id: Id,
        into: Id,
    },
    /// There is no merge to take back.
    NotMerged(Id),
    /// The journal does not tell any more what the merge did.
    MergeForgotten(Id),
    /// Somebody found the two to be different.
    KnownDifferent {
        id: Id,
        other: Id,
    },
    NothingToUndo,
    NothingToRedo,
    TooLarge {
        most: usize,
    },
    /// The n-th command of a batch, counted from 0, is refused.
    InBatch {
        index: usize,
        cause: Box<Rejection>,
    },
}

impl Rejection {
    /// A value of a field that cannot be taken.
    pub fn invalid(field: &crate::field::Field, fault: Fault) -> Self {
        Self::Invalid { key: field.key, label: field.label, fault }
    }

    /// The word scripts get: `stale`, `rejected`, `invalid` or `not_found`.
    pub fn error_key(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Invalid { .. } | Self::WrongKind { .. } | Self::IdOutOfRange(_) => "invalid",
            Self::Stale { .. } => "stale",
            Self::InBatch { cause, .. } => cause.error_key(),
            _ => "rejected",
        }
    }

    /// The sentence the person reads.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.japanese(),
            Lang::En => self.english(),
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::NotFound(id) => format!("{id} は見つかりません"),
            Self::Withdrawn(id) => format!("{id} は取り下げられています(先に元へ戻してください)"),
            Self::Invalid { label, fault, .. } => format!("{}: {}", label.ja, fault.text(Lang::Ja)),
            Self::Ruled { label, .. } => format!("「{}」は専用の操作でのみ変更できます", label.ja),
            Self::Fixed { label, .. } => format!("「{}」は登録後に変更できません", label.ja),
            Self::WrongKind { id, wanted } => format!("{id} は{}ではありません", wanted.label().ja),
            Self::Exists(id) => format!("すでに {id} があります"),
            Self::OnTheList(_) => "すでにこの催しの名簿にあります".to_owned(),
            Self::IdOutOfRange(id) => format!("ID {id} の番号は使えません(使えるのは1～99999999)"),
            Self::Transition { from, to } => way_text(*from, *to, Lang::Ja),
            Self::Gate { to, missing } => {
                format!("「{}」へ進めません: {}", to.label().ja, list(missing, Lang::Ja))
            }
            Self::MatchTransition { from, to } => {
                format!("候補を「{}」から「{}」へは変えられません", from.label().ja, to.label().ja)
            }
            Self::MatchGate { to, missing } => {
                format!("「{}」にできません: {}", to.label().ja, list(missing, Lang::Ja))
            }
            Self::ReasonNeeded => "理由を入力してください".to_owned(),
            Self::Stale { fields, .. } => {
                let parts: Vec<String> = fields
                    .iter()
                    .map(|field| {
                        format!(
                            "「{}」は{}さんが{}に変更しました",
                            field.label.ja,
                            field.who,
                            clock(field.at)
                        )
                    })
                    .collect();
                format!("見ている間に変更がありました: {}", parts.join("、"))
            }
            Self::Overtaken(ids) => {
                format!("その後に変更があったため取り消せません: {}", ids_text(ids, "、"))
            }
            Self::Referenced { id, by } => {
                format!(
                    "{id} は{by}件の記録につながっているため取り下げられません(先にそれらを取り下げてください)"
                )
            }
            Self::Denied(denied) => denied.text(Lang::Ja),
            Self::Forbidden(what) => {
                format!("「{}」の権限がありません(管理者に依頼してください)", what.ja)
            }
            Self::Merged { id, into } => {
                format!("{id} は {into} に統合されています({into} を使うか、先に統合を解除してください)")
            }
            Self::NotMerged(id) => format!("{id} は統合されていません"),
            Self::MergeForgotten(id) => format!("{id} の統合の内容が記録に残っていないため解除できません"),
            Self::KnownDifferent { id, other } => {
                format!("{id} と {other} は別の記録と確認済みです(先に確認を取り消してください)")
            }
            Self::NothingToUndo => "取り消せる操作がありません".to_owned(),
            Self::NothingToRedo => "やり直せる操作がありません".to_owned(),
            Self::TooLarge { most } => format!("一度に扱えるのは{most}件までです"),
            Self::BatchInBatch => "一括の中に別の一括は入れられません".to_owned(),
            Self::InBatch { index, cause } => format!("{}件目: {}", index + 1, cause.japanese()),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NotFound(id) => format!("there is no {id}"),
            Self::Withdrawn(id) => format!("{id} has been withdrawn; restore it first"),
            Self::Invalid { label, fault, .. } => format!("{}: {}", label.en, fault.text(Lang::En)),
            Self::Ruled { label, .. } => format!("\"{}\" is only changed by its own command", label.en),
            Self::Fixed { label, .. } => format!("\"{}\" cannot be changed once the record exists", label.en),
            Self::WrongKind { id, wanted } => format!("{id} is not {}", with_article(wanted.key())),
            Self::Exists(id) => format!("{id} already exists"),
            Self::OnTheList(_) => "is on the list of this event already".to_owned(),
            Self::IdOutOfRange(id) => format!("the number of {id} cannot be used (1 to 99999999)"),
            Self::Transition { from, to } => way_text(*from, *to, Lang::En),
            Self::Gate { to, missing } => {
                format!("cannot go to \"{}\": {}", to.label().en, list(missing, Lang::En))
            }
            Self::MatchTransition { from, to } => {
                format!("a match cannot go from \"{}\" to \"{}\"", from.label().en, to.label().en)
            }
            Self::MatchGate { to, missing } => {
                format!("cannot become \"{}\": {}", to.label().en, list(missing, Lang::En))
            }
            Self::ReasonNeeded => "give a reason".to_owned(),
            Self::Stale { fields, .. } => {
                let parts: Vec<String> = fields
                    .iter()
                    .map(|field| {
                        format!("\"{}\" was changed by {} at {}", field.label.en, field.who, clock(field.at))
                    })
                    .collect();
                format!("changed while you were looking: {}", parts.join("; "))
            }
            Self::Overtaken(ids) => {
                format!("cannot be undone, since something changed afterwards: {}", ids_text(ids, ", "))
            }
            Self::Referenced { id, by } => {
                let records = if *by == 1 { "record is" } else { "records are" };
                format!("{id} cannot be withdrawn: {by} {records} linked to it; withdraw those first")
            }
            Self::Denied(denied) => denied.text(Lang::En),
            Self::Forbidden(what) => {
                format!("you have no right to \"{}\"; ask an administrator", what.en)
            }
            Self::Merged { id, into } => {
                format!("{id} has been merged into {into}; use {into}, or unmerge {id} first")
            }
            Self::NotMerged(id) => format!("{id} has not been merged into another record"),
            Self::MergeForgotten(id) => {
                format!("{id} cannot be unmerged: the journal does not tell what the merge did")
            }
            Self::KnownDifferent { id, other } => {
                format!("{id} and {other} were found to be different; take that back first")
            }
            Self::NothingToUndo => "there is nothing to undo".to_owned(),
            Self::NothingToRedo => "there is nothing to redo".to_owned(),
            Self::TooLarge { most } => format!("at most {most} at a time"),
            Self::BatchInBatch => "a batch cannot hold another batch".to_owned(),
            Self::InBatch { index, cause } => format!("number {}: {}", index + 1, cause.english()),
        }
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for Rejection {}

/// Why a case cannot go there, and where it can.
fn way_text(from: Stage, to: Stage, lang: Lang) -> String {
    let (here, there) = (from.label().text(lang), to.label().text(lang));
    if from == to {
        return match lang {
            Lang::Ja => format!("すでに「{here}」です"),
            Lang::En => format!("the case is at \"{here}\" already"),
        };
    }
    match (from, lang) {
        (Stage::OnHold, Lang::Ja) => format!("保留中です。再開してから「{there}」へ進めてください"),
        (Stage::OnHold, Lang::En) => format!("the case is on hold; resume it before it goes to \"{there}\""),
        (Stage::Closed, Lang::Ja) => "終結しています。再開には理由が必要です".to_owned(),
        (Stage::Closed, Lang::En) => "the case is closed; reopen it first, with a reason".to_owned(),
        (_, Lang::Ja) => format!("「{here}」から「{there}」へは進めません(進める先: {})", ways(from, lang)),
        (_, Lang::En) => {
            format!("a case cannot go from \"{here}\" to \"{there}\"; it can go to: {}", ways(from, lang))
        }
    }
}

/// The stages that the table offers, in words.
fn ways(from: Stage, lang: Lang) -> String {
    let names: Vec<&str> = rule_of(from).to.iter().map(|stage| stage.label().text(lang)).collect();
    names.join(lang.pick("、", ", "))
}

fn with_article(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {word}")
}

fn list(missing: &[Requirement], lang: Lang) -> String {
    let parts: Vec<&str> = missing.iter().map(|one| one.text(lang)).collect();
    parts.join(lang.pick("、", "; "))
}

fn clock(at: Moment) -> String {
    let (hour, minute) = at.hour_minute();
    format!("{} {hour:02}:{minute:02}", at.date())
}

/// Ids for a sentence, the first ten.
fn ids_text(ids: &[Id], separator: &str) -> String {
    const SHOWN: usize = 10;
    let mut parts: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
    if ids.len() > SHOWN {
        parts.push(format!("+{}", ids.len() - SHOWN));
    }
    parts.join(separator)
}
