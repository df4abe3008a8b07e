//! Rounds against published answers, a literal transcription of the paper's algorithm, and exhaustive search.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use nichiiki::lang::Lang;
use nichiiki::matching::round::{Assignment, BadRound, Report, Round, blocking, report, solve};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A round in plain words, from which both the file and the transcription are made.
#[derive(Debug, Clone, Default)]
struct Case {
    applicants: BTreeMap<String, Vec<String>>,
    posts: BTreeMap<String, Place>,
    caps: BTreeMap<String, u32>,
    seed: u64,
}

#[derive(Debug, Clone, Default)]
struct Place {
    capacity: u32,
    prefers: Vec<String>,
    region: Option<String>,
    target: Option<u32>,
}

impl Case {
    fn json(&self) -> Value {
        let posts: BTreeMap<&String, Value> = self
            .posts
            .iter()
            .map(|(name, post)| {
                let Place { capacity, prefers, region, target } = post;
                let all =
                    json!({"capacity": capacity, "prefers": prefers, "region": region, "target": target});
                (name, all)
            })
            .collect();
        let regions: BTreeMap<&String, Value> =
            self.caps.iter().map(|(name, cap)| (name, json!({"cap": cap}))).collect();
        json!({"applicants": self.applicants, "posts": posts, "regions": regions, "seed": self.seed})
    }

    fn round(&self) -> Round {
        Round::from_json(self.json().to_string().as_bytes()).unwrap()
    }

    fn takes(&self, post: &str, applicant: &str) -> bool {
        self.posts[post].prefers.iter().any(|one| one == applicant)
            && self.applicants[applicant].iter().any(|one| one == post)
    }

    fn rank(&self, post: &str, applicant: &str) -> usize {
        self.posts[post].prefers.iter().position(|one| one == applicant).unwrap()
    }

    /// Targets as the command line's contract defines them.
    fn targets(&self) -> BTreeMap<String, u32> {
        let mut targets = BTreeMap::new();
        for (region, cap) in &self.caps {
            let posts: Vec<(&String, &Place)> =
                self.posts.iter().filter(|(_, post)| post.region.as_ref() == Some(region)).collect();
            let sum: u32 = posts.iter().map(|(_, post)| post.capacity).sum();
            let cap = (*cap).min(sum);
            let mut shares: Vec<(u32, u32, &String)> = posts
                .iter()
                .map(|(name, post)| {
                    (post.capacity * cap / sum.max(1), post.capacity * cap % sum.max(1), *name)
                })
                .collect();
            let left = cap - shares.iter().map(|(share, ..)| share).sum::<u32>();
            shares.sort_by(|one, other| other.1.cmp(&one.1).then(one.2.cmp(other.2)));
            for (place, (share, _, name)) in shares.into_iter().enumerate() {
                let share = share + u32::from(place < left as usize);
                let post = &self.posts[name];
                targets.insert(name.clone(), post.target.unwrap_or(share).min(post.capacity));
            }
        }
        targets
    }

