//! Commands as JSON lines, the way other programs change the domain: one object, one command.
//! Invariant: `help` is printed from the same table that reads the commands, so that it cannot say anything else; every refusal names its key.
//! Called by `apply`.

mod fault;
mod help;
mod table;

use serde_json::{Map, Value as Json};

pub use fault::BadCommand;
pub use help::help;
use table::{FORMS, Form, Param, Verb};

use crate::domain::command::{Advice, Finding, Keep};
use crate::domain::{Command, Draft};
use crate::field::choices::{Ballot, ClosedReason, MatchStatus, Purpose, Stage};
use crate::field::{Choices, Date, Fault, Id, Kind, by_name};

/// The longest line that is read, in bytes.
pub const LINE_BYTES_MAX: usize = 1 << 20;

/// A command and what its author had seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub command: Command,
    /// The commit as of which the author looked; asks for the stale check.
    pub seen: Option<u64>,
}

/// The command that a line holds.
///
/// # Errors
/// What is wrong, with the key.
pub fn parse(line: &str) -> Result<Request, BadCommand> {
    if line.len() > LINE_BYTES_MAX {
        return Err(BadCommand::TooLong);
    }
    let json: Json =
        serde_json::from_str(line).map_err(|error| BadCommand::NotJson { why: error.to_string() })?;
    let Json::Object(map) = json else { return Err(BadCommand::NotAnObject) };
    let seen = match map.get("seen") {
        None | Some(Json::Null) => None,
        Some(seen) => Some(seen.as_u64().ok_or(BadCommand::Number { key: "seen" })?),
    };
    Ok(Request { command: command(map, true)?, seen })
}

fn command(mut map: Map<String, Json>, may_hold_others: bool) -> Result<Command, BadCommand> {
    map.remove("seen");
    let name = match map.remove("command") {
        Some(Json::String(name)) => name,
        Some(_) => return Err(BadCommand::Form { key: "command" }),
        None => return Err(BadCommand::NoCommand),
    };
    let Some(form) = FORMS.iter().find(|form| form.is_called(&name)) else {
        return Err(BadCommand::unknown(&name));
    };
    if matches!(form.verb, Verb::Batch) {
        return if may_hold_others { batch(map) } else { Err(BadCommand::BatchInBatch) };
    }
    let mut reader = Reader { map, form };
    let command = reader.command()?;
    match reader.map.keys().next() {
        Some(key) => Err(BadCommand::UnknownKey { key: key.clone(), command: form.name() }),
        None => Ok(command),
    }
}

fn batch(mut map: Map<String, Json>) -> Result<Command, BadCommand> {
    let Some(Json::Array(items)) = map.remove("commands") else {
        return Err(BadCommand::Missing { key: "commands" });
    };
    if let Some(key) = map.keys().next() {
        return Err(BadCommand::UnknownKey { key: key.clone(), command: "batch".to_owned() });
    }
    let one = |(index, item)| {
        let Json::Object(map) = item else { return Err(BadCommand::NotAnObject) };
        command(map, false).map_err(|cause| BadCommand::InBatch { index, cause: Box::new(cause) })
    };
    items.into_iter().enumerate().map(one).collect::<Result<_, _>>().map(Command::Batch)
}

/// What is left of an object, and the form it should have.
struct Reader {
    map: Map<String, Json>,
    form: &'static Form,
}

