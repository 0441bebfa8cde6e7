//! `Certificate`: by which a device proves who it is.

use ferrocdk_cfn::iot::certificate::{CertificateMode, CertificateStatus as CfnStatus};
use ferrocdk_cfn::iot::{
    CertificateProps as CfnCertificateProps, CfnCertificate, CfnPolicyPrincipalAttachment, CfnThingPrincipalAttachment,
    PolicyPrincipalAttachmentProps, ThingPrincipalAttachmentProps,
};
use ferrocdk_core::{Construct, Scope, Value, logical_id};

use super::policy::Policy;
use super::thing::Thing;
use crate::owned::{Owned, constructs};
use crate::props::props;

/// Where a certificate comes from. Its private key is never in a template: it stays with the device.
#[derive(Clone, Debug, PartialEq)]
pub enum CertificateSource {
    /// AWS IoT signs a request.
    SigningRequest(Value<String>),
    /// One that a certificate authority has signed, which the account and region have registered.
    Signed {
        /// The certificate.
        certificate: Value<String>,
        /// The authority's own certificate.
        authority: Value<String>,
    },
    /// One that whoever has signed, alone: the broker tells it by itself and not by an authority.
    Alone(Value<String>),
}

impl CertificateSource {
    /// AWS IoT signs a request in PEM, which was made with the device's key (`openssl req -new`).
    pub fn signing_request(pem: impl Into<Value<String>>) -> Self {
        Self::SigningRequest(pem.into())
    }

    /// A certificate and its authority's, both in PEM; the authority is registered in this account and region.
    pub fn signed(certificate_pem: impl Into<Value<String>>, authority_pem: impl Into<Value<String>>) -> Self {
        Self::Signed {
            certificate: certificate_pem.into(),
            authority: authority_pem.into(),
        }
    }

    /// A certificate in PEM, whose authority nobody has registered. It may be registered in several accounts.
    pub fn alone(certificate_pem: impl Into<Value<String>>) -> Self {
        Self::Alone(certificate_pem.into())
    }
}

/// Whether the broker takes a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CertificateStatus {
    /// It does.
    #[default]
    Active,
    /// It does not, and may again.
    Inactive,
    /// It does not any more: the key is known to others.
    Revoked,
}

props! {
    /// Settings of a [`Certificate`].
    pub struct CertificateProps for CfnCertificateProps {
        /// Where it comes from.
        source: CertificateSource,
        /// Whether the broker takes it. Default: it does.
        status: CertificateStatus = CertificateStatus::Active,
    }
}

/// A certificate of X.509 that a device connects with.
///
/// It may do nothing until a policy is attached to it. The one that AWS IoT has signed is read with its id: `aws iot describe-certificate`.
///
/// Makes an `AWS::IoT::Certificate`. Costs nothing.
///
/// ```
/// use ferrocdk_aws::iot::{Certificate, CertificateProps, CertificateSource, Policy, Thing};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let request = CertificateSource::signing_request("-----BEGIN CERTIFICATE REQUEST-----\n…");
/// let certificate = Certificate::new(&stack, "Gateway", CertificateProps::new(request));
/// certificate.attach_policy(&Policy::from_policy_name(&stack, "Policy", "gateway"));
/// certificate.attach_to_thing(&Thing::from_thing_name(&stack, "Thing", "gateway-7"));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Certificate {
    scope: Scope,
    resource: Owned<CfnCertificate>,
    id: Value<String>,
}

constructs!(Certificate);
ferrocdk_cfn::refers!(Certificate: iot { CertificateArn => arn, CertificateId => certificate_id });

impl Certificate {
    /// Makes a certificate.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: CertificateProps) -> Self {
        let scope = scope.scope().child(id);
        let certificate = CfnCertificateProps::new().status(match props.status {
            CertificateStatus::Active => CfnStatus::Active,
            CertificateStatus::Inactive => CfnStatus::Inactive,
            CertificateStatus::Revoked => CfnStatus::Revoked,
        });
        let certificate = match props.source {
            CertificateSource::SigningRequest(request) => certificate.certificate_signing_request(request),
            CertificateSource::Signed {
                certificate: pem,
                authority,
            } => certificate.certificate_pem(pem).ca_certificate_pem(authority),
            CertificateSource::Alone(pem) => certificate
                .certificate_pem(pem)
                .certificate_mode(CertificateMode::SniOnly),
        };
        let certificate = CfnCertificate::new(&scope, "Resource", props.customize.apply(certificate));
        Self {
            scope,
            id: certificate.reference(),
            resource: Owned::made(certificate),
        }
    }

    /// A certificate of the stack's account and region that exists, by its id of 64 hexadecimal digits.
    #[track_caller]
    pub fn from_certificate_id(scope: &dyn Construct, id: &str, certificate_id: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            id: certificate_id.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnCertificate {
        self.resource.resource(&self.scope, |scope| {
            CfnCertificate::new(
                scope,
                "Resource",
                CfnCertificateProps::new().status(CfnStatus::Inactive),
            )
        })
    }

    /// The certificate's id.
    pub fn certificate_id(&self) -> Value<String> {
        self.id.clone()
    }

    /// The certificate's ARN.
    pub fn arn(&self) -> Value<String> {
        match self.resource.get() {
            Some(certificate) => certificate.attr_arn(),
            None => CfnCertificate::arn_for(self.certificate_id()),
        }
    }

    /// Gives whoever connects with it the permissions of a policy.
    #[track_caller]
    pub fn attach_policy(&self, policy: &Policy) -> CfnPolicyPrincipalAttachment {
        let attachment = PolicyPrincipalAttachmentProps::new()
            .policy_name(policy.name())
            .principal(self.arn());
        CfnPolicyPrincipalAttachment::new(self, &attachment_id("Policy", policy), attachment)
    }

    /// Says which thing connects with it, so that the policy's variables have their values.
    #[track_caller]
    pub fn attach_to_thing(&self, thing: &Thing) -> CfnThingPrincipalAttachment {
        let attachment = ThingPrincipalAttachmentProps::new()
            .thing_name(thing.name())
            .principal(self.arn());
        CfnThingPrincipalAttachment::new(self, &attachment_id("Thing", thing), attachment)
    }
}

/// The id of what attaches something: by what it is, so that another order changes none.
pub(super) fn attachment_id(kind: &str, attached: &dyn Construct) -> String {
    let path = attached.scope().path();
    let components: Vec<&str> = path.split('/').collect();
    format!("{kind}{}", logical_id(&components).unwrap_or_default())
}
