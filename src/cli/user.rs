//! `user`: who may log in, what they may see and do, and by which keys they are known. Every change is an event.

use serde_json::{Map, Value as Json};

use super::args::{UserAddOptions, UserSub};
use super::failure::Failure;
use super::ground::{Ground, short};
use crate::domain::rights::record_of;
use crate::domain::state::Found;
use crate::domain::{Cause, Command, Draft, Record, Rights, State};
use crate::field::choices::{Grant, Reach, Role};
use crate::field::tables::user;
use crate::field::{Atom, Choices, Field, Id, Kind, Row, Value, print};
use crate::lang::Label;
use crate::store::Store;
use crate::transport::ssh::key;

const USERS: Label = Label::new("利用者の管理", "manage users");

pub fn run(ground: &mut Ground, command: UserSub) -> Result<(), Failure> {
    if matches!(command, UserSub::List) {
        return list(ground);
    }
    let store = ground.write()?;
    let state = store.snapshot().state;
    // Said before anything is looked up, so that nobody learns who is a user by asking.
    ground.needs(&state, Rights::administers, USERS)?;
    let command = command_of(ground, &state, command)?;
    done(ground, &store, command)
}

fn command_of(ground: &Ground, state: &State, command: UserSub) -> Result<Command, Failure> {
    let today = ground.now().date();
    Ok(match command {
        UserSub::Add(options) => add(ground, state, options)?,
        UserSub::Key { name, file } => {
            let record = of(ground, state, &name)?;
            let text = ground.read_text(&file)?;
            let key = key::parse(&text).map_err(|fault| {
                Failure::failed(format!("{}: {}", file.display(), fault.text(ground.lang())))
            })?;
            let mut rows = record.rows(&user::KEYS).to_vec();
            rows.retain(|row| row.text(user::key::FINGERPRINT.code) != Some(&key.fingerprint));
            let mut row = Row::default();
            row.set(user::key::FINGERPRINT.code, Some(Atom::Text(key.fingerprint.into())));
            row.set(user::key::PUBLIC.code, Some(Atom::Text(key.line.into())));
            row.set(user::key::ADDED.code, Some(Atom::Date(today)));
            rows.push(row);
            update(&record, Draft::new().with(&user::KEYS, Value::Rows(rows)))
        }
        UserSub::Role { name, role } => {
            let code = choice(ground, Role::TABLE, &role)?;
            update(&of(ground, state, &name)?, Draft::new().with(&user::ROLE, Value::choice(code)))
        }
        UserSub::Scope { name, scope } => {
            update(&of(ground, state, &name)?, scoped(ground, state, Draft::new(), &scope)?)
        }
        UserSub::Grant { name, rights } => {
            let bits = grants(ground, &rights)?;
            turned(&of(ground, state, &name)?, (&user::GRANTED, &user::DENIED), bits)
        }
        UserSub::Deny { name, rights } => {
            let bits = grants(ground, &rights)?;
            turned(&of(ground, state, &name)?, (&user::DENIED, &user::GRANTED), bits)
        }
        UserSub::Revoke { name } => {
            update(&of(ground, state, &name)?, Draft::new().with(&user::REVOKED_ON, Value::date(today)))
        }
        UserSub::Readmit { name } => {
            let mut draft = Draft::new();
            draft.put(&user::REVOKED_ON, crate::domain::Put::Clear);
            update(&of(ground, state, &name)?, draft)
        }
        // It changes nothing, and was answered before.
        UserSub::List => Command::Batch(Vec::new()),
    })
}

fn add(ground: &Ground, state: &State, options: UserAddOptions) -> Result<Command, Failure> {
    let UserAddOptions { name, role, scope, team, shown_as, grant, deny } = options;
    let name = crate::text::clean_line(&name, crate::text::NAME_GRAPHEMES).text;
    let mut draft = Draft::new()
        .with(&user::NAME_FIELD, Value::text(name))
        .with(&user::ROLE, Value::choice(choice(ground, Role::TABLE, &role)?));
    draft = scoped(ground, state, draft, &scope)?;
    let text = |text: &str| Value::text(crate::text::clean_line(text, crate::text::NAME_GRAPHEMES).text);
    if let Some(team) = team {
        draft = draft.with(&user::TEAM, text(&team));
    }
    if let Some(shown_as) = shown_as {
        draft = draft.with(&user::SHOWN_AS, text(&shown_as));
    }
    for (field, rights) in [(&user::GRANTED, &grant), (&user::DENIED, &deny)] {
        if !rights.is_empty() {
            draft = draft.with(field, Value::Set(grants(ground, rights)?));
        }
    }
    Ok(Command::add(Kind::User, draft))
}

/// `own`, `team`, `all`, or `region:` with codes, ids or names.
fn scoped(ground: &Ground, state: &State, draft: Draft, scope: &str) -> Result<Draft, Failure> {
    let Some(named) = scope.strip_prefix("region:").or_else(|| scope.strip_prefix("region：")) else {
        let code = choice(ground, Reach::TABLE, scope)?;
        if code == Reach::Region.code() {
            return Err(Failure::usage(ground.lang().pick(
                "地域の範囲は region:コード,.. と書きます(例 region:202151)",
                "a scope of regions is written region:CODE,.. as in region:202151",
            )));
        }
        return Ok(draft.with(&user::SCOPE, Value::choice(code)));
    };
    let parts = named.split([',', '、', ';']).map(str::trim).filter(|name| !name.is_empty());
    let regions: Vec<Id> = parts.map(|name| region(ground, state, name)).collect::<Result<_, _>>()?;
    Ok(draft
        .with(&user::SCOPE, Value::choice(Reach::Region.code()))
        .with(&user::REGIONS, Value::references(regions)))
}

