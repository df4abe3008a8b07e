//! The fast ranking answers as the plain scan does: whatever the records, after any commits, on any day, for any reader.

use std::sync::Arc;

use nichiiki::domain::{Author, Cause, Change, Commit, Event, Lens, Record, Rights, State, Verb};
use nichiiki::field::choices::{MatchStatus, Purpose, Reach, Stage};
use nichiiki::field::tables::{case, job, matched, organisation, person, region, skill, user};
use nichiiki::field::{Atom, Date, Field, Id, Kind, Moment, Row, Value};
use nichiiki::matching::{Fits, Options, Ranking, counterparts, gaps, rank};

use super::office::today;

/// Codes of regions in three prefectures, two of them side by side.
const REGIONS: [u32; 7] = [202_151, 202_150, 202_029, 152_242, 152_243, 132_047, 15_814];
const SKILLS: usize = 9;
/// Numbers of people and jobs, so that they lie in several chunks.
const NUMBERS: [u32; 5] = [1, 4090, 8190, 12_288, 70_000];

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(among.len())]
    }

    fn int(&mut self, most: usize) -> i64 {
        i64::try_from(self.below(most)).unwrap()
    }

    fn choice(&mut self, most: usize) -> Value {
        Value::choice(u16::try_from(self.below(most)).unwrap())
    }

    fn bits(&mut self, most: usize) -> Value {
        // Seldom many at once.
        Value::Set(u64::try_from((1 << self.below(most)) | (1 << self.below(most))).unwrap())
    }

    fn region(&mut self) -> Id {
        Id::new(Kind::Region, self.pick(&REGIONS))
    }

    fn regions(&mut self) -> Value {
        let count = self.below(4);
        let many = if self.below(30) == 0 { 20 } else { count };
        Value::references((0..many).map(|_| self.region()).collect::<Vec<_>>())
    }

    fn skill(&mut self) -> Id {
        Id::new(Kind::Skill, u32::try_from(1 + self.below(SKILLS)).unwrap())
    }

    fn day(&mut self) -> Date {
        today().plus_days(i32::try_from(self.below(9)).unwrap() - 4)
    }

    fn levels(&mut self, odd: bool) -> Value {
        let count = self.below(5);
        let row = |dice: &mut Self| {
            let level = match dice.below(12) {
                0 => None,
                1 if odd => Some(0),
                2 if odd => Some(99),
                _ => Some(1 + dice.int(4)),
            };
            let mut row = Row(vec![(1, Atom::Ref(dice.skill()))]);
            row.set(2, level.map(Atom::Int));
            row
        };
        Value::Rows((0..count).map(|_| row(self)).collect())
    }

    fn texts(&mut self) -> Value {
        let all = ["看護師", "調理師", "電気工事士"];
        let texts = (0..self.below(3)).map(|_| Atom::Text(all[self.below(3)].into()));
        Value::List(texts.collect::<Vec<_>>())
    }

    fn person(&mut self) -> Id {
        self.numbered(Kind::Person, 9)
    }

    fn job(&mut self) -> Id {
        self.numbered(Kind::Job, 5)
    }

    fn numbered(&mut self, kind: Kind, each: usize) -> Id {
        let first = self.pick(&NUMBERS);
        Id::new(kind, first + u32::try_from(self.below(each)).unwrap())
    }
}

fn consents(dice: &mut Dice) -> Value {
    let row = |dice: &mut Dice| {
        let purpose = dice.pick(&[Purpose::ShareCompany, Purpose::ShareSupportCorp, Purpose::Consult]);
        let mut row = Row(vec![(person::consent::PURPOSE.code, Atom::Choice(purpose.code()))]);
        row.set(person::consent::GIVEN.code, (dice.below(4) > 0).then(|| Atom::Date(dice.day())));
        row.set(person::consent::EXPIRES.code, (dice.below(4) == 0).then(|| Atom::Date(dice.day())));
        row.set(person::consent::REVOKED.code, (dice.below(4) == 0).then(|| Atom::Date(dice.day())));
        row
    };
    Value::Rows((0..dice.below(4)).map(|_| row(dice)).collect())
}

fn bases(dice: &mut Dice) -> Value {
    let row = |dice: &mut Dice| {
        let mut row = Row(vec![(person::base::REGION.code, Atom::Ref(dice.region()))]);
        row.set(person::base::UNTIL.code, (dice.below(2) == 0).then(|| Atom::Date(dice.day())));
        row
    };
    Value::Rows((0..dice.below(3)).map(|_| row(dice)).collect())
}

