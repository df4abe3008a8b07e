//! What one whole sequence of bytes means; the reading itself is done by termina's parser.
//! Invariant: the parser sees whole sequences only and is replaced when one gave nothing, because it has no reset and
//! would hold an unfinished sequence for ever. Terminal replies are never keys.
//! Used by `decode` only.

use termina::event::{self, KeyEventKind, Modifiers};
use termina::{Event, Parser};

use crate::input::{Input, Key, KeyCode, Mouse, MouseButton, MouseKind};

/// What a sequence turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Input(Input),
    /// Where the cursor is, from 1.
    CursorReport {
        column: u16,
        row: u16,
    },
    /// A reply nobody asked for, a key without a name, or junk.
    Nothing,
}

/// Reads whole sequences.
#[derive(Debug, Default)]
pub(super) struct Reader {
    parser: Parser,
}

impl Reader {
    /// The meaning of `sequence`; `alt` when one more ESC came before it.
    pub fn read(&mut self, sequence: &[u8], alt: bool) -> Meaning {
        if let Some(report) = cursor_report(sequence) {
            return report;
        }
        self.parser.parse(sequence, false);
        let first = self.parser.pop();
        if first.is_none() || self.parser.pop().is_some() {
            self.parser = Parser::default();
        }
        match first.and_then(|event| input_of(&event, alt)) {
            Some(input) => Meaning::Input(input),
            None => Meaning::Nothing,
        }
    }
}

/// `ESC [ row ; column R`. On the first row it is F3 with a modifier, which is why the probe asks on another row.
fn cursor_report(sequence: &[u8]) -> Option<Meaning> {
    let text = std::str::from_utf8(sequence).ok()?.strip_prefix("\x1b[")?.strip_suffix('R')?;
    let (row, column) = text.split_once(';')?;
    let (row, column): (u16, u16) = (row.parse().ok()?, column.parse().ok()?);
    if row != 1 || !(2..=8).contains(&column) {
        return Some(Meaning::CursorReport { column, row });
    }
    let held = column - 1;
    let key = Key { code: KeyCode::Function(3), shift: held & 1 > 0, alt: held & 2 > 0, ctrl: held & 4 > 0 };
    Some(Meaning::Input(Input::Key(key)))
}

fn input_of(event: &Event, alt: bool) -> Option<Input> {
    match event {
        Event::Key(key) => {
            let key = key_of(*key)?;
            Some(Input::Key(Key { alt: key.alt || alt, ..key }))
        }
        Event::Mouse(mouse) => {
            let kind = mouse_kind_of(mouse.kind)?;
            Some(Input::Mouse(Mouse { kind, column: mouse.column, row: mouse.row }))
        }
        Event::FocusIn => Some(Input::Focus(true)),
        Event::FocusOut => Some(Input::Focus(false)),
        Event::Paste(_) | Event::WindowResized(_) | Event::Csi(_) | Event::Osc(_) | Event::Dcs(_) => None,
    }
}

fn key_of(key: event::KeyEvent) -> Option<Key> {
    let foreign = Modifiers::SUPER | Modifiers::HYPER;
    if key.kind == KeyEventKind::Release || key.modifiers.intersects(foreign) {
        return None;
    }
    let code = match key.code {
        event::KeyCode::Char(character) if character.is_control() => return None,
        event::KeyCode::Char(character) => KeyCode::Char(character),
        event::KeyCode::Enter => KeyCode::Enter,
        event::KeyCode::Backspace => KeyCode::Backspace,
        event::KeyCode::Tab | event::KeyCode::BackTab => KeyCode::Tab,
        event::KeyCode::Escape => KeyCode::Esc,
        event::KeyCode::Left => KeyCode::Left,
        event::KeyCode::Right => KeyCode::Right,
        event::KeyCode::Up => KeyCode::Up,
        event::KeyCode::Down => KeyCode::Down,
        event::KeyCode::Home => KeyCode::Home,
        event::KeyCode::End => KeyCode::End,
        event::KeyCode::PageUp => KeyCode::PageUp,
        event::KeyCode::PageDown => KeyCode::PageDown,
        event::KeyCode::Insert => KeyCode::Insert,
        event::KeyCode::Delete => KeyCode::Delete,
        event::KeyCode::Function(number) => KeyCode::Function(number),
        event::KeyCode::KeypadBegin
        | event::KeyCode::CapsLock
        | event::KeyCode::ScrollLock
        | event::KeyCode::NumLock
        | event::KeyCode::PrintScreen
        | event::KeyCode::Pause
        | event::KeyCode::Menu
        | event::KeyCode::Null
        | event::KeyCode::Modifier(_)
        | event::KeyCode::Media(_) => return None,
    };
    let shift = key.modifiers.contains(Modifiers::SHIFT) || key.code == event::KeyCode::BackTab;
    let alt = key.modifiers.intersects(Modifiers::ALT | Modifiers::META);
    Some(Key { code, ctrl: key.modifiers.contains(Modifiers::CONTROL), alt, shift }.normal())
}

fn mouse_kind_of(kind: event::MouseEventKind) -> Option<MouseKind> {
    match kind {
        event::MouseEventKind::Down(button) => Some(MouseKind::Press(button_of(button))),
        event::MouseEventKind::Up(button) => Some(MouseKind::Release(button_of(button))),
        event::MouseEventKind::Drag(button) => Some(MouseKind::Drag(button_of(button))),
        event::MouseEventKind::ScrollUp => Some(MouseKind::WheelUp),
        event::MouseEventKind::ScrollDown => Some(MouseKind::WheelDown),
        event::MouseEventKind::Moved
        | event::MouseEventKind::ScrollLeft
        | event::MouseEventKind::ScrollRight => None,
    }
}

fn button_of(button: event::MouseButton) -> MouseButton {
    match button {
        event::MouseButton::Left => MouseButton::Left,
        event::MouseButton::Middle => MouseButton::Middle,
        event::MouseButton::Right => MouseButton::Right,
    }
}