    /// The flexible deferred acceptance algorithm, step by step as the paper writes it.
    fn literal(&self) -> BTreeMap<String, String> {
        let targets = self.targets();
        let mut rejected: BTreeSet<(String, String)> = BTreeSet::new();
        let mut pool: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut matched: BTreeMap<String, String> = BTreeMap::new();
        loop {
            let step = self.applicants.iter().find_map(|(applicant, list)| {
                let free = !matched.contains_key(applicant);
                let open = |post: &&String| {
                    self.posts.contains_key(*post)
                        && self.takes(post, applicant)
                        && !rejected.contains(&(applicant.clone(), (*post).clone()))
                };
                list.iter().find(open).filter(|_| free).map(|post| (applicant.clone(), post.clone()))
            });
            let Some((applicant, post)) = step else { return matched };
            pool.entry(post.clone()).or_default().insert(applicant);
            let region = self.posts[&post].region.clone().filter(|region| self.caps.contains_key(region));
            let group: Vec<String> = match &region {
                None => vec![post],
                Some(region) => {
                    let of = |(name, one): (&String, &Place)| {
                        (one.region.as_ref() == Some(region)).then(|| name.clone())
                    };
                    let mut names: Vec<String> = self.posts.iter().filter_map(of).collect();
                    let turn = (self.seed % names.len() as u64) as usize;
                    names.rotate_left(turn);
                    names
                }
            };
            let cap = region.as_ref().map_or(u32::MAX, |region| self.caps[region]);
            let mut waiting: BTreeMap<&String, Vec<String>> = BTreeMap::new();
            let mut kept: BTreeMap<&String, Vec<String>> = BTreeMap::new();
            for name in &group {
                let mut all: Vec<String> = pool.get(name).cloned().unwrap_or_default().into_iter().collect();
                all.sort_by_key(|one| self.rank(name, one));
                let target = targets.get(name).copied().unwrap_or(self.posts[name].capacity) as usize;
                let rest = all.split_off(target.min(all.len()));
                kept.insert(name, all);
                waiting.insert(name, rest);
            }
            loop {
                let mut moved = false;
                for name in &group {
                    let held: u32 = kept.values().map(|kept| kept.len() as u32).sum();
                    let rest = waiting.get_mut(name).unwrap();
                    let kept = kept.get_mut(name).unwrap();
                    if held < cap && (kept.len() as u32) < self.posts[name].capacity && !rest.is_empty() {
                        kept.push(rest.remove(0));
                        moved = true;
                    }
                }
                if !moved {
                    break;
                }
            }
            for name in &group {
                matched.retain(|_, at| at != name);
                for one in &kept[name] {
                    matched.insert(one.clone(), name.clone());
                }
                for one in &waiting[name] {
                    rejected.insert((one.clone(), name.clone()));
                    pool.get_mut(name).unwrap().remove(one);
                }
            }
        }
    }
}

fn assigned(round: &Round) -> BTreeMap<String, String> {
    let found = report(round, Lang::En);
    found.assignments.iter().map(|(one, post)| ((*one).to_owned(), (*post).to_owned())).collect()
}

fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}{number}")).collect()
}

/// A permutation of some of the names, chosen by numbers.
fn some_of(names: &[String], picks: &[u8]) -> Vec<String> {
    let mut left = names.to_vec();
    let mut list = Vec::new();
    for pick in picks {
        if left.is_empty() || *pick > 200 {
            break;
        }
        list.push(left.remove(usize::from(*pick) % left.len()));
    }
    list
}

prop_compose! {
    fn cases(most_applicants: usize, most_posts: usize, capped: bool)(
        lists in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 1..=most_applicants),
        places in prop::collection::vec((0_u32..4, prop::collection::vec(any::<u8>(), 0..9), 0_u8..3, prop::option::of(0_u32..2)), 1..=most_posts),
        caps in (0_u32..5, 0_u32..5),
        seed in any::<u32>(),
    ) -> Case {
        let (people, posts) = (names("p", lists.len()), names("x", places.len()));
        let applicants = people.iter().cloned().zip(lists.iter().map(|picks| some_of(&posts, picks))).collect();
        let posts = posts.iter().cloned().zip(places.iter().map(|(capacity, picks, region, target)| Place {
            capacity: *capacity,
            prefers: some_of(&people, picks),
            region: (capped && *region > 0).then(|| format!("r{region}")),
            target: *target,
        })).collect();
        let caps = if capped { [("r1".to_owned(), caps.0), ("r2".to_owned(), caps.1)].into() } else { BTreeMap::new() };
        let mut case = Case { applicants, posts, caps, seed: u64::from(seed) };
        lower_targets(&mut case);
        case
    }
}

