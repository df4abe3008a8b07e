//! What a client is told, in one line, and the exit status that goes with it.
//! Invariant: a line holds no control characters and nothing about the server. Used when a session does not begin or ends.

use crate::lang::{Label, Lang};
use crate::text::{ADDRESS_GRAPHEMES, clean_line};

/// For a client without a terminal.
pub(super) const NO_TERMINAL: Label = Label::new(
    "この接続には端末がありません。端末から「ssh -t」で接続してください。",
    "this connection has no terminal; connect with `ssh -t` from one",
);
/// For a terminal that can only print lines.
pub(super) const DUMB_TERMINAL: Label = Label::new(
    "この端末（TERM=dumb）では画面を表示できません。通常の端末で接続してください。",
    "this terminal (TERM=dumb) cannot show a screen; connect from a full one",
);
/// For a key that was taken back between login and shell.
pub(super) const NOT_ANY_MORE: Label = Label::new(
    "この鍵はもう使えません。管理者にお問い合わせください。",
    "this key may not be used any more; ask your administrator",
);

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// By itself: the person has quit, or the house has ended it.
    Left,
    /// The client has gone.
    Gone,
    /// The client has taken nothing for too long.
    Stalled,
    Idle,
    TooLong,
    /// The server is closing.
    Closing,
    /// A fault in the session.
    Fault,
}

impl End {
    /// The line to leave on the person's terminal, where there is something to say.
    pub fn text(self, lang: Lang) -> Option<&'static str> {
        let (ja, en) = match self {
            Self::Left | Self::Gone | Self::Stalled => return None,
            Self::Idle => (
                "しばらく操作がなかったため終了しました。保存した内容は残っています。",
                "closed because nothing was typed for a while; everything saved is kept",
            ),
            Self::TooLong => (
                "長時間接続していたため終了しました。もう一度接続してください。",
                "closed after a long time; connect again",
            ),
            Self::Closing => (
                "サーバーを停止しています。保存した内容は残っています。",
                "the server is being stopped; everything saved is kept",
            ),
            Self::Fault => (
                "この画面で不具合が起きたため終了しました。保存した内容は残っています。もう一度接続してください。",
                "this screen ended because of a fault; everything saved is kept, connect again",
            ),
        };
        Some(lang.pick(ja, en))
    }

    /// The exit status for the client's shell.
    pub const fn status(self) -> u32 {
        match self {
            Self::Left => 0,
            _ => 1,
        }
    }
}

/// A line of the house's, safe to print.
pub(super) fn clean(text: &str) -> String {
    clean_line(text, ADDRESS_GRAPHEMES).text
}
