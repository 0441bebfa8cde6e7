//! `env`: points a shell at the local AWS.

use super::{DOWN, print};
use crate::place::Place;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// Print shell commands that point AWS tools at the local AWS.
#[derive(Debug, clap::Args)]
pub(crate) struct Env {
    /// Folder of this local AWS
    #[arg(long)]
    dir: PathBuf,
}

impl Env {
    pub(crate) fn run(self) -> Result<ExitCode> {
        let state = Place::existing(&self.dir)
            .map(|place| place.state())
            .transpose()?
            .flatten();
        let Some(state) = state else {
            eprintln!(
                "error: the local AWS does not run in {}\nhint: start it with `up`",
                self.dir.display()
            );
            return Ok(ExitCode::from(DOWN));
        };
        for (name, value) in [
            ("AWS_ENDPOINT_URL", state.endpoint.as_str()),
            ("AWS_REGION", &state.region),
            ("AWS_DEFAULT_REGION", &state.region),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ] {
            print(&format_args!("export {name}={}", quoted(value)))?;
        }
        // Either would win over the keys above and reach the real AWS.
        print(&"unset AWS_PROFILE AWS_SESSION_TOKEN")?;
        Ok(ExitCode::SUCCESS)
    }
}

/// One word of a POSIX shell.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_shell_reads_the_value_back() {
        for value in ["http://127.0.0.1:4566", "a b", "it's", "$HOME `x` \\ \" \n", ""] {
            let script = format!("printf %s {}", quoted(value));
            let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), value);
        }
    }
}
