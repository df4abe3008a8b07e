//! What was put right while a store was opened, told to the user in full: nothing is mended silently.
//! Invariant: a repair never removes anything that had been acknowledged.
//! Made by the journal and the records, shown by `verify` and at the start of a session.

use crate::lang::Lang;

/// One thing that was put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Repair {
    /// The last append had not been finished: its bytes were cut off.
    TornTail { file: String, offset: u64, bytes: u64, seq: u64 },
    /// A segment file had been created, but nothing was in it yet.
    UnfinishedSegment { file: String },
    /// A large payload that no commit refers to.
    UnusedBulk { file: String, bytes: u64 },
    /// The records were not usable and were made again from the journal.
    Records { why: RecordsFault, set_aside: Option<String>, commits: u64 },
    /// The reserve for a full disk was made again.
    Ballast,
}

/// Why records had to be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordsFault {
    Missing,
    Empty,
    /// The database itself reports damage, or panicked.
    Corrupt,
    /// Records are missing or differ from what the manifest counted.
    Short,
    /// A large batch had not been finished.
    Incomplete,
    /// They hold commits that the journal does not have: the journal must have lost some.
    Ahead,
    /// A record is not what the journal makes of it.
    Different,
    /// They belong to another store or to another journal.
    Foreign,
    /// They were written by another version of the program.
    Version,
    /// The user asked for it.
    Asked,
}

impl Repair {
    /// The sentence for the user.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.japanese(),
            Lang::En => self.english(),
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::TornTail { file, offset, bytes, seq } => format!(
                "書き込みの途中で止まっていたコミット {seq} の残り {bytes} バイトを {file}（位置 {offset}）から取り除きました。保存済みの内容は失われていません。"
            ),
            Self::UnfinishedSegment { file } => {
                format!("作成途中だった空のファイル {file} を取り除きました。")
            }
            Self::UnusedBulk { file, bytes } => {
                format!("完了しなかった取り込みのファイル {file}（{bytes} バイト）を取り除きました。")
            }
            Self::Records { why, set_aside, commits } => {
                let aside = set_aside
                    .as_ref()
                    .map(|name| format!("元のものは {name} に残してあります。"))
                    .unwrap_or_default();
                format!("レコードが{}ため、履歴 {commits} 件から作り直しました。{aside}", why.label(Lang::Ja))
            }
            Self::Ballast => "ディスク満杯に備える予備領域を作り直しました。".to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::TornTail { file, offset, bytes, seq } => format!(
                "cut {bytes} bytes of the unfinished commit {seq} from {file} at byte {offset}; nothing that had been saved is lost"
            ),
            Self::UnfinishedSegment { file } => format!("removed the empty, unfinished file {file}"),
            Self::UnusedBulk { file, bytes } => {
                format!("removed {file} ({bytes} bytes), left by an import that was not finished")
            }
            Self::Records { why, set_aside, commits } => {
                let aside = set_aside
                    .as_ref()
                    .map(|name| format!("; the old ones are in {name}"))
                    .unwrap_or_default();
                let why = why.label(Lang::En);
                format!("made the records again from {commits} commits because they {why}{aside}")
            }
            Self::Ballast => "made the reserve for a full disk again".to_owned(),
        }
    }
}

impl RecordsFault {
    fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Missing => lang.pick("なかった", "were missing"),
            Self::Empty => lang.pick("空だった", "were empty"),
            Self::Corrupt => lang.pick("壊れていた", "were damaged"),
            Self::Short => {
                lang.pick("足りないか食い違っていた", "were incomplete or different from their count")
            }
            Self::Incomplete => {
                lang.pick("書き込みの途中で止まっていた", "had been left in the middle of a large write")
            }
            Self::Ahead => lang.pick(
                "履歴より新しかった（履歴の末尾が失われた可能性があります）",
                "were newer than the journal (the end of the journal may have been lost)",
            ),
            Self::Different => lang.pick("履歴と食い違っていた", "differed from the journal"),
            Self::Foreign => lang.pick("この履歴のものではなかった", "did not belong to this journal"),
            Self::Version => lang.pick("別の版のものだった", "were written by another version"),
            Self::Asked => lang.pick("作り直すよう指定された", "were to be made again"),
        }
    }
}
