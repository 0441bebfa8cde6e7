//! Endpoints of services inside a VPC.

use std::collections::BTreeMap;

use ferrocdk_template::Node;

use super::assumed::Assumed;
use crate::compare::as_bool;
use crate::context::Context;
use crate::findings::Findings;
use crate::rules;
use crate::schema::each_resource;

/// A service has its own DNS names in a VPC once (E3064).
pub(super) fn check(context: Context<'_>, findings: &mut Findings) {
    let mut known: BTreeMap<String, Vec<(String, Assumed)>> = BTreeMap::new();
    each_resource(context, &mut |resource, ty, place| {
        let Some(entry) = resource
            .attribute("Properties")
            .filter(|_| ty == "AWS::EC2::VPCEndpoint")
        else {
            return;
        };
        let value = |name: &str| entry.value.get(name);
        let is_interface = value("VpcEndpointType").and_then(Node::as_str) == Some("Interface");
        let has_names = value("PrivateDnsEnabled").and_then(as_bool) == Some(true);
        let (Some(vpc), Some(service), true) = (value("VpcId"), value("ServiceName"), is_interface && has_names) else {
            return;
        };
        let is_one = |node: &Node| !matches!(node.function(), Some(("Fn::If", _)));
        if !is_one(vpc) || !is_one(service) {
            return;
        }
        let assumed = Assumed::at(place);
        let others = known
            .entry(format!("{} {}", vpc.to_json(), service.to_json()))
            .or_default();
        let twin = others.iter().find(|(_, other)| assumed.meets(other, context));
        if let Some((other, _)) = twin {
            let message = format!("`{other}` gives the service its DNS names in this VPC already");
            findings
                .add(&rules::E3064, &place.key(entry), message)
                .help("set `PrivateDnsEnabled` on one of them alone");
        }
        others.push((resource.entry.key.clone(), assumed));
    });
}
