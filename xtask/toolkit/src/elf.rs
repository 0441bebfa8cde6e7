//! Looks at a function's binary before it is shipped: is it one that the Lambda runtime can start?

/// Newest glibc that the `provided.al2023` runtime has.
///
/// Source: Amazon Linux 2023 release notes, package glibc 2.34.
pub const RUNTIME_GLIBC: (u16, u16) = (2, 34);

/// The processor that a binary is made for, by ELF's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Machine {
    /// x86-64.
    X86_64 = 62,
    /// 64-bit ARM, which Graviton is.
    Arm64 = 183,
}

impl Machine {
    fn name(number: u16) -> String {
        match number {
            62 => "x86-64".to_owned(),
            183 => "arm64".to_owned(),
            243 => "RISC-V".to_owned(),
            other => format!("ELF machine {other}"),
        }
    }
}

/// Why a binary is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElfError {
    /// Not a Linux binary.
    #[error("not an ELF binary, so not made for Linux")]
    NotElf,
    /// Made for another processor.
    #[error("made for {found}, the function runs on {wanted}")]
    Machine {
        /// Its machine.
        found: String,
        /// The function's.
        wanted: String,
    },
    /// Needs a newer C library than the runtime has.
    #[error("needs glibc {}.{}, the Lambda runtime has {}.{}", found.0, found.1, RUNTIME_GLIBC.0, RUNTIME_GLIBC.1)]
    Glibc {
        /// The newest version it asks for.
        found: (u16, u16),
    },
}

/// Checks that `binary` is a 64-bit little-endian ELF for `wanted` that asks for no newer glibc than the runtime has.
///
/// # Errors
///
/// The first of the conditions that does not hold.
pub fn check(binary: &[u8], wanted: Machine) -> Result<(), ElfError> {
    // Byte 4 is the class (2: 64 bits), byte 5 the order (1: little-endian), bytes 18 and 19 the machine.
    if binary.len() < 64 || !binary.starts_with(b"\x7fELF\x02\x01") {
        return Err(ElfError::NotElf);
    }
    let machine = u16::from_le_bytes([binary[18], binary[19]]);
    if machine != wanted as u16 {
        return Err(ElfError::Machine {
            found: Machine::name(machine),
            wanted: Machine::name(wanted as u16),
        });
    }
    match newest_glibc(binary) {
        Some(found) if found > RUNTIME_GLIBC => Err(ElfError::Glibc { found }),
        _ => Ok(()),
    }
}

/// The newest `GLIBC_x.y` named anywhere in the binary. Version needs are stored as plain strings, so no section has to be parsed; other
/// occurrences of such a string could only make the check stricter.
fn newest_glibc(binary: &[u8]) -> Option<(u16, u16)> {
    const MARK: &[u8] = b"GLIBC_";
    binary
        .windows(MARK.len())
        .enumerate()
        .filter(|(_, window)| *window == MARK)
        .fold(None, |newest, (at, _)| {
            let text: String = binary[at + MARK.len()..]
                .iter()
                .take(8)
                .take_while(|byte| byte.is_ascii_digit() || **byte == b'.')
                .map(|byte| char::from(*byte))
                .collect();
            let mut numbers = text.split('.').map(str::parse::<u16>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(major)), Some(Ok(minor))) => newest.max(Some((major, minor))),
                _ => newest,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(machine: u16, tail: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0; 64];
        bytes[..6].copy_from_slice(b"\x7fELF\x02\x01");
        bytes[18..20].copy_from_slice(&machine.to_le_bytes());
        bytes.extend_from_slice(tail);
        bytes
    }

    #[test]
    fn good_and_bad() {
        let check = |binary: &[u8]| super::check(binary, Machine::X86_64);
        assert_eq!(check(&elf(62, b"\0GLIBC_2.2.5\0GLIBC_2.34\0GLIBC_PRIVATE\0")), Ok(()));
        assert_eq!(check(&elf(62, b"")), Ok(()));
        assert_eq!(check(b"#!/bin/sh"), Err(ElfError::NotElf));
        let arm = check(&elf(183, b"")).unwrap_err();
        assert_eq!(arm.to_string(), "made for arm64, the function runs on x86-64");
        assert_eq!(super::check(&elf(183, b""), Machine::Arm64), Ok(()));
        let new = check(&elf(62, b"GLIBC_2.38\0GLIBC_2.4\0")).unwrap_err();
        assert_eq!(new.to_string(), "needs glibc 2.38, the Lambda runtime has 2.34");
    }
}
