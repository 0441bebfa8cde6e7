//! `Conditions`: when a statement applies.

use ferrocdk_core::{Document, Expr, ExprMap};

/// Conditions of a statement or a principal: operators, each with its keys. All of them have to hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Conditions(ExprMap);

impl Conditions {
    /// Adds keys to an operator. A key that is there gets the further values, any of which may hold.
    pub(crate) fn add(&mut self, operator: &str, keys: Document) {
        let Expr::Object(keys) = keys.into_expr() else {
            return;
        };
        let empty = || Expr::Object(ExprMap::default());
        if let Expr::Object(there) = self.0.get_or_insert_with(operator, empty) {
            for (key, value) in keys {
                match there.get_mut(&key) {
                    Some(before) => join(before, value),
                    None => {
                        there.insert(key, value);
                    }
                }
            }
        }
    }

    /// Adds all conditions of another.
    pub(crate) fn extend(&mut self, other: Self) {
        for (operator, keys) in other.0 {
            self.add(&operator, Document::new(keys));
        }
    }

    /// Each key with its operator and its value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str, &Expr)> {
        self.0.iter().flat_map(|(operator, keys)| {
            let keys = match keys {
                Expr::Object(keys) => Some(keys),
                _ => None,
            };
            let keys = keys.into_iter().flat_map(ExprMap::iter);
            keys.map(move |(key, value)| (operator, key, value))
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_expr(self) -> Expr {
        Expr::Object(self.0)
    }
}

fn join(before: &mut Expr, value: Expr) {
    let list = |expr: Expr| match expr {
        Expr::Array(items) => items,
        one => vec![one],
    };
    let mut items = list(std::mem::replace(before, Expr::Null));
    for item in list(value) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    *before = if items.len() == 1 {
        items.remove(0)
    } else {
        Expr::Array(items)
    };
}
