//! `keys`, `keymap check`, `completions`, `man`: what is made from the tables alone. They open no store.

use std::path::Path;

use serde_json::json;

use super::failure::Failure;
use super::ground::{Ground, short};
use crate::action::{Action, Scope};
use crate::input::print_sequence;
use crate::keymap::{Preset, Source, Vocabulary, load};

const WORDS: Vocabulary<'static, Action> = Vocabulary { scopes: Scope::NAMES, actions: Action::NAMES };

pub fn list(ground: &mut Ground, name: Option<&str>) -> Result<(), Failure> {
    let lang = ground.lang();
    let preset = match name {
        None => ground.config.keymap,
        Some(name) => Preset::parse(name).ok_or_else(|| {
            Failure::usage(super::either(
                lang,
                || format!("キー割り当て「{}」はありません(default, vim, emacs)", short(name)),
                || format!("there is no keymap \"{}\" (default, vim, emacs)", short(name)),
            ))
        })?,
    };
    let own = ground.config.own_keymap.as_ref().filter(|_| name.is_none());
    let own = own.map(|(name, text)| Source { name, text });
    let (keymap, problems) = load(preset, own, &WORDS);
    for problem in &problems {
        ground.say(&problem.text(lang));
    }
    let mut rows = Vec::new();
    for action in Action::ALL {
        for scope in action.scopes() {
            let keys: Vec<String> = keymap
                .all_keys_of(&[scope.name()], *action)
                .iter()
                .map(|keys| print_sequence(keys))
                .collect();
            if ground.json {
                ground.out.json(&json!({
                    "action": action.name(), "label": action.label().text(lang),
                    "scope": scope.name(), "keys": keys,
                }))?;
            }
            rows.push(vec![
                scope.label().text(lang).to_owned(),
                keys.join(", "),
                action.label().text(lang).to_owned(),
                action.name().to_owned(),
            ]);
        }
    }
    if ground.json {
        return Ok(());
    }
    let header = [
        lang.pick("場面", "Where"),
        lang.pick("キー", "Keys"),
        lang.pick("操作", "Does"),
        lang.pick("名前", "Name"),
    ];
    ground.out.table(&header, &rows)
}

pub fn check(ground: &mut Ground, file: &Path) -> Result<(), Failure> {
    let lang = ground.lang();
    let text = ground.read_text(file)?;
    let name = file.display().to_string();
    let (_, problems) = load(ground.config.keymap, Some(Source { name: &name, text: &text }), &WORDS);
    let own: Vec<_> = problems.iter().filter(|problem| problem.file == name).collect();
    for problem in &own {
        if ground.json {
            ground
                .out
                .json(&json!({"file": problem.file, "line": problem.line, "reason": problem.text(lang)}))?;
        } else {
            ground.out.text(&problem.text(lang))?;
        }
    }
    if own.is_empty() {
        if !ground.json {
            ground.out.text(lang.pick("問題ありません", "nothing is wrong"))?;
        }
        return Ok(());
    }
    ground.out.finish()?;
    Err(Failure::Silent { code: super::failure::REFUSED })
}

pub fn completions(ground: &mut Ground, shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut super::words::command(ground.lang()), "nichiiki", &mut text);
    Ok(std::io::Write::write_all(ground.out.raw(), &text)?)
}

pub fn man(ground: &mut Ground) -> Result<(), Failure> {
    let command = super::words::command(ground.lang());
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut text)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        clap_mangen::Man::new(sub.clone()).render(&mut text)?;
    }
    Ok(std::io::Write::write_all(ground.out.raw(), &text)?)
}