fn region(ground: &Ground, state: &State, name: &str) -> Result<Id, Failure> {
    let by_code = name.parse::<u32>().ok().map(|code| Id::new(Kind::Region, code));
    let id = by_code.or_else(|| name.parse().ok()).filter(|id| id.kind == Kind::Region && state.has(*id));
    let found = id.or(match state.find_name(Kind::Region, name) {
        Found::One(id) => Some(id),
        Found::Nothing | Found::Several(_) => None,
    });
    found.ok_or_else(|| {
        Failure::not_found(super::either(
            ground.lang(),
            || format!("地域「{}」はありません(コードか「県名+市町村名」で指定してください)", short(name)),
            || format!("there is no region \"{}\"; give its code, or prefecture and name", short(name)),
        ))
    })
}

fn choice(ground: &Ground, table: Choices, text: &str) -> Result<u16, Failure> {
    table.find(text).ok_or_else(|| {
        let known: Vec<&str> = table.iter().map(|(_, choice)| choice.key).collect();
        let known = known.join(" / ");
        Failure::usage(super::either(
            ground.lang(),
            || format!("「{}」はありません({known})", short(text)),
            || format!("there is no \"{}\" ({known})", short(text)),
        ))
    })
}

fn grants(ground: &Ground, names: &[String]) -> Result<u64, Failure> {
    let mut bits = 0;
    for name in names.iter().flat_map(|names| names.split([',', '、', ';'])).filter(|name| !name.is_empty())
    {
        bits |= 1 << choice(ground, Grant::TABLE, name.trim())?;
    }
    Ok(bits)
}

/// Adds rights to one list and takes them from the other.
fn turned(record: &Record, (to, from): (&Field, &Field), bits: u64) -> Command {
    let draft = Draft::new()
        .with(to, Value::Set(record.set_bits(to) | bits))
        .with(from, Value::Set(record.set_bits(from) & !bits));
    update(record, draft)
}

fn update(record: &Record, draft: Draft) -> Command {
    Command::update(record.id, draft)
}

fn of(ground: &Ground, state: &State, name: &str) -> Result<Record, Failure> {
    record_of(state, name).filter(|record| !record.withdrawn).ok_or_else(|| {
        Failure::not_found(super::either(
            ground.lang(),
            || format!("利用者「{}」はいません", short(name)),
            || format!("there is no user \"{}\"", short(name)),
        ))
    })
}

fn done(ground: &mut Ground, store: &Store, command: Command) -> Result<(), Failure> {
    let receipt = ground.submit(store, Cause::Apply, command)?;
    if ground.json {
        return ground.out.json(&super::apply::accepted(&receipt));
    }
    let names: Vec<String> = receipt
        .ids
        .iter()
        .map(|id| format!("{id} {}", store.snapshot().state.label(*id).unwrap_or_default()))
        .collect();
    ground.out.text(&format!("#{} {}", receipt.seq, names.join(" ")))
}

fn list(ground: &mut Ground) -> Result<(), Failure> {
    let reading = ground.read()?;
    let state = &reading.state;
    let lang = ground.lang();
    let users: Vec<Record> = state.records(Kind::User).collect();
    if ground.json {
        return users.iter().try_for_each(|record| ground.out.json(&Json::Object(object(record, state))));
    }
    let columns: [&Field; 6] =
        [&user::NAME_FIELD, &user::ROLE, &user::SCOPE, &user::REGIONS, &user::TEAM, &user::REVOKED_ON];
    let mut header: Vec<&str> = columns.iter().map(|field| field.name(lang)).collect();
    header.insert(5, lang.pick("権限", "Rights"));
    let row = |record: &Record| {
        let cell = |field: &&Field| {
            record.get(field).map_or_else(String::new, |value| print::display(field, value, lang, state))
        };
        let mut cells: Vec<String> = columns.iter().map(cell).collect();
        let rights: Vec<&str> = held(record, state).iter().map(|grant| grant.label().text(lang)).collect();
        cells.insert(5, rights.join(" "));
        cells
    };
    let rows: Vec<Vec<String>> = users.iter().map(row).collect();
    ground.out.table(&header, &rows)
}

/// The grants that a user has in the end.
fn held(record: &Record, state: &State) -> Vec<Grant> {
    let author = crate::domain::Author::new(record.text(&user::NAME_FIELD).unwrap_or_default());
    Rights::of(state, &author, false).map(|rights| rights.grants().collect()).unwrap_or_default()
}

fn object(record: &Record, state: &State) -> Map<String, Json> {
    let mut map = crate::interchange::jsonl::object(record);
    let rights: Vec<&str> = held(record, state).iter().map(|grant| grant.key()).collect();
    map.insert("rights".to_owned(), rights.into());
    map.insert("revoked".to_owned(), record.date(&user::REVOKED_ON).is_some().into());
    map
}
