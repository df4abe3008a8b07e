//! What a client at the socket says first: what it wants, and what its terminal is like. Nothing in it says who it is.
//! Invariant: an odd or hostile hello is refused with a sentence, never believed in part.

use serde_json::{Value as Json, json};

use crate::connection::{Ambiguous, Caps, Colours};
use crate::input::Size;
use crate::keymap::Preset;
use crate::lang::Lang;
use crate::transport::socket::VERSION;

/// The longest own keymap that is taken, in bytes.
const KEYMAP_BYTES_MAX: usize = 64 << 10;
/// Arguments of a command at most.
const ARGUMENTS_MAX: usize = 1000;

/// What a client wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Want {
    Screen { size: Size, caps: Caps, keymap: Preset, own_keymap: Option<(String, String)> },
    Command(Asking),
}

/// A command that the holder is asked to run, as the client was given it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asking {
    pub arguments: Vec<String>,
    /// Whether people read the output, and the messages.
    pub terminals: (bool, bool),
    /// Where the client's settings are.
    pub directory: Option<String>,
}

/// The first packet.
#[derive(Debug, Clone, PartialEq)]
pub struct Hello {
    pub lang: Lang,
    /// Whom the client would act as; its own right to is looked at.
    pub user: Option<String>,
    pub want: Want,
}

impl Hello {
    pub fn encode(&self) -> Vec<u8> {
        let want = match &self.want {
            Want::Screen { size, caps, keymap, own_keymap } => json!({
                "columns": size.columns, "rows": size.rows, "keymap": keymap.name(),
                "own_keymap": own_keymap.as_ref().map(|(name, text)| vec![name, text]),
                "colours": caps.colours as u8, "wide": caps.ambiguous_wide,
                "ambiguous": match caps.ambiguous {
                    Ambiguous::Auto => "auto",
                    Ambiguous::Narrow => "1",
                    Ambiguous::Wide => "2",
                },
                "synchronized": caps.synchronized,
            }),
            Want::Command(asking) => json!({
                "arguments": asking.arguments, "stdout": asking.terminals.0, "stderr": asking.terminals.1,
                "directory": asking.directory,
            }),
        };
        let kind = if matches!(self.want, Want::Screen { .. }) { "screen" } else { "command" };
        let lang = self.lang.pick("ja", "en");
        json!({"version": VERSION, "lang": lang, "user": self.user, kind: want}).to_string().into_bytes()
    }

    /// The hello in these bytes; `None` for what is none, or of another version.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let json: Json = serde_json::from_slice(bytes).ok()?;
        if json.get("version")?.as_u64()? != VERSION {
            return None;
        }
        let lang = Lang::parse(json.get("lang")?.as_str()?)?;
        let user = json.get("user").and_then(Json::as_str).map(str::to_owned);
        let want = match (json.get("screen"), json.get("command")) {
            (Some(screen), None) => screen_of(screen)?,
            (None, Some(command)) => Want::Command(asking_of(command)?),
            _ => return None,
        };
        Some(Self { lang, user, want })
    }
}

fn screen_of(json: &Json) -> Option<Want> {
    let number = |key: &str| json.get(key)?.as_u64().and_then(|number| u32::try_from(number).ok());
    let flag = |key: &str| json.get(key).and_then(Json::as_bool).unwrap_or(false);
    let colours = match number("colours")? {
        0 => Colours::Mono,
        1 => Colours::Ansi16,
        2 => Colours::Ansi256,
        _ => Colours::True,
    };
    let ambiguous = Ambiguous::parse(json.get("ambiguous")?.as_str()?)?;
    let caps = Caps { ambiguous_wide: flag("wide"), ambiguous, colours, synchronized: flag("synchronized") };
    let own = json.get("own_keymap").and_then(Json::as_array);
    let own_keymap = own.and_then(|pair| {
        let name = pair.first()?.as_str()?.to_owned();
        let text = pair.get(1)?.as_str().filter(|text| text.len() <= KEYMAP_BYTES_MAX)?;
        Some((name, text.to_owned()))
    });
    let size = Size::reported(number("columns")?, number("rows")?);
    let keymap = Preset::parse(json.get("keymap")?.as_str()?)?;
    Some(Want::Screen { size, caps, keymap, own_keymap })
}

fn asking_of(json: &Json) -> Option<Asking> {
    let arguments = json.get("arguments")?.as_array().filter(|list| list.len() <= ARGUMENTS_MAX)?;
    let arguments: Option<Vec<String>> =
        arguments.iter().map(|one| one.as_str().map(str::to_owned)).collect();
    let flag = |key: &str| json.get(key).and_then(Json::as_bool).unwrap_or(false);
    let directory = json.get("directory").and_then(Json::as_str).map(str::to_owned);
    Some(Asking { arguments: arguments?, terminals: (flag("stdout"), flag("stderr")), directory })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hello_comes_back_and_others_are_refused() {
        let screen = Want::Screen {
            size: Size { columns: 100, rows: 30 },
            caps: Caps::full(),
            keymap: Preset::Vim,
            own_keymap: Some(("k.toml".to_owned(), "[home]\n".to_owned())),
        };
        let asking = Asking {
            arguments: vec!["list".to_owned(), "people".to_owned()],
            terminals: (true, false),
            directory: None,
        };
        for want in [screen, Want::Command(asking)] {
            let hello = Hello { lang: Lang::En, user: Some("佐藤".to_owned()), want };
            assert_eq!(Hello::decode(&hello.encode()), Some(hello));
        }
        for bad in [&b""[..], b"{}", b"{\"version\":2}", b"[1]", b"{\"version\":1,\"lang\":\"ja\"}"] {
            assert_eq!(Hello::decode(bad), None);
        }
    }
}
