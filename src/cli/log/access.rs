//! `log --access`: who opened whose record, who logged in or was refused, what was exported. For those who may audit.

use serde_json::{Map, Value as Json};

use crate::cli::args::LogOptions;
use crate::cli::failure::Failure;
use crate::cli::ground::Ground;
use crate::domain::Rights;
use crate::field::Id;
use crate::lang::Label;
use crate::store::access::{Access, AccessChain, Act, Noted, read};

const AUDIT: Label = Label::new("閲覧記録の監査", "audit the access chain");

/// Prints the chain; that it was read is noted in it first.
pub fn run(ground: &mut Ground, options: &LogOptions) -> Result<(), Failure> {
    let of = options.of.as_deref().map(|id| ground.id(id)).transpose()?;
    let reading = ground.read()?;
    ground.needs(&reading.state, may_audit, AUDIT)?;
    let chain = match &reading.store {
        Some(store) => store.access().clone(),
        None => ground.opening().access()?,
    };
    let actor = ground.actor(&reading.state)?;
    note(&chain, actor.author.name(), of);
    let directory = ground.opening().layout.access();
    for noted in read(&directory)? {
        let noted = noted?;
        if noted.seq > options.since && (of.is_none() || noted.access.record == of) {
            print(ground, &noted)?;
        }
    }
    Ok(())
}

/// An auditor may; and in an office without users, whoever owns its files.
fn may_audit(rights: &Rights) -> bool {
    rights.audits() || rights.is_whole()
}

fn note(chain: &AccessChain, who: &str, of: Option<Id>) {
    let access = Access::new(who, Act::Audited);
    chain.note_durably(match of {
        Some(id) => access.of(id),
        None => access,
    });
}

fn print(ground: &mut Ground, noted: &Noted) -> Result<(), Failure> {
    let Noted { seq, at, access } = noted;
    if ground.json {
        let mut map = Map::new();
        map.insert("seq".to_owned(), (*seq).into());
        map.insert("at".to_owned(), at.to_string().into());
        map.insert("who".to_owned(), access.who.to_string().into());
        map.insert("act".to_owned(), access.act.key().into());
        map.insert("id".to_owned(), access.record.map(|id| id.to_string()).into());
        map.insert("detail".to_owned(), access.detail.clone().into());
        return ground.out.json(&Json::Object(map));
    }
    let (hour, minute) = at.hour_minute();
    let act = access.act.label().text(ground.lang());
    let record = access.record.map(|id| format!(" {id}")).unwrap_or_default();
    ground.out.text(&format!(
        "#{seq} {} {hour:02}:{minute:02} {} {act}{record} {}",
        at.date(),
        access.who,
        access.detail
    ))
}
