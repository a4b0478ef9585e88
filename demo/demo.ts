/**
 * The main job on the reference organization: synthesize it, prove every promise on the templates, deploy what the
 * embedded AWS can hold, play an incident there, and show all of it. Ends with 1 when a promise is broken, and when a step
 * of the incident isn't answered as it must be.
 *
 * `--break` takes one mitigation out first, to show what a broken promise looks like.
 */
import { mkdirSync, rmSync, writeFileSync, readFileSync } from 'fs';
import { join, relative } from 'path';
import { Place } from './evidence';
import { playIncident } from './incident';
import { questions, showDeployed, showIncident } from './screen';
import { Stage, UnexpectedAnswer } from './stage';
import { documentOf, exitCode, heading, Incident, line, proofText, renderReport, selected, step, styled } from '../cli/index';
import { Bench, Deployed } from '../emulator/bench/bench';
import { EmbeddedAws, TemplateChange } from '../emulator/embedded-aws';
import { referenceOrganization } from '../examples/reference-org/app';
import { AccessModel, ClaimResult, proveModel, readAssembly, SynthesizedStack } from 'cdk-break-glass/internal';

const ROOT = join(__dirname, '..');
const OUT = join(ROOT, 'build', 'demo');

async function main(): Promise<number> {
  const started = Date.now();
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  line(styled('bold', 'cdk-break-glass: emergency access for the reference organization'));
  line();

  const stacks = await step('synthesizing', () => synthesize(), (all) => `synthesized ${all.length} stacks, ${count(all)} resources`);
  if (process.argv.includes('--break')) {
    breakSomething(stacks);
    line(styled('yellow', '  ! --break: the trust policy of one role no longer requires MFA'));
  }
  const selection = selected(stacks, {});
  const { model, claims } = selection;
  const results = await step('proving', () => proveModel(model, { claims }), proved);
  const document = documentOf(relative(process.cwd(), join(OUT, 'cdk.out')), selection, results);
  writeFileSync(join(OUT, 'proof.json'), `${JSON.stringify(document, undefined, 2)}\n`);
  const played = await play(stacks, model);
  await step('writing the report', () => writeReport(model, results, played), () => 'wrote the report');

  showDeployed(played.places, played.leftOut);
  showIncident(played.incident);
  line();
  process.stdout.write(proofText(document));
  heading('To read');
  line(`  ${relative(process.cwd(), join(OUT, 'report.html'))}   access matrix, trust graph, proofs, the incident`);
  line(`  ${relative(process.cwd(), join(OUT, 'proof.json'))}    what 'break-glass prove --json' prints`);
  line(`  ${relative(process.cwd(), join(OUT, 'cdk.out'))}       the templates`);
  line();
  line(styled('dim', seconds(started)));
  return exitCode(document);
}

function synthesize(): SynthesizedStack[] {
  return readAssembly(referenceOrganization({ outdir: join(OUT, 'cdk.out'), analyticsReporting: false }).synth().directory);
}

/** A plausible mistake: a responder lost the MFA device, and a colleague removes the MFA conditions. */
function breakSomething(stacks: readonly SynthesizedStack[]): void {
  const roles = Object.values<any>(stacks.find((stack) => stack.name === 'Payments')!.template.Resources).filter(({ Type }) => Type === 'AWS::IAM::Role');
  const statements: any[] = roles[0].Properties.AssumeRolePolicyDocument.Statement;
  statements.forEach(({ Condition }) => {
    delete Condition.Bool;
    delete Condition.NumericLessThanEquals;
  });
}

interface Played {
  readonly places: readonly Place[];
  readonly leftOut: readonly TemplateChange[];
  readonly incident: Incident;
}

/** Deploys everything, and plays the incident there. */
async function play(stacks: readonly SynthesizedStack[], model: AccessModel): Promise<Played> {
  const bench = await step('starting the embedded AWS', () => Bench.start(), () => 'started the embedded AWS');
  try {
    const deployed = await step('deploying', async () => {
      const all: Deployed[] = [];
      for (const { name, template, account, region } of stacks) {
        all.push(await bench.deployTemplate({ stackName: name, template, account, region }));
      }
      return { all, places: await placesOf(stacks, bench.aws) };
    }, ({ all, places }) => `deployed ${created(all)} resources into ${places.length} accounts, and listed them by the SDK`);
    const stage = new Stage(bench, deployed.all[stacks.findIndex(({ name }) => name === 'Access')]);
    const incident = await step('playing an incident', () => playIncident(stage, model, deployed.places), ({ id, steps }) => `played incident ${id} in ${steps.length} steps`);
    return { places: deployed.places, leftOut: deployed.all.flatMap(({ result }) => result.leftOut), incident };
  } finally {
    await bench.stop();
  }
}

/** Each account and Region once, whatever stacks it has. */
async function placesOf(stacks: readonly SynthesizedStack[], aws: EmbeddedAws): Promise<Place[]> {
  const places: Place[] = [];
  for (const { account, region } of new Map(stacks.map((stack) => [`${stack.account} ${stack.region}`, stack])).values()) {
    const here = stacks.filter((stack) => stack.account === account && stack.region === region);
    places.push({ account, region, stacks: here.map(({ name }) => name), inventory: await aws.inventory(account, region) });
  }
  return places.sort((a, b) => a.account.localeCompare(b.account));
}

function writeReport(model: AccessModel, results: readonly ClaimResult[], { places, incident }: Played): void {
  writeFileSync(join(OUT, 'report.html'), renderReport({
    title: 'Emergency access of the reference organization',
    generatedAt: `${new Date().toISOString().slice(0, 16).replace('T', ', ')} UTC`,
    versions: {
      'cdk-break-glass': version('package.json'),
      'aws-cdk-lib': version('node_modules/aws-cdk-lib/package.json'),
      'node': process.version,
    },
    model,
    results: [...results],
    inventory: places.map(({ account, region, inventory }) => ({ ...inventory, account, region })),
    incident,
  }));
}

function proved(results: readonly ClaimResult[]): string {
  const of = (verdict: ClaimResult['verdict']) => results.filter((result) => result.verdict === verdict).length;
  const [held, idle] = [of('holds'), of('not applicable')];
  const rest = idle > 0 ? `, ${idle} don't apply` : '';
  return `answered ${questions(results).toLocaleString('en')} questions: ${held} of ${results.length - idle} claims hold${rest}`;
}

function version(file: string): string {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8')).version;
}

const count = (stacks: readonly SynthesizedStack[]) => stacks.reduce((total, stack) => total + Object.keys(stack.template.Resources).length, 0);
const created = (deployed: readonly Deployed[]) => deployed.reduce((total, { result }) => total + result.created.length, 0);
const seconds = (started: number) => `${((Date.now() - started) / 1000).toFixed(0)} s in all.`;

main().then((code) => { process.exitCode = code; }, (error) => {
  // What a step of the incident was answered says enough; of anything else it matters where it came from.
  console.error(error instanceof UnexpectedAnswer ? styled('red', `The incident had an unexpected answer: ${error.message}`) : error);
  process.exitCode = 1;
});
