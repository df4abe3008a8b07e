//! `doctor`: what this terminal can do, what is set, and whether the store can be opened. It changes nothing.

use std::io::IsTerminal as _;

use serde_json::{Map, Value as Json};

use super::failure::Failure;
use super::ground::Ground;

pub fn run(ground: &mut Ground) -> Result<(), Failure> {
    let facts = facts(ground);
    if ground.json {
        let map: Map<String, Json> =
            facts.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
        return ground.out.json(&Json::Object(map));
    }
    let rows: Vec<Vec<String>> = facts.into_iter().map(|(key, value)| vec![key.to_owned(), value]).collect();
    let lang = ground.lang();
    ground.out.table(&[lang.pick("項目", "what"), lang.pick("状態", "is")], &rows)?;
    for warning in ground.config.warnings.clone() {
        ground.out.text(&warning.text(lang))?;
    }
    Ok(())
}

fn facts(ground: &Ground) -> Vec<(&'static str, String)> {
    let config = &ground.config;
    let said = |name: &str| ground.environment.get(name).unwrap_or("-").to_owned();
    let size = rustix::termios::tcgetwinsize(rustix::stdio::stdout());
    let size = size.map_or_else(|_| "-".to_owned(), |size| format!("{}x{}", size.ws_col, size.ws_row));
    let opening = ground.opening();
    let store = if opening.exists() {
        match opening.layout.read_identity(opening.disk.as_ref()) {
            Ok(_) => "ok".to_owned(),
            Err(error) => error.text(ground.lang()),
        }
    } else {
        ground.lang().pick("まだありません", "not there yet").to_owned()
    };
    vec![
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("lang", ground.lang().pick("ja", "en").to_owned()),
        ("user", config.user.clone()),
        ("store", config.store.display().to_string()),
        ("store_state", store),
        (
            "settings",
            config.directory.as_ref().map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
        ),
        ("stdin_terminal", std::io::stdin().is_terminal().to_string()),
        ("stdout_terminal", std::io::stdout().is_terminal().to_string()),
        ("size", size),
        ("term", said("TERM")),
        ("colorterm", said("COLORTERM")),
        ("locale", said("LANG")),
        ("colours", format!("{:?}", config.caps.colours)),
        ("ambiguous_width", format!("{:?}", config.caps.ambiguous)),
    ]
}
