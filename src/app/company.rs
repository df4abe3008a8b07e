//! Who else is on the record that is on the screen.
//! Invariant: nobody is told of a record that they do not have on their own screen, so that rights need no second check.
//! The session tells and asks its presence registry; the heads of records and forms say it.

use crate::field::Id;
use crate::lang::Lang;

/// Names that are said at most; the others are counted.
const NAMES_SAID: usize = 3;

/// A record on somebody's screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    pub id: Id,
    pub editing: bool,
}

/// Somebody else on the same record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    pub who: Box<str>,
    pub editing: bool,
}

/// `佐藤 が編集中  田中 も開いています`; empty where nobody is.
pub fn sentence(others: &[Other], lang: Lang) -> String {
    let part = |editing: bool| {
        let names: Vec<&str> =
            others.iter().filter(|other| other.editing == editing).map(|other| &*other.who).collect();
        (!names.is_empty()).then(|| said(&names, editing, lang))
    };
    [part(true), part(false)].into_iter().flatten().collect::<Vec<_>>().join("  ")
}

fn said(names: &[&str], editing: bool, lang: Lang) -> String {
    let more = names.len().saturating_sub(NAMES_SAID);
    let mut who = names.iter().take(NAMES_SAID).copied().collect::<Vec<_>>().join(lang.pick("・", ", "));
    if more > 0 {
        who = match lang {
            Lang::Ja => format!("{who} ほか{more}人"),
            Lang::En => format!("{who} and {more} more"),
        };
    }
    match (lang, editing, names.len()) {
        (Lang::Ja, true, _) => format!("{who} が編集中"),
        (Lang::Ja, false, _) => format!("{who} も開いています"),
        (Lang::En, true, 1) => format!("{who} is editing"),
        (Lang::En, true, _) => format!("{who} are editing"),
        (Lang::En, false, 1) => format!("{who} has it open too"),
        (Lang::En, false, _) => format!("{who} have it open too"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(who: &str, editing: bool) -> Other {
        Other { who: who.into(), editing }
    }

    #[test]
    fn those_who_edit_are_named_first_and_a_crowd_is_counted() {
        let others = [other("佐藤", true), other("田中", false)];
        assert_eq!(sentence(&others, Lang::Ja), "佐藤 が編集中  田中 も開いています");
        let crowd: Vec<Other> = ["a", "b", "c", "d", "e"].iter().map(|who| other(who, false)).collect();
        assert_eq!(sentence(&crowd, Lang::En), "a, b, c and 2 more have it open too");
        assert_eq!(sentence(&[], Lang::Ja), "");
    }
}
