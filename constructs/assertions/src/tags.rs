//! `Tags`: the tags of a stack, which stand in the manifest and not in the template.

use ferrocdk_core::Assembly;
use serde_json::{Map, Value as Json};

use crate::manifest;
use crate::matcher::Match;
use crate::render::marked;

/// The tags of a stack.
///
/// ```
/// use ferrocdk_assertions::{Match, Tags, pattern};
/// use ferrocdk_core::{App, Stack, StackProps};
/// let app = App::new();
/// Stack::new(&app, "plant", StackProps::default().tag("owner", "press shop").tag("cost", "4711"));
/// let tags = Tags::from_assembly(&app.synth().unwrap(), "plant");
/// tags.has_values(pattern!({ "owner": Match::string_like_regexp("^press"), "team": Match::absent() }));
/// assert_eq!(tags.all()["cost"], "4711");
/// ```
#[derive(Clone, Debug)]
pub struct Tags {
    tags: Json,
}

impl Tags {
    /// The tags of the stack with an artifact id.
    ///
    /// # Panics
    /// When the assembly has no such stack.
    #[track_caller]
    pub fn from_assembly(assembly: &Assembly, stack: &str) -> Self {
        let mut artifact = manifest::stack(assembly, stack);
        let tags = artifact["properties"]["tags"].take();
        Self {
            tags: if tags.is_object() { tags } else { Map::new().into() },
        }
    }

    /// Asserts that the tags, as an object, match; a plain object asks for these tags and allows others.
    ///
    /// # Panics
    /// When they do not; and for [`Match::absent`], which no stack can meet: without tags the object is empty.
    #[track_caller]
    pub fn has_values(&self, pattern: impl Into<Match>) {
        let pattern = pattern.into();
        if pattern.is_absent() {
            panic!("absent() never matches tags: without tags there is an empty object\nhelp: use Tags::has_none()");
        }
        if let Err(mismatch) = pattern.test(Some(&self.tags)) {
            panic!(
                "the stack's tags do not match:\n{}",
                marked(&self.tags, &mismatch).trim_end()
            );
        }
    }

    /// Asserts that the stack has no tags.
    ///
    /// ```
    /// use ferrocdk_assertions::Tags;
    /// use ferrocdk_core::{App, Stack, StackProps};
    /// let app = App::new();
    /// Stack::new(&app, "plant", StackProps::default());
    /// Tags::from_assembly(&app.synth().unwrap(), "plant").has_none();
    /// ```
    #[track_caller]
    pub fn has_none(&self) {
        self.has_values(Match::exact(Json::Object(Map::new())));
    }

    /// All tags by key.
    pub fn all(&self) -> Map<String, Json> {
        self.tags.as_object().cloned().unwrap_or_default()
    }
}
