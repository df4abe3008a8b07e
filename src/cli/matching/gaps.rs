//! `match --gaps`: the skills that a region or a job asks for, the scarcest first, and how many people have them.

use serde_json::{Value as Json, json};

use super::super::args::MatchOptions;
use super::super::failure::Failure;
use super::super::ground::Ground;
use crate::domain::State;
use crate::field::Id;
use crate::matching::gap::Able;
use crate::matching::{Fits, Gap, gaps};

/// Prints the gaps of a region or a job.
pub fn print(
    ground: &mut Ground,
    state: &State,
    fits: &Fits,
    id: Id,
    options: &MatchOptions,
) -> Result<(), Failure> {
    let today = ground.now().date();
    let found = if options.exhaustive { gaps(state, id, today) } else { fits.gaps(state, id, today) };
    let mut found = found.map_err(|error| super::failure(ground, error))?;
    if options.limit > 0 {
        found.truncate(options.limit);
    }
    if ground.json {
        let gaps: Json = found.iter().map(|gap| of(state, gap)).collect();
        return ground.out.json(&json!({"id": id.to_string(), "gaps": gaps}));
    }
    let lang = ground.lang();
    let able = |able: Able| format!("{} (+{})", able.enough, able.less);
    let row = |gap: &Gap| {
        let name = state.label(gap.skill).unwrap_or_else(|| gap.skill.to_string());
        vec![name, gap.level.to_string(), gap.jobs.to_string(), able(gap.near), able(gap.all)]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    let header = [
        lang.pick("技能", "Skill"),
        lang.pick("段階", "Level"),
        lang.pick("案件", "Jobs"),
        lang.pick("この地域を希望する人", "People for the region"),
        lang.pick("全体", "All people"),
    ];
    ground.out.table(&header, &rows)
}

fn of(state: &State, gap: &Gap) -> Json {
    let able = |able: Able| json!({"enough": able.enough, "less": able.less});
    json!({
        "skill": gap.skill.to_string(), "label": state.label(gap.skill), "level": gap.level, "jobs": gap.jobs,
        "near": able(gap.near), "all": able(gap.all),
    })
}
