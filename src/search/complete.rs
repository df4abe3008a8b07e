//! Completing a line while it is typed: names of fields, then the values that the field can have.
//! What is offered is written as the person writes: keys where latin letters were typed, Japanese names else. Fields and records
//! that the reader may not see are not offered. The cost is bounded: towns and skills are few, of the cases only the newest are
//! looked at for who owns them.

use std::collections::BTreeSet;

use super::filter::{Looks, Named, Part, called_like, is_comma, names_of_fields};
use super::query::{Asker, narrow};
use crate::field::own::List;
use crate::field::tables::{case, user};
use crate::field::{Choices, Kind, Shape};
use crate::fold::fold;
use crate::lang::Lang;

/// Offers at most.
const OFFERS: usize = 12;
/// Cases whose owners are offered.
const CASES_LOOKED_AT: usize = 1000;
/// Names that people filter by most, offered first.
const USUAL: &[&str] = &[
    "kind",
    "stage",
    "owner",
    "region",
    "due",
    "skill",
    "hours",
    "updated",
    "want",
    "priority",
    "waiting_on",
    "channel",
    "status",
];

/// What may take the place of a part of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The part, in characters of the line: where it begins and how long it is.
    pub at: usize,
    pub length: usize,
    pub offers: Vec<Offer>,
}

/// One thing that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is written into the line.
    pub text: String,
    /// What is shown.
    pub shown: String,
}

impl Completion {
    /// The line with an offer taken, and where the caret is then, in characters.
    pub fn taken(&self, line: &str, offer: usize) -> Option<(String, usize)> {
        let text = &self.offers.get(offer)?.text;
        let before: String = line.chars().take(self.at).collect();
        let behind: String = line.chars().skip(self.at + self.length).collect();
        let caret = self.at + text.chars().count();
        // A value that is taken is done; a name wants its value first.
        let is_done = !text.ends_with(':') && behind.is_empty();
        let blank = if is_done { " " } else { "" };
        Some((format!("{before}{text}{blank}{behind}"), caret + blank.len()))
    }
}

/// What the line may be completed with at the caret (in characters). `kind` is the kind that is listed, where only one is.
pub fn complete(line: &str, caret: usize, kind: Option<Kind>, asker: &Asker<'_>, lang: Lang) -> Completion {
    let letters: Vec<char> = line.chars().take(caret).collect();
    let Some(start) = word_start(&letters) else { return Completion::default() };
    let word: String = letters.get(start..).unwrap_or_default().iter().collect();
    let typed = Typed { kind, asker, lang };
    match word.char_indices().find(|(_, c)| matches!(c, ':' | '：')) {
        Some((colon, sign)) => {
            let (name, value) = (word.get(..colon).unwrap_or_default(), word.get(colon + sign.len_utf8()..));
            let value = value.unwrap_or_default();
            // Only the last of several values, and the second end of a range, is still being typed.
            let last =
                value.rsplit(|c| is_comma(c) || matches!(c, '.' | '．' | '>' | '<' | '=' | '"')).next();
            let last = last.unwrap_or_default();
            let length = last.chars().count();
            Completion { at: caret - length, length, offers: typed.values(name, last, value != last) }
        }
        None if word.is_empty() => Completion::default(),
        None => {
            let length = word.chars().count();
            Completion { at: start, length, offers: typed.names(&word) }
        }
    }
}

/// Where the word at the end begins, signs before it not counted; `None` where it is text that was quoted or marked as such.
fn word_start(letters: &[char]) -> Option<usize> {
    let mut start = 0;
    let mut quoted = false;
    for (at, c) in letters.iter().enumerate() {
        match c {
            '"' | '“' | '”' | '＂' => quoted = !quoted,
            _ if quoted => {}
            c if c.is_whitespace() => start = at + 1,
            '(' | '（' | '-' | '－' | '!' | '！' if at == start => start = at + 1,
            _ => {}
        }
    }
    let first = letters.get(start);
    let is_text =
        first.is_some_and(|c| matches!(c, '\'' | '’' | '＇' | '^' | '＾' | '~' | '～' | '〜' | '"'));
    (!is_text).then_some(start)
}

struct Typed<'a> {
    kind: Option<Kind>,
    asker: &'a Asker<'a>,
    lang: Lang,
}

