//! `AssetAccess`: who may read an asset.

use ferrocdk_core::{Asset, pseudo, text};

use crate::grants::{Grant, Target};
use crate::iam::{Grantee, PolicyStatement};

/// Grants on assets: files and folders that stand in the assets bucket before a stack is deployed.
///
/// ```
/// use ferrocdk_aws::iam::{Principal, Role, RoleProps};
/// use ferrocdk_aws::s3::AssetAccess;
/// use ferrocdk_core::{App, Asset, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let layout = Asset::new(&stack, "Layout", "Cargo.toml");
/// let press = Role::new(&stack, "Press", RoleProps::new(Principal::service("ec2.amazonaws.com")));
/// layout.grant_read(&press);
/// # assert!(app.synth().unwrap().template("plant").unwrap().to_string().contains("s3:GetObject"));
/// ```
pub trait AssetAccess {
    /// Lets somebody read the asset, and no other one; AWS CDK's grant is on the whole assets bucket.
    fn grant_read(&self, grantee: &dyn Grantee) -> Grant;
}

impl AssetAccess for Asset {
    #[track_caller]
    fn grant_read(&self, grantee: &dyn Grantee) -> Grant {
        let bucket = text!("arn:{}:s3:::{}", pseudo::partition(), self.bucket_name());
        let arn = text!("{}/{}", bucket, self.object_key());
        let statement = PolicyStatement::allow(["s3:GetObject"]).on(arn.clone());
        Grant::statement(statement, grantee, &Target::new(self, arn))
    }
}
