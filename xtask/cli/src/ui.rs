//! Text for people: everything here goes to stderr but [`data`] and [`styled_data`].

use std::{
    fmt::{self, Display},
    io::{self, BufRead, IsTerminal, Write},
    sync::{Arc, Condvar, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result};

use crate::failure::{self, Failure};

/// Good news and verbs.
pub const GREEN: Style = AnsiColor::Green.on_default().bold();
/// Errors and what is lost.
pub const RED: Style = AnsiColor::Red.on_default().bold();
/// Warnings and what changes.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// Hints and paths.
pub const CYAN: Style = AnsiColor::Cyan.on_default();
/// Style of details that matter less.
pub const DIM: Style = Style::new().dimmed();

/// `text` in a style; the stream takes the style away where colours are not wanted.
pub fn styled(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}

/// A line of progress as Cargo writes it: the verb in a column, then what it is about.
pub fn step(verb: &str, text: impl Display) {
    to_stderr(format_args!("{GREEN}{verb:>12}{GREEN:#} {text}"));
}

/// Something that takes its time: from the first second on, people see that it goes on. It ends with the value.
#[must_use]
pub(crate) struct Going {
    over: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

/// Time between two looks that a terminal shows, and between two lines elsewhere.
const PULSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(10)];

/// Says that something goes on for as long as the value lives: `what` as in "still synthesizing".
pub(crate) fn going(what: &str) -> Going {
    let over = Arc::new((Mutex::new(false), Condvar::new()));
    let (shared, what) = (Arc::clone(&over), what.to_owned());
    let thread = thread::spawn(move || {
        let start = Instant::now();
        let live = io::stderr().is_terminal();
        let mut pulse = Duration::from_secs(1);
        let (lock, ended) = &*shared;
        let mut shown = false;
        while let Ok(guard) = lock.lock() {
            let waited = ended.wait_timeout_while(guard, pulse, |over| !*over);
            if !waited.is_ok_and(|(_, timeout)| timeout.timed_out()) {
                break;
            }
            let text = format!("{DIM}             still {what}: {} s{DIM:#}", start.elapsed().as_secs());
            let mut stderr = anstream::stderr().lock();
            let _ = if live {
                write!(stderr, "\r{text}")
            } else {
                writeln!(stderr, "{text}")
            };
            let _ = stderr.flush();
            shown = true;
            pulse = if live { PULSES[0] } else { PULSES[1] };
        }
        if shown && live {
            let _ = write!(anstream::stderr().lock(), "\r\x1b[2K");
        }
    });
    Going {
        over,
        thread: Some(thread),
    }
}

impl Drop for Going {
    fn drop(&mut self) {
        if let Ok(mut over) = self.over.0.lock() {
            *over = true;
        }
        self.over.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // It has nothing to tell.
            let _ = thread.join();
        }
    }
}

/// A line of detail, below a step.
pub fn line(text: impl Display) {
    to_stderr(format_args!("{text}"));
}

/// Something to know that does not stop the command.
pub fn warning(text: impl Display) {
    to_stderr(format_args!("{YELLOW}warning{YELLOW:#}: {text}"));
}

/// Advice.
pub fn hint(text: impl Display) {
    to_stderr(format_args!("{CYAN}hint{CYAN:#}: {text}"));
}

/// An error with its causes on one line, and its advice on the next.
pub fn error(error: &anyhow::Error) {
    if error.downcast_ref::<Failure>().is_some_and(Failure::is_told) {
        return;
    }
    to_stderr(format_args!("{RED}error{RED:#}: {error:#}"));
    if let Some(advice) = failure::hint(error) {
        hint(advice);
    }
}

/// A line on stderr. One that cannot be written is lost: there is nowhere left to say so, and no work has to end for it.
fn to_stderr(text: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// A line of data on stdout.
///
/// # Errors
///
/// When it cannot be written, as on a full disk. A reader that has seen enough, such as `head`, is no error.
pub fn data(text: impl Display) -> Result<()> {
    let mut stdout = io::stdout().lock();
    written(writeln!(stdout, "{text}").and_then(|()| stdout.flush()))
}

/// Text for people that a command is about, on stdout; the stream takes styles away where colours are not wanted.
///
/// # Errors
///
/// As for [`data`].
pub fn styled_data(text: impl Display) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    written(write!(stdout, "{text}").and_then(|()| stdout.flush()))
}

fn written(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error).context("cannot write to stdout"),
        _ => Ok(()),
    }
}

/// Whether there is a person to ask.
pub fn interactive() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks a question and returns the trimmed answer; empty at the end of input.
pub fn ask(question: impl Display) -> io::Result<String> {
    write!(anstream::stderr().lock(), "{question} ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(answer.trim().to_owned())
}

/// How many columns the terminal behind stdout has; `None` when it is no terminal.
pub fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    (size.ws_col > 0).then_some(usize::from(size.ws_col))
}
