//! Verbs on chosen records: which cases are meant, what the change would do to each, and what is asked before many change.
//! Invariant: a verb obeys the marks. What can be done is done as one commit, so that one undo takes it back; what cannot is
//! named with its reason before anything happens.

use super::confirm::Confirm;
use super::deed::Deed;
use super::layer::{Context, Step};
use super::listing;
use super::look::{Look, look};
use super::message::{Effect, Notice, Request};
use crate::domain::{self, Author, Command, Draft, Put, Rejection, gate, houses, lead, stage};
use crate::field::choices::ClosedReason;
use crate::field::tables::case;
use crate::field::{Id, Kind};
use crate::lang::{Label, Lang};

const CLAIM: Label = Label::new("自分が担当", "Claimed");
/// Reasons shown in a preview at most, and names with each.
const REASONS_SHOWN: usize = 6;
const NAMES_SHOWN: usize = 4;
/// How often somebody must have been tried before one gives up.
const ATTEMPTS_MIN: usize = 2;

/// The cases that a verb of cases is for: the chosen cases, or the leading open case of each chosen person.
pub fn cases(chosen: &[Id], context: &Context<'_>) -> Vec<Id> {
    let state = &context.snapshot.state;
    chosen
        .iter()
        .filter_map(|id| match id.kind {
            Kind::Case => Some(*id),
            Kind::Person => listing::leading_case(state, *id).map(|record| record.id),
            _ => None,
        })
        .collect()
}

/// The stage of a case on the screen.
pub fn stage_of(id: Id, context: &Context<'_>) -> Option<crate::field::choices::Stage> {
    context.snapshot.state.live(id).map(|record| domain::decide::stage_of(&record))
}

/// What deciding a command now would say.
pub fn refusal(command: &Command, context: &Context<'_>) -> Option<Rejection> {
    domain::decide(&context.snapshot.state, command, &asked(context)).err()
}

/// The context in which the domain would decide.
pub fn asked(context: &Context<'_>) -> domain::Context {
    domain::Context {
        author: Author::new(context.user),
        at: context.now,
        seen: Some(context.snapshot.seq()),
        owner: context.owner,
    }
}

/// Does a deed to the chosen records: at once where it is one and nothing speaks against it, else after a look at what will
/// happen.
pub fn perform(deed: &Deed, chosen: &[Id], context: &Context<'_>) -> Step {
    if let Some(step) = super::form::opens(deed, chosen, context) {
        return step;
    }
    if let Some(look) = Look::of_many(deed, chosen, context) {
        return look.begin();
    }
    let looked = look(deed, chosen, context, &mut |_| true);
    looked.map_or(Step::Done, |looked| looked.step(deed, chosen, context))
}

/// Does again to the chosen records what was done last.
pub fn repeat(chosen: &[Id], context: &Context<'_>) -> Step {
    match context.last {
        Some(deed) => perform(deed, chosen, context),
        None => Step::Say(Notice::plain(
            context.say("繰り返せる操作がまだありません", "nothing has been done yet that could be repeated"),
        )),
    }
}

/// Whether cases are to be closed as unreachable that were hardly tried, without a word why.
pub fn lacks_reason(deed: &Deed, chosen: &[Id], context: &Context<'_>) -> bool {
    let Deed::Close { closed_reason: Some(ClosedReason::Unreachable), reason, .. } = deed else {
        return false;
    };
    let said = reason.as_deref().is_some_and(|reason| !reason.trim().is_empty());
    !said && !hardly_tried(cases(chosen, context).into_iter(), context).is_empty()
}

/// The cases in which somebody was tried fewer times than one may give up after.
fn hardly_tried(cases: impl Iterator<Item = Id>, context: &Context<'_>) -> Vec<Id> {
    let state = &context.snapshot.state;
    let tried = |id: &Id| state.live(*id).map_or(0, |record| lead::attempts(state, &record));
    cases.filter(|id| tried(id) < ATTEMPTS_MIN).collect()
}

