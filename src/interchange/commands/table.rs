//! The table of commands: names, parameters, what each does. Reading and help both come from it.

use crate::field::choices::{Ballot, ClosedReason, MatchStatus, Purpose, Stage};
use crate::field::{Choices, Kind};
use crate::lang::Label;

/// What a command does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Add(Kind),
    Update(Kind),
    SetStage,
    Assign,
    HandOver,
    Hold,
    Resume,
    Close,
    Reopen,
    SetMatchStatus,
    Propose,
    GiveConsent,
    RevokeConsent,
    Merge,
    Unmerge,
    Report,
    NotTheSame,
    Reconsider,
    Vote,
    Withdraw,
    Restore,
    Batch,
}

/// One key of a command that is no field of a record.
#[derive(Debug, Clone, Copy)]
pub struct Param {
    pub key: &'static str,
    pub aliases: &'static [&'static str],
    pub needed: bool,
    pub about: Label,
    pub choices: Option<Choices>,
}

/// One command.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    pub verb: Verb,
    pub params: &'static [Param],
    pub about: Label,
}

impl Form {
    /// The name that `command` gives.
    pub fn name(&self) -> String {
        match self.verb {
            Verb::Add(kind) => format!("add_{}", kind.key()),
            Verb::Update(kind) => format!("update_{}", kind.key()),
            Verb::SetStage => "set_stage".to_owned(),
            Verb::Assign => "assign_case".to_owned(),
            Verb::HandOver => "hand_over_case".to_owned(),
            Verb::Hold => "hold_case".to_owned(),
            Verb::Resume => "resume_case".to_owned(),
            Verb::Close => "close_case".to_owned(),
            Verb::Reopen => "reopen_case".to_owned(),
            Verb::SetMatchStatus => "set_match_status".to_owned(),
            Verb::Propose => "propose_match".to_owned(),
            Verb::GiveConsent => "give_consent".to_owned(),
            Verb::RevokeConsent => "revoke_consent".to_owned(),
            Verb::Merge => "merge".to_owned(),
            Verb::Unmerge => "unmerge".to_owned(),
            Verb::Report => "report_duplicate".to_owned(),
            Verb::NotTheSame => "not_the_same".to_owned(),
            Verb::Reconsider => "reconsider_duplicate".to_owned(),
            Verb::Vote => "vote_note".to_owned(),
            Verb::Withdraw => "withdraw".to_owned(),
            Verb::Restore => "restore".to_owned(),
            Verb::Batch => "batch".to_owned(),
        }
    }

    /// Whether a script may call it so.
    pub fn is_called(&self, name: &str) -> bool {
        self.name() == name || (self.verb == Verb::Add(Kind::Case) && name == "open_case")
    }

    /// The kind whose fields may be given besides the parameters.
    pub const fn fields_of(&self) -> Option<Kind> {
        match self.verb {
            Verb::Add(kind) | Verb::Update(kind) => Some(kind),
            Verb::SetStage | Verb::HandOver => Some(Kind::Case),
            _ => None,
        }
    }
}

const fn param(key: &'static str, needed: bool, ja: &'static str, en: &'static str) -> Param {
    Param { key, aliases: &[], needed, about: Label::new(ja, en), choices: None }
}

const ID: Param = param("id", true, "ID", "id");
const CASE: Param = Param { aliases: &["case"], ..param("id", true, "ケースのID", "id of the case") };
const MATCH: Param = Param { aliases: &["match"], ..param("id", true, "候補のID", "id of the match") };
const PERSON: Param = Param { aliases: &["person"], ..param("id", true, "人のID", "id of the person") };
const REASON: Param = param("reason", false, "理由", "why");
const STAGE: Param = Param {
    aliases: &["stage"],
    choices: Some(Stage::TABLE),
    ..param("to", true, "行き先の段階", "the stage to go to")
};
const STATUS: Param = Param {
    aliases: &["status"],
    choices: Some(MatchStatus::TABLE),
    ..param("to", true, "行き先の状態", "the status to go to")
};
const CLOSED_REASON: Param = Param {
    choices: Some(ClosedReason::TABLE),
    ..param("closed_reason", true, "終結理由", "why it ends")
};
const PURPOSE: Param = Param {
    choices: Some(Purpose::TABLE),
    ..param("purpose", true, "同意の目的", "what the consent is for")
};
const BALLOT: Param = Param {
    choices: Some(Ballot::TABLE),
    ..param("vote", false, "賛否(なければ取り消す)", "the vote; none takes it back")
};
const OTHER: Param = param("other", true, "もう一方のID", "id of the other record");
const COMMANDS: Param = param("commands", true, "コマンドの配列", "an array of commands");

const fn form(verb: Verb, params: &'static [Param], ja: &'static str, en: &'static str) -> Form {
    Form { verb, params, about: Label::new(ja, en) }
}

const fn add(kind: Kind) -> Form {
    form(Verb::Add(kind), &[], "新しい記録を作る", "makes a new record")
}

const fn update(kind: Kind) -> Form {
    form(Verb::Update(kind), &[ID], "項目を変える(null で消す)", "changes fields (null clears one)")
}

