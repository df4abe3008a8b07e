//! What is compared, and how the account says it in both languages.

use super::{Likeness, Line, Sign, WARN};
use crate::domain::State;
use crate::field::Id;
use crate::lang::{Label, Lang};

/// Reasons that a short sentence names.
const REASONS: usize = 3;

/// What a line of the account is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// How rare it is that two records are the same at all.
    Prior,
    Family,
    Given,
    /// Family and given name in each other's place.
    Turned,
    Birth,
    AgeBand,
    Phone,
    Mail,
    Municipality,
    Address,
    Employer,
    /// The name of an organisation or the title of a job.
    Name,
    Reading,
    CorporateNumber,
    Organisation,
    WorkKind,
}

impl What {
    /// The key in JSON.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::Family => "family_name",
            Self::Given => "given_name",
            Self::Turned => "turned",
            Self::Birth => "birth_date",
            Self::AgeBand => "age_band",
            Self::Phone => "phone",
            Self::Mail => "email",
            Self::Municipality => "municipality",
            Self::Address => "address",
            Self::Employer => "employer",
            Self::Name => "name",
            Self::Reading => "kana",
            Self::CorporateNumber => "corporate_no",
            Self::Organisation => "organisation",
            Self::WorkKind => "work_kind",
        }
    }

    pub const fn label(self) -> Label {
        match self {
            Self::Prior => Label::new("はじめの見込み", "to begin with"),
            Self::Family => Label::new("姓", "family name"),
            Self::Given => Label::new("名", "given name"),
            Self::Turned => Label::new("姓と名が逆", "names turned round"),
            Self::Birth => Label::new("生年月日", "birth date"),
            Self::AgeBand => Label::new("年代", "age band"),
            Self::Phone => Label::new("電話", "phone"),
            Self::Mail => Label::new("メール", "email"),
            Self::Municipality => Label::new("市区町村", "municipality"),
            Self::Address => Label::new("番地", "address"),
            Self::Employer => Label::new("勤務先", "employer"),
            Self::Name => Label::new("名称", "name"),
            Self::Reading => Label::new("カナ", "reading"),
            Self::CorporateNumber => Label::new("法人番号", "corporate number"),
            Self::Organisation => Label::new("団体", "organisation"),
            Self::WorkKind => Label::new("形態", "work kind"),
        }
    }
}

impl Sign {
    /// The sign beside a line; it has a word too.
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Near => "~",
            Self::Different => "/",
        }
    }

    pub const fn label(self) -> Label {
        match self {
            Self::Same => Label::new("同じ", "same"),
            Self::Near => Label::new("近い", "near"),
            Self::Different => Label::new("違う", "different"),
        }
    }

    /// The key in JSON.
    pub const fn key(self) -> &'static str {
        self.label().en
    }
}

impl Line {
    /// Whether the values are ids of records.
    const fn names_records(&self) -> bool {
        matches!(self.what, What::Municipality | What::Employer | What::Organisation)
    }

    /// What speaks for the number: both values, or how many share it.
    pub fn detail(&self, state: &State, lang: Lang) -> String {
        let share = self.share.map(|(some, all)| match lang {
            Lang::Ja => format!("{all}件に{some}件"),
            Lang::En => format!("{some} of {all}"),
        });
        let named = |value: &str| {
            let id = value.parse::<Id>().ok().filter(|_| self.names_records());
            id.and_then(|id| state.label(id)).unwrap_or_else(|| value.to_owned())
        };
        let values = match (named(&self.values.0), named(&self.values.1)) {
            (one, other) if one == other => one,
            (one, other) => format!("{one} {} {other}", self.sign.mark()),
        };
        match (values.is_empty(), share) {
            (true, share) => share.unwrap_or_default(),
            (false, None) => values,
            (false, Some(share)) => format!("{values}  {share}"),
        }
    }
}

impl Likeness {
    /// What they have in common, in a few words: `電話が同じ、姓が同じ`.
    pub fn in_short(&self, lang: Lang) -> String {
        let said = |line: &Line| {
            let (what, sign) = (line.what.label().text(lang), line.sign.label().text(lang));
            match (line.what, lang) {
                (What::Turned, _) => what.to_owned(),
                (_, Lang::Ja) => format!("{what}が{sign}"),
                (_, Lang::En) => format!("{sign} {what}"),
            }
        };
        let reasons: Vec<String> = self.reasons().take(REASONS).map(said).collect();
        reasons.join(lang.pick("、", ", "))
    }

    /// What the total says, in a word.
    pub fn verdict(&self, lang: Lang) -> &'static str {
        if self.total >= WARN {
            lang.pick("重複の疑いが強い", "probably the same")
        } else if self.is_suspected() {
            lang.pick("重複の疑い", "perhaps the same")
        } else {
            lang.pick("別の記録らしい", "probably different")
        }
    }

    /// The sum as it is printed: `-13.2 + 10.5 + 5.4 = +2.7`.
    pub fn sum_text(&self) -> String {
        let mut text = String::new();
        for (at, line) in self.lines.iter().enumerate() {
            let weight = line.weight;
            if at == 0 {
                text.push_str(&weight.to_string());
            } else {
                let sign = if weight.0 < 0 { "-" } else { "+" };
                let size = super::Bits(weight.0.saturating_abs()).to_string();
                text.extend([" ", sign, " ", size.trim_start_matches('+')]);
            }
        }
        format!("{text} = {}", self.total)
    }
}
