//! From rows to commands: what each row would do, decided on a fork of the state, so that a dry run and the real one cannot differ.
//! Invariant: nothing is written here; the plan's commands, submitted as one batch, do exactly what the report says.
//! Called by `import` and by screens that show a dry run.

mod known;
mod likely;
mod row;

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use known::{Keys, Lookalikes, Match};

use super::columns::{Column, Columns, Target};
use super::csv_read::FileFault;
use super::profile::listed;
use super::report::{Rejected, Report};
use super::source::{Cell, Entry, Source};
use crate::domain::record::Stamp;
use crate::domain::{Command, Context, Draft, Put, Record, Rejection, State, decide, opening};
use crate::field::tables::region;
use crate::field::{Fault, Field, Id, Kind, Shape};
use crate::lang::Lang;
use crate::text::{NOTE_GRAPHEMES, clean_text};

/// How an import finds the record that a row is about, and in which words it reports.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub kind: Kind,
    /// The field that names a record where a row has no id; `None`: only the id does.
    pub key: Option<&'static Field>,
    pub lang: Lang,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// In the order to be carried out, as one batch.
    pub commands: Vec<Command>,
    pub report: Report,
    /// What becomes of each row that can be taken, by its line.
    pub fates: Vec<Fate>,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fate {
    pub line: u64,
    pub becomes: Becomes,
}

/// What a row makes, with the place of its command where it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Becomes {
    New(usize),
    Changed(usize),
    /// The record is so already.
    Same(Id),
}

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SoFar {
    pub rows: u64,
    /// Bytes of the file that were read.
    pub bytes: u64,
}

/// Rows between two looks at whether to go on.
const ROWS_AT_ONCE: u64 = 64;

/// Reads every row and decides what it would do to `state`.
///
/// # Errors
/// A fault of the file as a whole; faults of rows are in the report.
pub fn plan<R: Read + Seek>(
    state: &State,
    source: &mut Source<R>,
    options: Options,
    context: &Context,
) -> Result<Plan, FileFault> {
    Ok(plan_while(state, source, options, context, &|_| true)?.unwrap_or_default())
}

/// The same, told how far it is and asked whether to go on; `None` where it is not to.
///
/// # Errors
/// As `plan`.
pub fn plan_while<R: Read + Seek>(
    state: &State,
    source: &mut Source<R>,
    options: Options,
    context: &Context,
    goes_on: &dyn Fn(SoFar) -> bool,
) -> Result<Option<Plan>, FileFault> {
    let mut planner = Planner::new(state, options, context);
    planner.plan.report.encoding = Some(source.encoding());
    let mut rows = 0;
    while let Some(entry) = source.next_entry()? {
        planner.row(&entry, &source.columns);
        rows += 1;
        if rows % ROWS_AT_ONCE == 0 && !goes_on(SoFar { rows, bytes: source.bytes() }) {
            return Ok(None);
        }
    }
    planner.settle(&source.columns);
    planner.warn(&source.columns);
    planner.plan.report.rejected.sort_by_key(|one| one.line);
    planner.plan.fates.sort_by_key(|one| one.line);
    Ok(Some(planner.plan))
}
/// A row ready to be decided.
struct Ready {
    line: u64,
    command: Command,
}

/// Why a row is refused: columns by field key with reasons; an empty key is the whole row.
type Refusal = Vec<(String, String)>;

struct Planner<'a> {
    before: &'a State,
    working: State,
    options: Options,
    context: &'a Context,
    stamp: Stamp,
    keys: Keys,
    lookalikes: Lookalikes,
    /// The line on which an id stood already.
    used: BTreeMap<Id, u64>,
    /// Rows that name a record of their own kind which no earlier row made.
    waiting: Vec<Ready>,
    plan: Plan,
}

impl<'a> Planner<'a> {
    fn new(state: &'a State, options: Options, context: &'a Context) -> Self {
        Self {
            before: state,
            working: state.clone(),
            options,
            context,
            stamp: Stamp { seq: state.seq() + 1, at: context.at, author: context.author.0.clone() },
            keys: Keys::new(state, options),
            lookalikes: Lookalikes::default(),
            used: BTreeMap::new(),
            waiting: Vec::new(),
            plan: Plan::default(),
        }
    }

    fn row(&mut self, entry: &Entry, columns: &Columns) {
        if let Some(fault) = &entry.fault {
            return self.refuse(entry.line, columns, vec![(String::new(), fault.text(self.options.lang))]);
        }
        match self.command(entry, columns) {
            Ok(command) => {
                let ready = Ready { line: entry.line, command };
                if let Err(refusal) = self.take(ready, true) {
                    self.refuse(entry.line, columns, refusal);
                }
            }
            Err(refusal) => self.refuse(entry.line, columns, refusal),
        }
    }

