//! The look before a verb on many records: taken beside the loop, said how far it is, and given up with Esc.
//! Invariant: it is the very look that few records get at once, on the snapshot that the screen showed when it was asked for;
//! looking changes nothing. Begun by verbs, taken by the session's porter, waited for by `Working`.

use super::confirm::Confirm;
use super::deed::Deed;
use super::form;
use super::handover::Handover;
use super::layer::{Context, Step};
use super::message::{Effect, Notice, Request};
use super::port::Errand;
use super::verb;
use super::working::{MANY, Working};
use crate::domain::Command;
use crate::field::{Id, Moment};
use crate::input::Size;
use crate::lang::Lang;
use crate::snapshot::Snapshot;

/// Records between two looks at whether a look is still wanted.
const LOOKED_AT_ONCE: usize = 256;

/// A look that is to be taken.
#[derive(Debug, Clone)]
pub struct Look {
    /// Which errand it is: the ticket of the request that may come of it.
    pub number: u64,
    pub deed: Deed,
    pub chosen: Vec<Id>,
    snapshot: Snapshot,
    lang: Lang,
    user: Box<str>,
    owner: bool,
    now: Moment,
    size: Size,
}

/// What a look came to.
#[derive(Debug, Clone)]
pub enum Looked {
    /// The person is asked whether it shall be done.
    Ask { question: String, request: Box<Request> },
    /// Nothing speaks against it, and it is about one record.
    Submit(Box<Request>),
    /// Cases that are about to go to somebody else are looked at one by one.
    HandOver(Vec<(Id, Command)>),
    /// Somebody must say why first.
    LacksReason,
    /// It cannot be done.
    Say(Notice),
}

/// Told how many of the chosen records have been looked at; says whether the look is still wanted.
pub type GoOn<'a> = &'a mut dyn FnMut(usize) -> bool;

impl Look {
    /// The look, where it is about more records than a key press may wait for.
    pub fn of_many(deed: &Deed, chosen: &[Id], context: &Context<'_>) -> Option<Self> {
        // Those who take over see each case by itself.
        let many = chosen.len() > MANY && !matches!(deed, Deed::HandOver { .. });
        many.then(|| Self {
            number: context.ticket,
            deed: deed.clone(),
            chosen: chosen.to_vec(),
            snapshot: context.snapshot.clone(),
            lang: context.lang,
            user: context.user.into(),
            owner: context.owner,
            now: context.now,
            size: context.size,
        })
    }

    /// Has it taken, and waits for it.
    pub fn begin(self) -> Step {
        let wait = Working::looking(self.clone());
        Step::All(vec![Step::push(wait), Step::Do(Effect::Files(Errand::Look(Box::new(self))))])
    }

    /// Takes it; `None` once it is not wanted any more.
    pub fn take(&self, go_on: GoOn<'_>) -> Option<Looked> {
        let context = Context {
            snapshot: &self.snapshot,
            lang: self.lang,
            now: self.now,
            user: &self.user,
            owner: self.owner,
            size: self.size,
            ticket: self.number,
            last: None,
            hidden: false,
        };
        look(&self.deed, &self.chosen, &context, go_on)
    }
}

impl Looked {
    /// What the screen makes of it; `deed` and `chosen` are what was looked at.
    pub fn step(self, deed: &Deed, chosen: &[Id], context: &Context<'_>) -> Step {
        match self {
            Self::Ask { question, request } => Step::push(Confirm::new(question, *request)),
            Self::Submit(request) => Step::Do(Effect::Submit(*request)),
            Self::HandOver(commands) => Step::push(Handover::new(deed.clone(), commands, context)),
            Self::LacksReason => form::close_for(deed, chosen, context),
            Self::Say(notice) => Step::Say(notice),
        }
    }
}

/// What a deed to the chosen records would come to. `go_on` is told how many have been looked at, in halves: what would be done
/// to each is found out first, then whether it may be; `None` once it says no.
pub fn look(deed: &Deed, chosen: &[Id], context: &Context<'_>, go_on: GoOn<'_>) -> Option<Looked> {
    if verb::lacks_reason(deed, chosen, context) {
        return Some(Looked::LacksReason);
    }
    let mut commands = Vec::with_capacity(chosen.len());
    for (at, some) in chosen.chunks(LOOKED_AT_ONCE).enumerate() {
        if !go_on(at * LOOKED_AT_ONCE / 2) {
            return None;
        }
        commands.extend(deed.commands(some, context));
    }
    if matches!(deed, Deed::HandOver { .. }) && !commands.is_empty() {
        return Some(Looked::HandOver(commands));
    }
    let mut doubts = verb::doubts(deed, &commands, context);
    doubts.extend(verb::grouped(super::deed::events::doubts(deed, chosen, context), context));
    match commands.as_slice() {
        [] if matches!(deed, Deed::Tag(_)) => Some(Looked::Say(Notice::plain(
            context.say("そのタグはもう付いています", "they have that tag already"),
        ))),
        [] => Some(Looked::Say(verb::no_case(context))),
        [(_, only)] if doubts.is_empty() => {
            let request = Request::new(only.clone(), context, deed.purpose()).of(deed.clone());
            Some(Looked::Submit(Box::new(request)))
        }
        _ => preview(commands, deed, &doubts, context, &mut |at| go_on(chosen.len().midpoint(at))),
    }
}

