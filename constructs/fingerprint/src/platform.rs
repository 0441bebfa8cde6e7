//! Platforms that functions run on, and which `[target.*]` tables can apply there.

use std::str::FromStr as _;

use cargo_platform::{Cfg, CfgExpr, Platform};

/// The processor that a function runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Architecture {
    /// Graviton: a fifth cheaper; needs the `aarch64-unknown-linux-gnu` target to build.
    Arm64,
    /// The default, because it builds on every machine without another target.
    X86_64,
}

impl Architecture {
    /// Lambda's word for it.
    ///
    /// ```
    /// assert_eq!(ferrocdk_fingerprint::Architecture::Arm64.word(), "arm64");
    /// ```
    pub fn word(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::X86_64 => "x86_64",
        }
    }

    /// Rust's target.
    ///
    /// ```
    /// assert_eq!(ferrocdk_fingerprint::Architecture::Arm64.triple(), "aarch64-unknown-linux-gnu");
    /// ```
    pub fn triple(self) -> &'static str {
        match self {
            Self::Arm64 => "aarch64-unknown-linux-gnu",
            Self::X86_64 => "x86_64-unknown-linux-gnu",
        }
    }

    /// Whether a key of a `target` table may stand for this target. What flags of the compiler can set (features, own `cfg`s) may be so or not:
    /// to know, one would have to ask the compiler.
    pub(crate) fn may_be(self, key: &str) -> bool {
        self.is(key) != Some(false)
    }

    /// Whether a key of a `target` table stands for this target, if that can be told.
    pub(crate) fn is(self, key: &str) -> Option<bool> {
        match Platform::from_str(key) {
            Ok(Platform::Name(name)) => Some(name == self.triple()),
            Ok(Platform::Cfg(expression)) => self.holds(&expression),
            // Cargo refuses it with a message of its own.
            Err(_) => None,
        }
    }

    fn holds(self, expression: &CfgExpr) -> Option<bool> {
        match expression {
            CfgExpr::Not(inner) => self.holds(inner).map(|holds| !holds),
            CfgExpr::All(all) => {
                let known: Vec<Option<bool>> = all.iter().map(|one| self.holds(one)).collect();
                match known.contains(&Some(false)) {
                    true => Some(false),
                    false => known.iter().all(Option::is_some).then_some(true),
                }
            }
            CfgExpr::Any(any) => {
                let known: Vec<Option<bool>> = any.iter().map(|one| self.holds(one)).collect();
                match known.contains(&Some(true)) {
                    true => Some(true),
                    false => known.iter().all(Option::is_some).then_some(false),
                }
            }
            CfgExpr::True => Some(true),
            CfgExpr::False => Some(false),
            CfgExpr::Value(Cfg::Name(name)) => match name.as_str() {
                "unix" => Some(true),
                "windows" => Some(false),
                _ => None,
            },
            CfgExpr::Value(Cfg::KeyPair(key, value)) => {
                let ours = match key.as_str() {
                    "target_arch" if self == Self::Arm64 => "aarch64",
                    "target_arch" => "x86_64",
                    "target_os" => "linux",
                    "target_family" => "unix",
                    "target_env" => "gnu",
                    "target_vendor" => "unknown",
                    "target_endian" => "little",
                    "target_pointer_width" => "64",
                    _ => return None,
                };
                Some(value == ours)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_apply_is_left_out() {
        let may = |key| Architecture::X86_64.may_be(key);
        assert!(may("cfg(unix)") && may("x86_64-unknown-linux-gnu") && may("cfg(target_os = \"linux\")"));
        assert!(may("cfg(tokio_unstable)") && may("cfg(not(tokio_unstable))"));
        assert!(may("cfg(all(unix, target_feature = \"sse2\"))") && may("cfg(any(windows, mine))"));
        assert!(!may("cfg(windows)") && !may("cfg(all(mine, windows))") && !may("cfg(not(unix))"));
        assert!(!may("aarch64-unknown-linux-gnu") && !may("cfg(target_arch = \"aarch64\")"));
        assert!(Architecture::Arm64.may_be("cfg(target_arch = \"aarch64\")"));
    }
}
