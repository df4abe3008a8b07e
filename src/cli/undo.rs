//! `undo` and `redo`: the author's newest change taken back, or its taking back taken back.

use serde_json::json;

use super::failure::Failure;
use super::ground::Ground;
use crate::store::submit::{Receipt, SubmitError};

pub fn undo(ground: &mut Ground, seq: Option<u64>) -> Result<(), Failure> {
    let store = ground.write()?;
    let answer = store.undo_blocking(ground.actor(&store.snapshot().state)?, seq);
    answer_with(ground, answer, ("取り消しました", "undone"))
}

pub fn redo(ground: &mut Ground) -> Result<(), Failure> {
    let store = ground.write()?;
    let answer = store.redo_blocking(ground.actor(&store.snapshot().state)?);
    answer_with(ground, answer, ("やり直しました", "redone"))
}

fn answer_with(
    ground: &mut Ground,
    answer: Result<Receipt, SubmitError>,
    (ja, en): (&str, &str),
) -> Result<(), Failure> {
    match answer {
        Ok(receipt) if ground.json => ground.out.json(&super::apply::accepted(&receipt)),
        Ok(receipt) => {
            let ids: Vec<String> = receipt.ids.iter().take(10).map(ToString::to_string).collect();
            let more = if receipt.ids.len() > ids.len() { " ..." } else { "" };
            ground.out.text(&format!(
                "#{} {}: {}{more}",
                receipt.seq,
                ground.lang().pick(ja, en),
                ids.join(" ")
            ))
        }
        Err(error) => {
            if ground.json {
                let (key, reason) = super::apply::refusal(&error, ground.lang());
                ground.out.json(&json!({"ok": false, "error": key, "reason": reason}))?;
                ground.out.finish()?;
            }
            Err(error.into())
        }
    }
}
