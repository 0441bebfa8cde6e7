//! `Key`: a customer managed key whose policy says who may use it for what.

use ferrocdk_cfn::kms::{CfnKey, KeyProps as CfnKeyProps};
use ferrocdk_core::{Construct, Diagnostic, RemovalPolicy, ScannerRule, Scope, Value, doc};

use super::alias::{Alias, AliasProps};
use crate::bounds::bounded;
use crate::grants::{Grant, ResourcePolicy, Target, grants};
use crate::iam::{Grantee, PolicyDocument, PolicyStatement, Principal, append_statement};
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::units::Days;
use crate::{defaults, diagnostic_ids};

bounded! {
    /// How long a key can be brought back after it was deleted, 7 to 30 days. Source: "Deleting AWS KMS keys".
    PendingWindow(Days) in 7..=30, "days";
    /// Days between two rotations of the key's material, 90 to 2,560. Source: "Rotating AWS KMS keys".
    RotationPeriod(Days) in 90..=2_560, "days";
}

/// The kind of key material. Source: "Key spec reference" of the KMS developer guide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeySpec {
    /// 256 bits of AES: what services encrypt with.
    #[default]
    Symmetric,
    /// RSA of 2,048 bits.
    Rsa2048,
    /// RSA of 3,072 bits.
    Rsa3072,
    /// RSA of 4,096 bits.
    Rsa4096,
    /// The elliptic curve P-256.
    EccNistP256,
    /// The elliptic curve P-384.
    EccNistP384,
    /// The elliptic curve P-521.
    EccNistP521,
    /// The elliptic curve of Bitcoin, secp256k1.
    EccSecgP256k1,
    /// HMAC with SHA-256.
    Hmac256,
    /// HMAC with SHA-384.
    Hmac384,
    /// HMAC with SHA-512.
    Hmac512,
}

impl KeySpec {
    fn word(self) -> &'static str {
        match self {
            Self::Symmetric => "SYMMETRIC_DEFAULT",
            Self::Rsa2048 => "RSA_2048",
            Self::Rsa3072 => "RSA_3072",
            Self::Rsa4096 => "RSA_4096",
            Self::EccNistP256 => "ECC_NIST_P256",
            Self::EccNistP384 => "ECC_NIST_P384",
            Self::EccNistP521 => "ECC_NIST_P521",
            Self::EccSecgP256k1 => "ECC_SECG_P256K1",
            Self::Hmac256 => "HMAC_256",
            Self::Hmac384 => "HMAC_384",
            Self::Hmac512 => "HMAC_512",
        }
    }

    fn usages(self) -> &'static [KeyUsage] {
        match self {
            Self::Symmetric => &[KeyUsage::EncryptDecrypt],
            Self::Rsa2048 | Self::Rsa3072 | Self::Rsa4096 => &[KeyUsage::EncryptDecrypt, KeyUsage::SignVerify],
            Self::EccNistP256 | Self::EccNistP384 | Self::EccNistP521 => {
                &[KeyUsage::SignVerify, KeyUsage::KeyAgreement]
            }
            Self::EccSecgP256k1 => &[KeyUsage::SignVerify],
            Self::Hmac256 | Self::Hmac384 | Self::Hmac512 => &[KeyUsage::GenerateVerifyMac],
        }
    }
}

/// The operations that a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUsage {
    /// Encrypts and decrypts.
    EncryptDecrypt,
    /// Signs, and verifies signatures.
    SignVerify,
    /// Makes and verifies message authentication codes.
    GenerateVerifyMac,
    /// Agrees on a secret with another key.
    KeyAgreement,
}

impl KeyUsage {
    fn word(self) -> &'static str {
        match self {
            Self::EncryptDecrypt => "ENCRYPT_DECRYPT",
            Self::SignVerify => "SIGN_VERIFY",
            Self::GenerateVerifyMac => "GENERATE_VERIFY_MAC",
            Self::KeyAgreement => "KEY_AGREEMENT",
        }
    }
}

