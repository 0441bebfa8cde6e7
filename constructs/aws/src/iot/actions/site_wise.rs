//! Assets of IoT SiteWise.

use ferrocdk_cfn::iot::topic_rule::{
    Action as CfnAction, AssetPropertyTimestamp, AssetPropertyValue, AssetPropertyVariant, IotSiteWiseAction,
    PutAssetPropertyValueEntry,
};
use ferrocdk_core::Value;

use super::{BY_TEMPLATE, arn, pattern};
use crate::iam::PolicyStatement;
use crate::iot::{RuleAction, TopicRule};

/// A value of a property, of one of the types that SiteWise has; mostly a substitution template.
#[derive(Clone, Debug, PartialEq)]
pub enum PropertyValue {
    /// A number with decimals.
    Double(Value<String>),
    /// A whole number.
    Integer(Value<String>),
    /// A text.
    String(Value<String>),
    /// `true` or `false`.
    Boolean(Value<String>),
}

/// A value for a property of an asset, with its time.
#[derive(Clone, Debug, PartialEq)]
#[must_use = "an entry takes effect in an action"]
pub struct PropertyEntry {
    property: Property,
    value: PropertyValue,
    time_in_seconds: Value<String>,
    offset_in_nanos: Option<Value<String>>,
    quality: Option<Value<String>>,
    entry_id: Option<Value<String>>,
}

#[derive(Clone, Debug, PartialEq)]
enum Property {
    Alias(Value<String>),
    Id {
        asset: Value<String>,
        property: Value<String>,
    },
}

impl PropertyEntry {
    fn of(property: Property, value: PropertyValue) -> Self {
        Self {
            property,
            value,
            // `timestamp()` has milliseconds.
            time_in_seconds: "${floor(timestamp() / 1E3)}".into(),
            offset_in_nanos: None,
            quality: None,
            entry_id: None,
        }
    }

    /// A property by its alias, such as `/plant/${topic(2)}/temperature`.
    pub fn by_alias(alias: impl Into<Value<String>>, value: PropertyValue) -> Self {
        Self::of(Property::Alias(alias.into()), value)
    }

    /// A property by the ids of its asset and of itself.
    pub fn by_id(
        asset_id: impl Into<Value<String>>,
        property_id: impl Into<Value<String>>,
        value: PropertyValue,
    ) -> Self {
        let property = Property::Id {
            asset: asset_id.into(),
            property: property_id.into(),
        };
        Self::of(property, value)
    }

    /// When it was, in seconds since 1970. Default: when the message came.
    pub fn time_in_seconds(mut self, time: impl Into<Value<String>>) -> Self {
        self.time_in_seconds = time.into();
        self
    }

    /// The nanoseconds of that second. Default: none.
    pub fn offset_in_nanos(mut self, offset: impl Into<Value<String>>) -> Self {
        self.offset_in_nanos = Some(offset.into());
        self
    }

    /// `GOOD`, `BAD` or `UNCERTAIN`. Default: `GOOD`, as SiteWise has it.
    pub fn quality(mut self, quality: impl Into<Value<String>>) -> Self {
        self.quality = Some(quality.into());
        self
    }

    /// An id by which failures tell the entry. Default: one for each.
    pub fn entry_id(mut self, id: impl Into<Value<String>>) -> Self {
        self.entry_id = Some(id.into());
        self
    }

    fn into_cfn(self) -> PutAssetPropertyValueEntry {
        let value = match self.value {
            PropertyValue::Double(value) => AssetPropertyVariant::new().double_value(value),
            PropertyValue::Integer(value) => AssetPropertyVariant::new().integer_value(value),
            PropertyValue::String(value) => AssetPropertyVariant::new().string_value(value),
            PropertyValue::Boolean(value) => AssetPropertyVariant::new().boolean_value(value),
        };
        let mut timestamp = AssetPropertyTimestamp::new().time_in_seconds(self.time_in_seconds);
        timestamp.offset_in_nanos = self.offset_in_nanos;
        let mut point = AssetPropertyValue::new().timestamp(timestamp).value(value);
        point.quality = self.quality;
        let entry = PutAssetPropertyValueEntry::new().property_values([point]);
        let mut entry = match self.property {
            Property::Alias(alias) => entry.property_alias(alias),
            Property::Id { asset, property } => entry.asset_id(asset).property_id(property),
        };
        entry.entry_id = self.entry_id;
        entry
    }
}

/// Writes values of each message to properties of SiteWise's assets.
///
/// ```
/// use ferrocdk_aws::iot::actions::{PropertyEntry, PropertyValue, SiteWiseAction};
///
/// let temperature = PropertyEntry::by_alias("/plant/${topic(2)}/temperature", PropertyValue::Double("${temperature}".into()));
/// let write = SiteWiseAction::new([temperature]);
/// ```
#[derive(Clone, Debug)]
#[must_use = "an action takes effect in a rule"]
pub struct SiteWiseAction {
    entries: Vec<PropertyEntry>,
}

impl SiteWiseAction {
    /// Writes entries, up to ten.
    pub fn new(entries: impl IntoIterator<Item = PropertyEntry>) -> Self {
        Self {
            entries: entries.into_iter().collect(),
        }
    }
}

impl RuleAction for SiteWiseAction {
    fn bind(&self, rule: &TopicRule) -> CfnAction {
        let role = rule.role();
        for entry in &self.entries {
            // Whichever asset or time series an alias leads to.
            let on = match &entry.property {
                Property::Id { asset, .. } => vec![arn("iotsitewise", "asset", pattern(asset))],
                Property::Alias(_) => vec![arn("iotsitewise", "asset", "*"), arn("iotsitewise", "time-series", "*")],
            };
            let write = PolicyStatement::allow(["iotsitewise:BatchPutAssetPropertyValue"]).on_each(on);
            role.add_to_policy(write.because(BY_TEMPLATE));
        }
        let entries: Vec<_> = self.entries.iter().cloned().map(PropertyEntry::into_cfn).collect();
        let action = IotSiteWiseAction::new()
            .put_asset_property_value_entries(entries)
            .role_arn(role.arn());
        CfnAction::new().iot_site_wise(action)
    }
}
