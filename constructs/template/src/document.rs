//! From text to tree: which language it is, and the bounds that hold for both.

use crate::error::SyntaxErrors;
use crate::{Node, Position, Surprise, SyntaxError, Value, json, yaml};

/// Deeper nesting is refused: no template needs it, and whoever walks the tree may recurse.
pub const MAX_DEPTH: usize = 100;

/// The longest text that is read, in bytes. CloudFormation takes templates of 1 MB; what is much longer is not one.
pub const MAX_LENGTH: usize = 16 << 20;

/// The language of a template's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// JSON: the text begins with `{` or `[`.
    Json,
    /// YAML: every other text.
    Yaml,
}

/// A template's text, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// The tree; a map of sections.
    pub root: Node,
    /// The language it was written in.
    pub language: Language,
    /// Where YAML's aliases (`*name`) stand, which are resolved in `root`. CloudFormation itself refuses them; the AWS CLI's `package` and SAM resolve
    /// them before it sees the template.
    pub aliases: Vec<Position>,
    /// The plain scalars of YAML among the values that are read otherwise than they look, in the order of the text; of keys, their entries know it.
    pub surprises: Vec<Plain>,
}

/// A scalar without quotes that is read otherwise than it looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plain {
    /// Where the value stands.
    pub at: Position,
    /// The scalar as it was written.
    pub written: String,
    /// In which way.
    pub surprise: Surprise,
}

/// Reads a template's text, JSON or YAML.
///
/// A text that begins with `{` or `[` is JSON, as it is for CloudFormation, so what JSON lacks (comments, a comma after the last item) is a
/// mistake in it although YAML has it. A byte order mark and blanks may stand before either.
///
/// # Errors
/// All mistakes that can be told apart: duplicate keys and unknown functions one by one, broken structure once. Also a text of more than [`MAX_LENGTH`]
/// bytes, nesting deeper than [`MAX_DEPTH`], aliases that grow too far, a second document, and what is no map of sections.
///
/// ```
/// let document = ferrocdk_template::parse("Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n").unwrap();
/// let jobs = document.root.get("Resources").unwrap().as_map().unwrap().entry("Jobs").unwrap();
/// assert_eq!((jobs.key_at.line, jobs.key_at.column), (2, 3));
///
/// let errors = ferrocdk_template::parse("Resources: {}\nResources: {}\n").unwrap_err();
/// assert_eq!(errors.to_string(), r#"line 2, column 1: the key "Resources" stands here twice, first in line 1"#);
/// ```
pub fn parse(text: &str) -> Result<Document, SyntaxErrors> {
    let start = Position { line: 1, column: 1 };
    if text.len() > MAX_LENGTH {
        let message = format!(
            "a text of {} bytes, while a template has at most {MAX_LENGTH}",
            text.len()
        );
        return Err(SyntaxError::new(start, message, "name a template; CloudFormation takes 1 MB").into());
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = if text.trim_start().starts_with(['{', '[']) {
        Document {
            root: json::parse(text)?,
            language: Language::Json,
            aliases: Vec::new(),
            surprises: Vec::new(),
        }
    } else {
        yaml::parse(text)?
    };
    match &document.root.value {
        Value::Map(_) => Ok(document),
        other => Err(SyntaxError::new(
            document.root.at,
            format!("the text is {}, while a template is a map of sections", other.kind()),
            "begin with a section, such as Resources",
        )
        .into()),
    }
}
