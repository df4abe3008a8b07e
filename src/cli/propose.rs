//! `round propose`: a round from the store, printed with the reason of everybody who has no post; other capacities, caps and seeds
//! beside it; and on request written as one commit. The JSON holds the round as `round solve` reads it, and the commands that
//! accepting it would be, as `apply` reads them.

use serde_json::{Map, Value as Json, json};

use super::args::ProposeOptions;
use super::failure::Failure;
use super::ground::{Ground, Reading, short};
use crate::app::listing::{self, Listing, Order};
use crate::domain::draft::Put;
use crate::domain::{Author, Cause, Command, Draft, State};
use crate::field::{Guard, Id, Kind, by_code, print};
use crate::lang::Lang;
use crate::matching::Options;
use crate::matching::round::propose::Reason;
use crate::matching::round::setup::{self, Setup};
use crate::matching::round::{Placing, Proposal, accept, propose};
use crate::snapshot::Snapshot;

pub fn run(ground: &mut Ground, options: &ProposeOptions) -> Result<(), Failure> {
    let reading = ground.read()?;
    let state = &reading.state;
    let base = setup_of(ground, state, options)?;
    let settings = Options { limit: 0, today: ground.now().date(), sees_needs: state.sees(Guard::Needs) };
    let mut runs = vec![("", propose(state, &base, &settings))];
    for other in &options.what_if {
        let mut setup = base.clone();
        other.split_whitespace().try_for_each(|term| set(ground, state, &mut setup, term))?;
        runs.push((other.as_str(), propose(state, &setup, &settings)));
    }
    let Some((_, proposal)) = runs.first() else { return Ok(()) };
    let lang = ground.lang();
    let name = options.name.clone().unwrap_or_else(|| {
        let today = settings.today;
        super::either(lang, || format!("ラウンド {today}"), || format!("Round {today}"))
    });
    let command = accept(state, proposal, &name, settings.today, lang);
    if ground.json {
        for (place, (scenario, proposal)) in runs.iter().enumerate() {
            let mut json = object(state, proposal, lang);
            json.insert("what_if".to_owned(), (*scenario).into());
            if place == 0 {
                json.insert("command".to_owned(), as_applied(&command));
            }
            ground.out.json(&Json::Object(json))?;
        }
    } else {
        text(ground, state, &runs)?;
    }
    if options.accept { carry_out(ground, reading, command) } else { Ok(()) }
}

/// Writes the accepted round.
fn carry_out(ground: &mut Ground, reading: Reading, command: Command) -> Result<(), Failure> {
    let store = match reading.store {
        Some(store) => store,
        None => ground.write()?,
    };
    let receipt = ground.submit(&store, Cause::Apply, command)?;
    if ground.json {
        return ground.out.json(&super::apply::accepted(&receipt));
    }
    let first = receipt.ids.first().map(ToString::to_string).unwrap_or_default();
    let line = super::either(
        ground.lang(),
        || format!("採用しました {first}  #{}", receipt.seq),
        || format!("accepted {first}  #{}", receipt.seq),
    );
    ground.out.text(&line)
}

/// Who enters and where, by the options.
fn setup_of(ground: &Ground, state: &State, options: &ProposeOptions) -> Result<Setup, Failure> {
    let region = options.region.as_deref().map(|text| region_of(ground, state, text)).transpose()?;
    let query = |kind, line: &String| by_query(ground, state, kind, line);
    let jobs = match (&options.jobs, region) {
        (Some(line), _) => query(Kind::Job, line)?,
        (None, Some(region)) => setup::jobs_of(state, region),
        (None, None) => {
            return Err(Failure::usage(ground.lang().pick(
                "--region か --jobs で受入先を選んでください",
                "choose the posts with --region or --jobs",
            )));
        }
    };
    let people = options.people.as_ref().map(|line| query(Kind::Person, line)).transpose()?;
    let mut entries = match (&options.entries, &people) {
        (Some(line), _) => Some(query(Kind::Case, line)?),
        (None, None) => None,
        (None, Some(_)) => Some(Vec::new()),
    };
    if let Some(entries) = &mut entries {
        entries.extend(people.into_iter().flatten());
    }
    let mut setup = Setup { entries, jobs, seed: options.seed, ..Setup::default() };
    for term in options.capacity.iter().chain(&options.cap) {
        set(ground, state, &mut setup, term)?;
    }
    Ok(setup)
}

