//! What a verb on cases offers for one key: colleagues, days to hold until, reasons to close for, tags in use.

use std::collections::BTreeMap;

use super::events;
use super::open::{ask_for, hand_over_draft};
use crate::action::Action;
use crate::app::choose::{Choice, Choose};
use crate::app::deed::{Deed, rows};
use crate::app::layer::{Context, Step};
use crate::app::verb;
use crate::domain::decide::stage_of;
use crate::domain::gate::{self, ConsentState};
use crate::domain::lead;
use crate::domain::stage::{is_open, outcome};
use crate::field::calendar::business_days_after;
use crate::field::choices::{ClosedReason, Feeling, Purpose, Verdict};
use crate::field::tables::{case, user};
use crate::field::{Date, Id, Kind};
use crate::lang::Lang;

/// The newest cases that are looked through for names and tags in use.
const CASES_LOOKED_AT: usize = 2000;
/// Colleagues and tags offered at most: as many as there are letters.
const OFFERED: usize = 23;

/// The options of a verb, for one key each; the form itself where there are none.
pub fn choose(action: Action, of: Vec<Id>, context: &Context<'_>) -> Step {
    let options = match action {
        Action::Assign => owners(context, &|owner| Deed::Assign(owner.into()), true),
        Action::HandOver => {
            let draft = hand_over_draft(context);
            let deed = |to: &str| Deed::HandOver { to: to.into(), draft: draft.clone(), reason: None };
            owners(context, &deed, false)
        }
        Action::Hold => days(context),
        Action::Close => reasons(context.lang),
        Action::Tag => tags(context),
        Action::Check => feelings(&of, context),
        Action::Paper => papers(&of, context),
        Action::Selection => verdicts(&of, context),
        Action::Consent => consents(&of, context),
        Action::EnterEvent => events::near(context),
        _ => Vec::new(),
    };
    if options.is_empty() {
        return ask_for(action, &of, context);
    }
    let name = action.label().text(context.lang);
    let first = of.first().map(|id| verb::whom(*id, context)).unwrap_or_default();
    let title = match (of.len(), context.lang) {
        (0 | 1, _) => format!("{name}: {first}"),
        (many, Lang::Ja) => format!("{name}: {first} ほか{}件", many - 1),
        (many, Lang::En) => format!("{name}: {first} and {} more", many - 1),
    };
    Step::push(Choose::new(title, of, options, action))
}

/// The colleagues with how many open cases they have; where oneself and nobody can be meant too, first and last.
fn owners(context: &Context<'_>, deed: &dyn Fn(&str) -> Deed, all: bool) -> Vec<Choice> {
    let state = &context.snapshot.state;
    let mut loads: BTreeMap<String, usize> = BTreeMap::new();
    for record in state.records(Kind::User).filter(|record| record.get(&user::REVOKED_ON).is_none()) {
        loads.insert(record.text(&user::NAME_FIELD).unwrap_or_default().to_owned(), 0);
    }
    for record in newest_cases(context) {
        if let Some(owner) = record.text(&case::OWNER).filter(|_| is_open(stage_of(&record))) {
            *loads.entry(owner.to_owned()).or_default() += 1;
        }
    }
    let load = |count: usize| match context.lang {
        Lang::Ja => format!("担当中 {count}件"),
        Lang::En => format!("{count} open cases"),
    };
    let own = loads.remove(context.user).unwrap_or(0);
    let choice = |label: &str, detail: String, owner: &str| Choice {
        label: label.to_owned(),
        detail,
        deed: deed(owner),
    };
    let myself = format!("{} ({})", context.user, context.say("自分", "me"));
    let mut options = Vec::new();
    if all {
        options.push(choice(&myself, load(own), context.user));
    }
    let others = loads.iter().filter(|(name, _)| !name.is_empty()).take(OFFERED - 2);
    options.extend(others.map(|(name, count)| choice(name, load(*count), name)));
    if all {
        options.push(choice(context.say("担当なし", "nobody"), String::new(), ""));
    }
    options
}

/// Days to go on, each the next working day.
fn days(context: &Context<'_>) -> Vec<Choice> {
    let today = context.today();
    let on_or_after = |day: Date| business_days_after(day.plus_days(-1), 1);
    let monday = today.plus_days(7 - i32::from(today.weekday()));
    let fiscal = Date::from_ymd(today.fiscal_year() + 1, 4, 1).unwrap_or(today);
    let year = today.plus_months(12);
    [
        (today.plus_days(1), context.say("明日", "tomorrow")),
        (today.plus_days(3), context.say("3日後", "in 3 days")),
        (monday, context.say("来週", "next week")),
        (today.plus_days(14), context.say("2週間後", "in 2 weeks")),
        (today.plus_months(1), context.say("1か月後", "in a month")),
        (today.plus_months(3), context.say("3か月後", "in 3 months")),
        (fiscal, context.say("来年度", "next fiscal year")),
        (year, context.say("1年後", "in a year")),
    ]
    .map(|(day, label)| {
        let day = on_or_after(day);
        Choice {
            label: label.to_owned(),
            detail: day.to_string(),
            deed: Deed::Hold { resume_on: Some(day), reason: None },
        }
    })
    .into()
}

