// Reads an assembly, and the assemblies nested in it, with the loaders of @aws-cdk/cloud-assembly-schema, which check files against the schemas.
//
// `node validate.mjs PACKAGES ASSEMBLY` prints, as JSON, what each package says of each file: the problem, or null. The schemas themselves allow
// properties they do not know; the loaders do not.
import { createRequire } from 'node:module';
import path from 'node:path';

const [packages, assembly] = process.argv.slice(2);
const require = createRequire(path.resolve(packages, 'package.json'));
const findings = {};

for (const name of ['written', 'newest']) {
  const { Manifest } = require(name);
  findings[name] = {};
  const load = (file, read) => {
    findings[name][file] = null;
    try {
      return read(path.join(assembly, file));
    } catch (error) {
      findings[name][file] = error.message;
      return undefined;
    }
  };
  const walk = (folder) => {
    const manifest = load(path.join(folder, 'manifest.json'), (file) => Manifest.loadAssemblyManifest(file));
    for (const { type, properties } of Object.values(manifest?.artifacts ?? {})) {
      if (type === 'cdk:asset-manifest') {
        load(path.join(folder, properties.file), (file) => Manifest.loadAssetManifest(file));
      } else if (type === 'cdk:cloud-assembly') {
        walk(path.join(folder, properties.directoryName));
      }
    }
  };
  walk('');
}
console.log(JSON.stringify(findings));
