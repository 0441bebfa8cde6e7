//! Where a bucket and its objects are found: ARNs, names of hosts, URLs.

use ferrocdk_core::{Value, pseudo, text};

use super::bucket::Bucket;

/// How a URL names the bucket's host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HostStyle {
    /// With the region, as S3 asks for everywhere but in the first one.
    #[default]
    Regional,
    /// Without it: S3 redirects to the region.
    Global,
}

/// Whether a URL works over IPv6 too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IpVersions {
    /// IPv4.
    #[default]
    Four,
    /// IPv4 and IPv6.
    FourAndSix,
}

impl Bucket {
    /// The ARN of the objects whose keys match a pattern, such as `raw/*`.
    pub fn arn_for_objects(&self, pattern: impl Into<Value<String>>) -> Value<String> {
        text!("{}/{}", self.arn(), pattern.into())
    }

    /// `bucket.s3.amazonaws.com`.
    pub fn domain_name(&self) -> Value<String> {
        match self.made() {
            Some(bucket) => bucket.attr_domain_name(),
            None => text!("{}.s3.{}", self.name(), pseudo::url_suffix()),
        }
    }

    /// `bucket.s3.region.amazonaws.com`.
    pub fn regional_domain_name(&self) -> Value<String> {
        match self.made() {
            Some(bucket) => bucket.attr_regional_domain_name(),
            None => text!("{}.s3.{}.{}", self.name(), self.region(), pseudo::url_suffix()),
        }
    }

    /// `bucket.s3.dualstack.region.amazonaws.com`, which has IPv6 too.
    pub fn dual_stack_domain_name(&self) -> Value<String> {
        match self.made() {
            Some(bucket) => bucket.attr_dual_stack_domain_name(),
            None => text!(
                "{}.s3.dualstack.{}.{}",
                self.name(),
                self.region(),
                pseudo::url_suffix()
            ),
        }
    }

    /// The address of the bucket as a website ([`Website`](super::Website)): `http://bucket.s3-website-region.amazonaws.com`, with a dot before the region in newer ones.
    pub fn website_url(&self) -> Value<String> {
        match self.made() {
            Some(bucket) => bucket.attr_website_url(),
            None => text!(
                "http://{}.s3-website.{}.{}",
                self.name(),
                self.region(),
                pseudo::url_suffix()
            ),
        }
    }

    /// The host of [`website_url`](Self::website_url).
    pub fn website_domain_name(&self) -> Value<String> {
        Value::select(2, self.website_url().split("/"))
    }

    /// `https://s3.region.amazonaws.com/bucket/key`. The path style works with every name; S3 prefers [`virtual_hosted_url_for_object`](Self::virtual_hosted_url_for_object).
    pub fn url_for_object(&self, key: impl Into<Value<String>>) -> Value<String> {
        text!(
            "https://s3.{}.{}/{}/{}",
            self.region(),
            pseudo::url_suffix(),
            self.name(),
            key.into()
        )
    }

    /// `https://bucket.s3.region.amazonaws.com/key`.
    ///
    /// ```
    /// use ferrocdk_aws::s3::{Bucket, HostStyle};
    /// use ferrocdk_core::{App, Stack, StackProps, pseudo, text};
    ///
    /// let app = App::new();
    /// let stack = Stack::new(&app, "plant", StackProps::default());
    /// let firmware = Bucket::from_bucket_name(&stack, "Firmware", "firmware");
    /// let url = firmware.virtual_hosted_url_for_object("press/7.bin", HostStyle::Global);
    /// assert_eq!(url, text!("https://firmware.s3.{}/press/7.bin", pseudo::url_suffix()));
    /// ```
    pub fn virtual_hosted_url_for_object(&self, key: impl Into<Value<String>>, style: HostStyle) -> Value<String> {
        let domain = match style {
            HostStyle::Regional => self.regional_domain_name(),
            HostStyle::Global => self.domain_name(),
        };
        text!("https://{}/{}", domain, key.into())
    }

    /// `https://bucket.s3-accelerate.amazonaws.com/key`, for a bucket with [`transfer_acceleration`](super::BucketProps::transfer_acceleration).
    pub fn transfer_acceleration_url_for_object(&self, key: impl Into<Value<String>>, ip: IpVersions) -> Value<String> {
        let host = match ip {
            IpVersions::Four => "s3-accelerate",
            IpVersions::FourAndSix => "s3-accelerate.dualstack",
        };
        text!("https://{}.{}.amazonaws.com/{}", self.name(), host, key.into())
    }

    /// `s3://bucket/key`, as the AWS CLI and many services take it.
    pub fn s3_url_for_object(&self, key: impl Into<Value<String>>) -> Value<String> {
        text!("s3://{}/{}", self.name(), key.into())
    }
}
