//! `UserData`: what an instance does when it starts for the first time.

use ferrocdk_core::Value;

/// Script that an instance runs when it starts for the first time, of 16 KB at most.
///
/// ```
/// use ferrocdk_aws::ec2::UserData;
///
/// let script = UserData::linux().commands(["dnf install -y mosquitto", "systemctl enable --now mosquitto"]);
/// assert_eq!(script.render(), "#!/bin/bash\ndnf install -y mosquitto\nsystemctl enable --now mosquitto".into());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "a script takes effect in the instance that is made with it"]
pub struct UserData {
    shell: Shell,
    lines: Vec<Value<String>>,
    on_exit: Vec<Value<String>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Shell {
    Linux(String),
    Windows(Persistence),
    Custom,
}

/// How often a script of Windows runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Persistence {
    /// When the instance starts for the first time.
    #[default]
    FirstStart,
    /// At each start.
    EveryStart,
}

impl UserData {
    fn of(shell: Shell) -> Self {
        Self {
            shell,
            lines: Vec::new(),
            on_exit: Vec::new(),
        }
    }

    /// A script of bash.
    pub fn linux() -> Self {
        Self::linux_with("#!/bin/bash")
    }

    /// A script of another shell of Linux, by its first line, such as `#!/bin/sh`.
    pub fn linux_with(shebang: impl Into<String>) -> Self {
        Self::of(Shell::Linux(shebang.into()))
    }

    /// A script of PowerShell.
    pub fn windows() -> Self {
        Self::of(Shell::Windows(Persistence::FirstStart))
    }

    /// A script of PowerShell that runs so often.
    pub fn windows_with(persistence: Persistence) -> Self {
        Self::of(Shell::Windows(persistence))
    }

    /// Any text, such as a configuration of cloud-init.
    pub fn custom(text: impl Into<Value<String>>) -> Self {
        Self::of(Shell::Custom).commands([text])
    }

    /// Adds commands, a line each.
    pub fn commands(mut self, commands: impl IntoIterator<Item = impl Into<Value<String>>>) -> Self {
        self.lines.extend(commands.into_iter().map(Into::into));
        self
    }

    /// Adds commands that run at the end, whether the others went well or not; on Linux `$exit_code` says which. A custom text has no end: they are left out.
    pub fn on_exit(mut self, commands: impl IntoIterator<Item = impl Into<Value<String>>>) -> Self {
        self.on_exit.extend(commands.into_iter().map(Into::into));
        self
    }

    /// The script.
    pub fn render(&self) -> Value<String> {
        let on_exit = self.on_exit.iter().cloned();
        let lines = self.lines.iter().cloned();
        match &self.shell {
            Shell::Custom => lined(lines),
            Shell::Linux(shebang) => {
                let mut all = vec![Value::from(shebang)];
                if !self.on_exit.is_empty() {
                    all.extend(["at_end() {", "exit_code=$?"].map(Value::from));
                    all.extend(on_exit);
                    all.extend(["}", "trap at_end EXIT"].map(Value::from));
                }
                lined(all.into_iter().chain(lines))
            }
            Shell::Windows(persistence) => {
                let all = if self.on_exit.is_empty() {
                    lines.collect::<Vec<_>>()
                } else {
                    let begin = std::iter::once(Value::from("try {")).chain(lines);
                    let end = std::iter::once(Value::from("} finally {")).chain(on_exit);
                    begin.chain(end).chain([Value::from("}")]).collect()
                };
                let end = if *persistence == Persistence::EveryStart {
                    "</powershell><persist>true</persist>"
                } else {
                    "</powershell>"
                };
                Value::from("<powershell>") + lined(all) + end
            }
        }
    }
}

fn lined(lines: impl IntoIterator<Item = Value<String>>) -> Value<String> {
    let joined = lines.into_iter().reduce(|text, line| text + "\n" + line);
    joined.unwrap_or_else(|| Value::from(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_at_the_end_is_set_before_anything_else() {
        let linux = UserData::linux().commands(["work"]).on_exit(["tell"]);
        assert_eq!(
            linux.render(),
            "#!/bin/bash\nat_end() {\nexit_code=$?\ntell\n}\ntrap at_end EXIT\nwork".into()
        );
        let windows = UserData::windows_with(Persistence::EveryStart).commands(["work"]);
        assert_eq!(
            windows.render(),
            "<powershell>work</powershell><persist>true</persist>".into()
        );
        assert_eq!(UserData::custom("#cloud-config").render(), "#cloud-config".into());
    }
}
