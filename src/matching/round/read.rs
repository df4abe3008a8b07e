//! Reading a round from JSON, straight into numbers: no list of names is ever held.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::target::{Wished, set_targets};
use super::{Cap, Names, Post, Round};

/// Seats that one household takes at most.
pub const SIZE_MAX: u32 = 1_000;

/// Why a file is no round.
#[derive(Debug, thiserror::Error)]
pub enum BadRound {
    #[error("line {line}, column {column}: {}", plain(source), line = source.line(), column = source.column())]
    Json { source: serde_json::Error },
    #[error("the targets of region {region} add up to {targets}, above its cap of {cap}; lower them")]
    TargetsOverCap { region: Box<str>, targets: u64, cap: u32 },
}

/// What an error says, without the place, which stands in front of it.
fn plain(source: &serde_json::Error) -> String {
    let whole = source.to_string();
    whole.rsplit_once(" at line ").map_or(whole.clone(), |(said, _)| said.to_owned())
}

/// A region as it stands in the file.
#[derive(Debug, Default, serde::Deserialize)]
struct Region {
    cap: Option<u32>,
}

/// What has been read.
#[derive(Default)]
struct Draft {
    round: Round,
    regions: BTreeMap<String, Region>,
    /// Of each post, by number.
    homes: Vec<Option<String>>,
    wished: Wished,
}

impl Round {
    /// Reads `{"applicants": {name: [post]}, "posts": {name: {capacity, prefers, region, target}}, "regions": {name: {cap}},
    /// "sizes": {name: seats}, "seed"}`; regions, sizes and seed may be left out.
    ///
    /// # Errors
    /// `Json` with line and column for what is no such object, for a name declared twice and for a number out of range;
    /// `TargetsOverCap` for targets that no matching could keep.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BadRound> {
        let mut draft = Draft::default();
        let mut reader = serde_json::Deserializer::from_slice(bytes);
        let read = Whole(&mut draft).deserialize(&mut reader).and_then(|()| reader.end());
        read.map_err(|source| BadRound::Json { source })?;
        draft.finish()
    }
}

impl Draft {
    fn finish(mut self) -> Result<Round, BadRound> {
        let round = &mut self.round;
        round.wishes.grow(round.applicants.len());
        round.prefers.grow(round.posts.len());
        if !round.sizes.is_empty() {
            round.sizes.resize(round.applicants.len(), 1);
        }
        // Posts that only applicants mention have no seat.
        round.terms.resize(round.posts.len(), Post::default());
        let capped: BTreeMap<&str, u32> = self
            .regions
            .iter()
            .filter_map(|(name, region)| Some((name.as_str(), region.cap?)))
            .zip(0..)
            .map(|((name, cap), place)| {
                round.caps.push(Cap(cap));
                round.cap_names.push(name.into());
                (name, place)
            })
            .collect();
        for (terms, home) in round.terms.iter_mut().zip(&self.homes) {
            terms.region = home.as_deref().and_then(|home| capped.get(home).copied());
        }
        set_targets(round, &self.wished)?;
        Ok(self.round)
    }
}

/// The whole object.
struct Whole<'a>(&'a mut Draft);

impl<'de> DeserializeSeed<'de> for Whole<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Whole<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with applicants and posts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "applicants" => map.next_value_seed(Applicants(self.0))?,
                "posts" => map.next_value_seed(Posts(self.0))?,
                "regions" => map.next_value_seed(Regions(self.0))?,
                "sizes" => map.next_value_seed(Sizes(self.0))?,
                "seed" => self.0.round.seed = seed(map.next_value()?)?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Any whole number is a seed; 0 where none is given.
fn seed<E: serde::de::Error>(number: Option<serde_json::Number>) -> Result<u64, E> {
    let Some(number) = number else { return Ok(0) };
    let seed = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    seed.ok_or_else(|| E::custom(format_args!("the seed {number} is no whole number of 64 bits")))
}

/// The caps. A region without one binds nobody.
struct Regions<'a>(&'a mut Draft);

impl<'de> DeserializeSeed<'de> for Regions<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for Regions<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of regions with caps")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            if self.0.regions.contains_key(&name) {
                return Err(twice("region", &name));
            }
            let region = map.next_value::<Option<Region>>()?.unwrap_or_default();
            self.0.regions.insert(name, region);
        }
        Ok(())
    }
}

