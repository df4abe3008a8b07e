//! Tells the program which sources it is made of, so that what an earlier build has put aside is known to be another's.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut hasher = DefaultHasher::new();
    take(Path::new("src"), &mut hasher);
    take(Path::new("Cargo.lock"), &mut hasher);
    println!("cargo::rustc-env=NICHIIKI_SOURCES={:016x}", hasher.finish());
}

/// Names and contents, whatever order the file system gives them in.
fn take(path: &Path, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    if let Ok(entries) = fs::read_dir(path) {
        let mut below: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        below.sort();
        for path in &below {
            take(path, hasher);
        }
    } else if let Ok(bytes) = fs::read(path) {
        bytes.hash(hasher);
    }
}
