//! `props!`: the one form of settings, and [`Customize`], the way to every property that a construct does not name.

use std::fmt;
use std::rc::Rc;

#[doc(hidden)]
pub use ferrocdk_core::{IntoRef, Value};

/// Changes to the properties of the resource behind a construct, made after everything else: what `.cfn(..)` of settings collects.
///
/// ```
/// use ferrocdk_aws::sqs::{Queue, QueueProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// Queue::new(&stack, "Jobs", QueueProps::new().cfn(|queue| queue.maximum_message_size(4_096)));
/// let template = app.synth().unwrap().template("plant").unwrap().to_string();
/// assert!(template.contains(r#""MaximumMessageSize":4096"#));
/// ```
pub struct Customize<P>(Vec<Change<P>>);

type Change<P> = Rc<dyn Fn(P) -> P>;

impl<P> Customize<P> {
    /// Adds a change, which sees those before it.
    pub fn push(&mut self, change: impl Fn(P) -> P + 'static) {
        self.0.push(Rc::new(change));
    }

    /// Makes all changes, in the order in which they were added.
    pub fn apply(&self, props: P) -> P {
        self.0.iter().fold(props, |props, change| change(props))
    }
}

impl<P> Default for Customize<P> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<P> Clone for Customize<P> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<P> fmt::Debug for Customize<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customize({} changes)", self.0.len())
    }
}

/// Declares the settings of a construct: public fields, `new` with what has no default, and a setter for each of the others.
///
/// The form of a field says what it is:
///
/// | field | in `new` | setter |
/// |---|---|---|
/// | `name: T` | an argument, `impl Into<T>` | none |
/// | `name: Option<T>` | `None` | takes `impl Into<T>` |
/// | `name: Vec<T>` | empty | takes several `impl Into<T>`, and adds them |
/// | `name: T = default` | the default | takes `impl Into<T>` |
/// | `refers name: K`, `Option<K>`, `Vec<K>` | as above | as above, for a reference of the kind `K`: a resource that has one, or text |
/// | `own name: T = default` | the default | none: the file has one of its own |
///
/// `for CfnProps` adds `.cfn(..)`, through which any property of the resource can be set, last.
///
/// A macro by example rather than a derive: procedural macros would make every build wait for the crates that parse Rust.
#[macro_export]
macro_rules! props {
    ($(#[$doc:meta])* pub struct $name:ident $(for $cfn:ty)? { $($fields:tt)* }) => {
        $crate::props! {
            @field [$(#[$doc])*] [$name] [$($cfn)?] required [] stored [] setters [] ; $($fields)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* refers $field:ident : Option<$kind:ty>, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)*]
            stored [$($stored)* [$(#[$doc])* $field: Option<$crate::props::Value<String>> = None]]
            setters [$($setters)* [
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, $field: impl $crate::props::IntoRef<$kind>) -> Self {
                    self.$field = Some($field.into_ref());
                    self
                }
            ]] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* refers $field:ident : Vec<$kind:ty>, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)*]
            stored [$($stored)* [$(#[$doc])* $field: Vec<$crate::props::Value<String>> = Vec::new()]]
            setters [$($setters)* [
                $(#[$doc])*
                ///
                /// A further call adds to those before it.
                #[must_use]
                pub fn $field(mut self, $field: impl IntoIterator<Item = impl $crate::props::IntoRef<$kind>>) -> Self {
                    self.$field.extend($field.into_iter().map($crate::props::IntoRef::into_ref));
                    self
                }
            ]] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* refers $field:ident : $kind:ty, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)* [$field: impl $crate::props::IntoRef<$kind>]]
            stored [$($stored)* [$(#[$doc])* $field: $crate::props::Value<String> = $field.into_ref()]] setters [$($setters)*] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* own $field:ident : $type:ty = $default:expr, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)*]
            stored [$($stored)* [$(#[$doc])* $field: $type = $default]] setters [$($setters)*] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* $field:ident : Option<$type:ty>, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)*]
            stored [$($stored)* [$(#[$doc])* $field: Option<$type> = None]]
            setters [$($setters)* [
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = Some($field.into());
                    self
                }
            ]] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* $field:ident : Vec<$type:ty>, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)*]
            stored [$($stored)* [$(#[$doc])* $field: Vec<$type> = Vec::new()]]
            setters [$($setters)* [
                $(#[$doc])*
                ///
                /// A further call adds to those before it.
                #[must_use]
                pub fn $field(mut self, $field: impl IntoIterator<Item = impl Into<$type>>) -> Self {
                    self.$field.extend($field.into_iter().map(Into::into));
                    self
                }
            ]] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* $field:ident : $type:ty = $default:expr, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)*]
            stored [$($stored)* [$(#[$doc])* $field: $type = $default]]
            setters [$($setters)* [
                $(#[$doc])*
                #[must_use]
                pub fn $field(mut self, $field: impl Into<$type>) -> Self {
                    self.$field = $field.into();
                    self
                }
            ]] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$($required:tt)*] stored [$($stored:tt)*] setters [$($setters:tt)*] ;
        $(#[$doc:meta])* $field:ident : $type:ty, $($rest:tt)*) => {
        $crate::props! {
            @field [$($head)*] [$name] [$($cfn)?] required [$($required)* [$field: impl Into<$type>]]
            stored [$($stored)* [$(#[$doc])* $field: $type = $field.into()]] setters [$($setters)*] ; $($rest)*
        }
    };
    (@field [$($head:tt)*] [$name:ident] [$($cfn:ty)?] required [$([$required:ident: $required_type:ty])*]
        stored [$([$(#[$doc:meta])* $field:ident: $type:ty = $default:expr])*] setters [$([$($setter:tt)*])*] ;) => {
        $($head)*
        #[derive(Clone, Debug)]
        pub struct $name {
            $($(#[$doc])* pub $field: $type,)*
            $(
                /// Changes to the properties of the resource, made last.
                pub customize: $crate::props::Customize<$cfn>,
            )?
        }

        impl $name {
            /// Settings with everything else as its default.
            pub fn new($($required: $required_type),*) -> Self {
                Self {
                    $($field: $default,)*
                    $(customize: $crate::props::Customize::<$cfn>::default(),)?
                }
            }

            $($($setter)*)*

            $(
                /// Sets any property of the resource with its type, after everything that the construct sets. Later calls see what earlier ones set.
                #[must_use]
                pub fn cfn(mut self, change: impl Fn($cfn) -> $cfn + 'static) -> Self {
                    self.customize.push(change);
                    self
                }
            )?
        }

        $crate::props! { @default [$name] [$($required)*] }
    };
    (@default [$name:ident] []) => {
        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }
    };
    (@default [$name:ident] [$($required:ident)+]) => {};
}

pub(crate) use props;
