//! A small office for the tests of matching: skills, regions, people and jobs in a few words each.

use nichiiki::domain::packed::Packed;
use nichiiki::domain::{Record, State};
use nichiiki::field::choices::{
    Need, Purpose, Readiness, ReadinessItem, RewardUnit, Service, SideJobRule, SideJobStatus, Stance, Want,
    WorkKind,
};
use nichiiki::field::tables::{job, organisation, person, region, skill};
use nichiiki::field::{Atom, Date, Id, Kind, Row, Value};
use nichiiki::lang::Lang;
use nichiiki::matching::{Explanation, Hit, Options, Ranking, explain, rank};

pub const SHIOJIRI: u32 = 202_151;
pub const SADO: u32 = 152_242;
pub const MATSUMOTO: u32 = 202_029;
pub const MITAKA: u32 = 132_047;

/// Skills by number.
pub const WEB: u32 = 1;
pub const SNS: u32 = 2;
pub const GRANT: u32 = 3;
pub const PHOTO: u32 = 4;
/// A child of `WEB`.
pub const SHOP: u32 = 5;
/// Shares an alias with `PHOTO`.
pub const CAMERA: u32 = 6;

pub const JOB: Id = Id::new(Kind::Job, 7);
pub const MIKA: Id = Id::new(Kind::Person, 231);

pub fn today() -> Date {
    Date::from_ymd(2026, 11, 23).unwrap()
}

pub fn options() -> Options {
    Options { limit: 0, today: today(), sees_needs: true }
}

pub fn region_id(code: u32) -> Id {
    Id::new(Kind::Region, code)
}

pub fn skill_id(number: u32) -> Id {
    Id::new(Kind::Skill, number)
}

/// Rows of skills with levels; level 0 names the skill alone.
pub fn skills(levels: &[(u32, u8)]) -> Value {
    let row = |(skill, level): &(u32, u8)| {
        let mut row = Row::default();
        row.set(1, Some(Atom::Ref(skill_id(*skill))));
        row.set(2, (*level > 0).then_some(Atom::Int(i64::from(*level))));
        row
    };
    Value::Rows(levels.iter().map(row).collect())
}

pub fn consent(purpose: Purpose, revoked: bool) -> Value {
    let mut row = Row::default();
    row.set(person::consent::PURPOSE.code, Some(Atom::Choice(purpose.code())));
    row.set(person::consent::GIVEN.code, Some(Atom::Date(today().plus_days(-30))));
    row.set(person::consent::REVOKED.code, revoked.then(|| Atom::Date(today().plus_days(-1))));
    Value::Rows(vec![row])
}

/// The office.
#[derive(Default)]
pub struct Office {
    pub state: State,
}

impl Office {
    /// Regions, skills and an employer that prohibits side jobs (O-000001).
    pub fn new() -> Self {
        let mut office = Self::default();
        for (number, label, parent, alias) in [
            (WEB, "Web制作", None, ""),
            (SNS, "SNS運用", None, ""),
            (GRANT, "補助金申請", None, ""),
            (PHOTO, "写真", None, "撮影"),
            (SHOP, "ネットショップ", Some(WEB), ""),
            (CAMERA, "カメラ", None, "撮影"),
        ] {
            let mut record = Record::new(skill_id(number));
            record.set(skill::LABEL.code, Some(Value::text(label)));
            record.set(skill::PARENT.code, parent.map(|parent| Value::reference(skill_id(parent))));
            record.set(
                skill::ALIASES.code,
                Some(Value::List(vec![Atom::Text(alias.into())])).filter(|_| !alias.is_empty()),
            );
            office.put(&record);
        }
        for (code, prefecture, name, lat, lon) in [
            (SHIOJIRI, "長野県", "塩尻市", 36_115_000, 137_953_000),
            (MATSUMOTO, "長野県", "松本市", 36_238_000, 137_972_000),
            (SADO, "新潟県", "佐渡市", 38_018_000, 138_368_000),
            (MITAKA, "東京都", "三鷹市", 35_683_000, 139_559_000),
        ] {
            let mut record = Record::new(region_id(code));
            record.set(region::PREFECTURE.code, Some(Value::text(prefecture)));
            record.set(region::NAME_FIELD.code, Some(Value::text(name)));
            record.set(region::LAT.code, Some(Value::int(lat)));
            record.set(region::LON.code, Some(Value::int(lon)));
            office.put(&record);
        }
        office.shiojiri();
        let mut firm = Record::new(Id::new(Kind::Organisation, 1));
        firm.set(organisation::SIDE_JOB_RULE.code, Some(Value::choice(SideJobRule::Prohibit.code())));
        office.put(&firm);
        office
    }

