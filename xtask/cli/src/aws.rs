//! The AWS CLI, versions 1 and 2: every call of it is made here.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use ferrocdk_toolkit::aws_error::{AwsError, AwsErrorKind};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{local::State, ui};

/// A way to call AWS in one region with one identity. Cheap to clone; calls can be made from several threads.
#[derive(Debug, Clone)]
pub(crate) struct Aws {
    program: PathBuf,
    region: String,
    endpoint: Option<String>,
    profile: Option<String>,
    role: Option<Credentials>,
    verbose: bool,
    /// Whether calls that change something are printed instead of made.
    rehearses: bool,
}

/// Credentials of an assumed role.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Credentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
}

/// Result of a call.
pub(crate) type AwsResult<T> = Result<T, AwsError>;

impl Aws {
    /// The real AWS, with the identity of the environment or of a profile.
    pub(crate) fn real(program: PathBuf, region: String, profile: Option<String>, verbose: bool) -> Self {
        Self {
            program,
            region,
            endpoint: None,
            profile,
            role: None,
            verbose,
            rehearses: false,
        }
    }

    /// The local AWS.
    pub(crate) fn local(program: PathBuf, region: String, state: &State, verbose: bool) -> Self {
        Self {
            program,
            region,
            endpoint: Some(state.endpoint.clone()),
            profile: None,
            role: None,
            verbose,
            rehearses: false,
        }
    }

    /// Where the local AWS answers, if this is one.
    pub(crate) fn local_endpoint(&self) -> Option<&str> {
        self.endpoint.as_deref()
    }

    /// Whether this is the local AWS.
    pub(crate) fn is_local(&self) -> bool {
        self.endpoint.is_some()
    }

    /// The region that is called.
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// The same, with calls that change something printed to stdout instead of made. Those that only look are made: what is printed follows from them.
    pub(crate) fn rehearsing(&self) -> Self {
        Self {
            rehearses: true,
            ..self.clone()
        }
    }

    /// Whether nothing is changed.
    pub(crate) fn rehearses(&self) -> bool {
        self.rehearses
    }

    /// A call as a line for a shell.
    pub(crate) fn line(&self, args: &[&str]) -> String {
        let mut words = vec!["aws".to_owned(), "--region".to_owned(), self.region.clone()];
        if let Some(profile) = &self.profile {
            words.extend(["--profile".to_owned(), quoted(profile)]);
        }
        if let Some(endpoint) = &self.endpoint {
            words.extend(["--endpoint-url".to_owned(), quoted(endpoint)]);
        }
        words.extend(args.iter().map(|arg| quoted(arg)));
        words.join(" ")
    }

    /// The same identity in another region.
    pub(crate) fn in_region(&self, region: &str) -> Self {
        Self {
            region: region.to_owned(),
            ..self.clone()
        }
    }

