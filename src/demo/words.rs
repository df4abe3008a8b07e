//! Filling the slots of a text: `{region}` and its like. Texts come from fixtures, values from the record being made.

/// The values of the slots, by name without braces.
pub type Slots<'a> = [(&'a str, &'a str)];

/// The template with every known slot filled; an unknown one stays, so that a test finds it.
pub fn fill(template: &str, slots: &Slots) -> String {
    let mut text = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            text.push('{');
            rest = after;
            continue;
        };
        let known = slots.iter().find(|(slot, _)| *slot == name);
        match known.map(|(_, value)| *value) {
            Some(value) => text.push_str(value),
            None => text.extend(["{", name, "}"]),
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_and_unknown_ones_seen() {
        let slots = [("region", "塩尻市"), ("hours", "6")];
        assert_eq!(fill("{region}で週{hours}時間", &slots), "塩尻市で週6時間");
        assert_eq!(fill("{nothing}と{", &slots), "{nothing}と{");
    }
}
