//! What somebody who lives there needs to know: where to work, what services there are, where to stay.

use super::super::paper::{Line, Sign};
use super::{EXPECTED, HOSPITAL_MINUTES, NET_MBPS, View, least};
use crate::field::Row;
use crate::field::choices::{RentBuy, Service};
use crate::field::tables::region::{self, house, housing, workplace};
use crate::lang::Lang;

impl View<'_> {
    pub(super) fn workplaces(&self) -> Vec<Line> {
        let rows = self.record.rows(&region::WORKPLACES);
        if rows.is_empty() {
            return vec![Line::new(
                Sign::Bad,
                region::WORKPLACES.name(self.asked.lang),
                self.say("登録された仕事場がありません", "no workplace on record"),
            )];
        }
        let line = |row: &Row| {
            let net = row.int(workplace::NET.code);
            let sign = match net {
                Some(net) if net >= NET_MBPS.0 => Sign::Good,
                Some(net) if net >= NET_MBPS.1 => Sign::Fair,
                Some(_) => Sign::Bad,
                None => Sign::Unknown,
            };
            let seats = row.int(workplace::SEATS.code).map(|seats| match self.asked.lang {
                Lang::Ja => format!("{seats}席"),
                Lang::En => format!("{seats} seats"),
            });
            let net = net.map(|net| format!("{net} Mbps"));
            let net = net.or_else(|| Some(self.say("通信は未確認", "net not known").to_owned()));
            let parts: Vec<String> = [seats, net].into_iter().flatten().collect();
            let name = row.text(workplace::PLACE_NAME.code).unwrap_or_default();
            Line::new(sign, name, parts.join(self.say("、", ", ")))
        };
        rows.iter().map(line).collect()
    }

    pub(super) fn services(&self) -> Vec<Line> {
        let lang = self.asked.lang;
        let held = self.record.set_bits(&region::SERVICES);
        let named = |wanted: bool, among: &[Service]| {
            let names = among.iter().filter(|one| (held & one.bit() != 0) == wanted);
            names.map(|one| one.label().text(lang)).collect::<Vec<_>>().join(self.say("、", ", "))
        };
        let mut lines = if held == 0 { self.unknown(&region::SERVICES) } else { Vec::new() };
        if held != 0 {
            lines.push(Line::new(Sign::Good, self.say("あるもの", "there"), named(true, Service::ALL)));
            let missing = named(false, &EXPECTED);
            if !missing.is_empty() {
                lines.push(Line::new(Sign::Bad, self.say("記録にないもの", "not on record"), missing));
            }
        }
        let hospital = region::HOSPITAL_MINUTES.name(lang);
        match self.record.int(&region::HOSPITAL_MINUTES) {
            Some(minutes) => {
                let text = match lang {
                    Lang::Ja => format!("{minutes}分"),
                    Lang::En => format!("{minutes} minutes"),
                };
                lines.push(Line::new(least(minutes, HOSPITAL_MINUTES), hospital, text));
            }
            None => lines.extend(self.unknown(&region::HOSPITAL_MINUTES)),
        }
        lines
    }

    /// Vacant homes and houses for a trial.
    pub(super) fn housing(&self) -> Vec<Line> {
        let mut lines = self.stock();
        lines.extend(self.houses());
        lines
    }

    fn stock(&self) -> Vec<Line> {
        let lang = self.asked.lang;
        let stock = self.record.rows(&region::HOUSING_STOCK);
        let agreed = stock.iter().filter(|row| row.flag(housing::CONSENT.code) == Some(true)).count();
        let rent = stock
            .iter()
            .filter(|row| row.choice(housing::RENT_BUY.code) != Some(RentBuy::Buy.code()))
            .filter(|row| row.get(housing::RENT_BUY.code).is_some())
            .count();
        let homes = region::HOUSING_STOCK.name(lang);
        vec![match (stock.len(), lang) {
            (0, _) => Line::new(Sign::Bad, homes, self.say("登録がありません", "none on record")),
            (all, Lang::Ja) => Line::new(
                if agreed > 0 { Sign::Good } else { Sign::Fair },
                homes,
                format!("{all}件(借りられるもの {rent}件、所有者の同意 {agreed}件)"),
            ),
            (all, Lang::En) => Line::new(
                if agreed > 0 { Sign::Good } else { Sign::Fair },
                homes,
                format!("{all} ({rent} to rent, {agreed} with the owner's consent)"),
            ),
        }]
    }

    /// The houses for a trial, each with its terms.
    fn houses(&self) -> Vec<Line> {
        let lang = self.asked.lang;
        let houses = self.record.rows(&region::TRIAL_HOUSES);
        if houses.is_empty() {
            let none = self.say("ありません", "there is none");
            return vec![Line::new(Sign::Bad, region::TRIAL_HOUSES.name(lang), none)];
        }
        let line = |row: &Row| {
            let nights = row.int(house::MIN_NIGHTS.code).zip(row.int(house::MAX_NIGHTS.code));
            let nights = nights.map(|(least, most)| match lang {
                Lang::Ja => format!("{least}～{most}泊"),
                Lang::En => format!("{least} to {most} nights"),
            });
            let beds = row.int(house::BEDS.code).map(|beds| match lang {
                Lang::Ja => format!("定員{beds}人"),
                Lang::En => format!("{beds} beds"),
            });
            let fee = row.text(house::FEE.code).map(str::to_owned);
            let parts: Vec<String> = [beds, nights, fee].into_iter().flatten().collect();
            let name = row.text(house::HOUSE_NAME.code).unwrap_or_default();
            Line::new(Sign::Good, name, parts.join(self.say("、", ", ")))
        };
        houses.iter().map(line).collect()
    }
}
