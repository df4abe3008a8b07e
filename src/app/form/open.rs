//! Which form a verb opens, with what it proposes.

use super::Form;
use super::field_line::FieldLine;
use super::intent::{Each, Intent, REASON};
use super::options;
use crate::action::Action;
use crate::app::confirm::Confirm;
use crate::app::deed::{self, Deed};
use crate::app::layer::{Context, Step};
use crate::app::message::{Notice, Request};
use crate::app::roll::Roll;
use crate::app::stage_pick::StagePick;
use crate::app::verb;
use crate::domain::{Command, Draft, Record};
use crate::field::calendar::business_days_after;
use crate::field::choices::{ActivityKind, Listed, Stage};
use crate::field::tables::{activity, case, note, view};
use crate::field::{Field, Id, Kind, Origin, Value, fields};
use crate::lang::{Label, Lang};

/// What is asked of a new case.
const CASE_ASKED: [&Field; 8] = [
    &case::KIND,
    &case::TITLE,
    &case::PRIORITY,
    &case::REGIONS,
    &case::OWNER,
    &case::NEXT_ACTION,
    &case::NEXT_DUE,
    &case::NOTES,
];
/// Working days within which a successor is to have said hello.
const HANDOVER_DAYS: i32 = 5;

/// Whether a verb is begun by `open_for`.
pub const fn is_begun_by(verb: Action) -> bool {
    matches!(
        verb,
        Action::Edit
            | Action::Add
            | Action::AddNote
            | Action::AddActivity
            | Action::Tag
            | Action::Check
            | Action::Paper
            | Action::Selection
            | Action::Consent
            | Action::EnterEvent
            | Action::HandOver
            | Action::Assign
            | Action::SetStage
            | Action::Hold
            | Action::Close
            | Action::Reopen
    )
}

/// The step that begins `action` on the chosen records, where `kind` is the kind of the list they were chosen in (a
/// verb of cases asked of a person means the person's open case).
pub fn open_for(action: Action, chosen: &[Id], kind: Kind, context: &Context<'_>) -> Step {
    match (action, chosen.first()) {
        // For those who are marked together, as after an event, a case each.
        (Action::Add, Some(id)) if chosen.len() > 1 && id.kind == Kind::Person => {
            to_each(action, chosen, context)
        }
        (Action::Add, None) => add(kind, context),
        (Action::Add, Some(id)) => add_beside(*id, kind, context),
        (Action::Edit | Action::AddNote | Action::AddActivity, Some(_)) if chosen.len() > 1 => {
            to_each(action, chosen, context)
        }
        (Action::Edit, Some(id)) => edit(*id, context),
        (Action::Withdraw, Some(id)) => withdraw(*id, context),
        (Action::AddNote, Some(id)) => add_to(*id, Kind::Note, context),
        (Action::AddActivity, Some(id)) => add_to(*id, Kind::Activity, context),
        (Action::SetStage, Some(id)) if id.kind == Kind::Job => super::job::states(chosen, context),
        (
            Action::Assign
            | Action::SetStage
            | Action::Hold
            | Action::Close
            | Action::Reopen
            | Action::HandOver,
            Some(_),
        ) => {
            let cases = verb::cases(chosen, context);
            if cases.is_empty() { verb::nothing(context) } else { options::choose(action, cases, context) }
        }
        (Action::EnterEvent, Some(id)) if id.kind == Kind::Gathering => Step::push(Roll::of(*id)),
        (Action::EnterEvent, Some(id)) if !matches!(id.kind, Kind::Person | Kind::Case) => Step::Pass,
        (
            Action::Tag
            | Action::Check
            | Action::Paper
            | Action::Selection
            | Action::Consent
            | Action::EnterEvent,
            Some(_),
        ) => options::choose(action, chosen.to_vec(), context),
        (_, None) => Step::Say(Notice::plain(context.say("選ばれている行がありません", "no row is chosen"))),
        _ => Step::Pass,
    }
}

/// Asks before a record goes out of sight; says at once where it cannot.
fn withdraw(id: Id, context: &Context<'_>) -> Step {
    let command = Command::Withdraw { id, reason: None };
    if let Some(why) = verb::refusal(&command, context) {
        return Step::Say(Notice::refused(why.text(context.lang)));
    }
    let label = context.snapshot.state.label(id).unwrap_or_default();
    let question = match context.lang {
        Lang::Ja => format!("{id} {label} を取り下げますか(記録簿に残り、u で戻せます)"),
        Lang::En => format!("withdraw {id} {label}? (it stays in the log; u brings it back)"),
    };
    let request = Request::new(command, context, Label::new("取り下げ", "Withdrawn"));
    Step::push(Confirm::new(question, request))
}

