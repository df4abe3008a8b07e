//! The office's own names for choices that are left open: read and written in forms, filters, reports, files and on the page of
//! an ask, while the journal keeps their numbers.

use std::sync::Arc;

use nichiiki::domain;
use nichiiki::domain::office::{List, OwnNames};
use nichiiki::field::Id;
use nichiiki::field::choices::PolicyAsk;
use nichiiki::field::tables::organisation;
use nichiiki::lang::Lang;
use nichiiki::report::{Asked, Report};
use nichiiki::search::{Asker, Query};

use super::office::{desk, value};
use crate::domain::office::Office;

fn office() -> (Office, Id) {
    let mut names = OwnNames::default();
    names.set(List::PolicyAsks, 4, "地域通貨の制度");
    names.set(List::Challenges, 5, "家族の理解");
    names.set(List::Actions, 6, "家族の日");
    let mut office = Office::new();
    office.state =
        office.state.clone().under(Arc::new(domain::Office { names, ..domain::Office::default() }));
    let cells = [("name", "みなもと精密工業"), ("challenges", "open5"), ("quote_ok", "yes")];
    let firm = office.make("organisation", &cells);
    (office, firm)
}

#[test]
fn a_form_shows_offers_and_takes_the_name() {
    let (office, firm) = office();
    let mut desk = desk(office, 140, 40);
    desk.press("/").enter(&firm.to_string()).press("Enter");
    assert!(desk.screen().contains("5 家族の理解"), "{}", desk.screen());
    desk.press("e");
    while desk.caret_line() != "policy_asks" {
        desk.press("Tab");
    }
    assert!(desk.screen().contains("4 地域通貨の制度"), "the hint names it: {}", desk.screen());
    desk.enter("地域通");
    assert!(desk.screen().contains("4 地域通貨の制度"), "{}", desk.screen());
    desk.press("Enter C-s");
    let record = desk.snapshot.state.live(firm).unwrap();
    assert_eq!(record.set_bits(&organisation::POLICY_ASKS), PolicyAsk::Open4.bit(), "{}", desk.screen());
    assert_eq!(value(&desk, firm, "policy_asks"), "4 地域通貨の制度");
    // What is edited again reads back, names and all.
    desk.press("e");
    while desk.caret_line() != "actions" {
        desk.press("Tab");
    }
    desk.enter("家族の日:doing:秋に一度").press("C-s");
    assert_eq!(value(&desk, firm, "actions"), "6 家族の日 (実施中 秋に一度)");
    assert_eq!(value(&desk, firm, "policy_asks"), "4 地域通貨の制度");
}

#[test]
fn filters_reports_and_pages_know_it() {
    let (mut office, firm) = office();
    office.update(firm, &[("policy_asks", "open4"), ("policy_asks_text", "制度がほしい")]).unwrap();
    let who = Asker { state: &office.state, today: crate::desk::now().date(), user: "tanaka" };
    for written in ["政策への要望:地域通貨の制度", "policy_asks:open4", "課題:家族の理解"]
    {
        let query = Query::read(&format!("kind:organisation {written}"), &who).unwrap();
        let record = office.state.live(firm).unwrap();
        assert!(query.passes(&record, &office.state), "{written}");
    }
    let asked = Asked { today: who.today, fiscal_year: None, lang: Lang::Ja };
    let table = Report::Proposals.table(&office.state, &asked);
    let cells: Vec<&String> = table.rows.iter().flatten().collect();
    assert!(cells.iter().any(|cell| *cell == "5 家族の理解"), "{cells:?}");
    assert!(cells.iter().any(|cell| *cell == "4 地域通貨の制度"), "{cells:?}");
    let mut desk = desk(office, 140, 40);
    desk.press("g a");
    assert!(desk.screen().contains("4 地域通貨の制度"), "{}", desk.screen());
    desk.press("j j j Enter");
    assert!(desk.screen().contains("4 地域通貨の制度  企業・団体 1"), "{}", desk.screen());
}