    fn shiojiri(&mut self) {
        let mut record = self.state.live(region_id(SHIOJIRI)).unwrap();
        let mut access = Row::default();
        access.set(region::access::FROM.code, Some(Atom::Text("東京(新宿)".into())));
        access.set(region::access::MINUTES.code, Some(Atom::Int(160)));
        record.set(region::ACCESS.code, Some(Value::Rows(vec![access])));
        let services = Service::Broadband.bit() | Service::Clinic.bit();
        record.set(region::SERVICES.code, Some(Value::Set(services)));
        let mut ready = Row::default();
        ready.set(region::ready::ITEM.code, Some(Atom::Choice(ReadinessItem::Window.code())));
        ready.set(region::ready::STATE.code, Some(Atom::Choice(Readiness::Yes.code())));
        record.set(region::READINESS.code, Some(Value::Rows(vec![ready])));
        self.put(&record);
    }

    pub fn put(&mut self, record: &Record) {
        self.state.load(Packed::pack(record));
    }

    /// Changes a record and puts it back.
    pub fn with(mut self, id: Id, change: impl FnOnce(&mut Record)) -> Self {
        let mut record = self.state.live(id).unwrap_or_else(|| Record::new(id));
        change(&mut record);
        self.put(&record);
        self
    }

    pub fn rank(&self, id: Id, wanted: Kind) -> Ranking {
        rank(&self.state, id, wanted, &options()).unwrap()
    }

    pub fn explain(&self, a: Id, b: Id) -> Explanation {
        explain(&self.state, a, b, &options()).unwrap()
    }

    /// The hit of a person for the job.
    pub fn hit(&self, person: Id) -> Hit {
        let ranking = self.rank(JOB, Kind::Person);
        ranking.hits.into_iter().find(|hit| hit.id == person).unwrap()
    }
}

/// 販促DX: three must-haves, 4 to 8 hours, 50,000 yen a month, twice a month on site in Shiojiri.
pub fn job_record(id: Id) -> Record {
    let mut record = Record::new(id);
    for (code, value) in [
        (job::TITLE.code, Value::text("販促DX")),
        (job::REGION.code, Value::reference(region_id(SHIOJIRI))),
        (job::WORK_KIND.code, Value::choice(WorkKind::Outsourcing.code())),
        (job::STANCE.code, Value::choice(Stance::HandsOn.code())),
        (job::SKILLS_MUST.code, skills(&[(WEB, 3), (SNS, 2), (GRANT, 3)])),
        (job::SKILLS_NICE.code, skills(&[(PHOTO, 2)])),
        (job::HOURS_MIN.code, Value::int(4)),
        (job::HOURS_MAX.code, Value::int(8)),
        (job::ONSITE_DAYS.code, Value::int(2)),
        (job::REWARD.code, Value::int(50_000)),
        (job::REWARD_UNIT.code, Value::choice(RewardUnit::Month.code())),
        (job::STATUS.code, Value::choice(nichiiki::field::choices::JobStatus::Open.code())),
        (job::CLOSES_ON.code, Value::date(today().plus_days(20))),
    ] {
        record.set(code, Some(value));
    }
    record
}

/// 髙橋 美佳, of whom everything is known.
pub fn person_record(id: Id) -> Record {
    let mut record = Record::new(id);
    for (code, value) in [
        (person::FAMILY_NAME.code, Value::text("髙橋")),
        (person::GIVEN_NAME.code, Value::text("美佳")),
        (person::DOMICILE.code, Value::reference(region_id(MITAKA))),
        (person::SIDE_JOB_STATUS.code, Value::choice(SideJobStatus::Notified.code())),
        (person::WANT.code, Value::Set(Want::SideJob.bit())),
        (person::HOURS.code, Value::int(6)),
        (person::VISIT_DAYS.code, Value::int(1)),
        (person::REWARD_FLOOR.code, Value::int(50_000)),
        (person::SKILLS.code, skills(&[(WEB, 3), (SNS, 2), (GRANT, 1), (PHOTO, 2)])),
        (person::REGIONS.code, Value::references([region_id(SADO), region_id(SHIOJIRI)])),
        (person::NEEDS.code, Value::Set(Need::Childcare.bit())),
        (person::CONSENT.code, consent(Purpose::ShareCompany, false)),
    ] {
        record.set(code, Some(value));
    }
    record
}

/// The office with the job and the person.
pub fn office() -> Office {
    Office::new()
        .with(JOB, |record| *record = job_record(JOB))
        .with(MIKA, |record| *record = person_record(MIKA))
}

/// The lines of an account, all parts in one.
pub fn lines(explanation: &Explanation) -> Vec<String> {
    let lines = explanation.accounts.iter().flat_map(|account| {
        account.lines.iter().map(|line| format!("{} {}", line.sign.key(), line.text.text(Lang::Ja)))
    });
    lines.collect()
}
