//! `requirements.txt`: the Python packages that bring the tools, in parts, so that a command installs only what it needs.
//!
//! A part starts at a comment line `# [name]`. The file stays a plain requirements file that pip and update robots read.

use sha2::{Digest, Sha256};

/// One part of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequirementsPart {
    /// Name in brackets.
    pub name: String,
    /// Requirement lines, such as `awscli==1.46.2`.
    pub packages: Vec<String>,
}

impl RequirementsPart {
    /// Names what this part installs, so that an installed part is known to be current without asking pip: SHA-256 in hexadecimal.
    pub fn stamp(&self) -> String {
        let digest = Sha256::digest(self.packages.join("\n"));
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A requirements file that cannot be used.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequirementsError {
    /// A package before the first part.
    #[error("line {line}: `{package}` stands before the first part; start a part with `# [name]`")]
    NoPart {
        /// Line number from 1.
        line: usize,
        /// The package line.
        package: String,
    },
    /// A package whose version is not fixed.
    #[error("line {line}: `{package}` has no exact version; write `name==version`")]
    NotPinned {
        /// Line number from 1.
        line: usize,
        /// The package line.
        package: String,
    },
}

/// The parts of a requirements file.
///
/// ```
/// let parts = ferrocdk_toolkit::requirements::parts("# [aws]\nawscli==1.46.2\n\n# [local]\nministack==1.5.33\n")?;
/// assert_eq!(parts[1].name, "local");
/// assert_eq!(parts[1].packages, ["ministack==1.5.33"]);
/// # Ok::<(), ferrocdk_toolkit::requirements::RequirementsError>(())
/// ```
///
/// # Errors
///
/// When a package stands outside of any part or has no exact version.
pub fn parts(text: &str) -> Result<Vec<RequirementsPart>, RequirementsError> {
    let mut parts: Vec<RequirementsPart> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let (line_number, line) = (index + 1, line.trim());
        if let Some(name) = line.strip_prefix("# [").and_then(|rest| rest.strip_suffix(']')) {
            parts.push(RequirementsPart {
                name: name.to_owned(),
                packages: Vec::new(),
            });
        } else if !line.is_empty() && !line.starts_with('#') {
            let package = line.to_owned();
            if !line.contains("==") {
                return Err(RequirementsError::NotPinned {
                    line: line_number,
                    package,
                });
            }
            match parts.last_mut() {
                Some(part) => part.packages.push(package),
                None => {
                    return Err(RequirementsError::NoPart {
                        line: line_number,
                        package,
                    });
                }
            }
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_tell_contents_apart() {
        let stamp = |text: &str| parts(text).unwrap()[0].stamp();
        assert_eq!(stamp("# [a]\nx==1\n"), stamp("# note\n# [a]\n\n# why\nx==1"));
        assert_ne!(stamp("# [a]\nx==1\n"), stamp("# [a]\nx==2\n"));
        assert_eq!(stamp("# [a]\nx==1").len(), 64);
    }

    #[test]
    fn mistakes_name_the_line() {
        let message = |text: &str| parts(text).unwrap_err().to_string();
        assert_eq!(
            message("\nx==1"),
            "line 2: `x==1` stands before the first part; start a part with `# [name]`"
        );
        assert_eq!(
            message("# [a]\nx>=1"),
            "line 2: `x>=1` has no exact version; write `name==version`"
        );
    }
}
