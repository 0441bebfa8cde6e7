//! `Logging`: the form of a function's logs.

use ferrocdk_cfn::lambda::function::LoggingConfig;

/// From which level on lines of the program are kept. Source: "Log-level filtering".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApplicationLog {
    /// Everything.
    Trace,
    /// All but traces.
    Debug,
    /// As Lambda has it.
    #[default]
    Info,
    /// Warnings and errors.
    Warn,
    /// Errors.
    Error,
    /// Only what ends the program.
    Fatal,
}

/// From which level on Lambda's own lines are kept, such as the report on each invocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SystemLog {
    /// Everything.
    Debug,
    /// Beginning and report of each invocation, as Lambda has it.
    Info,
    /// Only what went wrong: the reports of invocations are most of the log of a short function, and their content is in metrics.
    #[default]
    Warn,
}

/// The form of a function's logs.
///
/// ```
/// use ferrocdk_aws::lambda::{ApplicationLog, Code, FunctionProps, Logging, SystemLog};
///
/// let logging = Logging::Json { application: ApplicationLog::Debug, system: SystemLog::Info };
/// let props = FunctionProps::new(Code::rust("processor")).logging(logging);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Logging {
    /// One object of JSON a line, by whose fields logs can be searched.
    Json {
        /// From which level on lines of the program are kept.
        application: ApplicationLog,
        /// From which level on Lambda's own lines are kept.
        system: SystemLog,
    },
    /// Lines as the program writes them, all of them.
    Text,
}

impl Default for Logging {
    fn default() -> Self {
        Self::Json {
            application: ApplicationLog::default(),
            system: SystemLog::default(),
        }
    }
}

impl Logging {
    pub(super) fn into_config(self) -> LoggingConfig {
        let Self::Json { application, system } = self else {
            return LoggingConfig::new().log_format("Text");
        };
        let application = match application {
            ApplicationLog::Trace => "TRACE",
            ApplicationLog::Debug => "DEBUG",
            ApplicationLog::Info => "INFO",
            ApplicationLog::Warn => "WARN",
            ApplicationLog::Error => "ERROR",
            ApplicationLog::Fatal => "FATAL",
        };
        let system = match system {
            SystemLog::Debug => "DEBUG",
            SystemLog::Info => "INFO",
            SystemLog::Warn => "WARN",
        };
        LoggingConfig::new()
            .log_format("JSON")
            .application_log_level(application)
            .system_log_level(system)
    }
}
