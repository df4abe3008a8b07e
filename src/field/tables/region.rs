//! Fields of a region (a municipality): plan, readiness, access, houses, services. Its number is its six-digit code with check digit.

use super::{KANA, LINE, LINES, LONG, NAME, YEN, count};
use crate::field::choices::{
    KpiCount, PlanStatus, Readiness, ReadinessItem, RegionKind, RentBuy, Service, StakeRole, WorkplaceKind,
};
use crate::field::{Class, Field, Kind, Origin, Shape, TextKind};
use crate::lang::Label;

/// Sub-fields of a trial house.
pub mod house {
    use super::*;
    fields! { FIELDS;
        HOUSE_NAME = Field::new(1, "name", "名称", "Name", NAME);
        BEDS = Field::new(2, "beds", "定員", "Beds", count(1000, "人", "beds"));
        MIN_NIGHTS = Field::new(3, "min_nights", "最短", "Shortest", count(3650, "泊", "nights"));
        MAX_NIGHTS = Field::new(4, "max_nights", "最長", "Longest", count(3650, "泊", "nights"));
        FEE = Field::new(5, "fee", "料金", "Fee", LINE);
        BOOKING = Field::new(6, "booking", "予約先", "Booking", LINE);
    }
}

/// Sub-fields of a workplace.
pub mod workplace {
    use super::*;
    fields! { FIELDS;
        KIND = Field::new(1, "kind", "形態", "Kind", Shape::Choice(WorkplaceKind::TABLE));
        PLACE_NAME = Field::new(2, "name", "名称", "Name", NAME);
        SEATS = Field::new(3, "seats", "席数", "Seats", count(100_000, "席", "seats"));
        NET = Field::new(4, "net_mbps", "通信", "Net", count(1_000_000, "Mbps", "Mbps"));
    }
}

/// Sub-fields of a way to get there.
pub mod access {
    use super::*;
    fields! { FIELDS;
        FROM = Field::new(1, "from", "出発地", "From", NAME);
        MINUTES = Field::new(2, "minutes", "所要", "Time", count(10_000, "分", "minutes"));
        COST = Field::new(3, "yen_round_trip", "往復", "Round trip", YEN);
        MEANS = Field::new(4, "means", "手段", "Means", NAME);
    }
}

/// Sub-fields of a vacant home.
pub mod housing {
    use super::*;
    fields! { FIELDS;
        BANK_ID = Field::new(1, "bank_id", "物件番号", "Bank id", NAME);
        RENT_BUY = Field::new(2, "rent_buy", "賃貸・売買", "Rent or sale", Shape::Choice(RentBuy::TABLE));
        CONSENT = Field::new(3, "owner_consent", "所有者の同意", "Owner's consent", Shape::Flag);
    }
}

/// Sub-fields of an item of readiness.
pub mod ready {
    use super::*;
    fields! { FIELDS;
        ITEM = Field::new(1, "item", "項目", "Item", Shape::Choice(ReadinessItem::TABLE));
        STATE = Field::new(2, "state", "状態", "State", Shape::Choice(Readiness::TABLE));
        REMARK = Field::new(3, "remark", "備考", "Remark", LINE);
    }
}

/// Sub-fields of a stakeholder.
pub mod stakeholder {
    use super::*;
    fields! { FIELDS;
        ORGANISATION = Field::new(1, "organisation", "団体", "Organisation", Shape::Ref(Kind::Organisation));
        ROLE = Field::new(2, "role", "役割", "Role", Shape::Choice(StakeRole::TABLE));
        REMARK = Field::new(3, "remark", "備考", "Remark", LINE);
    }
}

/// Sub-fields of a target.
pub mod target {
    use super::*;
    fields! { FIELDS;
        INDICATOR = Field::new(1, "indicator", "指標", "Indicator", NAME);
        AIM = Field::new(2, "target", "目標", "Target", count(1_000_000_000, "", ""));
        ACTUAL = Field::new(3, "actual", "実績", "Actual", count(1_000_000_000, "", ""));
        YEAR = Field::new(4, "fiscal_year", "年度", "Fiscal year", Shape::Int(1900, 2200, Label::new("年度", "")));
        /// What is counted in place of an actual that somebody enters.
        COUNTED = Field::new(5, "counted_as", "数え方", "Counted as", Shape::Choice(KpiCount::TABLE));
        /// The day of an actual that was entered.
        ON = Field::new(6, "as_of", "実績の日付", "Actual as of", Shape::Date);
    }
}

