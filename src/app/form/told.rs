//! What a form tells beside a field, so that whoever fills it in has it before their eyes: what neighbours expect where the cases
//! play, while the day is asked on which that was explained.

use super::Form;
use super::field_line::FieldLine;
use super::intent::Intent;
use crate::app::layer::Context;
use crate::domain::gate;
use crate::field::tables::case;
use crate::field::{Id, Kind};

/// Regions whose rules are told at most; of more it is said how many.
const REGIONS_TOLD: usize = 5;

/// What is told beneath a line, a paragraph each; nothing for most.
pub fn told(form: &Form, line: &FieldLine, context: &Context<'_>) -> Vec<String> {
    let of_case =
        matches!(form.intent, Intent::SetStage { .. } | Intent::Update(Id { kind: Kind::Case, .. }));
    if !of_case || line.field.code != case::RULES_EXPLAINED.code {
        return Vec::new();
    }
    let state = &context.snapshot.state;
    let mut regions: Vec<(Id, String)> = Vec::new();
    for record in form.changes().iter().filter_map(|id| state.live(*id)) {
        if let Some((region, text)) = gate::rules(state, &record)
            && regions.iter().all(|(held, _)| *held != region)
        {
            regions.push((region, text));
        }
    }
    let more = regions.len().saturating_sub(REGIONS_TOLD);
    let told = regions.iter().take(REGIONS_TOLD);
    let mut told: Vec<String> = told
        .map(|(region, text)| {
            let name = state.label(*region).unwrap_or_default();
            let text = text.replace('\n', " / ");
            format!("{name}: {text}")
        })
        .collect();
    if more > 0 {
        told.push(format!("+{more}"));
    }
    told
}