/// A note or an activity on a record.
pub fn add_to(id: Id, kind: Kind, context: &Context<'_>) -> Step {
    let state = &context.snapshot.state;
    let Some(with) = deed::whose(id, kind, context) else {
        return Step::Say(Notice::plain(
            context.say("対応記録は人かケースに付けます", "contacts belong to a person or a case"),
        ));
    };
    let person = match id.kind {
        Kind::Case => state.live(id).and_then(|record| record.reference(&case::PERSON)),
        _ => None,
    };
    let lines = told_lines(kind, context);
    let label = state.label(person.unwrap_or(id)).unwrap_or_default();
    let title = match context.lang {
        Lang::Ja => format!("{}: {label}", kind.label().ja),
        Lang::En => format!("{}: {label}", kind.label().en),
    };
    Step::push(Form::new(title, Intent::Add { kind, with }, lines, context))
}

/// What is asked of a note or a contact.
pub(super) fn told_lines(kind: Kind, context: &Context<'_>) -> Vec<FieldLine> {
    let state = &context.snapshot.state;
    if kind == Kind::Note {
        let first = blank(&note::TEXT, context).wanted();
        let others = [&note::KIND, &note::ASK, &note::ANSWERS, &note::CITES, &note::TAGS];
        std::iter::once(first).chain(others.into_iter().map(|field| blank(field, context))).collect()
    } else {
        let call = ActivityKind::Call.label().text(context.lang);
        let now =
            crate::field::print::display(&activity::AT, &Value::moment(context.now), context.lang, state);
        vec![
            FieldLine::proposed(&activity::KIND, call),
            FieldLine::proposed(&activity::AT, &now),
            blank(&activity::SUMMARY, context).wanted(),
            blank(&activity::TEXT, context),
            blank(&activity::REACHED, context),
            blank(&activity::INBOUND, context),
            blank(&activity::MINUTES, context),
        ]
    }
}

/// One form for several records: what is typed is done to each of them.
fn to_each(action: Action, of: &[Id], context: &Context<'_>) -> Step {
    let (verb, lines) = match action {
        Action::AddNote => (Each::Note, told_lines(Kind::Note, context)),
        Action::AddActivity => (Each::Activity, told_lines(Kind::Activity, context)),
        Action::Tag => (Each::Tag, vec![blank(&case::TAGS, context).wanted()]),
        Action::HandOver => (Each::HandOver, hand_over_lines(context)),
        Action::Add => (Each::Open, CASE_ASKED.iter().map(|field| blank(field, context)).collect()),
        _ => {
            let kind = Each::Edit.kind(of);
            let typed = fields(kind).iter().filter(|field| field.origin == Origin::Typed);
            (Each::Edit, typed.map(|field| blank(field, context)).collect())
        }
    };
    let intent = Intent::Each { verb, of: of.to_vec() };
    let name = intent.purpose().text(context.lang);
    let first = of.first().and_then(|id| context.snapshot.state.label(*id)).unwrap_or_default();
    let title = match (of.len(), context.lang) {
        (0 | 1, _) => format!("{name}: {first}"),
        (many, Lang::Ja) => format!("{name}: {first} ほか{}件(入力した項目だけ変わります)", many - 1),
        (many, Lang::En) => format!("{name}: {first} and {} more (only what is typed changes)", many - 1),
    };
    Step::push(Form::new(title, intent, lines, context))
}

/// What a successor finds next where nothing is.
pub fn hand_over_draft(context: &Context<'_>) -> Draft {
    let hello = context.say("引継ぎの挨拶と状況の確認", "introduce yourself and see how things stand");
    let due = business_days_after(context.today(), HANDOVER_DAYS);
    Draft::new().with_text(&case::NEXT_ACTION, hello).with(&case::NEXT_DUE, Value::date(due))
}

/// Whom cases go to, and what is next where nothing is.
fn hand_over_lines(context: &Context<'_>) -> Vec<FieldLine> {
    let state = &context.snapshot.state;
    let hello = context.say("引継ぎの挨拶と状況の確認", "introduce yourself and see how things stand");
    let due = Value::date(business_days_after(context.today(), HANDOVER_DAYS));
    let due = crate::field::print::display(&case::NEXT_DUE, &due, context.lang, state);
    vec![
        blank(&case::OWNER, context).wanted(),
        FieldLine::proposed(&case::NEXT_ACTION, hello),
        FieldLine::proposed(&case::NEXT_DUE, &due),
        FieldLine::proposed(&REASON, ""),
    ]
}

