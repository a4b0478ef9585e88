/**
 * Measures synthesis of incident response roles against the same roles written by hand, and what importing the package
 * costs. `npm run bench` prints the results; `npm run bench -- --write` also writes their section of docs/benchmarks.md.
 *
 * A goal that is missed is printed as missed and is no error. An error is templates that don't say the same.
 */
import { deepStrictEqual } from 'assert';
import { execFileSync } from 'child_process';
import { rmSync } from 'fs';
import { createRequire } from 'module';
import { loadavg } from 'os';
import { join } from 'path';
import { isDeepStrictEqual } from 'util';
import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { compile } from './compile';
import { load, machine, milliseconds, quantile, Spread, spread, table, writeSection } from './page';
import type * as variants from './variants';

const VARIANTS: variants.Variant[] = ['construct', 'l1', 'l2'];
const ROLES_PER_STACK = 75;
/** Small runs are short and noisy: they get more rounds. Multiples of three, so that every variant leads equally often. */
const SIZES = [{ count: 10, rounds: 99 }, { count: 100, rounds: 24 }, { count: 1000, rounds: 6 }];
const WARM_UP_ROLES = 600;
const IMPORT_ROUNDS = 15;
const GOALS = { l1: 1.15, l2: 1, importMs: 100 };

interface SynthResult {
  readonly count: number;
  readonly rounds: number;
  readonly ms: { readonly [variant in variants.Variant]: number };
  readonly overL1: Spread;
  readonly overL2: Spread;
  readonly largestTemplate: number;
}

interface ImportResult { readonly iamMs: number; readonly packageMs: number }

function main(): void {
  const loadBefore = loadavg()[0];
  const compiled = compile(join('benchmarks', 'variants.ts'));
  try {
    const library: typeof variants = createRequire(join(compiled, 'index.js'))('./benchmarks/variants');
    const imports = measureImport(compiled);
    warmUp(library);
    const synths = SIZES.map(({ count, rounds }) => measureSynth(library, count, rounds));
    const tables = `${report(synths, imports)}\n\n${load(loadBefore, loadavg()[0])}`;
    console.log(tables);
    if (process.argv.includes('--write')) {
      writeSection('Synthesis', document(tables, synths));
      console.log('\nWritten to docs/benchmarks.md.');
    }
  } finally {
    rmSync(compiled, { recursive: true, force: true });
  }
}

/** Time of one `require` in a process of its own, both kinds in turn. */
function measureImport(compiled: string): ImportResult {
  const script = 'const start = performance.now(); require(process.argv[1]); console.log(performance.now() - start)';
  const time = (target: string) => Number(execFileSync(process.execPath, ['-e', script, target], { cwd: compiled, encoding: 'utf8' }));
  const iam: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round <= IMPORT_ROUNDS; round++) {
    const times = [time('aws-cdk-lib/aws-iam'), time('./src')];
    // The first round fills the disk cache.
    if (round > 0) {
      iam.push(times[0]);
      whole.push(times[1]);
    }
  }
  return { iamMs: quantile(iam, 0.5), packageMs: quantile(whole, 0.5) };
}

/** Lets the compiler of the engine see each variant often enough. */
function warmUp(library: typeof variants): void {
  for (let done = 0; done < WARM_UP_ROLES; done += 100) {
    for (const variant of VARIANTS) { timed(library, variant, 100); }
  }
}

function measureSynth(library: typeof variants, count: number, rounds: number): SynthResult {
  const largestTemplate = assertSame(library, count);
  const times: { [variant in variants.Variant]: number[] } = { construct: [], l1: [], l2: [] };
  for (let round = 0; round < rounds; round++) {
    // Every variant takes every place in the order.
    for (let place = 0; place < VARIANTS.length; place++) {
      const variant = VARIANTS[(round + place) % VARIANTS.length];
      times[variant].push(timed(library, variant, count));
    }
  }
  return {
    count,
    rounds,
    ms: { construct: quantile(times.construct, 0.5), l1: quantile(times.l1, 0.5), l2: quantile(times.l2, 0.5) },
    overL1: spread(times.construct.map((time, round) => time / times.l1[round])),
    overL2: spread(times.construct.map((time, round) => time / times.l2[round])),
    largestTemplate,
  };
}

function timed(library: typeof variants, variant: variants.Variant, count: number): number {
  const run = new library.Run(variant, count, ROLES_PER_STACK);
  collectGarbage();
  const start = performance.now();
  run.synth();
  const time = performance.now() - start;
  run.dispose();
  return time;
}

/** One variant's garbage isn't another's to collect. */
const collectGarbage: () => void = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
})();

/** Throws unless the three variants say the same; the L1 templates even letter by letter. */
function assertSame(library: typeof variants, count: number): number {
  const [ours, l1, l2] = VARIANTS.map((variant) => {
    const run = new library.Run(variant, count, ROLES_PER_STACK);
    run.synth();
    const result = { templates: run.templates(), largest: run.largestTemplate() };
    run.dispose();
    return result;
  });
  ours.templates.forEach((template, index) => {
    assertEqual('L1', l1.templates[index].Resources, template.Resources);
    assertEqual('L2', meaning(l2.templates[index]), meaning(template));
  });
  return ours.largest;
}

function assertEqual(variant: string, actual: { [name: string]: any }, expected: { [name: string]: any }): void {
  deepStrictEqual(Object.keys(actual).sort(), Object.keys(expected).sort(), `${variant} doesn't make the same resources as the construct`);
  for (const name of Object.keys(expected)) {
    // One resource at a time: the difference can be read.
    if (!isDeepStrictEqual(actual[name], expected[name])) {
      console.error(`${variant} differs from the construct in ${name}:`);
      deepStrictEqual(actual[name], expected[name]);
    }
  }
}

