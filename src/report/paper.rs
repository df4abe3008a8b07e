//! A page about one thing, to be read on the screen or sent: parts with lines, each with a sign and the word for it, so that
//! nothing is told by a colour or a sign alone.

use std::fmt::Write as _;

use super::{Table, text};
use crate::field::Id;
use crate::lang::{Label, Lang};

/// How good a line is for whoever reads the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Good,
    Fair,
    Bad,
    Unknown,
    /// A fact that is neither.
    Plain,
}

impl Sign {
    /// Those that say something of good and bad.
    pub const JUDGED: [Self; 4] = [Self::Good, Self::Fair, Self::Bad, Self::Unknown];

    /// The word for it; empty for a fact that is neither.
    pub const fn label(self) -> Label {
        match self {
            Self::Good => Label::new("良い", "good"),
            Self::Fair => Label::new("ふつう", "fair"),
            Self::Bad => Label::new("難点", "hard"),
            Self::Unknown => Label::new("未確認", "unknown"),
            Self::Plain => Label::new("", ""),
        }
    }

    /// As a text writes it; the screen has signs of its own for terminals that lack these.
    pub const fn written(self) -> &'static str {
        match self {
            Self::Good => "○",
            Self::Fair => "△",
            Self::Bad => "×",
            Self::Unknown => "?",
            Self::Plain => "・",
        }
    }
}

/// A line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub sign: Sign,
    pub what: String,
    pub text: String,
    /// The record that it is about.
    pub target: Option<Id>,
}

impl Line {
    /// A line about nothing that could be opened.
    pub fn new(sign: Sign, what: impl Into<String>, text: impl Into<String>) -> Self {
        Self { sign, what: what.into(), text: text.into(), target: None }
    }

    /// The line, as one about a record.
    #[must_use]
    pub const fn about(mut self, id: Id) -> Self {
        self.target = Some(id);
        self
    }
}

/// Lines under a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub heading: String,
    pub lines: Vec<Line>,
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Paper {
    pub title: String,
    /// What is said once: the day, how it is counted.
    pub note: String,
    pub parts: Vec<Part>,
}

impl Paper {
    /// Adds a part, where it has a line.
    pub fn part(&mut self, heading: impl Into<String>, lines: Vec<Line>) {
        if !lines.is_empty() {
            self.parts.push(Part { heading: heading.into(), lines });
        }
    }

    /// How many lines have each sign that judges, in the order of `Sign::JUDGED`.
    pub fn counts(&self) -> [usize; 4] {
        let lines = || self.parts.iter().flat_map(|part| &part.lines);
        Sign::JUDGED.map(|sign| lines().filter(|line| line.sign == sign).count())
    }

    /// The page as a text for a mail or the printer.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = format!("{}\n{}\n", self.title, self.note);
        let counts = self.counts();
        if counts.iter().any(|count| *count > 0) {
            let told = Sign::JUDGED.iter().zip(counts);
            let told =
                told.map(|(sign, count)| format!("{} {} {count}", sign.written(), sign.label().text(lang)));
            text.push_str(&told.collect::<Vec<_>>().join("  "));
            text.push('\n');
        }
        for part in &self.parts {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n■ {}", part.heading);
            for line in &part.lines {
                let word = line.sign.label().text(lang);
                let word = if word.is_empty() { String::new() } else { format!("[{word}] ") };
                let what = if line.what.is_empty() { String::new() } else { format!("{}: ", line.what) };
                let body = line.text.replace('\n', "\n    ");
                let _ = writeln!(text, "  {} {word}{what}{body}", line.sign.written());
            }
        }
        text
    }

    /// The page as rows.
    pub fn table(&self, lang: Lang) -> Table {
        let row = |part: &Part, line: &Line| {
            vec![
                part.heading.clone(),
                line.sign.label().text(lang).to_owned(),
                line.what.clone(),
                line.text.replace('\n', " "),
            ]
        };
        Table {
            columns: vec![
                text("part", "区分", "Part"),
                text("sign", "評価", "Sign"),
                text("what", "項目", "What"),
                text("text", "内容", "Text"),
            ],
            rows: self
                .parts
                .iter()
                .flat_map(|part| part.lines.iter().map(move |line| row(part, line)))
                .collect(),
        }
    }
}