impl Typed<'_> {
    /// Names that begin as the word does; those of the listed kind first, then the usual ones.
    fn names(&self, word: &str) -> Vec<Offer> {
        let wanted = narrow(word);
        let mut found: Vec<((bool, usize), &'static str, &'static str)> = Vec::new();
        for (name, key, label, kind) in names_of_fields(self.asker.state) {
            if !narrow(name).starts_with(&wanted) || name.contains(['(', ' ', '・']) {
                continue;
            }
            let listed = self.kind.is_none_or(|listed| listed == kind || is_partner(listed, kind));
            let usual = USUAL.iter().position(|one| *one == name || *one == key).unwrap_or(USUAL.len());
            let rank = (!listed, usual);
            match found.iter_mut().find(|(_, held, _)| *held == name) {
                Some(held) if rank < held.0 => held.0 = rank,
                Some(_) => {}
                None => found.push((rank, name, label.text(self.lang))),
            }
        }
        found.sort_by_key(|(rank, ..)| *rank);
        // What means the same thing in two words is offered in the shorter one.
        let mut offers: Vec<Offer> = Vec::new();
        for (_, name, label) in found {
            let shown = if name == label { format!("{name}:") } else { format!("{name}: {label}") };
            if offers.len() < OFFERS {
                offers.push(Offer { text: format!("{name}:"), shown });
            }
        }
        offers
    }

    /// Values that begin as what is typed; `open` says that something stands before it in the value.
    fn values(&self, name: &str, value: &str, open: bool) -> Vec<Offer> {
        let Some(named) = Named::of(name, self.asker.state) else { return Vec::new() };
        let latin =
            if value.is_empty() { name.is_ascii() && self.lang == Lang::En } else { value.is_ascii() };
        let mut found = Found { wanted: fold(value), offers: Vec::new() };
        if named.kinds {
            for kind in Kind::ALL {
                found.named(kind.key(), kind.label().ja, kind.label().en, latin);
            }
        }
        for (kind, part) in &named.parts {
            let listed = self.kind.is_none_or(|listed| listed == *kind || is_partner(listed, *kind));
            if listed || named.parts.len() == 1 {
                self.of_part(part, latin, open, &mut found);
            }
        }
        if !named.kinds && !open {
            let words = if latin { ["none", "any"] } else { ["なし", "あり"] };
            found.words(&words);
        }
        found.offers
    }

    fn of_part(&self, part: &Part, latin: bool, open: bool, found: &mut Found) {
        match part.shape() {
            Shape::Choice(choices) | Shape::Set(choices) => {
                found.choices(choices, latin);
                for (_, name) in List::ALL.iter().flat_map(|list| self.asker.state.office().names.of(*list)) {
                    let is_here = self.asker.state.office().names.find(choices, name).is_some();
                    let fits = is_here && fold(name).starts_with(&found.wanted);
                    found.put(name, fits);
                }
            }
            Shape::Flag => {
                let words = if latin { ["yes", "no"] } else { ["はい", "いいえ"] };
                found.words(&words);
            }
            Shape::Date | Shape::Moment => {
                found.words(days(Looks::of(part.key()), latin, open));
            }
            Shape::Int(..) if !open => found.words(&[">=", "<="]),
            Shape::Ref(kind) | Shape::Refs(kind) => {
                for name in called_like(kind, &found.wanted.clone(), self.asker.state, OFFERS) {
                    found.put(&name, true);
                }
            }
            _ if part.is_staff() => self.staff(latin, found),
            _ => {}
        }
    }

    /// Who works here: oneself, users, and owners of the newest cases.
    fn staff(&self, latin: bool, found: &mut Found) {
        let state = self.asker.state;
        found.words(if latin { &["me"] } else { &["自分"] });
        let mut names: BTreeSet<String> = BTreeSet::new();
        let users = state.records(Kind::User).take(CASES_LOOKED_AT);
        names.extend(users.filter_map(|record| record.text(&user::NAME_FIELD).map(str::to_owned)));
        let cases: Vec<_> = state.ids(Kind::Case).collect();
        for id in cases.into_iter().rev().take(CASES_LOOKED_AT) {
            names.extend(state.live(id).and_then(|record| record.text(&case::OWNER).map(str::to_owned)));
        }
        for name in &names {
            found.put(name, fold(name).starts_with(&found.wanted));
        }
    }
}

/// Offers being gathered.
struct Found {
    wanted: String,
    offers: Vec<Offer>,
}