/** Resources by name instead of logical id, with documents in one spelling. */
function meaning(template: variants.Template): { [name: string]: any } {
  const nameOf = (logicalId: string) => {
    const properties = template.Resources[logicalId].Properties;
    return properties.RoleName ?? properties.ManagedPolicyName;
  };
  return Object.fromEntries(Object.entries(template.Resources).map(([logicalId, resource]) => {
    const { PolicyDocument, AssumeRolePolicyDocument, PermissionsBoundary, ManagedPolicyArns, ...rest } = resource.Properties;
    return [nameOf(logicalId), {
      ...resource,
      Properties: {
        ...rest,
        PolicyDocument: PolicyDocument && normal(PolicyDocument),
        AssumeRolePolicyDocument: AssumeRolePolicyDocument && normal(AssumeRolePolicyDocument),
        PermissionsBoundary: PermissionsBoundary && nameOf(PermissionsBoundary.Ref),
        ManagedPolicyArns: ManagedPolicyArns?.map((arn: { Ref: string }) => nameOf(arn.Ref)),
      },
    }];
  }));
}

/** Order and the brackets around single values mean nothing; nor do the names of trust statements and their division. */
function normal(policy: any): any {
  const statements = list(policy.Statement).map((statement) => ({
    ...statement,
    Action: sorted(statement.Action),
    NotAction: sorted(statement.NotAction),
    Resource: sorted(statement.Resource),
    NotResource: sorted(statement.NotResource),
  }));
  return statements.flatMap((statement) => {
    if (!statement.Principal) { return [statement]; }
    const { Sid: _, ...rest } = statement;
    return list(statement.Principal.AWS).map((arn) => ({ ...rest, Principal: arn }));
  });
}

function sorted(value: any): string[] | undefined {
  return value === undefined ? undefined : list(value).map((entry) => JSON.stringify(entry)).sort();
}

function list(value: any): any[] {
  return Array.isArray(value) ? value : [value];
}

function report(synths: readonly SynthResult[], imports: ImportResult): string {
  const ratio = ({ median, low, high }: Spread, goal: number) =>
    `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)}) ${median <= goal ? 'met' : 'missed'}`;
  const more = imports.packageMs - imports.iamMs;
  return [
    ...table([
      ['Roles', 'Construct', 'L1 by hand', 'L2', `Construct / L1, goal ${GOALS.l1}`, `Construct / L2, goal ${GOALS.l2}`, 'Rounds'],
      ...synths.map(({ count, rounds, ms: times, overL1, overL2 }) => [
        String(count), milliseconds(times.construct), milliseconds(times.l1), milliseconds(times.l2),
        ratio(overL1, GOALS.l1), ratio(overL2, GOALS.l2), String(rounds),
      ]),
    ]),
    '',
    ...table([
      ['Import of', 'Median', `More than aws-iam, goal ${GOALS.importMs} ms`],
      ['`aws-cdk-lib/aws-iam`', milliseconds(imports.iamMs), ''],
      ['`cdk-break-glass`', milliseconds(imports.packageMs), `${milliseconds(more)} ${more <= GOALS.importMs ? 'met' : 'missed'}`],
    ]),
  ].join('\n');
}

function document(tables: string, synths: readonly SynthResult[]): string {
  const largest = Math.max(...synths.map((result) => result.largestTemplate));
  return `Written by \`npm run bench -- --write\` on ${new Date().toISOString().slice(0, 10)}.

${tables}

${machine()}

### Goals

- Synthesis takes at most ${GOALS.l1} times as long as with L1 resources whose policy documents are written out by hand.
- Synthesis takes no longer than with idiomatic L2 constructs that say the same.
- Importing the package takes at most ${GOALS.importMs} ms more than importing \`aws-cdk-lib/aws-iam\`.

### Method

- One run makes an \`App\`, its stacks and roles, and synthesizes it into a new temporary directory. All of that is timed.
- Roles of the profiles \`SECURITY_INVESTIGATOR\` and \`INCIDENT_RESPONDER\` in turn, playbook \`CREDENTIAL_COMPROMISE\`, two imported
  responders of another account, an organization id, stacks without environment. At most ${ROLES_PER_STACK} roles are in a stack: its largest
  template has ${Math.round(largest / 1024)} KiB, and CloudFormation takes at most 1 MiB (and 500 resources).
- L1 by hand: \`CfnRole\` and \`CfnManagedPolicy\` with constant JSON documents, \`Fn::Join\` and \`Ref\` included, shared by all roles of
  a profile. Nothing is computed or checked. Before anything is timed, its templates are compared with the construct's and are equal.
- L2: \`Role\` with \`CompositePrincipal\`, \`ManagedPolicy\` with a \`PolicyDocument\` of \`PolicyStatement\`s for each role, \`Tags.of(role)\`.
  Before anything is timed, its templates are compared with the construct's and say the same (logical ids, the order of actions,
  and the names and division of trust statements aside). No feature flags are set.
- The three variants take turns in one warm process, each starting a third of the rounds, with a garbage collection before each run.
  Times are medians. A ratio is the median of the ratios within a round; in brackets the quartiles.
- The library is compiled with the compiler options of the package before it is measured.
- Import: one \`require\` in a new process, ${IMPORT_ROUNDS} times each, in turn, with a warm disk cache. Medians. \`aws-cdk-lib/aws-iam\`
  loads its parts on first use, so the difference holds much of the CDK core, which every app loads anyway.

### Not measured

- The start of a cold process, the CDK CLI, asset publishing and deployment.
- Other profiles and playbooks, responders made in the same app, stacks with a known environment, feature flags, and claims.
- Memory, other versions of Node.js and of the CDK, and languages other than TypeScript (jsii adds its own cost).
`;
}

main();
