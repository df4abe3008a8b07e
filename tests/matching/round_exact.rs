//! Rounds against a literal transcription of flexible deferred acceptance in numbers, and against a textbook's deferred acceptance.
//!
//! What is covered: every choice of a capped region of up to 3 posts from up to 4 applicants (all capacities up to those who apply, all caps, targets and turns),
//! every round of 3 applicants and 2 posts in one region, and many thousand random rounds of 4 x 3 and larger. Both
//! solvers only ever put together such choices, so the first of these is the whole of the rule. All preferences of 4 x 3 under chosen
//! terms are walked through by the ignored test, for a release build.

use nichiiki::lang::Lang;
use nichiiki::matching::round::{BadRound, Cap, Post, Round, blocking, report, solve};
use serde_json::json;

/// A round in numbers. Every post has a region; one whose region has no cap stands alone.
#[derive(Debug, Clone)]
struct Instance {
    /// Posts of each applicant, best first.
    wishes: Vec<Vec<usize>>,
    /// Applicants of each post, best first.
    orders: Vec<Vec<usize>>,
    capacities: Vec<usize>,
    targets: Vec<usize>,
    /// Of each post; regions are numbers of `caps`.
    regions: Vec<Option<usize>>,
    caps: Vec<usize>,
    seed: u64,
}

impl Instance {
    fn round(&self) -> Round {
        let mut round = Round { seed: self.seed, ..Round::default() };
        for (one, list) in self.wishes.iter().enumerate() {
            round.applicants.declare(&format!("p{one:03}"));
            round.wishes.set(one, &list.iter().map(|post| *post as u32).collect::<Vec<_>>());
        }
        for (post, list) in self.orders.iter().enumerate() {
            round.posts.declare(&format!("x{post:03}"));
            round.prefers.set(post, &list.iter().map(|one| *one as u32).collect::<Vec<_>>());
            let region = self.regions[post].map(|region| region as u32);
            let (capacity, target) = (self.capacities[post] as u32, self.targets[post] as u32);
            round.terms.push(Post { capacity, region, target });
        }
        for (region, cap) in self.caps.iter().enumerate() {
            round.caps.push(Cap(*cap as u32));
            round.cap_names.push(format!("r{region}").into());
        }
        round
    }

    fn solved(&self) -> Vec<Option<usize>> {
        solve(&self.round()).0.iter().map(|post| post.map(|post| post as usize)).collect()
    }

    fn rank(&self, post: usize, one: usize) -> Option<usize> {
        self.orders[post].iter().position(|held| *held == one)
    }

    /// The posts that choose together with one, in the order of their turns: by name, rotated by the seed.
    fn group(&self, post: usize) -> Vec<usize> {
        let Some(region) = self.regions[post] else { return vec![post] };
        let mut group: Vec<usize> =
            (0..self.regions.len()).filter(|one| self.regions[*one] == Some(region)).collect();
        let turn = (self.seed % group.len() as u64) as usize;
        group.rotate_left(turn);
        group
    }

    /// Flexible deferred acceptance, step by step:
    /// 1. somebody who is held nowhere applies to the best acceptable post that has not rejected them; if there is nobody, it ends;
    /// 2. of that post's region, each post takes the best of all who have applied and were not rejected, up to its target;
    /// 3. the posts take turns in their order, one applicant each, until the region's cap is full or no post has both a seat and an
    ///    applicant left;
    /// 4. those left over are rejected.
    fn literal(&self) -> Vec<Option<usize>> {
        let mut held: Vec<Option<usize>> = vec![None; self.wishes.len()];
        let mut rejected = vec![vec![false; self.orders.len()]; self.wishes.len()];
        let mut applied: Vec<Vec<usize>> = vec![Vec::new(); self.orders.len()];
        loop {
            let step = (0..self.wishes.len()).filter(|one| held[*one].is_none()).find_map(|one| {
                let open = |post: &&usize| !rejected[one][**post] && self.rank(**post, one).is_some();
                self.wishes[one].iter().find(open).map(|post| (one, *post))
            });
            let Some((one, post)) = step else { return held };
            applied[post].push(one);
            let group = self.group(post);
            let cap = self.regions[post].map_or(usize::MAX, |region| self.caps[region]);
            let mut kept: Vec<Vec<usize>> = Vec::new();
            let mut left: Vec<Vec<usize>> = Vec::new();
            for post in &group {
                let mut all = applied[*post].clone();
                all.sort_by_key(|one| self.rank(*post, *one));
                let target =
                    if self.regions[*post].is_some() { self.targets[*post] } else { self.capacities[*post] };
                let rest = all.split_off(target.min(all.len()));
                kept.push(all);
                left.push(rest);
            }
            let mut moved = true;
            while moved {
                moved = false;
                for (turn, post) in group.iter().enumerate() {
                    let total: usize = kept.iter().map(Vec::len).sum();
                    if total < cap && kept[turn].len() < self.capacities[*post] && !left[turn].is_empty() {
                        let next = left[turn].remove(0);
                        kept[turn].push(next);
                        moved = true;
                    }
                }
            }
            for (turn, post) in group.iter().enumerate() {
                for one in &kept[turn] {
                    held[*one] = Some(*post);
                }
                for one in &left[turn] {
                    held[*one] = None;
                    rejected[*one][*post] = true;
                }
                applied[*post].clone_from(&kept[turn]);
            }
        }
    }

