//! States to search in: a small office by hand, and large ones from real names where the data are present.

use std::path::PathBuf;

use nichiiki::domain::{Author, Cause, Commit, Event, Record, State};
use nichiiki::field::tables::{organisation, person, region, skill};
use nichiiki::field::{Atom, Field, Id, Kind, Moment, Row, Value};
use nichiiki::search::{Cancel, Hits, Index, Query, search};

/// A state that grows commit by commit, with the index that follows it.
#[derive(Default)]
pub struct Office {
    pub state: State,
    pub index: Index,
}

impl Office {
    /// Commits events and lets the index follow.
    pub fn commit(&mut self, events: Vec<Event>) {
        let (seq, author) = (self.state.seq() + 1, Author::new("tester"));
        let commit = Commit { seq, at: Moment::default(), author, cause: Cause::Import, events };
        self.state.apply(&commit);
        self.index = self.index.advance(&commit, &self.state);
    }

    /// Adds records in one commit.
    pub fn add(&mut self, records: Vec<Record>) {
        self.commit(records.into_iter().map(Event::Added).collect());
    }

    pub fn find(&self, line: &str, limit: usize) -> Hits {
        let query = Query::parse(line).unwrap();
        search(&self.index, &self.state, &query, limit, &Cancel::never()).unwrap()
    }

    /// The ids of the best hits.
    pub fn ids(&self, line: &str) -> Vec<String> {
        self.find(line, 10).hits.iter().map(|hit| hit.id.to_string()).collect()
    }

    /// The labels of the best hits.
    pub fn labels(&self, line: &str) -> Vec<String> {
        self.find(line, 10).hits.into_iter().map(|hit| hit.label).collect()
    }
}

/// A record of texts.
pub fn record(kind: Kind, number: u32, texts: &[(&Field, &str)]) -> Record {
    let mut record = Record::new(Id::new(kind, number));
    for (field, text) in texts {
        let value = match field.shape {
            nichiiki::field::Shape::Texts(_) => Value::List(vec![Atom::Text((*text).into())]),
            _ => Value::text(*text),
        };
        record.set(field.code, Some(value));
    }
    record
}

pub fn person_record(number: u32, names: [&str; 4]) -> Record {
    let fields = [&person::FAMILY_NAME, &person::GIVEN_NAME, &person::FAMILY_KANA, &person::GIVEN_KANA];
    let texts: Vec<_> = fields.into_iter().zip(names).collect();
    record(Kind::Person, number, &texts)
}

/// A dozen records that between them hold every kind of field.
pub fn small() -> Office {
    let mut office = Office::default();
    let town = |number, name, kana, romaji, prefecture| {
        let texts = [
            (&region::NAME_FIELD, name),
            (&region::KANA_FIELD, kana),
            (&region::ROMAJI, romaji),
            (&region::PREFECTURE, prefecture),
        ];
        record(Kind::Region, number, &texts)
    };
    office.add(vec![
        town(202_151, "塩尻市", "シオジリシ", "Shiojiri-shi", "長野県"),
        town(202_029, "松本市", "マツモトシ", "Matsumoto-shi", "長野県"),
        town(131_016, "千代田区", "チヨダク", "Chiyoda-ku", "東京都"),
        record(Kind::Skill, 1, &[(&skill::LABEL, "経理")]),
        record(Kind::Skill, 2, &[(&skill::LABEL, "プログラミング")]),
        record(
            Kind::Organisation,
            1,
            &[
                (&organisation::NAME_FIELD, "株式会社 信州ソフト"),
                (&organisation::KANA_FIELD, "シンシュウソフト"),
            ],
        ),
    ]);
    let mut sato = person_record(123, ["佐藤", "太郎", "サトウ", "タロウ"]);
    sato.set(person::PHONE.code, Some(Value::List(vec![Atom::Text("090-1234-5678".into())])));
    sato.set(person::EMAIL.code, Some(Value::List(vec![Atom::Text("taro.sato@example.jp".into())])));
    sato.set(person::REGIONS.code, Some(Value::references([Id::new(Kind::Region, 202_151)])));
    let held = Row(vec![(person::skill::SKILL.code, Atom::Ref(Id::new(Kind::Skill, 1)))]);
    sato.set(person::SKILLS.code, Some(Value::Rows(vec![held])));
    sato.set(person::HOURS.code, Some(Value::int(10)));
    let mut yamada = person_record(124, ["山田", "太郎", "ヤマダ", "タロウ"]);
    yamada.set(person::NOTES.code, Some(Value::text("冬は松本の実家。観光 戦略・設計が得意")));
    let others = vec![
        person_record(125, ["髙橋", "花子", "タカハシ", "ハナコ"]),
        person_record(126, ["齋藤", "ゆう子", "サイトウ", "ユウコ"]),
        person_record(127, ["大野", "修", "オオノ", "オサム"]),
        person_record(128, ["渡邊", "健一", "ワタナベ", "ケンイチ"]),
    ];
    office.add([sato, yamada].into_iter().chain(others).collect());
    office
}

/// Rows of a data file by column names, or `None` (with a message) when it is absent.
pub fn columns<const N: usize>(file: &str, names: [&str; N]) -> Option<Vec<[String; N]>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(file);
    let Ok(mut reader) = csv::Reader::from_path(&path) else {
        println!("skipped: {} is not here", path.display());
        return None;
    };
    let header = reader.headers().unwrap().clone();
    let places = names.map(|name| header.iter().position(|column| column == name).unwrap());
    Some(
        reader
            .records()
            .map(|row| row.unwrap())
            .map(|row| places.map(|place| row[place].to_owned()))
            .collect(),
    )
}

/// `count` people of real names, in a fixed order that looks random; `None` where the names are absent.
pub fn people(count: u32) -> Option<Office> {
    let families = columns("names_surnames.csv", ["surname", "kana"])?;
    let givens = columns("names_given.csv", ["given", "kana"])?;
    let mut office = Office::default();
    let mut seed = 7_u64;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % most
    };
    let records = (1..=count).map(|number| {
        // Common names come more often, as among people.
        let most = [60, 400, families.len()][next(3)];
        let [family, family_kana] = &families[next(most)];
        let [given, given_kana] = &givens[next(givens.len())];
        Event::Added(person_record(number, [family, given, family_kana, given_kana]))
    });
    let events = records.collect();
    let commit =
        Commit { seq: 1, at: Moment::default(), author: Author::new("tester"), cause: Cause::Import, events };
    office.state.apply(&commit);
    office.index = Index::build(&office.state);
    Some(office)
}