/// What speaks against a deed without forbidding it, each with whom it is about.
pub(super) fn doubts(deed: &Deed, commands: &[(Id, Command)], context: &Context<'_>) -> Vec<String> {
    let state = &context.snapshot.state;
    let mut doubts: Vec<(String, Id)> = Vec::new();
    match deed {
        Deed::Close { closed_reason: Some(ClosedReason::Unreachable), .. } => {
            let text = match context.lang {
                Lang::Ja => format!("注意: 連絡の試みが{ATTEMPTS_MIN}回未満です"),
                Lang::En => format!("note: tried fewer than {ATTEMPTS_MIN} times"),
            };
            let few = hardly_tried(commands.iter().map(|(id, _)| *id), context);
            doubts.extend(few.into_iter().map(|id| (text.clone(), id)));
        }
        // Of a single case the choice of the stage has said it.
        Deed::Stage { to, .. } if commands.len() > 1 => {
            for (id, _) in commands {
                let warned = state.live(*id).map(|record| gate::warnings(state, &record, *to));
                let warned = warned.into_iter().flatten().filter(|one| one.is_grave());
                let warned = warned.map(|one| (one.text(context.lang), *id));
                doubts.extend(warned);
            }
        }
        Deed::Change(Kind::Case, draft) => {
            for (id, _) in commands {
                doubts.extend(hours_doubt(*id, draft, context).map(|text| (text, *id)));
            }
        }
        _ => {}
    }
    grouped(doubts, context)
}

/// A request on what the screen shows.
pub fn submit(command: Command, purpose: Label, context: &Context<'_>) -> Step {
    Step::Do(Effect::Submit(Request::new(command, context, purpose)))
}

/// Nothing that the verb could be for.
pub fn nothing(context: &Context<'_>) -> Step {
    Step::Say(no_case(context))
}

pub(super) fn no_case(context: &Context<'_>) -> Notice {
    Notice::plain(
        context
            .say("対象のケースがありません(+ でケースを開けます)", "there is no case for that (+ opens one)"),
    )
}

/// All that a filter shows is to be marked before it has found it: what stands there is something else.
pub fn still_filtering(context: &Context<'_>) -> Step {
    Step::Say(Notice::plain(context.say(
        "まだ絞り込んでいます(結果が出てから * で印)",
        "still filtering (* marks when the result is here)",
    )))
}

/// Whether a change of one record is looked at before it is made.
pub fn is_doubtful(id: Id, draft: &Draft, context: &Context<'_>) -> bool {
    id.kind == Kind::Case && hours_doubt(id, draft, context).is_some()
}

/// What other work in a case would mean for the employer's cap, or another stay for the house; nothing where both stay as they
/// are.
fn hours_doubt(id: Id, draft: &Draft, context: &Context<'_>) -> Option<String> {
    let (work, stay) =
        ([&case::JOB, &case::WORK_HOURS], [&case::TRIAL_PLACE, &case::TRIAL_FROM, &case::TRIAL_TO]);
    let changes =
        |fields: &[&crate::field::Field]| fields.iter().any(|field| draft.get(field.code).is_some());
    let (works, stays) = (changes(&work), changes(&stay));
    if !works && !stays {
        return None;
    }
    let state = &context.snapshot.state;
    let mut given = state.live(id)?;
    for field in work.into_iter().chain(stay) {
        if let Some(Put::Set(value)) = draft.get(field.code) {
            given.set(field.code, Some(value.clone()));
        }
    }
    let hours = gate::hours_warning(state, &given).filter(|_| works);
    let full = || houses::full_on(state, &given).filter(|_| stays).map(gate::Warning::HouseFull);
    hours.or_else(full).map(|warning| warning.text(context.lang))
}

/// Reasons, each once, with how many and whom it is about: the most frequent first.
pub(super) fn grouped(reasons: Vec<(String, Id)>, context: &Context<'_>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<Id>)> = Vec::new();
    for (text, id) in reasons {
        match groups.iter_mut().find(|(held, _)| *held == text) {
            Some((_, ids)) => ids.push(id),
            None => groups.push((text, vec![id])),
        }
    }
    groups.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
    let more = groups.len().saturating_sub(REASONS_SHOWN);
    let mut lines: Vec<String> =
        groups.iter().take(REASONS_SHOWN).map(|group| line_of(group, context)).collect();
    if more > 0 {
        lines.push(format!("+{more}"));
    }
    lines
}

/// `同意がありません (3件): 髙橋 美佳、山田 太郎 ほか1件`.
fn line_of((text, ids): &(String, Vec<Id>), context: &Context<'_>) -> String {
    let names: Vec<String> = ids.iter().take(NAMES_SHOWN).map(|id| whom(*id, context)).collect();
    let names = names.join(context.say("、", ", "));
    let (count, more) = (ids.len(), ids.len().saturating_sub(NAMES_SHOWN));
    match (context.lang, more) {
        (Lang::Ja, 0) => format!("・{text} ({count}件): {names}"),
        (Lang::Ja, _) => format!("・{text} ({count}件): {names} ほか{more}件"),
        (Lang::En, 0) => format!("- {text} ({count}): {names}"),
        (Lang::En, _) => format!("- {text} ({count}): {names} and {more} more"),
    }
}

