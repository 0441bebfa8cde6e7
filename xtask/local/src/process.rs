//! Other processes: are they alive, and ending them.

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use std::process::Command;
use std::time::{Duration, Instant};

/// How long a process may take to end by itself before it is killed.
pub(crate) const GRACE: Duration = Duration::from_secs(5);

/// The command line of a living process; nothing when it ended, also when nobody collected it yet.
pub(crate) fn command_line(pid: u32) -> Option<String> {
    let output = Command::new("ps")
        .args(["-o", "stat=,command=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (stat, command) = text.trim().split_once(char::is_whitespace)?;
    (!stat.starts_with('Z')).then(|| command.trim().to_owned())
}

/// Whether the process id still belongs to an emulator: ids are reused, and a stranger must not be ended.
pub(crate) fn is_emulator(pid: u32) -> bool {
    command_line(pid).is_some_and(|command| command.contains("ministack"))
}

/// Ends one process and waits until it is gone.
pub(crate) fn end(pid: u32) -> bool {
    end_with(|signal| signal_one(pid, signal), || command_line(pid).is_some())
}

/// Ends a process group: the emulator with the functions it runs. True when nothing of it is left.
pub(crate) fn end_group(leader: u32) -> bool {
    end_with(|signal| signal_group(leader, signal), || group_alive(leader))
}

fn end_with(signal: impl Fn(Signal), alive: impl Fn() -> bool) -> bool {
    for (how, patience) in [(Signal::TERM, GRACE), (Signal::KILL, GRACE)] {
        if !alive() {
            return true;
        }
        signal(how);
        let start = Instant::now();
        while start.elapsed() < patience {
            if !alive() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    !alive()
}

/// Asks a process to end, without waiting.
pub(crate) fn signal_one(pid: u32, signal: Signal) {
    if let Some(pid) = as_pid(pid) {
        // An error means that the process is gone already, which is what was wanted.
        let _ = kill_process(pid, signal);
    }
}

fn signal_group(leader: u32, signal: Signal) {
    if let Some(pid) = as_pid(leader) {
        let _ = kill_process_group(pid, signal);
    }
}

fn group_alive(leader: u32) -> bool {
    let Ok(output) = Command::new("ps").args(["-A", "-o", "pgid=,stat="]).output() else {
        return false;
    };
    String::from_utf8_lossy(&output.stdout).lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next().and_then(|group| group.parse().ok()) == Some(leader)
            && words.next().is_some_and(|stat| !stat.starts_with('Z'))
    })
}

fn as_pid(pid: u32) -> Option<Pid> {
    i32::try_from(pid).ok().and_then(Pid::from_raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::process::CommandExt as _;

    #[test]
    fn a_group_is_ended_with_its_children() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 60 & sleep 60; wait"])
            .process_group(0)
            .spawn()
            .unwrap();
        assert!(command_line(shell.id()).is_some());
        assert!(!is_emulator(shell.id()));
        std::thread::sleep(Duration::from_millis(100));
        assert!(end_group(shell.id()));
        shell.wait().unwrap();
        assert!(command_line(shell.id()).is_none());
        assert!(end_group(shell.id()), "a second time is fine");
    }
}
