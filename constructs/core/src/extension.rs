//! Values of libraries at a node: one of each type, for settings that hold below a scope.

use std::any::{Any, TypeId};
use std::rc::Rc;

use crate::tree::Scope;

impl Scope {
    /// Keeps a value at this construct, in place of one of the same type, for constructs to find with [`extension`](Self::extension).
    ///
    /// It is no part of any output. Libraries keep settings so that hold for everything below a scope, as AWS CDK's property injectors do.
    ///
    /// ```
    /// use ferrocdk_core::{App, Construct, Stack, StackProps};
    ///
    /// #[derive(Clone, Debug, PartialEq)]
    /// struct Shift(u8);
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// stack.scope().set_extension(Shift(2));
    /// assert_eq!(stack.scope().extension(), Some(Shift(2)));
    /// assert_eq!(app.scope().extension::<Shift>(), None);
    /// ```
    pub fn set_extension<T: Any>(&self, value: T) {
        let value: Rc<dyn Any> = Rc::new(value);
        let key = TypeId::of::<T>();
        self.edit_details(|details| {
            details.extensions.retain(|(other, _)| *other != key);
            details.extensions.push((key, value));
        });
    }

    /// The value of a type that is kept at this very construct.
    ///
    /// ```
    /// # use ferrocdk_core::{App, Construct, Scope, Stack, StackProps};
    /// # let app = App::new();
    /// # let stack = Stack::new(&app, "plant", StackProps::default());
    /// app.scope().set_extension("night shift");
    /// let line = stack.scope().child("Line1");
    /// let lineage = std::iter::successors(Some(line), Scope::parent);
    /// let nearest = lineage.into_iter().find_map(|scope| scope.extension::<&str>());
    /// assert_eq!(nearest, Some("night shift"));
    /// ```
    pub fn extension<T: Any + Clone>(&self) -> Option<T> {
        let tree = self.tree();
        let kept = &tree.node(self.node_id()).details().extensions;
        kept.iter().find_map(|(_, value)| value.downcast_ref::<T>().cloned())
    }
}
