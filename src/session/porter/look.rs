//! The look before a change of many, while it is told how far it is.
//! Invariant: it changes nothing, whoever asked for it is there or not.

use super::{Ended, Job, Pace};
use crate::app::look::Look;
use crate::app::port::{SoFar, Told};

/// Looks at what would happen.
pub fn take(job: &Job, look: &Look) -> Result<Told, Ended> {
    let all = u64::try_from(look.chosen.len()).unwrap_or(u64::MAX);
    let mut pace = Pace::new();
    let mut go_on = |done: usize| {
        let done = u64::try_from(done).unwrap_or(u64::MAX);
        if pace.is_due() { job.at(SoFar::of(done, done, all)) } else { !job.watch.is_stopped() }
    };
    let looked = look.take(&mut go_on).ok_or(Ended::Stopped)?;
    Ok(Told::Looked { number: look.number, looked: Box::new(looked) })
}
