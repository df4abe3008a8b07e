//! The environment of the process, read once. Tests make their own.

use std::collections::BTreeMap;
use std::path::PathBuf;

use etcetera::BaseStrategy as _;

/// Names and values, and what follows from them.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    values: BTreeMap<String, String>,
    /// Whether the operating system may be asked for what the values do not say.
    live: bool,
}

impl Environment {
    /// The environment that this process was started with; what is not Unicode is left out.
    pub fn of_process() -> Self {
        let pairs = std::env::vars_os();
        let values =
            pairs.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self { values: values.collect(), live: true }
    }

    /// An environment of these values alone.
    pub fn of<'a>(values: impl IntoIterator<Item = (&'a str, String)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value));
        Self { values: values.collect(), live: false }
    }

    /// The environment with one more value.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.values.insert(name.to_owned(), value.to_owned());
        self
    }

    /// The value of a name; an empty one counts as none.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether the name has a value.
    pub fn says(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Where settings are, by XDG.
    pub fn config_directory(&self) -> Option<PathBuf> {
        self.absolute("XDG_CONFIG_HOME")
            .or_else(|| self.absolute("HOME").map(|home| home.join(".config")))
            .or_else(|| self.strategy().map(|strategy| strategy.config_dir()))
    }

    /// Where data is, by XDG.
    pub fn data_directory(&self) -> Option<PathBuf> {
        self.absolute("XDG_DATA_HOME")
            .or_else(|| self.absolute("HOME").map(|home| home.join(".local/share")))
            .or_else(|| self.strategy().map(|strategy| strategy.data_dir()))
    }

    /// A path that a value names; XDG lets relative ones be ignored.
    fn absolute(&self, name: &str) -> Option<PathBuf> {
        self.get(name).map(PathBuf::from).filter(|path| path.is_absolute())
    }

    /// The directories of the user that the operating system knows, for a process started without HOME.
    fn strategy(&self) -> Option<etcetera::base_strategy::Xdg> {
        if self.live { etcetera::base_strategy::Xdg::new().ok() } else { None }
    }
}
