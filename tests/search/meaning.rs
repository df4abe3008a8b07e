//! What each way of writing finds.

use super::office::{person_record, small};
use nichiiki::domain::{Change, Event, Verb};
use nichiiki::field::tables::{person, region};
use nichiiki::field::{Id, Kind, Value};
use nichiiki::search::{Query, Tier};

#[test]
fn a_name_is_found_however_it_is_written() {
    let office = small();
    for line in [
        "佐藤",
        "さとう",
        "サトウ",
        "ｻﾄｳ",
        "satou",
        "sato",
        "satoh",
        "SATŌ",
        "ｓａｔｏｕ",
        "さとう たろう",
        "さとうたろう",
        "佐藤太郎",
        "佐藤　太郎",
        "太郎佐藤",
        "太郎 佐藤",
        "たろうさとう",
        "taro sato",
        "tarosatou",
        "satoutarou",
        "SATO Taro",
    ] {
        assert_eq!(office.ids(line).first().map(String::as_str), Some("P-000123"), "{line}");
    }
    for line in ["高橋", "髙橋", "takahashi", "takahasi", "ﾀｶﾊｼ", "はなこ", "たかはしはな"]
    {
        assert_eq!(office.ids(line).first().map(String::as_str), Some("P-000125"), "{line}");
    }
    for line in ["斎藤", "斉藤", "齊藤", "saito", "saitou", "さいとうゆうこ"] {
        assert_eq!(office.ids(line).first().map(String::as_str), Some("P-000126"), "{line}");
    }
    for line in ["ohno", "ono", "oono", "おおの", "onosamu", "oonoosamu", "osamuono"] {
        assert_eq!(office.ids(line).first().map(String::as_str), Some("P-000127"), "{line}");
    }
    for line in ["渡辺", "渡邉", "watanabe ken'ichi", "watanabekeniti"] {
        assert_eq!(office.ids(line).first().map(String::as_str), Some("P-000128"), "{line}");
    }
}

#[test]
fn one_slip_is_forgiven() {
    let office = small();
    for line in ["ymaada", "yamda", "yamadda", "yanada", "やなだ", "まやだ", "yamdatarou", "tarouyamad"]
    {
        assert_eq!(office.ids(line).first().map(String::as_str), Some("P-000124"), "{line}");
    }
    assert!(office.ids("'yamda").is_empty());
    assert_eq!(office.find("shiojri", 10).hits[0].tier, Tier::Slip);
}

#[test]
fn contacts_and_ids_are_found_in_part() {
    let office = small();
    for line in [
        "09012345678",
        "090-1234",
        "+81 90-1234-5678",
        "1234-5678",
        "taro.sato",
        "sato@example.jp",
        "example.jp",
        "P-123",
        "p123",
        "P-000123",
        "123",
        "Ｐ－１２３",
    ] {
        let line = if line.contains(' ') { format!("\"{line}\"") } else { line.to_owned() };
        assert_eq!(office.ids(&line).first().map(String::as_str), Some("P-000123"), "{line}");
    }
    assert_eq!(office.ids("202151"), ["R-202151", "P-000123"], "who wishes for a town is found by its code");
}

#[test]
fn towns_are_found_without_their_suffix_and_before_those_who_wish_for_them() {
    let office = small();
    for line in ["塩尻", "塩尻市", "しおじり", "しおじりし", "siojiri", "shiojiri", "Shiojiri-shi", "shioj"]
    {
        assert_eq!(office.ids(line)[..2], ["R-202151", "P-000123"], "{line}");
    }
    assert_eq!(office.ids("長野 佐藤"), ["P-000123"], "where a wished town lies counts");
    let hits = office.find("経理", 10);
    assert_eq!(hits.hits.iter().map(|hit| hit.id.to_string()).collect::<Vec<_>>(), ["S-000001", "P-000123"]);
    assert_eq!(hits.hits[1].field.map(|field| field.key), Some("skills"));
    assert_eq!(office.labels("puroguramingu"), ["プログラミング"]);
    assert_eq!(office.labels("shinshu"), ["株式会社 信州ソフト"]);
    assert_eq!(office.labels("信州ソフト"), ["株式会社 信州ソフト"]);
}

