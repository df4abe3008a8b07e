//! Bytes from a terminal, cut into whole sequences and turned into inputs.
//! Invariant: whatever arrives, at most `SEQUENCE_BYTES_MAX` (or one paste) is held, and nothing is held for longer
//! than its age: a cut-off sequence can never swallow the keys that follow. What a sequence means is decided by
//! `meaning`, one whole sequence at a time, so that no broken one leaves a trace.
//! The session feeds it and calls `expire` at `wake_at`.

use std::time::{Duration, Instant};

use super::meaning::{Meaning, Reader};
use super::paste::Paste;
use crate::input::{Input, Key, KeyCode};

/// How long a lone ESC may be the beginning of a sequence; after that it is the key.
const ESCAPE_DELAY: Duration = Duration::from_millis(50);
/// How long any other unfinished sequence may wait for its end before it is thrown away.
const SEQUENCE_AGE_MAX: Duration = Duration::from_millis(500);
/// The longest sequence of a key, mouse or report.
const SEQUENCE_BYTES_MAX: usize = 64;

const ESC: u8 = 0x1b;
const BELL: u8 = 0x07;
/// What terminals send before pasted text.
const PASTE_BEGINS: &[u8] = b"\x1b[200~";

/// Turns the bytes of one terminal into inputs.
#[derive(Debug)]
pub struct Decoder {
    reader: Reader,
    state: State,
    held: Vec<u8>,
    /// Whether the sequence being held came behind one more ESC, which is how some terminals send Alt.
    alt: bool,
    /// When the last byte arrived.
    touched: Option<Instant>,
    /// The column and row of the last cursor report, until taken.
    report: Option<(u16, u16)>,
}

#[derive(Debug)]
enum State {
    Ground,
    /// The missing bytes of a character.
    Character(u8),
    Escape,
    /// Behind `ESC [`.
    Control,
    /// So many bytes of a fixed length are missing: behind `ESC O`, `ESC [ [` and `ESC [ M`.
    Fixed(u8),
    /// Behind `ESC ]`, `ESC P` or `ESC _`: a terminal's reply, which is never a key.
    Reply,
    Paste(Paste),
}

impl Decoder {
    pub fn new() -> Self {
        Self {
            reader: Reader::default(),
            state: State::Ground,
            held: Vec::new(),
            alt: false,
            touched: None,
            report: None,
        }
    }

    /// The inputs that `bytes`, arrived at `now`, complete.
    pub fn feed(&mut self, bytes: &[u8], now: Instant) -> Vec<Input> {
        // A busy session may come late to bytes that arrived in time, so an ESC is given more patience here.
        let stale = self.touched.is_some_and(|touched| now >= touched + SEQUENCE_AGE_MAX);
        let mut inputs = if stale { self.expire(now) } else { Vec::new() };
        for byte in bytes {
            self.byte(*byte, &mut inputs);
        }
        self.touched = (!matches!(self.state, State::Ground)).then_some(now);
        inputs
    }

    /// When `expire` should be called if no byte arrives before; `None` when nothing is held.
    pub fn wake_at(&self) -> Option<Instant> {
        let age = match &self.state {
            State::Ground => return None,
            State::Escape => ESCAPE_DELAY,
            State::Paste(_) => Paste::AGE_MAX,
            State::Character(_) | State::Control | State::Fixed(_) | State::Reply => SEQUENCE_AGE_MAX,
        };
        self.touched.map(|touched| touched + age)
    }

    /// The inputs that time completes: a lone ESC becomes the key, other unfinished sequences are dropped, and of a
    /// paste without an end what has arrived is kept.
    pub fn expire(&mut self, now: Instant) -> Vec<Input> {
        let mut inputs = Vec::new();
        if self.wake_at().is_none_or(|at| now < at) {
            return inputs;
        }
        self.touched = None;
        match std::mem::replace(&mut self.state, State::Ground) {
            State::Escape => self.escape_keys(&mut inputs),
            State::Paste(paste) => inputs.push(paste.finish()),
            State::Ground | State::Character(_) | State::Control | State::Fixed(_) | State::Reply => {}
        }
        self.drop_held();
        inputs
    }

    /// The column and row, from 1, of a cursor report that has arrived since the last call.
    pub fn take_cursor_report(&mut self) -> Option<(u16, u16)> {
        self.report.take()
    }

