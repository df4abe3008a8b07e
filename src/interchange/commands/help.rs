//! The help of `apply`, printed from the table of commands and the tables of fields.

use std::fmt::Write as _;

use super::table::{FORMS, Form};
use crate::field::{Field, Kind, Origin, Shape, fields};
use crate::lang::Lang;

/// Every command with its keys, then every kind with its fields.
pub fn help(lang: Lang) -> String {
    let mut text = String::new();
    line(&mut text, lang.pick(
        "1行に1つのJSONオブジェクト。例: {\"command\": \"add_person\", \"family_name\": \"山田\", \"given_name\": \"太郎\"}",
        "One JSON object a line, as {\"command\": \"add_person\", \"family_name\": \"山田\", \"given_name\": \"太郎\"}",
    ));
    line(&mut text, lang.pick(
        "どのコマンドにも \"seen\": SEQ を付けられます(その後に他の人が変えた項目なら stale で断る)。",
        "Any command may have \"seen\": SEQ; a field that somebody else changed since then is refused as stale.",
    ));
    line(&mut text, "");
    line(&mut text, lang.pick("コマンド:", "Commands:"));
    for form in FORMS {
        command(&mut text, form, lang);
    }
    for kind in Kind::ALL {
        line(&mut text, "");
        line(
            &mut text,
            &match lang {
                Lang::Ja => format!("{}の項目 (add_{k}, update_{k}):", kind.label().ja, k = kind.key()),
                Lang::En => format!("Fields of add_{k} and update_{k}:", k = kind.key()),
            },
        );
        for field in fields(kind).iter().filter(|field| field.origin != Origin::Ruled) {
            let fixed = if field.origin == Origin::Fixed {
                lang.pick(" (作成時のみ)", " (at creation only)")
            } else {
                ""
            };
            line(
                &mut text,
                &format!("  {:<26} {}: {}{fixed}", field.key, field.name(lang), form_of(field, lang)),
            );
        }
        let ruled: Vec<&str> = fields(kind)
            .iter()
            .filter(|field| field.origin == Origin::Ruled)
            .map(|field| field.key)
            .collect();
        if !ruled.is_empty() {
            let by = lang.pick("専用のコマンドで変わる項目", "changed by their own commands");
            line(&mut text, &format!("  ({by}: {})", ruled.join(", ")));
        }
    }
    text
}

fn command(text: &mut String, form: &Form, lang: Lang) {
    line(text, &format!("  {:<20} {}", form.name(), form.about.text(lang)));
    for param in form.params {
        let needed = if param.needed { "" } else { lang.pick(" (省略可)", " (optional)") };
        let offered = param.choices.map_or_else(String::new, |choices| {
            let keys: Vec<&str> = choices.items.iter().map(|item| item.key).collect();
            format!(": {}", keys.join(" | "))
        });
        line(text, &format!("    {:<18} {}{needed}{offered}", param.key, param.about.text(lang)));
    }
    if let Some(kind) = form.fields_of() {
        line(
            text,
            &match lang {
                Lang::Ja => format!("    {:<18} {}の項目", "...", kind.label().ja),
                Lang::En => format!("    {:<18} fields of {}", "...", kind.key()),
            },
        );
    }
}

/// What a field takes.
fn form_of(field: &Field, lang: Lang) -> String {
    let keys = |choices: crate::field::Choices| {
        choices.items.iter().map(|item| item.key).collect::<Vec<_>>().join(" | ")
    };
    match field.shape {
        Shape::Text(_) => lang.pick("文字列", "text").to_owned(),
        Shape::Texts(_) => lang.pick("文字列の配列", "texts").to_owned(),
        Shape::Int(least, most, _) => format!("{least}..{most}"),
        Shape::Micro(..) => lang.pick("小数", "decimal").to_owned(),
        Shape::Flag => "true | false".to_owned(),
        Shape::Date => "2026-11-23".to_owned(),
        Shape::Moment => "2026-11-23 14:00".to_owned(),
        Shape::Choice(choices) => keys(choices),
        Shape::Set(choices) => format!("[{}]", keys(choices)),
        Shape::Ref(kind) => match lang {
            Lang::Ja => format!("{}のID", kind.label().ja),
            Lang::En => format!("id of a {}", kind.key()),
        },
        Shape::Refs(kind) => match lang {
            Lang::Ja => format!("{}のIDの配列", kind.label().ja),
            Lang::En => format!("ids of {}", kind.plural()),
        },
        Shape::Rows(subs) => {
            let keys: Vec<&str> = subs.iter().map(|sub| sub.key).collect();
            format!("[{{{}}}]", keys.join(", "))
        }
    }
}

fn line(text: &mut String, part: &str) {
    // Writing to a String cannot fail.
    let _ = writeln!(text, "{part}");
}
