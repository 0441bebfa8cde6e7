// aws-cdk-lib, installed below .tools/parity so that no Node module stands in the project.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const tools = new URL('../../../.tools/parity/', import.meta.url);
const require = createRequire(tools);

export const cdk = require('aws-cdk-lib');
export const { Construct } = require('constructs');
export const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
export const { Asset } = require('aws-cdk-lib/aws-s3-assets');
export const { version } = require('aws-cdk-lib/package.json');
export const flags = require('aws-cdk-lib/recommended-feature-flags.json');

/** A resource without a typed class, its properties as they stand in the template. */
export const resource = (scope, id, type, properties) => new cdk.CfnResource(scope, id, { type, properties });

/** A file of tests/parity/assets. */
export const file = (name) => new URL(`../assets/${name}`, import.meta.url).pathname;

/** A role without permissions, that a grant fills. */
export const role = (scope, id) => new cdk.aws_iam.Role(scope, id, { assumedBy: new cdk.aws_iam.ServicePrincipal('lambda.amazonaws.com') });

/** What a function needs whose code does not matter. */
export const node = {
  runtime: cdk.aws_lambda.Runtime.NODEJS_22_X,
  handler: 'index.handler',
  code: cdk.aws_lambda.Code.fromInline('exports.handler = async () => {};'),
};

/** The text of a file that an example of the library has, such as a function's. */
export const example = (name) => readFileSync(new URL(`../../../constructs/examples/${name}`, import.meta.url), 'utf8');
