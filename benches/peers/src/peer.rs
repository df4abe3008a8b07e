//! The peers, each as it is used: all hits scored and sorted, the first few taken.

use std::io::Write as _;
use std::process::{Command, Stdio};

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use nichiiki::search::{Cancel, Query, search};
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};

use super::corpus::Corpus;

/// Threads for the peers that can use them.
const THREADS: usize = 2;

/// One way to find people.
pub struct Peer<'a> {
    corpus: &'a Corpus,
    way: Way,
}

enum Way {
    Nichiiki,
    Fzf,
    Frizbee,
    Nucleo,
    Skim,
    Memmem,
    Fts5(rusqlite::Connection),
}

impl<'a> Peer<'a> {
    pub fn nichiiki(corpus: &'a Corpus) -> Self {
        Self { corpus, way: Way::Nichiiki }
    }

    /// Those that are there.
    pub fn others(corpus: &'a Corpus) -> Vec<Self> {
        let fzf = Command::new("fzf").arg("--version").output().is_ok().then_some(Way::Fzf);
        if fzf.is_none() {
            println!("fzf is not installed and left out");
        }
        let ways = fzf.into_iter().chain([Way::Frizbee, Way::Nucleo, Way::Skim, Way::Memmem, Way::Fts5(fts5(corpus))]);
        ways.map(|way| Self { corpus, way }).collect()
    }

    pub fn name(&self) -> &'static str {
        match self.way {
            Way::Nichiiki => "nichiiki",
            Way::Fzf => "fzf --filter",
            Way::Frizbee => "frizbee, 2 threads",
            Way::Nucleo => "nucleo-matcher",
            Way::Skim => "SkimMatcherV2",
            Way::Memmem => "memmem, unranked",
            Way::Fts5(_) => "SQLite FTS5 trigram",
        }
    }

    /// The numbers of the first people found.
    pub fn find(&self, query: &str, most: usize) -> Vec<u32> {
        let lines = &self.corpus.lines;
        let places: Vec<usize> = match &self.way {
            Way::Nichiiki => {
                let Ok(query) = Query::parse(query) else { return Vec::new() };
                let snapshot = &self.corpus.snapshot;
                let hits = search(snapshot.index(), &snapshot.state, &query, most, &Cancel::never());
                return hits.map(|hits| hits.hits.iter().map(|hit| hit.id.number).collect()).unwrap_or_default();
            }
            Way::Fzf => fzf(lines, query),
            Way::Frizbee => {
                let mut matcher = frizbee::Matcher::new(query, &frizbee::Config { max_typos: Some(1), ..frizbee::Config::default() });
                let found = matcher.match_list_parallel(lines, THREADS);
                found.iter().map(|found| found.index as usize).collect()
            }
            Way::Nucleo => {
                let mut matcher = nucleo_matcher::Matcher::new(nucleo_matcher::Config::DEFAULT);
                let pattern = Pattern::parse(query, CaseMatching::Ignore, Normalization::Smart);
                let numbered = (0..lines.len()).map(|at| Line(at, &lines[at]));
                pattern.match_list(numbered, &mut matcher).iter().map(|(line, _)| line.0).collect()
            }
            Way::Skim => {
                let matcher = SkimMatcherV2::default();
                let scored = lines.iter().enumerate();
                let mut scored: Vec<(i64, usize)> =
                    scored.filter_map(|(at, line)| Some((-matcher.fuzzy_match(line, query)?, at))).collect();
                scored.sort_unstable();
                scored.into_iter().map(|(_, at)| at).collect()
            }
            Way::Memmem => {
                let finder = memchr::memmem::Finder::new(query);
                (0..lines.len()).filter(|at| finder.find(lines[*at].as_bytes()).is_some()).collect()
            }
            Way::Fts5(connection) => {
                let phrase = format!("\"{}\"", query.replace('"', "\"\""));
                let Ok(mut asked) = connection.prepare_cached("select rowid from people where people match ?1 order by rank limit 50") else {
                    return Vec::new();
                };
                let rows = asked.query_map([phrase], |row| row.get::<_, i64>(0));
                rows.map(|rows| rows.flatten().map(|row| row as usize).collect()).unwrap_or_default()
            }
        };
        places.into_iter().take(most).filter_map(|at| self.corpus.numbers.get(at).copied()).collect()
    }
}

struct Line<'a>(usize, &'a str);

impl AsRef<str> for Line<'_> {
    fn as_ref(&self) -> &str {
        self.1
    }
}

/// The command reads all lines anew for each query, as it would from a pipe.
fn fzf(lines: &[String], query: &str) -> Vec<usize> {
    let spawned = Command::new("fzf")
        .args(["--delimiter", "\t", "--nth", "2..", "--filter", query])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let Ok(mut child) = spawned else { return Vec::new() };
    let mut input = child.stdin.take().expect("piped");
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut text = String::new();
            for (at, line) in lines.iter().enumerate() {
                use std::fmt::Write as _;
                let _ = writeln!(text, "{at}\t{line}");
                if text.len() > 1 << 20 {
                    let _ = input.write_all(text.as_bytes());
                    text.clear();
                }
            }
            let _ = input.write_all(text.as_bytes());
        });
        let output = child.wait_with_output().expect("fzf ends");
        let found = String::from_utf8_lossy(&output.stdout);
        found.lines().filter_map(|line| line.split('\t').next()?.parse().ok()).collect()
    })
}

fn fts5(corpus: &Corpus) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open_in_memory().expect("a database in memory");
    connection
        .execute_batch("create virtual table people using fts5(line, tokenize = 'trigram'); begin")
        .expect("FTS5 is built in");
    {
        let mut insert = connection.prepare("insert into people(rowid, line) values (?1, ?2)").expect("a statement");
        for (at, line) in corpus.lines.iter().enumerate() {
            insert.execute((at as i64, line)).expect("a line");
        }
    }
    connection.execute_batch("commit").expect("a commit");
    connection
}
