//! `match`: ranked counterparts of a record with their account, for one id or one a line from standard input.

mod gaps;

use std::io::BufRead as _;

use serde_json::{Map, Value as Json, json};

use super::args::MatchOptions;
use super::failure::Failure;
use super::ground::Ground;
use crate::domain::State;
use crate::field::{Id, Kind};
use crate::matching::{
    Fits, Hit, MatchError, Options, Ranking, Signs, counterparts, exposure, rank, short_reason,
};
use crate::snapshot::Snapshot;
use crate::store::Store;

pub fn run(ground: &mut Ground, options: &MatchOptions) -> Result<(), Failure> {
    if options.kind == Some(Kind::Measure) {
        return super::measures::run(ground, options);
    }
    let reading = ground.read()?;
    let snapshot =
        reading.store.as_ref().map_or_else(|| Snapshot::new(reading.state.clone()), Store::snapshot);
    let ranker = Ranker { state: &reading.state, fits: snapshot.fits(), options };
    if options.stdin && !options.exhaustive {
        // Made before the first line, so that no answer's time holds it.
        ranker.fits.warm(&reading.state, options.kind.unwrap_or(Kind::Person), ground.now().date());
    }
    if options.gaps {
        let id = ground.id(options.id.as_deref().unwrap_or_default())?;
        return gaps::print(ground, &reading.state, snapshot.fits(), id, options);
    }
    if !options.stdin {
        let id = reading.state.survivor(ground.id(options.id.as_deref().unwrap_or_default())?);
        let answer = ranker.rank(ground, id).map_err(|error| failure(ground, error))?;
        return ranker.print(ground, id, &answer);
    }
    for line in std::io::BufReader::new(ground.host.input()).lines() {
        let line = line?;
        let answer = line.trim().parse::<Id>().ok().map(|id| (id, ranker.rank(ground, id)));
        match answer {
            Some((id, Ok(answer))) => ranker.print(ground, id, &answer)?,
            Some((_, Err(error))) => {
                refuse(ground, &line, error_key(error), &error.text(ground.config.lang))?;
            }
            None => {
                let reason = ground.lang().pick("IDではありません", "is no id");
                refuse(ground, &line, "invalid", reason)?;
            }
        }
        ground.out.finish()?;
    }
    Ok(())
}

pub fn error_key(error: MatchError) -> &'static str {
    if matches!(error, MatchError::NotFound { .. }) { "not_found" } else { "invalid" }
}

pub fn failure(ground: &Ground, error: MatchError) -> Failure {
    let sentence = error.text(ground.lang());
    if matches!(error, MatchError::NotFound { .. }) {
        Failure::not_found(sentence)
    } else {
        Failure::usage(sentence)
    }
}

/// The answer line to a line that cannot be ranked.
pub fn refuse(ground: &mut Ground, line: &str, key: &str, reason: &str) -> Result<(), Failure> {
    if ground.json {
        let id = super::ground::short(line);
        return ground
            .out
            .json(&json!({"id": id, "took_us": 0, "total": 0, "hits": [], "error": key, "reason": reason}));
    }
    ground.say(reason);
    ground.out.text("")
}

struct Ranker<'a> {
    state: &'a State,
    fits: &'a Fits,
    options: &'a MatchOptions,
}

struct Answer {
    ranking: Ranking,
    took_us: u64,
}

