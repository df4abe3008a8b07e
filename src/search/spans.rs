//! What to highlight in a hit's label.
//! Where a reading matched, the written name it belongs to is highlighted; where another field matched, nothing is, and the
//! hit says which field it was.

use super::Tier;
use super::entry::Form;
use super::fit::{Fit, Part};
use super::needle::Needle;
use super::score::indices;
use crate::domain::Record;
use crate::field::Kind;
use crate::field::tables::{organisation, person, region, skill};
use crate::fold::{Folded, fold};

type Spans = Vec<(usize, usize)>;

/// The half-open ranges of the label's characters that a term matched.
pub(super) fn highlight(label: &str, record: &Record, term: &Needle, fit: &Fit<'_>, linked: bool) -> Spans {
    let folded = Folded::new(label);
    if let Some(span) = occurrence(&folded, &term.text) {
        return vec![span];
    }
    if linked {
        return Vec::new();
    }
    let named = named_part(record, fit);
    if let Some(span) = named.and_then(|name| occurrence(&folded, &fold(&name))) {
        return vec![span];
    }
    if fit.tier == Tier::Subsequence && fit.form == Form::Text {
        let found = indices(&folded.text, &term.text).map(|(_, places)| places).unwrap_or_default();
        let spans = found.into_iter().filter_map(|at| folded.origin(at, at + 1)).map(chars);
        return merged(spans.collect());
    }
    Vec::new()
}

/// Ascending, with those that touch joined.
pub(super) fn merged(mut spans: Spans) -> Spans {
    spans.sort_unstable();
    let mut joined: Spans = Vec::with_capacity(spans.len());
    for (start, end) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

fn occurrence(folded: &Folded, needle: &str) -> Option<(usize, usize)> {
    if needle.is_empty() {
        return None;
    }
    let at = folded.text.find(needle)?;
    let start = folded.text.get(..at)?.chars().count();
    folded.origin(start, start + needle.chars().count()).map(chars)
}

/// The written name behind the part of a name or reading that matched.
fn named_part(record: &Record, fit: &Fit<'_>) -> Option<String> {
    let text = |field| record.text(field).unwrap_or_default();
    let codes = |fields: &[&crate::field::Field]| fields.iter().any(|field| field.code == fit.field);
    match record.id.kind {
        Kind::Person if codes(&[&person::FAMILY_NAME, &person::FAMILY_KANA]) => {
            let (family, given) = (text(&person::FAMILY_NAME), text(&person::GIVEN_NAME));
            Some(match fit.part {
                Part::First => family.to_owned(),
                Part::Second => given.to_owned(),
                Part::All | Part::Turned => format!("{family}{given}"),
            })
        }
        Kind::Region if codes(&[&region::KANA_FIELD, &region::ROMAJI, &region::NAME_FIELD]) => {
            let name = text(&region::NAME_FIELD);
            Some(match fit.part {
                Part::First => name.strip_suffix(['市', '区', '町', '村']).unwrap_or(name).to_owned(),
                _ => name.to_owned(),
            })
        }
        // Which characters a part of a reading belongs to is not known: the whole name is shown.
        Kind::Organisation if fit.form != Form::Text && fit.class == 0 => {
            Some(text(&organisation::NAME_FIELD).to_owned())
        }
        Kind::Skill if fit.form != Form::Text && fit.class == 0 => Some(text(&skill::LABEL).to_owned()),
        _ => None,
    }
    .filter(|name| !name.is_empty())
}

fn chars(span: (u32, u32)) -> (usize, usize) {
    (span.0 as usize, span.1 as usize)
}