impl Reader {
    fn command(&mut self) -> Result<Command, BadCommand> {
        Ok(match self.form.verb {
            Verb::Add(kind) => Command::add(kind, self.draft(kind)?),
            Verb::Update(kind) => {
                let id = self.id(Some(kind))?;
                Command::update(id, self.draft(kind)?)
            }
            Verb::SetStage => {
                let case = self.id(Some(Kind::Case))?;
                let to = self.choice(Stage::TABLE)?.and_then(Stage::from_code);
                let to = to.ok_or(BadCommand::Missing { key: "to" })?;
                let reason = self.text("reason")?;
                Command::SetStage { case, to, reason, draft: self.draft(Kind::Case)? }
            }
            Verb::Assign => Command::Assign { case: self.id(Some(Kind::Case))?, owner: self.text("owner")? },
            Verb::HandOver => Command::HandOver {
                case: self.id(Some(Kind::Case))?,
                to: self.text("owner_to")?.ok_or(BadCommand::Missing { key: "owner_to" })?,
                reason: self.text("reason")?,
                draft: self.draft(Kind::Case)?,
            },
            Verb::Hold => Command::Hold {
                case: self.id(Some(Kind::Case))?,
                resume_on: self.date("resume_on")?,
                reason: self.text("reason")?,
            },
            Verb::Resume => Command::Resume { case: self.id(Some(Kind::Case))? },
            Verb::Close => Command::Close {
                case: self.id(Some(Kind::Case))?,
                closed_reason: self.choice(ClosedReason::TABLE)?.and_then(ClosedReason::from_code),
                resume_on: self.date("resume_on")?,
                reason: self.text("reason")?,
            },
            Verb::Reopen => {
                Command::Reopen { case: self.id(Some(Kind::Case))?, reason: self.text("reason")? }
            }
            Verb::SetMatchStatus => {
                let to = self.choice(MatchStatus::TABLE)?.and_then(MatchStatus::from_code);
                Command::SetMatchStatus {
                    matched: self.id(Some(Kind::Match))?,
                    to: to.ok_or(BadCommand::Missing { key: "to" })?,
                    reason: self.text("reason")?,
                }
            }
            Verb::Propose => self.propose()?,
            Verb::GiveConsent => Command::GiveConsent {
                person: self.id(Some(Kind::Person))?,
                purpose: self.purpose()?,
                expires: self.date("expires")?,
                how: self.text("how")?,
            },
            Verb::RevokeConsent => {
                Command::RevokeConsent { person: self.id(Some(Kind::Person))?, purpose: self.purpose()? }
            }
            Verb::Merge => self.merge()?,
            Verb::Unmerge => {
                Command::Unmerge { id: self.id(None)?, reason: self.text("reason")?, told: None }
            }
            Verb::Report => self.judge(Finding::Reported)?,
            Verb::NotTheSame => self.judge(Finding::Different)?,
            Verb::Reconsider => self.judge(Finding::Open)?,
            Verb::Vote => Command::Vote {
                note: self.id(Some(Kind::Note))?,
                ballot: self.choice(Ballot::TABLE)?.and_then(Ballot::from_code),
            },
            Verb::Withdraw => Command::Withdraw { id: self.id(None)?, reason: self.text("reason")? },
            Verb::Restore => Command::Restore { id: self.id(None)? },
            Verb::Batch => return Err(BadCommand::BatchInBatch),
        })
    }

    fn judge(&mut self, finding: Finding) -> Result<Command, BadCommand> {
        let id = self.id(None)?;
        Ok(Command::Judge { id, other: self.named("other", id.kind)?, finding, reason: self.text("reason")? })
    }

    fn merge(&mut self) -> Result<Command, BadCommand> {
        let id = self.id(None)?;
        let other = self.named("other", id.kind)?;
        let keep = match self.take("keep") {
            None => Vec::new(),
            Some(Json::Object(map)) => {
                map.into_iter().map(|(key, json)| kept(id.kind, key, &json)).collect::<Result<_, _>>()?
            }
            Some(_) => return Err(BadCommand::Form { key: "keep" }),
        };
        Ok(Command::Merge { id, other, keep, reason: self.text("reason")? })
    }

    fn propose(&mut self) -> Result<Command, BadCommand> {
        let (person, job) = (self.named("person", Kind::Person)?, self.named("job", Kind::Job)?);
        let to = self.choice(MatchStatus::TABLE)?.and_then(MatchStatus::from_code);
        let (score, version) = (self.number("score", 100)?, self.number("weights_version", 65_535)?);
        let advice = score.map(|score| Advice {
            score,
            weights_version: version.and_then(|version| u16::try_from(version).ok()).unwrap_or(0),
        });
        let reason = self.text("reason")?;
        Ok(Command::Propose { person, job, to: to.ok_or(BadCommand::Missing { key: "to" })?, reason, advice })
    }

