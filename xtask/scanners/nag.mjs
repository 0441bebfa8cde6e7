// Findings of cdk-nag's AwsSolutions in a template, one JSON document: [{ rule, resource, text }].
// Usage: node nag.mjs PACKAGES TEMPLATE
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const [packages, template] = process.argv.slice(2);
const require = createRequire(path.join(packages, 'index.js'));
const { App, Stack, Validations } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { AwsSolutionsChecks } = require('cdk-nag');

// What the bootstrap needs of a template is added by AWS CDK too, and would stand in it twice.
const { Rules: _, Parameters: { BootstrapVersion: __, ...parameters } = {}, ...rest } = JSON.parse(fs.readFileSync(template, 'utf8'));
const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'ferrocdk-nag-'));
const included = path.join(outdir, 'included.json');
fs.writeFileSync(included, JSON.stringify({ ...rest, Parameters: parameters }));

const app = new App({ outdir: path.join(outdir, 'out'), analyticsReporting: false });
const stack = new Stack(app, 'Stack');
new CfnInclude(stack, 'Included', { templateFile: included });
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
console.error = () => {};
console.log = () => {};
let failure;
try {
  app.synth();
} catch (error) {
  // Findings end the synthesis; the report is written before.
  failure = error;
}
const report = path.join(outdir, 'out', 'validation-report.json');
if (failure && !fs.existsSync(report)) throw failure;
const { pluginReports } = fs.existsSync(report) ? JSON.parse(fs.readFileSync(report, 'utf8')) : { pluginReports: [] };
const violations = pluginReports.filter(({ pluginName }) => pluginName === 'AwsSolutions').flatMap(({ violations }) => violations);
const findings = violations.flatMap(({ ruleName, description, violatingConstructs }) =>
  violatingConstructs.map(({ constructPath }) => ({ rule: ruleName, resource: path.basename(constructPath), text: description })));
fs.rmSync(outdir, { recursive: true });
process.stdout.write(JSON.stringify(findings));
