//! One line of a form: a field, the text that stands for its value, and what is wrong with it.

use std::sync::Arc;

use crate::app::area::Area;
use crate::app::slip::Typed;
use crate::domain::state::Found;
use crate::domain::{Draft, Office, Put, State};
use crate::field::{Atom, Fault, Field, Kind, Row, Shape, TextKind, Value, print, read};
use crate::lang::Lang;

/// A line of a form.
#[derive(Debug, Clone)]
pub struct FieldLine {
    pub field: &'static Field,
    pub area: Area,
    /// The text as of the commit that the form has seen; equal text is no change.
    original: String,
    /// The text as the form opened.
    opened: String,
    pub fault: Option<Fault>,
    /// Whether the form was opened for this line.
    pub wanted: bool,
    /// What somebody else set meanwhile.
    pub theirs: Option<String>,
    /// Whether the text is a proposal that nobody has touched: what is typed takes its place.
    pub proposed: bool,
    /// What the office calls its own choices.
    office: Arc<Office>,
}

impl FieldLine {
    /// A line that shows a field's value.
    pub fn new(field: &'static Field, value: Option<&Value>, state: &State, lang: Lang) -> Self {
        let text = value.map_or_else(String::new, |value| text_of(field, value, state, lang));
        let lines = matches!(field.shape, Shape::Text(TextKind::Long));
        Self {
            field,
            area: Area::new(&text, lines),
            original: text.clone(),
            opened: text,
            fault: None,
            wanted: false,
            theirs: None,
            proposed: false,
            office: state.office_shared(),
        }
    }

    /// A line with a text proposed, which counts as typed.
    pub fn proposed(field: &'static Field, text: &str) -> Self {
        let lines = matches!(field.shape, Shape::Text(TextKind::Long));
        let area = Area::new(text, lines);
        let (original, opened) = (String::new(), String::new());
        let proposed = !text.is_empty();
        let office = Arc::default();
        Self { field, area, original, opened, fault: None, wanted: false, theirs: None, proposed, office }
    }

    /// The line, with the value that its text is to take the place of.
    #[must_use]
    pub fn over(mut self, value: Option<&Value>, state: &State, lang: Lang) -> Self {
        self.opened = value.map_or_else(String::new, |value| text_of(self.field, value, state, lang));
        self
    }

    /// Lines with the office's names for their choices.
    pub fn all_under(mut lines: Vec<Self>, state: &State) -> Vec<Self> {
        for line in &mut lines {
            line.office = state.office_shared();
        }
        lines
    }

    /// The line, as one that the form was opened for.
    #[must_use]
    pub const fn wanted(mut self) -> Self {
        self.wanted = true;
        self
    }

    pub fn is_changed(&self) -> bool {
        self.area.text() != self.original
    }

    /// The text as the form opened, before anybody changed it.
    pub fn opened(&self) -> &str {
        &self.opened
    }

    /// Takes a newer value of the record as the one that the text is compared with. A text that nobody has changed
    /// follows it.
    pub fn rebase(&mut self, text: String) {
        if !self.is_changed() && text != self.original {
            self.area.set(&text);
            self.opened.clone_from(&text);
        }
        self.original = text;
        self.theirs = None;
    }

    /// What a slip keeps of the line.
    pub fn typed(&self) -> Typed {
        Typed {
            field: self.field.key.to_owned(),
            before: self.original.clone(),
            text: self.area.text().to_owned(),
        }
    }

    /// Puts back what a slip has kept.
    pub fn put_back(&mut self, typed: &Typed) {
        self.original.clone_from(&typed.before);
        self.opened.clone_from(&typed.before);
        // What was typed was clean; a file could have been tampered with.
        let plain = |c: &char| !c.is_control() || *c == '\n';
        self.area.set(&typed.text.chars().filter(plain).collect::<String>());
    }

    /// Reads the text and keeps what is wrong with it.
    pub fn check(&mut self) {
        self.fault = read::read_cell(self.field, &self.office.names.read(self.field, self.area.text())).err();
    }

    /// Puts the line to a draft.
    pub fn put(&self, draft: &mut Draft) -> Result<(), Fault> {
        draft.put_text(self.field, &self.office.names.read(self.field, self.area.text()))?;
        // The line shows rows whole: what is not in it is to be gone, unlike in a file's short cell.
        if let Some(Put::Merge(value)) = draft.get(self.field.code).cloned() {
            draft.put(self.field, Put::Set(value));
        }
        Ok(())
    }

