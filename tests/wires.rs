//! Terminals for tests on whichever wire: a screen that bytes are shown on and that a test can wait for, and the wires.
//! A conversation written against `Typist` runs on each of them unchanged.

pub mod memory;
pub mod pty;
pub mod screen;
pub mod ssh;

use std::time::Instant;

pub use screen::Screen;

/// How a test types on a wire and looks at its screen.
pub trait Typist {
    fn type_keys(&mut self, keys: &str);
    fn resize(&mut self, columns: u16, rows: u16);
    fn screen(&self) -> &Screen;
}

/// A day's work: keys, what the screen then says, and what it then says no more. All wires must show it alike. A lone ESC is
/// told from a sequence by what does not follow it, so that each step ends on a screen that only its keys can bring.
pub const CONVERSATION: &[(&str, &str, &str)] = &[
    ("", "髙橋 美佳 に合う順", ""),
    ("j", "佐藤 実結 に合う順", "髙橋 美佳 に合う順"),
    ("k", "髙橋 美佳 に合う順", "佐藤 実結 に合う順"),
    ("/takahashi", "本人: 髙橋 美佳", "に合う順"),
    ("\r", "つながり", "検索 takahashi"),
    ("\x1b", "検索 takahashi", "つながり"),
    ("\x1b", "髙橋 美佳 に合う順", "検索 takahashi"),
    ("m", "案件から見て", "に合う順"),
    ("i", "保存しました", ""),
    ("u", "✓ 取消: ", ""),
    ("?", "名前かキーを打つと絞り込み", ""),
    ("\x1b", "案件から見て", "名前かキーを打つと絞り込み"),
];

/// Has the conversation on all wires at once.
pub fn converse(wires: &mut [&mut dyn Typist]) {
    for (keys, text, gone) in CONVERSATION {
        for wire in wires.iter_mut().filter(|_| !keys.is_empty()) {
            wire.type_keys(keys);
        }
        all_show(wires, text, gone);
    }
}

/// Waits until all wires show the text, not the other one, and cell for cell the same, with the same cursor.
pub fn all_show(wires: &[&mut dyn Typist], text: &str, gone: &str) {
    let there = |contents: String| contents.contains(text) && (gone.is_empty() || !contents.contains(gone));
    let deadline = Instant::now() + screen::PATIENCE;
    loop {
        let shown: Vec<_> = wires.iter().map(|wire| wire.screen().picture()).collect();
        let same = shown.windows(2).all(|pair| pair[0] == pair[1]);
        let contents = wires.iter().map(|wire| wire.screen().contents());
        if same && contents.clone().all(there) {
            return;
        }
        let all = contents.collect::<Vec<_>>().join("\n--------\n");
        assert!(Instant::now() < deadline, "not all show {text:?} without {gone:?} alike:\n{all}");
        for wire in wires {
            wire.screen().wait_change();
        }
    }
}
