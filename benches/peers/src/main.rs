//! Search beside its peers: the same people, the same queries, one run, every figure as a ratio.
//! fzf (a command, if it is installed), frizbee, nucleo, SkimMatcherV2, memmem and SQLite FTS5 trigram get one line a person with all
//! that is searched, the romaji of the reading included, which nichiiki makes itself. Speed is over the prefixes of a hundred
//! queries typed letter by letter; quality is how often the person meant is among the first ten.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml -- [PEOPLE] [SECONDS A PEER]`

mod corpus;
mod peer;

use std::time::{Duration, Instant};

use corpus::{Corpus, Kind, Query};
use peer::Peer;

/// Queries typed letter by letter.
const QUERIES: usize = 100;
/// Hits among which the person meant is looked for.
const SHOWN: usize = 10;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default| arguments.next().map_or(default, |text| text.parse().expect("a number"));
    let (people, seconds) = (number(100_000), number(20));
    let corpus = Corpus::make(people);
    let queries = corpus.queries(QUERIES);
    let prefixes = mixed(queries.iter().flat_map(Query::prefixes).collect());
    println!("{people} people, {} queries, {} prefixes", queries.len(), prefixes.len());
    println!("{:<22}{:>8}{:>11}{:>11}{:>11}{:>12}   found among the first {SHOWN}, of 100", "", "measured", "median ms", "p99 ms", "worst ms", "x nichiiki");
    let own = Peer::nichiiki(&corpus);
    let own_times = measure(&own, &prefixes, Duration::from_secs(600));
    report(&own, &own_times, &own_times, &quality(&own, &queries));
    for peer in Peer::others(&corpus) {
        let times = measure(&peer, &prefixes, Duration::from_secs(seconds));
        report(&peer, &times, &own_times, &quality(&peer, &queries));
    }
}

/// In an order that mixes long and short ones, the same in every run: a peer that is cut off has seen some of each.
fn mixed(prefixes: Vec<String>) -> Vec<String> {
    let count = prefixes.len();
    let step = (count * 5 / 8..).find(|step| gcd(*step, count) == 1).unwrap_or(1);
    (0..count).map(|at| prefixes[at * step % count].clone()).collect()
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// The time of each prefix in order, as far as the budget goes.
fn measure(peer: &Peer<'_>, prefixes: &[String], budget: Duration) -> Vec<Duration> {
    let begun = Instant::now();
    let mut times = Vec::new();
    for prefix in prefixes {
        if begun.elapsed() > budget {
            break;
        }
        let before = Instant::now();
        std::hint::black_box(peer.find(prefix, SHOWN));
        times.push(before.elapsed());
    }
    times
}

/// How many of each kind of query found the person meant, of a hundred.
fn quality(peer: &Peer<'_>, queries: &[Query]) -> Vec<(Kind, usize)> {
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let asked: Vec<&Query> = queries.iter().filter(|query| query.kind == kind).collect();
        let hits = asked.iter().filter(|query| peer.find(&query.text, SHOWN).iter().any(|hit| query.means(*hit)));
        found.push((kind, hits.count() * 100 / asked.len().max(1)));
    }
    found
}

fn report(peer: &Peer<'_>, times: &[Duration], own: &[Duration], quality: &[(Kind, usize)]) {
    let ms = |times: &[Duration], part: f64| {
        let mut sorted = times.to_vec();
        sorted.sort_unstable();
        let at = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(at).map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    // On the same prefixes: a slow peer has not got through all of them.
    let ratio = ms(times, 0.5) / ms(&own[..times.len().min(own.len())], 0.5);
    let words: Vec<String> = quality.iter().map(|(kind, share)| format!("{} {share}", kind.name())).collect();
    println!(
        "{:<22}{:>8}{:>11.3}{:>11.2}{:>11.2}{:>12.1}   {}",
        peer.name(), times.len(), ms(times, 0.5), ms(times, 0.99), ms(times, 1.0), ratio, words.join(", ")
    );
}
