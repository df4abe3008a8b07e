//! What can be wrong with one value, said so that the person at the form or the spreadsheet can mend it.
//! A fault knows its value only, not its place: forms, import and `apply` add field, line and column.

use super::{Choices, Kind};
use crate::lang::{Label, Lang};

/// Choices named in a fault at most; more would hide the sentence.
const OFFERED: usize = 12;

/// Why a value cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    Required,
    NotANumber {
        least: i64,
        most: i64,
    },
    NotADecimal,
    NotADate,
    NotAMoment,
    NotAFlag,
    NotKana,
    NotAMail,
    NotAPhone,
    NotAUrl,
    NotACorporateNumber,
    NotARegionCode,
    NoChoice {
        given: String,
        offered_ja: String,
        offered_en: String,
    },
    NoSuchKey(String),
    TooLong {
        most: usize,
    },
    TooMany {
        most: usize,
    },
    /// A reference to a record that is not there.
    NoRecord {
        kind: Kind,
        given: String,
    },
    /// A name that several records bear.
    Ambiguous {
        kind: Kind,
        given: String,
        count: usize,
    },
    /// A reference of the record to itself, or in a circle back to it.
    Itself,
    /// A vote on what nobody votes on.
    NotDiscussed,
    /// An answer to what comes later in a discussion, or to what is not part of one.
    NotBefore,
    /// A case that is about somebody else.
    OtherPerson,
    /// A row that lacks what it is about.
    RowWithout {
        what: Label,
    },
    /// A job that opens before it says what it takes.
    OpensWithoutSkills,
    /// Not the form that the field takes.
    Form,
    /// An earlier end than beginning, or a smaller maximum than minimum.
    Order {
        other: Label,
    },
}

impl Fault {
    /// The fault of a word that is no choice, with what could be written instead.
    pub fn no_choice(given: &str, choices: Choices) -> Self {
        let list = |lang: Lang| {
            let mut names: Vec<&str> =
                choices.items.iter().take(OFFERED).map(|item| item.label.text(lang)).collect();
            if choices.items.len() > OFFERED {
                names.push("...");
            }
            names.join(lang.pick("、", ", "))
        };
        let given = crate::text::clean_line(given, crate::text::NAME_GRAPHEMES).text;
        Self::NoChoice { given, offered_ja: list(Lang::Ja), offered_en: list(Lang::En) }
    }

    /// The sentence for people.
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Ja => self.japanese(),
            Lang::En => self.english(),
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::NotANumber { least, most } => format!("{least}～{most} の整数で入力してください"),
            Self::NoChoice { given, offered_ja, .. } => {
                format!("「{given}」は選べません。選択肢: {offered_ja}")
            }
            Self::NoSuchKey(key) => format!("項目「{key}」はありません"),
            Self::TooLong { most } => format!("長すぎます({most}文字まで)"),
            Self::TooMany { most } => format!("多すぎます({most}件まで)"),
            Self::NoRecord { kind, given } => format!("{}「{given}」が見つかりません", kind.label().ja),
            Self::Ambiguous { kind, given, count } => {
                format!("{}「{given}」は{count}件あります。IDかコードで指定してください", kind.label().ja)
            }
            Self::RowWithout { what } => format!("「{}」のない行があります", what.ja),
            Self::Order { other } => format!("「{}」より前(小さい値)にはできません", other.ja),
            other => other.fixed().ja.to_owned(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NotANumber { least, most } => format!("must be a whole number from {least} to {most}"),
            Self::NoChoice { given, offered_en, .. } => {
                format!("\"{given}\" is not offered; choose one of: {offered_en}")
            }
            Self::NoSuchKey(key) => format!("there is no item \"{key}\""),
            Self::TooLong { most } => format!("is too long ({most} characters at most)"),
            Self::TooMany { most } => format!("has too many entries ({most} at most)"),
            Self::NoRecord { kind, given } => format!("there is no {} \"{given}\"", kind.key()),
            Self::Ambiguous { kind, given, count } => {
                format!("{count} {} are called \"{given}\"; give the id or code", kind.plural())
            }
            Self::RowWithout { what } => format!("has an entry without \"{}\"", what.en),
            Self::Order { other } => format!("cannot be before (less than) \"{}\"", other.en),
            other => other.fixed().en.to_owned(),
        }
    }

    /// The sentences that name nothing.
    const fn fixed(&self) -> Label {
        let (ja, en) = match self {
            Self::Required => ("入力が必要です", "is required"),
            Self::NotADecimal => {
                ("範囲内の数で入力してください(例 36.115)", "must be a number in range, such as 36.115")
            }
            Self::NotADate => {
                ("日付として読めません(例 2026-11-23)", "is not a date; write it as 2026-11-23")
            }
            Self::NotAMoment => (
                "日時として読めません(例 2026-11-23 14:00)",
                "is not a date and time; write it as 2026-11-23 14:00",
            ),
            Self::NotAFlag => ("「はい」か「いいえ」で入力してください", "must be yes or no"),
            Self::NotKana => ("読みはカナで入力してください", "must be a reading in kana"),
            Self::NotAMail => ("メールアドレスの形式ではありません", "is not a mail address"),
            Self::NotAPhone => {
                ("電話番号の形式ではありません(数字9～15桁)", "is not a telephone number (9 to 15 digits)")
            }
            Self::NotAUrl => {
                ("https:// で始まるURLにしてください", "must be a URL that begins with https://")
            }
            Self::NotACorporateNumber => (
                "法人番号が正しくありません(13桁の数字。先頭の検査用数字まで確かめてください)",
                "is not a corporate number (13 digits, of which the first checks the others)",
            ),
            Self::NotARegionCode => (
                "団体コードが正しくありません(6桁の数字。末尾の検査数字まで確かめてください)",
                "is not a municipality code (6 digits, of which the last checks the others)",
            ),
            Self::Itself => ("自分自身を指すことはできません", "cannot refer back to the record itself"),
            Self::NotDiscussed => (
                "投票できるのは仮説・意見・まとめだけです",
                "only hypotheses, opinions and summaries are voted on",
            ),
            Self::NotBefore => (
                "意見は仮説に、まとめは仮説か意見に付けます",
                "an opinion answers hypotheses, a summary gathers hypotheses and opinions",
            ),
            Self::OpensWithoutSkills => (
                "募集を始めるには必須スキルを1つ以上入れるか、「スキル不問」を「はい」にしてください",
                "a job opens once it names a required skill, or says yes to \"no skill required\"",
            ),
            Self::OtherPerson => ("別の人のケースです", "is a case about another person"),
            _ => ("この項目に入力できる形式ではありません", "does not have the form of this field"),
        };
        Label::new(ja, en)
    }
}