    fn byte(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match &mut self.state {
            State::Ground => self.ground(byte, inputs),
            State::Character(missing) => {
                if !(0x80..=0xBF).contains(&byte) {
                    return self.start_over(byte, inputs);
                }
                self.held.push(byte);
                *missing -= 1;
                if *missing == 0 {
                    self.complete(inputs);
                }
            }
            State::Escape => self.after_escape(byte, inputs),
            State::Control => self.control(byte, inputs),
            State::Fixed(missing) => {
                if byte == ESC {
                    return self.start_over(byte, inputs);
                }
                self.held.push(byte);
                *missing -= 1;
                if *missing == 0 {
                    self.complete(inputs);
                }
            }
            State::Reply => self.reply(byte, inputs),
            State::Paste(paste) => {
                if paste.push(byte) {
                    let State::Paste(paste) = std::mem::replace(&mut self.state, State::Ground) else {
                        return;
                    };
                    inputs.push(paste.finish());
                }
            }
        }
    }

    fn ground(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        let missing = match byte {
            ESC => {
                self.held.push(byte);
                self.state = State::Escape;
                return;
            }
            0x00..=0x7F => 0,
            0xC2..=0xDF => 1,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            // No character begins like this.
            0x80..=0xC1 | 0xF5..=0xFF => return self.drop_held(),
        };
        self.held.push(byte);
        if missing == 0 {
            return self.complete(inputs);
        }
        self.state = State::Character(missing);
    }

    fn after_escape(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            ESC if self.alt => inputs.push(Input::Key(Key::plain(KeyCode::Esc))),
            // Alt with an arrow comes as ESC ESC [ A from some terminals; typed twice, it is two keys.
            ESC => self.alt = true,
            b'[' | b'O' | b']' | b'P' | b'_' => {
                self.held.push(byte);
                self.state = match byte {
                    b'[' => State::Control,
                    b'O' => State::Fixed(1),
                    _ => State::Reply,
                };
            }
            _ => {
                if self.alt {
                    self.alt = false;
                    inputs.push(Input::Key(Key::plain(KeyCode::Esc)));
                }
                self.state = State::Ground;
                self.ground(byte, inputs);
            }
        }
    }

    fn control(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        match byte {
            b'[' if self.held.len() == 2 => {
                self.held.push(byte);
                self.state = State::Fixed(1);
            }
            b'M' if self.held.len() == 2 => {
                self.held.push(byte);
                self.state = State::Fixed(3);
            }
            // One byte over the limit is held and marks the sequence as junk.
            0x20..=0x3F if self.held.len() > SEQUENCE_BYTES_MAX => {}
            0x20..=0x3F => self.held.push(byte),
            0x40..=0x7E => {
                self.held.push(byte);
                if self.held == PASTE_BEGINS {
                    self.drop_held();
                    self.state = State::Paste(Paste::default());
                } else if self.held.len() > SEQUENCE_BYTES_MAX {
                    self.drop_held();
                } else {
                    self.complete(inputs);
                }
            }
            _ => self.start_over(byte, inputs),
        }
    }

    /// Replies end with BEL or ESC \; any other control character means that the reply was cut off.
    fn reply(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        let ended_by_escape = self.held.len() > 2;
        match byte {
            b'\\' if ended_by_escape => self.drop_held(),
            BELL => self.drop_held(),
            _ if ended_by_escape => {
                self.drop_held();
                self.held.push(ESC);
                self.state = State::Escape;
                self.byte(byte, inputs);
            }
            ESC => self.held.push(byte),
            0x00..=0x1F => self.start_over(byte, inputs),
            _ => {}
        }
    }

    /// Throws away what is held, because `byte` cannot belong to it, and begins anew with `byte`.
    fn start_over(&mut self, byte: u8, inputs: &mut Vec<Input>) {
        self.drop_held();
        self.ground(byte, inputs);
    }

    fn complete(&mut self, inputs: &mut Vec<Input>) {
        match self.reader.read(&self.held, self.alt) {
            Meaning::Input(input) => inputs.push(input),
            Meaning::CursorReport { column, row } => self.report = Some((column, row)),
            Meaning::Nothing => {}
        }
        self.drop_held();
    }

    fn escape_keys(&mut self, inputs: &mut Vec<Input>) {
        let count = if self.alt { 2 } else { 1 };
        inputs.extend(std::iter::repeat_n(Input::Key(Key::plain(KeyCode::Esc)), count));
    }

    fn drop_held(&mut self) {
        self.held.clear();
        self.alt = false;
        self.state = State::Ground;
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}
