//! A large change, made while it is told how far it is, by whoever asked for it or nobody.
//! Invariant: one commit or none; given up before it is saved, nothing has changed.

use std::time::Duration;

use super::Job;
use crate::app::port::{SoFar, Told};
use crate::app::{Reply, Request};
use crate::domain::{Cause, Command};
use crate::session::desk::outcome;
use crate::store::submit::{Receipt, Submission, SubmitError};

/// Between two looks at how far it is.
const LOOK: Duration = Duration::from_millis(20);

/// Makes the change that was asked for.
pub fn make(job: &Job, request: Request) -> Told {
    let Request { ticket, command, seen, purpose, .. } = request;
    let submission = Submission::new(job.ground.actor.clone(), Cause::Tui, command).seen(Some(seen));
    let outcome = outcome(submit(job, submission));
    Told::Replied(Reply { ticket, purpose, outcome })
}

/// Submits, telling how far it is from here while the commit is made beside.
pub fn submit(job: &Job, submission: Submission) -> Result<Receipt, SubmitError> {
    let all = match &submission.command {
        Command::Batch(commands) => u64::try_from(commands.len()).unwrap_or(u64::MAX),
        _ => 1,
    };
    let (watch, store) = (job.watch.clone(), job.ground.store.clone());
    std::thread::scope(|scope| {
        let saving = scope.spawn(|| store.submit_watched(submission, &watch));
        let mut told = 0;
        while !saving.is_finished() {
            if watch.done() != told {
                told = watch.done();
                job.at(SoFar::of(told, told, all));
            }
            std::thread::sleep(LOOK);
        }
        saving.join().unwrap_or(Err(SubmitError::Internal))
    })
}
