//! `FunctionNetwork`: the network that a function runs in.

#[cfg(feature = "ec2")]
pub use joined::{DualStack, PublicSubnets};

#[cfg(feature = "ec2")]
use crate::ec2::{Outbound, SecurityGroup, SubnetSelection, Vpc};

/// The network that a function runs in, as `.vpc(..)` of its settings and what goes with it say. Only with the feature `ec2` is there something to say.
#[derive(Clone, Debug, Default)]
pub struct FunctionNetwork {
    /// The network. Default: none; the function reaches everything that is public, and nothing that is private.
    #[cfg(feature = "ec2")]
    pub vpc: Option<Vpc>,
    /// Its subnets. Default: the private ones.
    #[cfg(feature = "ec2")]
    pub vpc_subnets: Option<SubnetSelection>,
    /// Its groups. Default: one that is made for it.
    #[cfg(feature = "ec2")]
    pub security_groups: Vec<SecurityGroup>,
    /// Traffic that leaves, beyond those that are allowed one by one. Default: nothing.
    #[cfg(feature = "ec2")]
    pub outbound: Option<Outbound>,
    /// Whether public subnets are meant. Default: they are taken for a mistake.
    #[cfg(feature = "ec2")]
    pub public_subnets: PublicSubnets,
    /// Whether it calls out over IPv6 as well. Default: it does not.
    #[cfg(feature = "ec2")]
    pub dual_stack: DualStack,
}

#[cfg(feature = "ec2")]
mod joined {
    use ferrocdk_cfn::lambda::function::VpcConfig;
    use ferrocdk_core::{Construct, Diagnostic, Scope, Value, doc, pseudo, text};

    use super::FunctionNetwork;
    use crate::diagnostic_ids;
    use crate::ec2::{
        Connectable, Connections, Outbound, SecurityGroup, SecurityGroupProps, SelectedSubnets, SubnetSelection, Vpc,
    };
    use crate::iam::{PolicyStatement, Role};
    use crate::lambda::function::Function;
    use crate::lambda::function::settings::FunctionProps;