/// How many seats an applicant takes.
struct Sizes<'a>(&'a mut Draft);

impl<'de> DeserializeSeed<'de> for Sizes<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Sizes<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of applicants with the seats each takes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let round = &mut self.0.round;
        while let Some(number) = map.next_key_seed(Name { names: &mut round.applicants, declares: None })? {
            let seats: u32 = map.next_value()?;
            if !(1..=SIZE_MAX).contains(&seats) {
                let said = format_args!("a household of {seats}: it takes 1 to {SIZE_MAX} seats");
                return Err(serde::de::Error::custom(said));
            }
            let place = number as usize;
            if round.sizes.len() <= place {
                round.sizes.resize(place + 1, 1);
            }
            if let Some(slot) = round.sizes.get_mut(place) {
                *slot = seats;
            }
        }
        Ok(())
    }
}

/// A name that may be declared once was declared before.
fn twice<E: serde::de::Error>(what: &str, name: &str) -> E {
    E::custom(format_args!("the {what} {name:?} is there twice"))
}

/// The applicants' lists.
struct Applicants<'a>(&'a mut Draft);

impl<'de> DeserializeSeed<'de> for Applicants<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Applicants<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of applicants with lists of posts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let round = &mut self.0.round;
        let mut list = Vec::new();
        while let Some(number) =
            map.next_key_seed(Name { names: &mut round.applicants, declares: Some("applicant") })?
        {
            list.clear();
            map.next_value_seed(List { names: &mut round.posts, list: &mut list })?;
            round.wishes.set(number as usize, &list);
        }
        Ok(())
    }
}

/// The posts.
struct Posts<'a>(&'a mut Draft);

impl<'de> DeserializeSeed<'de> for Posts<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Posts<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of posts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let names = |draft: &mut Draft| std::mem::take(&mut draft.round.posts);
        loop {
            let mut posts = names(self.0);
            let number = map.next_key_seed(Name { names: &mut posts, declares: Some("post") });
            self.0.round.posts = posts;
            let Some(number) = number? else { return Ok(()) };
            map.next_value_seed(OnePost { draft: self.0, number: number as usize })?;
        }
    }
}

/// One post.
struct OnePost<'a> {
    draft: &'a mut Draft,
    number: usize,
}

impl<'de> DeserializeSeed<'de> for OnePost<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for OnePost<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with capacity and prefers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let (mut capacity, mut target, mut home) = (None, None, None);
        let mut list = Vec::new();
        let round = &mut self.draft.round;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "capacity" => capacity = Some(map.next_value::<u32>()?),
                "target" => target = map.next_value::<Option<u32>>()?,
                "region" => home = map.next_value::<Option<String>>()?,
                "prefers" => {
                    map.next_value_seed(List { names: &mut round.applicants, list: &mut list })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let capacity = capacity.ok_or_else(|| serde::de::Error::missing_field("capacity"))?;
        round.prefers.set(self.number, &list);
        if round.terms.len() <= self.number {
            round.terms.resize(self.number + 1, Post::default());
            self.draft.homes.resize(self.number + 1, None);
            self.draft.wished.resize(self.number + 1, None);
        }
        if let Some(slot) = round.terms.get_mut(self.number) {
            slot.capacity = capacity;
        }
        if let (Some(place), Some(wish)) =
            (self.draft.homes.get_mut(self.number), self.draft.wished.get_mut(self.number))
        {
            (*place, *wish) = (home, target);
        }
        Ok(())
    }
}

/// A name, turned into its number.
struct Name<'a> {
    names: &'a mut Names,
    /// What it is that the name may be given to once; `None` where others mention it.
    declares: Option<&'static str>,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = u32;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = u32;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<u32, E> {
        let Some(what) = self.declares else { return Ok(self.names.number(name)) };
        let is_known = self.names.find(name).is_some_and(|number| self.names.is_declared(number as usize));
        if is_known { Err(twice(what, name)) } else { Ok(self.names.declare(name)) }
    }
}

/// A list of names, turned into their numbers.
struct List<'a> {
    names: &'a mut Names,
    list: &'a mut Vec<u32>,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of names")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(number) = seq.next_element_seed(Name { names: self.names, declares: None })? {
            self.list.push(number);
        }
        Ok(())
    }
}