/// The records of a kind that a line of the query language lets through, by id.
fn by_query(ground: &Ground, state: &State, kind: Kind, line: &str) -> Result<Vec<Id>, Failure> {
    ground.query(line, state)?;
    let user = Author::new(&ground.config.user);
    let filter = crate::search::spelled_out(line, user.name());
    let listing = Listing { kind, order: Order::Newest, filter };
    let mut ids: Vec<Id> =
        listing::rows(&listing, &Snapshot::new(state.clone()), ground.now().date()).ids().collect();
    ids.sort_unstable();
    Ok(ids)
}

/// One term of a scenario: `seed=7`, `J-000001=8`, `R-015814=3`, `R-015814=none`.
fn set(ground: &Ground, state: &State, setup: &mut Setup, term: &str) -> Result<(), Failure> {
    let bad = || {
        Failure::usage(super::either(
            ground.lang(),
            || {
                format!(
                    "「{}」は seed=7、J-000001=8、R-015814=3、R-015814=none のどれでもありません",
                    short(term)
                )
            },
            || format!("\"{}\" is none of seed=7, J-000001=8, R-015814=3, R-015814=none", short(term)),
        ))
    };
    let (what, number) = term.split_once('=').ok_or_else(bad)?;
    let limit = || number.parse::<u32>().map_err(|_number| bad());
    if what == "seed" {
        setup.seed = number.parse::<i64>().ok().and_then(|seed| u64::try_from(seed).ok()).ok_or_else(bad)?;
        return Ok(());
    }
    let id: Id = what.parse().map_err(|_id| bad())?;
    if !state.has(id) {
        return Err(ground.no_record(id));
    }
    match id.kind {
        Kind::Job => {
            setup.capacities.insert(id, limit()?);
        }
        Kind::Region if number == "none" => {
            setup.caps.insert(id, None);
        }
        Kind::Region => {
            setup.caps.insert(id, Some(limit()?));
        }
        _ => return Err(bad()),
    }
    Ok(())
}

/// A region by id, code or name.
fn region_of(ground: &Ground, state: &State, text: &str) -> Result<Id, Failure> {
    let by_code = text.parse::<u32>().ok().map(|code| Id::new(Kind::Region, code));
    let by_id = text.parse::<Id>().ok().filter(|id| id.kind == Kind::Region);
    if let Some(id) = by_id.or(by_code) {
        return if state.has(id) { Ok(id) } else { Err(ground.no_record(id)) };
    }
    match state.find_name(Kind::Region, text) {
        crate::domain::state::Found::One(id) => Ok(id),
        _ => Err(Failure::not_found(super::either(
            ground.lang(),
            || format!("「{}」という地域が1つに定まりません", short(text)),
            || format!("\"{}\" is not the name of one region", short(text)),
        ))),
    }
}

