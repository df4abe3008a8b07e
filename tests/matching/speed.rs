//! How long a ranking takes, printed for people; nothing is asserted about time. Run with `--release -- --ignored --nocapture`.

use std::fmt::Write as _;
use std::time::Instant;

use nichiiki::domain::Record;
use nichiiki::field::tables::person;
use nichiiki::field::{Id, Kind, Value};
use nichiiki::lang::Lang;
use nichiiki::matching::round::{Round, report};
use nichiiki::matching::{Options, rank};

use super::office::*;

/// A plain generator of numbers (split and mixed), so that the instances are the same everywhere.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % most
    }
}

fn somebody(number: u32, numbers: &mut Numbers) -> Record {
    let mut record = person_record(Id::new(Kind::Person, number));
    let mut held = Vec::new();
    for skill in 1..=6 {
        if numbers.below(2) == 0 {
            held.push((skill, u8::try_from(numbers.below(4)).unwrap() + 1));
        }
    }
    record.set(person::SKILLS.code, Some(skills(&held)));
    record.set(person::HOURS.code, Some(Value::int(i64::try_from(numbers.below(12)).unwrap())));
    record.set(
        person::NOTES.code,
        Some(Value::text("写真とWebで地域の仕事に関わりたい。まずは月1回通ってみたい")),
    );
    record
}

#[test]
#[ignore = "prints times; for people"]
fn rankings() {
    let mut numbers = Numbers(7);
    for count in [400, 10_000] {
        let mut office = office();
        (1000..1000 + count).for_each(|number| office.put(&somebody(number, &mut numbers)));
        let start = Instant::now();
        let hours: usize =
            office.state.records(Kind::Person).filter(|one| one.get(&person::HOURS).is_some()).count();
        println!("{count} people: {hours} decoded in {:?}", start.elapsed());
        for (id, wanted) in [
            (JOB, Kind::Person),
            (MIKA, Kind::Job),
            (MIKA, Kind::Region),
            (region_id(SHIOJIRI), Kind::Person),
        ] {
            let options = Options { limit: 50, ..options() };
            let start = Instant::now();
            let ranking = rank(&office.state, id, wanted, &options).unwrap();
            println!(
                "{count} people, {id} -> {}: {} in {:?}",
                wanted.plural(),
                ranking.total,
                start.elapsed()
            );
        }
    }
}

#[test]
#[ignore = "prints times; for people"]
fn a_large_round() {
    let (people, posts) = (100_000_u64, 10_000_u64);
    for regions in [0, 100, 1] {
        let mut numbers = Numbers(42);
        let mut prefers: Vec<Vec<u64>> = vec![Vec::new(); posts as usize];
        let mut file = String::from("{\"applicants\": {");
        for one in 0..people {
            let comma = if one > 0 { "," } else { "" };
            write!(file, "{comma}\"P-{one:06}\": [").unwrap();
            for place in 0..30 {
                let post = numbers.below(posts);
                prefers[post as usize].push(one);
                write!(file, "{}\"J-{post:06}\"", if place > 0 { "," } else { "" }).unwrap();
            }
            file.push(']');
        }
        file.push_str("}, \"posts\": {");
        for post in 0..posts {
            let list = &mut prefers[post as usize];
            for place in (1..list.len()).rev() {
                list.swap(place, numbers.below(place as u64 + 1) as usize);
            }
            let names: Vec<String> = list.iter().map(|one| format!("\"P-{one:06}\"")).collect();
            let region =
                if regions > 0 { format!(", \"region\": \"r{}\"", post % regions) } else { String::new() };
            let comma = if post > 0 { "," } else { "" };
            write!(
                file,
                "{comma}\"J-{post:06}\": {{\"capacity\": 10, \"prefers\": [{}]{region}}}",
                names.join(",")
            )
            .unwrap();
        }
        file.push_str("}, \"regions\": {");
        for region in 0..regions {
            let comma = if region > 0 { "," } else { "" };
            write!(file, "{comma}\"r{region}\": {{\"cap\": {}}}", 60_000 / regions).unwrap();
        }
        file.push_str("}, \"seed\": 42}");
        let start = Instant::now();
        let round = Round::from_json(file.as_bytes()).unwrap();
        let read = start.elapsed();
        let start = Instant::now();
        let found = report(&round, Lang::Ja);
        println!(
            "{regions} regions: read {read:?}, solved and checked {:?}: {} placed, {} blocking, {} tolerated",
            start.elapsed(),
            found.assignments.len(),
            found.blocking_pairs,
            found.tolerated_pairs
        );
    }
}
