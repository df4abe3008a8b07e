//! Ranking: the people for a job, the jobs for a person, and what a cursor move on the home screen asks for.
//! The baseline of the columns is the plain scan, which reads every record; of the scan, the full account of every pair
//! instead of the shown ones only: the same code, so the same list.

use nichiiki::app::ask::Question;
use nichiiki::demo;
use nichiiki::domain::State;
use nichiiki::field::{Id, Kind};
use nichiiki::lang::Lang;
use nichiiki::matching::{Fits, Options, explain, rank};
use nichiiki::search::Cancel;
use nichiiki::snapshot::Snapshot;

use crate::table::{Table, Unit, duel, each};
use crate::world::{self, World, now};

const JOBS: u64 = 2000;
const JOBS_ASKED: usize = 8;
const SHOWN: usize = 50;

pub fn run(world: &World, table: &mut Table) {
    let count = world.some();
    let mut state = world::state(count);
    for command in demo::additional(Kind::Job, JOBS, 7).unwrap() {
        world::take(&mut state, &command.unwrap());
    }
    let jobs: Vec<Id> = state.ids(Kind::Job).take(JOBS_ASKED).collect();
    let people: Vec<Id> = state.ids(Kind::Person).step_by(count / JOBS_ASKED + 1).collect();
    let fits = Fits::default();
    fits.warm(&state, Kind::Person, now().date());
    for (asking, wanted) in [(&jobs, Kind::Person), (&people, Kind::Job)] {
        let quick =
            || each(asking.len(), |turn| fits.rank(&state, asking[turn], wanted, &options(SHOWN)).unwrap());
        let plain =
            || each(asking.len(), |turn| rank(&state, asking[turn], wanted, &options(SHOWN)).unwrap());
        let both = duel(world.rounds(), quick, plain);
        let what = format!("{} {} by columns, {SHOWN} shown", state.count(wanted), wanted.plural());
        table.line(&what, Unit::Time, both, "the same by plain scan");
    }
    let all = |limit: usize| {
        each(jobs.len(), |turn| rank(&state, jobs[turn], Kind::Person, &options(limit)).unwrap())
    };
    let both = duel(world.rounds(), || all(SHOWN), || all(0));
    let baseline = "the same list with the account of every pair";
    table.line(&format!("{count} people for a job, {SHOWN} shown"), Unit::Time, both, baseline);
    let decoded = || each(1, |_| state.records(Kind::Person).count());
    let again = duel(world.rounds(), || all(SHOWN), decoded);
    table.line("  the same", Unit::Time, again, "decoding every person once, nothing else");
    office(world, table);
}

/// Every person of the demo office in turn: both other panes ordered anew.
fn office(world: &World, table: &mut Table) {
    let snapshot = Snapshot::new(world::office());
    let state = &snapshot.state;
    let people: Vec<Id> = state.ids(Kind::Person).step_by(if world.rounds() < 5 { 20 } else { 5 }).collect();
    let move_to = |anchor: Id| {
        [Kind::Region, Kind::Job].map(|kind| {
            Question::Rank { anchor, kind }.answer(&snapshot, now().date(), Lang::Ja, &Cancel::never())
        })
    };
    let every = |anchor: Id| [Kind::Region, Kind::Job].map(|kind| rank(state, anchor, kind, &options(0)));
    let both = duel(
        world.rounds(),
        || each(people.len(), |turn| move_to(people[turn])),
        || each(people.len(), |turn| every(people[turn])),
    );
    let baseline = "both lists with the account of every pair";
    let what =
        format!("cursor move: {} regions and {} jobs", state.count(Kind::Region), state.count(Kind::Job));
    table.line(&what, Unit::Time, both, baseline);
    let pair = explained(state, &people, world.rounds());
    table.line("why a job suits a person", Unit::Time, pair, "one ranking of all jobs, 50 shown");
}

fn explained(state: &State, people: &[Id], rounds: usize) -> (f64, f64) {
    let job = state.ids(Kind::Job).next().unwrap();
    duel(
        rounds,
        || each(people.len(), |turn| explain(state, people[turn], job, &options(0)).unwrap()),
        || each(people.len(), |turn| rank(state, people[turn], Kind::Job, &options(SHOWN)).unwrap()),
    )
}

fn options(limit: usize) -> Options {
    Options { limit, today: now().date(), sees_needs: true }
}