impl Ranker<'_> {
    fn rank(&self, ground: &Ground, id: Id) -> Result<Answer, MatchError> {
        let wanted =
            self.options.kind.or_else(|| counterparts(id.kind).first().copied()).unwrap_or(Kind::Person);
        let options = Options {
            limit: self.options.limit,
            today: ground.now().date(),
            sees_needs: self.state.sees(crate::field::Guard::Needs),
        };
        let begun = ground.clock.elapsed();
        let ranking = if self.options.exhaustive {
            rank(self.state, id, wanted, &options)?
        } else {
            self.fits.rank(self.state, id, wanted, &options)?
        };
        let took = ground.clock.elapsed().saturating_sub(begun);
        Ok(Answer { ranking, took_us: u64::try_from(took.as_micros()).unwrap_or(u64::MAX) })
    }

    fn print(&self, ground: &mut Ground, id: Id, answer: &Answer) -> Result<(), Failure> {
        if ground.json {
            return ground.out.json(&self.json(ground, id, answer));
        }
        let lang = ground.lang();
        let hits = &answer.ranking.hits;
        if self.options.stdin {
            let parts: Vec<String> = hits.iter().map(|hit| format!("{} {}", hit.id, hit.low)).collect();
            return ground.out.text(&parts.join("\t"));
        }
        let row = |hit: &Hit| {
            let reason = short_reason(hit, self.state, lang, &Signs::MARKS);
            vec![range(hit), hit.id.to_string(), self.state.label(hit.id).unwrap_or_default(), reason]
        };
        let rows: Vec<Vec<String>> = hits.iter().map(row).collect();
        let header = [lang.pick("適合", "Fit"), "ID", lang.pick("名称", "Name"), lang.pick("理由", "Reason")];
        ground.out.table(&header, &rows)?;
        for (gate, count) in &answer.ranking.excluded_total {
            ground.out.text(&format!("{}: {gate} {count}", lang.pick("除外", "excluded")))?;
        }
        Ok(())
    }

    fn json(&self, ground: &Ground, id: Id, answer: &Answer) -> Json {
        let ranking = &answer.ranking;
        let excluded = ranking.excluded.iter().map(|one| {
            json!({
                "id": one.id.to_string(), "label": self.state.label(one.id), "gate": one.gate.key(),
                "reason": one.reason(ground.lang()), "score": one.score,
            })
        });
        let totals =
            ranking.excluded_total.iter().map(|(gate, count)| ((*gate).to_owned(), Json::from(*count)));
        let mut map = Map::new();
        map.insert("id".to_owned(), id.to_string().into());
        map.insert("took_us".to_owned(), answer.took_us.into());
        map.insert("total".to_owned(), ranking.total.into());
        map.insert("hits".to_owned(), ranking.hits.iter().map(|hit| self.hit(hit)).collect());
        map.insert("excluded".to_owned(), excluded.collect());
        map.insert("excluded_total".to_owned(), Json::Object(totals.collect()));
        Json::Object(map)
    }

    fn hit(&self, hit: &Hit) -> Json {
        let parts = hit.parts.iter().map(|part| {
            json!({
                "direction": part.direction.key(), "name": part.name.key(), "got": part.got, "of": part.of,
                "low": part.low, "high": part.high, "sign": part.sign.key(),
            })
        });
        let missing = hit
            .missing
            .iter()
            .map(|lack| Json::from(self.state.label(lack.skill).unwrap_or_else(|| lack.skill.to_string())));
        let gates =
            hit.gates.iter().map(|(gate, outcome)| json!({"name": gate.key(), "result": outcome.key()}));
        let mut told = json!({
            "id": hit.id.to_string(), "label": self.state.label(hit.id),
            "score": hit.score, "low": hit.low, "high": hit.high,
            "fit_to_job": hit.fit_to_job, "fit_to_person": hit.fit_to_person,
            "parts": parts.collect::<Json>(), "missing": missing.collect::<Json>(),
            "unknown": hit.unknown, "gates": gates.collect::<Json>(),
        });
        if let Some(map) = told.as_object_mut().filter(|_| hit.id.kind == Kind::Person) {
            let seen = exposure(self.state, hit.id);
            map.insert("suggested".to_owned(), seen.suggested.into());
            map.insert("presented".to_owned(), seen.times.into());
        }
        told
    }
}

/// The number, or what it lies between.
fn range(hit: &Hit) -> String {
    if hit.low == hit.high { hit.score.to_string() } else { format!("{}-{}", hit.low, hit.high) }
}
