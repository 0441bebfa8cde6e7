//! Subnets and the VPC around them.

use std::collections::BTreeMap;

use ferrocdk_template::{Node, Position};

use super::assumed::Assumed;
use super::network::Network;
use crate::context::Context;
use crate::findings::Findings;
use crate::place::Place;
use crate::rules;
use crate::schema::{each_resource, visit};
use crate::template::Resource;
use crate::words::quote;

/// A network that the template gives to a subnet or a VPC.
struct Given {
    network: Network,
    text: String,
    assumed: Assumed,
}

/// The networks of one VPC.
#[derive(Default)]
struct Vpc {
    own: Vec<Given>,
    /// Whether it has networks that only the deployment knows.
    is_open: bool,
    subnets: Vec<Given>,
}

/// Subnets of one VPC do not overlap (E3060) and lie in it (E3059); a subnet has one route table (E3022).
pub(super) fn check(context: Context<'_>, findings: &mut Findings) {
    let mut vpcs: BTreeMap<String, Vpc> = BTreeMap::new();
    each_resource(context, &mut |resource, ty, place| match ty {
        "AWS::EC2::VPC" => own_networks(
            context,
            resource,
            place,
            vpcs.entry(resource.entry.key.clone()).or_default(),
        ),
        "AWS::EC2::VPCCidrBlock" => {
            if let Some(vpc) = property(resource, "VpcId").and_then(target) {
                own_networks(context, resource, place, vpcs.entry(vpc.to_owned()).or_default());
            }
        }
        _ => {}
    });
    let mut tables: BTreeMap<String, Vec<(String, Position, Assumed)>> = BTreeMap::new();
    each_resource(context, &mut |resource, ty, place| match ty {
        "AWS::EC2::Subnet" => subnet(context, resource, place, &mut vpcs, findings),
        "AWS::EC2::SubnetRouteTableAssociation" => association(context, resource, place, &mut tables, findings),
        _ => {}
    });
}

fn property<'t>(resource: &Resource<'t>, name: &str) -> Option<&'t Node> {
    resource.attribute("Properties")?.value.get(name)
}

/// The name that a reference leads to, or the id itself.
fn target(node: &Node) -> Option<&str> {
    match node.function() {
        Some(("Ref", name)) => name.as_str(),
        Some(("Fn::GetAtt", argument)) => {
            let name = argument
                .as_list()
                .and_then(<[Node]>::first)
                .unwrap_or(argument)
                .as_str()?;
            name.split('.').next()
        }
        Some(_) => None,
        None => node.as_str(),
    }
}

fn own_networks(context: Context<'_>, resource: &Resource<'_>, place: &Place<'_>, vpc: &mut Vpc) {
    let Some(properties) = resource.attribute("Properties") else {
        return;
    };
    let open = [
        "Ipv4IpamPoolId",
        "Ipv6IpamPoolId",
        "Ipv6Pool",
        "AmazonProvidedIpv6CidrBlock",
    ];
    vpc.is_open |= open.iter().any(|name| properties.value.get(name).is_some());
    networks(
        context,
        &properties.value,
        &place.key(properties),
        &mut |given, _| match given {
            Some(given) => vpc.own.push(given),
            None => vpc.is_open = true,
        },
    );
}

/// Calls for every network of a subnet or a VPC, with `None` for one that only the deployment knows.
fn networks(
    context: Context<'_>,
    properties: &Node,
    place: &Place<'_>,
    act: &mut dyn FnMut(Option<Given>, &Place<'_>),
) {
    for name in ["CidrBlock", "Ipv6CidrBlock"] {
        visit(context, properties, &[name], place, &mut |value, place| {
            let Some(value) = value else { return };
            let given = value.as_str().and_then(|text| {
                Some(Given {
                    network: Network::read(text)?,
                    text: text.to_owned(),
                    assumed: Assumed::at(place),
                })
            });
            act(given, place);
        });
    }
}

fn subnet(
    context: Context<'_>,
    resource: &Resource<'_>,
    place: &Place<'_>,
    vpcs: &mut BTreeMap<String, Vpc>,
    findings: &mut Findings,
) {
    let Some(properties) = resource.attribute("Properties") else {
        return;
    };
    let Some(id) = property(resource, "VpcId").and_then(target) else {
        return;
    };
    let vpc = vpcs.entry(id.to_owned()).or_default();
    let place = place.key(properties);
    let mut found = Vec::new();
    networks(context, &properties.value, &place, &mut |given, place| {
        let Some(given) = given else { return };
        for other in &vpc.subnets {
            if given.network.overlaps(other.network) && given.assumed.meets(&other.assumed, context) {
                let message = format!("{} overlaps with the subnet {}", quote(&given.text), quote(&other.text));
                findings.add(&rules::E3060, place, message);
            }
        }
        let own = || {
            vpc.own
                .iter()
                .filter(|own| own.network.is_ipv6() == given.network.is_ipv6())
        };
        if !vpc.is_open && own().next().is_some() && !own().any(|own| given.network.lies_in(own.network)) {
            let all: Vec<String> = own().map(|own| quote(&own.text)).collect();
            let message = format!("{} does not lie in the VPC's {}", quote(&given.text), all.join(" or "));
            findings.add(&rules::E3059, place, message);
        }
        found.push(given);
    });
    vpc.subnets.extend(found);
}

fn association(
    context: Context<'_>,
    resource: &Resource<'_>,
    place: &Place<'_>,
    tables: &mut BTreeMap<String, Vec<(String, Position, Assumed)>>,
    findings: &mut Findings,
) {
    let Some(properties) = resource.attribute("Properties") else {
        return;
    };
    let place = place.key(properties);
    visit(
        context,
        &properties.value,
        &["SubnetId"],
        &place,
        &mut |subnet, place| {
            let Some(subnet) = subnet else { return };
            let known = tables.entry(subnet.to_json().to_string()).or_default();
            let here = Assumed::at(place);
            if let Some((other, ..)) = known.iter().find(|(_, _, other)| here.meets(other, context)) {
                let message = format!("`{other}` gives this subnet a route table already, and it can have one");
                findings.add(&rules::E3022, place, message);
            }
            known.push((resource.entry.key.clone(), place.at(), here));
        },
    );
}
