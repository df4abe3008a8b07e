//! How the writer gets frames onto the disk, and what it does when the disk is full or fails.
//! Invariant: after a failed disk nothing is written any more; a full one is looked at again, and what was under way is saved
//! with the reserve.

use super::{Writer, lock};
use crate::store::error::StoreError;
use crate::store::layout::Ballast;
use crate::store::log::{Frame, Head, LogError};
use crate::store::submit::{SubmitError, Trouble};

impl Writer {
    /// Appends, and on a full disk once more with the reserve: what was under way still gets saved.
    pub(super) fn append(&mut self, frames: &[Frame]) -> Result<Head, Failure> {
        match self.trouble() {
            Some(Trouble::DiskFailed) => return Err(Failure::Trouble(Trouble::DiskFailed)),
            Some(Trouble::DiskFull) if !self.look_for_space() => {
                return Err(Failure::Trouble(Trouble::DiskFull));
            }
            _ => {}
        }
        let mut saved = lock(&self.log).append(self.head, frames);
        if saved.as_ref().is_err_and(LogError::is_disk_full) {
            self.tell_status(Some(Trouble::DiskFull));
            let freed = self.ballast.as_ref().is_some_and(|ballast| ballast.free().is_ok());
            if freed {
                saved = lock(&self.log).append(self.head, frames);
            }
        }
        match saved {
            Ok(head) => Ok(head),
            Err(error) if error.is_disk_full() => Err(Failure::Trouble(Trouble::DiskFull)),
            Err(LogError::TooLarge { what, bytes, limit }) => Err(Failure::TooLarge { what, bytes, limit }),
            Err(_) => {
                self.tell_status(Some(Trouble::DiskFailed));
                Err(Failure::Trouble(Trouble::DiskFailed))
            }
        }
    }

    /// On a full disk: true once the reserve could be made again and the log takes commits.
    pub(super) fn look_for_space(&mut self) -> bool {
        let room = self.ballast.as_ref().is_none_or(Ballast::make_if_room);
        let open = room && lock(&self.log).recover().is_ok();
        if open {
            self.tell_status(None);
        }
        open
    }
}

/// Why a group was not saved; each of its requests gets its own copy.
#[derive(Clone, Copy)]
pub(super) enum Failure {
    Trouble(Trouble),
    TooLarge { what: &'static str, bytes: u64, limit: u64 },
}

impl Failure {
    pub fn error(self) -> SubmitError {
        match self {
            Self::Trouble(trouble) => SubmitError::ReadOnly(trouble),
            Self::TooLarge { what, bytes, limit } => {
                SubmitError::Store(StoreError::Log(LogError::TooLarge { what, bytes, limit }))
            }
        }
    }
}
