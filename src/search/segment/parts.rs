//! Parts of names: each family or given name once, with the people who bear it.

use std::io::{self, Write};

use foldhash::HashMap;

use crate::domain::Record;
use crate::field::Field;
use crate::fold::fold;
use crate::search::alphabet::Alphabet;
use crate::search::entry::{Form, Part, part_sound};
use crate::search::lists::{Lists, Texts, TextsMaker, number};
use crate::search::stored::{Source, Stored};

/// No part.
pub(in crate::search) const NONE: u32 = u32::MAX;
/// The forms in which names are looked for.
pub(in crate::search) const FORMS: [Form; 3] = [Form::Text, Form::Kana, Form::Sound];

/// The family names, or the given names, of a segment.
#[derive(Debug, Default)]
pub(in crate::search) struct Parts {
    /// As written, as read, as heard.
    texts: [Texts; 3],
    /// Parts by each of the three, ascending.
    orders: [Box<[u32]>; 3],
    /// The letters of each.
    alphabets: [Box<[Alphabet]>; 3],
    /// Where in those orders the parts of a text stand.
    exact: [HashMap<Box<str>, (u32, u32)>; 3],
    /// The documents that bear a part, ascending.
    pub docs: Lists,
    /// The part that each document bears, or `NONE`.
    pub of: Box<[u32]>,
}

impl Stored for Parts {
    fn store(&self, out: &mut dyn Write) -> io::Result<()> {
        self.texts.store(out)?;
        self.orders.store(out)?;
        self.docs.store(out)?;
        self.of.store(out)
    }

    fn restore(source: &mut Source<'_>) -> Option<Self> {
        let (texts, orders) = (Stored::restore(source)?, Stored::restore(source)?);
        let (alphabets, exact) = (alphabets(&texts), exact(&texts, &orders));
        let (docs, of) = (Stored::restore(source)?, Stored::restore(source)?);
        Some(Self { texts, orders, alphabets, exact, docs, of })
    }
}

fn alphabets(texts: &[Texts; 3]) -> [Box<[Alphabet]>; 3] {
    texts.each_ref().map(|texts| texts.iter().map(Alphabet::of).collect())
}

/// Where in its order the parts of each text stand.
fn exact(texts: &[Texts; 3], orders: &[Box<[u32]>; 3]) -> [HashMap<Box<str>, (u32, u32)>; 3] {
    let mut all: [HashMap<Box<str>, (u32, u32)>; 3] = Default::default();
    for ((texts, order), exact) in texts.iter().zip(orders).zip(&mut all) {
        for (at, part) in (0..).zip(order.iter()) {
            exact.entry(texts.get(*part).into()).or_insert((at, at)).1 = at + 1;
        }
    }
    all
}

impl Parts {
    /// `texts` are what the parts are called in the three forms.
    pub fn new(texts: [Texts; 3], of: Vec<u32>) -> Self {
        let count = texts.first().map_or(0, Texts::len);
        let orders: [Box<[u32]>; 3] = texts.each_ref().map(|texts| {
            let mut order: Vec<u32> = (0..number(count)).collect();
            order.sort_unstable_by_key(|part| texts.get(*part));
            order.into()
        });
        let (alphabets, exact) = (alphabets(&texts), exact(&texts, &orders));
        let docs = Lists::of(count, || {
            (0..).zip(of.iter().copied()).filter(|(_, part)| *part != NONE).map(|(doc, part)| (part, doc))
        });
        Self { texts, orders, alphabets, exact, docs, of: of.into() }
    }

    pub fn len(&self) -> usize {
        self.texts[0].len()
    }

    pub fn part(&self, part: u32) -> Part<'_> {
        let [text, kana, sound] = &self.texts;
        Part { text: text.get(part), kana: kana.get(part), sound: sound.get(part) }
    }

    pub fn of_doc(&self, doc: u32) -> u32 {
        self.of.get(doc as usize).copied().unwrap_or(NONE)
    }

    /// All parts in one form, end to end.
    pub fn texts(&self, form: usize) -> Option<&Texts> {
        self.texts.get(form)
    }

    /// The parts whose letters fit in a form.
    pub fn with(&self, form: usize, fits: impl Fn(Alphabet) -> bool) -> impl Iterator<Item = u32> {
        let alphabets = self.alphabets.get(form).map_or(&[][..], |alphabets| alphabets);
        (0..).zip(alphabets).filter(move |(_, alphabet)| fits(**alphabet)).map(|(part, _)| part)
    }

    /// The parts that begin with `beginning` in a form.
    pub fn beginning<'a>(&'a self, form: usize, beginning: &str) -> &'a [u32] {
        let (Some(texts), Some(order)) = (self.texts.get(form), self.orders.get(form)) else { return &[] };
        let from = order.partition_point(|part| texts.get(*part) < beginning);
        let rest = order.get(from..).unwrap_or_default();
        let to = rest.partition_point(|part| texts.get(*part).starts_with(beginning));
        rest.get(..to).unwrap_or_default()
    }

    /// The parts that are just `text` in a form.
    pub fn equal<'a>(&'a self, form: usize, text: &str) -> &'a [u32] {
        let span = self.exact.get(form).and_then(|exact| exact.get(text));
        let order = self.orders.get(form).zip(span);
        order.and_then(|(order, (from, to))| order.get(*from as usize..*to as usize)).unwrap_or_default()
    }

    /// The parts that end with `ending` in a form.
    pub fn ending(&self, form: usize, ending: &str) -> Vec<u32> {
        let Some(texts) = self.texts.get(form) else { return Vec::new() };
        (0..).zip(texts.iter()).filter(|(_, text)| text.ends_with(ending)).map(|(part, _)| part).collect()
    }
}

/// Parts that are still being met.
#[derive(Debug, Default)]
pub(super) struct PartsMaker {
    /// By what is written in the record, so that most names need not be folded.
    met: HashMap<String, u32>,
    folded: HashMap<(String, String), u32>,
    pub texts: [TextsMaker; 3],
    scratch: String,
}

impl PartsMaker {
    /// The part that a record's fields for name and reading make.
    pub fn take(&mut self, record: &Record, text: &Field, kana: &Field) -> u32 {
        let (text, kana) = (record.text(text).unwrap_or_default(), record.text(kana).unwrap_or_default());
        self.scratch.clear();
        self.scratch.push_str(text);
        self.scratch.push('\n');
        self.scratch.push_str(kana);
        if let Some(part) = self.met.get(&self.scratch) {
            return *part;
        }
        let part = self.intern(fold(text), fold(kana));
        self.met.insert(self.scratch.clone(), part);
        part
    }

    /// The part with these folded texts.
    pub fn intern(&mut self, text: String, kana: String) -> u32 {
        if text.is_empty() && kana.is_empty() {
            return NONE;
        }
        let next = number(self.folded.len());
        let key = (text, kana);
        if let Some(part) = self.folded.get(&key) {
            return *part;
        }
        let [texts, kanas, sounds] = &mut self.texts;
        texts.push(&key.0);
        kanas.push(&key.1);
        sounds.push(&part_sound(&key.0, &key.1));
        self.folded.insert(key, next);
        next
    }
}