fn reasons(lang: Lang) -> Vec<Choice> {
    let choice = |reason: &ClosedReason| {
        let flags = outcome(*reason);
        let detail = match (flags.won, flags.engaged) {
            (true, _) => lang.pick("成果あり", "a success"),
            (false, true) => "",
            (false, false) => lang.pick("集計に入れない", "not counted in rates"),
        };
        Choice {
            label: reason.label().text(lang).to_owned(),
            detail: detail.to_owned(),
            deed: Deed::Close { closed_reason: Some(*reason), resume_on: None, reason: None },
        }
    };
    ClosedReason::ALL.iter().map(choice).collect()
}

/// How somebody feels at the check that is due next.
fn feelings(of: &[Id], context: &Context<'_>) -> Vec<Choice> {
    let record = of.first().and_then(|id| rows::case_of(*id, context));
    let Some((month, day)) = record.and_then(|record| lead::next_check(&record)) else { return Vec::new() };
    let detail = match context.lang {
        Lang::Ja => format!("{month}か月目の確認 (期日 {day})"),
        Lang::En => format!("{month} month check (due {day})"),
    };
    let choice = |feeling: &Feeling| Choice {
        label: feeling.label().text(context.lang).to_owned(),
        detail: detail.clone(),
        deed: Deed::Check(*feeling),
    };
    Feeling::ALL.iter().map(choice).collect()
}

/// The papers that the cases wait for.
fn papers(of: &[Id], context: &Context<'_>) -> Vec<Choice> {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for record in of.iter().filter_map(|id| rows::case_of(*id, context)) {
        for name in rows::papers(&record, context) {
            *waiting.entry(name).or_default() += 1;
        }
    }
    let choice = |(name, count): (String, usize)| Choice {
        detail: match context.lang {
            Lang::Ja => format!("未受領 {count}件"),
            Lang::En => format!("missing in {count}"),
        },
        deed: Deed::Paper(name.as_str().into()),
        label: name,
    };
    waiting.into_iter().take(OFFERED).map(choice).collect()
}

/// What may come of the step of a selection that is next.
fn verdicts(of: &[Id], context: &Context<'_>) -> Vec<Choice> {
    let record = of.first().and_then(|id| rows::case_of(*id, context));
    let Some(step) = record.and_then(|record| rows::next_step(&record)) else { return Vec::new() };
    let choice = |verdict: &Verdict| Choice {
        label: verdict.label().text(context.lang).to_owned(),
        detail: step.label().text(context.lang).to_owned(),
        deed: Deed::Step(*verdict),
    };
    Verdict::ALL.iter().map(choice).collect()
}

/// What somebody may consent to, and how each consent stands.
fn consents(of: &[Id], context: &Context<'_>) -> Vec<Choice> {
    let about = of.first().and_then(|id| rows::person_of(*id, context));
    let Some(about) = about.and_then(|id| context.snapshot.state.live(id)) else { return Vec::new() };
    let choice = |purpose: &Purpose| {
        let detail = match gate::consent(&about, *purpose, context.today()) {
            ConsentState::Given => context.say("同意あり", "given"),
            ConsentState::Ended => context.say("撤回・期限切れ", "ended"),
            ConsentState::Unknown => context.say("未確認", "unknown"),
        };
        Choice {
            label: purpose.label().text(context.lang).to_owned(),
            detail: detail.to_owned(),
            deed: Deed::Consent(*purpose),
        }
    };
    Purpose::ALL.iter().map(choice).collect()
}

/// The tags of the newest cases, the most used first.
fn tags(context: &Context<'_>) -> Vec<Choice> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for record in newest_cases(context) {
        for tag in record.texts(&case::TAGS) {
            *used.entry(tag.to_owned()).or_default() += 1;
        }
    }
    let mut used: Vec<(String, usize)> = used.into_iter().collect();
    used.sort_by(|(one, first), (other, second)| second.cmp(first).then(one.cmp(other)));
    let choice = |(tag, count): (String, usize)| Choice {
        detail: count.to_string(),
        deed: Deed::Tag(vec![tag.as_str().into()]),
        label: tag,
    };
    used.into_iter().take(OFFERED).map(choice).collect()
}

fn newest_cases<'a>(context: &Context<'a>) -> impl Iterator<Item = crate::domain::Record> + use<'a> {
    let state = &context.snapshot.state;
    let ids: Vec<Id> = state.ids(Kind::Case).collect();
    let skipped = ids.len().saturating_sub(CASES_LOOKED_AT);
    ids.into_iter().skip(skipped).filter_map(move |id| state.live(id))
}