fields! { FIELDS;
    CODE = Field::new(1, "code", "団体コード", "Code", NAME).origin(Origin::Fixed).found_as(Class::Name).or(&["コード"]);
    PREFECTURE = Field::new(2, "prefecture", "都道府県", "Prefecture", NAME).found_as(Class::Region).column(8);
    NAME_FIELD = Field::new(3, "name", "名称", "Name", NAME).found_as(Class::Name).column(14);
    KANA_FIELD = Field::new(4, "kana", "カナ", "Reading", KANA).found_as(Class::Name);
    ROMAJI = Field::new(5, "romaji", "ローマ字", "Romaji", NAME).found_as(Class::Name);
    COUNTY = Field::new(6, "county", "郡", "County", NAME).found_as(Class::Region);
    KIND = Field::new(7, "kind", "区分", "Kind", Shape::Choice(RegionKind::TABLE));
    LAT = Field::new(8, "lat", "緯度", "Latitude", Shape::Micro(-90_000_000, 90_000_000));
    LON = Field::new(9, "lon", "経度", "Longitude", Shape::Micro(-180_000_000, 180_000_000));
    POPULATION = Field::new(10, "population", "人口", "Population", count(50_000_000, "人", "people")).column(10).or(&["population_2020"]);
    URL_FIELD = Field::new(11, "url", "公式サイト", "Website", super::URL).or(&["サイト"]);
    PREFECTURE_PLAN = Field::new(12, "prefecture_plan", "県の基盤整備計画", "Prefecture's plan", Shape::Flag);
    PLAN_STATUS = Field::new(13, "plan_status", "促進計画", "Promotion plan", Shape::Choice(PlanStatus::TABLE)).column(10);
    PLAN_ON = Field::new(14, "plan_adopted_on", "策定日", "Plan adopted on", Shape::Date);
    DISTRICTS = Field::new(15, "priority_districts", "重点地区", "Priority districts", LINES).found_as(Class::Region);
    SUPPORT_CORPS = Field::new(16, "support_corps", "支援法人", "Support corporations", Shape::Refs(Kind::Organisation)).found_as(Class::Organisation).linked();
    COUNCIL = Field::new(17, "council", "協議会", "Council", Shape::Flag);
    REGIONAL_HR = Field::new(18, "regional_hr", "地域の人事部", "Regional HR", Shape::Ref(Kind::Organisation)).found_as(Class::Organisation).linked();
    INTAKE_CAP = Field::new(19, "intake_cap", "受入枠", "Intake cap", count(1_000_000, "人", "people"));
    TRIAL_CAP = Field::new(20, "trial_cap", "お試し枠", "Trial cap", count(1_000_000, "泊", "nights"));
    TRIAL_HOUSES = Field::new(21, "trial_houses", "お試し住宅", "Trial houses", Shape::Rows(house::FIELDS));
    WORKPLACES = Field::new(22, "workplaces", "仕事場", "Workplaces", Shape::Rows(workplace::FIELDS));
    ACCESS = Field::new(23, "access", "交通", "Access", Shape::Rows(access::FIELDS));
    SERVICES = Field::new(24, "services", "生活サービス", "Services", Shape::Set(Service::TABLE));
    HOSPITAL_MINUTES = Field::new(25, "hospital_minutes", "病院まで", "To hospital", count(10_000, "分", "minutes"));
    MEASURES = Field::new(26, "measures", "施策", "Measures", Shape::Refs(Kind::Measure)).linked();
    HOUSING_STOCK = Field::new(27, "housing_stock", "空き家", "Vacant homes", Shape::Rows(housing::FIELDS));
    COMMUNITY_RULES = Field::new(28, "community_rules", "地域の決まり", "Community rules", LONG).found_as(Class::Note);
    NEEDS_TEXT = Field::new(29, "needs_text", "地域課題", "Regional needs", LONG).found_as(Class::Note);
    NEED_SKILLS = Field::new(30, "need_skills", "求めるスキル", "Skills needed", Shape::Refs(Kind::Skill)).found_as(Class::Skill).or(&["求める技能"]);
    COORDINATOR = Field::new(31, "coordinator", "担当", "Coordinator", NAME);
    READINESS = Field::new(32, "readiness", "受入体制", "Readiness", Shape::Rows(ready::FIELDS));
    STAKEHOLDERS = Field::new(33, "stakeholders", "関係者", "Stakeholders", Shape::Rows(stakeholder::FIELDS));
    STRATEGY = Field::new(34, "strategy_refs", "総合計画・戦略", "Strategies", LINES);
    TARGETS = Field::new(35, "targets", "KPI", "Targets", Shape::Rows(target::FIELDS));
    GOOD = Field::new(36, "merits", "良い点", "Merits", LONG).found_as(Class::Note);
    BAD = Field::new(37, "demerits", "留意点", "Drawbacks", LONG).or(&["知っておく点"]).found_as(Class::Note);
    NOTES = Field::new(38, "notes", "備考", "Notes", LONG).found_as(Class::Note);
    EXTERNAL_ID = Field::new(39, "external_id", "外部ID", "External id", NAME);
    CONTACT_MAIL = Field::new(40, "contact_email", "窓口のメール", "Contact email", Shape::Text(TextKind::Mail));
    PLAN_DUE = Field::new(41, "plan_planned_on", "策定予定日", "Plan due on", Shape::Date);
}
