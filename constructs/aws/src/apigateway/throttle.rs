//! `ThrottleSettings`: how many requests are let through.

use ferrocdk_core::Number;

use crate::props::props;

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
