//! Certificates that are renewed before they are old: a job for devices, and what they may do for it.

use ferrocdk_aws::iam::PolicyStatement;
use ferrocdk_aws::iot::{
    AbortRule, JobTemplate, JobTemplateProps, JobTimeout, Policy, PolicyProps, ProvisioningTemplate, RolloutRate,
    ThingGroup, device,
};
use ferrocdk_aws::props;
use ferrocdk_aws::scheduler::{ContextAttribute, Schedule, ScheduleExpression, ScheduleProps, ScheduleTarget};
use ferrocdk_aws::units::{Days, Minutes};
use ferrocdk_contracts::fleet::SERIAL_NUMBER;
use ferrocdk_core::{Construct, Scope, Value, doc, pseudo, text};

use crate::naming::{NameOf, Naming};

props! {
    /// Settings of a [`CertificateRotation`].
    pub struct CertificateRotationProps {
        /// How often every device of the group is told to renew its certificate. Default: never by itself; somebody starts the job when devices know what to do with it.
        every: Option<Days>,
        /// How long a device may take. Default: two days: one that is switched off over a weekend is told when it is back, and the two days begin then.
        timeout: JobTimeout = JobTimeout::from(Minutes(2_880)),
        /// How many devices are told in a minute at most. Default: 50, so that a mistake is noticed while most have their old certificates.
        max_per_minute: RolloutRate = RolloutRate::from(50),
    }
}

/// A job that tells devices to renew their certificates, and the policy that lets them.
///
/// A device that gets the job, on `$aws/things/THING/jobs/notify-next`, does this with the certificate that it has:
///
/// 1. It makes a new key and publishes a request to sign it to `$aws/certificates/create-from-csr/json`; the answer has the certificate and a token.
/// 2. It publishes the token and its serial number to `$aws/provisioning-templates/TEMPLATE/provision/json`. The hook lets it, since it asks with the certificate that it
///    registered last; the new one is then attached to its thing.
/// 3. It connects with the new certificate, and reports the job as `SUCCEEDED` over that.
///
/// The old certificate still works then. `aws iot list-thing-principals` has both of a device whose job succeeded; the table of devices says which is which (`CertificateId` and
/// `PreviousCertificateId`): set the previous one `INACTIVE` (`aws iot update-certificate`), and delete it when the device has been seen since. The job is called off when a
/// tenth of at least ten devices fail, so that a mistake does not lock out a plant.
///
/// Device Defender tells which certificates expire, where the region has it: `AWS::IoT::ScheduledAudit` is missing in sa-east-1 among others, and its settings are one for the
/// whole account, so that they belong into a stack of the account's own. This job needs neither.
///
/// # Resources
///
/// `AWS::IoT::JobTemplate`, an `AWS::IoT::Policy` for the group of devices; with [`every`](CertificateRotationProps::every) an `AWS::Scheduler::Schedule` with its role.
///
/// # Cost drivers
///
/// A third of a cent for each device that is told.
///
/// ```
/// use ferrocdk_aws::iot::{ProvisioningTemplate, ThingGroup, ThingGroupProps};
/// use ferrocdk_aws::units::Days;
/// use ferrocdk_core::{App, Stack, StackProps};
/// use ferrocdk_plant::{CertificateRotation, CertificateRotationProps};
///
/// let app = App::new();
/// let stack = Stack::new(&app, "plant", StackProps::default());
/// let presses = ThingGroup::new(&stack, "Presses", ThingGroupProps::new());
/// let template = ProvisioningTemplate::from_template_name(&stack, "Template", "press");
/// CertificateRotation::of(&stack, "Rotation", CertificateRotationProps::new().every(Days(180)), &presses, &template);
/// # assert!(app.synth().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct CertificateRotation {
    scope: Scope,
    job: JobTemplate,
    policy: Policy,
    schedule: Option<Schedule>,
}

impl Construct for CertificateRotation {
    fn scope(&self) -> &Scope {
        &self.scope
    }
}

impl CertificateRotation {
    /// Makes it for a group of devices that have registered by a template.
    #[track_caller]
    pub fn of(
        scope: &dyn Construct,
        id: &str,
        props: CertificateRotationProps,
        group: &ThingGroup,
        template: &ProvisioningTemplate,
    ) -> Self {
        let scope = scope.scope().child(id);
        let document = doc!({
            "operation": "renewCertificate",
            "sign": "$aws/certificates/create-from-csr/json",
            "register": text!("$aws/provisioning-templates/{}/provision/json", template.name()),
            "parameter": SERIAL_NUMBER,
        });
        let careful = AbortRule {
            failed: 10.into(),
            of_at_least: 10,
        };
        let job = JobTemplateProps::new("Renewal of the certificates of devices", document)
            .timeout(props.timeout)
            .max_per_minute(props.max_per_minute)
            .abort(careful);
        let job = JobTemplate::new(&scope, "Job", job);
        let mut policy = PolicyProps::new().statements(statements(template));
        policy.policy_name = Naming::of(&scope).name(NameOf::DevicePolicy, "renewal");
        let policy = Policy::new(&scope, "Policy", policy);
        group.attach_policy(&policy);
        let schedule = props.every.map(|every| schedule(&scope, every, &job, group));
        Self {
            scope,
            job,
            policy,
            schedule,
        }
    }

    /// The template of the job, for `aws iot create-job --job-template-arn`.
    pub fn job(&self) -> &JobTemplate {
        &self.job
    }

    /// The policy that lets devices of the group renew their certificates.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The schedule that starts the job, if there is one.
    pub fn schedule(&self) -> Option<&Schedule> {
        self.schedule.as_ref()
    }
}

/// A device takes its own jobs, has a key signed, and registers again.
fn statements(template: &ProvisioningTemplate) -> Vec<PolicyStatement> {
    let topics = [
        Value::from("$aws/certificates/create-from-csr/*"),
        text!("$aws/provisioning-templates/{}/provision/*", template.name()),
    ];
    let [jobs, job_filters] = device::own_jobs();
    vec![
        jobs,
        job_filters,
        device::publish(topics.clone()),
        device::receive(topics.clone()),
        device::subscribe(topics),
    ]
}

fn schedule(scope: &Scope, every: Days, job: &JobTemplate, group: &ThingGroup) -> Schedule {
    let jobs = text!(
        "arn:{}:iot:{}:{}:job/*",
        pseudo::partition(),
        pseudo::region(),
        pseudo::account_id()
    );
    let create = PolicyStatement::allow(["iot:CreateJob"])
        .on_each([job.arn(), group.arn(), jobs])
        .because("each run has a job of its own, which Scheduler names");
    let target = ScheduleTarget::universal("iot", "createJob", [create]).input(doc!({
        "JobId": text!("renewal-{}", ContextAttribute::EXECUTION_ID),
        "JobTemplateArn": job.arn(),
        "Targets": [group.arn()],
    }));
    let mut props = ScheduleProps::new(ScheduleExpression::rate(every), target)
        .description("Tells every device of the plant to renew its certificate");
    props.schedule_name = Naming::of(scope).name(NameOf::Schedule, "renewal");
    Schedule::new(scope, "Schedule", props)
}
