//! Networks that exist: by id, by what is known of them, or looked up in the account.

use std::panic::Location;

use ferrocdk_core::{Construct, ContextQuery, Diagnostic, Scope, Value};
use serde_json::{Value as Json, json};

use super::subnet::{Subnet, SubnetAttributes};
use super::subnet_configuration::SubnetType;
use super::vpc::{Knowledge, Vpc};
use crate::diagnostic_ids;
use crate::owned::Owned;
use crate::props::props;

props! {
    /// Subnets of one type in a network that exists: of each group, one in each zone, in the order of the zones.
    pub struct SubnetsOfType {
        /// Their ids: first all of one group, then all of the next.
        subnet_ids: Vec<Value<String>>,
        /// Names of the groups. Default: the type.
        names: Vec<String>,
        /// Their route tables, one for each, which gateway endpoints need. Default: not known.
        route_table_ids: Vec<Value<String>>,
        /// Their addresses, a block for each. Default: not known.
        ipv4_cidr_blocks: Vec<Value<String>>,
    }
}

impl SubnetsOfType {
    /// Subnets by their ids.
    pub fn ids(ids: impl IntoIterator<Item = impl Into<Value<String>>>) -> Self {
        Self::new().subnet_ids(ids)
    }
}

props! {
    /// Knowledge of a network that exists.
    pub struct VpcAttributes {
        /// Its id.
        vpc_id: Value<String>,
        /// The zones that it has subnets in.
        availability_zones: Vec<Value<String>>,
        /// Its addresses. Default: not known.
        vpc_cidr_block: Option<Value<String>>,
        /// Subnets that reach the internet and are reached from it. Default: none.
        public_subnets: Option<SubnetsOfType>,
        /// Subnets that reach the internet. Default: none.
        private_subnets: Option<SubnetsOfType>,
        /// Subnets that reach nothing outside. Default: none.
        isolated_subnets: Option<SubnetsOfType>,
    }
}

props! {
    /// Properties of the one network that is meant, for [`Vpc::from_lookup`]. At least one of these is said.
    pub struct VpcLookup {
        /// Its id.
        vpc_id: Option<String>,
        /// Its name, in the tag `Name`.
        vpc_name: Option<String>,
        /// Whether it is the one that each region has from the beginning.
        is_default: Option<bool>,
        /// Account that owns it, where it is shared.
        owner_account_id: Option<String>,
        /// Tags that it has.
        own tags: Vec<(String, String)> = Vec::new(),
        /// The tag by which its subnets are grouped. Default: `aws-cdk:subnet-name`.
        subnet_group_name_tag: Option<String>,
    }
}

impl VpcLookup {
    /// Says a tag that it has.
    #[must_use]
    pub fn tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.tags.push((key.into(), value.into()));
        self
    }
}

impl Vpc {
    /// A network that exists, by its id. Its subnets are not known, so that they are selected with [`SubnetSelection::subnets`](super::SubnetSelection::subnets).
    #[track_caller]
    pub fn from_id(scope: &dyn Construct, id: &str, vpc_id: impl Into<Value<String>>) -> Self {
        let mut vpc = Self::from_vpc_attributes(scope, id, VpcAttributes::new(vpc_id));
        vpc.knowledge = Knowledge::IdOnly;
        vpc
    }

    /// A network that exists, with what is known of it.
    #[track_caller]
    pub fn from_vpc_attributes(scope: &dyn Construct, id: &str, attributes: VpcAttributes) -> Self {
        let scope = scope.scope().child(id);
        let types = [
            (SubnetType::Public, attributes.public_subnets),
            (SubnetType::PrivateWithEgress, attributes.private_subnets),
            (SubnetType::PrivateIsolated, attributes.isolated_subnets),
        ];
        let mut subnets = Vec::new();
        for (subnet_type, given) in types {
            if let Some(given) = given {
                subnets.extend(import(&scope, subnet_type, &given, &attributes.availability_zones));
            }
        }
        Self {
            scope,
            resource: Owned::imported(),
            id: attributes.vpc_id,
            cidr_block: attributes.vpc_cidr_block,
            availability_zones: attributes.availability_zones,
            subnets,
            internet_gateway_id: None,
            knowledge: Knowledge::Complete,
        }
    }

