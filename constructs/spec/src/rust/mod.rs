//! How the bindings name and type things in Rust: one place for the code that generates them and for the code that writes programs with them.

mod enums;
mod features;
mod names;
mod types;

pub use enums::{Enum, Enums};
pub use features::{feature, shared_features};
pub use names::{ResourceNames, attribute_method, snake, type_name};
pub use types::RustType;
