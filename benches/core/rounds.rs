//! A round of the size of a nation: solving and checking it beside reading it from its file, and caps beside none.

use nichiiki::lang::Lang;
use nichiiki::matching::round::{Cap, Post, Round, report, solve};
use serde_json::json;

use crate::table::{Table, Unit, duel, each};
use crate::world::World;

const CHOICES: usize = 30;
const SEATS: u32 = 10;
const POSTS_A_REGION: usize = 20;

pub fn run(world: &World, table: &mut Table) {
    let (people, posts) = if world.rounds() < 5 { (10_000, 1_000) } else { (100_000, 10_000) };
    let round = make(people, posts);
    let bytes = file(&round);
    let both = duel(
        world.rounds(),
        || each(1, |_| report(&round, Lang::Ja)),
        || each(1, |_| Round::from_json(&bytes).unwrap()),
    );
    let what = format!("a round of {people} for {posts} posts, lists of {CHOICES}");
    table.line(&what, Unit::Time, both, "reading the same round from its file");
    let capped = capped(&round, posts);
    let both = duel(world.rounds(), || each(1, |_| solve(&capped)), || each(1, |_| solve(&round)));
    table.line("  the same with tight caps, solved only", Unit::Time, both, "solved without caps");
}

/// Lists that look random and are the same on every run; each post would have all who want it, in another order.
fn make(people: usize, posts: usize) -> Round {
    let mut round = Round { seed: 42, ..Round::default() };
    let mut wanted = vec![Vec::new(); posts];
    let mut lot = 0x2545_F491_4F6C_DD1D_u64;
    let mut draw = |below: usize| {
        lot ^= lot << 13;
        lot ^= lot >> 7;
        lot ^= lot << 17;
        usize::try_from(lot % u64::try_from(below).unwrap()).unwrap()
    };
    for one in 0..people {
        round.applicants.declare(&format!("A{one:06}"));
        let mut list: Vec<u32> = Vec::new();
        while list.len() < CHOICES.min(posts) {
            let post = draw(posts);
            let number = u32::try_from(post).unwrap();
            if !list.contains(&number) {
                list.push(number);
                wanted[post].push(u32::try_from(one).unwrap());
            }
        }
        round.wishes.set(one, &list);
    }
    for (post, mut list) in wanted.into_iter().enumerate() {
        round.posts.declare(&format!("x{post:05}"));
        for last in (1..list.len()).rev() {
            list.swap(last, draw(last + 1));
        }
        round.prefers.set(post, &list);
        round.terms.push(Post { capacity: SEATS, region: None, target: 0 });
    }
    round
}

/// The same with three quarters of the seats of each region.
fn capped(round: &Round, posts: usize) -> Round {
    let mut capped = round.clone();
    let regions = posts.div_ceil(POSTS_A_REGION);
    for (post, terms) in capped.terms.iter_mut().enumerate() {
        terms.region = u32::try_from(post % regions).ok();
    }
    let cap = SEATS * u32::try_from(POSTS_A_REGION).unwrap() * 3 / 4;
    capped.caps = vec![Cap(cap); regions];
    capped.cap_names = (0..regions).map(|region| format!("r{region:03}").into()).collect();
    capped.spread_targets();
    capped
}

fn file(round: &Round) -> Vec<u8> {
    let names = |list: &[u32], of: &dyn Fn(usize) -> String| {
        list.iter().map(|number| of(usize::try_from(*number).unwrap())).collect::<Vec<String>>()
    };
    let post = |number: usize| round.posts.name(number).to_owned();
    let applicant = |number: usize| round.applicants.name(number).to_owned();
    let applicants: serde_json::Map<String, serde_json::Value> = (0..round.applicants.len())
        .map(|one| (applicant(one), json!(names(round.wishes.get(one), &post))))
        .collect();
    let posts: serde_json::Map<String, serde_json::Value> = (0..round.posts.len())
        .map(|one| {
            (post(one), json!({"capacity": SEATS, "prefers": names(round.prefers.get(one), &applicant)}))
        })
        .collect();
    json!({"applicants": applicants, "posts": posts}).to_string().into_bytes()
}