impl Found {
    fn put(&mut self, text: &str, fits: bool) {
        let needs_quotes =
            text.contains(|c: char| c.is_whitespace() || is_comma(c) || "()（）\"".contains(c));
        let written = if needs_quotes { format!("\"{}\"", text.replace('"', "")) } else { text.to_owned() };
        let is_new = self.offers.iter().all(|offer| offer.text != written);
        if fits && is_new && self.offers.len() < OFFERS {
            self.offers.push(Offer { text: written, shown: text.to_owned() });
        }
    }

    fn words(&mut self, words: &[&str]) {
        for word in words {
            self.put(word, word.starts_with(self.wanted.as_str()));
        }
    }

    /// A choice, in the letters that are being typed.
    fn named(&mut self, key: &str, ja: &str, en: &str, latin: bool) {
        let fits = [key, ja, en].iter().any(|name| fold(name).starts_with(&self.wanted));
        self.put(if latin { key } else { ja }, fits);
    }

    fn choices(&mut self, choices: Choices, latin: bool) {
        for (_, item) in choices.iter() {
            self.named(item.key, item.label.ja, item.label.en, latin);
        }
    }
}

/// Days that are asked for most.
const fn days(looks: Looks, latin: bool, open: bool) -> &'static [&'static str] {
    match (looks, latin, open) {
        (_, true, true) => &["today", "7d", "2w", "1m"],
        (_, false, true) => &["今日", "7日", "2週間", "1か月"],
        (Looks::Ahead, true, _) => &["today", "this_week", "..7d", "overdue", "this_month"],
        (Looks::Ahead, false, _) => &["今日", "今週", "..7日", "超過", "今月"],
        (Looks::Back, true, _) => &["today", "this_week", "..7d", ">2w", "this_month"],
        (Looks::Back, false, _) => &["今日", "今週", "..7日", ">2週間", "今月"],
    }
}

/// Whether two kinds are asked as one.
fn is_partner(one: Kind, other: Kind) -> bool {
    matches!((one, other), (Kind::Person, Kind::Case) | (Kind::Case, Kind::Person))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::State;
    use crate::field::Date;
    use crate::field::choices::Stage;

    fn offers(line: &str, lang: Lang) -> Vec<String> {
        let state = State::new();
        let asker = Asker { state: &state, today: Date::default(), user: "" };
        let found = complete(line, line.chars().count(), Some(Kind::Person), &asker, lang);
        found.offers.into_iter().map(|offer| offer.text).collect()
    }

    fn taken(line: &str) -> String {
        let state = State::new();
        let asker = Asker { state: &state, today: Date::default(), user: "" };
        let found = complete(line, line.chars().count(), Some(Kind::Person), &asker, Lang::Ja);
        found.taken(line, 0).map(|(line, _)| line).unwrap_or_default()
    }

    #[test]
    fn names_are_offered_in_the_letters_that_are_typed() {
        assert_eq!(offers("own", Lang::Ja).first().map(String::as_str), Some("owner:"));
        assert_eq!(offers("担", Lang::Ja).first().map(String::as_str), Some("担当:"));
        assert!(offers("山田 -st", Lang::Ja).contains(&"stage:".to_owned()));
        for text in ["", "山田 ", "'own", "^own", "\"own"] {
            assert!(offers(text, Lang::Ja).is_empty(), "{text}");
        }
    }

    #[test]
    fn values_follow_their_field() {
        assert_eq!(offers("段階:", Lang::Ja)[..2], ["受付", "振分け済"]);
        assert_eq!(offers("stage:rec", Lang::Ja), ["received"]);
        assert_eq!(offers("stage:received..pl", Lang::Ja), ["planned"]);
        assert_eq!(offers("want:side_job,st", Lang::En), ["startup"]);
        assert_eq!(offers("期日：", Lang::Ja)[0], "今日");
        assert_eq!(offers("owner:", Lang::En), ["me", "none", "any"]);
        assert!(offers("nothing:x", Lang::En).is_empty());
    }

    #[test]
    fn an_offer_takes_the_place_of_what_was_typed() {
        assert_eq!(taken("山田 担"), "山田 担当:");
        assert_eq!(taken("段階:受"), "段階:受付 ");
        assert_eq!(taken("(stage:received..pl"), "(stage:received..planned ");
        assert_eq!(taken("zzz"), "");
    }

    #[test]
    fn stages_in_order_are_offered_in_order() {
        let all: Vec<&str> = Stage::ALL.iter().map(|stage| stage.key()).collect();
        assert_eq!(offers("stage:", Lang::En)[..5], all[..5]);
    }
}
