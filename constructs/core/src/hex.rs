//! Bytes as hexadecimal digits.

/// Two lower-case digits for every byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