    /// Whether the field takes a list.
    pub const fn takes_several(&self) -> bool {
        matches!(self.field.shape, Shape::Set(_) | Shape::Texts(_) | Shape::Refs(_) | Shape::Rows(_))
    }

    /// Whether there is something to choose from.
    pub fn has_choices(&self) -> bool {
        match self.field.shape {
            Shape::Choice(_) | Shape::Set(_) | Shape::Flag | Shape::Date | Shape::Ref(_) | Shape::Refs(_) => {
                true
            }
            Shape::Rows(subs) => {
                subs.first().is_some_and(|sub| matches!(sub.shape, Shape::Ref(_) | Shape::Choice(_)))
            }
            _ => false,
        }
    }

    /// The element being typed: what stands after the last separator.
    pub fn token(&self) -> &str {
        let before = self.area.before_caret();
        if !self.takes_several() {
            return before;
        }
        before.rsplit([';', '；', '、']).next().unwrap_or_default().trim_start()
    }

    /// Replaces the element being typed.
    pub fn complete(&mut self, insert: &str) {
        if !self.takes_several() {
            return self.area.set(insert);
        }
        let before = self.area.before_caret();
        let kept = before.get(..before.len() - self.token().len()).unwrap_or_default().trim_end().to_owned();
        let after = self.area.after_caret().trim_start_matches([';', '；', '、', ' ']).to_owned();
        let space = if kept.is_empty() { "" } else { " " };
        let tail = if after.is_empty() { String::new() } else { format!("; {after}") };
        self.area.set(&format!("{kept}{space}{insert}{tail}"));
    }
}

/// The value as a person edits it; reading it gives the value again.
pub fn text_of(field: &Field, value: &Value, state: &State, lang: Lang) -> String {
    let joined = |parts: Vec<String>| parts.join("; ");
    match (value, field.shape) {
        (Value::One(Atom::Choice(_) | Atom::Moment(_) | Atom::Flag(_)), _) => {
            print::display(field, value, lang, state)
        }
        (Value::One(Atom::Ref(_)), _) => references(value, state).pop().unwrap_or_default(),
        (Value::List(_), Shape::Refs(_)) => joined(references(value, state)),
        (Value::Set(bits), _) => field.choices().map_or_else(String::new, |choices| {
            let held = choices.iter().filter(|(code, _)| bits >> code & 1 == 1);
            joined(held.map(|(code, _)| print::choice(field, code, lang, state)).collect())
        }),
        (Value::Rows(rows), Shape::Rows(subs)) => match short(subs, rows, state, lang) {
            Some(parts) => joined(parts),
            None => print::cell(field, value, state),
        },
        _ => print::cell(field, value, state),
    }
}

/// Rows as `head:second:third` in people's words, as far as a row goes; none where a part would be split.
fn short(subs: &'static [Field], rows: &[Row], state: &State, lang: Lang) -> Option<Vec<String>> {
    let part = |sub: &Field, row: &Row| {
        row.get(sub.code).map(|atom| text_of(sub, &Value::One(atom.clone()), state, lang)).unwrap_or_default()
    };
    let texts = rows.iter().map(|row| {
        let mut parts: Vec<String> = subs.iter().map(|sub| part(sub, row)).collect();
        parts.truncate(parts.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1));
        let headed = parts.first().is_some_and(|head| !head.is_empty() && !head.starts_with('['));
        let whole = parts.iter().all(|part| !part.contains([';', ':', '；', '：', '、', '\n', '\\']));
        (headed && whole).then(|| parts.join(":"))
    });
    texts.collect()
}

/// References by a name that leads back to them, else by id.
fn references(value: &Value, state: &State) -> Vec<String> {
    let mut names = Vec::new();
    value.for_each_reference(|id| {
        let label = state.label(id).filter(|label| {
            matches!(id.kind, Kind::Region | Kind::Skill | Kind::Organisation)
                && state.find_name(id.kind, label) == Found::One(id)
        });
        names.push(label.unwrap_or_else(|| id.to_string()));
    });
    names
}
