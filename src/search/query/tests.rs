//! What lines mean, and where they are wrong.

use proptest::prelude::*;

use super::*;
use crate::lang::Lang;

fn wrong(line: &str) -> (usize, usize, Problem) {
    let error = Query::parse(line).unwrap_err();
    (error.at, error.length, error.problem)
}

#[test]
fn lines_are_split_at_both_blanks() {
    let query = Query::parse("山田　太郎 'しお !東京 skill:\"Web 制作\" kind:person -owner:none").unwrap();
    assert_eq!(
        query.terms.iter().map(|term| term.text.as_str()).collect::<Vec<_>>(),
        ["山田", "太郎", "しお"]
    );
    assert_eq!((query.refused.len(), query.filters.len()), (1, 3));
    assert!(Query::parse(" 　").unwrap().is_empty());
    assert_eq!(Query::parse("12:30 https://a.jp 'a:b").unwrap().terms.len(), 3);
    assert!(Query::parse("山田 太郎").unwrap().is_plain());
    assert!(!Query::parse("山田 or 太郎").unwrap().is_plain());
}

#[test]
fn not_binds_closer_than_and_which_binds_closer_than_or() {
    let branches = |line: &str| {
        let query = Query::parse(line).unwrap();
        let texts = |query: &Query| {
            let list = |needles: &[Needle]| {
                needles.iter().map(|needle| needle.text.clone()).collect::<Vec<_>>().join("+")
            };
            format!("{}-{}", list(&query.terms), list(&query.refused))
        };
        std::iter::once(&query).chain(&query.others).map(texts).collect::<Vec<_>>()
    };
    assert_eq!(branches("a b or c"), ["a+b-", "c-"]);
    assert_eq!(branches("a and (b or c)"), ["a+b-", "a+c-"]);
    assert_eq!(branches("a not b or c"), ["a-b", "c-"]);
    assert_eq!(branches("not (a or b)"), ["-a+b"]);
    assert_eq!(branches("-(a b)"), ["-a", "-b"]);
    assert_eq!(branches("（ａ　ｏｒ　b）"), ["a-", "b-"]);
    assert_eq!(branches("a | b"), ["a-", "b-"]);
    assert_eq!(branches("\"or\" 'and"), ["or+and-"]);
    assert_eq!(branches("株式会社(山田)"), ["株式会社(山田)-"], "a bracket in a word is a letter");
    let filters = Query::parse("stage:received or owner:none kind:case").unwrap();
    assert_eq!((filters.filters.len(), filters.others.len()), (1, 0), "filters alone need no branches");
}

#[test]
fn errors_point_at_the_character() {
    let unknown = |name: &str| Problem::UnknownField { name: name.to_owned(), near: Vec::new() };
    assert_eq!(wrong("山田 qxz:1"), (3, 3, unknown("qxz")));
    assert_eq!(wrong("山田 kind:"), (8, 1, Problem::NoValue));
    assert_eq!(wrong("a \"b"), (2, 1, Problem::OpenQuote));
    assert_eq!(wrong("a !"), (2, 1, Problem::NoTerm));
    assert_eq!(wrong("a or"), (2, 1, Problem::NoTerm));
    assert_eq!(wrong("or a"), (0, 1, Problem::NoTerm));
    assert_eq!(wrong("a (b or c"), (2, 1, Problem::NotClosed));
    assert_eq!(wrong("a b) c"), (3, 1, Problem::NotOpen));
    assert_eq!(wrong("a ()"), (2, 2, Problem::EmptyGroup));
    let error = Query::parse("stage:received,そば").unwrap_err();
    assert_eq!((error.at, error.length), (15, 2));
    assert!(error.text(Lang::Ja).starts_with("16文字目: 「そば」"), "{}", error.text(Lang::Ja));
    assert!(error.text(Lang::Ja).contains("受付"), "what is possible is said");
    let error = Query::parse("段階：受付　ownr:none").unwrap_err();
    assert!(error.text(Lang::En).contains("Owner"), "what is near is said: {}", error.text(Lang::En));
    assert_eq!(error.pointer("段階：受付　ownr:none"), "            ^^^^");
}

#[test]
fn too_much_is_refused() {
    assert_eq!(wrong(&"a ".repeat(QUERY_PARTS + 1)).2, Problem::TooMany);
    assert_eq!(wrong("(a or b) (c or d) (e or f) (g or h) (i or j)").2, Problem::TooMany);
    assert_eq!(wrong(&format!("{}a{}", "(".repeat(40), ")".repeat(40))).2, Problem::TooMany);
    assert_eq!(wrong(&"あ".repeat(QUERY_CHARS + 1)).2, Problem::TooLong);
}

proptest! {
    #[test]
    fn no_line_panics_and_places_are_inside(
        line in ".{0,40}|[a:'!\"^~ 　()（）|&kindperso\\-,.>=0-9]{0,60}|(stage|due|hours|region|and|or|not|[():><.\\-\" 0-9a-z]){0,20}"
    ) {
        if let Err(error) = Query::parse(&line) {
            prop_assert!(error.at <= line.chars().count());
            prop_assert!(error.length >= 1);
            let _ = (error.text(Lang::Ja), error.text(Lang::En), error.pointer(&line));
        }
    }
}