/// What will go, what cannot and why, and what is asked before it does.
fn preview(
    commands: Vec<(Id, Command)>,
    deed: &Deed,
    doubts: &[String],
    context: &Context<'_>,
    go_on: GoOn<'_>,
) -> Option<Looked> {
    let mut lawful = Vec::new();
    let mut refused = Vec::new();
    for (at, (id, command)) in commands.into_iter().enumerate() {
        if at.is_multiple_of(LOOKED_AT_ONCE) && !go_on(at) {
            return None;
        }
        match verb::refusal(&command, context) {
            None => lawful.push(command),
            Some(why) => refused.push((why.text(context.lang), id)),
        }
    }
    let (many, not) = (lawful.len(), refused.len());
    let reasons = verb::grouped(refused, context);
    let command = match (lawful.pop(), lawful.is_empty()) {
        (None, _) => {
            let head = context.say("どれも実行できません", "none of them can go");
            return Some(Looked::Say(Notice::refused(format!("{head}: {}", reasons.join(" / ")))));
        }
        (Some(only), true) => only,
        (Some(last), false) => {
            lawful.push(last);
            Command::Batch(lawful)
        }
    };
    let name = deed.purpose().text(context.lang);
    let mut lines = vec![match context.lang {
        Lang::Ja => format!("{name}: {many}件を実行します"),
        Lang::En => format!("{name}: {many} will go"),
    }];
    if not > 0 {
        lines.push(match context.lang {
            Lang::Ja => format!("{not}件は実行できません"),
            Lang::En => format!("{not} cannot"),
        });
        lines.extend(reasons);
    }
    lines.extend(doubts.iter().cloned());
    let request = Box::new(Request::new(command, context, deed.purpose()).of(deed.clone()));
    Some(Looked::Ask { question: lines.join("\n"), request })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::layer::{Acts as _, Layer};
    use crate::app::port::Told;
    use crate::domain::packed::Packed;
    use crate::domain::{Record, State};
    use crate::field::{Kind, Value, tables::person};

    fn office(people: u32) -> Snapshot {
        let mut state = State::new();
        for number in 1..=people {
            let mut record = Record::new(Id::new(Kind::Person, number));
            record.set(person::FAMILY_NAME.code, Some(Value::text("山田")));
            state.load(Packed::pack(&record));
        }
        Snapshot::new(state)
    }

    fn context(snapshot: &Snapshot) -> Context<'_> {
        Context {
            snapshot,
            lang: Lang::Ja,
            now: Moment::parse("2026-11-23 10:00").unwrap(),
            user: "tanaka",
            owner: true,
            size: Size { columns: 140, rows: 40 },
            ticket: 7,
            last: None,
            hidden: false,
        }
    }

    fn people(count: u32) -> Vec<Id> {
        (1..=count).map(|number| Id::new(Kind::Person, number)).collect()
    }

    #[test]
    fn many_are_looked_at_beside_the_loop_and_asked_about_as_few_are() {
        let snapshot = office(2100);
        let context = context(&snapshot);
        let deed = Deed::Tag(vec!["検査".into()]);
        let few = verb::perform(&deed, &people(2000), &context);
        assert!(matches!(few, Step::Push(Layer::Confirm(_))), "so many at once: {few:?}");

        let Step::All(steps) = verb::perform(&deed, &people(2100), &context) else { panic!("a wait") };
        let [Step::Push(Layer::Working(wait)), Step::Do(Effect::Files(Errand::Look(look)))] = &steps[..]
        else {
            panic!("the wait and the errand");
        };
        assert!(wait.is_look() && wait.count == 2100 && look.number == 7);
        let mut heard = Vec::new();
        let looked = look.take(&mut |done| {
            heard.push(done);
            true
        });
        assert!(
            heard.is_sorted() && heard.last().is_some_and(|done| (1050..2100).contains(done)),
            "{heard:?}"
        );
        let told = Told::Looked { number: 7, looked: Box::new(looked.unwrap()) };
        let mut wait = Working::looking((**look).clone());
        let Step::Swap(Layer::Confirm(question)) = wait.told(&told, &context) else { panic!("the question") };
        assert_eq!(question.question(), "タグ: 2100件を実行します");

        let mut looks = 0;
        let given_up = look.take(&mut |_| {
            looks += 1;
            looks < 3
        });
        assert!(given_up.is_none() && looks == 3, "no more is looked at");
        let mut wait = Working::looking((**look).clone());
        assert!(matches!(wait.told(&Told::Stopped { number: 6 }, &context), Step::Pass), "another's");
        assert!(matches!(wait.told(&Told::Stopped { number: 7 }, &context), Step::Pop));
    }

    #[test]
    fn what_cannot_be_done_to_many_is_said_in_place_of_the_wait() {
        let snapshot = office(2100);
        let context = context(&snapshot);
        let look = Look::of_many(&Deed::Assign("tanaka".into()), &people(2100), &context).unwrap();
        let looked = Box::new(look.take(&mut |_| true).unwrap());
        let step = Working::looking(look).told(&Told::Looked { number: 7, looked }, &context);
        let Step::All(steps) = step else { panic!("two steps") };
        assert!(matches!(&steps[..], [Step::Pop, Step::Say(_)]), "nobody has a case: {steps:?}");
    }
}