    /// The record under a key that names another than the command's own.
    fn named(&mut self, key: &'static str, kind: Kind) -> Result<Id, BadCommand> {
        let bad = || BadCommand::Id { key, wanted: Some(kind) };
        let Json::String(text) = self.take(key).ok_or(BadCommand::Missing { key })? else {
            return Err(bad());
        };
        text.parse::<Id>().ok().filter(|id| id.kind == kind).ok_or_else(bad)
    }

    fn number(&mut self, key: &'static str, most: u32) -> Result<Option<u32>, BadCommand> {
        let Some(json) = self.take(key) else { return Ok(None) };
        let number = json.as_u64().and_then(|number| u32::try_from(number).ok());
        number.filter(|number| *number <= most).map(Some).ok_or(BadCommand::Number { key })
    }

    fn purpose(&mut self) -> Result<Purpose, BadCommand> {
        let code = self.choice(Purpose::TABLE)?.and_then(Purpose::from_code);
        code.ok_or(BadCommand::Missing { key: "purpose" })
    }

    /// Takes the value under a parameter's key or one of its other names.
    fn take(&mut self, key: &str) -> Option<Json> {
        let names =
            self.form.params.iter().find(|param| param.key == key).map_or(&[][..], |param| param.aliases);
        let name =
            std::iter::once(key).chain(names.iter().copied()).find(|name| self.map.contains_key(*name))?;
        self.map.remove(name).filter(|json| !json.is_null())
    }

    /// The record that the command is about.
    fn id(&mut self, wanted: Option<Kind>) -> Result<Id, BadCommand> {
        let Some(Json::String(text)) = self.take("id") else { return Err(BadCommand::Missing { key: "id" }) };
        match text.parse::<Id>() {
            Ok(id) if wanted.is_none_or(|kind| kind == id.kind) => Ok(id),
            Ok(_) | Err(_) => Err(BadCommand::Id { key: "id", wanted }),
        }
    }

    fn text(&mut self, key: &'static str) -> Result<Option<Box<str>>, BadCommand> {
        match self.take(key) {
            None => Ok(None),
            Some(Json::String(text)) => {
                let text = crate::text::clean_line(&text, crate::text::ADDRESS_GRAPHEMES).text;
                Ok(Some(text.into_boxed_str()).filter(|text| !text.is_empty()))
            }
            Some(_) => Err(BadCommand::Form { key }),
        }
    }

    fn date(&mut self, key: &'static str) -> Result<Option<Date>, BadCommand> {
        let fault = || BadCommand::Value { key: key.to_owned(), fault: Fault::NotADate };
        self.text(key)?.map(|text| Date::parse(&text).ok_or_else(fault)).transpose()
    }

    /// The choice under the parameter that has this table.
    fn choice(&mut self, table: Choices) -> Result<Option<u16>, BadCommand> {
        let holds = |param: &&Param| {
            param.choices.is_some_and(|choices| std::ptr::eq(choices.items.as_ptr(), table.items.as_ptr()))
        };
        let Some(param) = self.form.params.iter().find(holds) else { return Ok(None) };
        let Some(text) = self.text(param.key)? else { return Ok(None) };
        let fault = || BadCommand::Value { key: param.key.to_owned(), fault: Fault::no_choice(&text, table) };
        table.find(&text).ok_or_else(fault).map(Some)
    }

    /// Every key that is left, as fields of `kind`.
    fn draft(&mut self, kind: Kind) -> Result<Draft, BadCommand> {
        let mut draft = Draft::new();
        for (key, json) in std::mem::take(&mut self.map) {
            let Some(field) = by_name(kind, &key) else {
                return Err(BadCommand::UnknownKey { key, command: self.form.name() });
            };
            draft.put_json(field, &json).map_err(|fault| BadCommand::Value { key, fault })?;
        }
        Ok(draft)
    }
}