/// Whom a record is about: the person of a case.
pub fn whom(id: Id, context: &Context<'_>) -> String {
    let state = &context.snapshot.state;
    let person =
        state.live(id).filter(|_| id.kind == Kind::Case).and_then(|record| record.reference(&case::PERSON));
    let told = person.unwrap_or(id);
    state.label(told).unwrap_or_else(|| told.to_string())
}

/// Gives the chosen cases to whoever asks, at once; only a case that somebody else has is asked about first. Where
/// somebody takes one in the same moment, the check for stale fields refuses with who it was.
pub fn claim(chosen: &[Id], context: &Context<'_>) -> Step {
    let cases = cases(chosen, context);
    if cases.is_empty() {
        return nothing(context);
    }
    let owner = |id: &Id| {
        let record = context.snapshot.state.live(*id)?;
        record.text(&case::OWNER).map(str::to_owned)
    };
    let open: Vec<Id> =
        cases.iter().copied().filter(|id| owner(id).as_deref() != Some(context.user)).collect();
    let held: Vec<(Id, String)> = open.iter().filter_map(|id| Some((*id, owner(id)?))).collect();
    let commands: Vec<Command> = open.iter().map(|id| assign(*id, context.user)).collect();
    let command = match commands.as_slice() {
        [] => return Step::Say(Notice::plain(context.say("すでに自分の担当です", "it is yours already"))),
        [only] => only.clone(),
        _ => Command::Batch(commands),
    };
    if let Some(why) = refusal(&command, context) {
        return Step::Say(Notice::refused(why.text(context.lang)));
    }
    if held.is_empty() {
        let request = Request::new(command, context, CLAIM).of(Deed::Assign(context.user.into()));
        return Step::Do(Effect::Submit(request));
    }
    let request = Request::new(command, context, CLAIM).of(Deed::Assign(context.user.into()));
    Step::push(Confirm::new(held_question(&held, context), request))
}

/// Who has the cases that are about to be taken.
fn held_question(held: &[(Id, String)], context: &Context<'_>) -> String {
    let mut lines: Vec<String> = held
        .iter()
        .take(REASONS_SHOWN)
        .map(|(id, owner)| {
            let label = context.snapshot.state.label(*id).unwrap_or_default();
            match context.lang {
                Lang::Ja => format!("{label} は {owner} の担当です"),
                Lang::En => format!("{label} is {owner}'s"),
            }
        })
        .collect();
    if held.len() > REASONS_SHOWN {
        lines.push(format!("+{}", held.len() - REASONS_SHOWN));
    }
    lines.push(context.say("自分の担当にしますか", "take it all the same?").to_owned());
    lines.join("\n")
}

/// A command that gives a case an owner.
pub fn assign(case: Id, owner: &str) -> Command {
    let owner = owner.trim();
    Command::Assign { case, owner: (!owner.is_empty()).then(|| owner.into()) }
}

/// Of what several cases lack, what one form can give them all, each once.
pub fn askable(missing: Vec<stage::Requirement>) -> Vec<stage::Requirement> {
    let mut once: Vec<stage::Requirement> = Vec::new();
    for one in missing {
        if !once.contains(&one) && !fields_for(&[one]).is_empty() {
            once.push(one);
        }
    }
    once
}

/// The fields of a case that a gate's requirements are met by; those of the person or the job are met at their own record.
pub fn fields_for(missing: &[stage::Requirement]) -> Vec<&'static crate::field::Field> {
    use stage::Requirement as R;
    missing
        .iter()
        .flat_map(|one| -> &[&'static crate::field::Field] {
            match one {
                R::Channel => &[&case::CHANNEL],
                R::Kind => &[&case::KIND],
                R::Priority => &[&case::PRIORITY],
                R::DedupeChecked => &[&case::DEDUPE_CHECKED],
                R::PlanAgreed => &[&case::PLAN_AGREED, &case::GOALS],
                R::JobOpen => &[&case::JOB],
                R::TrialPlace => &[&case::TRIAL_PLACE],
                R::TrialDates => &[&case::TRIAL_FROM, &case::TRIAL_TO],
                R::EmployerCleared => &[&case::EMPLOYER_CLEARED],
                R::RulesExplained => &[&case::RULES_EXPLAINED],
                R::Documents => &[&case::DOCS],
                R::StartDate => &[&case::START_ON],
                R::TwelveMonthCheck => &[&case::CHECKS],
                R::ResumeDate => &[&case::RESUME_ON],
                R::ClosedReason | R::Success => &[&case::CLOSED_REASON],
                R::Owner => &[&case::OWNER],
                R::ConsentConsult
                | R::NeedsAndWant
                | R::Want
                | R::ConsentShareCompany
                | R::ConsentShareOwner
                | R::ConsentShareSupportCorp
                | R::TermsComplete => &[],
            }
        })
        .copied()
        .collect()
}
