//! A topic rule that does not say what happens with what fails.

use ferrocdk::aws::iot::TopicRuleProps;

fn rule() -> TopicRuleProps {
    TopicRuleProps::new("SELECT * FROM 'sensor/data/+'")
}

fn main() {}