    /// Deferred acceptance as textbooks have it, all free applicants at once; without caps.
    fn textbook(&self) -> Vec<Option<usize>> {
        let mut next = vec![0; self.wishes.len()];
        let mut held: Vec<Vec<usize>> = vec![Vec::new(); self.orders.len()];
        loop {
            let mut proposed = false;
            for (one, next) in next.iter_mut().enumerate() {
                if held.iter().any(|held| held.contains(&one)) {
                    continue;
                }
                let Some(post) = self.wishes[one].get(*next) else { continue };
                *next += 1;
                proposed = true;
                if self.rank(*post, one).is_some() {
                    held[*post].push(one);
                }
            }
            for (post, held) in held.iter_mut().enumerate() {
                held.sort_by_key(|one| self.rank(post, *one));
                held.truncate(self.capacities[post]);
            }
            if !proposed {
                let place = |one| held.iter().position(|held: &Vec<usize>| held.contains(&one));
                return (0..self.wishes.len()).map(place).collect();
            }
        }
    }

    /// Panics unless the answer keeps all limits, leaves no seat to waste and nobody has a justified envy at one post.
    fn judge(&self, answer: &[Option<usize>]) {
        let filled = |post: usize| answer.iter().filter(|at| **at == Some(post)).count();
        let in_region = |region: usize| {
            answer.iter().flatten().filter(|post| self.regions[**post] == Some(region)).count()
        };
        for post in 0..self.orders.len() {
            assert!(filled(post) <= self.capacities[post], "{self:?}");
        }
        for (region, cap) in self.caps.iter().enumerate() {
            assert!(in_region(region) <= *cap, "{self:?}");
        }
        for (one, at) in answer.iter().enumerate() {
            assert!(at.is_none_or(|post| self.wishes[one].contains(&post) && self.rank(post, one).is_some()));
            for better in self.wishes[one].iter().take_while(|post| Some(**post) != *at) {
                let Some(rank) = self.rank(*better, one) else { continue };
                let room = self.regions[*better].is_none_or(|region| in_region(region) < self.caps[region]);
                assert!(filled(*better) >= self.capacities[*better] || !room, "a seat is wasted: {self:?}");
                for (other, _) in answer.iter().enumerate().filter(|(_, at)| **at == Some(*better)) {
                    assert!(self.rank(*better, other).unwrap() < rank, "justified envy: {self:?}");
                }
            }
        }
    }
}

/// Every list of different numbers below `count`, of any length.
fn ordered_subsets(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    let mut last = all.clone();
    for _ in 0..count {
        last = last
            .iter()
            .flat_map(|list: &Vec<usize>| {
                (0..count).filter(|next| !list.contains(next)).map(|next| [&list[..], &[next]].concat())
            })
            .collect();
        all.extend(last.clone());
    }
    all
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    ordered_subsets(count).into_iter().filter(|list| list.len() == count).collect()
}

