/**
 * The main job on the reference organization: synthesize it, prove every promise on the templates, deploy what the
 * embedded AWS can hold, and show what is there. Ends with 1 when a promise is broken.
 *
 * `--break` takes one mitigation out first, to show what a broken promise looks like.
 */
import { mkdirSync, rmSync, writeFileSync } from 'fs';
import { join, relative } from 'path';
import { referenceOrganization } from './app';
import { EmbeddedAws, Inventory } from '../../cli/embedded-aws';
import { RealEngines } from '../../cli/proof/detection';
import { ClaimResult, prove } from '../../cli/proof/prove';
import { stacksOf } from '../../cli/proof/stacks';
import { renderReport } from '../../cli/report/report';
import { heading, line, step, styled, table } from '../../cli/terminal';
import { accessModel, SynthesizedStack } from '../../src/claims';

const ROOT = join(__dirname, '..', '..');
const OUT = join(ROOT, 'build', 'demo');

async function main(): Promise<number> {
  const started = Date.now();
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  line(styled('bold', 'cdk-break-glass: emergency access for the reference organization'));
  line();

  const stacks = await step('synthesizing', () => synthesize(), (all) => `synthesized ${all.length} accounts, ${count(all)} resources`);
  if (process.argv.includes('--break')) {
    breakSomething(stacks);
    line(styled('yellow', '  ! --break: the boundary of one role no longer caps it to its playbook'));
  }
  const results = await step('proving', () => prove(stacks, { engines: new RealEngines() }), (all) =>
    `proved ${all.filter((result) => result.verdict === 'holds').length} of ${all.length} promises, ${sum(all).toLocaleString('en')} questions answered`);
  writeFileSync(join(OUT, 'claims.json'), JSON.stringify(results.map(({ answers: _, ...result }) => result), undefined, 2));
  const deployed = await deployAll(stacks);
  await step('writing the report', () => writeReport(stacks, results, deployed), () => 'wrote the report');

  showDeployed(deployed);
  showClaims(results);
  heading('To read');
  line(`  ${relative(process.cwd(), join(OUT, 'report.html'))}   access matrix, trust graph, proofs`);
  line(`  ${relative(process.cwd(), join(OUT, 'claims.json'))}   the results for machines`);
  line(`  ${relative(process.cwd(), join(OUT, 'cdk.out'))}       the templates`);
  const failed = results.filter((result) => result.verdict === 'fails').length;
  line();
  line(failed === 0 ? styled('green', `Every promise holds. ${seconds(started)}`) : styled('red', `${failed} promise${failed === 1 ? ' is' : 's are'} broken. ${seconds(started)}`));
  return failed === 0 ? 0 : 1;
}

function synthesize(): SynthesizedStack[] {
  return stacksOf(referenceOrganization({ outdir: join(OUT, 'cdk.out'), analyticsReporting: false }).synth());
}

/** What an eager colleague might do at night. */
function breakSomething(stacks: readonly SynthesizedStack[]): void {
  const [, boundary] = Object.entries<any>(stacks.find((stack) => stack.name === 'Payments')!.template.Resources)
    .find(([id, resource]) => resource.Type === 'AWS::IAM::ManagedPolicy' && id.includes('Boundary'))!;
  const statements: any[] = boundary.Properties.PolicyDocument.Statement;
  statements.splice(statements.findIndex((statement) => statement.Sid === 'DenyBeyondPlaybook'), 1);
}

interface Deployed {
  readonly stack: SynthesizedStack;
  readonly created: number;
  readonly leftOut: readonly string[];
  readonly inventory: Inventory;
}

async function deployAll(stacks: readonly SynthesizedStack[]): Promise<Deployed[]> {
  const aws = await step('starting the embedded AWS', () => EmbeddedAws.start(), () => 'started the embedded AWS');
  try {
    return await step('deploying', async () => {
      const deployed: Deployed[] = [];
      for (const stack of stacks) {
        const result = await aws.deploy({ stackName: stack.name, template: stack.template, account: stack.account, region: stack.region });
        deployed.push({
          stack,
          created: result.created.length,
          leftOut: result.leftOut.map((left) => String((left as { type?: string }).type ?? '')),
          inventory: await aws.inventory(stack.account, stack.region),
        });
      }
      return deployed;
    }, (all) => `deployed ${all.reduce((total, { created }) => total + created, 0)} resources into ${all.length} accounts, and listed them by the SDK`);
  } finally {
    await aws.stop();
  }
}