fn person_values(dice: &mut Dice) -> Vec<(&'static Field, Value)> {
    let firm = Value::reference(Id::new(Kind::Organisation, 1 + u32::try_from(dice.below(4)).unwrap()));
    let hard = Row(vec![(person::constraint::HARD.code, Atom::Flag(dice.below(2) == 0))]);
    let other = Value::reference(Id::new(Kind::Person, 1));
    let mut values = vec![
        (&person::DOMICILE, Value::reference(dice.region())),
        (&person::SECOND_BASE, bases(dice)),
        (&person::PATTERN, dice.choice(8)),
        (&person::EMPLOYER, firm),
        (&person::JOB_STYLE, dice.choice(8)),
        (&person::SIDE_JOB_STATUS, dice.choice(6)),
        (&person::WANT, dice.bits(11)),
        (&person::HOURS, Value::int(dice.int(12))),
        (&person::AVAIL_FROM, Value::date(dice.day())),
        (&person::AVAIL_UNTIL, Value::date(dice.day().plus_days(90))),
        (&person::VISIT_DAYS, Value::int(dice.int(6))),
        (&person::WEEKDAY_DAYTIME, Value::flag(dice.below(2) == 0)),
        (&person::REWARD_FLOOR, Value::int(dice.int(4) * 20_000)),
        (&person::REWARD_UNIT, dice.choice(4)),
        (&person::SKILLS, dice.levels(true)),
        (&person::LICENCES, dice.texts()),
        (&person::DRIVER, Value::flag(dice.below(2) == 0)),
        (&person::NEEDS, dice.bits(9)),
        (&person::CONSTRAINTS, Value::Rows(vec![hard])),
        (&person::REGIONS, dice.regions()),
        (&person::CONSENT, consents(dice)),
    ];
    match dice.below(12) {
        0 => values.push((&person::DNC_UNTIL, Value::date(dice.day()))),
        1 => values.push((&person::MERGED_INTO, other)),
        2 => values.push((&person::ERASED_ON, Value::date(dice.day()))),
        _ => {}
    }
    values
}

fn job_values(dice: &mut Dice) -> Vec<(&'static Field, Value)> {
    let mut values = vec![
        (&job::TITLE, Value::text("案件")),
        (&job::REGION, Value::reference(dice.region())),
        (&job::WORK_KIND, dice.choice(11)),
        (&job::STANCE, dice.choice(3)),
        (&job::SKILLS_MUST, dice.levels(false)),
        (&job::SKILLS_NICE, dice.levels(false)),
        (&job::HOURS_MIN, Value::int(dice.int(8))),
        (&job::HOURS_MAX, Value::int(dice.int(12))),
        (&job::WEEKDAY_DAYTIME, Value::flag(dice.below(2) == 0)),
        (&job::REMOTE, Value::int(dice.int(5) * 25)),
        (&job::ONSITE_DAYS, Value::int(dice.int(5))),
        (&job::TERM_FROM, Value::date(dice.day())),
        (&job::TERM_TO, Value::date(dice.day().plus_days(60))),
        (&job::PATTERNS, dice.bits(8)),
        (&job::REWARD, Value::int(dice.int(5) * 15_000)),
        (&job::REWARD_UNIT, dice.choice(4)),
        (&job::DRIVER, Value::flag(dice.below(3) == 0)),
        (&job::RECEIVED_ON, Value::date(dice.day())),
    ];
    match dice.below(10) {
        0 => values.push((&job::STATUS, dice.choice(7))),
        1 => values.push((&job::OPENS_ON, Value::date(dice.day()))),
        2 => values.push((&job::CLOSES_ON, Value::date(dice.day()))),
        3 => values.push((&job::LICENCES, dice.texts())),
        4 if dice.below(3) == 0 => {
            values.push((&job::MERGED_INTO, Value::reference(Id::new(Kind::Job, 1))));
        }
        _ => {}
    }
    values
}

fn region_values(dice: &mut Dice) -> Vec<(&'static Field, Value)> {
    let mut access =
        Row(vec![(region::access::FROM.code, Atom::Text(dice.pick(&["東京", "三鷹市"]).into()))]);
    access.set(region::access::MINUTES.code, Some(Atom::Int(dice.int(400))));
    let mut ready = Row(vec![(region::ready::ITEM.code, Atom::Choice(0))]);
    ready.set(region::ready::STATE.code, Some(Atom::Choice(u16::try_from(dice.below(3)).unwrap())));
    let needed = (0..dice.below(6)).map(|_| dice.skill()).collect::<Vec<_>>();
    vec![
        (&region::NAME_FIELD, Value::text(dice.pick(&["塩尻市", "佐渡市", "三鷹市"]))),
        (&region::PREFECTURE, Value::text(dice.pick(&["長野県", "東京都"]))),
        (&region::LAT, Value::int(35_000_000 + dice.int(9) * 500_000)),
        (&region::LON, Value::int(138_000_000 + dice.int(9) * 200_000)),
        (&region::SERVICES, dice.bits(8)),
        (&region::ACCESS, Value::Rows(vec![access])),
        (&region::READINESS, Value::Rows(vec![ready])),
        (&region::NEED_SKILLS, Value::references(needed)),
    ]
}

