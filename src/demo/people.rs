//! Invented people, each of one archetype, so that skills, working style, wishes and words go together.
//! Invariant: person number n of a seed is always the same. Cells are written as import reads them.

use super::firms::{Firm, firms, side_job_status};
use super::names::{Names, phone};
use super::random::{Random, Weighted};
use super::sources::{DemoError, regions};
use super::texts::{self, Archetype, Common, Weights};
use super::words::fill;

/// The columns of a person, in the order of `Person::cells`.
pub const COLUMNS: [&str; 28] = [
    "family_name",
    "given_name",
    "family_kana",
    "given_kana",
    "age_band",
    "email",
    "phone",
    "domicile_code",
    "employer",
    "job_style",
    "side_job_status",
    "segment",
    "pattern",
    "want",
    "skills",
    "hours_week",
    "visit_days_month",
    "weekday_daytime",
    "reward_floor_yen",
    "reward_floor_unit",
    "driver",
    "needs",
    "constraints",
    "regions",
    "channel",
    "consent",
    "notes",
    "external_id",
];
/// Municipalities that the demo office works with: the first wish of most people of the demo.
pub const FEATURED: [&str; 6] = ["202151", "015814", "152242", "222062", "192023", "352047"];
const FEATURED_WEIGHTS: [usize; 6] = [38, 15, 18, 13, 11, 5];
const NEEDS: [&str; 9] =
    ["housing", "childcare", "school", "medical", "care", "car", "pet", "internet", "workplace"];
/// Larger cities are seldom anybody's second base.
const WISHED_POPULATION: u64 = 300_000;

/// How people are made.
#[derive(Debug, Clone, Copy)]
pub struct Taste {
    /// Of a hundred, how many wish first for a municipality of the demo office.
    pub featured_percent: usize,
    /// Of a hundred, how many have words of their own in the notes.
    pub notes_percent: usize,
    /// Whether consents with fixed days come along; the demo office gives its own.
    pub consents: bool,
    /// How many of the invented employers are used.
    pub firms: usize,
}

impl Taste {
    /// For files of any size.
    pub const FILE: Self =
        Self { featured_percent: 20, notes_percent: 12, consents: true, firms: usize::MAX };
    /// For the demo office: every person has been talked to.
    pub const OFFICE: Self = Self { featured_percent: 93, notes_percent: 90, consents: false, firms: 24 };
}

#[derive(Debug, Clone)]
struct Place {
    code: String,
    name: String,
}

/// Everything that people are made from.
#[derive(Debug)]
pub struct People {
    taste: Taste,
    names: Names,
    archetypes: Weighted<Prepared>,
    common: Common,
    channels: Weighted<String>,
    featured: Weighted<Place>,
    wished: Vec<Place>,
    homes: Vec<Place>,
    firms: Vec<Firm>,
}

#[derive(Debug)]
struct Prepared {
    texts: Archetype,
    styles: Weighted<String>,
    side: Weighted<String>,
}

/// One invented person.
#[derive(Debug, Clone)]
pub struct Person {
    cells: Vec<String>,
    /// The name of the first wished region.
    pub region: String,
    /// The best skill.
    pub skill: String,
}

impl Person {
    pub fn into_cells(self) -> Vec<String> {
        self.cells
    }

    /// The cell of a column; empty where there is none.
    pub fn cell(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|name| *name == column);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// Puts another text into a column.
    pub fn set(&mut self, column: &str, text: impl Into<String>) {
        let place = COLUMNS.iter().position(|name| *name == column);
        if let Some(cell) = place.and_then(|place| self.cells.get_mut(place)) {
            *cell = text.into();
        }
    }

    /// Each column with its cell.
    pub fn named_cells(&self) -> impl Iterator<Item = (&str, &str)> {
        COLUMNS.iter().copied().zip(self.cells.iter().map(String::as_str))
    }
}

impl People {
    /// # Errors
    /// A fixture that does not read.
    pub fn read(taste: Taste) -> Result<Self, DemoError> {
        let texts = texts::people()?;
        let places: Vec<(Place, u64)> = regions()?.rows.iter().filter_map(|row| place(row)).collect();
        let named =
            |code: &str| places.iter().find(|(place, _)| place.code == code).map(|(place, _)| place.clone());
        let mut firms = firms()?;
        firms.truncate(taste.firms);
        Ok(Self {
            taste,
            names: Names::read()?,
            channels: weigh(&texts.common.channels),
            featured: Weighted::new(FEATURED.iter().filter_map(|code| named(code)).zip(FEATURED_WEIGHTS)),
            homes: texts.common.home_cities.iter().filter_map(|code| named(code)).collect(),
            wished: places
                .iter()
                .filter(|(_, people)| *people < WISHED_POPULATION)
                .map(|(place, _)| place.clone())
                .collect(),
            archetypes: Weighted::new(texts.archetype.into_iter().map(prepare)),
            common: texts.common,
            firms,
        })
    }