props! {
    /// Settings of a [`Key`].
    pub struct KeyProps for CfnKeyProps {
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// A further name, such as `plant/data`, by which the key can be found; `alias/` stands before it by itself. Default: none.
        alias: Option<String>,
        /// How long the key can be brought back after deletion. Default: 30 days, the longest there is: with the key, the data is gone.
        pending_window: PendingWindow = PendingWindow::from(Days(30)),
        /// Time between two rotations. Default: a year. Keys that are not symmetric do not rotate.
        rotation_period: Option<RotationPeriod>,
        /// The kind of key material. Default: symmetric, which is what services encrypt with.
        key_spec: KeySpec = KeySpec::Symmetric,
        /// The operations that the key is for. Default: the first that the kind of key has: encryption for symmetric and RSA keys, signatures for elliptic curves, codes for HMAC.
        key_usage: Option<KeyUsage>,
        /// Who administers the key without being able to use it. Default: whom the account's IAM policies allow to.
        admins: Vec<Principal>,
        /// Fate of the key when it leaves the stack. Default: that of the scope ([`Defaults`](crate::Defaults)), else it stays.
        removal_policy: Option<RemovalPolicy>,
    }
}

/// A key of the account, which rotates every year.
///
/// The account's IAM policies decide who uses it; services are let in one by one with conditions, and nobody but a service may pass it on.
///
/// Makes an `AWS::KMS::Key`. Costs a dollar a month, a dollar for each of the first two rotations, and three cents for 10,000 requests.
///
/// ```
/// use ferrocdk_aws::kms::{Key, KeyProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let key = Key::new(&stack, "Key", KeyProps::new().description("Data of the plant"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Key {
    scope: Scope,
    resource: Owned<CfnKey>,
    arn: Value<String>,
}

constructs!(Key);
ferrocdk_cfn::refers!(Key: kms { KeyArn => arn, KeyId => key_id });

impl From<&Self> for Key {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl From<&CfnKey> for Key {
    fn from(key: &CfnKey) -> Self {
        Self {
            scope: key.scope().clone(),
            resource: Owned::made(key.clone()),
            arn: key.attr_arn(),
        }
    }
}

impl Key {
    /// Makes a key.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: KeyProps) -> Self {
        let scope = scope.scope().child(id);
        check(&scope, &props);
        let administration = PolicyStatement::allow(["kms:*"])
            .sid("AccountAdministration")
            .by(Principal::own_account())
            .on_everything();
        // Grants outlive policies, so only services on behalf of a resource may make them (Control Tower CT.KMS.PR.3).
        let grants = PolicyStatement::deny(["kms:CreateGrant"])
            .sid("GrantsForServicesOnly")
            .by(Principal::star())
            .on_everything()
            .when(
                "BoolIfExists",
                doc!({ "kms:GrantIsForAWSResource": "false", "aws:PrincipalIsAWSService": "false" }),
            );
        let mut key = CfnKeyProps::new()
            .pending_window_in_days(props.pending_window.get())
            .key_policy(PolicyDocument::of([administration, grants]));
        key.description = props.description;
        match props.key_spec {
            KeySpec::Symmetric => {
                key = key.enable_key_rotation(true);
                key.rotation_period_in_days = props.rotation_period.map(|period| period.get().into());
            }
            spec => {
                let usage = props.key_usage.or(spec.usages().first().copied());
                key = key.key_spec(spec.word());
                key.key_usage = usage.map(|usage| ferrocdk_core::bindings::choice(usage.word()));
            }
        }
        let key = CfnKey::new(&scope, "Resource", props.customize.apply(key));
        key.acknowledge(
            &[ScannerRule::Guard("KMS_NO_WILDCARD_PRINCIPAL")],
            "names everybody in a denial alone, which the rule does not look at",
        );
        defaults::apply_removal_policy(&key, props.removal_policy);
        let arn = key.attr_arn();
        let key = Self {
            scope,
            resource: Owned::made(key),
            arn,
        };
        for admin in &props.admins {
            key.grant_admin(admin);
        }
        if let Some(name) = props.alias {
            Alias::new(&key.scope, "Alias", AliasProps::new(name, &key));
        }
        key
    }

