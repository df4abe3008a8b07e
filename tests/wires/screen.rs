//! What a terminal shows, and waiting until it shows something: no sleeping, a deadline, and the screen in the complaint.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long a screen may take to appear; a loaded machine is slow, a broken program never gets there.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A screen that one thread draws on and others wait for.
#[derive(Clone)]
pub struct Screen {
    shared: Arc<(Mutex<Shown>, Condvar)>,
}

struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    ended: bool,
}

impl Screen {
    pub fn new(columns: u16, rows: u16) -> Self {
        let parser = vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0);
        let shown = Shown { parser, bytes: Vec::new(), ended: false };
        Self { shared: Arc::new((Mutex::new(shown), Condvar::new())) }
    }

    /// Shows what has arrived.
    pub fn show(&self, bytes: &[u8]) {
        self.change(|shown| {
            shown.parser.process(bytes);
            shown.bytes.extend_from_slice(bytes);
        });
    }

    /// Nothing more will arrive.
    pub fn end(&self) {
        self.change(|shown| shown.ended = true);
    }

    pub fn set_size(&self, columns: u16, rows: u16) {
        let (rows, columns) = (rows.try_into().unwrap(), columns.try_into().unwrap());
        self.change(|shown| shown.parser.screen_mut().set_size(rows, columns));
    }

    fn change(&self, change: impl FnOnce(&mut Shown)) {
        change(&mut self.shared.0.lock().unwrap());
        self.shared.1.notify_all();
    }

    pub fn contents(&self) -> String {
        self.shared.0.lock().unwrap().parser.screen().contents()
    }

    /// The screen cell by cell with its looks, and the cursor, comparable. A cell that was never written is a blank.
    pub fn picture(&self) -> Vec<String> {
        let shown = self.shared.0.lock().unwrap();
        let screen = shown.parser.screen();
        let mut picture = vec![format!("{:?} {}", screen.cursor_position(), screen.hide_cursor())];
        let (rows, columns) = screen.size();
        for row in 0..rows.get() {
            for cell in (0..columns.get()).filter_map(|column| screen.cell(row, column)) {
                let text = if cell.has_contents() { cell.contents() } else { " " };
                let looks = (cell.fgcolor(), cell.bgcolor(), cell.bold(), cell.underline(), cell.inverse());
                picture.push(format!("{text} {looks:?}"));
            }
        }
        picture
    }

    /// Waits a moment for anything to change.
    pub fn wait_change(&self) {
        let shown = self.shared.0.lock().unwrap();
        drop(self.shared.1.wait_timeout(shown, Duration::from_millis(20)).unwrap());
    }

    /// Every byte that has arrived, as text.
    pub fn stream(&self) -> String {
        String::from_utf8_lossy(&self.shared.0.lock().unwrap().bytes).into_owned()
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        self.wait_until(what, |shown| wanted(shown.parser.screen()));
    }

    pub fn wait_text(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits until so many bytes have arrived in all.
    pub fn wait_bytes(&self, count: usize) {
        self.wait_until("bytes", |shown| shown.bytes.len() >= count);
    }

    /// Waits until the other side has ended.
    pub fn wait_end(&self) {
        self.wait_until("the end", |shown| shown.ended);
    }

    /// Waits for a terminal out of the alternate screen, with a visible cursor, no paste mode and no mouse.
    pub fn wait_whole(&self) {
        self.wait("a terminal left whole", |screen| {
            !screen.alternate_screen()
                && !screen.hide_cursor()
                && !screen.bracketed_paste()
                && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
        });
    }

    fn wait_until(&self, what: &str, wanted: impl Fn(&Shown) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        let mut shown = self.shared.0.lock().unwrap();
        while !wanted(&shown) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "waited for {what}, but the screen is:\n{}",
                shown.parser.screen().contents()
            );
            shown = self.shared.1.wait_timeout(shown, left).unwrap().0;
        }
    }
}