    /// Person `number` of a seed.
    pub fn person(&self, seed: u64, number: u64) -> Person {
        let mut random = Random::of(seed, number);
        let random = &mut random;
        let mut person =
            Person { cells: vec![String::new(); COLUMNS.len()], region: String::new(), skill: String::new() };
        person.set("external_id", format!("G{seed}-{number:07}"));
        let Some(kind) = self.archetypes.draw(random) else { return person };
        self.identity(&mut person, random, seed, number);
        self.places(&mut person, random, kind);
        self.work(&mut person, random, kind);
        Self::time_and_reward(&mut person, random);
        self.life(&mut person, random);
        Self::skills(&mut person, random, kind);
        if random.chance(self.taste.notes_percent) {
            let notes = self.words(&person, random, kind);
            person.set("notes", notes);
        }
        person
    }

    fn identity(&self, person: &mut Person, random: &mut Random, seed: u64, number: u64) {
        let name = self.names.draw(random);
        let reach = random.below(100);
        if reach < 92 {
            person.set("email", name.mail(random, number));
        }
        if reach >= 10 {
            person.set("phone", phone(seed, number));
        }
        person.set("family_name", name.family);
        person.set("given_name", name.given);
        person.set("family_kana", name.family_kana);
        person.set("given_kana", name.given_kana);
        let channel = self.channels.draw(random).cloned().unwrap_or_default();
        person.set("channel", channel);
        if self.taste.consents {
            person.set("consent", consents(random));
        }
    }

    fn places(&self, person: &mut Person, random: &mut Random, kind: &Prepared) {
        let mut wishes: Vec<&Place> = Vec::new();
        for _ in 0..=random.below(3) {
            let featured = random.chance(self.taste.featured_percent);
            let place = if featured { self.featured.draw(random) } else { random.pick(&self.wished) };
            wishes.extend(place.filter(|place| wishes.iter().all(|wish| wish.code != place.code)));
        }
        let local = kind.texts.key == "local";
        let home = if random.chance(78) { random.pick(&self.homes) } else { random.pick(&self.wished) };
        let home = if local { wishes.first().copied() } else { home };
        let codes: Vec<&str> = wishes.iter().map(|place| place.code.as_str()).collect();
        person.set("regions", codes.join(";"));
        person.region = wishes.first().map(|place| place.name.clone()).unwrap_or_default();
        person.set("domicile_code", home.map(|place| place.code.clone()).unwrap_or_default());
        let segments = ["manifest", "manifest", "manifest", "manifest", "latent", "latent", "employee"];
        person.set("segment", if local { "resident_local" } else { random.word(&segments) });
        let patterns = [
            "considering",
            "considering",
            "considering",
            "monthly_few",
            "monthly_few",
            "weekend",
            "weekend",
            "seasonal",
            "weekday",
            "multi_base",
            "related_only",
        ];
        person.set("pattern", if local { "related_only" } else { random.word(&patterns) });
    }

    fn work(&self, person: &mut Person, random: &mut Random, kind: &Prepared) {
        let style = kind.styles.draw(random).cloned().unwrap_or_default();
        let employed = matches!(style.as_str(), "full_remote" | "hybrid" | "office" | "shift");
        let firm = if employed && random.chance(58) { random.pick(&self.firms) } else { None };
        let status = match firm {
            Some(firm) => side_job_status(&firm.rule, random).to_owned(),
            None if !employed => "allowed".to_owned(),
            None => kind.side.draw(random).cloned().unwrap_or_default(),
        };
        person.set("employer", firm.map(|firm| firm.name.clone()).unwrap_or_default());
        let ages: &[&str] = match style.as_str() {
            "student" => &["u20", "20s", "20s", "20s"],
            "retired" => &["60s", "60s", "60s", "70+"],
            _ => &["20s", "30s", "30s", "30s", "40s", "40s", "40s", "50s", "50s", "60s", "unknown"],
        };
        person.set("age_band", random.word(ages));
        person.set("job_style", style);
        person.set("side_job_status", status);
        let count = 1 + random.below(3);
        let wants: Vec<&str> =
            random.several(&kind.texts.wants, count).into_iter().map(String::as_str).collect();
        person.set("want", wants.join(";"));
    }