fn text(ground: &mut Ground, state: &State, runs: &[(&str, Proposal)]) -> Result<(), Failure> {
    let lang = ground.lang();
    let name = |id: Id| state.label(id).unwrap_or_else(|| id.to_string());
    for (scenario, proposal) in runs {
        ground.out.text(&summary(scenario, proposal, lang))?;
        for cap in &proposal.caps {
            let label = lang.pick("上限", "cap");
            ground.out.text(&format!("  {label} {}: {}/{}", name(cap.region), cap.filled, cap.cap))?;
        }
        for post in &proposal.posts {
            let target = lang.pick("目標", "target");
            let line = format!(
                "  {} {}: {}/{} ({target} {})",
                post.job,
                name(post.job),
                post.filled,
                post.capacity,
                post.target
            );
            ground.out.text(&line)?;
        }
    }
    let Some((_, base)) = runs.first() else { return Ok(()) };
    let mut header = vec![
        lang.pick("応募", "Entry"),
        lang.pick("氏名", "Name"),
        lang.pick("配置先", "Post"),
        lang.pick("希望", "Choice"),
        "F",
        "D",
        lang.pick("理由", "Why"),
    ];
    header.extend(runs.iter().skip(1).map(|(scenario, _)| *scenario));
    let rows = base.placings.iter().map(|placing| {
        let post = |placing: &Placing| placing.job.map_or_else(|| "-".to_owned(), name);
        let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        let mut row = vec![
            placing.entry.id().to_string(),
            name(placing.entry.person),
            post(placing),
            choice(placing, lang),
            number(placing.fit.map(|fit| fit.to_job)),
            number(placing.fit.map(|fit| fit.to_person)),
            placing.why.map_or("", |why| why.text(lang)).to_owned(),
        ];
        row.extend(runs.iter().skip(1).map(|(_, other)| {
            let there = other.of(placing.entry.id());
            let differs = there.is_none_or(|there| there.job != placing.job);
            let sign = if differs { "* " } else { "" };
            format!("{sign}{}", there.map_or_else(|| "-".to_owned(), post))
        }));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    ground.out.table(&header, &rows)
}

/// `1/3`, with `?` where the order is the score's and not yet the person's word.
fn choice(placing: &Placing, lang: Lang) -> String {
    let unconfirmed = if placing.confirmed { "" } else { lang.pick(" 仮", " ?") };
    placing.choice.map_or_else(String::new, |at| format!("{at}/{}{unconfirmed}", placing.wishes.len()))
}

fn summary(scenario: &str, proposal: &Proposal, lang: Lang) -> String {
    let (all, placed) = (proposal.placings.len(), proposal.placed());
    let (blocking, tolerated) = (proposal.blocking, proposal.tolerated);
    let hash: String = proposal.inputs_hash.chars().take(12).collect();
    let scenario = if scenario.is_empty() { String::new() } else { format!("[{scenario}] ") };
    match lang {
        Lang::Ja => format!(
            "{scenario}種 {}  応募 {all}  配置 {placed}  未配置 {}  ブロッキングペア {blocking} (上限のため許容 {tolerated})  入力 {hash}",
            proposal.setup.seed,
            all - placed
        ),
        Lang::En => format!(
            "{scenario}seed {}  entries {all}  placed {placed}  unplaced {}  blocking pairs {blocking} (tolerated {tolerated})  inputs {hash}",
            proposal.setup.seed,
            all - placed
        ),
    }
}

fn object(state: &State, proposal: &Proposal, lang: Lang) -> Map<String, Json> {
    let placings = proposal.placings.iter().map(|placing| {
        json!({
            "entry": placing.entry.id().to_string(), "person": placing.entry.person.to_string(),
            "label": state.label(placing.entry.person), "seats": placing.entry.seats,
            "job": placing.job.map(|id| id.to_string()), "choice": placing.choice, "choices": placing.wishes.len(),
            "wishes": placing.wishes.iter().map(|id| Json::from(id.to_string())).collect::<Json>(),
            "confirmed": placing.confirmed, "fit_to_job": placing.fit.map(|fit| fit.to_job),
            "fit_to_person": placing.fit.map(|fit| fit.to_person), "score": placing.fit.map(|fit| fit.score),
            "why": placing.why.map(|why| why.text(lang)), "why_key": placing.why.map(Reason::key),
        })
    });
    let posts = proposal.posts.iter().map(|post| {
        json!({
            "id": post.job.to_string(), "label": state.label(post.job), "capacity": post.capacity,
            "target": post.target, "filled": post.filled,
        })
    });
    let caps = proposal.caps.iter().map(|cap| {
        json!({"id": cap.region.to_string(), "label": state.label(cap.region), "cap": cap.cap, "filled": cap.filled})
    });
    let json = json!({
        "seed": proposal.setup.seed, "inputs_hash": proposal.inputs_hash, "weights_version": proposal.weights_version,
        "entries": proposal.placings.len(), "placed": proposal.placed(), "blocking_pairs": proposal.blocking,
        "tolerated_pairs": proposal.tolerated, "posts": posts.collect::<Json>(), "caps": caps.collect::<Json>(),
        "placings": placings.collect::<Json>(), "file": proposal.file,
    });
    if let Json::Object(map) = json { map } else { Map::new() }
}

/// The commands of an accepted round as `apply` reads them.
fn as_applied(command: &Command) -> Json {
    match command {
        Command::Batch(commands) => {
            json!({"command": "batch", "commands": commands.iter().map(as_applied).collect::<Json>()})
        }
        Command::Add { kind, draft, .. } => {
            Json::Object(fields(*kind, draft, &format!("add_{}", kind.key())))
        }
        Command::Update { id, draft, .. } => {
            let mut map = fields(id.kind, draft, &format!("update_{}", id.kind.key()));
            map.insert("id".to_owned(), id.to_string().into());
            Json::Object(map)
        }
        Command::Propose { person, job, to, reason, advice } => json!({
            "command": "propose_match", "person": person.to_string(), "job": job.to_string(), "to": to.key(),
            "reason": reason, "score": advice.map(|advice| advice.score),
            "weights_version": advice.map(|advice| advice.weights_version),
        }),
        _ => Json::Null,
    }
}

fn fields(kind: Kind, draft: &Draft, name: &str) -> Map<String, Json> {
    let mut map = Map::new();
    map.insert("command".to_owned(), name.into());
    for (code, put) in &draft.0 {
        if let (Some(field), Put::Set(value)) = (by_code(kind, *code), put) {
            map.insert(field.key.to_owned(), print::json(field, value));
        }
    }
    map
}
