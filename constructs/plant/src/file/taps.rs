//! `[raw]`, `[dashboard]`, `[secret]` and `[fleet]`: further parts of a plant.

use ferrocdk_aws::kinesisfirehose::{BufferingInterval, BufferingSize};
use ferrocdk_aws::units::{Mebibytes, Minutes};
use toml::de::DeValue;

use super::entry::{Setting, Wrong, section};
use super::word::{Name, Word, words};
use crate::archive_table::ArchiveForm;

section! {
    /// `[raw]`.
    pub RawSection {
        /// folder of the records, by hour below it
        folder: Folder [default Folder("raw-data/".to_owned())],
        /// folder of what cannot be delivered, by hour and kind of error below it
        error_folder: Folder [default Folder("errors/".to_owned())],
        /// how long records are collected for one object
        interval: BufferingInterval [default BufferingInterval::from(Minutes(5))],
        /// how much is collected for one object
        size: BufferingSize [default BufferingSize::from(Mebibytes(5))],
        /// form of the objects; columns take at least 64 MB each
        form: ArchiveForm [default ArchiveForm::Lines],
        /// package of the function that takes records out of the topic rule's envelope; without one they are archived as they stand in the stream
        transform: Name [or "none"],
    }
}

section! {
    /// `[dashboard]`.
    pub DashboardSection {
        /// heading, in Markdown
        heading: Name [or "the plant's name and suffix"],
    }
}

section! {
    /// `[secret]`.
    pub SecretSection {
        /// name of a secret that exists, which the processor may read; it may name `{plant}` and `{suffix}`
        name: Name [required],
    }
}

section! {
    /// `[fleet]`.
    pub FleetSection {
        /// package of the function that says which devices may register
        hook: Name [default Name("provisioning-hook".to_owned())],
        /// types of things that devices can be of
        thing_types: Texts [default Texts(Vec::new())],
    }
}

/// A folder of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(pub String);

impl Setting for Folder {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "a folder such as \"raw-data/\", without a slash at its beginning and with one at its end".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        let bare = text.trim_matches('/');
        if bare.is_empty() || bare.contains(['!', '{', '}']) || bare.split('/').any(str::is_empty) {
            return Err(Wrong::Form(None));
        }
        let folder = format!("{bare}/");
        if folder == text {
            Ok(Self(folder))
        } else {
            Err(Wrong::Form(Some(format!("{folder:?}"))))
        }
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

/// Several texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

impl Setting for Texts {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "texts in brackets: [\"press\", \"oven\"]".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let texts = value.as_array().ok_or(Wrong::Form(None))?.iter();
        let text = |value: &toml::Spanned<DeValue<'_>>| value.get_ref().as_str().map(str::to_owned);
        texts
            .map(text)
            .collect::<Option<_>>()
            .map(Self)
            .ok_or(Wrong::Form(None))
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

impl Word for ArchiveForm {
    fn words() -> Vec<(&'static str, Self)> {
        vec![("lines", Self::Lines), ("parquet", Self::Parquet)]
    }
}

words!(ArchiveForm);