    fn time_and_reward(person: &mut Person, random: &mut Random) {
        let full_time =
            person.cell("want").contains("employment") || person.cell("want").contains("multiwork");
        if random.chance(86) {
            let hours = if full_time { 16 + 4 * random.below(7) } else { 2 + random.below(11) };
            person.set("hours_week", hours.to_string());
        }
        if random.chance(84) {
            person.set(
                "visit_days_month",
                [1, 1, 2, 2, 2, 3, 4, 5, 8, 10].get(random.below(10)).unwrap_or(&2).to_string(),
            );
        }
        if random.chance(60) {
            person.set("weekday_daytime", if random.chance(45) { "yes" } else { "no" });
        }
        if random.chance(55) {
            let unit = if full_time {
                "hour"
            } else {
                random.word(&["month", "month", "month", "hour", "task", "none"])
            };
            let yen = match unit {
                "month" => 10_000 * (2 + random.below(8)),
                "hour" => 1_000 + 100 * random.below(20),
                "task" => 10_000 * (1 + random.below(20)),
                _ => 0,
            };
            person.set("reward_floor_yen", yen.to_string());
            person.set("reward_floor_unit", unit);
        }
        if random.chance(82) {
            person.set("driver", if random.chance(72) { "yes" } else { "no" });
        }
    }

    fn life(&self, person: &mut Person, random: &mut Random) {
        let count = 1 + random.below(3);
        if random.chance(80) {
            person.set(
                "needs",
                random.several(&NEEDS, count).into_iter().copied().collect::<Vec<_>>().join(";"),
            );
        }
        let mut conditions = Vec::new();
        if random.chance(35) {
            conditions.push(format!("{}:yes", random.word(&self.common.conditions_hard)));
        }
        if random.chance(45) {
            conditions.push(format!("{}:no", random.word(&self.common.conditions_soft)));
        }
        person.set("constraints", conditions.join(";"));
    }

    fn skills(person: &mut Person, random: &mut Random, kind: &Prepared) {
        let (core, more) = (1 + random.below(3), random.below(5));
        let mut skills = Vec::new();
        for skill in random.several(&kind.texts.core, core) {
            skills.push((skill.as_str(), random.between(2, 4)));
        }
        for skill in random.several(&kind.texts.more, more) {
            skills.push((skill.as_str(), random.between(1, 3)));
        }
        skills.sort_by_key(|(_, level)| -level);
        person.skill = skills.first().map(|(skill, _)| (*skill).to_owned()).unwrap_or_default();
        let cells: Vec<String> = skills.iter().map(|(skill, level)| format!("{skill}:{level}")).collect();
        person.set("skills", cells.join(";"));
    }

    /// What the person says: who they are, and mostly why and how they wish to come.
    fn words(&self, person: &Person, random: &mut Random, kind: &Prepared) -> String {
        let second = person.cell("skills").split(';').nth(1).and_then(|cell| cell.split(':').next());
        let (hours, days) = (person.cell("hours_week"), person.cell("visit_days_month"));
        let years = random.between(3, 22).to_string();
        let home = self.homes.iter().find(|place| place.code == person.cell("domicile_code"));
        let slots = [
            ("region", person.region.as_str()),
            ("home", home.map_or("街", |place| place.name.as_str())),
            ("skill", person.skill.as_str()),
            ("skill2", second.unwrap_or("資料づくり")),
            ("hours", if hours.is_empty() { "数" } else { hours }),
            ("days", if days.is_empty() { "数" } else { days }),
            ("years", years.as_str()),
        ];
        let mut parts = vec![fill(random.word(&kind.texts.intros), &slots)];
        if random.chance(70) {
            parts.push(fill(random.word(&self.common.motives), &slots));
        }
        if random.chance(75) {
            parts.push(fill(random.word(&self.common.wishes), &slots));
        }
        parts.join("\n")
    }
}

fn prepare(texts: Archetype) -> (Prepared, usize) {
    let weight = texts.weight;
    (Prepared { styles: weigh(&texts.styles), side: weigh(&texts.side), texts }, weight)
}

fn weigh(weights: &Weights) -> Weighted<String> {
    Weighted::new(weights.iter().map(|(item, weight)| (item.clone(), *weight)))
}

/// Code and name of a row of the regions' table, with its population.
fn place(row: &[String]) -> Option<(Place, u64)> {
    let [code, _, _, name, _, _, _, _, _, population, ..] = row else { return None };
    Some((Place { code: code.clone(), name: name.clone() }, population.parse().unwrap_or(0)))
}

/// Consents with days in the past year of the fixtures.
fn consents(random: &mut Random) -> String {
    let mut day = || format!("2026-{:02}-{:02}", random.between(4, 10), random.between(1, 28));
    let (first, second) = (day(), day());
    match random.below(10) {
        0 => String::new(),
        1..=5 => format!("consult:{first}"),
        _ => format!("consult:{first};share_company:{second}"),
    }
}
