//! An import of the screen: the file's header says how it is best read, each row is decided, and what was looked at is saved.
//! Invariant: the same engine as the command line's, and one commit; it is made only on the records that the dry run was decided
//! on, and else tried again: where that comes to the same it is saved, where it does not it is shown.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek as _};
use std::sync::Arc;

use super::reach::why;
use super::{Ended, FAULTS_MAX, Job, Pace, change};
use crate::app::port::{How, Offer, SoFar, Told, Tried, Wanted};
use crate::config::shelf;
use crate::domain::{Author, Cause, Command, Context, State};
use crate::field::{Id, Kind};
use crate::interchange::columns::{Columns, Target};
use crate::interchange::csv_read::{FileFault, Rows};
use crate::interchange::encodings::{Decoded, Encoding};
use crate::interchange::import::{Options, Plan, plan_while};
use crate::interchange::profile::{Profile, READY};
use crate::interchange::source::Source;
use crate::lang::Lang;
use crate::store::submit::{Basis, Submission, SubmitError};

/// The kinds that files are read as, those that are likeliest first.
const KINDS: [Kind; 7] =
    [Kind::Person, Kind::Job, Kind::Case, Kind::Organisation, Kind::Region, Kind::Skill, Kind::Measure];
/// How often a dry run is made again for records that keep changing before it is shown.
const ATTEMPTS: usize = 3;

type Text = BufReader<File>;

/// Reads a file and decides each row.
pub fn read(job: &Job, wanted: &Wanted) -> Result<Tried, Ended> {
    let whole = job.ground.store.snapshot();
    let seen = job.eyes().look(&whole).map_err(|denied| Ended::Failed(denied.text(job.ground.lang)))?;
    decide(job, wanted, seen.state)
}

/// Saves what was looked at.
pub fn carry(job: &Job, tried: Arc<Tried>) -> Result<Told, Ended> {
    let number = job.number;
    let mut held = tried;
    for _ in 0..ATTEMPTS {
        let whole = job.ground.store.snapshot();
        let basis = basis_of(&held);
        if basis.has_moved(&whole.state) {
            let mut again = read(job, &held.wanted)?;
            if again.plan != held.plan {
                again.wanted.number = number;
                return Ok(Told::Tried { number, tried: Arc::new(again), moved: true });
            }
            held = Arc::new(again);
            continue;
        }
        let wanted = held.wanted.clone();
        match submit(job, held, basis) {
            Ok(seq) => return Ok(Told::Carried { number, seq }),
            Err(SubmitError::Stopped) => return Err(Ended::Stopped),
            Err(SubmitError::Moved) => {
                let tried = Arc::new(read(job, &wanted)?);
                return Ok(Told::Tried { number, tried, moved: true });
            }
            Err(error) => return Err(Ended::Failed(error.text(job.ground.lang))),
        }
    }
    Ok(Told::Tried { number, tried: held, moved: true })
}

/// What the rows were decided on: records of their kind, and of those that they may name.
fn basis_of(tried: &Tried) -> Basis {
    let mut kinds = vec![Kind::Region, Kind::Skill, Kind::Organisation, Kind::User, Kind::Person];
    kinds.push(tried.how.kind);
    Basis { seq: tried.state.seq(), kinds }
}

fn submit(job: &Job, tried: Arc<Tried>, basis: Basis) -> Result<Option<u64>, SubmitError> {
    // Nobody else holds it once it is to be saved; where somebody does all the same, it is copied.
    let commands = match Arc::try_unwrap(tried) {
        Ok(mut tried) => std::mem::take(&mut tried.plan.commands),
        Err(shared) => shared.plan.commands.clone(),
    };
    let submission = Submission::new(job.ground.actor.clone(), Cause::Import, Command::Batch(commands));
    let receipt = change::submit(job, submission.based_on(basis))?;
    Ok(receipt.changed.then_some(receipt.seq))
}

fn decide(job: &Job, wanted: &Wanted, state: State) -> Result<Tried, Ended> {
    let lang = job.ground.lang;
    let failed = |why: String| Ended::Failed(format!("{}: {why}", wanted.path));
    let file = job.ground.files.open(&wanted.path).map_err(|error| failed(why(&error, lang)))?;
    let bytes = file.metadata().map_or(0, |about| about.len());
    let again = file.try_clone().map_err(|error| failed(why(&error, lang)))?;
    let lines = is_json_lines(&wanted.path);
    let head = Head::read(BufReader::new(file), lines, wanted.encoding, lang).map_err(failed)?;
    let (profiles, mut faults) = profiles(job);
    let offers = offers(&head, &profiles);
    let how = wanted.how.clone().or_else(|| offers.first().map(|offer| offer.how.clone()));
    let how = how.unwrap_or(How { kind: Kind::Person, profile: String::new() });
    let profile =
        profiles.into_iter().find(|profile| profile.name == how.profile && profile.kind == how.kind);
    let profile = profile.unwrap_or_else(|| Profile::none(how.kind));
    let (key, encoding) = (profile.key, wanted.encoding.or(profile.encoding));
    let mut text = BufReader::new(again);
    text.rewind().map_err(|error| failed(why(&error, lang)))?;
    let profile = Arc::new(profile);
    let source = if lines {
        Source::json_lines(how.kind, text, profile)
    } else {
        Source::csv(how.kind, text, encoding, profile)
    };
    let mut source: Source<Text> = source.map_err(|fault| failed(fault.text(lang)))?;
    let plan = plan(job, &mut source, &state, Options { kind: how.kind, key, lang }, bytes);
    let mut plan = plan.map_err(|fault| failed(fault.text(lang)))?.ok_or(Ended::Stopped)?;
    // The index is everybody's, and asked together with what this reader sees.
    let snapshot = job.ground.store.snapshot();
    if snapshot.seq() == state.seq()
        && let Ok(seen) = job.eyes().look(&snapshot)
    {
        plan.note_likely(&state, &|record| seen.warned_of(record));
    }
    faults.truncate(FAULTS_MAX);
    let places = Tried::places_of(&plan);
    let encoding = source.encoding();
    Ok(Tried { wanted: wanted.clone(), how, encoding, offers, faults, state, plan, places })
}

