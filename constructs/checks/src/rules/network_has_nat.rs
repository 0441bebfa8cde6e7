//! C0017: a network has a way out through NAT.
//!
//! **What it checks.** There is no `AWS::EC2::NatGateway`.
//!
//! **Why.** It costs 32 dollars a month in each zone and 4.5 cents a GB, and lets whatever runs in the network reach the internet. A plant's functions need AWS's services alone, which have endpoints.
//!
//! **Example.**
//!
//! ```yaml
//! Resources:
//!   Way:
//!     Type: AWS::EC2::NatGateway
//!     Properties: { SubnetId: subnet-0a1b2c3d, AllocationId: eipalloc-0a1b2c3d }
//! ```
//!
//! **Fix.** Use gateway endpoints for S3 and DynamoDB, which cost nothing, and interface endpoints for the others; acknowledge the rule where something has to reach the internet.

use ferrocdk_core::Finding;

use super::info;
use crate::diagnostic_ids;
use crate::view::View;

pub(super) const ID: &str = diagnostic_ids::NETWORK_HAS_NAT;

pub(super) fn check(view: &View<'_>) -> Vec<Finding> {
    let gateways = view.of_type("AWS::EC2::NatGateway");
    gateways
        .map(|gateway| info(gateway, ID, "SubnetId", "the network has a way out through NAT").help("use endpoints of the services that are called"))
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use serde_json::json;

    #[test]
    fn endpoints_are_no_way_out() {
        let found = |kind: &str| crate::rules::found(super::ID, &json!({ "Resources": { "R": { "Type": kind } } })).len();
        assert_eq!((found("AWS::EC2::NatGateway"), found("AWS::EC2::VPCEndpoint")), (1, 0));
    }
}
