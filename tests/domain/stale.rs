//! Two people at one record: different fields both stay, the same field is refused with who and when.

use super::office::{Office, draft};
use nichiiki::domain::{Author, Command, Context, Rejection, decide};
use nichiiki::field::Kind;
use nichiiki::field::tables::person;
use nichiiki::lang::Lang;

#[test]
fn only_the_same_field_changed_by_another_is_stale() {
    let mut office = Office::new();
    let id = office.make("person", &[("family_name", "山田"), ("hours_week", "6")]);
    let seen = office.state.seq();
    office.author = Author::new("suzuki");
    office.update(id, &[("hours_week", "8"), ("phone", "090-0000-0001")]).unwrap();

    let mine = Context { author: Author::new("tanaka"), seen: Some(seen), ..office.context() };
    let other_field = Command::update(id, draft(Kind::Person, &[("visit_days_month", "2")]));
    assert!(decide(&office.state, &other_field, &mine).is_ok());
    let same_value = Command::update(id, draft(Kind::Person, &[("hours_week", "8")]));
    assert_eq!(decide(&office.state, &same_value, &mine), Ok(Vec::new()), "agreeing is no conflict");

    let same_field = Command::update(id, draft(Kind::Person, &[("hours_week", "10")]));
    let refusal = decide(&office.state, &same_field, &mine).unwrap_err();
    assert!(refusal.text(Lang::Ja).contains("suzuki"));
    let Rejection::Stale { fields, .. } = refusal else { panic!("stale") };
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].code, person::HOURS.code);
    assert_eq!(fields[0].theirs, Some(nichiiki::field::Value::int(8)));
    assert_eq!(fields[0].mine, Some(nichiiki::field::Value::int(10)));

    let own = Context { author: Author::new("suzuki"), ..mine.clone() };
    assert!(decide(&office.state, &same_field, &own).is_ok(), "one's own change is no conflict");
    let newer = Context { seen: Some(office.state.seq()), ..mine };
    assert!(decide(&office.state, &same_field, &newer).is_ok(), "what was seen is no conflict");
}

#[test]
fn names_become_ids_or_are_refused() {
    let mut office = Office::new();
    let id = office
        .make("person", &[("family_name", "山田"), ("regions", "塩尻市;新潟県佐渡市"), ("skills", "経理:3")]);
    let record = office.state.live(id).unwrap();
    let regions: Vec<String> = record.references(&person::REGIONS).map(|id| id.to_string()).collect();
    assert_eq!(regions, ["R-202151", "R-152242"]);
    assert_eq!(office.state.count(Kind::Skill), 1, "an import adds a skill that is not known");
    let by_hand = office.update(id, &[("skills", "けいり")]).unwrap_err();
    assert_eq!(by_hand.error_key(), "invalid");
    let nowhere = office.update(id, &[("regions", "どこか町")]).unwrap_err();
    assert!(nowhere.text(Lang::Ja).contains("どこか町"));
}

#[test]
fn short_rows_keep_what_they_do_not_name() {
    let mut office = Office::new();
    let id = office
        .make("person", &[("family_name", "山田"), ("skills", r#"[{"skill":"経理","level":3,"years":5}]"#)]);
    assert_eq!(office.update(id, &[("skills", "経理:3")]), Ok(Vec::new()), "the same again changes nothing");
    office.update(id, &[("skills", "経理:4")]).unwrap();
    let record = office.state.live(id).unwrap();
    let row = &record.rows(&person::SKILLS)[0];
    assert_eq!((row.int(2), row.int(3)), (Some(4), Some(5)));
}

#[test]
fn a_batch_is_all_or_nothing_and_names_the_one_refused() {
    let mut office = Office::new();
    let add = |name: &str| Command::add(Kind::Person, draft(Kind::Person, &[("family_name", name)]));
    let nameless = Command::add(Kind::Person, draft(Kind::Person, &[("notes", "名前なし")]));
    let before = office.state.count(Kind::Person);
    let refusal = office.run(&Command::Batch(vec![add("山田"), nameless, add("鈴木")])).unwrap_err();
    assert!(matches!(refusal, Rejection::InBatch { index: 1, .. }));
    assert_eq!(office.state.count(Kind::Person), before);
    office.run(&Command::Batch(vec![add("山田"), add("鈴木")])).unwrap();
    assert_eq!(office.state.count(Kind::Person), before + 2);
}