/// Every way of choosing a number up to each limit.
fn up_to(limits: &[usize]) -> Vec<Vec<usize>> {
    limits.iter().fold(vec![Vec::new()], |all, limit| {
        all.iter()
            .flat_map(|list: &Vec<usize>| (0..=*limit).map(move |next| [&list[..], &[next]].concat()))
            .collect()
    })
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }

    fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut left: Vec<usize> = (0..count).collect();
        (0..count).map(|_| left.remove(self.below(left.len()))).collect()
    }

    fn instance(&mut self, people: usize, posts: usize, capped: bool) -> Instance {
        let wishes = (0..people)
            .map(|_| {
                let length = self.below(posts + 1);
                self.shuffled(posts).into_iter().take(length).collect()
            })
            .collect();
        let orders = (0..posts)
            .map(|_| {
                let length = people - self.below(people).min(self.below(people));
                self.shuffled(people).into_iter().take(length).collect()
            })
            .collect();
        let most = 1 + people.div_ceil(posts) * 2;
        let capacities: Vec<usize> = (0..posts).map(|_| self.below(most)).collect();
        let caps: Vec<usize> = if capped { (0..2).map(|_| self.below(people + 1)).collect() } else { vec![] };
        let regions: Vec<Option<usize>> = (0..posts)
            .map(|_| capped.then(|| self.below(5)).map(|one| one / 2).filter(|one| *one < 2))
            .collect();
        let mut left = caps.clone();
        let targets = (0..posts)
            .map(|post| {
                let Some(region) = regions[post] else { return 0 };
                let target = self.below(capacities[post].min(left[region]) + 1);
                left[region] -= target;
                target
            })
            .collect();
        Instance { wishes, orders, capacities, targets, regions, caps, seed: self.below(97) as u64 }
    }
}

#[test]
fn every_choice_of_a_capped_region_is_the_papers() {
    let mut count = 0;
    for pool in up_to(&[4, 4, 4]).into_iter().filter(|pool| pool.iter().sum::<usize>() <= 4) {
        let wishes: Vec<Vec<usize>> =
            pool.iter().enumerate().flat_map(|(post, size)| vec![vec![post]; *size]).collect();
        let people = wishes.len();
        // A capacity beyond those who apply is like one that just holds them.
        for capacities in up_to(&pool) {
            for cap in 0..=4_usize {
                let limits: Vec<usize> = capacities.iter().map(|most| (*most).min(cap)).collect();
                for targets in up_to(&limits).into_iter().filter(|all| all.iter().sum::<usize>() <= cap) {
                    for seed in 0..3 {
                        let instance = Instance {
                            wishes: wishes.clone(),
                            orders: vec![(0..people).collect(); 3],
                            capacities: capacities.clone(),
                            targets: targets.clone(),
                            regions: vec![Some(0); 3],
                            caps: vec![cap],
                            seed,
                        };
                        assert_eq!(instance.solved(), instance.literal(), "{instance:?}");
                        count += 1;
                    }
                }
            }
        }
    }
    assert!(count > 8_000, "{count}");
}

#[test]
fn every_round_of_three_people_and_two_posts_is_the_papers() {
    let lists = ordered_subsets(2);
    let people = orders(3);
    let mut count = 0;
    for choice in up_to(&[lists.len() - 1; 3]) {
        let wishes: Vec<Vec<usize>> = choice.iter().map(|one| lists[*one].clone()).collect();
        // The first post's order may be taken as the order of names.
        for second in &people {
            for (capacities, cap) in up_to(&[3, 3]).into_iter().zip([0, 1, 2, 3].into_iter().cycle()) {
                let limits: Vec<usize> = capacities.iter().map(|most| (*most).min(cap)).collect();
                for targets in up_to(&limits).into_iter().filter(|all| all.iter().sum::<usize>() <= cap) {
                    let instance = Instance {
                        wishes: wishes.clone(),
                        orders: vec![people[0].clone(), second.clone()],
                        capacities: capacities.clone(),
                        targets,
                        regions: vec![Some(0); 2],
                        caps: vec![cap],
                        seed: count % 2,
                    };
                    assert_eq!(instance.solved(), instance.literal(), "{instance:?}");
                    count += 1;
                }
            }
        }
    }
    assert!(count > 30_000, "{count}");
}

#[test]
fn random_rounds_are_the_papers_feasible_fair_and_without_waste() {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for turn in 0..6_000 {
        let (people, posts) = if turn % 3 == 0 { (9, 5) } else { (4, 3) };
        let instance = dice.instance(people, posts, true);
        let answer = instance.solved();
        assert_eq!(answer, instance.literal(), "{instance:?}");
        instance.judge(&answer);
        let round = instance.round();
        let found = blocking(&round, &solve(&round));
        assert!(found.feasible && found.blocking == 0, "{instance:?}");
    }
}

#[test]
fn rounds_without_caps_are_those_of_a_textbook() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for turn in 0..3_000 {
        let (people, posts) = [(5, 3), (12, 4), (30, 8)][turn % 3];
        let instance = dice.instance(people, posts, false);
        let answer = instance.solved();
        assert_eq!(answer, instance.textbook(), "{instance:?}");
        instance.judge(&answer);
        let round = instance.round();
        let found = blocking(&round, &solve(&round));
        assert_eq!((found.blocking, found.tolerated), (0, 0));
    }
}

