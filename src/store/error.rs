//! What can go wrong with a store as a whole, in words for the person at the keyboard.
//! Invariant: each text names the place and what to do next, and never holds personal data.
//! Returned by every public verb of the store; the command line turns the kinds into exit codes.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::codec::CodecError;
use super::log::LogError;
use crate::lang::Lang;

/// Why a store could not be opened, made, copied or restored.
#[derive(Debug, Error)]
pub enum StoreError {
    #[error("{} is not a store; `nichiiki init` makes one", path.display())]
    NotAStore { path: PathBuf },
    #[error("{} is not empty; choose a new or an empty directory", path.display())]
    NotEmpty { path: PathBuf },
    #[error("the store is held by {}; end that program or work through it", holder_text(*pid, user, Lang::En))]
    Held { pid: Option<u32>, user: String },
    #[error(
        "this store was made by a newer version (format {found}, this program knows {known}); please update nichiiki"
    )]
    NewerFormat { found: u32, known: u32 },
    #[error("{} is damaged and does not say which store this is; restore a backup", path.display())]
    Identity { path: PathBuf },
    #[error("{} is a symbolic link; inside a store only plain files are accepted", path.display())]
    Link { path: PathBuf },
    #[error("no permission to {action} {}; check who owns the store", path.display())]
    Denied { action: &'static str, path: PathBuf },
    #[error("{} is not a backup of nichiiki", path.display())]
    NotABackup { path: PathBuf },
    #[error("the backup {} is damaged or cut short; nothing was restored", path.display())]
    BadBackup { path: PathBuf },
    #[error("cannot {action} {}: {source}", path.display())]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    #[error("commit {seq} cannot be read: {fault}")]
    Commit { seq: u64, fault: CodecError },
    #[error("the database of records failed: {source}; it will be made again from the journal")]
    Records { source: Box<dyn std::error::Error + Send + Sync> },
    #[error("line {line} of the access chain does not follow on the line before it; it was changed or cut")]
    AccessChain { line: u64 },
    #[error(transparent)]
    Log(LogError),
}

impl StoreError {
    /// An I/O error with its verb and path; refusals and links get a sentence of their own.
    pub fn io(action: &'static str, path: impl AsRef<Path>) -> impl FnOnce(io::Error) -> Self {
        let path = path.as_ref().to_path_buf();
        // A link where a plain file must be is reported as a loop, because links are never followed.
        let link = Some(rustix::io::Errno::LOOP.raw_os_error());
        move |source| match source.kind() {
            io::ErrorKind::PermissionDenied => Self::Denied { action, path },
            _ if source.raw_os_error() == link => Self::Link { path },
            _ => Self::Io { action, path, source },
        }
    }

    /// True where the store itself is damaged: exit code 5.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Commit { fault, .. } => !matches!(fault, CodecError::Newer { .. }),
            Self::Identity { .. }
            | Self::BadBackup { .. }
            | Self::AccessChain { .. }
            | Self::Log(LogError::Damaged { .. }) => true,
            _ => false,
        }
    }

    /// True where another process holds the store: exit code 6.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Held { .. })
    }

    /// True where the disk had no room.
    pub fn is_disk_full(&self) -> bool {
        match self {
            Self::Log(error) => error.is_disk_full(),
            Self::Io { source, .. } => super::log::is_full(source),
            _ => false,
        }
    }

    /// The sentence in `lang`.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.to_string(),
            Lang::Ja => self.japanese(),
        }
    }

    fn japanese(&self) -> String {
        let name = |path: &PathBuf| path.display().to_string();
        match self {
            Self::NotAStore { path } => {
                format!("{} はストアではありません。`nichiiki init` で作成できます。", name(path))
            }
            Self::NotEmpty { path } => {
                format!(
                    "{} は空ではありません。新しいディレクトリーか空のものを指定してください。",
                    name(path)
                )
            }
            Self::Held { pid, user } => format!(
                "ストアは{}が使用中です。そちらを終了するか、そちらから操作してください。",
                holder_text(*pid, user, Lang::Ja)
            ),
            Self::NewerFormat { found, known } => format!(
                "このストアは新しい版で作られています（形式 {found}、このプログラムは {known} まで）。nichiiki を更新してください。"
            ),
            Self::Identity { path } => {
                format!(
                    "{} が壊れていて、どのストアか分かりません。バックアップから復元してください。",
                    name(path)
                )
            }
            Self::Link { path } => {
                format!(
                    "{} はシンボリックリンクです。ストアの中には通常のファイルだけを置けます。",
                    name(path)
                )
            }
            Self::Denied { path, .. } => {
                format!("{} にアクセスする権限がありません。ストアの所有者を確認してください。", name(path))
            }
            Self::NotABackup { path } => format!("{} は nichiiki のバックアップではありません。", name(path)),
            Self::BadBackup { path } => {
                format!(
                    "バックアップ {} は壊れているか途中で切れています。復元は行っていません。",
                    name(path)
                )
            }
            Self::Io { path, source, .. } => format!("{} を読み書きできません: {source}", name(path)),
            Self::Commit { seq, fault: CodecError::Newer { .. } } => {
                format!("コミット {seq} は新しい版で書かれています。nichiiki を更新してください。")
            }
            Self::Commit { seq, .. } => {
                format!("コミット {seq} を読み取れません。バックアップから復元してください。")
            }
            Self::Records { source } => {
                format!(
                    "レコードのデータベースで障害が起きました（{source}）。次に開くとき履歴から作り直します。"
                )
            }
            Self::AccessChain { line } => {
                format!(
                    "閲覧記録の{line}行目が前の行とつながっていません。書き換えられたか、途中が失われています。"
                )
            }
            Self::Log(error) => log_japanese(error),
        }
    }
}

impl From<LogError> for StoreError {
    fn from(error: LogError) -> Self {
        match error {
            LogError::Io { action, path, source } => Self::io(action, path)(source),
            other => Self::Log(other),
        }
    }
}

fn log_japanese(error: &LogError) -> String {
    match error {
        LogError::Conflict { expected, found } => {
            format!("先に別のコミットが保存されました（想定 {expected}、実際 {found}）。")
        }
        LogError::Damaged { seq, file, offset, .. } => format!(
            "コミット {seq} が壊れています（{}、位置 {offset}）。バックアップから復元してください。",
            file.display()
        ),
        LogError::TooLarge { bytes, limit, .. } => {
            format!("一度に保存できる大きさを超えています（{bytes} バイト、上限 {limit} バイト）。")
        }
        LogError::Io { path, source, .. } => format!("{} を読み書きできません: {source}", path.display()),
        LogError::ReadOnly => "ストアは読み取り専用で開かれています。".to_owned(),
        LogError::Broken => {
            "保存中にディスクの障害が起きました。ストアを開き直すまで書き込みはできません。".to_owned()
        }
    }
}

fn holder_text(pid: Option<u32>, user: &str, lang: Lang) -> String {
    match (pid, lang) {
        (Some(pid), Lang::Ja) => format!("プロセス {pid}（{user}）"),
        (Some(pid), Lang::En) => format!("process {pid} ({user})"),
        (None, Lang::Ja) => "別のプロセス".to_owned(),
        (None, Lang::En) => "another process".to_owned(),
    }
}
