//! `Crawler`: finds out which tables there are.

use ferrocdk_cfn::glue::crawler::{
    DeleteBehavior, RecrawlBehavior, RecrawlPolicy, S3Target, Schedule, SchemaChangePolicy, Targets, UpdateBehavior,
};
use ferrocdk_cfn::glue::{CfnCrawler, CrawlerProps as CfnCrawlerProps};
use ferrocdk_core::{Construct, Diagnostic, ScannerRule, Scope, Value, text};

use super::database::Database;
use super::grants::CrawlerGrants;
use super::job::{NO_KEY, acknowledge_policy_of_aws};
use crate::diagnostic_ids;
use crate::grants::Target;
use crate::iam::{ManagedPolicy, Principal, Role, RoleProps};
use crate::owned::{Owned, constructs};
use crate::props::props;
use crate::s3::Bucket;

/// Objects that a crawler looks at.
#[derive(Clone, Debug)]
#[must_use = "it takes effect in a crawler"]
pub struct CrawledObjects {
    bucket: Bucket,
    prefix: String,
    exclusions: Vec<String>,
}

impl CrawledObjects {
    /// Everything below a prefix of a bucket, such as `readings/`.
    pub fn new(bucket: &Bucket, prefix: &str) -> Self {
        Self {
            bucket: bucket.clone(),
            prefix: prefix.to_owned(),
            exclusions: Vec::new(),
        }
    }

    /// Leaves out what a pattern such as `**/_temporary/**` matches.
    pub fn exclude(mut self, pattern: &str) -> Self {
        self.exclusions.push(pattern.to_owned());
        self
    }
}

/// Answer of a crawler to tables that are not as it finds them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SchemaChanges {
    /// It changes tables, and marks those whose objects are gone.
    #[default]
    Update,
    /// It changes nothing, and writes into its log: for tables that a program declares.
    Log,
}

/// Which folders a crawler looks at again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recrawl {
    /// All.
    #[default]
    Everything,
    /// Those that are new since it last ran, which costs less. Tables must not change then: [`SchemaChanges::Log`].
    NewFolders,
}

props! {
    /// Settings of a [`Crawler`].
    pub struct CrawlerProps for CfnCrawlerProps {
        /// The database that gets the tables.
        database: Database,
        /// Places that it looks at.
        objects: Vec<CrawledObjects>,
        /// When it runs, such as `cron(15 3 * * ? *)`, in UTC. Default: when somebody starts it.
        schedule: Option<Value<String>>,
        /// The role that it runs with, which may read the objects. Default: one of its own, with AWS's policy for crawlers.
        role: Option<Role>,
        /// Its name. Default: CloudFormation generates one.
        crawler_name: Option<Value<String>>,
        /// For people. Default: none.
        description: Option<Value<String>>,
        /// With which text the names of tables begin. Default: none.
        table_prefix: Option<Value<String>>,
        /// Answer to tables that are not as it finds them. Default: it changes tables.
        schema_changes: SchemaChanges = SchemaChanges::Update,
        /// Which folders it looks at again. Default: all.
        recrawl: Recrawl = Recrawl::Everything,
        /// The name of a [`SecurityConfiguration`](super::SecurityConfiguration). Default: none.
        security_configuration: Option<Value<String>>,
    }
}

/// A crawler of Glue: looks at objects, finds out their format, and writes tables and partitions into the catalog.
///
/// Makes an `AWS::Glue::Crawler` and an `AWS::IAM::Role`. Costs 44 cents an hour and data processing unit, ten minutes at least: tables whose partitions are worked out
/// ([`Projection`](super::Projection)) need none.
///
/// ```
/// use ferrocdk_aws::glue::{CrawledObjects, Crawler, CrawlerProps, Database, DatabaseProps};
/// use ferrocdk_aws::s3::{Bucket, BucketProps};
/// use ferrocdk_core::{App, Stack, StackProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let lake = Bucket::new(&stack, "Lake", BucketProps::new());
/// let plant = Database::new(&stack, "Plant", DatabaseProps::new());
/// let nightly = CrawlerProps::new(&plant).objects([CrawledObjects::new(&lake, "readings/")]).schedule("cron(15 3 * * ? *)");
/// Crawler::new(&stack, "Crawler", nightly);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Crawler {
    scope: Scope,
    resource: Owned<CfnCrawler>,
    name: Value<String>,
}

constructs!(Crawler);
ferrocdk_cfn::refers!(Crawler: glue { CrawlerArn => arn, CrawlerName => name });

