import { cdk } from '../../cdk/library.mjs';

const { aws_events: events, aws_events_targets: targets, aws_stepfunctions: sfn } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Partner');
  const bus = new events.EventBus(stack, 'Bus', { eventBusName: 'partner', description: 'Events of the partner' });
  const orders = { source: ['plant.shop'] };
  new events.Archive(stack, 'Archive', { sourceEventBus: bus, eventPattern: orders, retention: cdk.Duration.days(90) });
  const connection = new events.Connection(stack, 'Connection', {
    authorization: events.Authorization.apiKey('x-api-key', cdk.SecretValue.secretsManager('partner', { jsonField: 'key' })),
    headerParameters: { 'x-plant': events.HttpParameter.fromString('sao-paulo') },
  });
  const destination = new events.ApiDestination(stack, 'Destination', {
    connection,
    endpoint: 'https://partner.example/orders/*',
    httpMethod: events.HttpMethod.PUT,
    rateLimitPerSecond: 10,
  });
  const center = events.EventBus.fromEventBusArn(stack, 'Center', 'arn:aws:events:sa-east-1:111122223333:event-bus/center');
  const machine = sfn.StateMachine.fromStateMachineArn(stack, 'Machine', 'arn:aws:states:sa-east-1:111122223333:stateMachine:orders');
  new events.Rule(stack, 'ToPartner', { eventBus: bus, eventPattern: orders })
    .addTarget(new targets.ApiDestination(destination, { pathParameterValues: ['$.detail.id'] }));
  new events.Rule(stack, 'ToCenter', { eventBus: bus, eventPattern: orders }).addTarget(new targets.EventBus(center));
  new events.Rule(stack, 'ToMachine', { eventBus: bus, eventPattern: orders })
    .addTarget(new targets.SfnStateMachine(machine, { input: events.RuleTargetInput.fromEventPath('$.detail') }));
};
