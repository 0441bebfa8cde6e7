//! Values of a plant file that are text: regions, topics, names, and words of closed lists.

use ferrocdk_contracts::Layout;
use toml::de::DeValue;

use super::entry::{Setting, Wrong};
use super::source::nearest;
use crate::topic::TopicPattern;

/// A region of AWS, by its form: which ones there are, the rules of synthesis know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region(pub String);

impl Setting for Region {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "an AWS region such as \"sa-east-1\"".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        let words: Vec<&str> = text.split('-').collect();
        let is_word = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase());
        match words.as_slice() {
            [area @ .., number] if area.len() >= 2 && area.iter().all(is_word) && number.parse::<u8>().is_ok() => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Wrong::Form(None)),
        }
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

impl Setting for TopicPattern {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "an MQTT topic with one level `{thing}`, at most 7 slashes and no wildcard; it may name `{plant}` and `{suffix}`".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = value.as_str().ok_or(Wrong::Form(None))?;
        Self::new(text).map_err(|_| Wrong::Form(None))
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.pattern())
    }
}

/// Text that names something, such as a package or a secret; it may name `{plant}` and `{suffix}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(pub String);

impl Name {
    /// The name in one deployment.
    pub fn of(&self, plant: &str, suffix: &str) -> String {
        self.0.replace("{plant}", plant).replace("{suffix}", suffix)
    }
}

impl Setting for Name {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "text in quotes".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        match value.as_str() {
            Some(text) if !text.trim().is_empty() => Ok(Self(text.to_owned())),
            _ => Err(Wrong::Form(None)),
        }
    }

    fn show(&self) -> String {
        format!("`{:?}`", self.0)
    }
}

impl Setting for bool {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "true or false".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        value.as_bool().ok_or(Wrong::Form(None))
    }

    fn show(&self) -> String {
        format!("`{self}`")
    }
}

/// A limit of a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit(pub f64);

impl Setting for Limit {
    const UNIT: &'static str = "";

    fn allowed() -> String {
        "a finite number".to_owned()
    }

    fn parse(value: &DeValue<'_>) -> Result<Self, Wrong> {
        let text = match value {
            DeValue::Float(float) => float.as_str(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            _ => return Err(Wrong::Form(None)),
        };
        let number: f64 = text.replace('_', "").parse().map_err(|_| Wrong::Form(None))?;
        if number.is_finite() {
            Ok(Self(number))
        } else {
            Err(Wrong::Range)
        }
    }

    fn show(&self) -> String {
        self.0.to_string()
    }
}

/// A word of a closed list.
pub(super) trait Word: Sized + Clone + 'static {
    /// The words, in their order, with what each stands for.
    fn words() -> Vec<(&'static str, Self)>;
}

/// Implements [`Setting`] for words of a closed list.
macro_rules! words {
    ($type:ty) => {
        impl $crate::file::entry::Setting for $type {
            const UNIT: &'static str = "";

            fn allowed() -> String {
                let words = <Self as $crate::file::word::Word>::words();
                let words: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
                words.join(", ")
            }

            fn parse(value: &toml::de::DeValue<'_>) -> Result<Self, $crate::file::entry::Wrong> {
                $crate::file::word::one_of(value)
            }

            fn show(&self) -> String {
                let words = <Self as $crate::file::word::Word>::words();
                let word = words
                    .iter()
                    .find(|(_, value)| value == self)
                    .map_or("", |(word, _)| *word);
                format!("`{word:?}`")
            }
        }
    };
}

pub(super) use words;

pub(super) fn one_of<T: Word>(value: &DeValue<'_>) -> Result<T, Wrong> {
    let text = value.as_str().ok_or(Wrong::Form(None))?;
    let words = T::words();
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(value.clone());
    }
    let near = nearest(text, words.iter().map(|(word, _)| *word));
    Err(Wrong::Form(near.map(|near| format!("{near:?}"))))
}

impl Word for Layout {
    fn words() -> Vec<(&'static str, Self)> {
        Self::PRESETS
            .into_iter()
            .filter_map(|name| Some((name, Self::named(name)?)))
            .collect()
    }
}

words!(Layout);
