//! What is asked of policy, ask by ask: who asks for it, the hypotheses about it with the opinions on them, the summaries, and
//! what people said in their own words.
//! Invariant: words of people and companies are here only with a consent to be quoted that holds on the day, without a name, and
//! described by no more than five or more of them share. Notes are named by their ids, so that who shows them shows them as they are.

mod mask;
mod page;
mod rows;

pub use mask::Mask;
pub use rows::{rows, text, votes};

use std::collections::{BTreeMap, BTreeSet};

use super::{Asked, SMALL};
use crate::domain::decide::is_discussed;
use crate::domain::gate::{ConsentState, consent};
use crate::domain::{Record, State};
use crate::field::choices::{AgeBand, NoteKind, PolicyAsk, Purpose};
use crate::field::print::choice;
use crate::field::tables::{case, note, organisation, person};
use crate::field::{Id, Kind};
use crate::lang::{Label, Lang};

/// Every ask, and behind them what speaks for none yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Desk {
    pub pages: Vec<Page>,
}

/// One ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// `None`: thoughts that speak for no ask yet.
    pub ask: Option<PolicyAsk>,
    /// How many companies ask for it.
    pub companies: usize,
    /// How many cases its thoughts cite, and how many regions they, the cases and the companies are of.
    pub cases: usize,
    pub regions: usize,
    /// Hypotheses, opinions, summaries.
    pub thoughts: [usize; 3],
    pub quotes: usize,
    /// Words that are not shown for want of a consent.
    pub withheld: usize,
    /// In the order in which they are read.
    pub lines: Vec<Line>,
}

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Heading(Label, usize),
    /// A hypothesis, an opinion (under its hypothesis where it has one) or a summary.
    Thought {
        id: Id,
        under: bool,
    },
    /// Words of a person or a company, by whose note or record, with what may be said of who said them.
    Quote {
        id: Id,
        who: String,
        text: String,
    },
}

impl Page {
    /// What the ask is called, by the office where it has a name for it.
    pub fn name(&self, state: &State, lang: Lang) -> String {
        called(self.ask, state, lang)
    }

    /// Whether there is anything about it.
    pub fn is_empty(&self) -> bool {
        self.companies == 0 && self.withheld == 0 && self.lines.is_empty()
    }
}

/// Counts and orders everything. Goes through all notes and companies once, and through all people where there is a quote.
pub fn desk(state: &State, asked: &Asked) -> Desk {
    let companies: Vec<Record> = state.records(Kind::Organisation).collect();
    let mut notes = Notes::default();
    for record in state.records(Kind::Note) {
        if is_discussed(&record) || record.choice(&note::KIND) == Some(NoteKind::Quote.code()) {
            notes.0.insert(record.id, record);
        }
    }
    let mut voices = notes.voices(state, asked);
    voices.extend(companies.iter().flat_map(words_of));
    let crowd = Crowd::around(&voices, state);
    let asks = PolicyAsk::ALL.iter().copied().map(Some).chain([None]);
    let pages = asks.map(|ask| page::page(ask, &companies, &notes, &voices, &crowd, state, asked.lang));
    Desk { pages: pages.collect() }
}

/// The notes of the discussion and those that hold people's words, by id.
#[derive(Debug, Default)]
struct Notes(BTreeMap<Id, Record>);

impl Notes {
    /// What a note speaks for: its own ask, or that of what it answers.
    fn ask(&self, record: &Record) -> Option<PolicyAsk> {
        let own = |record: &Record| record.choice(&note::ASK).and_then(PolicyAsk::from_code);
        // An answer is at most two steps from its hypothesis.
        own(record).or_else(|| {
            record.references(&note::ANSWERS).filter_map(|id| self.0.get(&id)).find_map(|first| {
                own(first)
                    .or_else(|| first.references(&note::ANSWERS).find_map(|id| self.0.get(&id).and_then(own)))
            })
        })
    }

    /// The thoughts of a kind that speak for an ask, the oldest first.
    fn thoughts(&self, kind: NoteKind, ask: Option<PolicyAsk>) -> impl Iterator<Item = &Record> {
        let of_kind = self.0.values().filter(move |one| one.choice(&note::KIND) == Some(kind.code()));
        of_kind.filter(move |one| self.ask(one) == ask)
    }