    /// A key that exists, by ARN. Its policy cannot be changed here, so services cannot be let in.
    #[track_caller]
    pub fn from_key_arn(scope: &dyn Construct, id: &str, arn: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            arn: arn.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnKey {
        self.resource
            .resource(&self.scope, |scope| CfnKey::new(scope, "Resource", CfnKeyProps::new()))
    }

    /// The key's ARN.
    pub fn arn(&self) -> Value<String> {
        self.arn.clone()
    }

    /// The key's id.
    pub fn key_id(&self) -> Value<String> {
        match self.resource.get() {
            Some(key) => key.reference(),
            None => Value::select(1, self.arn().split("/")),
        }
    }

    /// Whether the policy can be changed here.
    pub(super) fn has_policy(&self) -> bool {
        self.resource.get().is_some()
    }

    /// Adds a statement to the key's policy. It is about this key, whatever resources it names.
    #[track_caller]
    pub fn add_to_key_policy(&self, statement: PolicyStatement) {
        if self.add_to_resource_policy(statement).is_none() {
            crate::owned::refuse(&self.scope, "has a policy that this app cannot change");
        }
    }

    /// Gives actions on the key, such as `kms:Decrypt`.
    #[track_caller]
    pub fn grant(&self, grantee: &dyn Grantee, actions: &[&str]) -> Grant {
        self.grant_through(grantee, actions, None)
    }

    /// Gives actions on the key, through a service alone if one is named.
    #[track_caller]
    pub(crate) fn grant_through(
        &self,
        grantee: &dyn Grantee,
        actions: &[&str],
        service: Option<Value<String>>,
    ) -> Grant {
        let mut statement = PolicyStatement::allow(actions.iter().copied())
            .on(self.arn())
            .because("services use several actions of a family on this one key");
        if let Some(service) = service {
            statement = statement.when("StringEquals", doc!({ "kms:ViaService": service }));
        }
        Grant::statement(statement, grantee, &self.target())
    }

    fn target(&self) -> Target {
        Target::new(self, self.arn()).policy(self.clone())
    }

    /// Grants on this key.
    pub fn grants(&self) -> KeyGrants {
        KeyGrants::on(self.target())
    }
}

impl ResourcePolicy for Key {
    fn add_to_resource_policy(&self, statement: PolicyStatement) -> Option<Scope> {
        let key = self.resource.get()?;
        key.update_property("KeyPolicy", |policy| append_statement(policy, statement.on_itself()));
        Some(key.scope().clone())
    }
}

grants! {
    "AWS::KMS::Key", KeyGrants for Key;
    /// Lets somebody decrypt.
    decrypt, grant_decrypt: ["kms:Decrypt"];
    /// Lets somebody encrypt, and make data keys to encrypt with.
    encrypt, grant_encrypt: ["kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];
    /// Lets somebody encrypt and decrypt.
    encrypt_decrypt, grant_encrypt_decrypt: ["kms:Decrypt", "kms:Encrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"];
    /// Lets somebody make authentication codes.
    generate_mac, grant_generate_mac: ["kms:GenerateMac"];
    /// Lets somebody verify authentication codes.
    verify_mac, grant_verify_mac: ["kms:VerifyMac"];
    /// Lets somebody sign.
    sign, grant_sign: ["kms:Sign"];
    /// Lets somebody verify signatures.
    verify, grant_verify: ["kms:Verify"];
    /// Lets somebody sign, and verify signatures.
    sign_verify, grant_sign_verify: ["kms:Sign", "kms:Verify"];
    /// Lets somebody administer the key without using it.
    admin, grant_admin: [
        "kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:Update*", "kms:Revoke*", "kms:Disable*", "kms:Get*", "kms:Delete*",
        "kms:TagResource", "kms:UntagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion",
    ];
}

fn check(scope: &Scope, props: &KeyProps) {
    let checks = [
        ("PendingWindowInDays", props.pending_window.check()),
        (
            "RotationPeriodInDays",
            props.rotation_period.map_or(Ok(()), RotationPeriod::check),
        ),
    ];
    for (property, checked) in checks {
        if let Err(error) = checked {
            error.report(scope, diagnostic_ids::KEY_RANGE, property);
        }
    }
    let usages = props.key_spec.usages();
    if let Some(usage) = props.key_usage.filter(|usage| !usages.contains(usage)) {
        let diagnostic = Diagnostic::error(diagnostic_ids::KEY_USE, "a key of this kind is not for that")
            .at("", Some("KeyUsage"))
            .found(format!("{} of {}", usage.word(), props.key_spec.word()))
            .allowed(usages.iter().map(|usage| usage.word()).collect::<Vec<_>>().join(", "));
        scope.report(diagnostic);
    }
    if props.rotation_period.is_some() && props.key_spec != KeySpec::Symmetric {
        let diagnostic = Diagnostic::error(diagnostic_ids::KEY_USE, "only symmetric keys rotate")
            .at("", Some("RotationPeriodInDays"))
            .found(props.key_spec.word())
            .help("leave out the rotation period, or make a symmetric key");
        scope.report(diagnostic);
    }
}
