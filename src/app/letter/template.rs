//! Templates of letters, telephone sheets, notes and plans: compiled in, or an office's own from `letters/*.toml`.
//! Invariant: a template that was read has only gaps that there is something for; what is wrong in one is told with file and line.
//! Read by the screen of letters and by the command line that checks them.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::slots;
use crate::field::choices::{ActivityKind, Purpose};
use crate::lang::Lang;

const FILE: &str = "fixtures/letters.toml";
const WRITTEN: &str = include_str!("../../../fixtures/letters.toml");

/// What a template becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// A contact of that kind: a mail, or what is asked on the telephone.
    Contact(ActivityKind),
    Note,
    /// Goals and services of a case's plan.
    Plan,
}

impl Aim {
    const KEYS: [(&'static str, Self); 4] = [
        ("mail", Self::Contact(ActivityKind::Mail)),
        ("call", Self::Contact(ActivityKind::Call)),
        ("note", Self::Note),
        ("plan", Self::Plan),
    ];

    fn parse(key: &str) -> Option<Self> {
        Self::KEYS.iter().find(|(known, _)| *known == key).map(|(_, aim)| *aim)
    }

    /// As files name it.
    pub fn key(self) -> &'static str {
        Self::KEYS.iter().find(|(_, aim)| *aim == self).map_or("", |(key, _)| key)
    }

    /// What people call it.
    pub const fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Contact(kind), _) => kind.label().text(lang),
            (Self::Note, Lang::Ja) => "メモ",
            (Self::Note, Lang::En) => "note",
            (Self::Plan, Lang::Ja) => "プラン",
            (Self::Plan, Lang::En) => "plan",
        }
    }
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub key: String,
    ja: String,
    en: String,
    pub aim: Aim,
    pub subject: String,
    pub body: String,
    /// The services of a plan, a line each.
    pub services: String,
    /// The consent without which it does not leave.
    pub needs: Option<Purpose>,
    /// Whether it is the office's own.
    pub own: bool,
}

impl Template {
    /// Whether it tells of a region and speaks to nobody: all of its gaps are filled from the region.
    pub fn is_about_a_region(&self) -> bool {
        let gaps =
            || [&self.subject, &self.body, &self.services].into_iter().flat_map(|text| slots::of(text));
        self.aim != Aim::Plan && gaps().all(slots::fits_a_region) && gaps().any(slots::is_of_a_region)
    }

    /// What it is called.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja if !self.ja.is_empty() => &self.ja,
            Lang::En if !self.en.is_empty() => &self.en,
            _ => {
                [&self.ja, &self.en, &self.key].into_iter().find(|name| !name.is_empty()).unwrap_or(&self.key)
            }
        }
    }
}

/// What is wrong with a file of templates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTemplate {
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    what: Wrong,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    NotToml(String),
    NoSuchSetting(String),
    Takes(String, (&'static str, &'static str)),
    Lacks(&'static str),
    NoSuchSlot(String),
    OpenSlot,
}

impl BadTemplate {
    /// The sentence for people, with file and line in front.
    pub fn text(&self, lang: Lang) -> String {
        let what = match (&self.what, lang) {
            (Wrong::NotToml(why), Lang::Ja) => format!("TOMLとして読めません: {why}"),
            (Wrong::NotToml(why), Lang::En) => format!("is not TOML: {why}"),
            (Wrong::NoSuchSetting(name), Lang::Ja) => format!("「{name}」という設定はありません"),
            (Wrong::NoSuchSetting(name), Lang::En) => format!("there is no setting \"{name}\""),
            (Wrong::Takes(name, wanted), Lang::Ja) => format!("「{name}」は {} です", wanted.0),
            (Wrong::Takes(name, wanted), Lang::En) => format!("\"{name}\" takes {}", wanted.1),
            (Wrong::Lacks(name), Lang::Ja) => format!("「{name}」がありません"),
            (Wrong::Lacks(name), Lang::En) => format!("\"{name}\" is missing"),
            (Wrong::NoSuchSlot(name), Lang::Ja) => format!("{{{name}}} に入るものがありません"),
            (Wrong::NoSuchSlot(name), Lang::En) => format!("there is nothing for {{{name}}}"),
            (Wrong::OpenSlot, Lang::Ja) => "{ が閉じていません".to_owned(),
            (Wrong::OpenSlot, Lang::En) => "a { is never closed".to_owned(),
        };
        format!("{}:{}: {what}", self.file.display(), self.line)
    }
}

/// The templates that are compiled in; a fault in them is one that the tests find.
static READY: LazyLock<Arc<[Template]>> = LazyLock::new(|| read(Path::new(FILE), WRITTEN, false).0.into());

/// The templates that are compiled in, in their order.
pub fn ready() -> Arc<[Template]> {
    Arc::clone(&READY)
}

/// These templates, with an office's own behind them or, where they have a key of theirs, in their place.
pub fn with_own(own: Vec<Template>) -> Arc<[Template]> {
    let mut all = READY.to_vec();
    for template in own {
        match all.iter_mut().find(|held| held.key == template.key) {
            Some(held) => *held = template,
            None => all.push(template),
        }
    }
    all.into()
}

/// The templates of a file, and what is wrong with the others.
pub fn read(file: &Path, text: &str, own: bool) -> (Vec<Template>, Vec<BadTemplate>) {
    let bad = |start: usize, what: Wrong| {
        let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
        BadTemplate { file: file.to_owned(), line, what }
    };
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start);
            return (Vec::new(), vec![bad(start, Wrong::NotToml(error.message().trim().to_owned()))]);
        }
    };
    let (mut templates, mut faults) = (Vec::new(), Vec::new());
    for (name, value) in document.get_ref() {
        let DeValue::Array(items) = value.get_ref() else {
            faults.push(bad(name.span().start, Wrong::NoSuchSetting(name.get_ref().to_string())));
            continue;
        };
        if name.get_ref() != "letter" {
            faults.push(bad(name.span().start, Wrong::NoSuchSetting(name.get_ref().to_string())));
            continue;
        }
        for item in items {
            match one(item, text, own) {
                Ok(template) => templates.push(template),
                Err((span, what)) => faults.push(bad(span.start, what)),
            }
        }
    }
    (templates, faults)
}

