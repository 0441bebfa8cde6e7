//! Keys of a map that stand there more than once.

use crate::error::MAX_ERRORS;
use crate::{Entry, Map, SyntaxError};

/// Up to here, comparing each key with those before it is quicker than sorting.
const FEW: usize = 12;

/// A map of entries that were just read. Of entries with the same key the first stays, and each later one is reported.
pub(crate) fn unique(entries: Vec<Entry>, errors: &mut Vec<SyntaxError>) -> Map {
    let repeated = repeated(&entries);
    if repeated.is_empty() {
        return Map::new(entries);
    }
    let mut keep = vec![true; entries.len()];
    for (first, again) in &repeated {
        if let Some(keep) = keep.get_mut(*again) {
            *keep = false;
        }
        if let (Some(first), Some(again)) = (entries.get(*first), entries.get(*again))
            && errors.len() < MAX_ERRORS
        {
            errors.push(SyntaxError::new(
                again.key_at,
                format!(
                    "the key {:?} stands here twice, first in line {}",
                    again.key, first.key_at.line
                ),
                "keep one of them",
            ));
        }
    }
    let first_ones = entries.into_iter().zip(keep).filter(|(_, keep)| *keep);
    Map::new(first_ones.map(|(entry, _)| entry).collect())
}

/// Pairs of places: where a key stands first, and where it stands again.
fn repeated(entries: &[Entry]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    if entries.len() <= FEW {
        for (index, entry) in entries.iter().enumerate() {
            if let Some(first) = entries.iter().take(index).position(|before| before.key == entry.key) {
                pairs.push((first, index));
            }
        }
        return pairs;
    }
    let mut sorted: Vec<(&str, usize)> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.as_str(), at))
        .collect();
    sorted.sort_unstable();
    for group in sorted.chunk_by(|a, b| a.0 == b.0) {
        if let [(_, first), later @ ..] = group {
            pairs.extend(later.iter().map(|(_, again)| (*first, *again)));
        }
    }
    pairs
}
