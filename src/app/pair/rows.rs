//! The fields of two records beside each other: what each says, how they stand to each other, and what would stay.

use crate::domain::command::Keep;
use crate::domain::merge::{is_chosen, usual};
use crate::domain::{Record, State};
use crate::field::print::display;
use crate::field::{Field, fields};
use crate::lang::Lang;

/// How what two records say of a field stands to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Same,
    Different,
    OnlyLeft,
    OnlyRight,
}

/// One field.
#[derive(Debug)]
pub struct Row {
    pub field: &'static Field,
    pub left: String,
    pub right: String,
    pub relation: Relation,
    /// What stays; `None` where a rule decides.
    pub keep: Option<Keep>,
}

/// The fields of which either says something, those that differ first.
pub fn rows(left: &Record, right: &Record, keep: &[(u16, Keep)], state: &State, lang: Lang) -> Vec<Row> {
    let mut rows: Vec<Row> = fields(left.id.kind)
        .iter()
        .filter_map(|field| {
            let (one, other) = (left.get(field), right.get(field));
            let relation = match (one, other) {
                (None, None) => return None,
                (Some(_), None) => Relation::OnlyLeft,
                (None, Some(_)) => Relation::OnlyRight,
                (Some(one), Some(other)) if one == other => Relation::Same,
                (Some(_), Some(_)) => Relation::Different,
            };
            let chosen = keep.iter().find(|(code, _)| *code == field.code).map(|(_, keep)| *keep);
            let usual = || usual(field, left, right);
            let stays = is_chosen(left.id.kind, field).then(|| chosen.unwrap_or_else(usual));
            let text = |value: Option<&crate::field::Value>| {
                let text = value.map(|value| display(field, value, lang, state)).unwrap_or_default();
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            };
            Some(Row { field, left: text(one), right: text(other), relation, keep: stays })
        })
        .collect();
    rows.sort_by_key(|row| row.relation != Relation::Different);
    rows
}