    /// Whether a function may stand in public subnets, where it gets no public address, so that nothing beyond the network is reached from there.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum PublicSubnets {
        /// They are taken for a mistake.
        #[default]
        Refused,
        /// They are meant: the function calls nothing, or only what is in the network.
        Allowed,
    }

    /// Whether a function in a network calls out over IPv6 as well.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub enum DualStack {
        /// Over IPv4 alone.
        #[default]
        Ipv4Only,
        /// Over both; all its subnets have addresses of IPv6.
        Ipv6Allowed,
    }

    /// The actions on network interfaces that Lambda takes with the role of a function. Source: "Giving Lambda functions access to resources in an Amazon VPC", "Required
    /// IAM permissions"; they are those of the policy `AWSLambdaENIManagementAccess`.
    const INTERFACES: [&str; 6] = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
    ];

    impl FunctionProps {
        /// Runs the function in a network, from which it reaches what is private there. Functions need not be in one to call AWS.
        ///
        /// It gets a security group that nothing comes into and, unless [`outbound`](Self::outbound) says otherwise, nothing leaves but what [`Connectable`] allows: DNS of the
        /// network goes past groups, everything else has to be named, such as the database or an endpoint of AWS. Functions in a network have no public address: what is
        /// outside is reached through a NAT gateway or an endpoint. The network interfaces cost nothing; taking a function away waits up to 20 minutes for them.
        ///
        /// ```
        /// use ferrocdk_aws::ec2::{Connectable, Port, SecurityGroup, SecurityGroupProps, SubnetType, Vpc, VpcProps};
        /// use ferrocdk_aws::lambda::{Code, Function, FunctionProps};
        /// use ferrocdk_core::{App, Stack, StackProps};
        ///
        /// let app = App::new();
        /// let stack = Stack::new(&app, "plant", StackProps::default());
        /// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
        /// let data = SecurityGroup::new(&stack, "Data", SecurityGroupProps::new(&vpc));
        /// let reports = FunctionProps::new(Code::rust("processor")).vpc(&vpc).vpc_subnets(SubnetType::PrivateWithEgress);
        /// let reports = Function::new(&stack, "Reports", reports);
        /// reports.allow_to(&data, &Port::POSTGRES, "queries");
        /// # assert!(app.synth().is_ok());
        /// ```
        #[must_use]
        pub fn vpc(mut self, vpc: impl Into<Vpc>) -> Self {
            self.network.vpc = Some(vpc.into());
            self
        }

        /// The subnets of the network, 16 at most. Default: the private ones: those with egress, else those that are isolated.
        #[must_use]
        pub fn vpc_subnets(mut self, subnets: impl Into<SubnetSelection>) -> Self {
            self.network.vpc_subnets = Some(subnets.into());
            self
        }

        /// Groups that the function is in, 5 at most. Default: one that is made for it.
        ///
        /// A further call adds to those before it.
        #[must_use]
        pub fn security_groups(mut self, groups: impl IntoIterator<Item = impl Into<SecurityGroup>>) -> Self {
            self.network.security_groups.extend(groups.into_iter().map(Into::into));
            self
        }

        /// Traffic that leaves the own group beyond those that are allowed one by one. Default: nothing, where AWS CDK lets everything out: code that was tampered with, or a library with a
        /// back door, then has nowhere to send what it finds in the network.
        #[must_use]
        pub fn outbound(mut self, outbound: Outbound) -> Self {
            self.network.outbound = Some(outbound);
            self
        }

        /// Says that public subnets are meant.
        #[must_use]
        pub fn public_subnets(mut self, public_subnets: PublicSubnets) -> Self {
            self.network.public_subnets = public_subnets;
            self
        }

        /// Lets the function call out over IPv6 as well, from subnets that all have addresses of it.
        #[must_use]
        pub fn dual_stack(mut self, dual_stack: DualStack) -> Self {
            self.network.dual_stack = dual_stack;
            self
        }
    }

    /// Parts of a function in a network.
    pub(in crate::lambda) struct Joined {
        pub(in crate::lambda) config: VpcConfig,
        pub(in crate::lambda) groups: Vec<SecurityGroup>,
        pub(in crate::lambda) subnets: SelectedSubnets,
    }

    impl FunctionNetwork {
        /// The property for it and the groups, if there is a network. The role gets what Lambda needs to connect the function.
        #[track_caller]
        pub(in crate::lambda) fn bind(self, scope: &Scope, role: &Role) -> Option<Joined> {
            self.check(scope);
            let vpc = self.vpc?;
            let selected = vpc.select_subnets(&self.vpc_subnets.unwrap_or_default());
            if selected.has_public && self.public_subnets == PublicSubnets::Refused {
                refuse(
                    scope,
                    "a function in public subnets, from which it reaches nothing outside: it gets no public address",
                    "public subnets".to_owned(),
                    "subnets that are private",
                    "select some (`.vpc_subnets(SubnetType::PrivateWithEgress)`), or say that it is meant (`.public_subnets(PublicSubnets::Allowed)`)",
                );
            }
            let groups = if self.security_groups.is_empty() {
                let props = SecurityGroupProps::new(&vpc).outbound(self.outbound.unwrap_or(Outbound::Restricted));
                vec![SecurityGroup::new(scope, "SecurityGroup", props)]
            } else {
                self.security_groups
            };
            let network = "Lambda makes interfaces in the network, and asks for the right to all; the code of the function is kept from it";
            role.add_to_policy(PolicyStatement::allow(INTERFACES).on_everything().because(network));
            // Lambda's own calls have no such key, those of the code always do.
            let functions = text!(
                "arn:{}:lambda:{}:{}:function:*",
                pseudo::partition(),
                pseudo::region(),
                pseudo::account_id()
            );
            role.add_to_policy(
                PolicyStatement::deny(INTERFACES)
                    .on_everything()
                    .when("ArnLike", doc!({ "lambda:SourceFunctionArn": functions })),
            );
            let ids: Vec<Value<String>> = groups.iter().map(SecurityGroup::id).collect();
            let mut config = VpcConfig::new()
                .subnet_ids(selected.ids.clone())
                .security_group_ids(ids);
            if self.dual_stack == DualStack::Ipv6Allowed {
                config = config.ipv6_allowed_for_dual_stack(true);
            }
            Some(Joined {
                config,
                groups,
                subnets: selected,
            })
        }

        /// Tells what excludes itself.
        #[track_caller]
        fn check(&self, scope: &Scope) {
            if self.vpc.is_none() {
                let set = [
                    self.vpc_subnets.is_some().then_some("vpc_subnets"),
                    (!self.security_groups.is_empty()).then_some("security_groups"),
                    self.outbound.is_some().then_some("outbound"),
                    (self.public_subnets == PublicSubnets::Allowed).then_some("public_subnets"),
                    (self.dual_stack == DualStack::Ipv6Allowed).then_some("dual_stack"),
                ];
                let set: Vec<&str> = set.into_iter().flatten().collect();
                if !set.is_empty() {
                    refuse(
                        scope,
                        "settings of a network for a function that is in none",
                        set.join(", "),
                        "these beside a network",
                        "say which (`.vpc(&vpc)`), or leave them out",
                    );
                }
            } else if let (Some(outbound), false) = (self.outbound, self.security_groups.is_empty()) {
                refuse(
                    scope,
                    "what leaves is said for groups that say it themselves",
                    format!("{outbound:?} beside groups that are given"),
                    "one of the two",
                    "say it where the groups are made, or leave them to the function",
                );
            }
        }
    }

    #[track_caller]
    fn refuse(scope: &Scope, message: &str, found: String, allowed: &str, help: &str) {
        let diagnostic = Diagnostic::error(diagnostic_ids::FUNCTION_SETTINGS, message)
            .at("", Some("VpcConfig"))
            .found(found)
            .allowed(allowed)
            .help(help);
        scope.report(diagnostic);
    }

    impl Connectable for Function {
        /// Connections of the groups that the function is in. One that is in no network, or of which no groups are known, is reported by whoever connects it.
        fn connections(&self) -> Connections {
            if self.groups.is_empty() {
                let help = match self.made() {
                    Some(_) => "run it in one: FunctionProps::vpc",
                    None => "say its groups: FunctionAttributes::security_groups",
                };
                return Connections::unknown(self.scope(), "a connection of a function that is in no network", help);
            }
            Connections::of_groups(self.groups.clone())
        }
    }
}