/// Leaves targets to the default where those given add up to more than the cap.
fn lower_targets(case: &mut Case) {
    for region in case.caps.clone().into_keys() {
        let targets = case.targets();
        let posts: Vec<String> = case
            .posts
            .iter()
            .filter(|(_, post)| post.region.as_ref() == Some(&region))
            .map(|(name, _)| name.clone())
            .collect();
        if posts.iter().map(|name| targets[name]).sum::<u32>() > case.caps[&region] {
            for name in posts {
                case.posts.get_mut(&name).unwrap().target = None;
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_answer_is_that_of_the_paper_and_stable(case in cases(8, 5, true)) {
        let round = case.round();
        prop_assert_eq!(assigned(&round), case.literal());
        let found = blocking(&round, &solve(&round));
        prop_assert!(found.feasible);
        prop_assert_eq!(found.blocking, 0);
    }

    #[test]
    fn without_caps_nobody_blocks_and_no_stable_answer_is_better_for_anybody(case in cases(4, 3, false)) {
        let round = case.round();
        let answer = solve(&round);
        let found = blocking(&round, &answer);
        prop_assert!(found.feasible);
        prop_assert_eq!((found.blocking, found.tolerated), (0, 0));
        let place = |one: usize, post: Option<u32>| {
            let list = round.wishes.get(one);
            post.map_or(list.len(), |post| list.iter().position(|at| *at == post).unwrap())
        };
        for other in every_assignment(&round) {
            let checked = blocking(&round, &other);
            if checked.feasible && checked.blocking == 0 && checked.tolerated == 0 {
                for one in 0..other.0.len() {
                    prop_assert!(place(one, answer.0[one]) <= place(one, other.0[one]));
                }
            }
        }
    }

    #[test]
    fn a_name_said_twice_counts_where_it_stands_first(case in cases(8, 5, true), copies in prop::collection::vec((any::<usize>(), any::<usize>()), 1..6)) {
        let mut twice = case.clone();
        for (one, place) in copies {
            let lists = twice.applicants.values_mut().chain(twice.posts.values_mut().map(|post| &mut post.prefers));
            let mut lists: Vec<&mut Vec<String>> = lists.filter(|list| !list.is_empty()).collect();
            if !lists.is_empty() {
                let count = lists.len();
                let list = &mut *lists[one % count];
                let name = list[place % list.len()].clone();
                list.push(name);
            }
        }
        let (once, twice) = (case.round(), twice.round());
        prop_assert_eq!(report(&once, Lang::En), report(&twice, Lang::En));
    }

    #[test]
    fn the_order_of_the_file_changes_nothing(case in cases(8, 5, true)) {
        let file = case.json();
        let turned = |value: &Value| -> Value {
            let object = value.as_object().unwrap();
            Value::Object(object.iter().rev().map(|(key, value)| (key.clone(), value.clone())).collect())
        };
        let mut other = turned(&file);
        for key in ["applicants", "posts", "regions"] {
            other[key] = turned(&file[key]);
        }
        let other = Round::from_json(other.to_string().as_bytes()).unwrap();
        prop_assert_eq!(assigned(&case.round()), assigned(&other));
    }
}

/// Every way of giving each applicant a post of the list or none.
fn every_assignment(round: &Round) -> Vec<Assignment> {
    let mut all = vec![Vec::new()];
    for one in 0..round.wishes.len() {
        let choices: Vec<Option<u32>> =
            std::iter::once(None).chain(round.wishes.get(one).iter().copied().map(Some)).collect();
        all = all
            .iter()
            .flat_map(|before: &Vec<Option<u32>>| {
                choices.iter().map(move |choice| before.iter().copied().chain([*choice]).collect())
            })
            .collect();
    }
    all.into_iter().map(Assignment).collect()
}

#[test]
fn a_free_seat_behind_a_full_cap_is_tolerated_and_named() {
    let file = json!({
        "applicants": {"a": ["x"], "b": ["x", "y"], "c": ["y"], "d": [], "e": ["y"]},
        "posts": {
            "x": {"capacity": 2, "prefers": ["a", "b"], "region": "r"},
            "y": {"capacity": 2, "prefers": ["c", "b"], "region": "r"},
        },
        "regions": {"r": {"cap": 2}},
    });
    let round = Round::from_json(file.to_string().as_bytes()).unwrap();
    let Report { assignments, unmatched, free, blocking_pairs, tolerated_pairs, .. } =
        report(&round, Lang::En);
    assert_eq!(assignments, [("a", "x"), ("c", "y")].into());
    let why: Vec<(&str, &str)> = unmatched.iter().map(|one| (one.applicant, one.why)).collect();
    assert_eq!(why[0], ("b", "a seat is free, but the region's cap is full"));
    assert_eq!(why[1], ("d", "no post on the list"));
    assert_eq!(why[2], ("e", "no post on the list would take the applicant"));
    assert_eq!(free, [("x", 1), ("y", 1)].into());
    assert_eq!((blocking_pairs, tolerated_pairs), (0, 2));
}

#[test]
fn seats_that_a_target_leaves_go_to_posts_by_turns_that_the_seed_rotates() {
    let file = |seed: u64| {
        json!({
            "applicants": {"a": ["x"], "b": ["x"], "c": ["y"], "d": ["y"]},
            "posts": {
                "x": {"capacity": 2, "prefers": ["a", "b"], "region": "r", "target": 1},
                "y": {"capacity": 2, "prefers": ["c", "d"], "region": "r", "target": 1},
            },
            "regions": {"r": {"cap": 3}}, "seed": seed,
        })
    };
    let placed = |seed| assigned(&Round::from_json(file(seed).to_string().as_bytes()).unwrap());
    assert!(placed(42).contains_key("b") && !placed(42).contains_key("d"));
    assert!(placed(43).contains_key("d") && !placed(43).contains_key("b"));
}

#[test]
fn files_that_are_no_round_are_refused_with_their_place() {
    let fault = |text: &str| Round::from_json(text.as_bytes()).unwrap_err();
    assert!(fault("{\"applicants\": 3}").to_string().starts_with("line 1, column"));
    assert!(fault("{\"posts\": {\"x\": {\"prefers\": []}}}").to_string().contains("capacity"));
    let over = json!({"applicants": {}, "posts": {"x": {"capacity": 5, "prefers": [], "region": "r", "target": 4}}, "regions": {"r": {"cap": 2}}});
    assert!(matches!(fault(&over.to_string()), BadRound::TargetsOverCap { targets: 4, cap: 2, .. }));
}

#[test]
fn published_instances_have_their_published_answers() {
    let folder = Path::new("../shared/data/matching");
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: no published instances beside the project");
        return;
    };
    let mut count = 0;
    for path in entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "json"))
    {
        let file: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let part =
            |names: [&str; 2]| file[names[0]].as_object().or_else(|| file[names[1]].as_object()).unwrap();
        let people = part(["residents", "suitors"]);
        let posts: serde_json::Map<String, Value> = part(["hospitals", "reviewers"])
            .iter()
            .map(|(name, prefers)| {
                let capacity = file["capacities"][name].as_u64().unwrap_or(1);
                (name.clone(), json!({"capacity": capacity, "prefers": prefers}))
            })
            .collect();
        let round = json!({"applicants": people, "posts": posts}).to_string();
        let round = Round::from_json(round.as_bytes()).unwrap();
        let answer = part(["resident_optimal", "suitor_optimal"]);
        let found = report(&round, Lang::Ja);
        assert_eq!(found.assignments.len(), answer.len(), "{}", path.display());
        for (one, post) in answer {
            assert_eq!(found.assignments.get(one.as_str()).copied(), post.as_str(), "{}", path.display());
        }
        if let Some(free) = file["free_positions"].as_u64() {
            assert_eq!(u64::from(found.free.values().sum::<u32>()), free, "{}", path.display());
        }
        assert_eq!((found.blocking_pairs, found.tolerated_pairs), (0, 0));
        count += 1;
    }
    assert!(count >= 5);
}
