//! One configuration, loaded once and passed down: flags win over the environment, the environment over the file, the file over defaults.
//! Invariant: nobody else reads the environment or looks for files of settings; a file with faults still gives a configuration, and each
//! fault is a warning with its line. Called by the command line alone.

mod environment;
mod file;
pub mod office;
pub mod shelf;
mod user;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use environment::Environment;
pub use file::{Warning, WarningKind};
pub use user::name_of as user_name;

use crate::domain::Office;
use crate::keymap::Preset;
use crate::lang::Lang;
use crate::terminal::caps::{Ambiguous, Caps};

/// The directory's name below the XDG directories.
const PROGRAM: &str = "nichiiki";

/// What the command line said.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    pub store: Option<PathBuf>,
    pub lang: Option<Lang>,
    pub user: Option<String>,
}

/// Every setting, decided.
#[derive(Debug, Clone)]
pub struct Config {
    /// The directory of the store.
    pub store: PathBuf,
    pub lang: Lang,
    /// Who asks: the operating system's user, or the one named by `--user`.
    pub user: String,
    /// The operating system's user.
    pub system_user: String,
    /// What the terminal of this process is taken to be able to show.
    pub caps: Caps,
    pub keymap: Preset,
    /// The person's own keymap file: its name and text.
    pub own_keymap: Option<(String, String)>,
    /// Where profiles and the keymap are; `None` where there is no home.
    pub directory: Option<PathBuf>,
    /// The rules of the office whose store it is.
    pub office: Arc<Office>,
    /// What is wrong in the files of settings and of rules.
    pub warnings: Vec<Warning>,
}

impl Config {
    /// The configuration for these flags in this environment.
    pub fn load(flags: &Flags, environment: &Environment) -> Self {
        let directory = environment.config_directory().map(|directory| directory.join(PROGRAM));
        let (settings, mut warnings) = directory.as_deref().map(file::read).unwrap_or_default();
        let system_user = user::name();
        let no_colour = environment.says("NO_COLOR") || settings.colours == Some(false);
        let get = |name| environment.get(name).unwrap_or_default();
        let mut caps = Caps::from_environment(get("TERM"), get("COLORTERM"), no_colour);
        if let Some(ambiguous) = settings.ambiguous_width {
            caps.ambiguous = ambiguous;
            caps.ambiguous_wide = ambiguous == Ambiguous::Wide;
        }
        let own = own_keymap(directory.as_deref(), settings.keymap_file.as_deref());
        let own_keymap = own.unwrap_or_else(|warning| {
            warnings.push(warning);
            None
        });
        let store = store(flags, environment, settings.store);
        let (office, faults) = office::read(&store);
        warnings.extend(faults);
        Self {
            store,
            lang: lang(flags, environment, settings.lang),
            user: flags.user.clone().unwrap_or_else(|| system_user.clone()),
            system_user,
            caps,
            keymap: settings.keymap.unwrap_or_default(),
            own_keymap,
            directory,
            office: Arc::new(office),
            warnings,
        }
    }
}

fn store(flags: &Flags, environment: &Environment, settings: Option<PathBuf>) -> PathBuf {
    let named = environment.get("NICHIIKI_STORE").map(PathBuf::from);
    let default = || {
        let data = environment.data_directory();
        data.map_or_else(|| PathBuf::from(PROGRAM), |data| data.join(PROGRAM).join("store"))
    };
    flags.store.clone().or(named).or(settings).unwrap_or_else(default)
}

/// Japanese where nothing says otherwise: the office's language, even on a machine set up in `C`.
fn lang(flags: &Flags, environment: &Environment, settings: Option<Lang>) -> Lang {
    let named = || environment.get("NICHIIKI_LANG").and_then(Lang::parse);
    let locale = || {
        let variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
        let name = variables.into_iter().find_map(|name| environment.get(name))?;
        // `C` and `POSIX` say that nothing was chosen.
        if name.starts_with("C.") || matches!(name, "C" | "POSIX") { None } else { Lang::parse(name) }
    };
    flags.lang.or_else(named).or(settings).or_else(locale).unwrap_or_default()
}

/// The person's keymap: the file that the settings name, else `keymap.toml` beside them if there is one.
fn own_keymap(directory: Option<&Path>, named: Option<&Path>) -> Result<Option<(String, String)>, Warning> {
    let Some(directory) = directory else { return Ok(None) };
    let path = directory.join(named.unwrap_or_else(|| Path::new("keymap.toml")));
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path.display().to_string(), text))),
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Warning::unreadable(&path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(config: &str) -> (tempfile::TempDir, Environment) {
        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("config/nichiiki");
        std::fs::create_dir_all(&directory).unwrap();
        std::fs::write(directory.join("config.toml"), config).unwrap();
        let path = |name: &str| home.path().join(name).display().to_string();
        let environment = Environment::of([
            ("HOME", path("")),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_DATA_HOME", path("data")),
        ]);
        (home, environment)
    }

    #[test]
    fn flags_win_over_environment_over_file_over_defaults() {
        let (home, environment) = home("lang = \"en\"\nstore = \"/from/file\"\n");
        let config = Config::load(&Flags::default(), &environment);
        assert_eq!((config.lang, config.store.as_path()), (Lang::En, Path::new("/from/file")));
        let environment = environment.with("NICHIIKI_LANG", "ja").with("NICHIIKI_STORE", "/from/env");
        let config = Config::load(&Flags::default(), &environment);
        assert_eq!((config.lang, config.store.as_path()), (Lang::Ja, Path::new("/from/env")));
        let flags = Flags { store: Some("/flag".into()), lang: Some(Lang::En), user: None };
        let config = Config::load(&flags, &environment);
        assert_eq!((config.lang, config.store.as_path()), (Lang::En, Path::new("/flag")));
        assert_eq!(config.user, config.system_user);
        drop(home);
    }

    #[test]
    fn without_settings_the_store_is_in_the_data_directory() {
        let (home, environment) = home("");
        let config = Config::load(&Flags::default(), &environment);
        assert_eq!(config.store, home.path().join("data/nichiiki/store"));
        assert_eq!(config.lang, Lang::Ja);
        assert!(config.warnings.is_empty());
        let config = Config::load(&Flags::default(), &environment.with("LANG", "en_GB.UTF-8"));
        assert_eq!(config.lang, Lang::En);
    }

    #[test]
    fn faults_of_the_file_are_warnings_with_lines() {
        let (_home, environment) = home("lang = \"fr\"\ncolour = true\n[keymap]\n");
        let config = Config::load(&Flags::default(), &environment);
        let lines: Vec<usize> = config.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [1, 2, 3], "{:?}", config.warnings);
        let (_home, environment) = home("lang = \n");
        let config = Config::load(&Flags::default(), &environment);
        assert_eq!(config.warnings.len(), 1, "{:?}", config.warnings);
    }

    #[test]
    fn no_color_is_honoured() {
        let (_home, environment) = home("ambiguous_width = 2\n");
        let environment = environment.with("TERM", "xterm-256color").with("NO_COLOR", "1");
        let config = Config::load(&Flags::default(), &environment);
        assert_eq!(config.caps.colours, crate::terminal::caps::Colours::Mono);
        assert!(config.caps.ambiguous_wide);
    }
}
