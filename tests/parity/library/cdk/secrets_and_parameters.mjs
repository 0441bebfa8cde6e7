import { cdk, role } from '../../cdk/library.mjs';

const { aws_kms: kms, aws_secretsmanager: secrets, aws_ssm: ssm } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Settings');
  const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
  const database = new secrets.Secret(stack, 'Database', {
    description: 'Login of the database',
    encryptionKey: key,
    generateSecretString: { secretStringTemplate: '{"username":"readings"}', generateStringKey: 'password', excludeCharacters: '"@/\\', passwordLength: 24 },
  });
  new secrets.Secret(stack, 'Token');
  const endpoint = new ssm.StringParameter(stack, 'Endpoint', { parameterName: '/plant/endpoint', stringValue: 'https://plant.example', description: 'Where readings go' });
  const lines = new ssm.StringListParameter(stack, 'Lines', { stringListValue: ['press', 'paint'] });
  const worker = role(stack, 'Worker');
  database.grantRead(worker);
  endpoint.grantRead(worker);
  lines.grantRead(worker);
  new cdk.CfnOutput(stack, 'EndpointName', { value: endpoint.parameterName });
};
