//! One verb on many: the look before it, beside deciding the same changes as one batch, which must be done anyway; a ready
//! view and the counts of all of them, beside reading each case once.

use nichiiki::app::listing::{self, Listing, Order, rows};
use nichiiki::app::port::{Errand, Told};
use nichiiki::app::{App, Effect, Layer, Message};
use nichiiki::domain::{Command, Draft, State};
use nichiiki::field::choices::Stage;
use nichiiki::field::tables::{case, person};
use nichiiki::field::{Id, Kind, Value};
use nichiiki::input::{Input, Size, parse_sequence};
use nichiiki::lang::Lang;
use nichiiki::search::{Cancel, spelled_out, views};
use nichiiki::snapshot::Snapshot;

use crate::table::{Table, Unit, duel, each};
use crate::world::{self, World, now};

pub fn run(world: &World, table: &mut Table) {
    let count = world.some() / 2;
    let state = office(count);
    let snapshot = Snapshot::new(state.clone());
    let today = now().date();
    let cases: Vec<Id> = state.ids(Kind::Case).collect();
    let batch = |owner: &str| {
        let assign = |case: &Id| Command::Assign { case: *case, owner: Some(owner.into()) };
        Command::Batch(cases.iter().map(assign).collect())
    };
    let mut app = marked(&snapshot);
    let looked = || {
        each(1, |_| {
            press(&mut app, "a a");
            assert!(matches!(app.top(), Some(Layer::Confirm(_))), "a look comes first");
            press(&mut app, "n");
        })
    };
    let decided = || each(1, |_| world::commit(&state, &batch("田中")));
    let what = format!("the look before {count} cases get an owner");
    table.line(&what, Unit::Time, duel(world.rounds(), looked, decided), "deciding the batch");

    let all = views(&state, "tanaka", Lang::Ja);
    let read =
        || each(1, |_| state.records(Kind::Case).filter(|record| record.get(&case::OWNER).is_some()).count());
    let counted = || {
        let fresh = Snapshot::new(state.clone());
        each(1, |_| listing::counts(&Cancel::never(), &all, &fresh, (today, "tanaka")))
    };
    let what = format!("counts of {} views over {count} cases", all.len());
    table.line(&what, Unit::Time, duel(world.rounds(), counted, read), "reading each case");
    let view = |filter: &str| Listing {
        kind: Kind::Person,
        order: Order::Urgency,
        filter: spelled_out(filter, "tanaka"),
    };
    let opened =
        || each(1, |_| rows(&view("owner:none stage:planned"), &Snapshot::new(state.clone()), today).len());
    table.line(
        "  a view opened for the first time",
        Unit::Time,
        duel(world.rounds(), opened, read),
        "reading each case",
    );
}

/// People with a planned case each.
fn office(count: usize) -> State {
    let mut state = State::new();
    let people = (0..count).map(|number| {
        let draft = Draft::new().with_text(&person::FAMILY_NAME, &format!("山田{number}"));
        Command::Add { kind: Kind::Person, draft, imported: true }
    });
    state.apply(&world::commit(&state, &Command::Batch(people.collect())));
    let people: Vec<Id> = state.ids(Kind::Person).collect();
    let cases = people.iter().map(|id| {
        let draft = Draft::new().with_ref(&case::PERSON, *id);
        let draft = draft.with(&case::STAGE, Value::choice(Stage::Planned.code()));
        Command::Add { kind: Kind::Case, draft, imported: true }
    });
    let cases = Command::Batch(cases.collect());
    state.apply(&world::commit(&state, &cases));
    state
}

/// A screen with everybody marked.
fn marked(snapshot: &Snapshot) -> App {
    let size = Size { columns: 140, rows: 40 };
    let (mut app, effects) = App::plain(Lang::Ja, size, snapshot.clone(), now());
    answer(&mut app, effects);
    press(&mut app, "*");
    app
}

fn press(app: &mut App, keys: &str) {
    for key in parse_sequence(keys).unwrap() {
        let effects = app.update(Message::Input(Input::Key(key)));
        answer(app, effects);
    }
}

/// Lists are answered; what goes over all pairs is nobody's business here.
fn answer(app: &mut App, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Files(Errand::Look(look)) = &effect {
            let looked = Box::new(look.take(&mut |_| true).unwrap());
            let next = app.update(Message::Files(Told::Looked { number: look.number, looked }));
            answer(app, next);
        }
        if let Effect::Ask(question @ nichiiki::app::Question::List(_)) = effect {
            let found =
                question.answer(app.snapshot(), now().date(), Lang::Ja, &nichiiki::search::Cancel::never());
            if let Some(found) = found {
                let next = app.update(Message::Answer(found));
                answer(app, next);
            }
        }
    }
}
