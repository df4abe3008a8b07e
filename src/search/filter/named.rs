//! What a name before a colon means: a field in each kind that has one of that name, a part of its rows (`consent.expires`),
//! or something that is counted from the record and its links (`updated`, `due`, `candidates`).
//! Fields that the reader may not see have no names.

use std::borrow::Cow;

use super::alike;
use crate::domain::attendance::happened;
use crate::domain::{Record, State, lead, retention, stage};
use crate::field::choices::MatchStatus;
use crate::field::tables::{activity, case, job, matched, measure};
use crate::field::{Atom, Date, Field, Id, Kind, Moment, Shape, Value, by_name, fields};
use crate::fold::fold;
use crate::lang::Label;
use crate::search::query::narrow;

/// Names offered at most.
const NEAR: usize = 3;

/// Fields that hold whoever works here: `me` means the asker in them.
const STAFF: &[&str] = &["owner", "helpers", "next_who", "coordinator", "who"];

/// What is asked of the records of a kind.
#[derive(Debug, Clone, Copy)]
pub(in crate::search) enum Part {
    Own(&'static Field),
    /// One part of each row.
    OfRows(&'static Field, &'static Field),
    Counted(Counted),
}

/// What is counted from a record and its links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::search) enum Counted {
    Id,
    Updated,
    Created,
    /// The day by which something must happen.
    Due,
    /// When something was last done with somebody, or written of them.
    Activity,
    /// How many people are candidates for a job.
    Candidates,
    /// How far the matches of a person or a job are.
    Match,
    /// When a started case is to be checked next.
    Check,
    /// Until when a person's record is kept.
    Kept,
}

/// Names of what is counted, the first one the key; then the label and the kinds.
const COUNTED: &[(Counted, &[&str], Label, &[Kind])] = &[
    (Counted::Id, &["id", "番号"], Label::new("番号", "Id"), &Kind::ALL),
    (Counted::Updated, &["updated", "更新", "更新日", "最終更新"], Label::new("更新", "Updated"), &Kind::ALL),
    (Counted::Created, &["created", "登録", "登録日", "作成日"], Label::new("登録", "Created"), &Kind::ALL),
    (
        Counted::Due,
        &["due", "期日", "期限", "締切"],
        Label::new("期日", "Due"),
        &[Kind::Case, Kind::Job, Kind::Measure],
    ),
    (
        Counted::Activity,
        &["activity", "動き", "最終対応"],
        Label::new("動き", "Activity"),
        &[Kind::Person, Kind::Case],
    ),
    (Counted::Candidates, &["candidates", "候補数"], Label::new("候補数", "Candidates"), &[Kind::Job]),
    (Counted::Match, &["match", "候補"], Label::new("候補", "Match"), &[Kind::Person, Kind::Job]),
    (
        Counted::Kept,
        &["keep_until", "保存期限", "retention_until"],
        Label::new("保存期限", "Keep until"),
        &[Kind::Person],
    ),
    (Counted::Check, &["check_due", "定着確認日"], Label::new("定着確認日", "Check due"), &[Kind::Case]),
];

/// What a name means.
#[derive(Debug)]
pub(in crate::search) struct Named {
    /// Whether the kinds of records themselves are meant, before any field.
    pub kinds: bool,
    pub parts: Vec<(Kind, Part)>,
}

impl Named {
    /// What `name` means; `None` where nothing that the reader may see is called so.
    pub fn of(name: &str, state: &State) -> Option<Self> {
        let plain = narrow(name.trim());
        let kinds = matches!(plain.as_str(), "kind" | "種別");
        let parts: Vec<(Kind, Part)> = Kind::ALL
            .into_iter()
            .filter_map(|kind| Some((kind, part(kind, &plain)?)))
            .filter(|(_, part)| part.is_seen(state))
            .collect();
        (kinds || !parts.is_empty()).then_some(Self { kinds, parts })
    }

    /// Whether it names a field that holds whoever works here, in any kind.
    pub fn is_staff(name: &str) -> bool {
        let plain = narrow(name.trim());
        Kind::ALL.into_iter().filter_map(|kind| part(kind, &plain)).any(|part| part.is_staff())
    }

    /// What is called alike.
    pub fn near(name: &str, state: &State) -> Vec<Label> {
        let wanted = fold(name);
        let names = names_of_fields(state)
            .filter_map(|(name, _, label, _)| Some((alike::best(&wanted, [name, label.en])?, label)));
        alike::ranked(names.collect(), NEAR)
    }
}

/// Every name that may stand before a colon, as the reader sees them: the name, the key and label of what it names, and the
/// kind that has it.
pub(in crate::search) fn names_of_fields(
    state: &State,
) -> impl Iterator<Item = (&'static str, &'static str, Label, Kind)> {
    let counted = COUNTED.iter().flat_map(|(_, names, label, kinds)| {
        let key = names.first().copied().unwrap_or_default();
        kinds.iter().flat_map(move |kind| names.iter().map(move |name| (*name, key, *label, *kind)))
    });
    let own = Kind::ALL.into_iter().flat_map(move |kind| {
        let seen = fields(kind).iter().filter(|field| state.sees(field.guard));
        seen.flat_map(move |field| {
            let names = [field.key, field.label.ja].into_iter().chain(field.aliases.iter().copied());
            names.map(move |name| (name, field.key, field.label, kind))
        })
    });
    let kinds = ["kind", "種別"].map(|name| (name, "kind", Label::new("種別", "Kind"), Kind::Person));
    kinds.into_iter().chain(counted).chain(own)
}

