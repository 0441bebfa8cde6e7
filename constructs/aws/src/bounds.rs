//! Quantities that AWS takes within a range only. The range stands here, with the type, and nowhere else.
//!
//! Each type is made in two ways. `new` refuses what is out of range, for whoever reads a file and can say where in it the mistake stands.
//! Conversion from the bare quantity takes everything, and the construct that gets the value reports it: constructing never fails.
//!
//! ```
//! use ferrocdk_aws::lambda::Memory;
//! use ferrocdk_aws::units::Mebibytes;
//!
//! assert_eq!(Memory::new(Mebibytes(512)).unwrap().get(), 512);
//! assert_eq!(Memory::new(Mebibytes(64)).unwrap_err().to_string(), "found 64 MB, expected 128 to 10240");
//! ```

use std::fmt;
use std::ops::RangeInclusive;

use ferrocdk_core::{Diagnostic, Scope};

/// A value that AWS does not take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The value.
    pub found: u32,
    /// The values that are taken.
    pub allowed: RangeInclusive<u32>,
    /// The unit of both, in the plural.
    pub unit: &'static str,
}

impl OutOfRange {
    fn range(&self) -> String {
        match (self.allowed.start(), self.allowed.end()) {
            (least, &u32::MAX) => format!("at least {least}"),
            (least, most) => format!("{least} to {most}"),
        }
    }

    /// Reports the value at the construct that was given it.
    pub(crate) fn report(&self, scope: &Scope, id: &'static str, property: &str) {
        let diagnostic = Diagnostic::error(id, format!("{property} is out of range"))
            .at("", Some(property))
            .found(format!("{} {}", self.found, self.unit))
            .allowed(format!("{} {}", self.range(), self.unit));
        scope.report(diagnostic);
    }
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "found {} {}, expected {}", self.found, self.unit, self.range())
    }
}

impl std::error::Error for OutOfRange {}

/// Declares quantities with their ranges: `Name(Unit) in least..=most "units"`.
macro_rules! bounded {
    ($($(#[$doc:meta])* $name:ident($base:ident) in $range:expr, $unit:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name($base);

        impl $name {
            /// The values that AWS takes.
            pub const RANGE: std::ops::RangeInclusive<u32> = $range;

            /// Checks a value.
            ///
            /// # Errors
            /// When it is not within [`RANGE`](Self::RANGE).
            pub fn new(value: impl Into<$base>) -> Result<Self, $crate::bounds::OutOfRange> {
                let value = Self(value.into());
                value.check().map(|()| value)
            }

            /// The quantity in its unit.
            // Not `From`: the compiler would offer it where somebody gives a wrong unit.
            pub fn quantity(self) -> $base {
                self.0
            }

            /// The bare number, as CloudFormation takes it.
            pub fn get(self) -> i64 {
                u32::from(self.0).into()
            }

            /// Tells whether it is one that AWS takes.
            ///
            /// # Errors
            /// When it is not within [`RANGE`](Self::RANGE).
            pub fn check(self) -> Result<(), $crate::bounds::OutOfRange> {
                let (found, allowed) = (u32::from(self.0), Self::RANGE);
                if allowed.contains(&found) {
                    return Ok(());
                }
                Err($crate::bounds::OutOfRange { found, allowed, unit: $unit })
            }
        }

        impl From<$base> for $name {
            /// Takes any value; the construct that gets it reports one out of range.
            fn from(value: $base) -> Self {
                Self(value)
            }
        }

        $crate::bounds::bounded!(@larger $name $base);
    )*};
    // Quantities in larger units go in as well, as far as they are whole numbers of the unit that AWS takes.
    (@larger $name:ident Milliseconds) => { $crate::bounds::bounded!(@from $name Milliseconds: Seconds Minutes); };
    (@larger $name:ident Seconds) => { $crate::bounds::bounded!(@from $name Seconds: Minutes Hours Days); };
    (@larger $name:ident Minutes) => { $crate::bounds::bounded!(@from $name Minutes: Hours Days); };
    (@larger $name:ident Hours) => { $crate::bounds::bounded!(@from $name Hours: Days); };
    (@larger $name:ident $base:ident) => {};
    (@from $name:ident $base:ident: $($unit:ident)*) => {$(
        impl From<$crate::units::$unit> for $name {
            /// Takes any value; the construct that gets it reports one out of range.
            fn from(value: $crate::units::$unit) -> Self {
                Self(value.into())
            }
        }
    )*};
}

pub(crate) use bounded;