/// What stays of one field.
fn kept(kind: Kind, key: String, json: &Json) -> Result<(u16, Keep), BadCommand> {
    let Some(field) = by_name(kind, &key) else {
        return Err(BadCommand::UnknownKey { key, command: "merge".to_owned() });
    };
    let keep = match json.as_str() {
        Some("survivor") => Keep::Survivor,
        Some("other") => Keep::Other,
        Some("both") => Keep::Both,
        _ => return Err(BadCommand::Form { key: "keep" }),
    };
    Ok((field.code, keep))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::tables::person;
    use crate::field::{Value, fields};

    fn command_of(line: &str) -> Command {
        parse(line).unwrap().command
    }

    #[test]
    fn lines_become_commands() {
        let request = parse(r#"{"command":"add_person","family_name":"山田","seen":812}"#).unwrap();
        assert_eq!(request.seen, Some(812));
        let draft = Draft::new().with(&person::FAMILY_NAME, Value::text("山田"));
        assert_eq!(request.command, Command::add(Kind::Person, draft));
        let id = Id::case(2026, 45);
        assert_eq!(
            command_of(r#"{"command":"resume_case","id":"C-2026-00045"}"#),
            Command::Resume { case: id }
        );
        assert_eq!(
            command_of(r#"{"command":"resume_case","case":"C-2026-45"}"#),
            Command::Resume { case: id }
        );
        let close = command_of(
            r#"{"command":"close_case","id":"C-2026-45","closed_reason":"費用","reason":" x\u001b"}"#,
        );
        let Command::Close { closed_reason, reason, .. } = close else { panic!("close") };
        assert_eq!((closed_reason, reason.as_deref()), (Some(ClosedReason::Cost), Some("x")));
        let stage = command_of(
            r#"{"command":"set_stage","id":"C-2026-45","to":"planned","plan_agreed_on":"2026-11-01"}"#,
        );
        assert!(
            matches!(stage, Command::SetStage { to: Stage::Planned, ref draft, .. } if draft.0.len() == 1)
        );
        let batch = r#"{"command":"batch","commands":[{"command":"add_skill","label":"x"},{"command":"restore","id":"P-1"}]}"#;
        assert!(matches!(command_of(batch), Command::Batch(ref commands) if commands.len() == 2));
    }

    #[test]
    fn refusals_name_the_key() {
        let key_of = |line: &str| parse(line).unwrap_err().to_string();
        for (line, word) in [
            ("", "JSON"),
            ("[]", "object"),
            ("{}", "command"),
            (r#"{"command":"add_persn"}"#, "add_person"),
            (r#"{"command":"add_person","sign":"leo"}"#, "sign"),
            (r#"{"command":"add_person","email":"x"}"#, "email"),
            (r#"{"command":"add_person","hours_week":{}}"#, "hours_week"),
            (r#"{"command":"update_job","id":"P-1"}"#, "id"),
            (r#"{"command":"set_stage","id":"C-2026-1"}"#, "to"),
            (r#"{"command":"set_stage","id":"C-2026-1","to":"nowhere"}"#, "to"),
            (r#"{"command":"hold_case","id":"C-2026-1","resume_on":"soon"}"#, "resume_on"),
            (r#"{"command":"resume_case","id":"C-2026-1","x":1}"#, "x"),
            (r#"{"command":"restore","id":"P-1","seen":"x"}"#, "seen"),
            (r#"{"command":"batch"}"#, "commands"),
            (r#"{"command":"batch","commands":[{"command":"batch","commands":[]}]}"#, "batch"),
        ] {
            assert!(key_of(line).contains(word), "{line}: {}", key_of(line));
        }
    }

    #[test]
    fn help_names_every_command_and_field() {
        for lang in [crate::lang::Lang::Ja, crate::lang::Lang::En] {
            let text = help(lang);
            for form in FORMS {
                assert!(text.contains(&form.name()), "{}", form.name());
            }
            for field in Kind::ALL.into_iter().flat_map(fields) {
                assert!(text.contains(field.key), "{}", field.key);
            }
        }
    }
}
