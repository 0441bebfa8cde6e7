//! The VPN gateway of a network, and connections to it.

use ferrocdk_cfn::ec2::{
    CfnVPCGatewayAttachment, CfnVPNGateway, CfnVPNGatewayRoutePropagation, VPCGatewayAttachmentProps, VPNGatewayProps,
    VPNGatewayRoutePropagationProps,
};
use ferrocdk_core::Construct;

use super::gateway_endpoint::route_tables;
use super::selection::SubnetSelection;
use super::vpc::Vpc;

impl Vpc {
    /// Makes a VPN gateway, and sends what is for the other side through it, from the subnets of a selection.
    ///
    /// The gateway costs nothing; each connection to it five cents an hour.
    ///
    /// ```
    /// use ferrocdk_aws::ec2::{SubnetSelection, Vpc, VpcProps};
    /// use ferrocdk_core::{App, Stack, StackProps};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let vpc = Vpc::new(&stack, "Vpc", VpcProps::new());
    /// let gateway = vpc.enable_vpn_gateway(&SubnetSelection::new());
    /// # assert!(app.synth().is_ok());
    /// ```
    #[track_caller]
    pub fn enable_vpn_gateway(&self, propagation: &SubnetSelection) -> CfnVPNGateway {
        let scope = self.scope().child("VpnGateway");
        let gateway = CfnVPNGateway::new(&scope, "Default", VPNGatewayProps::new().type_("ipsec.1"));
        let attachment = VPCGatewayAttachmentProps::new()
            .vpc_id(self.id())
            .vpn_gateway_id(gateway.reference());
        let attachment = CfnVPCGatewayAttachment::new(self, "VPCVPNGW", attachment);
        let tables = route_tables(&self.select_subnets(propagation).subnets);
        let routes = VPNGatewayRoutePropagationProps::new()
            .route_table_ids(tables)
            .vpn_gateway_id(gateway.reference());
        let routes = CfnVPNGatewayRoutePropagation::new(self, "RoutePropagation", routes);
        routes.scope().depends_on(&attachment);
        gateway
    }
}
