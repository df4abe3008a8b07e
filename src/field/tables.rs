//! The fields of each kind, one file a kind: tables of truth, longer than prose may be.
//! `fields!` names each field as a constant and lists them all, so that a field cannot be declared and forgotten.

#![allow(clippy::wildcard_imports, reason = "the tables of rows use the words of their file")]

/// Declares field constants and the list of them.
macro_rules! fields {
    ($list:ident; $( $(#[$doc:meta])* $name:ident = $field:expr; )+) => {
        $( $(#[$doc])* pub const $name: $crate::field::Field = $field; )+
        /// All of them, in the order of forms and files.
        pub const $list: &[$crate::field::Field] = &[$( $name ),+];
    };
}

pub mod activity;
pub mod case;
pub mod gathering;
pub mod job;
pub mod matched;
pub mod measure;
pub mod note;
pub mod organisation;
pub mod person;
pub mod region;
pub mod round;
pub mod skill;
pub mod user;
pub mod view;

use super::{Shape, TextKind};
use crate::lang::Label;

const NAME: Shape = Shape::Text(TextKind::Name);
const LINE: Shape = Shape::Text(TextKind::Line);
const KANA: Shape = Shape::Text(TextKind::Kana);
const LONG: Shape = Shape::Text(TextKind::Long);
const URL: Shape = Shape::Text(TextKind::Url);
const LINES: Shape = Shape::Texts(TextKind::Line);
const HOURS_WEEK: Shape = Shape::Int(0, 168, Label::new("時間/週", "h/week"));
const HOURS_MONTH: Shape = Shape::Int(0, 744, Label::new("時間/月", "h/month"));
const DAYS_MONTH: Shape = Shape::Int(0, 31, Label::new("日/月", "days/month"));
const YEN: Shape = Shape::Int(0, 1_000_000_000_000, Label::new("円", "yen"));
const PERCENT: Shape = Shape::Int(0, 100, Label::new("%", "%"));
const LEVEL: Shape = Shape::Int(1, 4, Label::new("", ""));

/// A count of something, from 0 to `most`.
const fn count(most: i64, ja: &'static str, en: &'static str) -> Shape {
    Shape::Int(0, most, Label::new(ja, en))
}
