// Synthesizes every app of apps/ with AWS CDK and writes what the suite compares into ../expected; the same for ../library/cdk, of whose apps the
// templates alone are compared, in one file per app, and which grants of AWS CDK they call.
// Usage: node tests/parity/cdk/generate.mjs [--check]
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const here = path.dirname(new URL(import.meta.url).pathname);
const wanted = JSON.parse(fs.readFileSync(path.join(here, 'package.json'))).dependencies['aws-cdk-lib'];

function fail(message, hint) {
  console.error(`error: ${message}\nhint: ${hint}`);
  process.exit(1);
}

const install = 'cp tests/parity/cdk/package*.json .tools/parity/ && (cd .tools/parity && npm ci)';
const library = await import('./library.mjs').catch((error) => {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  fail('aws-cdk-lib is not installed below .tools/parity', install);
});
if (library.version !== wanted) fail(`aws-cdk-lib ${library.version} is installed, ${wanted} is pinned`, install);

// The validator finds the invented types of the apps; what it says is no part of an assembly.
process.env.CDK_VALIDATION = 'false';

const context = {
  // What a project made by `cdk init` has.
  ...library.flags,
  // What the CDK CLI passes.
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  // Stack traces hold paths of this machine.
  'aws:cdk:disable-creation-stack-traces': true,
  'aws:cdk:disable-stack-trace': true,
  // What the apps warn of belongs into their metadata, not on the screen.
  '@aws-cdk/core:annotationsInValidationReport': false,
};

/** The feature flag report says nothing about the app and is 60 kB long. */
function withoutFlagReport(text) {
  const manifest = JSON.parse(text);
  for (const [id, artifact] of Object.entries(manifest.artifacts)) {
    if (artifact.type === 'cdk:feature-flag-report') delete manifest.artifacts[id];
  }
  return JSON.stringify(manifest, undefined, 1);
}

const compared = (name) => /^manifest\.json$|\.(template|assets|metadata)\.json$/.test(path.basename(name));

/** File names below the assembly and the text that is checked in; staged assets are left out, their hashes stand in the manifests. */
function collect(folder) {
  const files = new Map();
  for (const name of fs.readdirSync(folder, { recursive: true }).sort()) {
    if (!compared(name) || name.split(path.sep).some((part) => part.startsWith('asset.'))) continue;
    const text = fs.readFileSync(path.join(folder, name), 'utf8');
    const isTemplate = name.endsWith('.template.json');
    // Templates are kept byte for byte: their hashes are asset names.
    files.set(name, isTemplate ? text : name.endsWith('manifest.json') ? withoutFlagReport(text) : JSON.stringify(JSON.parse(text), undefined, 1));
  }
  return files;
}

function synthesize(name, define) {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'ferrocdk-parity-'));
  const app = new library.cdk.App({ outdir, analyticsReporting: false, context });
  try {
    define(app);
    app.synth();
  } catch (error) {
    fs.rmSync(outdir, { recursive: true });
    fail(`AWS CDK refuses the app ${name}: ${error.message}`, 'change the app in tests/parity/cdk/apps');
  }
  const files = collect(outdir);
  fs.rmSync(outdir, { recursive: true });
  return files;
}

function readAll(folder) {
  if (!fs.existsSync(folder)) return new Map();
  const names = fs.readdirSync(folder, { recursive: true }).filter((name) => fs.statSync(path.join(folder, name)).isFile());
  return new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]));
}

/** Modules of AWS CDK whose grants the library has. */
const granting = 'apigateway athena cloudwatch dynamodb ec2 elasticache events glue iam iot kinesis kinesisfirehose kms lambda logs s3 scheduler secretsmanager sns sqs ssm stepfunctions rds';

/** Apps by each grant of AWS CDK's classes, by the class that declares it; they fill up as apps call them. */
function watchGrants() {
  const calls = new Map();
  let app;
  for (const module of granting.split(' ')) {
    const exports = Object.entries(library.cdk[`aws_${module}`]);
    for (const [name, exported] of exports) {
      for (let type = exported?.prototype; type && type !== Object.prototype; type = Object.getPrototypeOf(type)) {
        for (const [method, { value }] of Object.entries(Object.getOwnPropertyDescriptors(type))) {
          if (!/^grant([A-Z]|$)/.test(method) || typeof value !== 'function' || value.watched) continue;
          // A class that is not exported counts as the first one that inherits from it.
          const declaring = exports.find(([, exported]) => exported === type.constructor)?.[0] ?? name;
          const grant = `aws-${module}.${declaring.replace('Base', '')}.${method}`;
          if (!calls.has(grant)) calls.set(grant, new Set());
          type[method] = function (...given) {
            calls.get(grant).add(app);
            return value.apply(this, given);
          };
          type[method].watched = true;
        }
      }
    }
  }
  return { calls, begin: (name) => (app = name) };
}

const expected = new Map();
const below = async (folder, take) => {
  for (const file of fs.readdirSync(path.join(here, folder)).sort()) take(file, await import(`./${folder}/${file}`));
};
await below('apps', (_, topic) => {
  for (const [name, define] of Object.entries(topic)) {
    for (const [file, text] of synthesize(name, define)) expected.set(path.join('expected', name, file), text);
  }
});
const grants = watchGrants();
await below('../library/cdk', (file, app) => {
  const name = path.basename(file, '.mjs');
  grants.begin(name);
  const files = [...synthesize(name, app.default)].filter(([file]) => file.endsWith('.template.json'));
  const templates = Object.fromEntries(files.map(([file, text]) => [file, JSON.parse(text)]));
  expected.set(`library/expected/${name}.json`, `${JSON.stringify(templates, undefined, 1)}\n`);
});
const called = [...grants.calls].map(([grant, apps]) => `${grant}\t${[...apps].sort().join(' ') || '-'}`).sort();
expected.set('library/grants.tsv', `${['grant\tapps', ...called].join('\n')}\n`);

const target = path.join(here, '..');
const written = ['expected', 'library/expected'];
const readWritten = () => {
  const files = written.flatMap((folder) => [...readAll(path.join(target, folder))].map(([name, text]) => [path.join(folder, name), text]));
  const list = path.join(target, 'library/grants.tsv');
  return new Map(fs.existsSync(list) ? [...files, ['library/grants.tsv', fs.readFileSync(list, 'utf8')]] : files);
};
if (process.argv.includes('--check')) {
  const present = readWritten();
  const differ = [...new Set([...expected.keys(), ...present.keys()])].filter((name) => expected.get(name) !== present.get(name)).sort();
  if (differ.length > 0) fail(`${differ.length} files of tests/parity are not current: ${differ.join(', ')}`, 'node tests/parity/cdk/generate.mjs');
  console.log(`${expected.size} files are current`);
} else {
  for (const folder of written) fs.rmSync(path.join(target, folder), { recursive: true, force: true });
  for (const [name, text] of expected) {
    const file = path.join(target, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  console.log(`${expected.size} files written below tests/parity`);
}
