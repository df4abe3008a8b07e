//! The fact sheet of a region: good and hard things by sign and word, few people not told, copied, in letters, and out of the
//! house for a purpose.

use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::report::paper::{Paper, Sign};
use nichiiki::report::sheet::{People, sheet};
use nichiiki::report::{Asked, Report};

use super::office::{client, desk};
use crate::domain::office::Office;

const SHIOJIRI: Id = Id::new(Kind::Region, 202_151);

fn office() -> Office {
    let mut office = Office::new();
    office
        .update(
            SHIOJIRI,
            &[
                ("access", "東京:160:13000;名古屋:110:12000;福岡:400:60000;松本"),
                ("workplaces", "cowork:駅前:24:300;share:山の家:4"),
                ("services", "school;clinic"),
                ("hospital_minutes", "20"),
                ("community_rules", "自治会費は年9,000円\n春に水路の掃除"),
                ("merits", "日帰りできる"),
                ("demerits", "冬は氷点下10度"),
                ("readiness", "publicity:yes;window:yes;support_corp:no;work:partial"),
            ],
        )
        .unwrap();
    let jobs = [("open", "募集中の仕事"), ("draft", "下書きの仕事")];
    for (status, title) in jobs {
        office.make(
            "job",
            &[
                ("title", title),
                ("region_code", "202151"),
                ("status", status),
                ("openings", "2"),
                ("reward_unit", "none"),
                ("reward_yen", "0"),
            ],
        );
    }
    for number in 0..6 {
        client(&mut office, number, &[], &[("stage", "active")]);
    }
    client(&mut office, 6, &[], &[("stage", "settled")]);
    client(&mut office, 7, &[], &[("stage", "active"), ("regions", "佐渡市")]);
    office
}

fn paper(office: &Office, lang: Lang) -> Paper {
    let asked = Asked { today: crate::desk::now().date(), fiscal_year: None, lang };
    sheet(&office.state, SHIOJIRI, People::Counted, &asked).unwrap()
}

/// The sign and the text of the line about something.
fn line(paper: &Paper, what: &str) -> (Sign, String) {
    let mut lines = paper.parts.iter().flat_map(|part| &part.lines);
    let line = lines.find(|line| line.what == what).unwrap_or_else(|| panic!("{what} in {paper:?}"));
    (line.sign, line.text.clone())
}

#[test]
fn good_and_hard_things_are_told_by_sign_and_word() {
    let office = office();
    let paper = paper(&office, Lang::Ja);
    assert_eq!(line(&paper, "名古屋から"), (Sign::Good, "1時間50分、往復 12,000円".to_owned()));
    assert_eq!(line(&paper, "東京から"), (Sign::Fair, "2時間40分、往復 13,000円".to_owned()));
    assert_eq!(line(&paper, "福岡から").0, Sign::Bad);
    assert_eq!(line(&paper, "松本から").0, Sign::Unknown);
    assert_eq!(line(&paper, "駅前").0, Sign::Good);
    assert_eq!(line(&paper, "山の家"), (Sign::Unknown, "4席、通信は未確認".to_owned()));
    assert_eq!(line(&paper, "記録にないもの"), (Sign::Bad, "保育、病院、光回線".to_owned()));
    assert_eq!(line(&paper, "空き家").0, Sign::Bad);
    assert_eq!(line(&paper, "募集中の案件"), (Sign::Good, "1件 2人".to_owned()));
    assert_eq!(line(&paper, "募集中の仕事").1, "無償");
    assert_eq!(line(&paper, "1 情報発信"), (Sign::Good, "整備済み 1/1".to_owned()));
    assert_eq!(line(&paper, "2 相談窓口"), (Sign::Fair, "一部 1/2  支援法人 未整備".to_owned()));
    assert_eq!(line(&paper, "3 きっかけづくり").0, Sign::Unknown);
    let of_support = line(&paper, "4 具体的支援");
    assert!(
        of_support.0 == Sign::Fair && of_support.1.contains("仕事 一部、住まい 未確認"),
        "{of_support:?}"
    );
    assert_eq!(line(&paper, "活動中").1, "6人");
    assert_eq!(line(&paper, "定着").1, "5人未満", "few people are not told");
    for lang in [Lang::Ja, Lang::En] {
        let text = self::paper(&office, lang).text(lang);
        assert!(text.contains("冬は氷点下10度") && text.contains("春に水路の掃除"), "{text}");
        assert!(text.contains(lang.pick("× [難点]", "× [hard]")), "{text}");
    }
}

