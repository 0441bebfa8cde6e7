//! The name that was probably meant.

/// The candidate nearest to a name that is not among them, when one is near enough to be worth saying.
///
/// ```
/// assert_eq!(ferrocdk_lint::nearest("us-eats-1", ["us-east-1", "eu-west-1"]), Some("us-east-1"));
/// ```
pub fn nearest<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // A third of the letters wrong is no longer a slip of the pen. Case alone costs nothing.
    let limit = (name.chars().count() / 3).clamp(1, 4);
    let lower = name.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(name.len()) <= limit)
        .map(|candidate| (candidate, candidate.to_lowercase()))
        .filter_map(|(candidate, small)| {
            let distance = strsim::osa_distance(&lower, &small);
            // What begins with the whole name was cut short, and is likelier than what lacks its end.
            (distance <= limit).then_some((
                distance,
                !small.starts_with(&lower),
                small.len() < lower.len(),
                candidate,
            ))
        })
        .min()
        .map(|(.., candidate)| candidate)
}

/// A help that names the nearest candidate, or else all of them while they are few.
pub(crate) fn suggestion<'n>(name: &str, candidates: impl IntoIterator<Item = &'n str> + Clone) -> Option<String> {
    if let Some(near) = nearest(name, candidates.clone()) {
        return Some(format!("did you mean `{near}`?"));
    }
    let all: Vec<&str> = candidates.into_iter().take(13).collect();
    (!all.is_empty() && all.len() <= 12).then(|| format!("there are {}", all.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let names = ["BucketName", "Tags", "VersioningConfiguration"];
        assert_eq!(nearest("BuketName", names), Some("BucketName"));
        assert_eq!(nearest("tags", names), Some("Tags"));
        assert_eq!(nearest("Encryption", names), None);
        assert_eq!(
            nearest("nodejs24", ["nodejs", "nodejs22.x", "nodejs24.x"]),
            Some("nodejs24.x")
        );
    }
}
