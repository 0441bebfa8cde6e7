//! Errors of reading a database.

/// Error of reading a database.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are not a whole database of this version.
    #[error("the schema database is damaged: {what}\nhint: rebuild it with `cargo xtask codegen`")]
    Damaged {
        /// Where and how.
        what: String,
    },
    /// No resource type has this name.
    #[error(
        "the schema database has no resource type '{name}'\nhint: names look like 'AWS::Kinesis::Stream', and case matters"
    )]
    UnknownType {
        /// The name asked for.
        name: String,
    },
    /// A `$ref` of a schema leads nowhere.
    #[error("the schema has nothing at '{reference}'")]
    Reference {
        /// The reference.
        reference: String,
    },
    /// `pins.json` is not what it should be.
    #[error("pins.json of ferrocdk-spec is not readable: {what}")]
    Pins {
        /// The reader's message, with line and column.
        what: String,
    },
}