#[test]
fn signs_change_what_a_term_means() {
    let office = small();
    assert_eq!(office.ids("太郎 !佐藤"), ["P-000124"]);
    assert_eq!(office.ids("^やま"), ["P-000124"]);
    assert!(office.ids("^まだ").is_empty());
    assert_eq!(office.ids("戦略設計"), ["P-000124"], "dots and blanks do not matter");
    assert_eq!(office.find("設計", 10).hits[0].tier, Tier::WordPrefix);
    assert!(office.ids("'冬得意").is_empty());
    assert_eq!(office.ids("~冬得意"), ["P-000124"]);
    assert_eq!(office.ids("wtnb"), ["P-000128"], "letters between, when there is nothing better");
}

#[test]
fn filters_ask_what_records_hold() {
    let office = small();
    assert_eq!(office.ids("kind:person 太郎 region:塩尻"), ["P-000123"]);
    assert_eq!(office.ids("種別:地域 しおじり"), ["R-202151"]);
    assert_eq!(office.ids("hours:>=10"), ["P-000123"]);
    assert_eq!(office.ids("稼働:5..9"), Vec::<String>::new());
    assert_eq!(office.ids("skill:経理 kind:人"), ["P-000123"]);
    assert_eq!(office.ids("kind:person -regions:none"), ["P-000123"]);
    assert_eq!(office.ids("希望地域:R-202151"), ["P-000123"]);
    assert_eq!(office.find("kind:person", 3).total, 6);
    assert!(Query::parse("hours:たくさん").is_err());
}

#[test]
fn spans_show_what_matched() {
    let office = small();
    let spans = |line: &str| office.find(line, 1).hits[0].spans.clone();
    assert_eq!(spans("佐藤"), [(0, 2)]);
    assert_eq!(spans("佐藤太"), [(0, 4)]);
    assert_eq!(spans("taro"), [(3, 5)]);
    assert_eq!(spans("ｻﾄｳ"), [(0, 2)]);
    assert_eq!(spans("しおじり"), [(0, 2)]);
    assert_eq!(spans("高"), [(0, 1)]);
    let phone = office.find("5678", 1);
    assert_eq!((phone.hits[0].spans.len(), phone.hits[0].field.map(|field| field.key)), (0, Some("phone")));
}

#[test]
fn the_index_follows_commits() {
    let mut office = small();
    let id = Id::new(Kind::Person, 124);
    let change = Change {
        field: person::FAMILY_NAME.code,
        before: Some(Value::text("山田")),
        after: Some(Value::text("川口")),
    };
    let kana =
        Change { field: person::FAMILY_KANA.code, before: None, after: Some(Value::text("カワグチ")) };
    office.commit(vec![Event::changed(id, Verb::Updated, vec![change, kana], None)]);
    assert!(office.ids("山田").is_empty());
    assert_eq!(office.ids("kawaguchi"), ["P-000124"]);
    office.commit(vec![Event::Withdrawn { first: id, last: id }]);
    assert!(office.ids("kawaguchi").is_empty());
    office.commit(vec![Event::Restored { first: id, last: id }]);
    assert_eq!(office.ids("kawaguchi"), ["P-000124"]);
    let town = Id::new(Kind::Region, 202_151);
    let renamed =
        Change { field: region::NAME_FIELD.code, before: None, after: Some(Value::text("桔梗市")) };
    office.commit(vec![Event::changed(town, Verb::Updated, vec![renamed], None)]);
    assert_eq!(
        office.ids("桔梗"),
        ["R-202151", "P-000123"],
        "who wishes for a town is found by its new name"
    );
    office.add(vec![person_record(900, ["桔梗", "一", "キキョウ", "ハジメ"])]);
    assert_eq!(office.ids("桔梗")[..2], ["R-202151", "P-000900"], "a town that is called so comes first");
}
