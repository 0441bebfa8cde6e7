//! `KeyPair`: what people log in to an instance with.

use ferrocdk_cfn::ec2::{CfnKeyPair, KeyPairProps as CfnKeyPairProps};
use ferrocdk_core::{Construct, Diagnostic, Scope, Value, logical_id, pseudo, text};

use crate::diagnostic_ids;
use crate::owned::{Owned, constructs, refuse};
use crate::props::props;

/// The kind of key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyPairType {
    /// RSA of 2,048 bits, the only one that Windows takes.
    #[default]
    Rsa,
    /// The elliptic curve Ed25519.
    Ed25519,
}

/// The form of the private key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyPairFormat {
    /// That of OpenSSH.
    #[default]
    Pem,
    /// That of PuTTY.
    Ppk,
}

props! {
    /// Settings of a [`KeyPair`].
    pub struct KeyPairProps for CfnKeyPairProps {
        /// Name, of at most 255 characters. Default: made of the path.
        key_pair_name: Option<String>,
        /// Kind of key. Default: RSA, which every system takes.
        key_type: KeyPairType = KeyPairType::Rsa,
        /// Form of the private key. Default: that of OpenSSH.
        format: KeyPairFormat = KeyPairFormat::Pem,
        /// A public key that is there already, in the form of OpenSSH. Default: EC2 makes both, and keeps the private one in a parameter of Systems Manager.
        public_key_material: Option<Value<String>>,
    }
}

/// A pair of keys that people log in to instances with.
///
/// Sessions of Systems Manager ([`Sessions::SystemsManager`](super::Sessions::SystemsManager)) need none, and no open port. Makes an `AWS::EC2::KeyPair`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::ec2::{KeyPair, KeyPairProps, KeyPairType};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = KeyPair::new(&stack, "Key", KeyPairProps::new().key_type(KeyPairType::Ed25519));
/// let existing = KeyPair::from_key_pair_name(&stack, "Existing", "operators");
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct KeyPair {
    scope: Scope,
    resource: Owned<CfnKeyPair>,
    name: Value<String>,
}

constructs!(KeyPair);
ferrocdk_cfn::refers!(KeyPair: ec2 { KeyPairKeyName => name });

impl From<&Self> for KeyPair {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl KeyPair {
    /// Makes a pair of keys.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: KeyPairProps) -> Self {
        let scope = scope.scope().child(id);
        if props.public_key_material.is_some()
            && (props.key_type, props.format) != (KeyPairType::Rsa, KeyPairFormat::Pem)
        {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::INSTANCE_SETTINGS,
                "a public key that is given says its kind and form itself",
            )
            .found("public_key_material beside key_type or format")
            .allowed("one of the two")
            .help("leave out key_type and format");
            scope.report(diagnostic);
        }
        let path = scope.path();
        let name = props
            .key_pair_name
            .unwrap_or_else(|| logical_id(&path.split('/').collect::<Vec<_>>()).unwrap_or_default());
        let mut key = CfnKeyPairProps::new().key_name(name);
        match props.public_key_material {
            Some(material) => key = key.public_key_material(material),
            None => {
                key = key
                    .key_type(if props.key_type == KeyPairType::Rsa {
                        "rsa"
                    } else {
                        "ed25519"
                    })
                    .key_format(if props.format == KeyPairFormat::Pem {
                        "pem"
                    } else {
                        "ppk"
                    });
            }
        }
        let key = CfnKeyPair::new(&scope, "Resource", props.customize.apply(key));
        Self {
            scope,
            name: key.reference(),
            resource: Owned::made(key),
        }
    }

    /// A pair of keys that exists, by name.
    #[track_caller]
    pub fn from_key_pair_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnKeyPair {
        self.resource.resource(&self.scope, |scope| {
            CfnKeyPair::new(scope, "Resource", CfnKeyPairProps::new().key_name("imported"))
        })
    }

    /// The name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// Name of the parameter of Systems Manager that EC2 keeps the private key in. For an import, a mistake, which is reported.
    #[track_caller]
    pub fn private_key_parameter_name(&self) -> Value<String> {
        match self.resource.get() {
            Some(key) => text!("/ec2/keypair/{}", key.attr_key_pair_id()),
            None => {
                refuse(&self.scope, "has its private key where it was made");
                pseudo::region()
            }
        }
    }
}
