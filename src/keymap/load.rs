//! Keymap files in layers: the default, a preset's differences, the person's own differences.
//! Invariant: whatever a file holds, loading succeeds; each fault becomes a `Problem` with its line.
//! A file is TOML: `[scope]` tables of `"g g" = "action_name"`; `false` or `""` unbinds.

use std::collections::BTreeMap;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Binding, Keymap, Problem, ProblemKind};
use crate::input::{Key, parse_sequence, print_sequence};

/// A set of bindings that is compiled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Preset {
    #[default]
    Default,
    Vim,
    Emacs,
}

impl Preset {
    /// The preset of this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::Default),
            "vim" => Some(Self::Vim),
            "emacs" => Some(Self::Emacs),
            _ => None,
        }
    }

    /// The name that `parse` reads.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Vim => "vim",
            Self::Emacs => "emacs",
        }
    }

    /// The files of the preset, the basis first: vim and emacs hold only what differs from the default.
    pub fn sources(self) -> Vec<Source<'static>> {
        let basis = Source { name: "default.toml", text: include_str!("../../keymaps/default.toml") };
        match self {
            Self::Default => vec![basis],
            Self::Vim => {
                vec![basis, Source { name: "vim.toml", text: include_str!("../../keymaps/vim.toml") }]
            }
            Self::Emacs => {
                vec![basis, Source { name: "emacs.toml", text: include_str!("../../keymaps/emacs.toml") }]
            }
        }
    }
}

/// The text of a keymap file and the name it is called by in problems.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// The words that a keymap file may use.
#[derive(Debug, Clone, Copy)]
pub struct Vocabulary<'a, A> {
    pub scopes: &'a [&'a str],
    pub actions: &'a [(&'a str, A)],
}

/// The keymap of a preset and the person's own file, and everything that is wrong with them. A line
/// `preset = "vim"` at the top of the own file wins over `preset`.
pub fn load<A: Copy + Eq>(
    preset: Preset,
    own: Option<Source<'_>>,
    words: &Vocabulary<'_, A>,
) -> (Keymap<A>, Vec<Problem>) {
    let preset = own.and_then(|source| preset_named_in(source.text)).unwrap_or(preset);
    let mut sources = preset.sources();
    sources.extend(own);
    load_sources(&sources, words)
}

/// The same for any layers, the first being the basis.
pub(super) fn load_sources<A: Copy + Eq>(
    sources: &[Source<'_>],
    words: &Vocabulary<'_, A>,
) -> (Keymap<A>, Vec<Problem>) {
    let mut loader = Loader { keymap: Keymap::empty(), words, sources, layer: 0, problems: Vec::new() };
    for (layer, source) in sources.iter().enumerate() {
        loader.layer = layer;
        loader.file(*source);
    }
    loader.problems.sort_by_key(|(layer, problem)| (*layer, problem.line));
    (loader.keymap, loader.problems.into_iter().map(|(_, problem)| problem).collect())
}

struct Loader<'a, A> {
    keymap: Keymap<A>,
    words: &'a Vocabulary<'a, A>,
    sources: &'a [Source<'a>],
    layer: usize,
    problems: Vec<(usize, Problem)>,
}