#[test]
fn it_is_read_copied_and_opened_from_the_region() {
    for (columns, rows) in [(80, 24), (140, 40)] {
        let mut desk = desk(office(), columns, rows);
        desk.press("/").enter("R-202151").press("Enter b");
        let screen = desk.screen();
        assert!(screen.contains("難しいところ") && screen.contains("× 難点"), "{screen}");
        desk.press("y");
        assert!(desk.screen().contains("端末へ送りました"), "{}", desk.screen());
        desk.press("G");
        assert!(desk.screen().contains("5人未満"), "{}", desk.screen());
        desk.press("g x");
        assert!(desk.screen().contains("地域の紹介票 R-202151"), "{}", desk.screen());
        desk.press("Esc Esc Esc Esc");
        // From the list of regions too; people and jobs have none.
        desk.press("g r b");
        assert!(desk.screen().contains("のご案内"), "{}", desk.screen());
        desk.press("Esc g p b");
        assert!(desk.screen().contains("一枚の資料は"), "{}", desk.screen());
    }
}

#[test]
fn letters_tell_of_the_region_that_is_wished_for() {
    let mut desk = desk(office(), 140, 40);
    desk.press("/").enter("R-202151").press("Enter E");
    let screen = desk.screen();
    assert!(screen.contains("塩尻市 についての文面") && screen.contains("■ 難しいところ"), "{screen}");
    assert!(!screen.contains("初回のご連絡"), "what speaks to somebody is not for a region: {screen}");
    desk.press("Enter C-s");
    let note = desk.snapshot.state.records(Kind::Note).last().unwrap();
    assert_eq!(note.reference(&nichiiki::field::tables::note::REGION), Some(SHIOJIRI));
    desk.press("Esc Esc g p E G k");
    let screen = desk.screen();
    assert!(screen.contains("お問い合わせの塩尻市について") && screen.contains("名古屋から"), "{screen}");
}

#[test]
fn readiness_stands_by_the_guidelines_steps_on_the_record_and_in_the_report() {
    let office = office();
    let asked = Asked { today: crate::desk::now().date(), fiscal_year: None, lang: Lang::Ja };
    let table = Report::Readiness.table(&office.state, &asked);
    let names: Vec<&str> = table.columns.iter().skip(2).take(4).map(|column| column.label.ja).collect();
    assert_eq!(names, ["1 情報発信", "2 相談窓口", "3 きっかけづくり", "4 具体的支援"]);
    assert_eq!(table.rows.len(), 1);
    assert_eq!(table.rows[0][2..6], ["整備済み 1/1", "一部 1/2", "未確認 0/1", "一部 0/5"]);
    assert_eq!(table.columns.len(), 2 + 4 + 9, "and each item behind the steps");
    let mut desk = desk(office, 140, 40);
    desk.press("/").enter("R-202151").press("Enter");
    let screen = desk.screen();
    assert!(
        screen.contains("2 相談窓口") && screen.contains("相談窓口 整備済み、支援法人 未整備"),
        "{screen}"
    );
}

#[test]
fn few_active_people_are_not_told() {
    let office = office();
    let asked = Asked { today: crate::desk::now().date(), fiscal_year: None, lang: Lang::Ja };
    let table = Report::Active.table(&office.state, &asked);
    let cells: Vec<(&str, &str)> = table.rows.iter().map(|row| (row[0].as_str(), row[2].as_str())).collect();
    assert_eq!(cells, [("佐渡市", "5未満"), ("塩尻市", "7")]);
}
