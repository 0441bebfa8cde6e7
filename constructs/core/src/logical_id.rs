//! AWS CDK's logical ids: readable, unique for unique paths, stable over runs.
//!
//! Source: `uniqueid.ts` and `Stack.allocateLogicalId` of aws-cdk-lib; proven on the ids of real assemblies in `tests/`.

use md5::{Digest, Md5};

const MAX_HUMAN: usize = 240;
const MAX_ID: usize = 255;
/// Ids that add nothing for a reader: hidden from the whole id, and from its readable part.
const HIDDEN: &str = "Default";
const HIDDEN_FROM_HUMAN: &str = "Resource";

/// Why a path has no logical id.
///
/// ```
/// use ferrocdk_core::{LogicalIdError, logical_id};
/// assert_eq!(logical_id(&["Default"]), Err(LogicalIdError::Empty));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogicalIdError {
    /// Every component was `Default`, or there was none.
    #[error("no component but \"Default\" is left to make an id of")]
    Empty,
}

/// The logical id of an element whose path below its stack is `components`.
///
/// # Errors
/// When nothing but `Default` is in the path.
///
/// ```
/// use ferrocdk_core::logical_id;
/// assert_eq!(logical_id(&["Queue"]).unwrap(), "Queue");
/// assert_eq!(logical_id(&["Parent", "ThingResource"]).unwrap(), "ParentThingResource75D1D9CB");
/// ```
pub fn logical_id(components: &[&str]) -> Result<String, LogicalIdError> {
    let components: Vec<&str> = components
        .iter()
        .copied()
        .filter(|component| *component != HIDDEN)
        .collect();
    if let [only] = components.as_slice() {
        let candidate = alphanumeric(only);
        if !candidate.is_empty() && candidate.len() <= MAX_ID {
            return Ok(candidate);
        }
    }
    if components.is_empty() {
        return Err(LogicalIdError::Empty);
    }
    let human: String = without_repeats(&components)
        .into_iter()
        .filter(|component| *component != HIDDEN_FROM_HUMAN)
        .flat_map(str::chars)
        .filter(char::is_ascii_alphanumeric)
        .take(MAX_HUMAN)
        .collect();
    Ok(human + &path_hash(&components))
}

fn alphanumeric(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Eight upper-case hex digits over the path.
fn path_hash(components: &[&str]) -> String {
    let digest = Md5::digest(components.join("/").as_bytes());
    digest.iter().take(4).map(|byte| format!("{byte:02X}")).collect()
}

/// Leaves out a component that the one kept before it already ends with (`IngestPipeline/Pipeline`).
fn without_repeats<'a>(components: &[&'a str]) -> Vec<&'a str> {
    let mut kept: Vec<&str> = Vec::with_capacity(components.len());
    for component in components {
        if kept.last().is_none_or(|before| !before.ends_with(component)) {
            kept.push(component);
        }
    }
    kept
}

/// A CloudFormation stack name for a path, after a prefix, as CDK's `makeStackName`.
pub(crate) fn stack_name(components: &[&str], prefix: &str) -> String {
    const MAX: usize = 128;
    if let [only] = components {
        let name = format!("{prefix}{only}");
        if name.len() <= MAX {
            return name;
        }
    }
    let allowed = |character: &char| character.is_ascii_alphanumeric() || *character == '-';
    resource_name(components, prefix, MAX, allowed)
}

/// A physical name for a path that no other path has, of letters and digits, as CDK's `Names.uniqueResourceName`.
pub(crate) fn unique_name(components: &[&str], longest: usize) -> String {
    resource_name(components, "", longest, char::is_ascii_alphanumeric)
}

/// Source: `makeUniqueResourceName` of aws-cdk-lib.
fn resource_name(components: &[&str], prefix: &str, longest: usize, allowed: impl Fn(&char) -> bool) -> String {
    let components: Vec<&str> = components
        .iter()
        .copied()
        .filter(|component| *component != HIDDEN)
        .collect();
    let hash = path_hash(&components);
    let shown = without_repeats(&components)
        .into_iter()
        .filter(|id| *id != HIDDEN_FROM_HUMAN)
        .flat_map(str::chars)
        .filter(allowed);
    let human: Vec<char> = prefix.chars().chain(shown).collect();
    let room = longest.saturating_sub(hash.len());
    // Beginning and end say most, so the middle goes.
    let human: String = if human.len() > room {
        human[..room / 2]
            .iter()
            .chain(&human[human.len() - room / 2..])
            .collect()
    } else {
        human.into_iter().collect()
    };
    human + &hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn golden_values_of_cdk() {
        let long = "x".repeat(256);
        assert_eq!(logical_id(&[&long]), Ok(format!("{}C7A139A2", "x".repeat(240))));
        let odd = ["Foo-bar", "B00m", "Hello_World", "&&Horray Horray."];
        assert_eq!(logical_id(&odd).unwrap(), "FoobarB00mHelloWorldHorrayHorray640E99FB");
        let even = ["Foobar", "B00m", "HelloWorld", "HorrayHorray"];
        assert_eq!(logical_id(&even).unwrap(), "FoobarB00mHelloWorldHorrayHorray744334FD");
        assert_eq!(
            logical_id(&["Parent", "Child", "Resource", "HeyThere"]).unwrap(),
            "ParentChildHeyThere35220347"
        );
    }

    #[test]
    fn a_long_stack_name_loses_its_middle() {
        let (a, b) = ("a".repeat(100), "b".repeat(100));
        let name = stack_name(&[&a, &b], "");
        assert_eq!(name, format!("{}{}A25F79C2", "a".repeat(60), "b".repeat(60)));
    }

    #[test]
    fn default_is_hidden_and_alone_an_error() {
        assert_eq!(logical_id(&["Default"]), Err(LogicalIdError::Empty));
        assert_eq!(logical_id(&["Bucket", "Default"]).unwrap(), "Bucket");
        assert_eq!(logical_id(&[]), Err(LogicalIdError::Empty));
    }

    #[test]
    fn a_component_without_letters_still_gets_an_id() {
        assert_eq!(logical_id(&["---"]).unwrap().len(), 8);
    }
}