#[test]
fn nobody_gains_by_another_list_than_the_true_one() {
    let mut dice = Dice(88_172_645_463_325_252);
    let lists = ordered_subsets(3);
    for _ in 0..150 {
        let instance = dice.instance(4, 3, true);
        let honest = instance.solved();
        for (one, at) in honest.iter().enumerate() {
            let place = |at: Option<usize>| {
                let list = &instance.wishes[one];
                at.map_or(list.len(), |at| list.iter().position(|post| *post == at).unwrap_or(usize::MAX))
            };
            for list in &lists {
                let mut other = instance.clone();
                other.wishes[one].clone_from(list);
                assert!(place(other.solved()[one]) >= place(*at), "{instance:?} {one} {list:?}");
            }
        }
    }
}

/// Minutes, so for a release build: `cargo test --release --test runner all_preferences -- --ignored`.
#[test]
#[ignore = "walks through 38 million preferences under each of the terms"]
fn all_preferences_of_four_people_and_three_posts_are_the_papers() {
    let (lists, people) = (ordered_subsets(3), orders(4));
    let terms: [(&[usize], &[usize], usize); 4] = [
        (&[2, 2, 2], &[1, 1, 1], 3),
        (&[3, 2, 1], &[1, 0, 0], 2),
        (&[4, 4, 4], &[1, 1, 0], 4),
        (&[2, 1, 2], &[0, 1, 0], 3),
    ];
    for (turn, (capacities, targets, cap)) in (0..).zip(terms) {
        let mut instance = Instance {
            wishes: vec![Vec::new(); 4],
            orders: vec![people[0].clone(); 3],
            capacities: capacities.to_vec(),
            targets: targets.to_vec(),
            regions: vec![Some(0); 3],
            caps: vec![cap],
            seed: turn,
        };
        for choice in up_to(&[lists.len() - 1; 4]) {
            instance.wishes = choice.iter().map(|one| lists[*one].clone()).collect();
            for second in &people {
                instance.orders[1].clone_from(second);
                for third in &people {
                    instance.orders[2].clone_from(third);
                    assert_eq!(instance.solved(), instance.literal(), "{instance:?}");
                }
            }
        }
    }
}

#[test]
fn the_first_example_of_the_paper() {
    // Ten doctors, two hospitals with ten seats and a target of five, a cap of ten: three want the first only, seven the second only.
    let instance = Instance {
        wishes: [vec![vec![0]; 3], vec![vec![1]; 7]].concat(),
        orders: vec![(0..10).collect(); 2],
        capacities: vec![10; 2],
        targets: vec![5; 2],
        regions: vec![Some(0); 2],
        caps: vec![10],
        seed: 0,
    };
    assert_eq!(instance.solved(), [vec![Some(0); 3], vec![Some(1); 7]].concat(), "everybody is placed");
}

#[test]
fn a_household_takes_the_seats_of_all_its_people_or_none() {
    let file = |capacity: u32, cap: u32| {
        json!({
            "applicants": {"family": ["x", "y"], "single": ["x"], "other": ["x"]},
            "posts": {
                "x": {"capacity": capacity, "prefers": ["single", "family", "other"], "region": "r"},
                "y": {"capacity": 5, "prefers": ["family"], "region": "r"},
            },
            "regions": {"r": {"cap": cap}}, "sizes": {"family": 3},
        })
    };
    let told = |capacity, cap| {
        let round = Round::from_json(file(capacity, cap).to_string().as_bytes()).unwrap();
        let found = report(&round, Lang::En);
        let placed: Vec<String> = found.assignments.iter().map(|(one, at)| format!("{one}@{at}")).collect();
        let left: Vec<String> =
            found.unmatched.iter().map(|one| format!("{}: {}", one.applicant, one.why)).collect();
        assert!(blocking(&round, &solve(&round)).feasible);
        (placed.join(" "), left.join("; "), found.blocking_pairs)
    };
    assert_eq!(told(5, 9), ("family@x other@x single@x".to_owned(), String::new(), 0));
    assert_eq!(told(3, 9), ("family@y other@x single@x".to_owned(), String::new(), 0));
    let (placed, left, blocking) = told(3, 3);
    assert_eq!((placed.as_str(), blocking), ("other@x single@x", 0));
    assert_eq!(left, "family: a seat is free, but the region's cap is full");
    let full = json!({"applicants": {"two": ["x"]}, "posts": {"x": {"capacity": 1, "prefers": ["two"]}}, "sizes": {"two": 2}});
    let round = Round::from_json(full.to_string().as_bytes()).unwrap();
    let why = report(&round, Lang::En).unmatched[0].why;
    assert_eq!(why, "seats are free, but fewer than the household needs");
}

