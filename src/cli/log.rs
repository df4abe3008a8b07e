//! `log`: every commit with its events, as JSON for programs or in plain words; with `--follow` it goes on as they come.

mod access;

use std::time::Duration;

use serde_json::Value as Json;

use super::args::LogOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::domain::{Commit, Event, Stamp, State};
use crate::field::Id;
use crate::interchange::eventlog;
use crate::store::history::{Commits, StoredCommit};
use crate::store::journal::Journal;
use crate::store::log::Log as _;

/// How often a followed journal is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

pub fn run(ground: &mut Ground, options: &LogOptions) -> Result<(), Failure> {
    if options.access {
        return access::run(ground, options);
    }
    let of = options.of.as_deref().map(|id| ground.id(id)).transpose()?;
    let mut journal = ground.opening().read_journal(false)?;
    let limited = limits_of(ground)?;
    let names = (!ground.json).then(|| limited.clone().unwrap_or_default());
    let mut log = Log { of, since: options.since, names, limited, seen: 0 };
    log.print(ground, &journal)?;
    if !options.follow {
        return Ok(());
    }
    // Until somebody ends it, or nobody reads it any more.
    loop {
        ground.out.finish()?;
        std::thread::sleep(LOOK_EVERY);
        if ground.host.is_gone() {
            return Err(Failure::Pipe);
        }
        if log.limited.is_some() {
            // Rights may have changed, and with them what is shown.
            log.limited = limits_of(ground)?;
            log.names = (!ground.json).then(|| log.limited.clone().unwrap_or_default());
        }
        if journal.refresh().map_err(crate::store::error::StoreError::from)?.seq > log.seen {
            log.print(ground, &journal)?;
        }
    }
}

/// The state through which events are looked at, for whoever may not see all of them. Whoever owns the files could read the
/// journal by other means as well, and is spared the time that the state takes.
fn limits_of(ground: &Ground) -> Result<Option<State>, Failure> {
    if ground.served.is_none() && ground.config.user == ground.config.system_user {
        return Ok(None);
    }
    let state = ground.read()?.state;
    Ok(state.lens().is_some().then_some(state))
}

/// Whether an event is about a record.
pub fn is_about(event: &Event, id: Id) -> bool {
    let (first, last) = event.span();
    first.kind == id.kind && (first.number..=last.number).contains(&id.number)
}

struct Log {
    of: Option<Id>,
    since: u64,
    /// What records are called, as of the commit being printed; words need it, JSON does not.
    names: Option<State>,
    /// What limits whoever reads.
    limited: Option<State>,
    /// The newest commit that was read.
    seen: u64,
}

impl Log {
    fn print(&mut self, ground: &mut Ground, journal: &Journal) -> Result<(), Failure> {
        if journal.head().seq <= self.seen {
            return Ok(());
        }
        let from = if self.names.is_some() {
            self.seen + 1
        } else {
            (self.seen + 1).max(self.since.saturating_add(1))
        };
        for stored in Commits::read(journal, from)? {
            let stored = stored?;
            self.seen = stored.head.seq;
            let wanted = stored.head.seq > self.since && self.of.is_none_or(|id| stored.head.touches(id));
            let about = About { of: self.of, limited: self.limited.as_ref() };
            match &mut self.names {
                None if wanted => json(ground, stored, about)?,
                None => {}
                Some(names) if wanted => text(ground, stored, about, names)?,
                Some(_) if about.limited.is_some() => {}
                Some(names) => {
                    stored.fold(names)?;
                }
            }
        }
        Ok(())
    }
}

/// Which events are wanted, and through what they are looked at.
#[derive(Clone, Copy)]
struct About<'a> {
    of: Option<Id>,
    limited: Option<&'a State>,
}

impl About<'_> {
    /// The event as it may be told; `None` where it may not, or is not wanted.
    fn take(self, event: Event) -> Option<Event> {
        let wanted = self.of.is_none_or(|id| is_about(&event, id)).then_some(event)?;
        match self.limited {
            None => Some(wanted),
            Some(state) => state.event(wanted),
        }
    }
}

/// A commit on one line, written as it is read, so that an import of a million rows needs no memory.
fn json(ground: &mut Ground, stored: StoredCommit, about: About<'_>) -> Result<(), Failure> {
    use std::io::Write as _;
    let StoredCommit { head, hash, chunks } = stored;
    let commit =
        Commit { seq: head.seq, at: head.at, author: head.author, cause: head.cause, events: Vec::new() };
    let Json::Object(mut map) = eventlog::commit_json(&commit, Some(&hash)) else { return Ok(()) };
    map.shift_remove("events");
    let mut events = Vec::new();
    let mut first = true;
    let mut begun = false;
    let open = Json::Object(map).to_string();
    let open = open.strip_suffix('}').unwrap_or(&open).to_owned();
    for chunk in chunks {
        let told = chunk?.into_iter().filter_map(|event| about.take(event));
        events.extend(told.map(|event| eventlog::event_json(&event)));
        if !events.is_empty() && !begun {
            begun = true;
            write!(ground.out.raw(), "{open},\"events\":[")?;
        }
        for event in events.drain(..) {
            let comma = if std::mem::take(&mut first) { "" } else { "," };
            write!(ground.out.raw(), "{comma}{event}")?;
        }
    }
    if begun {
        writeln!(ground.out.raw(), "]}}")?;
    } else if about.of.is_none() && about.limited.is_none() {
        writeln!(ground.out.raw(), "{open},\"events\":[]}}")?;
    }
    Ok(())
}

/// A commit in words; folds it into the names on the way.
fn text(
    ground: &mut Ground,
    stored: StoredCommit,
    about: About<'_>,
    names: &mut State,
) -> Result<(), Failure> {
    let lang = ground.lang();
    let StoredCommit { head, chunks, .. } = stored;
    let stamp = Stamp { seq: head.seq, at: head.at, author: head.author.0.clone() };
    let (hour, minute) = head.at.hour_minute();
    let cause = eventlog::cause_text(head.cause, lang);
    let title =
        format!("#{} {} {hour:02}:{minute:02} {} ({cause})", head.seq, head.at.date(), head.author.name());
    let mut begun = false;
    for chunk in chunks {
        for event in chunk? {
            if about.limited.is_none() {
                names.apply_event(&event, &stamp);
            }
            if let Some(event) = about.take(event) {
                if !std::mem::replace(&mut begun, true) {
                    ground.out.text(&title)?;
                }
                ground.out.text(&format!("  {}", eventlog::event_text(&event, lang, names)))?;
            }
        }
    }
    if about.limited.is_none() {
        names.loaded(head.seq, head.at);
    }
    Ok(())
}
