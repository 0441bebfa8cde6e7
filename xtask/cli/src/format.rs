//! `--format`: for people or for programs, the same flag wherever a command has data to tell.

use anyhow::Result;
use serde::Serialize;

use crate::ui;

/// How a command's data is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

/// The flag, for a command's arguments.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct FormatArg {
    /// How the data is written.
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: Format,
}

impl FormatArg {
    /// Prints data: as one JSON document, or in the form for people that `text` gives.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn print(self, data: &impl Serialize, text: impl FnOnce() -> String) -> Result<()> {
        match self.format {
            Format::Json => ui::data(serde_json::to_string_pretty(data)?),
            Format::Text => ui::styled_data(text()),
        }
    }

    /// Whether it is JSON.
    #[must_use]
    pub fn is_json(self) -> bool {
        self.format == Format::Json
    }
}

/// Rows in columns as wide as their widest cell, the last one without blanks behind it.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut page = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        page.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        page.push('\n');
    }
    page
}
