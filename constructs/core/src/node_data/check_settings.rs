//! Rules and their settings at a node of the tree.

use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

use crate::diagnostic::Severity;
use crate::rule_set::RuleSet;

/// Rules and settings of one node; they hold there and below.
#[derive(Default)]
pub(crate) struct CheckSettings {
    pub(crate) rules: Vec<Rc<dyn RuleSet>>,
    /// Levels by rule or by the beginning of several; `None` switches them off.
    pub(crate) levels: BTreeMap<String, Option<Severity>>,
    /// Rules whose findings are as they should be, with the reason.
    pub(crate) acknowledged: BTreeMap<String, String>,
    /// Whether nothing is looked for at all.
    pub(crate) is_disabled: bool,
}

impl CheckSettings {
    pub(crate) const NONE: Self = Self {
        rules: Vec::new(),
        levels: BTreeMap::new(),
        acknowledged: BTreeMap::new(),
        is_disabled: false,
    };

    /// The level of a rule here, by the setting that names it most exactly.
    pub(crate) fn level(&self, rule: &str) -> Option<Option<Severity>> {
        let fits = self
            .levels
            .iter()
            .filter(|(prefix, _)| rule.starts_with(prefix.as_str()));
        fits.max_by_key(|(prefix, _)| prefix.len()).map(|(_, level)| *level)
    }

    /// Every rule that a setting names.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, bool)> {
        let levels = self.levels.keys().map(|rule| (rule.as_str(), true));
        levels.chain(self.acknowledged.keys().map(|rule| (rule.as_str(), false)))
    }
}

impl fmt::Debug for CheckSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CheckSettings")
            .field("levels", &self.levels)
            .field("acknowledged", &self.acknowledged)
            .field("is_disabled", &self.is_disabled)
            .finish_non_exhaustive()
    }
}
