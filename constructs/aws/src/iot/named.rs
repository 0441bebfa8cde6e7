//! `named!`: what the handles of resources with a name have in common.

/// Implements the handle of a resource that is identified by its name: a struct with the fields `scope`, `resource` and `name`.
///
/// `noun` is how its documentation calls it, `from` its import by name, `attr` the attribute with its ARN, and `stand_in` the settings of the resource that an import gives
/// in place of one, where the mistake of asking for it is reported.
macro_rules! named {
    ($name:ident, $cfn:ident, $noun:literal, $from:ident, $attr:ident, $stand_in:expr) => {
        $crate::owned::constructs!($name);

        impl $name {
            #[doc = concat!("A ", $noun, " of the stack's account and region that exists, by name.")]
            #[track_caller]
            pub fn $from(
                scope: &dyn ferrocdk_core::Construct,
                id: &str,
                name: impl Into<ferrocdk_core::Value<String>>,
            ) -> Self {
                Self {
                    scope: scope.scope().child(id),
                    resource: $crate::owned::Owned::imported(),
                    name: name.into(),
                }
            }

            fn made(scope: ferrocdk_core::Scope, resource: $cfn) -> Self {
                Self {
                    scope,
                    name: resource.reference(),
                    resource: $crate::owned::Owned::made(resource),
                }
            }

            /// The resource.
            #[track_caller]
            pub fn cfn(&self) -> $cfn {
                self.resource
                    .resource(&self.scope, |scope| $cfn::new(scope, "Resource", $stand_in))
            }

            #[doc = concat!("The name of the ", $noun, ".")]
            pub fn name(&self) -> ferrocdk_core::Value<String> {
                self.name.clone()
            }

            #[doc = concat!("The ARN of the ", $noun, ".")]
            pub fn arn(&self) -> ferrocdk_core::Value<String> {
                match self.resource.get() {
                    Some(resource) => resource.$attr(),
                    None => $cfn::arn_for(self.name()),
                }
            }
        }
    };
}

pub(super) use named;