function showDeployed(deployed: readonly Deployed[]): void {
  heading('Created, as the AWS SDK reports it');
  table([
    ['account', 'users', 'MFA', 'access keys', 'roles', 'with boundary', 'policies', 'alarms', 'filters', 'rules', 'secrets'],
    ...deployed.map(({ stack, inventory }) => [
      `${stack.account} ${stack.name}`,
      String(inventory.users.length),
      inventory.users.length === 0 ? '-' : `${inventory.users.filter((user) => user.mfaDevices.length > 0).length}`,
      String(inventory.users.reduce((total, user) => total + user.accessKeys, 0)),
      String(inventory.roles.length),
      String(inventory.roles.filter((role) => role.permissionsBoundary).length),
      String(inventory.policies.length),
      String(inventory.alarms.length),
      String(inventory.metricFilters.length),
      String(inventory.rules.length),
      String(inventory.secrets.length),
    ]),
  ]);
  const leftOut = [...new Set(deployed.flatMap((entry) => entry.leftOut))].filter(Boolean).sort();
  if (leftOut.length > 0) { line(styled('dim', `  not in the embedded AWS, so proven on the template only: ${leftOut.join(', ')}`)); }
  const users = deployed.flatMap(({ inventory }) => inventory.users);
  line();
  table([['responder', 'path', 'first password', 'permissions boundary'], ...users.map((user) => [
    user.name, user.path, user.loginProfile ? 'set, to be changed' : 'none', user.permissionsBoundary?.split('/').pop() ?? 'none',
  ])]);
}

function showClaims(results: readonly ClaimResult[]): void {
  const broken = results.filter((result) => result.verdict === 'fails');
  heading('Promises');
  for (const [kind, what] of [['simulation', 'by policy simulation'], ['template', 'on the template'], ['detection', 'by running records through the alarms']] as const) {
    const group = results.filter((result) => result.proof === kind);
    const held = group.filter((result) => result.verdict === 'holds').length;
    const applicable = group.filter((result) => result.verdict !== 'not applicable').length;
    line(`  ${styled(held === applicable ? 'green' : 'red', `${held} of ${applicable}`)} hold ${what}, ${sum(group).toLocaleString('en')} questions`);
  }
  for (const result of broken) {
    line();
    line(`  ${styled('red', '✗')} ${styled('bold', result.id)}: ${result.title}`);
    for (const answer of result.counterExamples.slice(0, 3)) {
      line(`      ${answer.subject}: ${answer.text}`);
      line(styled('dim', `        ${answer.because}`));
    }
    if (result.counterExamples.length > 3) { line(styled('dim', `      and ${result.counterExamples.length - 3} more in the report`)); }
  }
}

function writeReport(stacks: readonly SynthesizedStack[], results: readonly ClaimResult[], deployed: readonly Deployed[]): void {
  writeFileSync(join(OUT, 'report.html'), renderReport({
    title: 'Emergency access of the reference organization',
    generatedAt: `${new Date().toISOString().slice(0, 16).replace('T', ', ')} UTC`,
    versions: {
      'cdk-break-glass': version('package.json'),
      'aws-cdk-lib': version('node_modules/aws-cdk-lib/package.json'),
      'node': process.version,
    },
    model: accessModel(stacks),
    results: [...results],
    inventory: deployed.map(({ stack, inventory }) => ({ ...inventory, account: stack.account, region: stack.region })),
  }));
}

function version(file: string): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(join(ROOT, file)).version;
}

const count = (stacks: readonly SynthesizedStack[]) => stacks.reduce((total, stack) => total + Object.keys(stack.template.Resources).length, 0);
const sum = (results: readonly ClaimResult[]) => results.reduce((total, result) => total + result.questions, 0);
const seconds = (started: number) => `${((Date.now() - started) / 1000).toFixed(0)} s in all.`;

main().then((code) => { process.exitCode = code; }, (error) => {
  console.error(error);
  process.exitCode = 1;
});