type Value<'a> = Spanned<DeValue<'a>>;
type Fault = (Range<usize>, Wrong);

fn one(item: &Value<'_>, source: &str, own: bool) -> Result<Template, Fault> {
    let DeValue::Table(table) = item.get_ref() else {
        return Err((item.span(), Wrong::Takes("letter".to_owned(), ("表", "a table"))));
    };
    let empty = String::new;
    let mut template = Template {
        key: empty(),
        ja: empty(),
        en: empty(),
        aim: Aim::Contact(ActivityKind::Mail),
        subject: empty(),
        body: empty(),
        services: empty(),
        needs: None,
        own,
    };
    for (name, value) in table {
        template.put(name.get_ref(), name.span(), value, source)?;
    }
    let lacking = [("key", &template.key), ("body", &template.body)]
        .into_iter()
        .find(|(_, text)| text.trim().is_empty());
    match lacking {
        Some((name, _)) => Err((item.span(), Wrong::Lacks(name))),
        None => Ok(template),
    }
}

impl Template {
    fn put(&mut self, name: &str, span: Range<usize>, value: &Value<'_>, source: &str) -> Result<(), Fault> {
        let takes = |wanted| (value.span(), Wrong::Takes(name.to_owned(), wanted));
        let DeValue::String(text) = value.get_ref() else { return Err(takes(("文字列", "a text"))) };
        match name {
            "key" => self.key = text.to_string(),
            "ja" => self.ja = text.to_string(),
            "en" => self.en = text.to_string(),
            "kind" => {
                self.aim = Aim::parse(text)
                    .ok_or_else(|| takes(("mail / call / note / plan", "mail, call, note or plan")))?;
            }
            "subject" => self.subject = checked(text, value.span(), source)?,
            "body" => self.body = checked(text, value.span(), source)?,
            "services" => self.services = checked(text, value.span(), source)?,
            "needs" => {
                let purpose = Purpose::TABLE.find(text).and_then(Purpose::from_code);
                self.needs = Some(purpose.ok_or_else(|| {
                    takes(("同意の目的(consult など)", "a purpose of consents, as consult"))
                })?);
            }
            other => return Err((span, Wrong::NoSuchSetting(other.to_owned()))),
        }
        Ok(())
    }
}

/// A text all of whose gaps can be filled.
fn checked(text: &str, span: Range<usize>, source: &str) -> Result<String, Fault> {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once('{') {
        let Some((slot, after)) = behind.split_once('}') else {
            return Err((span, Wrong::OpenSlot));
        };
        if !slots::is_slot(slot) {
            // Where it stands in the file: its first writing in this text.
            let written = source.get(span.clone()).unwrap_or_default();
            let at = written.find(&format!("{{{slot}}}")).unwrap_or(0);
            return Err((span.start + at..span.end, Wrong::NoSuchSlot(slot.to_owned())));
        }
        rest = after;
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ready_ones_read_without_a_fault() {
        let (templates, faults) = read(Path::new(FILE), WRITTEN, false);
        assert_eq!(faults, []);
        assert!(templates.len() >= 9);
        for aim in Aim::KEYS {
            assert!(templates.iter().any(|template| template.aim == aim.1), "{}", aim.0);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line_and_the_others_count() {
        let good = "[[letter]]\nkey = \"a\"\nja = \"あ\"\nbody = \"\"\"\n{name} 様\n{person.hours_week} {ケース.段階}\n\"\"\"\n";
        for (text, line, word) in [
            ("[[letter]]\nkey = \"b\"\nbody = \"\"\"\nx\n{nmae} 様\n\"\"\"\n", 5, "{nmae}"),
            ("[[letter]]\nkey = \"b\"\nbody = \"{person.nothing}\"\n", 3, "person.nothing"),
            ("[[letter]]\nkey = \"b\"\nbody = \"{name\"\n", 3, "closed"),
            ("[[letter]]\nkey = \"b\"\nbody = \"x\"\nkind = \"fax\"\n", 4, "mail, call"),
            ("[[letter]]\nkey = \"b\"\nbody = \"x\"\nneeds = \"fun\"\n", 4, "consult"),
            ("[[letter]]\nkey = \"b\"\nbody = \"x\"\ncolour = \"red\"\n", 4, "colour"),
            ("[[letter]]\nbody = \"x\"\n", 1, "key"),
            ("[letters]\n", 1, "letters"),
            ("[[letter]\n", 1, "TOML"),
        ] {
            let (templates, faults) = read(Path::new("own.toml"), text, true);
            let said = faults[0].text(Lang::En);
            assert_eq!((templates.len(), faults.len()), (0, 1), "{text}");
            assert!(said.starts_with(&format!("own.toml:{line}: ")) && said.contains(word), "{said}");
            if !text.starts_with("[letters") && !text.contains("[[letter]\n") {
                let (templates, faults) = read(Path::new("own.toml"), &format!("{text}{good}"), true);
                assert_eq!((templates.len(), faults.len()), (1, 1), "the others count");
            }
        }
        let (own, faults) = read(Path::new("own.toml"), &good.replace("\"a\"", "\"first\""), true);
        assert_eq!(faults, []);
        let all = with_own(own);
        assert_eq!((all.len(), all[0].key.as_str(), all[0].own), (ready().len(), "first", true));
    }
}
