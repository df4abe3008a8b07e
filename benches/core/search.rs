//! Forty queries over every field of 10,000 and 100,000 people, beside a plain scan of the labels alone,
//! and once of all texts.
//! The plain scan takes a fresh matcher for each label, since one that is used twice scores differently the second time,
//! and it finds neither readings nor slips; it is what the score inside a tier is defined by.

use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;
use nichiiki::domain::{Record, State};
use nichiiki::field::tables::person;
use nichiiki::field::{Atom, Id, Kind, Value};
use nichiiki::fold::kana_to_romaji;
use nichiiki::search::{Cancel, Index, Query, search};

use crate::table::{Table, Unit, duel, each, median};
use crate::world::{self, World};

const HITS: usize = 50;
/// What is not taken from a person: letters, places, filters, words of notes, nothing.
const FIXED: [&str; 8] = ["s", "sa", "山", "090", "塩尻", "kind:person 東京", "~wtnb", "zzzz"];

pub fn run(world: &World, table: &mut Table) {
    compare(&world::state(world.some()), world.some(), world, table);
    compare(world.many_people(), world.many(), world, table);
}

fn compare(state: &State, count: usize, world: &World, table: &mut Table) {
    let rounds = world.rounds().min(3);
    let built = duel(
        rounds,
        || each(1, |_| Index::build(state)),
        || each(1, |_| Kind::ALL.into_iter().flat_map(|kind| state.records(kind)).count()),
    );
    table.line(
        &format!("index of {count} people"),
        Unit::Time,
        built,
        "decoding every record once, one thread",
    );
    let index = Index::build(state);
    let labels: Vec<String> = state.ids(Kind::Person).filter_map(|id| state.label(id)).collect();
    let texts: Vec<String> = state.records(Kind::Person).map(|record| whole_text(&record)).collect();
    let (mut measured, mut over_texts) = (Vec::new(), (0.0, 0.0));
    for line in queries(state, count) {
        let query = Query::parse(&line).unwrap();
        let own = || each(1, |_| search(&index, state, &query, HITS, &Cancel::never()).unwrap());
        let (own_once, plain_once) = duel(1, own, || each(1, |_| plain(&texts, &line)));
        over_texts = (over_texts.0 + own_once, over_texts.1 + plain_once);
        measured.push((duel(rounds, own, || each(1, |_| plain(&labels, &line))), line));
    }
    let baseline = "SkimMatcherV2, a fresh one each, over the labels";
    let sum = measured.iter().fold((0.0, 0.0), |sum, ((own, plain), _)| (sum.0 + own, sum.1 + plain));
    table.line(&format!("{} queries over {count} people", measured.len()), Unit::Time, sum, baseline);
    table.line("  the same, once", Unit::Time, over_texts, "the same over all texts of each record");
    let (owns, plains) = measured.iter().map(|(both, _)| *both).unzip();
    table.line("  of these the median", Unit::Time, (median(owns), median(plains)), baseline);
    if let Some((both, line)) = measured.iter().max_by(|one, other| one.0.0.total_cmp(&other.0.0)) {
        table.line(&format!("  the slowest ({line})"), Unit::Time, *both, baseline);
    }
    let ratio = |(own, plain): &(f64, f64)| plain / own;
    if let Some((both, line)) = measured.iter().min_by(|one, other| ratio(&one.0).total_cmp(&ratio(&other.0)))
    {
        table.line(&format!("  the least ratio ({line})"), Unit::Time, *both, baseline);
    }
}

/// Eight people, each written in four ways, and what people type besides.
fn queries(state: &State, count: usize) -> Vec<String> {
    let fields = [&person::FAMILY_NAME, &person::GIVEN_NAME, &person::FAMILY_KANA, &person::GIVEN_KANA];
    let mut lines: Vec<String> = FIXED.iter().map(|line| (*line).to_owned()).collect();
    for turn in 0..8 {
        let id = Id::new(Kind::Person, u32::try_from(turn * count / 8 + 1).unwrap());
        let record = state.live(id).unwrap();
        let [family, given, family_kana, given_kana] =
            fields.map(|field| record.text(field).unwrap_or("佐藤"));
        let romaji = kana_to_romaji(family_kana).replace('\'', "");
        let slip: String = romaji.chars().enumerate().filter(|(at, _)| *at != 2).map(|(_, c)| c).collect();
        lines.extend([
            if turn % 2 == 0 { family.to_owned() } else { format!("{given} {family}") },
            if turn % 2 == 0 { given_kana.to_owned() } else { format!("{family_kana}{given_kana}") },
            if turn % 2 == 0 { romaji } else { slip },
            if turn % 2 == 0 { id.to_string() } else { format!("{family} {}", kana_to_romaji(given_kana)) },
        ]);
    }
    lines
}

/// Every text of a record in one line; words that it names by reference are not in it.
fn whole_text(record: &Record) -> String {
    let mut line = String::new();
    let mut add = |atom: &Atom| {
        if let Atom::Text(text) = atom {
            line.push_str(text);
            line.push(' ');
        }
    };
    for (_, value) in &record.values {
        match value {
            Value::One(atom) => add(atom),
            Value::List(atoms) => atoms.iter().for_each(&mut add),
            Value::Rows(rows) => rows.iter().flat_map(|row| &row.0).for_each(|(_, atom)| add(atom)),
            Value::Set(_) => {}
        }
    }
    line
}

/// The best texts and their scores.
fn plain(texts: &[String], line: &str) -> Vec<(i64, usize)> {
    let score = |text: &str| SkimMatcherV2::default().fuzzy_indices(text, line).map(|(score, _)| score);
    let mut found: Vec<(i64, usize)> =
        texts.iter().enumerate().filter_map(|(at, text)| Some((-score(text)?, at))).collect();
    found.sort_unstable();
    found.truncate(HITS);
    found
}