fn plan(
    job: &Job,
    source: &mut Source<Text>,
    state: &State,
    options: Options,
    bytes: u64,
) -> Result<Option<Plan>, FileFault> {
    let actor = &job.ground.actor;
    let context = Context {
        author: Author::new(actor.author.name()),
        at: job.now().max(state.at()),
        seen: None,
        owner: actor.owner,
    };
    let pace = std::cell::RefCell::new(Pace::new());
    plan_while(state, source, options, &context, &|so_far| {
        if pace.borrow_mut().is_due() {
            job.at(SoFar::of(so_far.rows, so_far.bytes, bytes));
        }
        !job.watch.is_stopped()
    })
}

/// What a file begins with.
struct Head {
    columns: Vec<String>,
    /// The kind that the first row's id is of.
    kind: Option<Kind>,
}

impl Head {
    fn read(mut text: Text, lines: bool, encoding: Option<Encoding>, lang: Lang) -> Result<Self, String> {
        let kind_of = |cell: &str| cell.trim().parse::<Id>().ok().map(|id| id.kind);
        if lines {
            let mut first = String::new();
            // A first object that is not whole here is read, and told, with the rows.
            let _ = (&mut text).take(1 << 20).read_to_string(&mut first);
            let object = first.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let object: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(object).unwrap_or_default();
            let kind = object.get("id").and_then(|id| kind_of(id.as_str()?));
            return Ok(Self { columns: object.keys().cloned().collect(), kind });
        }
        let text = Decoded::open(text, encoding).map_err(|fault| fault.text(lang))?;
        let mut rows = Rows::new(text);
        let mut next = || rows.next_row().map_err(|fault| fault.text(lang));
        let columns = next()?.map(|row| row.cells).unwrap_or_default();
        let place = columns.iter().position(|name| name.trim().eq_ignore_ascii_case("id"));
        // A fault of a later row is told with the rows.
        let first = next().ok().flatten();
        let kind = place.and_then(|place| kind_of(first?.cells.get(place)?));
        Ok(Self { columns, kind })
    }
}

/// The profiles that there are: the person's own before the office's, and those before what is compiled in.
fn profiles(job: &Job) -> (Vec<Profile>, Vec<String>) {
    let lang = job.ground.lang;
    let files = &job.ground.files;
    let (mut texts, mut faults) = (Vec::new(), Vec::new());
    for directory in files.settings.iter().chain(&files.store) {
        let (leaves, warnings) = shelf::read(&directory.join(shelf::PROFILES));
        texts.extend(leaves.into_iter().map(|leaf| (leaf.name, leaf.file, leaf.text)));
        faults.extend(warnings.iter().map(|warning| warning.text(lang)));
    }
    texts.extend(READY.map(|(name, file, text)| (name.to_owned(), file.into(), text.to_owned())));
    let mut profiles: Vec<Profile> = Vec::new();
    for (name, file, text) in texts {
        if profiles.iter().any(|held| held.name == name) {
            continue;
        }
        match Profile::parse(&name, &file, &text, Kind::Person) {
            Ok(profile) => profiles.push(profile),
            Err(bad) => faults.push(bad.text(lang)),
        }
    }
    (profiles, faults)
}

/// The ways to read a file with this header, the one that understands most first.
fn offers(head: &Head, profiles: &[Profile]) -> Vec<Offer> {
    let mut offers = Vec::new();
    let plain = KINDS.into_iter().map(Profile::none).collect::<Vec<_>>();
    for profile in profiles.iter().chain(&plain) {
        let fits = profile.is_none() || profile.fit(&head.columns).needed.is_empty();
        let of_kind = head.kind.is_none_or(|kind| kind == profile.kind);
        let known = known(head, profile);
        if fits && of_kind && known > 0 {
            offers.push(Offer {
                how: How { kind: profile.kind, profile: profile.name.clone() },
                title: profile.title.clone(),
                known,
                columns: head.columns.len(),
            });
        }
    }
    // Of two that understand as much the one without a profile, then in the order of kinds.
    let rank = |kind: Kind| KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len());
    offers.sort_by_key(|offer| {
        (std::cmp::Reverse(offer.known), !offer.how.profile.is_empty(), rank(offer.how.kind))
    });
    offers
}

/// How many columns are understood.
fn known(head: &Head, profile: &Profile) -> usize {
    let mut columns = Columns::new(profile.kind, Arc::new(profile.clone()));
    let mut count = 0;
    for name in head.columns.iter().filter(|name| !name.trim().is_empty()) {
        let place = columns.place(name.trim());
        let known = columns.get(place).is_some_and(|column| !matches!(column.target, Target::Unknown));
        count += usize::from(known);
    }
    count
}

pub fn is_json_lines(path: &str) -> bool {
    let ending =
        std::path::Path::new(path).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ["jsonl", "ndjson", "json"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