fn part(kind: Kind, name: &str) -> Option<Part> {
    let counted = COUNTED.iter().find(|(_, names, _, kinds)| names.contains(&name) && kinds.contains(&kind));
    if let Some((counted, ..)) = counted {
        return Some(Part::Counted(*counted));
    }
    if kind == Kind::Match && matches!(name, "match" | "候補") {
        return Some(Part::Own(&matched::STATUS));
    }
    if let Some(field) = by_name(kind, name) {
        return Some(Part::Own(field));
    }
    let (field, sub) = name.split_once('.')?;
    let field = by_name(kind, field)?;
    let sub = field.rows()?.iter().find(|one| one.is_called(sub))?;
    Some(Part::OfRows(field, sub))
}

impl Part {
    /// Whether the reader may see it.
    pub fn is_seen(&self, state: &State) -> bool {
        match self {
            Self::Own(field) | Self::OfRows(field, _) => state.sees(field.guard),
            Self::Counted(_) => true,
        }
    }

    /// Whether it holds whoever works here.
    pub fn is_staff(&self) -> bool {
        STAFF.contains(&self.key())
    }

    /// The part of a row that is asked: the one named, else the first, which says what the row is about.
    pub fn asked_of_row(&self) -> Option<&'static Field> {
        match self {
            Self::OfRows(_, sub) => Some(sub),
            Self::Own(field) => field.rows().and_then(<[Field]>::first),
            Self::Counted(_) => None,
        }
    }

    /// The form of what is asked.
    pub fn shape(&self) -> Shape {
        match self {
            Self::Own(field) => self.asked_of_row().map_or(field.shape, |sub| sub.shape),
            Self::OfRows(_, sub) => sub.shape,
            Self::Counted(Counted::Updated | Counted::Created | Counted::Activity) => Shape::Moment,
            Self::Counted(Counted::Due | Counted::Check | Counted::Kept) => Shape::Date,
            Self::Counted(Counted::Candidates) => job::OPENINGS.shape,
            Self::Counted(Counted::Match) => Shape::Choice(MatchStatus::TABLE),
            Self::Counted(Counted::Id) => Shape::Ref(Kind::Person),
        }
    }

    /// Its name in files and scripts.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Own(field) => self.asked_of_row().map_or(field.key, |sub| sub.key),
            Self::OfRows(_, sub) => sub.key,
            Self::Counted(counted) => COUNTED
                .iter()
                .find(|(known, ..)| known == counted)
                .and_then(|(_, names, ..)| names.first())
                .copied()
                .unwrap_or_default(),
        }
    }

    /// Its value in a record.
    pub fn value<'r>(&self, record: &'r Record, state: &State) -> Option<Cow<'r, Value>> {
        match self {
            Self::Own(field) => record.get(field).map(Cow::Borrowed),
            Self::OfRows(field, sub) => {
                let some = record.rows(field).iter().any(|row| row.get(sub.code).is_some());
                record.get(field).filter(|_| some).map(Cow::Borrowed)
            }
            Self::Counted(counted) => counted.value(record, state).map(Cow::Owned),
        }
    }
}

impl Counted {
    fn value(self, record: &Record, state: &State) -> Option<Value> {
        match self {
            Self::Id => Some(Value::reference(record.id)),
            Self::Updated => Some(Value::moment(record.updated().at)),
            Self::Created => Some(Value::moment(record.created.at)),
            Self::Due => due(record).map(Value::date),
            Self::Activity => Some(Value::moment(last_activity(record, state))),
            Self::Candidates => {
                let count = statuses(record.id, state).filter(|status| is_candidate(*status)).count();
                i64::try_from(count).ok().map(Value::int)
            }
            Self::Match => {
                let held: Vec<Atom> =
                    statuses(record.id, state).map(|status| Atom::Choice(status.code())).collect();
                (!held.is_empty()).then_some(Value::List(held))
            }
            Self::Kept => retention::kept(state, record).map(|kept| Value::date(kept.until)),
            Self::Check => lead::next_check(record).map(|(_, day)| Value::date(day)),
        }
    }
}

/// The next action of a case or, where none is set, the first response it waits for; the end of a job's window; the day by
/// which a measure must be looked at again.
fn due(record: &Record) -> Option<Date> {
    match record.id.kind {
        Kind::Case => {
            let is_open = crate::domain::decide::stage_of(record);
            let first = || lead::due(record).filter(|_| stage::is_open(is_open));
            record.date(&case::NEXT_DUE).or_else(first)
        }
        Kind::Job => record.date(&job::CLOSES_ON),
        Kind::Measure => {
            let days = i32::try_from(record.int(&measure::STALE_AFTER)?).ok()?;
            Some(record.date(&measure::CHECKED_ON)?.plus_days(days))
        }
        _ => None,
    }
}

fn last_activity(record: &Record, state: &State) -> Moment {
    let told = state.links(record.id).filter(|id| matches!(id.kind, Kind::Activity | Kind::Note));
    let at = |id: Id| {
        let told = state.live(id).filter(happened)?;
        Some(told.moment(&activity::AT).filter(|_| id.kind == Kind::Activity).unwrap_or(told.created.at))
    };
    told.filter_map(at).max().unwrap_or_default().max(record.updated().at)
}

fn statuses(id: Id, state: &State) -> impl Iterator<Item = MatchStatus> {
    let matches = state.linked(id, Kind::Match).filter_map(|id| state.live(id));
    matches.filter_map(|record| record.choice(&matched::STATUS).and_then(MatchStatus::from_code))
}

const fn is_candidate(status: MatchStatus) -> bool {
    !matches!(
        status,
        MatchStatus::DeclinedPerson
            | MatchStatus::DeclinedFirm
            | MatchStatus::Withdrawn
            | MatchStatus::Expired
    )
}
