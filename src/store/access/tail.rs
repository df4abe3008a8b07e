//! The end of the access chain's file: where lines are added, by one process at a time.
//! Invariant: a group of lines is on the disk whole or not at all, and goes on from what another process wrote meanwhile.

use std::fs::OpenOptions;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::mpsc::Receiver;

use rustix::fs::{FlockOperation, flock};
use serde_json::Value as Json;

use super::{GENESIS, LINE_BYTES_MAX, Noted, Order, chained, line, sealed};
use crate::field::Moment;
use crate::store::disk::{FILE_MODE, open_plain, set_mode};
use crate::store::writer::Now;

/// Entries written and synced together at most.
const GROUP: usize = 512;

/// The end of the file, to which lines are added.
pub(super) struct Tail {
    file: std::fs::File,
    /// How long the file was when this process last wrote or read it.
    end: u64,
    seq: u64,
    hash: String,
}

/// Lets other processes write again when it goes.
struct Held(std::fs::File);

impl Drop for Held {
    fn drop(&mut self) {
        // The lock goes with the process in any case.
        let _ = flock(&self.0, FlockOperation::Unlock);
    }
}

impl Tail {
    pub fn open(path: &Path) -> std::io::Result<Self> {
        let mut how = OpenOptions::new();
        let file = open_plain(how.read(true).write(true).create(true).truncate(false), path)?;
        set_mode(path, FILE_MODE)?;
        let mut tail = Self { file, end: u64::MAX, seq: 0, hash: GENESIS.to_owned() };
        let _held = tail.hold()?;
        Ok(tail)
    }

    /// Takes the file for this process alone, and catches up with what others have written meanwhile.
    fn hold(&mut self) -> std::io::Result<Held> {
        let held = Held(self.file.try_clone()?);
        flock(&self.file, FlockOperation::LockExclusive)?;
        if self.file.seek(SeekFrom::End(0))? == self.end {
            return Ok(held);
        }
        let whole = whole_length(&mut self.file)?;
        self.file.set_len(whole)?;
        let last = last_line(&mut self.file, whole)?;
        let last = last.as_deref().and_then(|line| serde_json::from_slice::<Json>(line).ok());
        self.seq = last.as_ref().and_then(|line| line.get("seq")?.as_u64()).unwrap_or(0);
        let hash = last.as_ref().and_then(|line| Some(line.get("hash")?.as_str()?.to_owned()));
        self.hash = hash.unwrap_or_else(|| GENESIS.to_owned());
        self.end = self.file.seek(SeekFrom::End(0))?;
        Ok(held)
    }

    pub fn serve(mut self, orders: &Receiver<Order>, now: &Now) {
        while let Ok(first) = orders.recv() {
            let mut group = vec![first];
            while group.len() < GROUP
                && let Ok(next) = orders.try_recv()
            {
                group.push(next);
            }
            let written = self.write(&group, now());
            for (_, reply) in group {
                if let Some(reply) = reply {
                    let _ = reply.send(written.is_ok());
                }
            }
        }
    }

    fn write(&mut self, group: &[Order], at: Moment) -> std::io::Result<()> {
        let _held = self.hold()?;
        let mut bytes = Vec::new();
        let (mut seq, mut hash) = (self.seq, self.hash.clone());
        for (access, _) in group {
            seq += 1;
            let map = line(&Noted { seq, at, access: access.clone() });
            hash = chained(&hash, &map);
            bytes.extend(sealed(map, &hash));
        }
        let length = self.end;
        let written = self.file.write_all(&bytes).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            // Half a line would look like damage; what was not written is not counted.
            let _ = self.file.set_len(length);
            let _ = self.file.seek(SeekFrom::Start(length));
            return Err(error);
        }
        (self.seq, self.hash) = (seq, hash);
        self.end = length + u64::try_from(bytes.len()).unwrap_or(0);
        Ok(())
    }
}

/// Bytes up to and with the last line end.
fn whole_length(file: &mut std::fs::File) -> std::io::Result<u64> {
    let length = file.seek(SeekFrom::End(0))?;
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(LINE_BYTES_MAX);
        let mut block = Vec::new();
        file.seek(SeekFrom::Start(start))?;
        file.take(end - start).read_to_end(&mut block)?;
        if let Some(place) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + u64::try_from(place).unwrap_or(0) + 1);
        }
        end = start;
    }
    Ok(0)
}

fn last_line(file: &mut std::fs::File, length: u64) -> std::io::Result<Option<Vec<u8>>> {
    let start = length.saturating_sub(LINE_BYTES_MAX);
    let mut block = Vec::new();
    file.seek(SeekFrom::Start(start))?;
    file.take(length - start).read_to_end(&mut block)?;
    let last = block.strip_suffix(b"\n").map(|block| block.rsplit(|byte| *byte == b'\n').next());
    Ok(last.flatten().filter(|line| !line.is_empty()).map(<[u8]>::to_vec))
}