    /// A network that exists, looked up in the account and region of the stack, which has to say both. The answer is kept in `cdk.context.json`; until it is
    /// there, stand-ins are.
    ///
    /// ```
    /// use ferrocdk_aws::ec2::{Vpc, VpcLookup};
    /// use ferrocdk_core::{App, Environment, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let production = StackProps::default().environment(Environment::new("111122223333", "eu-central-1"));
    /// let stack = Stack::new(&app, "plant", production);
    /// let vpc = Vpc::from_lookup(&stack, "Vpc", VpcLookup::new().vpc_name("production"));
    /// # assert_eq!(vpc.private_subnets().len(), 2);
    /// # assert!(app.synth().is_ok());
    /// ```
    #[track_caller]
    pub fn from_lookup(scope: &dyn Construct, id: &str, lookup: VpcLookup) -> Self {
        let scope = scope.scope().child(id);
        let mut filter: Vec<(String, String)> = lookup
            .tags
            .iter()
            .map(|(key, value)| (format!("tag:{key}"), value.clone()))
            .collect();
        filter.extend(lookup.vpc_id.map(|id| ("vpc-id".to_owned(), id)));
        filter.extend(lookup.vpc_name.map(|name| ("tag:Name".to_owned(), name)));
        filter.extend(lookup.owner_account_id.map(|account| ("owner-id".to_owned(), account)));
        filter.extend(
            lookup
                .is_default
                .map(|is_default| ("isDefault".to_owned(), is_default.to_string())),
        );
        if filter.is_empty() {
            let diagnostic = Diagnostic::error(
                diagnostic_ids::NETWORK_SETTINGS,
                "a look-up of a network says nothing of it",
            )
            .allowed("an id, a name, tags, or that it is the default one")
            .help("say VpcLookup::new().vpc_name(..), or what else it has");
            scope.report(diagnostic);
        }
        let mut query = ContextQuery::vpc(filter.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        if let Some(tag) = lookup.subnet_group_name_tag {
            query = query.prop("subnetGroupNameTag", tag);
        }
        query.dummy = stand_in();
        let answer = scope.look_up(query);
        let knowledge = if answer == stand_in() {
            Knowledge::StandIn
        } else {
            Knowledge::Complete
        };
        let text = |value: &Json, key: &str| value[key].as_str().map(Value::from);
        let Some(vpc_id) = text(&answer, "vpcId") else {
            let diagnostic = Diagnostic::error(
                ferrocdk_core::diagnostic_ids::CONTEXT_VALUE,
                "the network in the context is none",
            )
            .found(answer.to_string())
            .allowed("a map with vpcId and subnetGroups")
            .help("clear the context: cdk context --reset");
            scope.report(diagnostic);
            return Self::looked_up(scope, &Value::from(""), None, &stand_in(), Knowledge::StandIn);
        };
        let cidr_block = text(&answer, "vpcCidrBlock");
        Self::looked_up(scope, &vpc_id, cidr_block, &answer, knowledge)
    }

    #[track_caller]
    fn looked_up(
        scope: Scope,
        vpc_id: &Value<String>,
        cidr_block: Option<Value<String>>,
        answer: &Json,
        knowledge: Knowledge,
    ) -> Self {
        let text = |value: &Json, key: &str| value[key].as_str().map(Value::from);
        let mut subnets = Vec::new();
        for group in answer["subnetGroups"].as_array().into_iter().flatten() {
            let name = group["name"].as_str().unwrap_or_default();
            let word = group["type"].as_str();
            let subnet_type = SubnetType::ALL
                .into_iter()
                .find(|subnet_type| Some(subnet_type.word()) == word);
            for (index, subnet) in group["subnets"].as_array().into_iter().flatten().enumerate() {
                let mut attributes = SubnetAttributes::new(text(subnet, "subnetId").unwrap_or_else(|| Value::from("")));
                attributes.availability_zone = text(subnet, "availabilityZone");
                attributes.ipv4_cidr_block = text(subnet, "cidr");
                attributes.route_table_id = text(subnet, "routeTableId");
                attributes.subnet_type = subnet_type;
                subnets.push(Subnet::from_subnet_attributes(
                    &scope,
                    &format!("{name}Subnet{}", index + 1),
                    attributes,
                ));
            }
        }
        let mut zones: Vec<String> = subnets
            .iter()
            .filter_map(|subnet| subnet.attributes().availability_zone.as_ref()?.literal().cloned())
            .collect();
        zones.sort();
        zones.dedup();
        Self {
            scope,
            resource: Owned::imported(),
            id: vpc_id.clone(),
            cidr_block,
            availability_zones: zones.into_iter().map(Value::from).collect(),
            subnets,
            internet_gateway_id: None,
            knowledge,
        }
    }
}

/// The subnets of one type, each in its zone. Lists that do not match are reported.
#[track_caller]
fn import(scope: &Scope, subnet_type: SubnetType, given: &SubnetsOfType, zones: &[Value<String>]) -> Vec<Subnet> {
    let ids = &given.subnet_ids;
    let caller = Location::caller();
    let mistake = |found: String, allowed: &str| {
        let message = format!(
            "what is known of the {} subnets does not match",
            subnet_type.word().to_lowercase()
        );
        let diagnostic = Diagnostic::error(diagnostic_ids::NETWORK_SETTINGS, message)
            .found(found)
            .allowed(allowed)
            .help("say zones, and for each group as many subnets as there are zones, or leave the list out");
        scope.report(diagnostic.located(caller));
    };
    if zones.is_empty() || !ids.len().is_multiple_of(zones.len()) {
        mistake(
            format!("{} subnets and {} zones", ids.len(), zones.len()),
            "a multiple of the zones",
        );
        return Vec::new();
    }
    let lists = [
        ("route tables", given.route_table_ids.len()),
        ("blocks of addresses", given.ipv4_cidr_blocks.len()),
    ];
    for (list, length) in lists {
        if length != 0 && length != ids.len() {
            mistake(
                format!("{length} {list} for {} subnets", ids.len()),
                "one for each subnet, or none",
            );
        }
    }
    let groups = ids.len() / zones.len();
    if !given.names.is_empty() && given.names.len() != groups {
        mistake(
            format!("{} names for {groups} groups", given.names.len()),
            "one for each group, or none",
        );
    }
    let subnets = ids.iter().enumerate().map(|(index, id)| {
        let name = given
            .names
            .get(index / zones.len())
            .map_or(subnet_type.word(), String::as_str);
        let mut attributes = SubnetAttributes::new(id).subnet_type(subnet_type);
        attributes.availability_zone = zones.get(index % zones.len()).cloned();
        attributes.ipv4_cidr_block = given.ipv4_cidr_blocks.get(index).cloned();
        attributes.route_table_id = given.route_table_ids.get(index).cloned();
        Subnet::from_subnet_attributes(scope, &format!("{name}Subnet{}", index + 1), attributes)
    });
    subnets.collect()
}

/// A network of two zones with subnets of each type, until the look-up has an answer.
fn stand_in() -> Json {
    let group = |subnet_type: SubnetType, letter: &str| {
        let subnet = |zone: &str, number: u32| json!({ "availabilityZone": zone, "subnetId": format!("{letter}-{number}"), "routeTableId": format!("rtb-{number}{letter}"), "cidr": "1.2.3.4/5" });
        json!({ "name": subnet_type.word(), "type": subnet_type.word(), "subnets": [subnet("dummy1a", 12_345), subnet("dummy1b", 67_890)] })
    };
    let groups = [
        group(SubnetType::Public, "s"),
        group(SubnetType::PrivateWithEgress, "p"),
        group(SubnetType::PrivateIsolated, "i"),
    ];
    json!({ "vpcId": "vpc-12345", "vpcCidrBlock": "1.2.3.4/5", "availabilityZones": [], "subnetGroups": groups })
}