    /// Rows that waited for others, until no more of them can be taken.
    fn settle(&mut self, columns: &Columns) {
        loop {
            let before = self.waiting.len();
            for ready in std::mem::take(&mut self.waiting) {
                let line = ready.line;
                if let Err(refusal) = self.take(ready, true) {
                    self.refuse(line, columns, refusal);
                }
            }
            if self.waiting.is_empty() {
                return;
            }
            if self.waiting.len() == before {
                for ready in std::mem::take(&mut self.waiting) {
                    let line = ready.line;
                    if let Err(refusal) = self.take(ready, false) {
                        self.refuse(line, columns, refusal);
                    }
                }
                return;
            }
        }
    }

    /// The command of a row.
    fn command(&mut self, entry: &Entry, columns: &Columns) -> Result<Command, Refusal> {
        for (place, cell) in &entry.cells {
            if let Some(Column { name, target: Target::Field(field) }) = columns.get(*place) {
                self.note_cleaned(entry.line, name, field, cell);
            }
        }
        let said =
            row::read(entry, columns, &self.before.office().names, self.options.kind, self.options.lang)?;
        let mut command = self.aim(entry.line, said.given, said.draft)?;
        if let Command::Add { draft, .. } | Command::AddAs { draft, .. } = &mut command {
            for (field, text) in &columns.profile().fresh {
                if !matches!(draft.get(field.code), Some(Put::Set(_) | Put::Merge(_))) {
                    // A profile holds no value that the field does not take.
                    let _ = draft.put_text(field, text);
                }
            }
        }
        Ok(command)
    }

    /// Whether the draft is a new record or a change of one.
    fn aim(&mut self, line: u64, given: Option<Id>, draft: Draft) -> Result<Command, Refusal> {
        let id = match given.or_else(|| self.coded(&draft)) {
            // A row of then is about the record of today.
            Some(id) => Some(self.before.survivor(id)),
            None => match self.keys.find(&draft) {
                Match::None => None,
                Match::One(id) => Some(id),
                Match::Several(count) => return Err(vec![self.ambiguous(count)]),
                Match::Seen(earlier) => return Err(vec![self.repeated(earlier)]),
            },
        };
        if let Some(id) = id
            && let Some(earlier) = self.used.insert(id, line)
        {
            return Err(vec![("id".to_owned(), self.repeated(earlier).1)]);
        }
        self.keys.note(&draft, line);
        Ok(match id {
            Some(id) if self.before.packed(id).is_some() => Command::Update { id, draft, imported: true },
            Some(id) if id.kind != Kind::Region => Command::AddAs { id, draft },
            _ => {
                if id.is_none() && self.options.kind == Kind::Person {
                    for id in self.lookalikes.of(self.before, &draft) {
                        self.plan.report.suspect(line, id);
                    }
                }
                Command::Add { kind: self.options.kind, draft, imported: true }
            }
        })
    }

    /// A region is named by its code.
    fn coded(&self, draft: &Draft) -> Option<Id> {
        if self.options.kind != Kind::Region {
            return None;
        }
        let code = known::text_in(draft, &region::CODE)?;
        code.parse().ok().map(|number| Id::new(Kind::Region, number))
    }

    /// Decides the row and keeps it, or says why not.
    fn take(&mut self, ready: Ready, may_wait: bool) -> Result<(), Refusal> {
        match decide(&self.working, &ready.command, self.context) {
            Err(rejection) if may_wait && is_about_own_kind(&rejection, self.options.kind) => {
                self.waiting.push(ready);
                Ok(())
            }
            Err(rejection) => Err(vec![refusal_of(&rejection, self.options.lang)]),
            Ok(events) => {
                let report = &mut self.plan.report;
                let place = self.plan.commands.len();
                let (count, becomes) = match &ready.command {
                    Command::Update { id, .. } if events.is_empty() => {
                        (&mut report.unchanged, Becomes::Same(*id))
                    }
                    Command::Update { .. } => (&mut report.updated, Becomes::Changed(place)),
                    _ => (&mut report.created, Becomes::New(place)),
                };
                *count += 1;
                self.plan.fates.push(Fate { line: ready.line, becomes });
                let own = usize::from(!events.is_empty());
                for event in events.iter().take(events.len() - own) {
                    report.count_added(event.id().kind);
                }
                for event in &events {
                    self.working.apply_event(event, &self.stamp);
                }
                if !events.is_empty() {
                    self.plan.commands.push(ready.command);
                }
                Ok(())
            }
        }
    }