    /// Twelve digits of the account.
    pub(crate) fn account(&self) -> AwsResult<String> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Identity {
            account: String,
        }
        Ok(self.read::<Identity>(&["sts", "get-caller-identity"])?.account)
    }

    /// The same region with the identity of a role.
    pub(crate) fn assume(&self, role: &str) -> AwsResult<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "PascalCase")]
        struct Answer {
            credentials: Credentials,
        }
        let args = [
            "sts",
            "assume-role",
            "--role-arn",
            role,
            "--role-session-name",
            "ferrocdk",
        ];
        let role = Some(self.read::<Answer>(&args)?.credentials);
        Ok(Self {
            role,
            profile: None,
            ..self.clone()
        })
    }

    /// Makes a call whose answer does not matter.
    pub(crate) fn call(&self, args: &[&str]) -> AwsResult<()> {
        self.output(args).map(|_| ())
    }

    /// Makes a call and reads its answer; a call that answers nothing reads as `null`.
    pub(crate) fn read<T: DeserializeOwned>(&self, args: &[&str]) -> AwsResult<T> {
        let text = self.output(args)?;
        let text = if text.trim().is_empty() { "null" } else { &text };
        serde_json::from_str(text).map_err(|error| {
            let operation = args.iter().take(2).copied().collect::<Vec<_>>().join(" ");
            other(format!("`aws {operation}` answered something unexpected: {error}"))
        })
    }

    /// As [`Self::read`], with `None` for what does not exist.
    pub(crate) fn find<T: DeserializeOwned>(&self, args: &[&str]) -> AwsResult<Option<T>> {
        absent(self.read(args))
    }

    fn output(&self, args: &[&str]) -> AwsResult<String> {
        if self.rehearses && !looks_only(args) {
            ui::data(self.line(args)).map_err(|error| other(error.to_string()))?;
            return Ok(String::new());
        }
        let mut command = self.command(args);
        if self.verbose {
            ui::line(ui::styled(ui::DIM, format!("$ aws {}", args.join(" "))));
        }
        let output = command.output().map_err(|error| {
            other(format!(
                "cannot start the AWS CLI at `{}`: {error}",
                self.program.display()
            ))
        })?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let mut error = AwsError::parse(&String::from_utf8_lossy(&output.stderr));
        if let (AwsErrorKind::Unreachable, Some(endpoint)) = (error.kind, &self.endpoint) {
            error.message = format!("the local AWS does not answer at {endpoint}");
        }
        Err(error)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        // Version 1 has no --no-cli-pager, but both know the variable.
        command
            .env("AWS_PAGER", "")
            .args(["--output", "json", "--region", &self.region])
            .stdin(Stdio::null());
        if let Some(profile) = &self.profile {
            command.args(["--profile", profile]);
        }
        if let Some(role) = &self.role {
            command
                .env_remove("AWS_PROFILE")
                .env("AWS_ACCESS_KEY_ID", &role.access_key_id)
                .env("AWS_SECRET_ACCESS_KEY", &role.secret_access_key)
                .env("AWS_SESSION_TOKEN", &role.session_token);
        }
        if let Some(endpoint) = &self.endpoint {
            // Nothing of the user's own set-up may reach the emulator, and nothing meant for it may reach AWS.
            command
                .args(["--endpoint-url", endpoint])
                .env_remove("AWS_PROFILE")
                .env_remove("AWS_DEFAULT_PROFILE")
                .env_remove("AWS_SESSION_TOKEN")
                .env("AWS_CONFIG_FILE", "/dev/null")
                .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
                .env("AWS_EC2_METADATA_DISABLED", "true")
                .env("AWS_ACCESS_KEY_ID", "test")
                .env("AWS_SECRET_ACCESS_KEY", "test")
                .env("NO_PROXY", "127.0.0.1");
        }
        command.args(args);
        command
    }
}

/// Whether a call changes nothing.
fn looks_only(args: &[&str]) -> bool {
    const LOOKS: [&str; 6] = ["describe-", "get-", "list-", "head-", "filter-", "assume-role"];
    let operation = args.get(1).copied().unwrap_or_default();
    LOOKS.iter().any(|look| operation.starts_with(look)) || (args.first() == Some(&"s3") && args.last() == Some(&"-"))
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// List of keys and values, as the CLI takes it: JSON, because its own short form has no way to write a comma.
pub(crate) fn pairs<'a>(names: [&str; 2], entries: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let [key_name, value_name] = names;
    let list: Vec<Value> = entries
        .into_iter()
        .map(|(key, value)| serde_json::json!({ key_name: key, value_name: value }))
        .collect();
    Value::from(list).to_string()
}

/// `None` for what does not exist.
pub(crate) fn absent<T>(result: AwsResult<T>) -> AwsResult<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind == AwsErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn other(message: String) -> AwsError {
    AwsError {
        kind: AwsErrorKind::Other,
        code: None,
        operation: None,
        message,
    }
}
