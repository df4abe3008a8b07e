//! Verbs on chosen records: which cases are meant, what the change would do to each, and what is asked before many change.
//! Invariant: a verb obeys the marks. What can be done is done as one commit, so that one undo takes it back; what cannot is
//! named with its reason before anything happens.

use super::confirm::Confirm;
use super::layer::{Context, Step};
use super::listing;
use super::message::{Effect, Notice, Request};
use crate::domain::{self, Author, Command, Rejection, stage};
use crate::field::tables::case;
use crate::field::{Id, Kind};
use crate::lang::{Label, Lang};

const CLAIM: Label = Label::new("自分が担当", "Claimed");
/// Reasons shown in a preview at most.
const REASONS_SHOWN: usize = 6;

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

/// Carries commands out: one at once; of several those that can be, after a look at what will happen.
pub fn carry_out(commands: Vec<(Id, Command)>, purpose: Label, context: &Context<'_>) -> Step {
    let mut commands = commands;
    match (commands.pop(), commands.is_empty()) {
        (None, _) => nothing(context),
        (Some((_, only)), true) => submit(only, purpose, context),
        (Some(last), false) => {
            commands.push(last);
            preview(commands, purpose, context)
        }
    }
}

/// A request on what the screen shows.
pub fn submit(command: Command, purpose: Label, context: &Context<'_>) -> Step {
    Step::Do(Effect::Submit(Request::new(command, context, purpose)))
}

/// Nothing that the verb could be for.
pub fn nothing(context: &Context<'_>) -> Step {
    Step::Say(Notice::plain(
        context
            .say("対象のケースがありません(+ でケースを開けます)", "there is no case for that (+ opens one)"),
    ))
}

fn preview(commands: Vec<(Id, Command)>, purpose: Label, context: &Context<'_>) -> Step {
    let mut lawful = Vec::new();
    let mut refused = Vec::new();
    for (id, command) in commands {
        match refusal(&command, context) {
            None => lawful.push(command),
            Some(why) => refused.push((id, why)),
        }
    }
    let reasons = reasons(&refused, context);
    if lawful.is_empty() {
        let head = context.say("どれも実行できません", "none of them can go");
        return Step::Say(Notice::refused(format!("{head}: {}", reasons.join(" / "))));
    }
    let name = purpose.text(context.lang);
    let mut lines = vec![match context.lang {
        Lang::Ja => format!("{name}: {}件を実行します", lawful.len()),
        Lang::En => format!("{name}: {} will go", lawful.len()),
    }];
    if !refused.is_empty() {
        lines.push(match context.lang {
            Lang::Ja => format!("{}件は実行できません", refused.len()),
            Lang::En => format!("{} cannot", refused.len()),
        });
        lines.extend(reasons);
    }
    let request = Request::new(Command::Batch(lawful), context, purpose);
    Step::push(Confirm::new(lines.join("\n"), request))
}

fn reasons(refused: &[(Id, Rejection)], context: &Context<'_>) -> Vec<String> {
    let line = |(id, why): &(Id, Rejection)| {
        let label = context.snapshot.state.label(*id).unwrap_or_default();
        format!("{label}: {}", why.text(context.lang))
    };
    let mut lines: Vec<String> = refused.iter().take(REASONS_SHOWN).map(line).collect();
    if refused.len() > REASONS_SHOWN {
        lines.push(format!("+{}", refused.len() - REASONS_SHOWN));
    }
    lines
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
        return submit(command, CLAIM, context);
    }
    let request = Request::new(command, context, CLAIM);
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