    /// What people said, as their notes hold it.
    fn voices(&self, state: &State, asked: &Asked) -> Vec<Voice> {
        let quotes = self.0.values().filter(|one| one.choice(&note::KIND) == Some(NoteKind::Quote.code()));
        let voice = |record: &Record| {
            let about = record.reference(&note::PERSON).and_then(|id| state.live(id));
            let firm = record.reference(&note::ORGANISATION).and_then(|id| state.live(id));
            let agreed = match (&about, &firm) {
                (Some(about), _) => consent(about, Purpose::Quote, asked.today) == ConsentState::Given,
                (None, Some(firm)) => firm.flag(&organisation::QUOTE_OK) == Some(true),
                (None, None) => false,
            };
            let mut mask = Mask::new();
            mask.people(state, about.iter().map(|about| about.id).chain(cited(record, state)));
            if let Some(firm) = &firm {
                mask.company(firm);
            }
            Voice {
                id: record.id,
                ask: self.ask(record),
                agreed,
                of: about.as_ref().map(Traits::of),
                text: mask.apply(record.text(&note::TEXT).unwrap_or_default()),
            }
        };
        quotes.map(voice).collect()
    }
}

/// What a company asks for in its own words, once for each ask that it has.
fn words_of(company: &Record) -> Vec<Voice> {
    let Some(text) = company.text(&organisation::POLICY_TEXT) else { return Vec::new() };
    let bits = company.set_bits(&organisation::POLICY_ASKS);
    let mut mask = Mask::new();
    mask.company(company);
    let text = mask.apply(text);
    let agreed = company.flag(&organisation::QUOTE_OK) == Some(true);
    let asks: Vec<Option<PolicyAsk>> = if bits == 0 {
        vec![None]
    } else {
        PolicyAsk::ALL.iter().copied().filter(|ask| bits & ask.bit() != 0).map(Some).collect()
    };
    asks.into_iter().map(|ask| Voice { id: company.id, ask, agreed, of: None, text: text.clone() }).collect()
}

/// The people of the cases that a note cites.
fn cited(record: &Record, state: &State) -> Vec<Id> {
    record.references(&note::CITES).filter_map(|id| state.live(id)?.reference(&case::PERSON)).collect()
}

/// Somebody's words.
#[derive(Debug)]
struct Voice {
    id: Id,
    ask: Option<PolicyAsk>,
    /// Whether the consent to be quoted holds.
    agreed: bool,
    /// Of a person what could be told of them.
    of: Option<Traits>,
    text: String,
}

/// What could be told of somebody who is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Traits {
    age: Option<AgeBand>,
    /// The region that they wish for first.
    region: Option<Id>,
}

impl Traits {
    fn of(record: &Record) -> Self {
        let age = record.choice(&person::AGE_BAND).and_then(AgeBand::from_code);
        let age = age.filter(|age| *age != AgeBand::Unknown);
        Self { age, region: record.references(&person::REGIONS).next() }
    }

    /// The same, told less and less exactly.
    fn blurred(self) -> [Self; 3] {
        [self, Self { age: None, ..self }, Self { region: None, ..self }]
    }
}

/// How many people share what could be told of those who are quoted.
#[derive(Debug, Default)]
struct Crowd(BTreeMap<Traits, usize>);

impl Crowd {
    /// Counts all people once, if anybody is quoted.
    fn around(voices: &[Voice], state: &State) -> Self {
        let quoted = voices.iter().filter(|voice| voice.agreed).filter_map(|voice| voice.of);
        let wanted: BTreeSet<Traits> = quoted.flat_map(Traits::blurred).collect();
        let mut crowd = Self::default();
        if wanted.is_empty() {
            return crowd;
        }
        for record in state.records(Kind::Person) {
            let shared: BTreeSet<Traits> = Traits::of(&record).blurred().into_iter().collect();
            for traits in shared.intersection(&wanted) {
                *crowd.0.entry(*traits).or_default() += 1;
            }
        }
        crowd
    }

    /// What may be said of who said it: what five or more people share, the most exact of it.
    fn told(&self, voice: &Voice, state: &State, lang: Lang) -> String {
        let Some(of) = voice.of else { return lang.pick("企業・団体", "a company").to_owned() };
        let shared = |traits: &Traits| self.0.get(traits).is_some_and(|count| *count >= SMALL);
        let told = of.blurred().into_iter().find(shared).unwrap_or(Traits { age: None, region: None });
        let age = told.age.map(|age| age.label().text(lang).to_owned());
        let region = told.region.and_then(|id| state.label(id)).map(|name| match lang {
            Lang::Ja => format!("{name}を希望"),
            Lang::En => format!("wishes for {name}"),
        });
        let told: Vec<String> = age.into_iter().chain(region).collect();
        if told.is_empty() {
            lang.pick("相談者", "a client").to_owned()
        } else {
            told.join(lang.pick("・", ", "))
        }
    }
}

/// What an ask is called, by the office where it has a name for it.
pub fn called(ask: Option<PolicyAsk>, state: &State, lang: Lang) -> String {
    let Some(ask) = ask else { return lang.pick("(要望は未定)", "(no ask yet)").to_owned() };
    choice(&organisation::POLICY_ASKS, ask.code(), lang, state)
}
