//! `InterfaceEndpointService`: the services that an interface endpoint leads to.
//!
//! Source: names, ports and regional prefixes as `InterfaceVpcEndpointAwsService` of aws-cdk-lib 2.276 has them, which follow "AWS services that integrate with AWS PrivateLink".

mod list;
mod prefixes;

use std::borrow::Cow;

use ferrocdk_core::{Scope, Value, pseudo, text};

use self::prefixes::PREFIXES;

/// A service that an interface endpoint leads to.
///
/// ```
/// use ferrocdk_aws::ec2::InterfaceEndpointService;
///
/// assert_eq!(InterfaceEndpointService::SECRETS_MANAGER, InterfaceEndpointService::aws("secretsmanager"));
/// let partner = InterfaceEndpointService::named("com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0", 8_443);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct InterfaceEndpointService(Kind);

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// One of AWS: its short name, the words before the region where they are others than usual, whether a region stands in the name, and the port.
    Aws(Cow<'static, str>, Option<&'static str>, Reach, u16),
    /// Another, by its whole name, and the port.
    Named(Value<String>, u16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    Region,
    Global,
}

impl InterfaceEndpointService {
    /// A service of AWS by the last part of its name, such as `secretsmanager` or `ecr.dkr`, reached at port 443.
    pub fn aws(short_name: impl Into<String>) -> Self {
        Self(Kind::Aws(Cow::Owned(short_name.into()), None, Reach::Region, 443))
    }

    /// A service of somebody else, by its whole name, such as `com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0`, and the port that it is reached at.
    pub fn named(name: impl Into<Value<String>>, port: u16) -> Self {
        Self(Kind::Named(name.into(), port))
    }

    /// The port that it is reached at.
    pub fn port(&self) -> u16 {
        match &self.0 {
            Kind::Aws(.., port) | Kind::Named(_, port) => *port,
        }
    }

    /// Whether its public name can lead to the endpoint.
    pub(super) fn has_private_dns(&self) -> bool {
        matches!(self.0, Kind::Aws(..))
    }

    /// The whole name in the region of a construct.
    pub(super) fn name(&self, scope: &Scope) -> Value<String> {
        let (short, prefix, reach) = match &self.0 {
            Kind::Named(name, _) => return name.clone(),
            Kind::Aws(short, prefix, reach, _) => (short, prefix, reach),
        };
        let region = scope.stack().and_then(|stack| stack.environment().region);
        let own = region.as_deref().and_then(|region| {
            let rows = PREFIXES.iter().filter(|(regions, ..)| regions.contains(&region));
            rows.into_iter()
                .find(|(_, _, services)| services.contains(&short.as_ref()))
                .map(|(_, prefix, _)| *prefix)
        });
        let prefix = prefix.or(own).unwrap_or("com.amazonaws");
        let suffix = if own == Some("cn.com.amazonaws") && short == "transcribe" {
            ".cn"
        } else {
            ""
        };
        match reach {
            Reach::Global => text!("{}.{}{}", prefix, short.as_ref(), suffix),
            Reach::Region => {
                let region = region.map_or_else(pseudo::region, Value::from);
                text!("{}.{}.{}{}", prefix, region, short.as_ref(), suffix)
            }
        }
    }
}
