//! The operating system's name of whoever runs the process, by user id. The environment's USER is a claim and is not asked.

/// The user's name; `uid1000` where the system's list has none for the id.
pub fn name() -> String {
    name_of(rustix::process::getuid().as_raw())
}

/// The name of the user with that id.
pub fn name_of(id: u32) -> String {
    let list = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    find(&list, id).map_or_else(|| format!("uid{id}"), str::to_owned)
}

/// The name of an id in a list of `name:password:id:...` lines.
fn find(list: &str, id: u32) -> Option<&str> {
    list.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        let same = parts.nth(1)?.parse() == Ok(id);
        same.then_some(name).filter(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_looked_up_by_number() {
        let list = "root:x:0:0::/root:/bin/sh\ntanaka:x:1000:1000::/home/tanaka:/bin/bash\n::\n";
        assert_eq!(find(list, 1000), Some("tanaka"));
        assert_eq!(find(list, 0), Some("root"));
        assert_eq!(find(list, 7), None);
    }
}