impl Crawler {
    /// Makes a crawler.
    #[track_caller]
    pub fn new(scope: &dyn Construct, id: &str, props: CrawlerProps) -> Self {
        let scope = scope.scope().child(id);
        if props.recrawl == Recrawl::NewFolders && props.schema_changes == SchemaChanges::Update {
            let diagnostic = Diagnostic::error(diagnostic_ids::GLUE_CRAWLER, "a crawler of new folders changes tables")
                .at("", Some("SchemaChangePolicy"))
                .found("new folders alone, and changes to tables")
                .allowed("new folders with changes in the log, or all folders")
                .help("say .schema_changes(SchemaChanges::Log)");
            scope.report(diagnostic);
        }
        let role = props.role.unwrap_or_else(|| {
            let glue = Principal::service("glue.amazonaws.com").from_own_account();
            let policy = ManagedPolicy::from_aws_managed_policy_name("service-role/AWSGlueServiceRole");
            let role = Role::new(&scope, "Role", RoleProps::new(glue).managed_policies([policy]));
            acknowledge_policy_of_aws(&role);
            for objects in &props.objects {
                objects
                    .bucket
                    .grants()
                    .objects(&format!("{}*", objects.prefix))
                    .read(&role);
            }
            role
        });
        let targets = props.objects.into_iter().map(|objects| {
            let target = S3Target::new().path(text!("s3://{}/{}", objects.bucket.name(), objects.prefix));
            if objects.exclusions.is_empty() {
                target
            } else {
                target.exclusions(objects.exclusions.into_iter().map(Value::from).collect::<Vec<_>>())
            }
        });
        let policy = match props.schema_changes {
            SchemaChanges::Update => SchemaChangePolicy::new()
                .update_behavior(UpdateBehavior::UpdateInDatabase)
                .delete_behavior(DeleteBehavior::DeprecateInDatabase),
            SchemaChanges::Log => SchemaChangePolicy::new()
                .update_behavior(UpdateBehavior::Log)
                .delete_behavior(DeleteBehavior::Log),
        };
        let mut crawler = CfnCrawlerProps::new()
            .role(role.arn())
            .database_name(props.database.name())
            .schema_change_policy(policy);
        let targets: Vec<S3Target> = targets.collect();
        if !targets.is_empty() {
            crawler = crawler.targets(Targets::new().s3_targets(targets));
        }
        if props.recrawl == Recrawl::NewFolders {
            let policy = RecrawlPolicy::new().recrawl_behavior(RecrawlBehavior::CrawlNewFoldersOnly);
            crawler = crawler.recrawl_policy(policy);
        }
        if let Some(schedule) = props.schedule {
            crawler = crawler.schedule(Schedule::new().schedule_expression(schedule));
        }
        crawler.name = props.crawler_name;
        crawler.description = props.description;
        crawler.table_prefix = props.table_prefix;
        let is_secured = props.security_configuration.is_some();
        crawler.crawler_security_configuration = props.security_configuration;
        let crawler = CfnCrawler::new(&scope, "Resource", props.customize.apply(crawler));
        if !is_secured {
            let rules = [
                ScannerRule::Checkov("CKV_AWS_195"),
                ScannerRule::CdkNag("AwsSolutions-GL1"),
            ];
            crawler.acknowledge(&rules, NO_KEY);
        }
        Self {
            scope,
            name: crawler.reference(),
            resource: Owned::made(crawler),
        }
    }

    /// A crawler of the stack's account and region that exists, by name.
    #[track_caller]
    pub fn from_crawler_name(scope: &dyn Construct, id: &str, name: impl Into<Value<String>>) -> Self {
        Self {
            scope: scope.scope().child(id),
            resource: Owned::imported(),
            name: name.into(),
        }
    }

    /// The resource.
    #[track_caller]
    pub fn cfn(&self) -> CfnCrawler {
        self.resource.resource(&self.scope, |scope| {
            CfnCrawler::new(
                scope,
                "Resource",
                CfnCrawlerProps::new().role("").targets(Targets::new()),
            )
        })
    }

    /// The crawler's name.
    pub fn name(&self) -> Value<String> {
        self.name.clone()
    }

    /// The crawler's ARN.
    pub fn arn(&self) -> Value<String> {
        CfnCrawler::arn_for(self.name())
    }

    /// Grants on this crawler.
    pub fn grants(&self) -> CrawlerGrants {
        CrawlerGrants::on(Target::new(self, self.arn()))
    }
}