fn blank(field: &'static Field, context: &Context<'_>) -> FieldLine {
    FieldLine::new(field, None, &context.snapshot.state, context.lang)
}

/// A new record of a kind.
fn add(kind: Kind, context: &Context<'_>) -> Step {
    let line =
        |field: &'static Field| super::job::proposed(kind, field, context).unwrap_or(blank(field, context));
    let lines = fields(kind).iter().filter(|field| field.origin != Origin::Ruled).map(line);
    let title = match context.lang {
        Lang::Ja => format!("新しい{}", kind.label().ja),
        Lang::En => format!("New {}", kind.key()),
    };
    Step::push(Form::new(title, Intent::Add { kind, with: Draft::new() }, lines.collect(), context))
}

/// On a person's own screen a case is opened; in a list one more of the list's kind is made.
fn add_beside(id: Id, kind: Kind, context: &Context<'_>) -> Step {
    if id.kind != Kind::Person || kind != Kind::Case {
        return add(if kind == Kind::Case { Kind::Person } else { kind }, context);
    }
    let state = &context.snapshot.state;
    let person = state.live(id);
    let channel = person.as_ref().and_then(|person| person.get(&crate::field::tables::person::CHANNEL));
    let mut lines: Vec<FieldLine> = CASE_ASKED.iter().map(|field| blank(field, context)).collect();
    lines.insert(1, FieldLine::new(&case::CHANNEL, channel, state, context.lang));
    let with = Draft::new().with_ref(&case::PERSON, id);
    let label = state.label(id).unwrap_or_default();
    let title = format!("{}: {label}", context.say("ケースを受け付ける", "Open a case"));
    Step::push(Form::new(title, Intent::Add { kind: Kind::Case, with }, lines, context))
}

fn edit(id: Id, context: &Context<'_>) -> Step {
    let state = &context.snapshot.state;
    let Some(record) = state.live(id) else {
        return Step::Say(Notice::refused(
            context.say("この記録は取り下げられました", "this record was withdrawn"),
        ));
    };
    let lines = typed_lines(&record, context);
    let title = format!("{} {}", record.id, state.label(id).unwrap_or_default());
    Step::push(Form::new(title, Intent::Update(id), lines, context))
}

fn typed_lines(record: &Record, context: &Context<'_>) -> Vec<FieldLine> {
    fields(record.id.kind)
        .iter()
        .filter(|field| field.origin == Origin::Typed)
        .map(|field| FieldLine::new(field, record.get(field), &context.snapshot.state, context.lang))
        .collect()
}

/// The form of a verb on cases, which asks for all that the verb can take.
pub fn ask_for(action: Action, of: &[Id], context: &Context<'_>) -> Step {
    let reason = || FieldLine::proposed(&REASON, "");
    let blank = |field| blank(field, context);
    let cases = of.to_vec();
    let (intent, lines) = match action {
        Action::SetStage if of.first().is_some_and(|id| id.kind == Kind::Job) => {
            return open_for(Action::Edit, of, Kind::Job, context);
        }
        Action::SetStage => return Step::push(StagePick::new(cases, context)),
        // Who wants another event than those that there are makes one.
        Action::EnterEvent => return add(Kind::Gathering, context),
        Action::Check | Action::Paper | Action::Selection | Action::Consent => {
            let first = of.first().copied();
            let of_case = first.and_then(|id| deed::rows::case_of(id, context)).map(|record| record.id);
            let person = first.and_then(|id| deed::rows::person_of(id, context));
            let about = if action == Action::Consent { person } else { of_case };
            return about.map_or_else(|| verb::nothing(context), |id| edit(id, context));
        }
        Action::Add
        | Action::Tag
        | Action::HandOver
        | Action::Edit
        | Action::AddNote
        | Action::AddActivity => {
            return to_each(action, of, context);
        }
        Action::Assign => {
            let state = &context.snapshot.state;
            let record = cases.first().and_then(|id| state.live(*id));
            let owner = record.as_ref().and_then(|record| record.get(&case::OWNER));
            let line = FieldLine::proposed(&case::OWNER, context.user).over(owner, state, context.lang);
            (Intent::Assign(cases), vec![line.wanted()])
        }
        Action::Hold => (Intent::Hold(cases), vec![blank(&case::RESUME_ON).wanted(), reason()]),
        Action::Close => (
            Intent::Close(cases),
            vec![blank(&case::CLOSED_REASON).wanted(), reason(), blank(&case::RESUME_ON)],
        ),
        _ => (Intent::Reopen(cases), vec![reason().wanted()]),
    };
    let title = title_of(&intent, context);
    Step::push(Form::new(title, intent, lines, context))
}

