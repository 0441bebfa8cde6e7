//! `ExprMap`: the map of an expression.

use smol_str::SmolStr;

use super::Expr;

/// A map of an [`Expr`]: keys in the order of their insertion.
///
/// A plain list that is searched from its start: nearly every map of a template has fewer than ten keys, and a hash table for each was the largest part
/// of a tree's memory. Equal maps have the same entries, in any order.
///
/// ```
/// use ferrocdk_core::{Expr, ExprMap};
/// let mut map = ExprMap::default();
/// map.insert("Effect", Expr::string("Allow"));
/// map.insert("Effect", Expr::string("Deny"));
/// assert_eq!(map.len(), 1);
/// assert_eq!(map.get("Effect"), Some(&Expr::string("Deny")));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ExprMap(Vec<(SmolStr, Expr)>);

impl ExprMap {
    /// Of entries whose keys are known to differ.
    pub(crate) fn of_unique(entries: impl IntoIterator<Item = (SmolStr, Expr)>) -> Self {
        Self(entries.into_iter().collect())
    }

    /// How many keys there are.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let map: ExprMap = [("a", Expr::Null), ("b", Expr::Null)].into_iter().collect();
    /// assert_eq!(map.len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no key.
    ///
    /// ```
    /// # use ferrocdk_core::ExprMap;
    /// assert!(ExprMap::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| known == key)
    }

    /// Whether there is an entry for the key.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let map: ExprMap = [("Effect", Expr::Null)].into_iter().collect();
    /// assert!(map.contains_key("Effect") && !map.contains_key("Action"));
    /// ```
    pub fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// The value of a key.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let map: ExprMap = [("Effect", Expr::string("Allow"))].into_iter().collect();
    /// assert_eq!(map.get("Effect"), Some(&Expr::string("Allow")));
    /// ```
    pub fn get(&self, key: &str) -> Option<&Expr> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The value of a key, to be changed.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let mut map: ExprMap = [("Effect", Expr::string("Allow"))].into_iter().collect();
    /// *map.get_mut("Effect").unwrap() = Expr::string("Deny");
    /// assert_eq!(map.get("Effect"), Some(&Expr::string("Deny")));
    /// ```
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Expr> {
        self.0
            .iter_mut()
            .find(|(known, _)| known == key)
            .map(|(_, value)| value)
    }

    /// The first entry, which in a verbatim intrinsic is the only one.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let call: ExprMap = [("Ref", Expr::string("Queue"))].into_iter().collect();
    /// assert_eq!(call.first(), Some(("Ref", &Expr::string("Queue"))));
    /// ```
    pub fn first(&self) -> Option<(&str, &Expr)> {
        self.0.first().map(|(key, value)| (key.as_str(), value))
    }

    /// Sets the value of a key, in its place where it is known, else at the end. Gives the value from before.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let mut map = ExprMap::default();
    /// assert_eq!(map.insert("Effect", Expr::string("Allow")), None);
    /// assert_eq!(map.insert("Effect", Expr::string("Deny")), Some(Expr::string("Allow")));
    /// ```
    pub fn insert(&mut self, key: impl Into<SmolStr>, value: Expr) -> Option<Expr> {
        let key = key.into();
        match self.get_mut(&key) {
            Some(known) => Some(std::mem::replace(known, value)),
            None => {
                self.0.push((key, value));
                None
            }
        }
    }

    /// The value of a key, which is made first where there is none.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let mut map = ExprMap::default();
    /// assert_eq!(map.get_or_insert_with("Tags", || Expr::Array(Vec::new())), &Expr::Array(Vec::new()));
    /// ```
    pub fn get_or_insert_with(&mut self, key: &str, make: impl FnOnce() -> Expr) -> &mut Expr {
        let index = self.position(key).unwrap_or_else(|| {
            self.0.push((key.into(), make()));
            self.0.len() - 1
        });
        &mut self.0[index].1
    }

    /// Takes an entry out; the others keep their order.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let mut map: ExprMap = [("a", Expr::Null), ("b", Expr::Null), ("c", Expr::Null)].into_iter().collect();
    /// map.remove("a");
    /// assert_eq!(map.keys().collect::<Vec<_>>(), ["b", "c"]);
    /// ```
    pub fn remove(&mut self, key: &str) -> Option<Expr> {
        Some(self.0.remove(self.position(key)?).1)
    }

    /// The entries in their order.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let map: ExprMap = [("b", Expr::Null), ("a", Expr::Bool(true))].into_iter().collect();
    /// assert_eq!(map.iter().next_back(), Some(("a", &Expr::Bool(true))));
    /// ```
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Expr)> + ExactSizeIterator {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The keys in their order.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let map: ExprMap = [("b", Expr::Null), ("a", Expr::Null)].into_iter().collect();
    /// assert_eq!(map.keys().collect::<Vec<_>>(), ["b", "a"]);
    /// ```
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    /// The values in their order.
    ///
    /// ```
    /// # use ferrocdk_core::{Expr, ExprMap};
    /// let map: ExprMap = [("b", Expr::Null), ("a", Expr::Bool(true))].into_iter().collect();
    /// assert!(map.values().any(|value| *value == Expr::Bool(true)));
    /// ```
    pub fn values(&self) -> impl ExactSizeIterator<Item = &Expr> {
        self.0.iter().map(|(_, value)| value)
    }
}

impl PartialEq for ExprMap {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(key, value)| other.get(key) == Some(value))
    }
}

impl<K: Into<SmolStr>> FromIterator<(K, Expr)> for ExprMap {
    fn from_iter<I: IntoIterator<Item = (K, Expr)>>(entries: I) -> Self {
        let mut map = Self::default();
        map.extend(entries);
        map.0.shrink_to_fit();
        map
    }
}

impl<K: Into<SmolStr>> Extend<(K, Expr)> for ExprMap {
    fn extend<I: IntoIterator<Item = (K, Expr)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.0.reserve_exact(entries.size_hint().0);
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl IntoIterator for ExprMap {
    type Item = (SmolStr, Expr);
    type IntoIter = std::vec::IntoIter<(SmolStr, Expr)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_one_entry_per_key() {
        let entries = [("b", Expr::Null), ("a", Expr::Bool(true)), ("b", Expr::Bool(false))];
        let mut map: ExprMap = entries.into_iter().collect();
        assert_eq!(map.keys().collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(map.get("b"), Some(&Expr::Bool(false)));
        *map.get_or_insert_with("c", || Expr::Null) = Expr::string("c");
        assert_eq!(map.remove("b"), Some(Expr::Bool(false)));
        assert_eq!(map.remove("b"), None);
        let turned: ExprMap = [("c", Expr::string("c")), ("a", Expr::Bool(true))]
            .into_iter()
            .collect();
        assert_eq!(map, turned);
        assert_ne!(map, ExprMap::default());
    }

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn expressions_are_small() {
        assert_eq!(size_of::<Expr>(), 32);
        assert_eq!(size_of::<(SmolStr, Expr)>(), 56);
    }
}
