//! Trial houses and how full they are in the weeks to come.

use super::{Asked, Column, Table, number, text};
use crate::domain::State;
use crate::domain::houses::houses;
use crate::field::Date;

/// The weeks that are shown, from the one that today lies in.
const WEEKS: [Column; 8] = [
    number("week_0", "今週", "This week"),
    number("week_1", "来週", "Next week"),
    number("week_2", "2週後", "+2"),
    number("week_3", "3週後", "+3"),
    number("week_4", "4週後", "+4"),
    number("week_5", "5週後", "+5"),
    number("week_6", "6週後", "+6"),
    number("week_7", "7週後", "+7"),
];

/// By house and week: the most people of one night, and the beds.
pub fn calendar(state: &State, asked: &Asked) -> Table {
    let monday = asked.today.plus_days(-i32::from(asked.today.weekday()));
    let mut columns = vec![
        text("region", "地域", "Region"),
        text("house", "住宅", "House"),
        number("beds", "定員", "Beds"),
    ];
    columns.extend(WEEKS);
    let mut rows = Vec::new();
    for house in houses(state) {
        let stays = house.stays(state, monday, monday.plus_days(7 * 8));
        let mut cells =
            vec![state.label(house.region).unwrap_or_default(), house.name.clone(), house.beds.to_string()];
        let guests = |day: Date| stays.iter().filter(|stay| stay.covers(day)).count();
        cells.extend((0..8).map(|week| {
            let days = (0..7).map(|day| guests(monday.plus_days(7 * week + day)));
            let most = days.max().unwrap_or(0);
            let full = i64::try_from(most).is_ok_and(|most| most >= house.beds);
            if most == 0 {
                "-".to_owned()
            } else {
                format!("{most}/{}{}", house.beds, if full { "!" } else { "" })
            }
        }));
        rows.push(cells);
    }
    Table { columns, rows }
}
