//! The Action table: every verb that a key, the palette or the mouse can trigger, with its name, labels and scopes.
//! Invariant: one row per verb; the keymap's vocabulary, the palette, the help, the footer and the list of keys are
//! all read from here, so a verb cannot exist in one of them only.
//! Leaf module. A new verb is one row here, a line in keymaps/default.toml and an arm in its layer's `act`.

use crate::lang::Label;

/// Makes the enum and its tables from one list.
macro_rules! actions {
    ($( $variant:ident $name:literal $ja:literal $en:literal [$($scope:ident)+] )+) => {
        /// A named verb.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action { $( $variant ),+ }

        impl Action {
            /// Every verb, in the order of the help.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];
            /// Names and verbs, as keymap files write them.
            pub const NAMES: &'static [(&'static str, Self)] = &[$( ($name, Self::$variant) ),+];

            /// The name in keymap files and the palette.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name ),+ }
            }

            /// What the footer, the help and the palette call it.
            pub const fn label(self) -> Label {
                match self { $( Self::$variant => Label::new($ja, $en) ),+ }
            }

            /// Where it means something.
            pub const fn scopes(self) -> &'static [Scope] {
                match self { $( Self::$variant => &[$( Scope::$scope ),+] ),+ }
            }
        }
    };
}

/// Makes the scopes and their names.
macro_rules! scopes {
    ($( $variant:ident $name:literal $ja:literal $en:literal )+) => {
        /// A table of the keymap. A layer names those that work in it, innermost first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Scope { $( $variant ),+ }

        impl Scope {
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];
            /// The names that keymap files may use.
            pub const NAMES: &'static [&'static str] = &[$( $name ),+];

            /// The table's name in keymap files.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name ),+ }
            }

            /// The heading in the help.
            pub const fn label(self) -> Label {
                match self { $( Self::$variant => Label::new($ja, $en) ),+ }
            }
        }
    };
}

scopes! {
    Home "home" "ホーム" "Home"
    Record "record" "記録の画面" "Record"
    Board "board" "ケースの板" "Board"
    Table "table" "一覧" "Table"
    Form "form" "入力" "Form"
    Log "log" "記録簿" "Log"
    Why "why" "候補と理由" "Match and why"
    Handover "handover" "引継ぎ" "Handover"
    Import "import" "取り込み" "Import"
    Round "round" "ラウンド" "Round"
    Measures "measures" "合う施策" "Measures for somebody"
    Confirm "confirm" "確認" "Confirmation"
    Conflict "conflict" "二人の変更" "Both changed it"
    Drafts "drafts" "下書き" "Drafts"
    Reports "reports" "報告" "Reports"
    Letter "letter" "文面" "Letters"
    Pair "pair" "見比べ" "Side by side"
    Suspects "suspects" "重複の疑い" "Suspected duplicates"
    Twins "twins" "登録の前の確認" "Before saving"
    Policy "policy" "政策提言" "Policy asks"
    Roll "roll" "出欠" "Attendance"
    Paper "paper" "一枚の資料" "One page"
    Parts "parts" "緊急度の内訳" "Urgency"
    Cover "cover" "離席" "Away"
    Picker "picker" "候補から選ぶ" "Picking"
    Text "text" "文字の入力" "Typing"
    List "list" "移動" "Moving"
    Global "global" "どこでも" "Everywhere"
    Always "always" "いつでも" "Always"
}

