//! `ThrottleSettings`: how many requests are let through.

use ferrocdk_core::Number;

use crate::bounds::bounded;
use crate::props::props;

bounded! {
    /// Whole requests a second over time, 1 to 10,000: as many as an account has in a region before its quota is raised. Source: "Quotas for configuring and running a REST API in
    /// API Gateway".
    RequestRate(u32) in 1..=10_000, "requests a second";
    /// Requests at once, 1 to 5,000: as many as an account has in a region. Source: the same.
    RequestBurst(u32) in 1..=5_000, "requests";
}

props! {
    /// How many requests are let through; the others are answered with status 429. Without limits of its own, a stage has those of the account: 10,000 a second in a region.
    ///
    /// ```
    /// use ferrocdk_aws::apigateway::ThrottleSettings;
    /// let slow = ThrottleSettings::new().rate_limit(0.5).burst_limit(2_u32);
    /// assert_eq!(slow.burst_limit, Some(2));
    /// ```
    pub struct ThrottleSettings {
        /// Requests a second, over time.
        rate_limit: Option<Number>,
        /// Requests at once.
        burst_limit: Option<u32>,
    }
}
