//! The Japanese words of the help, laid over the English ones that stand beside the arguments.

use std::ffi::OsString;

use clap::{Command, CommandFactory as _, FromArgMatches as _};

use super::args::Cli;
use crate::lang::Lang;

/// Subcommands and what they do.
const COMMANDS: &[(&str, &str)] = &[
    ("demo", "使い捨てのデモ事務所で画面を開く"),
    ("init", "ストアを作る"),
    ("import", "CSV・JSON Linesから記録を取り込む"),
    ("letters", "文面・メモ・プランのひな形の一覧"),
    ("office", "今使っている事務所の決まり(office.toml の形で)"),
    ("profiles", "ほかのシステムのファイルの読み方(プロファイル)の一覧"),
    ("export", "記録を書き出す(importでそのまま読み戻せる)"),
    ("list", "ある種類の記録の一覧"),
    ("report", "報告(名前なしで一覧)"),
    ("show", "1件の記録とつながり、最近の出来事"),
    ("search", "記録を探す"),
    ("match", "人・案件・地域の相手を順位づけて理由とともに示す"),
    ("duplicates", "重複の疑い: 1件について根拠つきで、または種類全体の組を示す"),
    ("round", "マッチングラウンド"),
    ("apply", "JSON Linesのコマンドを実行する(--help に一覧)"),
    ("undo", "自分の最後の変更(または指定のコミット)を取り消す"),
    ("redo", "自分の最後の取消を元に戻す"),
    ("log", "出来事を言葉かJSONで示す"),
    ("verify", "ストアを開き、直せるものを直し、すべてを検査する"),
    ("rebuild", "履歴から記録を作り直す"),
    ("backup", "作業中でも矛盾のない写しを1ファイルに作る"),
    ("restore", "バックアップから空のディレクトリーに復元する"),
    ("stats", "件数とディスク使用量"),
    ("generate", "試用のための現実味のある記録(同じseedなら同じ内容)"),
    ("keys", "操作とキーの一覧"),
    ("keymap", "キー割り当てファイル"),
    ("solve", "ファイルのラウンドを解く(ストアは開かない)"),
    ("propose", "ストアの記録からラウンドを組み、配置できない人の理由とともに提案する"),
    ("check", "キー割り当てファイルの誤りを行番号とともに示す"),
    ("completions", "シェルの補完"),
    ("man", "マニュアル(roff)"),
    ("doctor", "端末の能力と設定の確認"),
    ("serve", "多くの人のためにストアを開いておく(TERMまで)"),
    ("attach", "ほかのプロセスが開いているストアの画面"),
    ("user", "利用者と権限"),
    ("add", "利用者を登録する"),
    ("role", "役割を変える: viewer, coordinator, lead, admin, auditor"),
    ("scope", "見える範囲を変える: own, team, all, region:コード,.."),
    ("grant", "役割に権限を加える: see_needs, see_contact, export, merge, erase, reopen"),
    ("deny", "権限を外す"),
    ("revoke", "利用を停止し、開いている画面も終える"),
    ("readmit", "停止した利用者を戻す"),
];

/// What stands below the options of `round propose`.
const PROPOSE: &str = "全員を一度に配置します(受入保留方式、地域の上限があれば柔軟な受入保留方式)。安定な配置のうち、応募者にとって最善のものです。\
応募者の順位はケースの「希望案件(順位)」、なければ本人から見た適合の順(確定まで「仮」)。受入先の順位は案件の「選考の順位」、続いて案件から見た適合、\
待ち日数、種による抽選。ケースの「参加人数」は1つの受入先の席をその数だけ使います。別々に応募して同じ場所を望む2人は扱いません。地域の上限は「受入枠」です。\n\n\
JSONは条件ごとに1つのオブジェクト: what_if, seed, inputs_hash, weights_version, entries, placed, blocking_pairs, tolerated_pairs, posts, caps, placings, \
file(round solve が読む形)、最初のものには command(apply が読む形)。--accept では最後に apply と同じ返事の行が付きます。";

