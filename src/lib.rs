//! nichiiki: case management for dual-region living (二地域居住), in the terminal.
//!
//! Every session, on whatever wire it arrives, runs inside the one process that owns the store; it turns keys into
//! commands, one writer turns commands into commits, and every screen is a drawing of the newest snapshot.
//!
//! # The rooms, and who may know whom (held by `tests/tidy.rs`; nothing points back)
//! ```text
//! lang text fold clock input action         leaves: words, clean text, comparing, time, keys, verbs of the screen
//!   field       the field table: kinds, ids, values, every field's meaning; reading and printing of values
//!   domain      the rules, pure: records, commands, decide, events, state, undo, stages and gates
//!   alike       how likely two records are one, as a sum that can be read
//!   search      queries, ranks, the index          matching    scores, gates, reasons, rounds
//!   queue       lists in order, kept as records change   report     tables counted from a state
//!   snapshot    a state with its indexes           interchange files in and out, commands as JSON, the log's wording
//!   store       journal (the truth), records (sled), the writer, verify, rebuild, backup
//!   demo        the demo office, master data and generated records, from fixtures/
//!   keymap      keys to actions, from keymaps/     config      flag, environment, file, default: loaded once
//!   terminal    bytes to input, buffers to bytes   connection  what every wire looks like
//!   transport   the wires: own tty, socket, SSH    app, ui     what the screen knows, and how it is painted
//!   session     one user's loop: wire, app, store  server      who comes in, places, closing in order
//!   cli, main   the command line, also through whoever holds the store
//! ```
//! # Where the shape came from
//! * A record of any kind is one list of field values; `field` is its schema. So a form, a file, a filter, undo, the check for
//!   stale edits and the log's wording are each written once, and a new field is one line in a table. Rules that need a
//!   closed set (stages, statuses) match on enums made from the same tables.
//! * An event is a verb over field changes with the values before and after. Apply, undo and the stored form are uniform;
//!   the verb keeps the meaning. Old bytes stay readable: field codes and choices are only ever added.
//! * State holds packed records in three-level tables: a clone costs pointers, a commit what it changes.
//!
//! * Rights are decided in two places and nowhere else: `domain::decide` asks `permit` before anything, and a reader's State
//!   carries a `Lens` that leaves out what the reader may not see, so that screens, search, files and log need not know.
//! * A session knows no wire, and a command no process: `transport` makes Connections, `cli::host` lends streams and files.
//!
//! # One change
//! key -> `app` (`Effect::Submit`) -> `session` -> `store` writer: `domain::decide` -> journal, synced -> `State::apply` -> a new
//! `Snapshot` to every session -> `ui` draws. Author and onlooker take the same path. Undo is one more commit.

pub mod action;
pub mod alike;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connection;
pub mod demo;
pub mod domain;
pub mod field;
pub mod fold;
pub mod input;
pub mod interchange;
pub mod keymap;
pub mod lang;
pub mod matching;
pub mod queue;
pub mod report;
pub mod search;
pub mod server;
pub mod session;
pub mod snapshot;
pub mod store;
pub mod terminal;
pub mod text;
pub mod transport;
pub mod ui;
