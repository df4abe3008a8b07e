//! A session on a wire of memory, drawn on a screen like all others.

use nichiiki::connection::{Connection, Incoming, Wire};
use nichiiki::input::Size;
use nichiiki::terminal::Caps;
use tokio::sync::mpsc;

use super::{Screen, Typist};

/// The person's end of a connection of memory.
pub struct MemoryTerminal {
    screen: Screen,
    input: mpsc::UnboundedSender<Incoming>,
}

impl MemoryTerminal {
    /// A connection for a session to run on, and its terminal.
    pub fn new(size: Size, caps: Caps, user: &str) -> (Connection, Self) {
        let (connection, Wire { input, mut frames }) = Connection::new(size, caps, user.to_owned());
        let screen = Screen::new(size.columns, size.rows);
        let shown = screen.clone();
        tokio::spawn(async move {
            while let Some(mut frame) = frames.recv().await {
                shown.show(&std::mem::take(&mut frame.bytes));
                frame.done();
            }
            shown.end();
        });
        let (typed, mut typing) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(incoming) = typing.recv().await {
                if input.send(incoming).await.is_err() {
                    return;
                }
            }
        });
        (connection, Self { screen, input: typed })
    }
}

impl Typist for MemoryTerminal {
    fn type_keys(&mut self, keys: &str) {
        self.input.send(Incoming::Bytes(keys.into())).unwrap();
    }

    fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.set_size(columns, rows);
        self.input.send(Incoming::Resize(Size { columns, rows })).unwrap();
    }

    fn screen(&self) -> &Screen {
        &self.screen
    }
}
