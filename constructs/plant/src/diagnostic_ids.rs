//! Ids of the diagnostics that this crate reports.

ferrocdk_core::diagnostic_ids! {
    /// The tiers of an archive do not come one after another.
    TIERS = "F4001";
    /// A physical name is longer or shorter than its service takes.
    NAME_LENGTH = "F4002";
    /// A physical name has a character that its service does not take.
    NAME_CHARACTERS = "F4003";
    /// A plant file is no TOML.
    NOT_TOML = "F4010";
    /// A plant file has a key or a section that does not exist.
    UNKNOWN_KEY = "F4011";
    /// A plant file lacks a key that has no default.
    MISSING_KEY = "F4012";
    /// A value of a plant file has another form, unit or word than its key takes.
    VALUE_FORM = "F4013";
    /// A value of a plant file is out of range.
    VALUE_RANGE = "F4014";
    /// A threshold of a plant file cannot be.
    THRESHOLD = "F4015";
    /// The load of a plant file is more than the quotas of its region take.
    QUOTA = "F4016";
    /// Keys of a plant file do not go together.
    CONTRADICTION = "F4017";
    /// There is no plant file of a name.
    NO_PLANT = "F4018";
    /// A plant file cannot be read.
    UNREADABLE = "F4019";
    /// The code of a function that a plant file names cannot be found.
    NO_CODE = "F4020";
    /// A planned stop has a name, a time or a length that no stop can have.
    PLANNED_STOP = "F4031";
    /// The message of an alarm does not fit into it.
    ALARM_MESSAGE = "F4032";
    /// A client is to send more or fewer requests than API Gateway takes.
    REQUEST_LIMIT = "F4021";
    /// The path of an API is none.
    HTTP_PATH = "F4022";
    /// A folder of a raw archive is none.
    ARCHIVE_FOLDER = "F4041";
    /// An archive in columns has no table.
    ARCHIVE_FORM = "F4042";
    /// A secret cannot have such a name.
    SECRET_NAME = "F4043";
    /// Devices could not register as it is said.
    FLEET = "F4044";
    /// A router of alerts misses devices, and has no table that says when they were heard.
    NO_READINGS = "F4070";
}
