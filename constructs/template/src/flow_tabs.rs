//! Tabs before the lines of flow collections, as JSON in a template of YAML often has them.
//!
//! libyaml takes them there, where indentation means nothing, and the parser refuses them as it refuses those of blocks. So they are read as blanks, and
//! afterwards it is seen whether each was within a flow collection. Places stay what they are: a tab is one character as a blank is.

use std::borrow::Cow;
use std::ops::Range;

use crate::SyntaxErrors;

/// The text is read anew after each group of lines with tabs; so many bytes are read in all before it is given up.
const MOST_BYTES: usize = 64 << 20;

/// A text whose tabs give way to blanks where the parser stumbles over them.
pub(crate) struct FlowTabs<'a> {
    text: Cow<'a, str>,
    read: usize,
    /// Where the lines of each group stand, and what the parser said of the first.
    groups: Vec<(Range<usize>, SyntaxErrors)>,
}

impl<'a> FlowTabs<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            read: 0,
            groups: Vec::new(),
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Puts blanks in the place of the tabs before the line at an offset and before those that follow it at once; gives the errors back where that may
    /// not be.
    pub(crate) fn replace(&mut self, offset: usize, errors: SyntaxErrors) -> Result<(), SyntaxErrors> {
        self.read = self.read.saturating_add(self.text.len());
        let before = self.text.get(..offset).unwrap_or_default();
        let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
        let (mut blanks, mut end) = (String::new(), start);
        for line in self.text.get(start..).unwrap_or_default().split_inclusive('\n') {
            let content = line.trim_start_matches([' ', '\t']);
            let indent = line.len() - content.len();
            if !line.get(..indent).is_some_and(|indent| indent.contains('\t')) {
                break;
            }
            blanks.extend(std::iter::repeat_n(' ', indent));
            blanks += content;
            end += line.len();
        }
        if end == start || self.read > MOST_BYTES {
            return Err(errors);
        }
        self.text.to_mut().replace_range(start..end, &blanks);
        self.groups.push((start..end, errors));
        Ok(())
    }

    /// The first tab that is in no flow collection, with what the parser says of such.
    pub(crate) fn misplaced(self, flows: &[Range<usize>]) -> Option<SyntaxErrors> {
        for (group, errors) in self.groups {
            let mut start = group.start;
            for (line, number) in self.text.get(group)?.split_inclusive('\n').zip(0..) {
                let content = line.trim_start_matches(' ');
                let offset = start + line.len() - content.len();
                start += line.len();
                // A line of blanks alone is none.
                if !content.trim().is_empty() && !flows.iter().any(|flow| flow.contains(&offset)) {
                    return Some(errors.moved(number, line.len() - content.len()));
                }
            }
        }
        None
    }
}
