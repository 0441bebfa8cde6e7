//! The reference of plant files, for `docs/plant-file.md`.

use super::entry::{Entry as _, Row};
use super::{PlantFile, Sections};

impl PlantFile {
    /// Every key of a plant file, in the order of the sections.
    pub fn rows() -> Vec<Row> {
        Sections::rows("", "", "")
    }

    /// The keys as a table in Markdown.
    ///
    /// ```
    /// let table = ferrocdk_plant::PlantFile::reference();
    /// assert!(table.contains("| `processor.memory` | MB, GB | `\"512 MB\"` |"));
    /// ```
    pub fn reference() -> String {
        let line = |row: Row| {
            let allowed = row.allowed.replace('|', "\\|");
            format!(
                "| `{}` | {} | {} | {} | {allowed} |\n",
                row.key, row.unit, row.default, row.says
            )
        };
        let head = "| key | unit | default | what it says | allowed |\n|---|---|---|---|---|\n";
        head.to_owned() + &Self::rows().into_iter().map(line).collect::<String>()
    }
}
