import { cdk, node, role } from '../../cdk/library.mjs';

const { aws_iam: iam, aws_lambda: lambda } = cdk;

export default (app) => {
  const stack = new cdk.Stack(app, 'Grants');
  const worker = new lambda.Function(stack, 'Function', node);
  worker.grantInvokeUrl(role(stack, 'Caller'));
  worker.grantInvokeCompositePrincipal(new iam.CompositePrincipal(new iam.ServicePrincipal('sns.amazonaws.com'), new iam.OrganizationPrincipal('o-a1b2c3d4e5')));
  const url = worker.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM });
  url.grantInvokeUrl(role(stack, 'UrlCaller'));
};