    fn refuse(&mut self, line: u64, columns: &Columns, refusal: Refusal) {
        let mut parts = refusal.into_iter().map(|(key, reason)| {
            let column = (!key.is_empty()).then(|| columns.name_of(&key));
            (column, reason)
        });
        let Some((column, reason)) = parts.next() else { return };
        let also = parts.map(|(column, reason)| (column.unwrap_or_default(), reason)).collect();
        self.plan.report.rejected.push(Rejected { line, column, reason, also });
    }

    /// Says which columns mean nothing, and which the profile would have read.
    fn warn(&mut self, columns: &Columns) {
        let Options { kind, lang, .. } = self.options;
        for name in columns.unknown() {
            self.plan.report.warn(match lang {
                Lang::Ja => format!("列「{name}」は{}の項目ではないため読み飛ばしました", kind.label().ja),
                Lang::En => format!("column \"{name}\" is no field of {}; it was skipped", kind.plural()),
            });
        }
        let unsaid = self.plan.commands.iter().filter(|command| self.opens_unsaid(command)).count();
        if unsaid > 0 {
            self.plan.report.warn(match lang {
                Lang::Ja => format!(
                    "必須スキルも「スキル不問」もない案件 {unsaid}件は、募集中のまま取り込みます(表示「案件: 募集中でスキル未定」で探せます)"
                ),
                Lang::En => format!(
                    "{unsaid} jobs that name no skill stay open as they come; the view \"Open jobs without skills\" finds them"
                ),
            });
        }
        if !columns.missing.is_empty() {
            let missing = listed(&columns.missing, lang);
            self.plan.report.warn(match lang {
                Lang::Ja => format!("プロファイルにあってファイルにない列: {missing}"),
                Lang::En => format!("columns of the profile that the file lacks: {missing}"),
            });
        }
    }

    /// Says what cleaning takes out of a text; the rest of the cell is kept.
    fn note_cleaned(&mut self, line: u64, column: &str, field: &Field, cell: &Cell) {
        let (Shape::Text(_) | Shape::Texts(_)) = field.shape else { return };
        let (Cell::Text(text) | Cell::Json(serde_json::Value::String(text))) = cell else { return };
        let removed = clean_text(text, NOTE_GRAPHEMES).removed;
        if !removed.is_empty() {
            self.plan.report.warn_cleaned(line, column, &removed, self.options.lang);
        }
    }

    /// Whether it makes a job that is open without saying what it takes.
    fn opens_unsaid(&self, command: &Command) -> bool {
        let (Command::Add { kind: Kind::Job, draft, .. } | Command::AddAs { draft, .. }) = command else {
            return false;
        };
        let record = draft.over(&Record::new(Id::new(self.options.kind, 0)), &self.working);
        self.options.kind == Kind::Job && opening::is_open(&record) && !opening::says_skills(&record)
    }

    fn ambiguous(&self, count: usize) -> (String, String) {
        let key = self.options.key.map_or("id", |field| field.key).to_owned();
        (
            key,
            match self.options.lang {
                Lang::Ja => format!("同じ値の記録が{count}件あります。id で指定してください"),
                Lang::En => format!("{count} records have this value; give the id"),
            },
        )
    }

    fn repeated(&self, earlier: u64) -> (String, String) {
        let key = self.options.key.map_or("id", |field| field.key).to_owned();
        (
            key,
            match self.options.lang {
                Lang::Ja => format!("{earlier}行目と同じ記録を指しています"),
                Lang::En => format!("names the same record as line {earlier}"),
            },
        )
    }
}

fn is_about_own_kind(rejection: &Rejection, own: Kind) -> bool {
    matches!(rejection, Rejection::Invalid { fault: Fault::NoRecord { kind, .. }, .. } if *kind == own)
}

/// The field and the sentence of a refusal.
fn refusal_of(rejection: &Rejection, lang: Lang) -> (String, String) {
    match rejection {
        Rejection::Invalid { key, fault, .. } => ((*key).to_owned(), fault.text(lang)),
        Rejection::Ruled { key, .. } | Rejection::Fixed { key, .. } => {
            ((*key).to_owned(), rejection.text(lang))
        }
        Rejection::NotFound(_)
        | Rejection::Withdrawn(_)
        | Rejection::Exists(_)
        | Rejection::IdOutOfRange(_) => ("id".to_owned(), rejection.text(lang)),
        other => (String::new(), other.text(lang)),
    }
}
