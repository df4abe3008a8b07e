//! The profiles that are compiled in. What the services really write is not public: they are a beginning, and data that an
//! office changes by a file of its own with the same name.

/// Names, files and texts.
pub const READY: [(&str, &str, &str); 4] = [
    (
        "fukugyo_cloud",
        "fixtures/profiles/fukugyo_cloud.toml",
        include_str!("../../../fixtures/profiles/fukugyo_cloud.toml"),
    ),
    ("jobhub", "fixtures/profiles/jobhub.toml", include_str!("../../../fixtures/profiles/jobhub.toml")),
    (
        "jobhub_jobs",
        "fixtures/profiles/jobhub_jobs.toml",
        include_str!("../../../fixtures/profiles/jobhub_jobs.toml"),
    ),
    (
        "excel_list",
        "fixtures/profiles/excel_list.toml",
        include_str!("../../../fixtures/profiles/excel_list.toml"),
    ),
];

/// File and text of the profile of that name.
pub fn ready(name: &str) -> Option<(&'static str, &'static str)> {
    READY.iter().find(|(known, ..)| *known == name).map(|(_, file, text)| (*file, *text))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::field::Kind;
    use crate::interchange::profile::Profile;
    use crate::lang::Lang;

    #[test]
    fn every_profile_reads_and_has_names() {
        for (name, file, text) in READY {
            let profile = Profile::parse(name, Path::new(file), text, Kind::Person);
            let profile = profile.unwrap_or_else(|bad| panic!("{}", bad.text(Lang::En)));
            assert!(!profile.title.0.is_empty() && !profile.title.1.is_empty(), "{name}");
            assert!(!profile.columns.is_empty() && profile.key.is_some(), "{name}");
        }
    }
}
