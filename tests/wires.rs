//! Terminals for tests on whichever wire: a screen that bytes are shown on and that a test can wait for, and the wires.
//! A conversation written against `Screen` and `Typist` runs on each of them unchanged.

pub mod screen;
pub mod ssh;

pub use screen::Screen;

/// How a test types on a wire and looks at its screen.
pub trait Typist {
    fn type_keys(&mut self, keys: &str);
    fn resize(&mut self, columns: u16, rows: u16);
    fn screen(&self) -> &Screen;
}
