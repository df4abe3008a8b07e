//! Who is on the list of an event, as its record shows it: how it went for each, and who of them has a case.

use super::rows::{Body, Row};
use crate::domain::attendance::{Attendee, attendees};
use crate::domain::decide::stage_of;
use crate::domain::{Record, State};
use crate::field::choices::Attendance;
use crate::field::tables::gathering;
use crate::lang::Lang;

/// Rows that are shown at most; the list itself has them all.
const SHOWN_MAX: usize = 200;

/// The rows of an event; a row that says how to fill the list where nobody is on it.
pub fn rows(record: &Record, state: &State, lang: Lang) -> Vec<Row> {
    let all = attendees(state, record.id);
    let count = |how: Attendance| {
        let many = all.iter().filter(|one| one.how == how).count();
        format!("{} {many}", how.label().text(lang))
    };
    let [applied, attended, absent] =
        [Attendance::Applied, Attendance::Attended, Attendance::Absent].map(count);
    let capacity = record.int(&gathering::CAPACITY).map(|seats| match lang {
        Lang::Ja => format!("  定員 {seats}"),
        Lang::En => format!("  capacity {seats}"),
    });
    let key = lang.pick("(O で出欠)", "(O: attendance)");
    let text = format!("{applied}  {attended}  {absent}{}  {key}", capacity.unwrap_or_default());
    let heading = Row { target: None, body: Body::Heading(text) };
    std::iter::once(heading).chain(all.iter().take(SHOWN_MAX).map(|one| row(one, state, lang))).collect()
}

fn row(one: &Attendee, state: &State, lang: Lang) -> Row {
    let case = one.case.and_then(|id| state.live(id));
    let case =
        case.map_or(lang.pick("ケースなし", "no case"), |case| stage_of(&case).label().text(lang));
    let body = Body::Link {
        label: state.label(one.person).unwrap_or_default(),
        state: format!("{}  {case}", one.how.label().text(lang)),
        due: None,
    };
    Row { target: Some(one.person), body }
}
