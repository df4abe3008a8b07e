//! A source file, read just closely enough to hold the laws: comments and tests left out, brackets counted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One file below src.
pub struct Source {
    /// From the project's root, as `src/domain/state.rs`.
    pub path: String,
    /// Every line up to the file's own tests.
    pub lines: Vec<String>,
}

/// Every Rust file below src.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    visit(root, &root.join("src"), &mut found);
    assert!(found.len() > 20, "the source was not found");
    found
}

fn visit(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            visit(root, &path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
            found.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
        }
    }
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let lines =
            text.lines().take_while(|line| line.trim() != "#[cfg(test)]").map(str::to_owned).collect();
        Self { path: path.to_owned(), lines }
    }

    /// The top-level module that the file belongs to.
    pub fn room(&self) -> String {
        let inner = self.path.trim_start_matches("src/");
        inner.split('/').next().unwrap_or(inner).trim_end_matches(".rs").to_owned()
    }

    /// Tables of truth and texts, which grow with what they list: the Action table, the field tables, the choices.
    pub fn is_table(&self) -> bool {
        self.path.starts_with("src/field/tables")
            || self.path == "src/field/choices.rs"
            || self.path == "src/action.rs"
    }

    fn code(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(|line| line.split("//").next().unwrap_or_default())
    }

    /// The rooms that the file names by `crate::` (or `nichiiki::` in the binary).
    pub fn known_rooms(&self) -> Vec<String> {
        let text = self.code().collect::<Vec<_>>().join("\n");
        let mut rooms = BTreeSet::new();
        for prefix in ["crate::", "nichiiki::"] {
            for (place, _) in text.match_indices(prefix) {
                let rest = &text[place + prefix.len()..];
                match rest.strip_prefix('{') {
                    Some(group) => rooms.extend(heads(group)),
                    None => rooms.extend(word(rest)),
                }
            }
        }
        rooms
            .into_iter()
            .filter(|room| !room.is_empty() && room.chars().all(|c| c.is_lowercase() || c == '_'))
            .collect()
    }

    pub fn names_crate(&self, krate: &str) -> bool {
        let needle = format!("{krate}::");
        self.code().any(|line| {
            let line = line.trim_start();
            let derive = line.starts_with("#[derive");
            line.match_indices(&needle).any(|(place, _)| {
                let before = line[..place].chars().next_back();
                !derive && before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':')
            })
        })
    }

    /// Each function's name and how many lines it has, from its head to its closing bracket.
    pub fn functions(&self) -> Vec<(String, usize)> {
        self.blocks("fn ").into_iter().map(|(name, body)| (name, body.len())).collect()
    }

    /// Each struct's name and how many named fields it has.
    pub fn structs(&self) -> Vec<(String, usize)> {
        let count = |body: &[&str]| {
            body.iter()
                .filter(|line| {
                    !line.trim_start().starts_with(['#', '/'])
                        && line.contains(": ")
                        && line.trim_end().ends_with(',')
                })
                .count()
        };
        self.blocks("struct ").into_iter().map(|(name, body)| (name, count(&body))).collect()
    }

    /// Items that begin with a keyword and have a body in brackets on lines of its own.
    fn blocks(&self, keyword: &str) -> Vec<(String, Vec<&str>)> {
        let mut blocks = Vec::new();
        for (start, line) in self.lines.iter().enumerate() {
            let trimmed = line.trim_start();
            let Some(place) = trimmed.find(keyword) else { continue };
            let head = &trimmed[..place];
            let heads = [
                "pub ",
                "pub(crate) ",
                "pub(super) ",
                "const ",
                "async ",
                "unsafe ",
                "pub(in crate::terminal) ",
            ];
            let rest = heads.iter().fold(head.to_owned(), |head, word| head.replace(word, ""));
            if !rest.is_empty() {
                continue;
            }
            let indent = line.len() - trimmed.len();
            let close = format!("{}}}", " ".repeat(indent));
            let end = self.lines[start..]
                .iter()
                .position(|line| line.starts_with(&close) || line.trim_end().ends_with(';'));
            let one_line = line.trim_end().ends_with('}') || line.trim_end().ends_with(';');
            if let (Some(end), false) =
                (end.map(|_| self.lines[start..].iter().position(|line| line.starts_with(&close))), one_line)
            {
                let name = word(&trimmed[place + keyword.len()..]).unwrap_or_default();
                let body = self.lines[start..=start + end.unwrap_or(0)].iter().map(String::as_str).collect();
                blocks.push((name, body));
            }
        }
        blocks
    }
}

fn word(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    Some(word).filter(|word| !word.is_empty())
}

/// The first word of each member of a `use` group.
fn heads(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut heads = Vec::new();
    let mut fresh = true;
    let mut rest = group;
    while let Some(c) = rest.chars().next() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            c if fresh && !c.is_whitespace() => {
                heads.extend(word(rest));
                fresh = false;
            }
            _ => {}
        }
        rest = &rest[c.len_utf8()..];
    }
    heads
}
