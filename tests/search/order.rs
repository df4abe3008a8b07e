//! The order is total, the same whatever way the index came about, and a newer search gives up the older.

use super::office::{Office, people, person_record, small};
use nichiiki::domain::{Change, Event, Record, Verb};
use nichiiki::field::tables::{person, region};
use nichiiki::field::{Id, Kind, Value};
use nichiiki::search::{Cancelled, Index, Latest, Query, Tier, search};

fn answers(office: &Office, index: &Index, line: &str) -> Vec<(Id, i64, Tier)> {
    let query = Query::parse(line).unwrap();
    let hits = search(index, &office.state, &query, 50, &nichiiki::search::Cancel::never()).unwrap();
    hits.hits.into_iter().map(|hit| (hit.id, hit.score, hit.tier)).collect()
}

#[test]
fn better_tiers_and_classes_come_first() {
    let mut office = small();
    let mut noted = person_record(1, ["青木", "一", "アオキ", "ハジメ"]);
    noted.set(person::NOTES.code, Some(Value::text("佐藤")));
    let longer = person_record(2, ["佐藤田", "一", "サトウダ", "ハジメ"]);
    let inside = person_record(3, ["東佐藤", "一", "ヒガシサトウ", "ハジメ"]);
    office.add(vec![noted, longer, inside]);
    assert_eq!(office.ids("佐藤"), ["P-000123", "P-000001", "P-000002", "P-000003"]);
}

#[test]
fn a_town_comes_before_the_people_who_are_called_so() {
    let mut office = small();
    let town = |number: u32, name: &str, kana: &str, romaji: &str| {
        let mut town = Record::new(Id::new(Kind::Region, number));
        for (field, text) in
            [(&region::NAME_FIELD, name), (&region::KANA_FIELD, kana), (&region::ROMAJI, romaji)]
        {
            town.set(field.code, Some(Value::text(text)));
        }
        town
    };
    office.add(vec![town(34_827, "山田町", "ヤマダマチ", "Yamada-machi")]);
    office.add((1..9).map(|number| person_record(number, ["山田", "一", "ヤマダ", "ハジメ"])).collect());
    for line in ["山田", "やまだ", "yamada", "kind:region,person 山田"] {
        let ids = office.ids(line);
        assert_eq!((ids[0].as_str(), ids.len()), ("R-034827", 10), "{line}");
        assert_eq!((ids[1].as_str(), ids[9].as_str()), ("P-000001", "P-000124"), "{line}: then the newest");
        assert_eq!(office.find(line, 1).hits[0].id.to_string(), "R-034827", "{line}");
    }
    assert_eq!(office.ids("山")[0], "P-000001", "only where the whole name is said");
}

#[test]
fn what_is_spelled_as_typed_comes_before_what_only_sounds_alike() {
    let mut office = small();
    office.add(vec![person_record(1, ["里", "一", "サト", "ハジメ"])]);
    assert_eq!(office.ids("さとう")[..2], ["P-000123", "P-000001"]);
    assert_eq!(office.ids("satou")[..2], ["P-000123", "P-000001"]);
    assert_eq!(office.ids("さと")[..2], ["P-000001", "P-000123"]);
    assert_eq!(office.ids("sato")[..2], ["P-000001", "P-000123"], "the newest first among equals");
}

#[test]
fn the_limit_does_not_change_the_order() {
    let Some(office) = people(3000) else { return };
    for line in ["s", "さ", "山", "sato", "yamada ta", "kind:person", "~sk"] {
        let all = answers(&office, &office.index, line);
        for limit in [1, 7, 20] {
            let some: Vec<_> = office.find(line, limit).hits.into_iter().map(|hit| hit.id).collect();
            assert_eq!(
                some,
                all.iter().take(limit.min(all.len())).map(|hit| hit.0).collect::<Vec<_>>(),
                "{line} {limit}"
            );
        }
    }
}

#[test]
fn an_index_that_followed_equals_one_built_anew() {
    let mut office = small();
    let mut seed = 1_u32;
    let names = [["佐藤", "サトウ"], ["山田", "ヤマダ"], ["斎藤", "サイトウ"], ["大野", "オオノ"]];
    for _ in 0..200 {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
        let number = 1 + (seed >> 16) % 30;
        let [name, kana] = names[(seed >> 8) as usize % names.len()];
        let id = Id::new(Kind::Person, number);
        let event = match (office.state.record(id), seed >> 28 & 3) {
            (None, _) => Event::Added(person_record(number, [name, "一", kana, "ハジメ"])),
            (Some(_), 0) => Event::Withdrawn { first: id, last: id },
            (Some(_), 1) => Event::Restored { first: id, last: id },
            (Some(record), _) => {
                let change = |field: &nichiiki::field::Field, text: &str| Change {
                    field: field.code,
                    before: record.get(field).cloned(),
                    after: Some(Value::text(text)),
                };
                let changes = vec![change(&person::FAMILY_NAME, name), change(&person::FAMILY_KANA, kana)];
                Event::changed(id, Verb::Updated, changes, None)
            }
        };
        office.commit(vec![event]);
        let fresh = Index::build(&office.state);
        assert_eq!(fresh.len(), office.index.len());
        for line in ["佐藤", "saito", "お", "はじめ"] {
            assert_eq!(answers(&office, &office.index, line), answers(&office, &fresh, line), "{line}");
        }
    }
}

#[test]
fn two_threads_answer_as_one() {
    let Some(office) = people(9000) else { return };
    for line in ["tanaka", "たな", "美 山", "kind:person 田"] {
        assert_eq!(
            answers(&office, &office.index, line),
            answers(&office, &Index::build(&office.state), line)
        );
    }
    assert_eq!(office.find("kind:person", 10).total, 9000);
}

#[test]
fn totals_are_exact_up_to_ten_thousand() {
    let Some(office) = people(10_500) else { return };
    let hits = office.find("kind:person", 5);
    assert_eq!((hits.hits.len(), hits.total, hits.more), (5, 10_000, true));
}

#[test]
fn a_newer_search_gives_up_the_older() {
    let office = small();
    let latest = Latest::default();
    let older = latest.start();
    let newer = latest.start();
    let query = Query::parse("佐藤").unwrap();
    assert!(matches!(search(&office.index, &office.state, &query, 5, &older), Err(Cancelled)));
    assert!(search(&office.index, &office.state, &query, 5, &newer).is_ok());
}
