import { cdk, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const worker = new lambda.Function(stack, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
  });
  worker.grantInvoke(role(stack, 'Caller'));
  worker.grantInvokeLatestVersion(role(stack, 'LatestCaller'));
  worker.grantInvoke(new iam.ServicePrincipal('sns.amazonaws.com'));
  worker.grantInvoke(new iam.AccountPrincipal('444455556666'));
};
