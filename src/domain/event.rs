//! Events: what was accepted. Every event is a verb over field changes with their values before and after.
//! One shape for all kinds keeps apply, undo, the log's wording and the stored form in one place; the verb keeps the meaning.
//! Append-only: verbs and variants are stored by their number and never change or vanish.

use super::record::Record;
use crate::field::choice::choices;
use crate::field::{Id, Value};

/// A field's change.
#[derive(Debug, Clone, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub struct Change {
    pub field: u16,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// A fact that was accepted and stored.
#[derive(Debug, Clone, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub enum Event {
    /// A record came into being. Its stamps are set by the commit that carries it.
    Added(Record),
    /// Fields of a record changed, for what the verb says; the code is a `Verb`'s.
    Changed { id: Id, verb: u16, changes: Vec<Change>, reason: Option<Box<str>> },
    /// The records of one kind from `first` to `last` are hidden (undo of their creation).
    Withdrawn { first: Id, last: Id },
    /// They are shown again.
    Restored { first: Id, last: Id },
}

choices! {
    /// What a change of fields means.
    Verb {
        Updated "updated" "変更" "updated", StageChanged "stage_changed" "段階変更" "stage changed", Assigned "assigned" "担当決定" "assigned",
        Held "held" "保留" "held", Resumed "resumed" "再開" "resumed", Closed "closed" "終結" "closed", Reopened "reopened" "再開(終結後)" "reopened",
        StatusChanged "status_changed" "状態変更" "status changed", ConsentGiven "consent_given" "同意取得" "consent given",
        ConsentRevoked "consent_revoked" "同意撤回" "consent revoked", Presented "presented" "企業へ提示" "presented",
        Accepted "accepted" "成約" "accepted", Declined "declined" "辞退・見送り" "declined", Overridden "overridden" "上書き" "overridden",
        NextActionSet "next_action_set" "次の一手" "next action set", Reverted "reverted" "取消" "reverted",
        PlanAgreed "plan_agreed" "プラン合意" "plan agreed", HandedOver "handed_over" "引継ぎ" "handed over", Introduced "introduced" "紹介" "introduced",
        Checked "checked" "定着確認" "checked", Merged "merged" "統合" "merged", Unmerged "unmerged" "統合解除" "unmerged", Erased "erased" "消去" "erased",
        Moved "moved" "付け替え" "moved", Judged "judged" "重複の判断" "judged", Voted "voted" "投票" "voted",
    }
}

impl Event {
    /// A change under a verb.
    pub fn changed(id: Id, verb: Verb, changes: Vec<Change>, reason: Option<Box<str>>) -> Self {
        Self::Changed { id, verb: verb.code(), changes, reason }
    }

    /// The first record the event is about.
    pub const fn id(&self) -> Id {
        match self {
            Self::Added(record) => record.id,
            Self::Changed { id, .. } => *id,
            Self::Withdrawn { first, .. } | Self::Restored { first, .. } => *first,
        }
    }

    /// The first and last record the event is about.
    pub const fn span(&self) -> (Id, Id) {
        match self {
            Self::Added(_) | Self::Changed { .. } => (self.id(), self.id()),
            Self::Withdrawn { first, last } | Self::Restored { first, last } => (*first, *last),
        }
    }

    /// The verb's key, as logs and scripts name it: `added`, `updated`, `stage_changed`, `withdrawn`.
    pub fn verb_key(&self) -> &'static str {
        match self {
            Self::Added(_) => "added",
            Self::Changed { verb, .. } => Verb::from_code(*verb).map_or("changed", Verb::key),
            Self::Withdrawn { .. } => "withdrawn",
            Self::Restored { .. } => "restored",
        }
    }

    /// The event's type in JSON and in headers: kind and verb, as `person_added`.
    pub fn type_key(&self) -> String {
        format!("{}_{}", self.id().kind.key(), self.verb_key())
    }
}