/// Values that a record of a kind may get.
fn values(kind: Kind, dice: &mut Dice) -> Vec<(&'static Field, Value)> {
    match kind {
        Kind::Person => person_values(dice),
        Kind::Job => job_values(dice),
        Kind::Region => region_values(dice),
        Kind::Skill => {
            let alias = Value::List(vec![Atom::Text(dice.pick(&["撮影", "会計", "広報", "農業"]).into())]);
            vec![
                (&skill::LABEL, Value::text(dice.pick(&["写真", "経理", "SNS", "栽培", "販売"]))),
                (&skill::PARENT, Value::reference(dice.skill())),
                (&skill::ALIASES, alias),
            ]
        }
        Kind::Organisation => vec![(&organisation::SIDE_JOB_RULE, dice.choice(5))],
        Kind::Case => vec![
            (&case::PERSON, Value::reference(dice.person())),
            (&case::OPENED_ON, Value::date(dice.day())),
            (&case::STAGE, Value::choice(dice.pick(Stage::ALL).code())),
            (&case::OWNER, Value::text(dice.pick(&["own", "else"]))),
            (&case::REGIONS, dice.regions()),
        ],
        Kind::Match => vec![
            (&matched::PERSON, Value::reference(dice.person())),
            (&matched::JOB, Value::reference(dice.job())),
            (&matched::STATUS, Value::choice(dice.pick(MatchStatus::ALL).code())),
            (&matched::HIDDEN, Value::flag(dice.below(2) == 0)),
        ],
        _ => Vec::new(),
    }
}

/// A store's snapshots, one after the other, with the columns that follow them.
struct Office {
    state: State,
    fits: Fits,
}

impl Office {
    /// Regions, skills, firms, and a reader of each reach.
    fn new(dice: &mut Dice) -> Self {
        let mut office = Self { state: State::new(), fits: Fits::default() };
        let mut events = Vec::new();
        for (name, reach) in
            [("own", Reach::Own), ("team", Reach::Team), ("region", Reach::Region), ("all", Reach::All)]
        {
            let mut record = Record::new(Id::new(Kind::User, u32::try_from(events.len() + 1).unwrap()));
            record.set(user::NAME_FIELD.code, Some(Value::text(name)));
            record.set(user::SCOPE.code, Some(Value::choice(reach.code())));
            record.set(user::REGIONS.code, Some(Value::references([Id::new(Kind::Region, REGIONS[0])])));
            events.push(Event::Added(record));
        }
        office.commit(events, "boss");
        for code in REGIONS {
            office.touch(Id::new(Kind::Region, code), dice);
        }
        for number in 1..=u32::try_from(SKILLS).unwrap() {
            office.touch(Id::new(Kind::Skill, number), dice);
        }
        office
    }

    fn commit(&mut self, events: Vec<Event>, author: &str) {
        let (seq, author) = (self.state.seq() + 1, Author::new(author));
        let at = Moment(Moment::at_start_of(today()).0 - i64::try_from(seq % 5).unwrap() * 86_400_000);
        self.state.apply(&Commit { seq, at, author, cause: Cause::Import, events });
    }

    /// One of the things that can happen to a record.
    fn touch(&mut self, id: Id, dice: &mut Dice) {
        let chosen: Vec<_> = values(id.kind, dice).into_iter().filter(|_| dice.below(5) > 0).collect();
        let one = Id::new(id.kind, id.number + 2);
        let event = match (self.state.record(id), dice.below(9)) {
            (None, _) => {
                let mut new = Record::new(id);
                for (field, value) in chosen {
                    new.set(field.code, Some(value));
                }
                Event::Added(new)
            }
            (Some(_), 0) => Event::Withdrawn { first: id, last: one },
            (Some(_), 1 | 2) => Event::Restored { first: id, last: one },
            (Some(held), _) => {
                let mut keep = |(field, value): (&Field, Value)| {
                    let after = Some(value).filter(|value| dice.below(6) > 0 && !value.is_empty());
                    Change { field: field.code, before: held.get(field).cloned(), after }
                };
                let changes = chosen.into_iter().map(&mut keep).collect();
                Event::changed(id, Verb::Updated, changes, None)
            }
        };
        let author = dice.pick(&["own", "else"]);
        self.commit(vec![event], author);
    }

