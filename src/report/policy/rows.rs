//! A page as it leaves the office: rows for a table, or a text to be read. Names are taken out of thoughts as well, and counts
//! of people under five are not told.

use super::{Desk, Line, Mask, Page, cited};
use crate::domain::decide::is_discussed;
use crate::domain::{Record, State};
use crate::field::choices::{Ballot, NoteKind, PolicyAsk};
use crate::field::tables::note::{self, ballot};
use crate::lang::{Label, Lang};
use crate::report::{Asked, few};

const QUOTE: Label = Label::new("声", "Quote");
const ASKS: Label = Label::new("政策への要望", "Policy asks");

/// The rows of the pages: topic, ask, what, count, against, words. `only` leaves out the other pages.
pub fn rows(desk: &Desk, only: Option<Option<PolicyAsk>>, state: &State, asked: &Asked) -> Vec<Vec<String>> {
    let wanted = desk.pages.iter().filter(|page| only.is_none_or(|ask| page.ask == ask) && !page.is_empty());
    wanted.flat_map(|page| rows_of(page, state, asked)).collect()
}

fn rows_of(page: &Page, state: &State, asked: &Asked) -> Vec<Vec<String>> {
    let lang = asked.lang;
    let ask = page.name(state, lang);
    let mut rows = Vec::new();
    let counts = [
        (Label::new("要望する企業・団体", "companies that ask"), page.companies.to_string(), page.companies),
        (Label::new("引用したケース", "cases cited"), few(page.cases, lang), page.cases),
        (Label::new("地域", "regions"), page.regions.to_string(), page.regions),
    ];
    for (what, count, number) in counts {
        if number > 0 {
            rows.push(vec![
                asked.say(ASKS),
                ask.clone(),
                asked.say(what),
                count,
                String::new(),
                String::new(),
            ]);
        }
    }
    for line in &page.lines {
        match line {
            Line::Heading(..) => {}
            Line::Thought { id, .. } => {
                rows.extend(state.live(*id).map(|record| thought(&record, &ask, state, asked)));
            }
            Line::Quote { who, text, .. } => {
                let words = text.replace('\n', " ");
                let (one, none) = ("1".to_owned(), String::new());
                rows.push(vec![asked.say(QUOTE), ask.clone(), who.clone(), one, none, words]);
            }
        }
    }
    rows
}

fn thought(record: &Record, ask: &str, state: &State, asked: &Asked) -> Vec<String> {
    let kind = record.choice(&note::KIND).and_then(NoteKind::from_code).unwrap_or(NoteKind::Plain);
    let (agree, against) = votes(record);
    let mut what = vec![record.id.to_string()];
    let cases = record.references(&note::CITES).filter(|id| state.has(*id)).count();
    if cases > 0 {
        let count = few(cases, asked.lang);
        what.push(match asked.lang {
            Lang::Ja => format!("引用{count}件"),
            Lang::En => format!("cites {count}"),
        });
    }
    let answers: Vec<String> =
        record.references(&note::ANSWERS).filter(|id| state.has(*id)).map(|id| id.to_string()).collect();
    if !answers.is_empty() {
        what.push(format!("→ {}", answers.join(" ")));
    }
    vec![
        asked.say(kind.label()),
        ask.to_owned(),
        what.join(" "),
        agree.to_string(),
        against.to_string(),
        nameless(record, state).replace('\n', " "),
    ]
}

/// How many agree, those who raised their hand elsewhere among them, and how many do not.
pub fn votes(record: &Record) -> (usize, usize) {
    let rows = record.rows(&note::BALLOTS);
    let with =
        |vote: Ballot| rows.iter().filter(|row| row.choice(ballot::BALLOT.code) == Some(vote.code())).count();
    let elsewhere = record.int(&note::VOTES).and_then(|votes| usize::try_from(votes).ok()).unwrap_or(0);
    (with(Ballot::Agree) + elsewhere, with(Ballot::Against))
}

/// A thought's words without the names of those whom it cites.
fn nameless(record: &Record, state: &State) -> String {
    let mut mask = Mask::new();
    mask.people(state, record.reference(&note::PERSON).into_iter().chain(cited(record, state)));
    mask.apply(record.text(&note::TEXT).unwrap_or_default())
}

/// The pages as a text: an ask, its counts, its thoughts with their votes, its quotes.
pub fn text(desk: &Desk, only: Option<Option<PolicyAsk>>, state: &State, asked: &Asked) -> String {
    let title = asked.lang.pick("政策提言の素材", "Material for proposals");
    let mut lines = vec![format!("{title}  {}", asked.today)];
    let wanted = desk.pages.iter().filter(|page| only.is_none_or(|ask| page.ask == ask) && !page.is_empty());
    for page in wanted {
        let (firms, regions, cases) = (page.companies, page.regions, few(page.cases, asked.lang));
        lines.extend([String::new(), format!("■ {}", page.name(state, asked.lang))]);
        lines.push(match asked.lang {
            Lang::Ja => format!("  要望する企業・団体 {firms}  引用したケース {cases}  地域 {regions}"),
            Lang::En => format!("  companies {firms}  cases cited {cases}  regions {regions}"),
        });
        lines.extend(page.lines.iter().filter_map(|line| said(line, state, asked)));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A line of a page, to be read.
fn said(line: &Line, state: &State, asked: &Asked) -> Option<String> {
    Some(match line {
        Line::Heading(label, count) => format!("\n【{} {count}】", asked.say(*label)),
        Line::Thought { id, under } => {
            let record = state.live(*id).filter(is_discussed)?;
            let (agree, against) = votes(&record);
            let lead = if *under { "    └ " } else { "・" };
            let words = nameless(&record, state).replace('\n', "\n      ");
            match asked.lang {
                Lang::Ja => format!("{lead}{words}  ({id} 賛成{agree} 反対{against})"),
                Lang::En => format!("{lead}{words}  ({id}, for {agree}, against {against})"),
            }
        }
        Line::Quote { who, text, .. } => format!("  「{}」 {who}", text.replace('\n', " ")),
    })
}
