//! Files and scripts in and out: CSV, JSON lines, spreadsheets, commands as JSON, the log in plain words.
//! Invariant: what export writes, import reads back without change; nothing is guessed silently, and every refusal names its line and column.
//! Columns, keys and wording come from the field table. Called by the command line and by screens that import.

pub mod columns;
pub mod commands;
pub mod csv_read;
pub mod csv_write;
pub mod encodings;
pub mod eventlog;
pub mod guard;
pub mod import;
pub mod jsonl;
pub mod profile;
pub mod records;
pub mod report;
pub mod source;
pub mod xlsx;