    fn step(&mut self, dice: &mut Dice) {
        let id = match dice.below(16) {
            0..=7 => dice.person(),
            8..=10 => dice.job(),
            11 => dice.region(),
            12 => dice.skill(),
            13 => Id::new(Kind::Organisation, 1 + u32::try_from(dice.below(4)).unwrap()),
            14 => Id::case(2026, 1 + u32::try_from(dice.below(30)).unwrap()),
            _ => Id::new(Kind::Match, 1 + u32::try_from(dice.below(30)).unwrap()),
        };
        self.touch(id, dice);
    }

    /// Asks both ways, as somebody with some rights.
    fn agree(&self, dice: &mut Dice) {
        let reader = dice.pick(&["", "", "own", "team", "region", "all"]);
        let lens = (!reader.is_empty()).then(|| {
            let rights = Rights::of(&self.state, &Author::new(reader), false).unwrap();
            Arc::new(Lens::new(rights))
        });
        let state = self.state.through(lens);
        let of = match dice.below(3) {
            0 => dice.person(),
            1 => dice.job(),
            _ => dice.region(),
        };
        let options = Options {
            limit: dice.pick(&[0, 1, 2, 5, 20]),
            today: dice.pick(&[today(), today(), today().plus_days(2)]),
            sees_needs: dice.below(3) > 0,
        };
        for wanted in counterparts(of.kind) {
            let plain = rank(&state, of, *wanted, &options);
            let fast = self.fits.rank(&state, of, *wanted, &options);
            let what = format!("{wanted:?} for {of}, {options:?}, {reader:?}");
            assert_eq!(fast.as_ref().map(brief), plain.as_ref().map(brief), "{what}");
            assert!(fast == plain, "the accounts differ: {what}");
        }
        let counted = self.fits.gaps(&state, of, options.today);
        assert_eq!(counted, gaps(&state, of, options.today), "gaps of {of}, {reader:?}");
    }
}

/// Who is where, with which numbers.
fn brief(ranking: &Ranking) -> impl PartialEq + std::fmt::Debug {
    let hits = ranking.hits.iter().map(|hit| (hit.id, hit.low, hit.score, hit.high)).collect::<Vec<_>>();
    let out = ranking.excluded.iter().map(|out| (out.id, out.gate, out.score)).collect::<Vec<_>>();
    (ranking.total, hits, out, ranking.excluded_total.clone())
}

#[test]
fn any_commits_give_the_ranking_of_the_plain_scan() {
    let rounds = if cfg!(debug_assertions) { 30 } else { 600 };
    let mut dice = Dice(7);
    for _ in 0..rounds {
        let mut office = Office::new(&mut dice);
        for _ in 0..dice.below(160) {
            office.step(&mut dice);
        }
        for _ in 0..40 {
            for _ in 0..dice.below(4) {
                office.step(&mut dice);
            }
            office.agree(&mut dice);
        }
    }
}

#[test]
fn a_reader_who_is_behind_gets_the_ranking_of_then() {
    let mut dice = Dice(3);
    let mut office = Office::new(&mut dice);
    for _ in 0..120 {
        office.step(&mut dice);
    }
    for _ in 0..40 {
        let before = office.state.clone();
        for _ in 0..5 {
            office.step(&mut dice);
        }
        office.agree(&mut dice);
        let now = std::mem::replace(&mut office.state, before);
        office.agree(&mut dice);
        office.state = now;
    }
}

#[test]
fn many_equals_are_ordered_by_waiting_and_id() {
    let (mut office, mut dice) = (Office::new(&mut Dice(5)), Dice(9));
    let mut events = Vec::new();
    for number in 1..=600 {
        let mut record = Record::new(Id::new(Kind::Person, number * 13));
        record.set(person::HOURS.code, Some(Value::int(i64::from(number % 3))));
        record.set(person::WANT.code, Some(Value::Set(1)));
        events.push(Event::Added(record));
    }
    for number in 1..=60 {
        let mut record = Record::new(Id::case(2026, number));
        record.set(case::PERSON.code, Some(Value::reference(Id::new(Kind::Person, number * 130))));
        record.set(case::OPENED_ON.code, Some(Value::date(dice.day())));
        events.push(Event::Added(record));
    }
    let job = Id::new(Kind::Job, 1);
    let mut record = Record::new(job);
    record.set(job::HOURS_MAX.code, Some(Value::int(2)));
    events.push(Event::Added(record));
    office.commit(events, "else");
    for limit in [1, 7, 50, 500, 0] {
        let options = Options { limit, today: today(), sees_needs: true };
        let fast = office.fits.rank(&office.state, job, Kind::Person, &options);
        assert_eq!(fast, rank(&office.state, job, Kind::Person, &options), "limit {limit}");
    }
}
