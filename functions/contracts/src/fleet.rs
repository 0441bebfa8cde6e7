//! Registration of devices: parameters of the provisioning template, and the list of devices that may register.
//!
//! The list is a table with an item for each device, or, for a few devices, a JSON document in the function's environment ([`Allowed`]).

use serde::{Deserialize, Serialize};

/// Parameter of the template, and partition key of the table (`S`): the device's serial number, which becomes its thing's name.
pub const SERIAL_NUMBER: &str = "SerialNumber";
/// Parameter of the template, and attribute of the table (`S`, optional): the type of its thing.
pub const THING_TYPE: &str = "ThingType";
/// Attribute, `BOOL`, optional: a device that may not register any more.
pub const BLOCKED: &str = "Blocked";
/// Attribute, `S`: id of the certificate that the device registered last.
pub const CERTIFICATE_ID: &str = "CertificateId";
/// Attribute, `S`: id of the certificate before that, which is to be deactivated when the device has used the new one.
pub const PREVIOUS_CERTIFICATE_ID: &str = "PreviousCertificateId";
/// Attribute, `BOOL`, optional: the device may register once more with the certificate of the fleet, for one that was reset or repaired. Registration takes it away.
pub const AGAIN: &str = "Again";

/// Characters of a serial number at most: those of a thing's name.
pub const MAX_SERIAL_NUMBER: usize = 128;

/// Whether a text can be a serial number: what the name of a thing may be.
///
/// ```
/// # use ferrocdk_contracts::fleet::is_serial_number;
/// assert!(is_serial_number("PR-0007:a_1"));
/// assert!(!is_serial_number("PR 7") && !is_serial_number("") && !is_serial_number(&"7".repeat(129)));
/// ```
#[must_use]
pub fn is_serial_number(text: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || b":_-".contains(&byte);
    !text.is_empty() && text.len() <= MAX_SERIAL_NUMBER && text.bytes().all(legal)
}

/// Devices that may register, by serial number and type of thing.
///
/// ```
/// # use ferrocdk_contracts::fleet::Allowed;
/// let presses = Allowed { serial_numbers: vec!["PR-*".to_owned(), "OV-0001".to_owned()], thing_types: vec!["press".to_owned()] };
/// assert!(presses.allows("PR-0007", Some("press")) && presses.allows("OV-0001", Some("press")));
/// assert!(!presses.allows("OV-0002", Some("press")) && !presses.allows("PR-0007", Some("oven")) && !presses.allows("PR-0007", None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Allowed {
    /// Serial numbers, or their beginnings with a `*` at the end.
    pub serial_numbers: Vec<String>,
    /// Types of things. Empty: any, also none.
    #[serde(default)]
    pub thing_types: Vec<String>,
}

impl Allowed {
    /// Whether a device may register.
    #[must_use]
    pub fn allows(&self, serial_number: &str, thing_type: Option<&str>) -> bool {
        let is_listed = self.serial_numbers.iter().any(|listed| match listed.strip_suffix('*') {
            Some(beginning) => serial_number.starts_with(beginning),
            None => serial_number == listed,
        });
        is_listed && self.allows_type(thing_type)
    }

    /// Whether a thing of a type may be made.
    #[must_use]
    pub fn allows_type(&self, thing_type: Option<&str>) -> bool {
        self.thing_types.is_empty()
            || thing_type.is_some_and(|name| self.thing_types.iter().any(|listed| listed == name))
    }

    /// The document.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}
