//! Prints how long searches take; run by hand: `cargo test --release --test runner search::speed -- --ignored --nocapture`.
//! `PEOPLE` in the environment says among how many people.

use std::time::Instant;

use super::office::people;
use nichiiki::search::Index;

#[test]
#[ignore = "prints timings, asserts nothing about them"]
fn how_long_searches_take() {
    let count = std::env::var("PEOPLE").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let Some(office) = people(count) else { return };
    let start = Instant::now();
    let index = Index::build(&office.state);
    println!("{} records indexed in {:?}", index.len(), start.elapsed());
    let lines = [
        "s",
        "sa",
        "sato",
        "satou taro",
        "watnabe",
        "山",
        "佐藤",
        "さとう",
        "ｻﾄｳ",
        "たなかはなこ",
        "花子田中",
        "zzzz",
        "tnk",
        "090",
        "kind:person",
        "~wtnb",
        "P-777",
    ];
    for line in lines {
        let start = Instant::now();
        let hits = office.find(line, 50);
        let more = if hits.more { "+" } else { "" };
        println!(
            "{line:16} {:>8.2?} {}{more} hits, first {:?}",
            start.elapsed(),
            hits.total,
            hits.hits.first().map(|hit| hit.label.as_str())
        );
    }
}
