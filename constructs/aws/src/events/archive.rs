//! `Archive`: events of a bus that are kept, to be sent again.

use ferrocdk_cfn::events::{ArchiveProps as CfnArchiveProps, CfnArchive};
use ferrocdk_cfn::refs;
use ferrocdk_core::{Construct, Scope, Value, doc};

use super::event_pattern::{EventPattern, too_long};
use super::rule::SERVICE;
use crate::defaults;
use crate::grants::ResourcePolicy;
use crate::iam::{PolicyStatement, Principal};
use crate::kms::Key;
use crate::owned::constructs;
use crate::props::props;
use crate::units::Days;

props! {
    /// Settings of an [`Archive`].
    pub struct ArchiveProps for CfnArchiveProps {
        /// The bus whose events are kept.
        refers event_bus: refs::events::EventBusArn,
        /// Which events are kept. Default: all of them.
        event_pattern: Option<EventPattern>,
        /// How long they are kept. Default: for ever, as EventBridge has it.
        retention: Option<Days>,
        /// The key of the account that encrypts them. Default: that of the scope ([`Defaults`](crate::Defaults)), else EventBridge's own.
        encryption_key: Option<Key>,
        /// For people, up to 512 characters. Default: none.
        description: Option<Value<String>>,
        /// A name that does not change, 1 to 48 characters. Default: CloudFormation generates one.
        archive_name: Option<Value<String>>,
    }
}

/// An archive of EventBridge: events of a bus that are kept, and can be sent again by a replay.
///
/// Makes an `AWS::Events::Archive`. Costs 10 cents a gigabyte that comes in, and two cents a month and gigabyte that is kept; a replay costs as new events do.
///
/// ```
/// use ferrocdk_aws::events::{Archive, ArchiveProps, EventBus, EventBusProps, EventPattern};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let bus = EventBus::new(&stack, "Bus", EventBusProps::new());
/// let orders = EventPattern::new().source("plant.shop");
/// Archive::new(&stack, "Orders", ArchiveProps::new(&bus).event_pattern(orders).retention(Days(90)));
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Archive {
    scope: Scope,
    archive: CfnArchive,
}

constructs!(Archive);
ferrocdk_cfn::refers!(Archive: events { ArchiveArn => arn, ArchiveName => name });

impl Archive {
    /// Makes an archive.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: ArchiveProps) -> Self {
        let scope = scope.scope().child(id);
        let bus_arn = props.event_bus;
        let mut archive = CfnArchiveProps::new().source_arn(bus_arn.clone());
        archive.archive_name = props.archive_name;
        archive.description = props.description;
        archive.retention_days = props.retention.map(|days| days.get().into());
        if let Some(pattern) = props.event_pattern {
            let pattern = pattern.checked(&scope);
            if let Some(diagnostic) = too_long(&pattern.clone().into_expr()) {
                scope.report(diagnostic);
            }
            archive = archive.event_pattern(pattern);
        }
        if let Some(key) = props.encryption_key.or_else(|| defaults::encryption_key(&scope)) {
            archive = archive.kms_key_identifier(key.arn());
            allow_archive(&key, bus_arn);
        }
        let archive = CfnArchive::new(&scope, "Archive", props.customize.apply(archive));
        Self { scope, archive }
    }

    /// The resource.
    pub fn cfn(&self) -> CfnArchive {
        self.archive.clone()
    }

    /// The archive's ARN, which a replay asks for.
    pub fn arn(&self) -> Value<String> {
        self.archive.attr_arn()
    }

    /// The archive's name.
    pub fn name(&self) -> Value<String> {
        self.archive.reference()
    }
}

/// Lets EventBridge use a key for the events of a bus in archives. Source: "Encrypting EventBridge archives with AWS KMS keys".
fn allow_archive(key: &Key, bus_arn: Value<String>) {
    let service = || Principal::service(SERVICE).from_own_account();
    let use_it = PolicyStatement::allow(["kms:Decrypt", "kms:GenerateDataKey", "kms:ReEncrypt*"])
        .by(service())
        .on_everything()
        .when(
            "StringEquals",
            doc!({ "kms:EncryptionContext:aws:events:event-bus:arn": bus_arn }),
        );
    let describe = PolicyStatement::allow(["kms:DescribeKey"])
        .by(service())
        .on_everything();
    // The policy of an imported key is its owner's.
    for statement in [use_it, describe] {
        key.add_to_resource_policy(statement);
    }
}
