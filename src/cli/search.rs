//! `search`: one query, or one a line from standard input with one answer line each.

use std::io::BufRead as _;

use serde_json::{Map, Value as Json};

use super::args::SearchOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::domain::{Author, State};
use crate::search::{Asker, Cancel, Hits, MOST_HITS, Plain, Query, QueryError, search};
use crate::snapshot::Snapshot;
use crate::store::Store;

/// The longest line of standard input that is read, in bytes.
const LINE_BYTES_MAX: u64 = 64 << 10;

pub fn run(ground: &mut Ground, options: &SearchOptions) -> Result<(), Failure> {
    let reading = if options.exhaustive { ground.read()? } else { ground.read_to_search()? };
    // The index is that of the store and of everything; what is asked with it is what the reader sees.
    let snapshot =
        reading.store.as_ref().map_or_else(|| Snapshot::new(reading.state.clone()), Store::snapshot);
    let state = ground.seen(&snapshot.state)?;
    // Made before the first query, so that no query's time has it inside.
    let plain = if options.exhaustive {
        Some(Plain::of(&state))
    } else {
        snapshot.index();
        None
    };
    let finder = Finder { snapshot, state, plain, options };
    if !options.stdin {
        let line = options.query.join(" ");
        // Read once more for the sentence, which points at what is wrong.
        ground.query(&line, &finder.state)?;
        let answer = finder.find(ground, &line).map_err(|error| Failure::usage(error.text(ground.lang())))?;
        return finder.print(ground, &line, &answer);
    }
    let mut input = std::io::BufReader::new(ground.host.input());
    loop {
        let mut bytes = Vec::new();
        let read = std::io::Read::take(&mut input, LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(());
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim_end_matches(['\n', '\r']);
        match finder.find(ground, line) {
            Ok(answer) => finder.print(ground, line, &answer)?,
            Err(error) => Finder::print_error(ground, line, &error)?,
        }
        ground.out.finish()?;
    }
}

struct Finder<'a> {
    snapshot: Snapshot,
    /// The snapshot's, as the reader sees it.
    state: State,
    /// What is scanned where the index is not to be used.
    plain: Option<Plain>,
    options: &'a SearchOptions,
}

/// Hits, and the microseconds from query to ranked hits.
struct Answer {
    hits: Hits,
    took_us: u64,
}

impl Finder<'_> {
    fn find(&self, ground: &Ground, line: &str) -> Result<Answer, QueryError> {
        let begun = ground.clock.elapsed();
        let limit = if self.options.limit == 0 { MOST_HITS } else { self.options.limit };
        let (state, user) = (&self.state, Author::new(&ground.config.user));
        let asker = Asker { state, today: ground.now().date(), user: user.name() };
        let query = Query::read(line, &asker)?;
        let hits = if query.is_empty() {
            Hits::default()
        } else {
            let query = match self.options.kind {
                Some(kind) => query.only(&[kind]),
                None => query,
            };
            // A token that nobody else holds is never cancelled.
            let never = Cancel::never();
            let found = match &self.plain {
                Some(plain) => plain.search(state, &query, limit, &never),
                None => search(self.snapshot.index(), state, &query, limit, &never),
            };
            found.unwrap_or_default()
        };
        let took = ground.clock.elapsed().saturating_sub(begun);
        Ok(Answer { hits, took_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX) })
    }

    fn print(&self, ground: &mut Ground, line: &str, answer: &Answer) -> Result<(), Failure> {
        if ground.json {
            return ground.out.json(&json(line, answer));
        }
        if self.options.stdin {
            let parts: Vec<String> =
                answer.hits.hits.iter().map(|hit| format!("{} {}", hit.id, hit.label)).collect();
            return ground.out.text(&parts.join("\t"));
        }
        let lang = ground.lang();
        for hit in &answer.hits.hits {
            let by = hit.field.map_or_else(String::new, |field| format!(" ({})", field.name(lang)));
            let kind = hit.id.kind.label().text(lang);
            ground.out.text(&format!("{} {} {kind}{by}", hit.id, hit.label))?;
        }
        Ok(())
    }

    fn print_error(ground: &mut Ground, line: &str, error: &QueryError) -> Result<(), Failure> {
        let sentence = error.text(ground.lang());
        if !ground.json {
            ground.say(&sentence);
            return ground.out.text("");
        }
        let mut map = Map::new();
        map.insert("query".to_owned(), line.into());
        map.insert("took_us".to_owned(), 0.into());
        map.insert("total".to_owned(), 0.into());
        map.insert("hits".to_owned(), Json::Array(Vec::new()));
        map.insert("error".to_owned(), sentence.into());
        map.insert("at".to_owned(), error.at.into());
        map.insert("length".to_owned(), error.length.into());
        ground.out.json(&Json::Object(map))
    }
}

fn json(line: &str, answer: &Answer) -> Json {
    let mut map = Map::new();
    map.insert("query".to_owned(), line.into());
    map.insert("took_us".to_owned(), answer.took_us.into());
    map.insert("total".to_owned(), answer.hits.total.into());
    if answer.hits.more {
        map.insert("more".to_owned(), true.into());
    }
    let hits = answer.hits.hits.iter().map(|hit| {
        let mut map = Map::new();
        map.insert("id".to_owned(), hit.id.to_string().into());
        map.insert("kind".to_owned(), hit.id.kind.key().into());
        map.insert("label".to_owned(), hit.label.clone().into());
        map.insert("score".to_owned(), hit.score.into());
        let spans = hit.spans.iter().map(|(from, to)| Json::from(vec![*from, *to]));
        map.insert("spans".to_owned(), spans.collect());
        if let Some(field) = hit.field {
            map.insert("field".to_owned(), field.key.into());
        }
        Json::Object(map)
    });
    map.insert("hits".to_owned(), hits.collect());
    Json::Object(map)
}
