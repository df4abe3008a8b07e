//! The sequences that put a terminal into our hands and give it back.
//! Invariant: `LEAVE` undoes everything that `ENTER` and `mouse` may have set, in any state and also when sent twice.
//! The session sends them through `Terminal`; the local transport also writes `LEAVE` itself after a fault.

/// The other screen, no automatic line wrap (a width that the terminal sees differently then stays in its row),
/// marked pastes, and a title that names nobody.
pub const ENTER: &[u8] = b"\x1b[?1049h\x1b[?7l\x1b[?2004h\x1b[22;2t\x1b]2;nichiiki\x07";

/// Everything back: no half-shown frame, no mouse reports, no marked pastes, wrapped lines, plain text, a visible
/// cursor, the old title, the old screen.
pub const LEAVE: &[u8] =
    b"\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?2004l\x1b[?7h\x1b[m\x1b[?25h\x1b[23;2t\x1b[?1049l";

/// Writes an ambiguous character on the second row and asks where the cursor is: column 2 or 3. The first row would
/// make the answer equal to a key.
pub const PROBE: &[u8] = "\x1b[2;1H\u{2460}\x1b[6n".as_bytes();

/// Turns mouse reports on or off. Off leaves selecting text to the terminal.
pub const fn mouse(on: bool) -> &'static [u8] {
    if on { b"\x1b[?1002h\x1b[?1006h" } else { b"\x1b[?1006l\x1b[?1002l" }
}