/// Every command.
pub const FORMS: &[Form] = &[
    add(Kind::Person),
    add(Kind::Region),
    add(Kind::Job),
    add(Kind::Organisation),
    form(Verb::Add(Kind::Case), &[], "ケースを受け付ける(open_case とも)", "opens a case (also open_case)"),
    form(Verb::Add(Kind::Match), &[], "人を案件の候補にする", "suggests a person for a job"),
    add(Kind::Skill),
    add(Kind::Measure),
    add(Kind::Activity),
    add(Kind::Note),
    add(Kind::User),
    add(Kind::View),
    form(
        Verb::Add(Kind::Round),
        &[],
        "ラウンドの結果を残す(round propose --json の command がこの形)",
        "keeps what came of a round (the command that round propose --json prints holds it)",
    ),
    add(Kind::Gathering),
    update(Kind::Person),
    update(Kind::Region),
    update(Kind::Job),
    update(Kind::Organisation),
    update(Kind::Case),
    update(Kind::Match),
    update(Kind::Skill),
    update(Kind::Measure),
    update(Kind::Activity),
    update(Kind::Note),
    update(Kind::User),
    update(Kind::View),
    update(Kind::Round),
    update(Kind::Gathering),
    form(
        Verb::SetStage,
        &[CASE, STAGE, REASON],
        "ケースの段階を変える。段階が求める項目も一緒に渡せる",
        "moves a case to a stage; fields that the stage asks for may come along",
    ),
    form(
        Verb::Assign,
        &[CASE, param("owner", false, "担当(なければ外す)", "the owner; none takes it away")],
        "ケースの担当を決める",
        "gives a case an owner",
    ),
    form(
        Verb::HandOver,
        &[CASE, param("owner_to", true, "引き継ぐ相手", "who takes it over"), REASON],
        "ケースを引き継ぐ。次の一手がなければ一緒に渡す",
        "hands a case over; its next action may come along where it has none",
    ),
    form(
        Verb::Hold,
        &[CASE, param("resume_on", true, "再開日", "the day to resume on"), REASON],
        "ケースを保留にする",
        "puts a case on hold",
    ),
    form(Verb::Resume, &[CASE], "保留のケースを再開する", "lets a held case go on"),
    form(
        Verb::Close,
        &[CASE, CLOSED_REASON, param("resume_on", false, "また声をかける日", "a day to ask again"), REASON],
        "ケースを終結する",
        "ends a case",
    ),
    form(
        Verb::Reopen,
        &[CASE, param("reason", true, "理由", "why")],
        "終結したケースを再開する",
        "takes a closed case up again",
    ),
    form(Verb::SetMatchStatus, &[MATCH, STATUS, REASON], "候補の状態を変える", "moves a match to a status"),
    form(
        Verb::Propose,
        &[
            param("person", true, "人のID", "id of the person"),
            param("job", true, "案件のID", "id of the job"),
            STATUS,
            REASON,
            param("score", false, "そのときの適合(0-100)", "the score it was made on (0-100)"),
            param("weights_version", false, "重みの版", "the version of the weights"),
        ],
        "人を案件へ進める。候補がなければ作る",
        "moves a person along for a job; makes the match where there is none",
    ),
    form(
        Verb::GiveConsent,
        &[
            PERSON,
            PURPOSE,
            param("expires", false, "期限", "the last day it holds"),
            param("how", false, "取得方法", "how it was given"),
        ],
        "同意を記録する",
        "records a consent",
    ),
    form(
        Verb::RevokeConsent,
        &[PERSON, PURPOSE],
        "同意の撤回を記録する",
        "records that a consent is revoked",
    ),
    form(
        Verb::Merge,
        &[
            param("id", true, "残る記録のID", "id of the record that stays"),
            param("other", true, "統合される記録のID", "id of the record that goes into it"),
            param(
                "keep",
                false,
                "項目ごとの選択 {\"項目\": \"survivor\" | \"other\" | \"both\"}",
                "what stays, {\"field\": \"survivor\" | \"other\" | \"both\"}",
            ),
            REASON,
        ],
        "同じ人・案件・団体の2件を1件に統合する。つながる記録はすべて移り、同意は厳しい方が残る",
        "makes two records of one person, job or organisation one; all that refers to it moves, the stricter consent stays",
    ),
    form(
        Verb::Unmerge,
        &[param("id", true, "統合された記録のID", "id of the record that was merged"), REASON],
        "統合を解除し、両方を元に戻す",
        "takes a merge back; both stand by themselves again",
    ),
    form(
        Verb::Report,
        &[ID, OTHER, REASON],
        "重複の疑いとして申し出る",
        "reports two records as perhaps the same",
    ),
    form(
        Verb::NotTheSame,
        &[ID, OTHER, REASON],
        "別の記録と確認した(以後は疑いに挙げない)",
        "two records were found to be different; they are not offered again",
    ),
    form(
        Verb::Reconsider,
        &[ID, OTHER, REASON],
        "申出または確認を取り消す",
        "takes back that two records were reported, or found to be different",
    ),
    form(
        Verb::Vote,
        &[Param { aliases: &["note"], ..param("id", true, "メモのID", "id of the note") }, BALLOT],
        "仮説・意見・まとめに賛成か反対を投じる。一人一票で、変えられる",
        "votes on a hypothesis, an opinion or a summary; one vote a user, which may change",
    ),
    form(Verb::Withdraw, &[ID, REASON], "記録を取り下げる(履歴には残る)", "takes a record out of sight"),
    form(Verb::Restore, &[ID], "取り下げた記録を戻す", "brings a withdrawn record back"),
    form(
        Verb::Batch,
        &[COMMANDS],
        "すべてを1つのコミットで行う。1つでも断られたら何もしない",
        "does all of them as one commit, or none",
    ),
];
