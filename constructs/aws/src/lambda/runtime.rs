//! `Runtime`: what runs a function's code.

use std::borrow::Cow;
use std::fmt;

/// Environment that a function's code runs in: a language of Lambda's own, or a program that brings everything itself.
///
/// The constants are those that get updates today; a test holds them against the dates that AWS gives. Others go by their name, and the linter says from when they
/// are no longer to be had. Source: "Lambda runtimes".
///
/// ```
/// use ferrocdk_aws::lambda::Runtime;
///
/// assert_eq!(Runtime::PYTHON_3_14.name(), "python3.14");
/// assert_eq!(Runtime::from("nodejs26.x").family(), Some("nodejs"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Runtime(Cow<'static, str>);

macro_rules! runtimes {
    ($($(#[$doc:meta])* $constant:ident = $name:literal;)*) => {
        impl Runtime {
            $($(#[$doc])* pub const $constant: Self = Self(Cow::Borrowed($name));)*

            /// All constants, by name.
            pub const ALL: &'static [Self] = &[$(Self::$constant),*];
        }
    };
}

runtimes! {
    /// .NET 10.
    DOTNET_10 = "dotnet10";
    /// Java 11.
    JAVA_11 = "java11";
    /// Java 17.
    JAVA_17 = "java17";
    /// Java 21.
    JAVA_21 = "java21";
    /// Java 25.
    JAVA_25 = "java25";
    /// Java 8 on Amazon Linux 2.
    JAVA_8 = "java8.al2";
    /// Node.js 22.
    NODEJS_22 = "nodejs22.x";
    /// Node.js 24.
    NODEJS_24 = "nodejs24.x";
    /// Amazon Linux 2023 with a program named `bootstrap`: Rust, Go, C++, Swift.
    PROVIDED_AL2023 = "provided.al2023";
    /// Python 3.11.
    PYTHON_3_11 = "python3.11";
    /// Python 3.12.
    PYTHON_3_12 = "python3.12";
    /// Python 3.13.
    PYTHON_3_13 = "python3.13";
    /// Python 3.14.
    PYTHON_3_14 = "python3.14";
    /// Ruby 3.3.
    RUBY_3_3 = "ruby3.3";
    /// Ruby 3.4.
    RUBY_3_4 = "ruby3.4";
    /// Ruby 4.0.
    RUBY_4_0 = "ruby4.0";
}

/// The families, longest name first where one begins another.
const FAMILIES: [&str; 7] = ["dotnetcore", "dotnet", "java", "nodejs", "provided", "python", "ruby"];

impl Runtime {
    /// Lambda's name for it, such as `nodejs24.x`.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The language, such as `nodejs`; `provided` for programs of their own. `None` for a name of no known family.
    pub fn family(&self) -> Option<&'static str> {
        FAMILIES.into_iter().find(|family| self.0.starts_with(family))
    }

    /// Whether the source text can stand in the template: Lambda takes that of Node.js and Python only.
    pub fn takes_inline_code(&self) -> bool {
        matches!(self.family(), Some("nodejs" | "python"))
    }
}

impl From<&str> for Runtime {
    /// A runtime by Lambda's name for it.
    fn from(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }
}

impl From<&Self> for Runtime {
    fn from(runtime: &Self) -> Self {
        runtime.clone()
    }
}

impl fmt::Display for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
