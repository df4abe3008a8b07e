//! What can be wrong with one value, said so that the person at the form or the spreadsheet can mend it.
//! A fault knows its value only, not its place: forms, import and `apply` add field, line and column.

use super::{Choices, Kind};
use crate::lang::Lang;

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
    /// Not the form that the field takes.
    Form,
    /// An earlier end than beginning, or a smaller maximum than minimum.
    Order {
        other: crate::lang::Label,
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
        let fixed = |ja: &str, en: &str| lang.pick(ja, en).to_owned();
        match self {
            Self::Required => fixed("必須です", "is required"),
            Self::NotANumber { least, most } => match lang {
                Lang::Ja => format!("{least}～{most} の整数で入力してください"),
                Lang::En => format!("must be a whole number from {least} to {most}"),
            },
            Self::NotADecimal => {
                fixed("範囲内の数で入力してください(例 36.115)", "must be a number in range, as 36.115")
            }
            Self::NotADate => fixed("日付ではありません(例 2026-11-23)", "is no date; write 2026-11-23"),
            Self::NotAMoment => {
                fixed("日時ではありません(例 2026-11-23 14:00)", "is no time; write 2026-11-23 14:00")
            }
            Self::NotAFlag => fixed("はい/いいえ で入力してください", "must be yes or no"),
            Self::NotKana => fixed("読みはカナで入力してください", "must be a reading in kana"),
            Self::NotAMail => fixed("メールアドレスの形ではありません", "is no mail address"),
            Self::NotAPhone => {
                fixed("電話番号の形ではありません(数字9～15桁)", "is no telephone number (9 to 15 digits)")
            }
            Self::NotAUrl => {
                fixed("https:// で始まるURLにしてください", "must be a URL that begins with https://")
            }
            Self::NotACorporateNumber => fixed(
                "法人番号ではありません(13桁、検査数字が合いません)",
                "is no corporate number (13 digits with a check digit)",
            ),
            Self::NotARegionCode => fixed(
                "団体コードではありません(6桁、検査数字が合いません)",
                "is no municipality code (6 digits with a check digit)",
            ),
            Self::NoChoice { given, offered_ja, offered_en } => match lang {
                Lang::Ja => format!("「{given}」は選べません。選択肢: {offered_ja}"),
                Lang::En => format!("\"{given}\" is not offered; choose one of: {offered_en}"),
            },
            Self::NoSuchKey(key) => match lang {
                Lang::Ja => format!("項目「{key}」はありません"),
                Lang::En => format!("there is no item \"{key}\""),
            },
            Self::TooLong { most } => match lang {
                Lang::Ja => format!("長すぎます({most}文字まで)"),
                Lang::En => format!("is too long ({most} characters at most)"),
            },
            Self::TooMany { most } => match lang {
                Lang::Ja => format!("多すぎます({most}件まで)"),
                Lang::En => format!("has too many entries ({most} at most)"),
            },
            Self::NoRecord { kind, given } => match lang {
                Lang::Ja => format!("{}「{given}」が見つかりません", kind.label().ja),
                Lang::En => format!("no {} \"{given}\" is known", kind.key()),
            },
            Self::Ambiguous { kind, given, count } => match lang {
                Lang::Ja => {
                    format!("{}「{given}」は{count}件あります。IDかコードで指定してください", kind.label().ja)
                }
                Lang::En => format!("{count} {} are called \"{given}\"; give the id or code", kind.plural()),
            },
            Self::Form => fixed("この項目の形ではありません", "does not have the form of this field"),
            Self::Order { other } => match lang {
                Lang::Ja => format!("「{}」との前後関係が逆です", other.ja),
                Lang::En => format!("is in the wrong order with \"{}\"", other.en),
            },
        }
    }
}
