//! Invented jobs for files of any size: a trade, a thing that such firms ask for, and terms that suit the form of work.

use super::names::Names;
use super::people::FEATURED;
use super::random::Random;
use super::sources::{DemoError, regions};
use super::texts::{self, JobTexts, Topic};
use super::words::fill;

/// The columns of a generated job.
pub const COLUMNS: [&str; 22] = [
    "title",
    "region_code",
    "organisation",
    "work_kind",
    "stance",
    "problem",
    "deliverable",
    "skills_must",
    "skills_nice",
    "hours_min",
    "hours_max",
    "weekday_daytime",
    "remote_percent",
    "onsite_days_month",
    "reward_yen",
    "reward_unit",
    "openings",
    "opens_on",
    "closes_on",
    "status",
    "description",
    "external_id",
];
/// Of a hundred jobs, how many lie in the demo office's municipalities.
const FEATURED_PERCENT: usize = 10;
const FORMS: [&str; 3] = ["株式会社", "有限会社", "合同会社"];

/// Everything that jobs are made from.
#[derive(Debug)]
pub struct Jobs {
    texts: JobTexts,
    names: Names,
    /// Codes and names.
    places: Vec<(String, String)>,
}

/// What the form of work says about hours, presence and pay.
struct Terms {
    hours: (usize, usize),
    remote: usize,
    days: usize,
    yen: usize,
    unit: &'static str,
}

impl Jobs {
    /// # Errors
    /// A fixture that does not read.
    pub fn read() -> Result<Self, DemoError> {
        // The wards of Tokyo send people; they do not ask for them.
        let rows = regions()?.rows.into_iter().filter(|row| row.get(6).is_some_and(|kind| kind != "ward"));
        let places = rows.filter_map(|row| Some((row.first()?.clone(), row.get(3)?.clone())));
        Ok(Self { texts: texts::jobs()?, names: Names::read()?, places: places.collect() })
    }

    /// Job `number` of a seed, one cell a column.
    pub fn job(&self, seed: u64, number: u64) -> Vec<String> {
        let mut random = Random::of(seed ^ 0x4A4F_4253, number);
        let random = &mut random;
        let (Some(topic), Some((trade, ending))) =
            (random.pick(&self.texts.topic), random.pick(&self.texts.trades))
        else {
            return Vec::new();
        };
        let (code, place) = self.place(random);
        let firm = self.firm(code, ending);
        let title = fill(&topic.title, &[("trade", trade)]);
        let title = if random.chance(50) { format!("{place} {title}") } else { title };
        let terms = terms(&topic.kind, random);
        let mut cells = vec![
            title,
            code.to_owned(),
            if random.chance(70) { firm } else { String::new() },
            topic.kind.clone(),
        ];
        cells.push(random.word(&["hands_on", "hands_on", "both", "advisory"]).to_owned());
        cells.extend([topic.problem.clone(), topic.deliverable.clone()]);
        cells.extend(skills(topic, random));
        cells.extend([terms.hours.0.to_string(), terms.hours.1.to_string()]);
        cells.push(if terms.hours.1 > 15 { "yes" } else { "no" }.to_owned());
        cells.extend([terms.remote, terms.days, terms.yen].map(|number| number.to_string()));
        cells.push(terms.unit.to_owned());
        cells.push((1 + random.below(6) / 3).to_string());
        cells.extend(window(random));
        let description =
            format!("{place}の{trade}から。{}まずは{}をめざします。", topic.problem, topic.deliverable);
        cells.extend([description, format!("GJ{seed}-{number:06}")]);
        cells
    }

    fn place(&self, random: &mut Random) -> (&str, &str) {
        let featured = random.chance(FEATURED_PERCENT).then(|| random.word(&FEATURED));
        let place = match featured {
            Some(code) => self.places.iter().find(|(held, _)| held == code),
            None => random.pick(&self.places),
        };
        place.map_or(("", ""), |(code, name)| (code, name))
    }

    /// A firm's name, always the same for a trade in a municipality.
    fn firm(&self, code: &str, ending: &str) -> String {
        let place = code
            .bytes()
            .chain(ending.bytes())
            .fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut random = Random::of(0, place);
        format!("{}{}{ending}", random.word(&FORMS), self.names.family(&mut random))
    }
}

fn skills(topic: &Topic, random: &mut Random) -> [String; 2] {
    let must: Vec<String> =
        topic.must.iter().map(|skill| format!("{skill}:{}", random.between(2, 3))).collect();
    let count = 1 + random.below(topic.nice.len());
    let nice: Vec<String> = random
        .several(&topic.nice, count)
        .into_iter()
        .map(|skill| format!("{skill}:{}", random.between(1, 2)))
        .collect();
    [must.join(";"), nice.join(";")]
}

fn terms(kind: &str, random: &mut Random) -> Terms {
    let least = 2 + random.below(4);
    let side = (least, least + 2 + random.below(4));
    match kind {
        "employment" | "corps" | "succession" => Terms {
            hours: (32, 40),
            remote: 10 * random.below(3),
            days: 20,
            yen: 190_000 + 10_000 * random.below(9),
            unit: "month",
        },
        "telework_job" => {
            Terms { hours: (10, 20), remote: 100, days: 0, yen: 1_050 + 50 * random.below(12), unit: "hour" }
        }
        "working_holiday" => {
            Terms { hours: (20, 40), remote: 0, days: 20, yen: 1_000 + 50 * random.below(6), unit: "hour" }
        }
        "internship" | "pro_bono" => Terms {
            hours: side,
            remote: 10 * random.below(10),
            days: 1 + random.below(3),
            yen: 0,
            unit: "none",
        },
        "paid_volunteer" => Terms {
            hours: side,
            remote: 10 * random.below(5),
            days: 2,
            yen: 1_000 * (5 + random.below(6)),
            unit: "task",
        },
        _ => Terms {
            hours: side,
            remote: 10 * (4 + random.below(7)),
            days: random.below(4),
            yen: 10_000 * (3 + random.below(7)),
            unit: "month",
        },
    }
}

/// Opening day, closing day and status, around the autumn in which the fixtures were made.
fn window(random: &mut Random) -> [String; 3] {
    let opens = format!("2026-{:02}-{:02}", random.between(6, 11), random.between(1, 20));
    let closes = if random.chance(40) {
        String::new()
    } else {
        format!("2027-{:02}-{:02}", random.between(1, 12), random.between(1, 28))
    };
    let status = random.word(&[
        "open", "open", "open", "open", "open", "open", "open", "draft", "checking", "paused", "filled",
        "closed",
    ]);
    [opens, closes, status.to_owned()]
}
