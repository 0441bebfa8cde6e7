//! The variables that Cargo, C compilers and sources read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::platform::Architecture;

/// Variables of an environment.
///
/// Of these count: the flags that Cargo hands to `rustc` (lint levels aside, which change no code), its settings for this target and profile, the C
/// compilers' flags, and those that sources read with `env!`, `option_env!` or in a build script. Those that Cargo sets itself and those that
/// name a machine's folders (`HOME`, `PATH`) do not.
///
/// ```
/// use ferrocdk_fingerprint::Environment;
///
/// let environment: Environment = [("RUSTFLAGS", "-C target-cpu=haswell")].into_iter().collect();
/// assert_eq!(environment.get("RUSTFLAGS"), Some("-C target-cpu=haswell"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into()));
        Self {
            variables: variables.collect(),
        }
    }
}

/// Variables that the compilers of C read, each also with the target before or behind it.
const C_COMPILERS: [&str; 6] = ["CC", "CXX", "AR", "CFLAGS", "CXXFLAGS", "CPPFLAGS"];

/// Variables of a machine or a session: in a build script they find programs and folders, and would make each machine's fingerprint its own.
const OF_MACHINES: [&str; 16] = [
    "HOME",
    "PATH",
    "USER",
    "USERNAME",
    "USERPROFILE",
    "PWD",
    "SHELL",
    "TERM",
    "LANG",
    "TMPDIR",
    "TEMP",
    "TMP",
    "HOST",
    "TARGET",
    "PROFILE",
    "NUM_JOBS",
];

/// Variables that Cargo sets for a build, from what is covered already.
const OF_CARGO: [&str; 5] = ["OUT_DIR", "OPT_LEVEL", "DEBUG", "RUSTC", "RUSTDOC"];

/// Flags whose value is the next word and sets a lint's level.
const LINT_LEVELS: [&str; 9] = [
    "-D",
    "-W",
    "-A",
    "-F",
    "--deny",
    "--warn",
    "--allow",
    "--forbid",
    "--cap-lints",
];

impl Environment {
    /// The environment of this process: read here alone, everything else takes it as a parameter.
    pub fn of_process() -> Self {
        let text = |name: std::ffi::OsString| name.to_string_lossy().into_owned();
        std::env::vars_os()
            .map(|(name, value)| (text(name), text(value)))
            .collect()
    }

    /// A variable's value, unless it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// The flags that come from the environment alone: Cargo then reads none from its configuration.
    pub fn rust_flags(&self) -> Option<Vec<String>> {
        let encoded = self
            .get("CARGO_ENCODED_RUSTFLAGS")
            .map(|flags| flags.split('\x1f').map(str::to_owned).collect());
        encoded.or_else(|| self.get("RUSTFLAGS").map(words))
    }

    /// The variable with flags for a target only, as Cargo derives its name.
    ///
    /// ```
    /// use ferrocdk_fingerprint::{Architecture, Environment};
    ///
    /// assert_eq!(Environment::target_flags(Architecture::Arm64), "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS");
    /// ```
    pub fn target_flags(architecture: Architecture) -> String {
        format!("{}RUSTFLAGS", target_prefix(architecture))
    }

    /// Cargo's folder, with its configuration and the sources of crates.
    pub fn cargo_home(&self) -> Option<PathBuf> {
        let own = self.get("CARGO_HOME").map(PathBuf::from);
        own.or_else(|| Some(PathBuf::from(self.get("HOME").or_else(|| self.get("USERPROFILE"))?).join(".cargo")))
    }

    /// The variables that count, with what counts of them.
    pub(crate) fn decisive(&self, architecture: Architecture, read: &BTreeSet<String>) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (name, value) in &self.variables {
            if is_flags(name, architecture) {
                found.push((name.clone(), without_lints(words(value)).join(" ")));
            } else if name.ends_with("_INCREMENTAL") && ["0", "false"].contains(&value.as_str()) {
                // As release builds are without it; machines that build once set it everywhere.
            } else if Self::is_known(name, architecture) {
                found.push((name.clone(), value.clone()));
            } else if read.contains(name) {
                // Set to nothing is another thing than not set, for `option_env!`.
                found.push((name.clone(), format!("={value}")));
            }
        }
        let flags = self.rust_flags().map(without_lints).unwrap_or_default();
        found.push(("RUSTFLAGS".to_owned(), flags.join(" ")));
        found
    }

    /// Whether a variable counts whoever reads it, or never does.
    pub(crate) fn is_known(name: &str, architecture: Architecture) -> bool {
        let triple = architecture.triple();
        let of_c = C_COMPILERS.iter().any(|variable| {
            let underscored = triple.replace('-', "_");
            name == *variable
                || name
                    .strip_prefix(variable)
                    .and_then(|rest| rest.strip_prefix('_'))
                    .is_some_and(|rest| rest == triple || rest == underscored)
                || name.strip_prefix("TARGET_") == Some(variable)
        });
        of_c || is_flags(name, architecture)
            || name == format!("{}LINKER", target_prefix(architecture))
            || name.starts_with("CARGO_PROFILE_RELEASE_")
            || [
                "CARGO_BUILD_RUSTC",
                "RUSTC_BOOTSTRAP",
                "CARGO_INCREMENTAL",
                "CARGO_BUILD_INCREMENTAL",
            ]
            .contains(&name)
    }

    /// Whether a variable that sources read counts: not one that Cargo sets, and not one that names a machine's folders.
    pub fn is_readable(name: &str) -> bool {
        !(name.starts_with("CARGO")
            || name.starts_with("DEP_")
            || OF_CARGO.contains(&name)
            || OF_MACHINES.contains(&name))
    }
}

fn target_prefix(architecture: Architecture) -> String {
    format!(
        "CARGO_TARGET_{}_",
        architecture.triple().to_ascii_uppercase().replace('-', "_")
    )
}

fn is_flags(name: &str, architecture: Architecture) -> bool {
    name == "CARGO_BUILD_RUSTFLAGS" || name == Environment::target_flags(architecture)
}

pub(crate) fn words(flags: &str) -> Vec<String> {
    flags.split_whitespace().map(str::to_owned).collect()
}

/// Flags without those that set lints: continuous integration denies warnings through them, and they change no byte.
pub(crate) fn without_lints(flags: Vec<String>) -> Vec<String> {
    let mut left = Vec::new();
    let mut flags = flags.into_iter();
    while let Some(flag) = flags.next() {
        let is_level =
            |level: &str| flag.starts_with(level) && (level.len() == 2 || flag[level.len()..].starts_with('='));
        if LINT_LEVELS.contains(&flag.as_str()) {
            flags.next();
        } else if !LINT_LEVELS.iter().any(|level| is_level(level)) {
            left.push(flag);
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_of_lints_do_not_count() {
        let left = |flags: &str| without_lints(words(flags)).join(" ");
        assert_eq!(
            left("-D warnings -C opt-level=1 -Wunused --cap-lints=warn --deny x"),
            "-C opt-level=1"
        );
        assert_eq!(left("-Aunused --cfg mine"), "--cfg mine");
    }

    #[test]
    fn variables_of_the_target_and_of_c_count() {
        let known = |name| Environment::is_known(name, Architecture::X86_64);
        assert!(known("CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS") && known("CFLAGS_x86_64-unknown-linux-gnu"));
        assert!(known("CC") && known("TARGET_CC") && known("CARGO_PROFILE_RELEASE_LTO"));
        assert!(
            !known("CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUSTFLAGS")
                && !known("CARGO_PROFILE_DEV_LTO")
                && !known("CCACHE")
        );
    }
}
