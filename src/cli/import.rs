//! `import`: a file becomes one commit, or none.

use std::io::{Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use super::args::ImportOptions;
use super::failure::{Failure, REFUSED};
use super::ground::{Ground, short};
use super::profiles;
use crate::alike::is_compared;
use crate::domain::{Actor, Cause, Command, Context, State};
use crate::field::{Field, by_name};
use crate::interchange::encodings::FILE_BYTES_MAX;
use crate::interchange::import::{Options, Plan, plan};
use crate::interchange::profile::{KEYS, Profile};
use crate::interchange::source::Source;
use crate::snapshot::Snapshot;
use crate::store::Store;

pub fn run(ground: &mut Ground, options: &ImportOptions) -> Result<(), Failure> {
    let profile = match &options.profile {
        Some(name) => profiles::of_name(ground, name, options.kind)?,
        None => Profile::none(options.kind),
    };
    let key = match &options.key {
        Some(name) => key_field(ground, options, name)?,
        None => profile.key,
    };
    if options.file == Path::new("-") {
        let mut bytes = Vec::new();
        let taken = ground.host.input().take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
        taken.map_err(|error| Failure::file(&options.file, &error, ground.lang()))?;
        return import(ground, options, Cursor::new(bytes), profile, key);
    }
    let opened = ground.host.open(&options.file);
    let file = opened.map_err(|error| Failure::file(&options.file, &error, ground.lang()))?;
    import(ground, options, file, profile, key)
}

fn import(
    ground: &mut Ground,
    options: &ImportOptions,
    file: impl Read + Seek,
    profile: Profile,
    key: Option<&'static Field>,
) -> Result<(), Failure> {
    let lang = ground.lang();
    let failed = |sentence: String| Failure::failed(format!("{}: {sentence}", options.file.display()));
    let lines = is_json_lines(&options.file);
    let encoding = options.encoding.0.or(profile.encoding);
    let profile = Arc::new(profile);
    let mut source = if lines {
        Source::json_lines(options.kind, file, profile)
    } else {
        Source::csv(options.kind, file, encoding, profile)
    }
    .map_err(|fault| failed(fault.text(lang)))?;
    if options.dry_run {
        let reading = ground.read()?;
        let snapshot = seen(reading.store.as_ref().map(Store::snapshot), &reading.state);
        let plan = decide(ground, &snapshot, &mut source, options, key).map_err(failed)?;
        return answer(ground, &plan);
    }
    let store = ground.write()?;
    // Whom the caller may not see is no duplicate that the caller may learn of.
    let state = ground.seen(&store.snapshot().state)?;
    let snapshot = seen(Some(store.snapshot()), &state);
    let mut plan = decide(ground, &snapshot, &mut source, options, key).map_err(failed)?;
    let refused = !plan.report.rejected.is_empty() && !options.skip_invalid;
    if !refused && !plan.commands.is_empty() {
        let commands = std::mem::take(&mut plan.commands);
        let receipt = ground.submit(&store, Cause::Import, Command::Batch(commands))?;
        plan.report.seq = receipt.changed.then_some(receipt.seq);
        store.flush_blocking();
    }
    answer(ground, &plan)?;
    if !refused {
        return Ok(());
    }
    if !ground.json {
        ground.say(lang.pick(
            "取り込めない行があるため、何も取り込みませんでした(正しい行だけなら --skip-invalid)",
            "nothing was imported because of the refused rows (--skip-invalid takes the others)",
        ));
    }
    Err(Failure::Silent { code: REFUSED })
}

/// What the caller sees, with the index of the store where it holds one.
fn seen(whole: Option<Snapshot>, state: &State) -> Snapshot {
    match whole.filter(|whole| whole.seq() == state.seq()) {
        Some(whole) => state.lens().map_or_else(|| whole.clone(), |lens| whole.seen_with(lens.rights())),
        None => Snapshot::new(state.clone()),
    }
}

fn decide(
    ground: &Ground,
    snapshot: &Snapshot,
    source: &mut Source<impl Read + Seek>,
    options: &ImportOptions,
    key: Option<&'static Field>,
) -> Result<Plan, String> {
    let state = &snapshot.state;
    let Actor { author, owner } = ground.actor(state).map_err(|failure| failure.text(ground.lang()))?;
    let context = Context { author, at: ground.now().max(state.at()), seen: None, owner };
    let how = Options { kind: options.kind, key, lang: ground.lang() };
    let mut plan = plan(state, source, how, &context).map_err(|fault| fault.text(ground.lang()))?;
    if is_compared(options.kind) {
        plan.note_likely(state, &|record| snapshot.warned_of(record));
    }
    Ok(plan)
}

fn answer(ground: &mut Ground, plan: &Plan) -> Result<(), Failure> {
    for warning in &plan.report.warnings {
        ground.say(warning);
    }
    if ground.json {
        ground.out.json(&plan.report.json())?;
    } else {
        ground.out.text(&plan.report.text(ground.config.lang))?;
    }
    ground.out.finish()
}

fn is_json_lines(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["jsonl", "ndjson", "json"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

fn key_field(
    ground: &Ground,
    options: &ImportOptions,
    name: &str,
) -> Result<Option<&'static Field>, Failure> {
    if name == "id" {
        return Ok(None);
    }
    let field = KEYS.contains(&name).then(|| by_name(options.kind, name)).flatten();
    field.map(Some).ok_or_else(|| {
        Failure::usage(super::either(
            ground.lang(),
            || format!("--key「{}」では{}を特定できません", short(name), options.kind.label().ja),
            || format!("--key {} does not name {}", short(name), options.kind.plural()),
        ))
    })
}
