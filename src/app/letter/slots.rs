//! What may stand in the gaps of a template: words of its own, and any field of the person, the case, its job and its firm.
//! Invariant: a gap is filled with what its reader may see, or is named as open.

use super::super::layer::Context;
use crate::domain::{Record, State};
use crate::field::print::display;
use crate::field::tables::{case, job, person};
use crate::field::{Field, Id, Kind, by_name};
use crate::lang::{Label, Lang};
use crate::report::Asked;
use crate::report::sheet::{People, sheet};

/// The fact sheet of the region, as a text.
const SHEET: &str = "sheet";
/// The words that stand for something by themselves, with what people call them.
const WORDS: [(&str, Label); 12] = [
    ("name", Label::new("氏名", "name")),
    ("region", Label::new("希望地域", "region")),
    ("owner", Label::new("担当", "owner")),
    ("job", Label::new("案件", "job")),
    ("firm", Label::new("団体", "firm")),
    ("next", Label::new("次の一手", "next action")),
    ("due", Label::new("期日", "due")),
    ("place", Label::new("お試しの場所", "trial place")),
    ("from", Label::new("お試し開始", "trial from")),
    ("to", Label::new("お試し終了", "trial to")),
    ("today", Label::new("今日", "today")),
    (SHEET, Label::new("地域の紹介票", "fact sheet")),
];
/// Records whose fields may be named, in either language.
const RECORDS: [(Kind, [&str; 2]); 5] = [
    (Kind::Person, ["person", "人"]),
    (Kind::Case, ["case", "ケース"]),
    (Kind::Job, ["job", "案件"]),
    (Kind::Organisation, ["firm", "団体"]),
    (Kind::Region, ["region", "地域"]),
];

/// Whether there is something for a gap of that name.
pub fn is_slot(slot: &str) -> bool {
    WORDS.iter().any(|(word, _)| *word == slot) || field_of(slot).is_some()
}

/// The gaps of a text.
pub fn of(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|behind| behind.split_once('}').map(|(slot, _)| slot))
}

/// Whether a gap is filled from a region.
pub fn is_of_a_region(slot: &str) -> bool {
    ["region", SHEET].contains(&slot) || field_of(slot).is_some_and(|(kind, _)| kind == Kind::Region)
}

/// Whether there is something for a gap where a text is about a region and goes to nobody.
pub fn fits_a_region(slot: &str) -> bool {
    is_of_a_region(slot) || ["owner", "today"].contains(&slot)
}

/// The kind and the field of `person.hours_week`, `ケース.段階`.
fn field_of(slot: &str) -> Option<(Kind, &'static Field)> {
    let (record, field) = slot.split_once('.')?;
    let (kind, _) = RECORDS.iter().find(|(_, names)| names.contains(&record.trim()))?;
    Some((*kind, by_name(*kind, field.trim())?))
}

/// What is known of those whom a text is about.
pub struct Known<'a> {
    context: &'a Context<'a>,
    person: Option<Id>,
    of_person: Option<Record>,
    of_case: Option<Record>,
    of_job: Option<Record>,
    of_firm: Option<Record>,
    of_region: Option<Record>,
}

impl<'a> Known<'a> {
    /// What is known of a person and, where `about` is a case, of that; or of the region that `about` is.
    pub fn of(about: Id, person: Option<Id>, context: &'a Context<'a>) -> Self {
        let state = &context.snapshot.state;
        let of_case = state.live(about).filter(|record| record.id.kind == Kind::Case);
        let linked = |record: &Option<Record>, field: &Field| {
            record.as_ref().and_then(|record| record.reference(field)).and_then(|id| state.live(id))
        };
        let of_job = linked(&of_case, &case::JOB);
        let of_firm = linked(&of_job, &job::ORGANISATION);
        let of_person = person.and_then(|id| state.live(id));
        let wished = of_person.as_ref().and_then(|record| record.references(&person::REGIONS).next());
        let region = if about.kind == Kind::Region { Some(about) } else { wished };
        let of_region = region.and_then(|id| state.live(id));
        Self { context, person, of_person, of_case, of_job, of_firm, of_region }
    }

    fn state(&self) -> &State {
        &self.context.snapshot.state
    }

    /// A text with what is known put in, and the names of the gaps that stay open.
    pub fn fill(&self, text: &str, missing: &mut Vec<String>) -> String {
        let lang = self.context.lang;
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((slot, after)) = behind.split_once('}') else {
                rest = behind;
                continue;
            };
            let value = self.value(slot).filter(|value| !value.is_empty());
            filled.push_str(&value.unwrap_or_else(|| {
                let name = called(slot, lang);
                let open = format!("[{name}]");
                if !missing.contains(&name) {
                    missing.push(name);
                }
                open
            }));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    fn value(&self, slot: &str) -> Option<String> {
        if let Some((kind, field)) = field_of(slot) {
            let record = match kind {
                Kind::Person => &self.of_person,
                Kind::Case => &self.of_case,
                Kind::Job => &self.of_job,
                Kind::Region => &self.of_region,
                _ => &self.of_firm,
            };
            return self.shown(record.as_ref()?, field);
        }
        let (state, context) = (self.state(), self.context);
        let of_case = |field: &Field| self.shown(self.of_case.as_ref()?, field);
        let label = |record: &Option<Record>| record.as_ref().and_then(|record| state.label(record.id));
        match slot {
            "name" => state.label(self.person?),
            "region" => label(&self.of_region),
            SHEET => self.sheet(),
            "owner" => {
                let owner = self.of_case.as_ref().and_then(|record| record.text(&case::OWNER));
                Some(owner.unwrap_or(context.user).to_owned())
            }
            "job" => label(&self.of_job),
            "firm" => label(&self.of_firm),
            "next" => of_case(&case::NEXT_ACTION),
            // Nobody is asked for an answer by a day that has passed.
            "due" => {
                let due = self.of_case.as_ref()?.date(&case::NEXT_DUE);
                of_case(&case::NEXT_DUE).filter(|_| due.is_some_and(|day| day >= context.today()))
            }
            "place" => of_case(&case::TRIAL_PLACE),
            "from" => of_case(&case::TRIAL_FROM),
            "to" => of_case(&case::TRIAL_TO),
            "today" => Some(context.today().to_string()),
            _ => None,
        }
    }

    /// The fact sheet without the counts of people, which would go through every case for each drawing.
    fn sheet(&self) -> Option<String> {
        let (context, id) = (self.context, self.of_region.as_ref()?.id);
        let asked = Asked { today: context.today(), fiscal_year: None, lang: context.lang };
        sheet(self.state(), id, People::Left, &asked)
            .map(|paper| paper.text(context.lang).trim_end().to_owned())
    }

    fn shown(&self, record: &Record, field: &Field) -> Option<String> {
        Some(display(field, record.get(field)?, self.context.lang, self.state()))
    }
}

/// What people call a gap.
fn called(slot: &str, lang: Lang) -> String {
    let word = WORDS.iter().find(|(word, _)| *word == slot).map(|(_, label)| label.text(lang));
    let field = || field_of(slot).map(|(_, field)| field.name(lang));
    word.or_else(field).unwrap_or(slot).to_owned()
}
