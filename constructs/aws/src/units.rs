//! Quantities with their unit in the type, so that a wrong unit does not compile.
//!
//! ```
//! use ferrocdk_aws::units::{Days, Hours, Seconds};
//! assert_eq!(Hours::from(Days(7)), Hours(168));
//! assert_eq!(Seconds::from(Hours(42)).get(), 151_200);
//! ```

macro_rules! unit {
    ($(#[$doc:meta] $name:ident;)*) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The bare number, as CloudFormation takes it.
            pub fn get(self) -> i64 {
                self.0.into()
            }
        }

        impl From<$name> for u32 {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    )*};
}

unit! {
    /// Days of 24 hours.
    Days;
    /// Hours.
    Hours;
    /// Minutes.
    Minutes;
    /// Seconds.
    Seconds;
    /// Thousandths of a second.
    Milliseconds;
    /// Gibibytes (1,073,741,824 bytes), which AWS calls GB.
    Gibibytes;
    /// Mebibytes (1,048,576 bytes), which Lambda calls MB.
    Mebibytes;
}

macro_rules! convert {
    ($($from:ident => $to:ident * $factor:literal;)*) => {$(
        impl From<$from> for $to {
            /// Saturates at the largest number that fits.
            fn from(value: $from) -> Self {
                Self(value.0.saturating_mul($factor))
            }
        }
    )*};
}

convert! {
    Days => Hours * 24;
    Days => Minutes * 1_440;
    Days => Seconds * 86_400;
    Hours => Minutes * 60;
    Hours => Seconds * 3_600;
    Minutes => Milliseconds * 60_000;
    Minutes => Seconds * 60;
    Seconds => Milliseconds * 1_000;
}
