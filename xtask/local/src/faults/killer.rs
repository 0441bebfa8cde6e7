//! Kills a function in the middle of its work.

use rustix::process::{Pid, Signal, kill_process};
use std::process::Command;

/// Kills one of the functions that the emulator runs, chosen by a number from 0 to 1.
pub(super) fn kill_one(emulator: u32, choice: f64) {
    let Ok(output) = Command::new("ps").args(["-A", "-o", "pid=,ppid=,command="]).output() else {
        return;
    };
    let functions = functions(&String::from_utf8_lossy(&output.stdout), emulator);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index of a short list"
    )]
    let at = (choice * functions.len() as f64) as usize;
    if let Some(pid) = functions.get(at).and_then(|pid| Pid::from_raw(*pid)) {
        tracing::info!("faults: killing the function's process {}", pid.as_raw_nonzero());
        // One that ended meanwhile is as good as killed.
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// Processes of functions: children of the emulator that run a `bootstrap`.
fn functions(table: &str, emulator: u32) -> Vec<i32> {
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let pid: i32 = words.next()?.parse().ok()?;
        let parent: u32 = words.next()?.parse().ok()?;
        (parent == emulator && words.any(|word| word.ends_with("/bootstrap"))).then_some(pid)
    };
    table.lines().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn only_functions_of_the_emulator_are_meant() {
        let table = "  1 0 init\n 20 10 /tmp/x/bootstrap\n 21 11 /tmp/x/bootstrap\n 22 10 python ministack\nnonsense";
        assert_eq!(functions(table, 10), [20]);
    }
}
