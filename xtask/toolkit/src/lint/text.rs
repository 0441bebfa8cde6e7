//! Findings for people and for GitHub.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use super::{Engine, Entry, Severity, name};

/// Longer lines, as minified JSON has them, are shown from a little before the mark.
const WIDTH: usize = 120;

/// One finding with its line of the template.
pub(super) fn entry(entry: &Entry, text: &str) -> String {
    let head = match entry.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Info => AnsiColor::Cyan,
    };
    let head = head.on_default().bold();
    let bold = Style::new().bold();
    let frame = AnsiColor::Blue.on_default().bold();
    let (severity, rule, message) = (name(entry.severity), &entry.rule, &entry.message);
    let mut out = format!("{head}{severity}[{rule}]{head:#}{bold}: {message}{bold:#}\n");
    let number = entry.line.to_string();
    let gap = " ".repeat(number.len());
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{gap}{frame}-->{frame:#} {}:{}:{}",
        entry.file, entry.line, entry.column
    );
    if let Some((line, before)) = excerpt(text, entry.line, entry.column) {
        let _ = writeln!(out, "{gap} {frame}|{frame:#}");
        let _ = writeln!(out, "{frame}{number} |{frame:#} {line}");
        let _ = writeln!(out, "{gap} {frame}|{frame:#} {}{head}^{head:#}", " ".repeat(before));
        let _ = writeln!(out, "{gap} {frame}|{frame:#}");
    }
    let found_by = entry.engine.map(|engine| match engine {
        Engine::Ferrocdk => "the linter".to_owned(),
        Engine::Aws => "AWS's engine".to_owned(),
        Engine::Both => "the linter and AWS's engine".to_owned(),
    });
    let rows = [
        ("path", Some(&entry.path).filter(|path| !path.is_empty())),
        ("construct", entry.construct.as_ref()),
        ("help", entry.help.as_ref()),
        ("found by", found_by.as_ref()),
    ];
    for (row, text) in rows.into_iter().filter_map(|(row, text)| Some((row, text?))) {
        let _ = writeln!(out, "{gap} {frame}={frame:#} {bold}{row}{bold:#}: {text}");
    }
    out
}

/// A line of the template and how many characters stand before the mark. Tabs become blanks, so that the mark stands where it should.
fn excerpt(text: &str, line: u32, column: u32) -> Option<(String, usize)> {
    let line = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let before = usize::try_from(column).ok()?.checked_sub(1)?;
    let characters: Vec<char> = line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let start = if characters.len() > WIDTH {
        before.saturating_sub(WIDTH / 3)
    } else {
        0
    };
    let shown: String = characters.iter().skip(start).take(WIDTH).collect();
    Some((shown.trim_end().to_owned(), before - start))
}

/// One finding as a workflow command.
///
/// Source: "Workflow commands for GitHub Actions", GitHub Docs.
pub(super) fn github(entry: &Entry) -> String {
    let command = match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let text = match &entry.help {
        Some(help) => format!("{}\n{help}", entry.message),
        None => entry.message.clone(),
    };
    format!(
        "::{command} file={},line={},col={},title={}::{}\n",
        escape(&entry.file).replace(':', "%3A").replace(',', "%2C"),
        entry.line,
        entry.column,
        entry.rule,
        escape(&text)
    )
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