impl<A: Copy + Eq> Loader<'_, A> {
    fn file(&mut self, source: Source<'_>) {
        let (document, errors) = DeTable::parse_recoverable(source.text);
        for error in errors {
            let line = error.span().map_or(1, |span| line_of(source.text, span.start));
            self.report(line, ProblemKind::Syntax { message: error.message().trim().to_owned() });
        }
        for (name, value) in document.get_ref() {
            let line = line_of(source.text, name.span().start);
            match value.get_ref() {
                DeValue::Table(table) => self.scope(source.text, name.get_ref(), line, table),
                DeValue::String(preset) if name.get_ref() == "preset" => {
                    if Preset::parse(preset).is_none() {
                        self.report(line, ProblemKind::UnknownPreset { name: preset.to_string() });
                    }
                }
                _ => self.report(line, ProblemKind::BadValue { keys: name.get_ref().to_string() }),
            }
        }
    }

    fn scope(&mut self, text: &str, scope: &str, line: usize, table: &DeTable<'_>) {
        if !self.words.scopes.contains(&scope) {
            let nearest = nearest(scope, self.words.scopes.iter().copied());
            return self.report(line, ProblemKind::UnknownScope { scope: scope.to_owned(), nearest });
        }
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(written, _)| written.span().start);
        let mut first_lines: BTreeMap<Vec<Key>, usize> = BTreeMap::new();
        for (written, value) in entries {
            let line = line_of(text, written.span().start);
            let keys = match parse_sequence(written.get_ref()) {
                Ok(keys) => keys,
                Err(error) => {
                    self.report(line, ProblemKind::BadKeys { keys: written.get_ref().to_string(), error });
                    continue;
                }
            };
            if let Some(first_line) = first_lines.insert(keys.clone(), line) {
                self.report(line, ProblemKind::Duplicate { keys: written.get_ref().to_string(), first_line });
            }
            self.entry(scope, line, keys, value);
        }
    }

    fn entry(&mut self, scope: &str, line: usize, keys: Vec<Key>, value: &Spanned<DeValue<'_>>) {
        let written = print_sequence(&keys);
        let action = match value.get_ref() {
            DeValue::Boolean(false) => None,
            DeValue::String(name) if name.is_empty() => None,
            DeValue::String(name) => {
                let Some((_, action)) = self.words.actions.iter().find(|(known, _)| known == name) else {
                    let nearest = nearest(name, self.words.actions.iter().map(|(known, _)| *known));
                    let kind =
                        ProblemKind::UnknownAction { keys: written, action: name.to_string(), nearest };
                    return self.report(line, kind);
                };
                Some(*action)
            }
            _ => return self.report(line, ProblemKind::BadValue { keys: written }),
        };
        if action.is_none() {
            return self.unbind(scope, line, keys, written);
        }
        self.drop_shadowed(scope, line, &keys, &written);
        let binding = Binding { action, layer: self.layer, line };
        self.keymap.scopes.entry(scope.to_owned()).or_default().insert(keys, binding);
    }

    /// Takes a binding away, and leaves a mark so that an outer scope's binding does nothing here either. A whole
    /// prefix can be unbound at once.
    fn unbind(&mut self, scope: &str, line: usize, keys: Vec<Key>, written: String) {
        let bound_elsewhere =
            self.keymap.scopes.values().any(|scope| scope.keys().any(|known| known.starts_with(&keys)));
        if !bound_elsewhere {
            return self.report(line, ProblemKind::NothingToUnbind { keys: written });
        }
        let bindings = self.keymap.scopes.entry(scope.to_owned()).or_default();
        bindings.retain(|known, _| !known.starts_with(&keys));
        bindings.insert(keys, Binding { action: None, layer: self.layer, line });
    }

    /// Removes what the new `keys` make unreachable or are unreachable behind, and reports each.
    fn drop_shadowed(&mut self, scope: &str, line: usize, keys: &[Key], written: &str) {
        let Some(bindings) = self.keymap.scopes.get_mut(scope) else { return };
        let overlaps = |known: &[Key]| known != keys && (known.starts_with(keys) || keys.starts_with(known));
        let mut dropped = Vec::new();
        bindings.retain(|known, binding| {
            let overlapping = overlaps(known);
            if overlapping && binding.action.is_some() {
                dropped.push((print_sequence(known), binding.layer, binding.line));
            }
            !overlapping
        });
        for (other, layer, other_line) in dropped {
            let other_file = self.sources.get(layer).map_or("", |source| source.name).to_owned();
            self.report(
                line,
                ProblemKind::Shadows { keys: written.to_owned(), other, other_file, other_line },
            );
        }
    }

    fn report(&mut self, line: usize, kind: ProblemKind) {
        let file = self.sources.get(self.layer).map_or("", |source| source.name).to_owned();
        self.problems.push((self.layer, Problem { file, line, kind }));
    }
}

fn preset_named_in(text: &str) -> Option<Preset> {
    let (document, _) = DeTable::parse_recoverable(text);
    Preset::parse(document.get_ref().get("preset")?.get_ref().as_str()?)
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The known name that a person most likely meant: at most a third of its letters differ.
fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let limit = written.chars().count().div_ceil(3);
    known
        .map(|name| (edit_distance(written, name), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name.to_owned())
}

fn edit_distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (index, from) in left.chars().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        for (cell, to) in row.iter_mut().skip(1).zip(right.chars()) {
            let best = (diagonal + usize::from(from != to)).min(before + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, best);
            before = best;
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
