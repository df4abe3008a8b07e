//! One page: the lines of an ask in the order in which they are read, and its counts.

use std::collections::BTreeSet;

use super::{Crowd, Line, Notes, Page, Voice};
use crate::domain::{Record, State};
use crate::field::choices::{NoteKind, PolicyAsk};
use crate::field::tables::{case, note, organisation};
use crate::field::{Id, Kind};
use crate::lang::{Label, Lang};

const HYPOTHESES: Label = Label::new("仮説と意見", "Hypotheses and opinions");
const LOOSE: Label = Label::new("仮説のない意見", "Opinions without a hypothesis");
const SUMMARIES: Label = Label::new("まとめ", "Summaries");
const QUOTES: Label =
    Label::new("本人・企業の声 (同意あり、匿名)", "In their own words (consented, without names)");

/// The page of an ask; the newest hypothesis first, opinions in the order in which they were said.
pub fn page(
    ask: Option<PolicyAsk>,
    companies: &[Record],
    notes: &Notes,
    voices: &[Voice],
    crowd: &Crowd,
    state: &State,
    lang: Lang,
) -> Page {
    let mut page = Page { ask, ..Page::default() };
    let mut places = Places::default();
    if let Some(ask) = ask {
        let asking = companies.iter().filter(|one| one.set_bits(&organisation::POLICY_ASKS) & ask.bit() != 0);
        for one in asking {
            page.companies += 1;
            places.regions.extend(one.reference(&organisation::REGION));
        }
    }
    discussion(ask, notes, &mut page, state);
    for kind in [NoteKind::Hypothesis, NoteKind::Opinion, NoteKind::Summary] {
        notes.thoughts(kind, ask).for_each(|one| places.of(one, state));
    }
    page.cases = places.cases.len();
    page.regions = places.regions.len();
    let here: Vec<&Voice> = voices.iter().filter(|voice| voice.ask == ask).collect();
    let said: Vec<&&Voice> = here.iter().filter(|voice| voice.agreed).collect();
    page.quotes = said.len();
    page.withheld = here.len() - said.len();
    if !said.is_empty() {
        page.lines.push(Line::Heading(QUOTES, said.len()));
    }
    for voice in said {
        let who = crowd.told(voice, state, lang);
        page.lines.push(Line::Quote { id: voice.id, who, text: voice.text.clone() });
    }
    page
}

fn discussion(ask: Option<PolicyAsk>, notes: &Notes, page: &mut Page, state: &State) {
    let mut hypotheses: Vec<&Record> = notes.thoughts(NoteKind::Hypothesis, ask).collect();
    hypotheses.sort_by_key(|one| std::cmp::Reverse((one.created.at, one.id)));
    let opinions: Vec<&Record> = notes.thoughts(NoteKind::Opinion, ask).collect();
    let summaries: Vec<&Record> = notes.thoughts(NoteKind::Summary, ask).collect();
    page.thoughts = [hypotheses.len(), opinions.len(), summaries.len()];
    if !hypotheses.is_empty() {
        page.lines.push(Line::Heading(HYPOTHESES, hypotheses.len()));
    }
    for one in &hypotheses {
        page.lines.push(Line::Thought { id: one.id, under: false });
        let answers = state.linked(one.id, Kind::Note).filter(|id| {
            notes.0.get(id).is_some_and(|answer| answer.choice(&note::KIND) == Some(NoteKind::Opinion.code()))
        });
        page.lines.extend(answers.map(|id| Line::Thought { id, under: true }));
    }
    let is_under = |one: &Record| {
        one.references(&note::ANSWERS).any(|id| hypotheses.iter().any(|hypothesis| hypothesis.id == id))
    };
    let loose: Vec<&&Record> = opinions.iter().filter(|one| !is_under(one)).collect();
    for (heading, group) in [(LOOSE, loose), (SUMMARIES, summaries.iter().collect())] {
        if !group.is_empty() {
            page.lines.push(Line::Heading(heading, group.len()));
        }
        page.lines.extend(group.iter().map(|one| Line::Thought { id: one.id, under: false }));
    }
}

/// The cases and regions that thoughts speak of.
#[derive(Debug, Default)]
struct Places {
    cases: BTreeSet<Id>,
    regions: BTreeSet<Id>,
}

impl Places {
    fn of(&mut self, thought: &Record, state: &State) {
        self.regions.extend(thought.reference(&note::REGION));
        for record in thought.references(&note::CITES).filter_map(|id| state.live(id)) {
            self.cases.insert(record.id);
            self.regions.extend(record.references(&case::REGIONS).next());
        }
    }
}