/// Arguments by id, the same wherever they stand.
const ARGUMENTS: &[(&str, &str)] = &[
    ("store", "ストアのディレクトリー(既定は NICHIIKI_STORE、データディレクトリーの順)"),
    ("lang", "言語 ja / en"),
    ("user", "操作する人(既定はOSのユーザー)"),
    ("json", "1行に1つのJSONオブジェクトで出力"),
    ("people", "生成した人を追加する数"),
    ("jobs", "生成した案件を追加する数"),
    ("seed", "生成の種"),
    ("keep", "このディレクトリーにストアを残す"),
    ("demo", "デモ事務所で満たす"),
    ("dry_run", "何が起こるかだけを示し、書き込まない"),
    ("profile", "この送り元のファイルの読み方(nichiiki profiles で一覧)"),
    ("check", "ファイルの誤りを行番号とともに示す"),
    ("encoding", "文字コード auto / utf-8 / cp932"),
    ("skip_invalid", "正しい行だけを取り込む"),
    ("key", "記録を特定する項目 id / email / phone / external_id"),
    ("format", "csv / jsonl / xlsx"),
    ("output", "書き出し先(既定は標準出力)"),
    ("purpose", "書き出しの目的(誰が行ったかとともに残る)"),
    ("report", "報告の名前か番号 funnel, loads, ledger, R10 など"),
    ("fiscal_year", "この年度に始まったものだけ(4月から翌3月)"),
    ("csv", "BOM付きCSVで出力"),
    ("bom", "日本語版Excelで開けるようBOMを付ける(csv)"),
    ("query", "検索語と絞り込み(項目:値、-項目:値、and/or/かっこ)"),
    ("view", "保存した表示か、用意された表示の名前"),
    ("access", "誰が何を見たか、ログイン、書き出し(監査者向け)"),
    ("ssh", "SSHを受け付けるアドレス(例 127.0.0.1:2222)"),
    ("group", "ソケットに接続できるOSのグループ"),
    ("sessions_per_person", "1人が同時に開ける画面の数"),
    ("sessions", "全体で同時に開ける画面の数"),
    ("role", "役割 viewer / coordinator / lead / admin / auditor"),
    ("scope", "見える範囲 own / team / all / region:コード,.."),
    ("team", "チーム(範囲 team で見える仲間)"),
    ("shown_as", "同僚に見える名前"),
    ("grant", "役割に加える権限(カンマ区切り)"),
    ("deny", "役割から外す権限(カンマ区切り)"),
    ("rights", "権限"),
    ("sort", "並べ替える項目(先頭に - で逆順)"),
    ("limit", "最大件数(0ですべて)"),
    ("kind", "種類 people, jobs, regions, organisations, cases, skills, ..."),
    ("exhaustive", "索引を使わずすべて調べる"),
    ("id", "記録のID(なければ種類全体の疑わしい組)"),
    ("gaps", "候補の代わりに、地域か案件が求める技能と、できる人の数"),
    ("stdin", "標準入力の1行ごとに1行で答える"),
    ("region", "この地域(ID・コード・名称)の募集中の案件を受入先とする"),
    ("round_jobs", "受入先: この条件の案件"),
    ("entries", "応募者: この条件のケース(なければ、その案件に関わる進行中のケース)"),
    ("round_people", "応募者に加える人の条件"),
    ("capacity", "募集人数と違う定員(繰り返し可)"),
    ("cap", "受入枠と違う地域の上限。none で外す(繰り返し可)"),
    ("round_seed", "同順位の抽選と指名順の種(ラウンドとともに残る)"),
    ("name", "ラウンドの名前"),
    ("what_if", "別の数での同じラウンドを並べる: \"seed=7 J-000001=9 R-015814=none\"(繰り返し可)"),
    ("accept", "提案を書き込む: ラウンド・候補・ケースを1つのコミットで"),
    ("since", "このコミットより後"),
    ("of", "この記録に関するものだけ"),
    ("follow", "新しいコミットを待って続ける"),
    ("read_only", "何も書かず、使用中のストアでも検査する"),
    ("timings", "画面と同じように開き、かかった時間を示す"),
    ("views", "表示ごとに、最初の行とすべての行が出るまでの時間と件数を示す"),
    ("keymap", "default / vim / emacs"),
    ("count", "件数"),
    ("file", "ファイル(- で標準入力)"),
    ("help", "使い方を表示"),
    ("version", "版を表示"),
];

/// The command with its help in `lang`.
pub fn command(lang: Lang) -> Command {
    let help = crate::interchange::commands::help(lang);
    let command =
        Cli::command().mut_subcommand("apply", |apply| apply.after_long_help(help.clone()).after_help(help));
    if lang == Lang::En {
        return command;
    }
    translated(command).about("nichiiki: 二地域居住のケース管理")
}

/// What the arguments say, with the name of the program in front.
///
/// # Errors
/// Those of clap: help that was asked for, and whatever cannot be understood.
pub fn parse(lang: Lang, arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let words = arguments.into_iter().map(|word| match word.to_str() {
        Some(text) if is_negated(text) => format!("{MINUS}{}", text.get(1..).unwrap_or_default()).into(),
        _ => word,
    });
    command(lang).try_get_matches_from(words).and_then(|matches| Cli::from_arg_matches(&matches))
}

/// Stands for the minus of a negated filter, which is no option.
const MINUS: char = '\u{e000}';

/// Whether a word is a negated filter or group: `-skill:経理`, `-(..)`.
fn is_negated(word: &str) -> bool {
    let rest = word.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    rest.is_some_and(|rest| rest.contains([':', '：']) || rest.starts_with(['(', '（']))
}

/// A word of a query as it was typed.
#[expect(clippy::unnecessary_wraps, reason = "the parser of arguments takes functions that may fail")]
pub fn query_word(word: &str) -> Result<String, std::convert::Infallible> {
    Ok(word.strip_prefix(MINUS).map_or_else(|| word.to_owned(), |rest| format!("-{rest}")))
}

/// The command and all below it in Japanese.
fn translated(command: Command) -> Command {
    let about = COMMANDS.iter().find(|(name, _)| *name == command.get_name()).map(|(_, about)| *about);
    let command = command.mut_args(japanese).mut_subcommands(translated);
    let command = if command.get_name() == "propose" { command.after_help(PROPOSE) } else { command };
    match about {
        Some(about) => command.about(about),
        None => command,
    }
}

fn japanese(argument: clap::Arg) -> clap::Arg {
    let help = ARGUMENTS.iter().find(|(id, _)| *id == argument.get_id().as_str()).map(|(_, help)| *help);
    match help {
        Some(help) => argument.help(help),
        None => argument,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_help_is_in_both_languages() {
        for sub in Cli::command().get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let name = sub.get_name();
            assert!(COMMANDS.iter().any(|(known, _)| *known == name), "{name}");
            for argument in sub.get_arguments().filter(|argument| argument.get_help().is_some()) {
                let id = argument.get_id().as_str();
                assert!(ARGUMENTS.iter().any(|(known, _)| *known == id), "{name} {id}");
            }
        }
        command(Lang::Ja).debug_assert();
        command(Lang::En).debug_assert();
    }
}