/// The form that asks why, where cases are closed for a reason that needs a word.
pub fn close_for(deed: &Deed, of: &[Id], context: &Context<'_>) -> Step {
    let Deed::Close { closed_reason: Some(reason), .. } = deed else { return Step::Done };
    let cases = verb::cases(of, context);
    let lines = vec![
        FieldLine::proposed(&case::CLOSED_REASON, reason.label().text(context.lang)),
        FieldLine::proposed(&REASON, "").wanted(),
        blank(&case::RESUME_ON, context),
    ];
    let intent = Intent::Close(cases);
    Step::push(Form::new(title_of(&intent, context), intent, lines, context))
}

/// The form by which a filter is kept under a name, as one's own view.
pub fn save_view(kind: Kind, written: &str, context: &Context<'_>) -> Step {
    let listed = u16::try_from(kind.index()).ok().filter(|code| Listed::from_code(*code).is_some());
    let (Some(listed), false) = (listed, written.trim().is_empty()) else {
        return Step::Say(Notice::plain(context.say(
            "絞り込みがありません(f で絞り込んでから保存します)",
            "there is no filter; filter first (f), then save",
        )));
    };
    let with =
        Draft::new().with(&view::LISTED, Value::choice(listed)).with(&view::WHOSE, Value::text(context.user));
    let lines = vec![
        blank(&view::NAME_FIELD, context).wanted(),
        FieldLine::proposed(&view::QUERY, written),
        blank(&view::NUMBER, context),
        blank(&view::SHARED, context),
        blank(&view::SORT, context),
        blank(&view::COLUMNS, context),
    ];
    let title = format!("{}: {}", context.say("表示に保存", "Save as view"), kind.label().text(context.lang));
    Step::push(Form::new(title, Intent::Add { kind: Kind::View, with }, lines, context))
}

/// A form that asks for a reason only.
pub fn for_reason(intent: Intent, title: &str, context: &Context<'_>) -> Form {
    Form::new(title.to_owned(), intent, vec![FieldLine::proposed(&REASON, "").wanted()], context)
}

/// The form by which a case enters a stage: the fields that its gate still asks for.
pub fn enter_stage(cases: Vec<Id>, to: Stage, asked: Vec<&'static Field>, context: &Context<'_>) -> Form {
    let state = &context.snapshot.state;
    let record = cases.first().filter(|_| cases.len() == 1).and_then(|id| state.live(*id));
    let line = |field: &'static Field| {
        let held = record.as_ref().and_then(|record| record.get(field));
        match deed::proposal(field, record.as_ref(), context).filter(|_| held.is_none()) {
            Some(value) => {
                let text = FieldLine::new(field, Some(&value), state, context.lang);
                FieldLine::proposed(field, text.area.text()).wanted()
            }
            None => FieldLine::new(field, held, state, context.lang).wanted(),
        }
    };
    let mut lines: Vec<FieldLine> = asked.into_iter().map(line).collect();
    lines.push(FieldLine::proposed(&REASON, ""));
    let intent = match to {
        Stage::OnHold => Intent::Hold(cases),
        Stage::Closed => Intent::Close(cases),
        to => Intent::SetStage { cases, to },
    };
    let title = title_of(&intent, context);
    Form::new(title, intent, lines, context)
}

fn title_of(intent: &Intent, context: &Context<'_>) -> String {
    let (Intent::SetStage { cases, .. }
    | Intent::Assign(cases)
    | Intent::Hold(cases)
    | Intent::Close(cases)
    | Intent::Reopen(cases)) = intent
    else {
        return String::new();
    };
    let name = match intent {
        Intent::SetStage { to, .. } => to.label().text(context.lang),
        other => other.purpose().text(context.lang),
    };
    let first = cases.first().and_then(|id| context.snapshot.state.label(*id)).unwrap_or_default();
    match (cases.len(), context.lang) {
        (0 | 1, _) => format!("{name}: {first}"),
        (many, Lang::Ja) => format!("{name}: {first} ほか{}件", many - 1),
        (many, Lang::En) => format!("{name}: {first} and {} more", many - 1),
    }
}