#[test]
fn capacities_and_caps_hold_for_households_of_any_size() {
    let mut dice = Dice(0xD1B5_4A32_D192_ED03);
    for _ in 0..1_000 {
        let mut round = dice.instance(7, 4, true).round();
        round.sizes = (0..7).map(|_| 1 + dice.below(3) as u32).collect();
        let answer = solve(&round);
        let found = blocking(&round, &answer);
        assert!(found.feasible, "{round:?}");
        for (post, terms) in round.terms.iter().enumerate() {
            assert!(found.filled[post] <= terms.capacity);
        }
    }
}

#[test]
fn what_is_wrong_with_a_file_is_told_with_its_place() {
    let fault = |text: &str| Round::from_json(text.as_bytes()).unwrap_err().to_string();
    for (text, place, said) in [
        ("", "line 1, column 0", "EOF"),
        ("[1]", "line 1, column", "an object with applicants and posts"),
        (
            "{\"applicants\": {\"a\": [],\n \"a\": []}}",
            "line 2, column",
            "the applicant \"a\" is there twice",
        ),
        (
            "{\"posts\": {\"x\": {\"capacity\": 1},\n\"x\": {\"capacity\": 2}}}",
            "line 2, column",
            "the post \"x\" is there twice",
        ),
        (
            "{\"regions\": {\"r\": {\"cap\": 1},\n\"r\": {\"cap\": 2}}}",
            "line 2, column",
            "the region \"r\" is there twice",
        ),
        ("{\"posts\": {\"x\": {\"capacity\": 99999999999}}}", "line 1, column", "99999999999"),
        ("{\"posts\": {\"x\": {\"capacity\": -1}}}", "line 1, column", "-1"),
        ("{\"posts\": {\"x\": {\"capacity\": 1.5}}}", "line 1, column", "1.5"),
        ("{\"applicants\": {\"a\": [7]}}", "line 1, column", "a name"),
        ("{\"sizes\": {\"a\": 0}}", "line 1, column", "a household of 0"),
        ("{\"sizes\": {\"a\": 1001}}", "line 1, column", "a household of 1001"),
        ("{\"seed\": 1e300}", "line 1, column", "the seed"),
        ("{} x", "line 1, column 4", "trailing"),
    ] {
        let told = fault(text);
        assert!(told.starts_with(place) && told.contains(said), "{text}: {told}");
        assert!(!told.contains("at line"), "the place is told once: {told}");
    }
    let over = "{\"posts\": {\"x\": {\"capacity\": 4294967295, \"region\": \"r\", \"target\": 4294967295}}, \"regions\": {\"r\": {\"cap\": 1}}}";
    assert!(matches!(Round::from_json(over.as_bytes()), Err(BadRound::TargetsOverCap { cap: 1, .. })));
}

#[test]
fn odd_but_lawful_files_are_solved() {
    let told = |text: &str| {
        let round = Round::from_json(text.as_bytes()).unwrap();
        let found = report(&round, Lang::En);
        let unknown: Vec<String> = found.unknown.iter().map(|name| (*name).to_owned()).collect();
        (found.assignments.len(), found.unmatched.iter().map(|one| one.why).collect::<Vec<_>>(), unknown)
    };
    let (placed, why, unknown) = told(
        "{\"applicants\": {\"a\": [\"x\", \"typo\"]}, \"posts\": {\"x\": {\"capacity\": 0, \"prefers\": [\"a\", \"nobody\"]}}, \"seed\": 18446744073709551615}",
    );
    assert_eq!((placed, why), (0, vec!["outranked at every post on the list"]));
    assert_eq!(unknown, ["nobody", "typo"], "a slip of the pen is told, not lost");
    assert_eq!(told("{}"), (0, vec![], vec![]));
    let huge = "{\"applicants\": {\"a\": [\"x\"]}, \"posts\": {\"x\": {\"capacity\": 4294967295, \"prefers\": [\"a\"], \"region\": \"r\"}}, \"regions\": {\"r\": {\"cap\": 4294967295}}}";
    assert_eq!(told(huge), (1, vec![], vec![]));
}
