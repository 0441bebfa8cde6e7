//! Diagnostics for people, for programs and for GitHub.

use std::fmt::{self, Write};

use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value as Json, json};

use super::{Diagnostic, Diagnostics, Place, Severity};

/// A form of diagnostics.
///
/// ```
/// use ferrocdk_core::{Diagnostic, Format};
/// let diagnostic = Diagnostic::warning("P0002", "one zone only");
/// assert_eq!(diagnostic.render(Format::Text), "warning[P0002]: one zone only");
/// assert_eq!(diagnostic.render(Format::Github), "::warning title=P0002::one zone only");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For people, as `Display` has it.
    #[default]
    Text,
    /// For people, with the colours of a terminal.
    Colour,
    /// For programs: one JSON object a line.
    Json,
    /// Workflow commands: GitHub shows each at its line of the source.
    ///
    /// Source: "Workflow commands for GitHub Actions", GitHub Docs.
    Github,
}

impl Diagnostics {
    /// All of them in one form, each followed by what parts it from the next.
    ///
    /// ```
    /// use ferrocdk_core::{Diagnostic, Diagnostics, Format};
    /// let diagnostic = Diagnostic::error("F1001", "property is required").at("plant/Stream", Some("ShardCount"));
    /// let all = Diagnostics(vec![diagnostic]);
    /// assert_eq!(
    ///     all.render(Format::Json),
    ///     "{\"id\":\"F1001\",\"severity\":\"error\",\"message\":\"property is required\",\
    ///      \"construct\":\"plant/Stream\",\"property\":\"ShardCount\"}\n"
    /// );
    /// assert_eq!(
    ///     all.render(Format::Github),
    ///     "::error title=F1001::property is required%0A  construct: plant/Stream%0A   property: ShardCount\n"
    /// );
    /// ```
    pub fn render(&self, format: Format) -> String {
        let gap = match format {
            Format::Text | Format::Colour => "\n\n",
            Format::Json | Format::Github => "\n",
        };
        let rendered: Vec<String> = self.0.iter().map(|diagnostic| diagnostic.render(format)).collect();
        let mut out = rendered.join(gap);
        out.push('\n');
        out
    }
}

impl Diagnostic {
    /// This one in a form, without a line feed at its end.
    ///
    /// ```
    /// # use ferrocdk_core::{Diagnostic, Format};
    /// let diagnostic = Diagnostic::warning("P0002", "one zone only").help("add a zone");
    /// let json: serde_json::Value = serde_json::from_str(&diagnostic.render(Format::Json)).unwrap();
    /// assert_eq!(json["help"], "add a zone");
    /// ```
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text => self.to_string(),
            Format::Colour => {
                let mut out = String::new();
                // Writing to a string cannot fail.
                let _ = self.text(&mut out, &Styles::colour(self.severity));
                out
            }
            Format::Json => Json::Object(self.json()).to_string(),
            Format::Github => self.github(),
        }
    }

    fn text(&self, out: &mut impl Write, styles: &Styles) -> fmt::Result {
        let Styles { head, message, frame } = styles;
        let (severity, id) = (self.severity.word(), self.id);
        write!(
            out,
            "{head}{severity}[{id}]{head:#}{message}: {}{message:#}",
            self.message
        )?;
        if let Some(place) = self.told_place() {
            write!(out, "\n  {frame}-->{frame:#} {place}")?;
        }
        for (name, text) in self.rows() {
            write!(out, "\n  {frame}{name:>9}:{frame:#} {text}")?;
        }
        Ok(())
    }

    /// The place in a file, else the caller's line.
    fn told_place(&self) -> Option<Place> {
        let caller = || {
            let location = self.location?;
            Some(Place {
                file: location.file().to_owned(),
                line: location.line(),
                column: location.column(),
            })
        };
        self.place.clone().or_else(caller)
    }

    /// Facts beside the message and the place in the source.
    fn rows(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("construct", Some(&self.construct).filter(|path| !path.is_empty())),
            ("property", self.property.as_ref()),
            ("found", self.found.as_ref()),
            ("allowed", self.allowed.as_ref()),
            ("help", self.help.as_ref()),
        ]
        .into_iter()
        .filter_map(|(name, text)| Some((name, text?.as_str())))
    }

    fn json(&self) -> Map<String, Json> {
        let mut out = Map::new();
        out.insert("id".to_owned(), self.id.into());
        out.insert("severity".to_owned(), self.severity.word().into());
        out.insert("message".to_owned(), self.message.as_str().into());
        if let Some(Place { file, line, column }) = self.told_place() {
            let place = json!({ "file": file, "line": line, "column": column });
            out.insert("location".to_owned(), place);
        }
        out.extend(self.rows().map(|(name, text)| (name.to_owned(), text.into())));
        out
    }

    fn github(&self) -> String {
        let command = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let mut properties = Vec::new();
        if let Some(Place { file, line, column }) = self.told_place() {
            properties.push(format!("file={}", escape_property(&file)));
            properties.push(format!("line={line}"));
            properties.push(format!("col={column}"));
        }
        properties.push(format!("title={}", escape_property(self.id)));
        let rows = self.rows().map(|(name, text)| format!("\n  {name:>9}: {text}"));
        let text = self.message.clone() + &rows.collect::<String>();
        format!("::{command} {}::{}", properties.join(","), escape(&text))
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text(f, &Styles::default())
    }
}

