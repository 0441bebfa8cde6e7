import { cdk, node } from '../../cdk/library.mjs';

const { aws_cloudwatch: cloudwatch, aws_events: events, aws_lambda: lambda, aws_lambda_destinations: destinations, aws_s3: s3, aws_sns: sns, aws_sqs: sqs } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Releases');
  const lost = new sqs.Queue(stack, 'Lost');
  const told = new sns.Topic(stack, 'Told', { enforceSSL: true });
  const code = s3.Bucket.fromBucketName(stack, 'Code', 'plant-code');
  const tools = new lambda.LayerVersion(stack, 'Tools', {
    code: lambda.Code.fromBucket(code, 'tools-7.zip'),
    compatibleRuntimes: [lambda.Runtime.NODEJS_22_X],
    compatibleArchitectures: [lambda.Architecture.ARM_64],
    license: 'MIT',
    layerVersionName: 'tools',
  });
  tools.addPermission('Office', { accountId: '444455556666' });
  const service = new lambda.Function(stack, 'Service', {
    ...node,
    architecture: lambda.Architecture.ARM_64,
    layers: [tools],
    memorySize: 1024,
    ephemeralStorageSize: cdk.Size.gibibytes(2),
    description: 'answers orders',
    deadLetterQueue: lost,
    environment: { STAGE: 'prod' },
  });
  service.configureAsyncInvoke({ maxEventAge: cdk.Duration.hours(1), retryAttempts: 1, onFailure: new destinations.SqsDestination(lost), onSuccess: new destinations.SnsDestination(told) });
  const live = new lambda.Alias(stack, 'Live', { aliasName: 'live', version: service.currentVersion, provisionedConcurrentExecutions: 5, description: 'what customers reach' });
  const url = live.addFunctionUrl({
    authType: lambda.FunctionUrlAuthType.NONE,
    cors: { allowedOrigins: ['https://shop.example'], allowedMethods: [lambda.HttpMethod.GET, lambda.HttpMethod.POST], maxAge: cdk.Duration.hours(1) },
    invokeMode: lambda.InvokeMode.RESPONSE_STREAM,
  });
  new events.Rule(stack, 'Warm', { schedule: events.Schedule.rate(cdk.Duration.minutes(10)), targets: [new cdk.aws_events_targets.LambdaFunction(live)] });
  new cloudwatch.Alarm(stack, 'Failing', {
    metric: new cloudwatch.MathExpression({ expression: 'errors / calls', usingMetrics: { errors: live.metricErrors({ period: cdk.Duration.minutes(1) }), calls: live.metricInvocations({ period: cdk.Duration.minutes(1) }) }, period: cdk.Duration.minutes(1) }),
    threshold: 0.05,
    evaluationPeriods: 3,
    datapointsToAlarm: 2,
  });
  new cdk.CfnOutput(stack, 'Url', { value: url.url });
};