actions! {
    Open "open" "開く" "open" [List Picker]
    SelectNext "select_next" "下へ" "down" [List Picker]
    SelectPrevious "select_previous" "上へ" "up" [List Picker]
    PageDown "page_down" "1画面下へ" "page down" [List Picker]
    PageUp "page_up" "1画面上へ" "page up" [List Picker]
    SelectFirst "select_first" "先頭へ" "first" [List]
    SelectLast "select_last" "末尾へ" "last" [List]
    Mark "mark" "印" "mark" [List]
    MarkAll "mark_all" "すべてに印" "mark all" [List]
    MarkRange "mark_range" "範囲" "range" [Home Table Roll]
    MarkBy "mark_by" "条件で印" "mark by filter" [Home]
    NextPane "next_pane" "次の欄" "next pane" [Home]
    PreviousPane "previous_pane" "前の欄" "previous pane" [Home]
    SwapPane "swap_pane" "隠れた欄" "hidden pane" [Home]
    Zoom "zoom" "全幅" "full width" [Home]
    ExplainUrgency "explain_urgency" "緊急度の内訳" "why urgent" [Home Record Board Parts]
    Filter "filter" "絞り込み" "filter" [Home Board Log Table Round]
    SaveView "save_view" "表示に保存" "save as view" [Home Board Table]
    NextOrder "next_order" "並び替え" "sort" [Home Table Reports]
    NextRecord "next_record" "次の記録" "next record" [Record Why Pair]
    PreviousRecord "previous_record" "前の記録" "previous record" [Record Why Pair]
    NextTab "next_tab" "次の面" "next part" [Record Reports Import Suspects Policy Roll]
    PreviousTab "previous_tab" "前の面" "previous part" [Record Reports Import Suspects Policy Roll]
    Edit "edit" "編集" "edit" [Home Record Board Table Handover Round Policy Roll]
    Add "add" "新規" "new" [Home Record Board Table]
    AddNote "add_note" "メモ" "note" [Home Record Board Table]
    AddActivity "add_activity" "対応記録" "contact" [Home Record Board]
    Tag "tag" "タグ" "tag" [Home Record Board Policy]
    Discuss "discuss" "仮説" "hypothesis" [Home Record Board Table Policy]
    Opine "opine" "意見" "opinion" [Policy]
    SumUp "sum_up" "まとめる" "sum up" [Policy]
    Agree "agree" "賛成" "agree" [Record Policy]
    Against "against" "反対" "disagree" [Record Policy]
    Check "check" "定着確認" "check" [Home Record Board]
    Paper "paper" "書類受領" "paper" [Home Record Board]
    Selection "selection" "選考" "selection" [Home Record Board]
    Consent "consent" "同意" "consent" [Home Record Board Letter]
    Letter "letter" "文面" "letter" [Home Record Board]
    EnterEvent "enter_event" "催し・出欠" "event" [Home Record Table]
    Came "came" "参加" "came" [Roll]
    StayedAway "stayed_away" "欠席" "absent" [Roll]
    Applied "applied" "申込に戻す" "applied" [Roll]
    OpenCases "open_cases" "ケースを開く" "open cases" [Roll]
    TakeOff "take_off" "名簿から外す" "take off" [Roll]
    OnePage "one_page" "一枚で見る" "one page" [Home Record Table]
    CopyText "copy_text" "端末へコピー" "copy" [Letter Paper]
    HandOver "hand_over" "引継ぎ" "hand over" [Home Record Board]
    Repeat "repeat" "繰り返し" "repeat" [Home Record Board Table Roll]
    Withdraw "withdraw" "取り下げ" "withdraw" [Record Policy]
    Assign "assign" "担当" "assign" [Home Record Board]
    Claim "claim" "自分が担当" "take it" [Home Record Board]
    SetStage "set_stage" "段階" "stage" [Home Record Board]
    Hold "hold" "保留" "hold" [Home Record Board]
    Close "close" "終結" "close" [Home Record Board]
    Reopen "reopen" "再開" "reopen" [Record Board]
    NextColumn "next_column" "右の列" "next column" [Board Reports]
    PreviousColumn "previous_column" "左の列" "previous column" [Board Reports]
    ExplainMatch "explain_match" "候補と理由" "match and why" [Home Record Why Round]
    Present "present" "提示" "present" [Why]
    Shortlist "shortlist" "候補入り" "shortlist" [Why]
    Decline "decline" "外す" "drop" [Why]
    Pin "pin" "固定" "pin" [Why]
    Hide "hide" "隠す" "hide" [Why]
    Era "era" "令和・西暦" "era" [Global]
    SuggestMeasures "suggest_measures" "合う施策" "measures" [Home Record Board Measures]
    TakeMeasure "take_measure" "候補に入れる" "take" [Measures]
    Raise "raise" "増やす" "more" [Round]
    Lower "lower" "減らす" "fewer" [Round]
    SetNumber "set_number" "数を入れる" "number" [Round]
    ChoosePosts "choose_posts" "受入先" "posts" [Round]
    Compare "compare" "比べる" "compare" [Round]
    AcceptRound "accept_round" "採用" "accept" [Round]
    ConfirmList "confirm_list" "希望を確定" "confirm wishes" [Round]
    Prefer "prefer" "順位を上げる" "move up" [Round]
    LeaveRound "leave_round" "辞退" "withdraws" [Round]
    GoHome "go_home" "ホームへ" "home" [Global]
    GoPeople "go_people" "人へ" "people" [Global]
    GoRegions "go_regions" "地域へ" "regions" [Global]
    GoJobs "go_jobs" "案件へ" "jobs" [Global]
    GoBoard "go_board" "ケースの板" "case board" [Global]
    GoOrganisations "go_organisations" "企業・団体へ" "organisations" [Global]
    GoMeasures "go_measures" "施策へ" "measures" [Global]
    GoEvents "go_events" "催しへ" "events" [Global]
    GoSkills "go_skills" "スキルへ" "skills" [Global]
    GoReports "go_reports" "報告" "reports" [Global]
    GoPolicy "go_policy" "政策提言" "policy asks" [Global]
    Export "export" "書き出し" "export" [Home Table Policy Reports Paper]
    GoImport "go_import" "取り込み" "import" [Global]
    TakeIn "take_in" "取り込む" "import" [Import]
    ChooseProfile "choose_profile" "読み方" "profile" [Import]
    WriteRefused "write_refused" "不可の行を書き出す" "write refused rows" [Import]
    NextEncoding "next_encoding" "文字コード" "encoding" [Import]
    GoDuplicates "go_duplicates" "重複の疑いの一覧" "suspected duplicates" [Global]
    Duplicates "duplicates" "重複の疑い" "duplicates" [Home Record]
    Unmerge "unmerge" "統合を解除" "unmerge" [Record]
    TakeLeft "take_left" "左を残す" "keep left" [Pair]
    TakeRight "take_right" "右を残す" "keep right" [Pair]
    TakeBoth "take_both" "両方残す" "keep both" [Pair]
    SwapSides "swap_sides" "左右を替える" "swap" [Pair]
    Merge "merge" "統合" "merge" [Pair]
    NotTheSame "not_the_same" "別の記録" "not the same" [Pair]
    Report "report_duplicate" "申し出る" "report" [Pair]
    SaveAnyway "save_anyway" "それでも保存" "save anyway" [Twins]
    SaveAndCompare "save_and_compare" "保存して見比べる" "save and compare" [Twins]
    Drafts "drafts" "下書き" "drafts" [Global]
    DropDraft "drop_draft" "破棄" "drop" [Drafts]
    GoRound "go_round" "ラウンド" "round" [Global]
    GoRounds "go_rounds" "ラウンドの記録" "rounds kept" [Global]
    GoViews "go_views" "保存した表示" "views" [Global]
    GoLog "go_log" "記録簿" "log" [Global Record Log]
    Search "search" "検索" "search" [Global]
    Palette "palette" "命令" "command" [Global]
    Help "help" "助け" "help" [Global Always]
    Undo "undo" "取消" "undo" [Global]
    Redo "redo" "やり直し" "redo" [Global]
    CopyId "copy_id" "番号をコピー" "copy id" [Home Record]
    Back "back" "戻る" "back" [Global Picker Text Form Confirm Conflict Parts Import Twins Always]
    Redraw "redraw" "描き直し" "redraw" [Always]
    Quit "quit" "終了" "quit" [Global Always]
    Complete "complete" "補完" "complete" [Picker]
    NextOffer "next_offer" "次の補完" "next completion" [Picker]
    Accept "accept" "はい" "yes" [Confirm]
    Refuse "refuse" "いいえ" "no" [Confirm]
    NextField "next_field" "次の項目" "next field" [Form Conflict]
    PreviousField "previous_field" "前の項目" "previous field" [Form Conflict]
    Choose "choose" "候補を出す" "choices" [Form]
    Save "save" "保存" "save" [Form Conflict]
    TakeMine "take_mine" "自分の入力" "mine" [Conflict]
    TakeTheirs "take_theirs" "相手の変更" "theirs" [Conflict]
    TakeBefore "take_before" "元の値" "before" [Conflict]
    NextChoice "next_choice" "次の選択" "next choice" [Conflict]
    PreviousChoice "previous_choice" "前の選択" "previous choice" [Conflict]
    Uncover "uncover" "戻る" "come back" [Cover]
    TakeField "take_field" "決定" "take" [Form]
    FieldDown "field_down" "下へ" "down" [Form]
    FieldUp "field_up" "上へ" "up" [Form]
    CaretLeft "caret_left" "左へ" "left" [Text]
    CaretRight "caret_right" "右へ" "right" [Text]
    CaretStart "caret_start" "行頭へ" "start of line" [Text]
    CaretEnd "caret_end" "行末へ" "end of line" [Text]
    DeleteLeft "delete_left" "左を消す" "delete left" [Text]
    DeleteRight "delete_right" "右を消す" "delete right" [Text]
    DeleteWord "delete_word" "語を消す" "delete word" [Text]
    DeleteLine "delete_line" "全部消す" "delete all" [Text]
    NewLine "new_line" "改行" "new line" [Form]
}

impl Action {
    /// The verb of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, action)| *action)
    }

    /// Whether it makes sense to run it from the palette: not the moves and the typing.
    pub fn is_command(self) -> bool {
        self.scopes().iter().any(|scope| {
            !matches!(
                scope,
                Scope::List
                    | Scope::Text
                    | Scope::Picker
                    | Scope::Confirm
                    | Scope::Form
                    | Scope::Conflict
                    | Scope::Cover
                    | Scope::Parts
                    | Scope::Handover
                    | Scope::Twins
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_snake_case() {
        for (place, (name, action)) in Action::NAMES.iter().enumerate() {
            assert_eq!(Action::parse(name), Some(*action));
            assert!(Action::NAMES[place + 1..].iter().all(|(other, _)| other != name), "{name}");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
            assert!(!action.label().ja.is_empty() && !action.label().en.is_empty());
        }
    }
}