#[derive(Default)]
struct Styles {
    head: Style,
    message: Style,
    frame: Style,
}

impl Styles {
    fn colour(severity: Severity) -> Self {
        let head = match severity {
            Severity::Error => AnsiColor::Red,
            Severity::Warning => AnsiColor::Yellow,
            Severity::Info => AnsiColor::Cyan,
        };
        Self {
            head: head.on_default().bold(),
            message: Style::new().bold(),
            frame: AnsiColor::Blue.on_default().bold(),
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::panic::Location;

    use super::*;

    fn diagnostic() -> Diagnostic {
        Diagnostic::warning("F2002", "95% of the limit,\nnearly")
            .at("plant/Ingest", None)
            .found("475")
            .help("split the stack")
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let located = diagnostic().located(Location::caller());
        let mut plain = String::new();
        let mut rest = located.render(Format::Colour);
        assert!(rest.starts_with("\u{1b}[1m\u{1b}[33mwarning[F2002]\u{1b}[0m"), "{rest}");
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            plain += before;
            rest = after.split_once('m').unwrap().1.to_owned();
        }
        assert_eq!(plain + &rest, located.render(Format::Text));
    }

    #[test]
    fn github_gets_its_characters_escaped() {
        assert_eq!(
            diagnostic().render(Format::Github),
            "::warning title=F2002::95%25 of the limit,%0Anearly%0A  construct: plant/Ingest%0A      found: 475%0A       help: split the stack"
        );
        assert_eq!(escape_property("C:\\a,b"), "C%3A\\a%2Cb");
        let located = diagnostic().located(Location::caller()).render(Format::Github);
        assert!(
            located.starts_with(&format!("::warning file={},line=", escape_property(file!()))),
            "{located}"
        );
    }

    #[test]
    fn json_has_what_is_known_and_nothing_else() {
        let located = diagnostic().located(Location::caller());
        let json: Json = serde_json::from_str(&located.render(Format::Json)).unwrap();
        assert_eq!(json["location"]["file"], file!());
        assert_eq!(
            (&json["found"], json.get("allowed"), json.get("property")),
            (&json!("475"), None, None)
        );
    }

    #[test]
    fn many_are_apart() {
        let all = Diagnostics(vec![diagnostic(), diagnostic()]);
        assert_eq!(all.render(Format::Json).lines().count(), 2);
        assert_eq!(all.render(Format::Text), format!("{all}\n"));
    }
}
