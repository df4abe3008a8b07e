//! The discussion of the office: hypotheses that cite cases, opinions, votes, summaries, and the page of what is asked of policy.

use nichiiki::domain::decide::ballot_of;
use nichiiki::domain::{Author, Command, Event, Rejection};
use nichiiki::field::choices::{Ballot, PolicyAsk, Purpose};
use nichiiki::field::tables::note;
use nichiiki::field::{Fault, Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::report::policy::{self, Line, votes};
use nichiiki::report::{Asked, Report};

use super::office::{client, desk, value};
use crate::domain::office::{Office, draft};

fn asked() -> Asked {
    Asked { today: crate::desk::now().date(), fiscal_year: None, lang: Lang::Ja }
}

fn vote(office: &mut Office, who: &str, note: Id, ballot: Option<Ballot>) -> Result<Vec<Event>, Rejection> {
    office.author = Author::new(who);
    let events = office.run(&Command::Vote { note, ballot });
    office.author = Author::new("tanaka");
    events
}

#[test]
fn a_user_has_one_vote_which_may_change_and_be_taken_back() {
    let mut office = Office::new();
    let note = office.make("note", &[("kind", "hypothesis"), ("text", "x"), ("votes", "2")]);
    let counts = |office: &Office| votes(&office.state.live(note).unwrap());
    assert_eq!(counts(&office), (2, 0), "those of a meeting count");
    vote(&mut office, "tanaka", note, Some(Ballot::Agree)).unwrap();
    vote(&mut office, "suzuki", note, Some(Ballot::Agree)).unwrap();
    assert_eq!(counts(&office), (4, 0));
    assert!(vote(&mut office, "suzuki", note, Some(Ballot::Agree)).unwrap().is_empty(), "no second vote");
    let events = vote(&mut office, "suzuki", note, Some(Ballot::Against)).unwrap();
    assert!(events.iter().all(|event| event.type_key() == "note_voted"));
    assert_eq!(counts(&office), (3, 1));
    let record = office.state.live(note).unwrap();
    assert_eq!(ballot_of(&record, "suzuki"), Some(Ballot::Against));
    vote(&mut office, "suzuki", note, None).unwrap();
    assert_eq!((counts(&office), ballot_of(&office.state.live(note).unwrap(), "suzuki")), ((3, 0), None));
    let plain = office.make("note", &[("text", "x")]);
    let refused = vote(&mut office, "tanaka", plain, Some(Ballot::Agree)).unwrap_err();
    assert_eq!(refused, Rejection::invalid(&note::KIND, Fault::NotDiscussed));
    let typed = office.update(note, &[("ballots", "佐藤:agree")]).unwrap_err();
    assert!(matches!(typed, Rejection::Ruled { key: "ballots", .. }), "{typed:?}");
}

#[test]
fn answers_stand_later_than_what_they_answer_and_speak_for_the_same_ask() {
    let mut office = Office::new();
    let (_, case) = client(&mut office, 0, &[], &[]);
    let first =
        [("kind", "hypothesis"), ("text", "x"), ("policy_ask", "law_tax"), ("case", &case.to_string())];
    let hypothesis = office.make("note", &first);
    let cites: Vec<Id> = office.state.live(hypothesis).unwrap().references(&note::CITES).collect();
    assert_eq!(cites, [case], "a hypothesis on a case cites it");
    let of = hypothesis.to_string();
    let opinion = office.make("note", &[("kind", "opinion"), ("text", "y"), ("answers", &of)]);
    let ask = office.state.live(opinion).unwrap().choice(&note::ASK);
    assert_eq!(ask, Some(PolicyAsk::LawTax.code()));
    let both = format!("{of};{opinion}");
    let summary = office.make("note", &[("kind", "summary"), ("text", "z"), ("answers", &both)]);
    let mut refused = |kind: &str, answers: Id| {
        let cells = [("kind", kind), ("text", "x"), ("answers", &answers.to_string())];
        let add = Command::add(Kind::Note, draft(Kind::Note, &cells));
        assert_eq!(
            office.run(&add).unwrap_err(),
            Rejection::invalid(&note::ANSWERS, Fault::NotBefore),
            "{kind}"
        );
    };
    refused("hypothesis", hypothesis);
    refused("opinion", opinion);
    refused("opinion", summary);
    refused("summary", summary);
    refused("note", hypothesis);
    // What is answered cannot become something later.
    let later = office.update(hypothesis, &[("kind", "summary")]).unwrap_err();
    assert_eq!(later, Rejection::invalid(&note::KIND, Fault::NotBefore));
    let gone = office.run(&Command::Withdraw { id: hypothesis, reason: None }).unwrap_err();
    assert!(matches!(gone, Rejection::Referenced { .. }), "{gone:?}");
}

/// An office with six people of one age and region, one of whom is quoted.
fn quoted(office: &mut Office, people: usize) -> (Id, Id) {
    let cells = [("age_band", "30s"), ("email", "mika@example.jp"), ("phone", "090-1234-5678")];
    let mut all: Vec<(Id, Id)> = (0..people).map(|number| client(office, number, &cells, &[])).collect();
    let (person, case) = all.remove(0);
    let text = "青木 00です。青木さんの会社(株式会社港)は届出の様式がありません。090-1234-5678 か a.b@example.jp へ。P-000001";
    let firm = office.make("organisation", &[("name", "株式会社港"), ("policy_asks", "law_tax")]);
    office.update(person, &[("employer", &firm.to_string())]).unwrap();
    let cells = [("kind", "quote"), ("text", text), ("policy_ask", "law_tax"), ("case", &case.to_string())];
    office.make("note", &cells);
    (person, case)
}

fn quotes(office: &Office) -> (Vec<(String, String)>, usize) {
    let desk = policy::desk(&office.state, &asked());
    let page = desk.pages.iter().find(|page| page.ask == Some(PolicyAsk::LawTax)).unwrap();
    let quotes = page.lines.iter().filter_map(|line| match line {
        Line::Quote { who, text, .. } => Some((who.clone(), text.clone())),
        _ => None,
    });
    (quotes.collect(), page.withheld)
}

#[test]
fn words_are_quoted_with_a_consent_only_and_name_nobody() {
    let mut office = Office::new();
    let (person, _) = quoted(&mut office, 6);
    assert_eq!(quotes(&office), (Vec::new(), 1), "without a consent nothing is shown");
    let give = Command::GiveConsent { person, purpose: Purpose::Quote, expires: None, how: None };
    office.run(&give).unwrap();
    let (shown, withheld) = quotes(&office);
    assert_eq!(withheld, 0);
    let (who, text) = &shown[0];
    for name in ["青木", "港", "090", "5678", "example", "P-000001"] {
        assert!(!text.contains(name), "{name}: {text}");
    }
    assert!(text.contains("届出の様式がありません"), "{text}");
    assert_eq!(who, "30代・塩尻市を希望", "six share it");
    let table = Report::Proposals.table(&office.state, &asked());
    assert!(table.rows.iter().any(|row| row[0] == "声" && row[2] == *who && row[5] == *text), "{table:?}");
    office.run(&Command::RevokeConsent { person, purpose: Purpose::Quote }).unwrap();
    assert_eq!(quotes(&office).1, 1, "a consent that was taken back no longer holds");
}

#[test]
fn whoever_could_be_known_by_what_is_told_is_told_less_of() {
    let mut office = Office::new();
    let (person, _) = quoted(&mut office, 4);
    office.run(&Command::GiveConsent { person, purpose: Purpose::Quote, expires: None, how: None }).unwrap();
    assert_eq!(quotes(&office).0[0].0, "相談者", "four share it, which is too few");
    // Two more of another age: six wish for the region, four are of that age.
    for number in 6..8 {
        client(&mut office, number, &[("age_band", "60s")], &[]);
    }
    assert_eq!(quotes(&office).0[0].0, "塩尻市を希望");
}

#[test]
fn what_leaves_names_nobody_whom_a_hypothesis_cites_and_tells_no_small_counts() {
    let mut office = Office::new();
    let (_, case) = client(&mut office, 0, &[], &[("closed_reason", "cost"), ("stage", "closed")]);
    let cells = [
        ("kind", "hypothesis"),
        ("text", "石川 01 と青木 00さんの例では費用が壁になる"),
        ("policy_ask", "law_tax"),
        ("cites", &case.to_string()),
    ];
    office.make("note", &cells);
    let table = Report::Proposals.table(&office.state, &asked());
    let row = table.rows.iter().find(|row| row[0] == "仮説").unwrap();
    assert_eq!(row[5], "石川 01 と○○さんの例では費用が壁になる");
    assert!(row[2].ends_with("引用5未満件"), "{row:?}");
    let cited = table.rows.iter().find(|row| row[2] == "引用したケース").unwrap();
    assert_eq!(cited[3], "5未満");
    let text = policy::text(&policy::desk(&office.state, &asked()), None, &office.state, &asked());
    assert!(text.contains("■ 1 法・税制") && text.contains("費用が壁") && !text.contains("青木"), "{text}");
}

#[test]
fn the_page_is_walked_written_on_and_voted_on_by_keys() {
    let mut office = Office::new();
    let (_, case) = client(&mut office, 0, &[], &[("stage", "triaged"), ("owner", "田中")]);
    let firm = office.make("organisation", &[("name", "株式会社港"), ("policy_asks", "law_tax;matching")]);
    let mut desk = desk(office, 120, 40);
    // A hypothesis from the row of the person: it cites the case.
    desk.press("I").enter("様式があれば進む").press("Tab Tab").enter("法・税制").press("Enter C-s");
    let hypothesis = Id::new(Kind::Note, 1);
    assert!(desk.snapshot.state.has(hypothesis), "{}", desk.screen());
    assert_eq!(value(&desk, hypothesis, "kind"), "仮説", "{}", desk.screen());
    assert_eq!(value(&desk, hypothesis, "policy_ask"), "1 法・税制");
    let cites: Vec<Id> = desk.snapshot.state.live(hypothesis).unwrap().references(&note::CITES).collect();
    assert_eq!(cites, [case]);
    desk.press("g a");
    let screen = desk.screen();
    let row = screen.lines().find(|line| line.contains("1 法・税制")).unwrap();
    let counts: Vec<&str> = row.split_whitespace().skip(3).collect();
    assert_eq!(counts, ["1", "1", "1", "1", "-", "-", "-"], "{screen}");
    // Opened, agreed to, disagreed with, taken back.
    desk.press("Enter Y");
    assert!(desk.screen().contains("賛成1 反対0  (自分: 賛成)  ケース1件"), "{}", desk.screen());
    desk.press("N");
    assert!(desk.screen().contains("賛成0 反対1  (自分: 反対)"), "{}", desk.screen());
    desk.press("N");
    assert!(desk.screen().contains("賛成0 反対0  ケース1件"), "{}", desk.screen());
    desk.press("u");
    assert!(desk.screen().contains("賛成0 反対1  (自分: 反対)"), "{}", desk.screen());
    // An opinion on it, and a summary of both.
    desk.press("n").enter("記入例もほしい").press("C-s");
    let opinion = Id::new(Kind::Note, 2);
    assert_eq!(value(&desk, opinion, "kind"), "意見");
    assert!(desk.screen().contains("└ 記入例もほしい"), "{}", desk.screen());
    desk.press("s").enter("様式と記入例を求める").press("C-s");
    let summary = Id::new(Kind::Note, 3);
    let of: Vec<Id> = desk.snapshot.state.live(summary).unwrap().references(&note::ANSWERS).collect();
    assert_eq!(of, [hypothesis, opinion]);
    let screen = desk.screen();
    assert!(screen.contains("まとめ 1") && screen.contains("2件のまとめ"), "{screen}");
    // From a company the ask is not clear where it asks for two things; from the record of the note one votes as well.
    desk.press("Enter Y");
    assert_eq!(votes(&desk.snapshot.state.live(hypothesis).unwrap()), (1, 0), "{}", desk.screen());
    assert!(desk.snapshot.state.has(firm));
    desk.press("Esc Esc");
    assert!(desk.screen().contains("仮説の共有 → 意見の共有 → まとめ"), "{}", desk.screen());
    // The report leads there too.
    desk.press("g t l l l l l l l l");
    assert!(desk.screen().contains("R9"), "{}", desk.screen());
    desk.press("G k Enter");
    assert!(desk.screen().contains("様式があれば進む"), "{}", desk.screen());
}
