//! A rule of the team's own: what holds data says whose it is.

use ferrocdk::{Finding, RenderedTemplate, RuleSet};

/// Tables and buckets have the tag `Owner`.
pub struct Owner;

impl RuleSet for Owner {
    fn rules(&self) -> Vec<&'static str> {
        vec!["HEAT0001"]
    }

    fn check(&self, template: &RenderedTemplate<'_>) -> Vec<Finding> {
        let holds_data = ["AWS::DynamoDB::Table", "AWS::S3::Bucket"];
        let resources = template
            .resources()
            .filter(|resource| holds_data.iter().any(|kind| resource.is(kind)));
        let ownerless = resources.filter(|resource| {
            let tags = resource.property("Tags").as_array().into_iter().flatten();
            !tags.into_iter().any(|tag| tag["Key"] == "Owner")
        });
        ownerless
            .map(|resource| {
                let place = ["Resources", resource.logical_id(), "Properties", "Tags"];
                Finding::new(
                    "HEAT0001",
                    "a resource that holds data does not say whose it is",
                    &place,
                )
            })
            .collect()
    }
}
