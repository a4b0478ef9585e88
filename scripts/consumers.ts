/**
 * `npm run consumers`: builds the packages and uses them as new users of each language would, in fresh folders.
 *
 * The same example in each language must give equal templates; a failing pack must do what docs/languages.md says. A language
 * whose tools are missing is skipped, in CI it fails. Ends with the line `N passed, N failed`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { commandLine } from './consumers/command-line';
import { firstDifference, readTemplates, Templates } from './consumers/compare';
import { exampleVersion, exitCodes, languagesPage } from './consumers/documents';
import { failingPack, failingProofs } from './consumers/exit-codes';
import { generatedCode } from './consumers/generated';
import { java } from './consumers/java';
import { Language } from './consumers/language';
import { pythonLanguage } from './consumers/python';
import { quickStart } from './consumers/quick-start';
import { Steps } from './consumers/steps';
import { typescript } from './consumers/typescript';
import { packageAll } from './package';
import { run } from './packaging/run';

interface Synthesized { readonly name: string; readonly readme: Templates; readonly example: Templates; readonly started: Templates }

async function missingTool(language: Language): Promise<string | undefined> {
  for (const [command, ...args] of language.tools) {
    if ((await run(command, args, { cwd: tmpdir() })).status !== 0) { return command; }
  }
  return undefined;
}

/** The languages that this machine can try. */
async function available(steps: Steps): Promise<Language[]> {
  const found: Language[] = [];
  for (const language of [typescript, pythonLanguage, java]) {
    const missing = await missingTool(language);
    if (!missing) {
      found.push(language);
    } else if (process.env.CI) {
      await steps.step(`${language.name}: tools`, async () => { throw new Error(`${missing} is not on this machine`); }).catch(() => undefined);
    } else {
      console.log(`skipped: ${language.name}, because ${missing} is not on this machine`);
    }
  }
  return found;
}

async function tryLanguage(language: Language, work: string, steps: Steps): Promise<Synthesized> {
  const { name } = language;
  const readme = await steps.step(`${name}: the ten lines of README or docs/languages.md, without cdk-nag`, async () => readTemplates(await language.readme(work)));
  if (language.doors) { await steps.step(`${name}: the package is entered by its doors alone`, () => language.doors!(work)); }
  const example = await steps.step(`${name}: the example with the pack`, async () => readTemplates(await language.example(work)));
  const started = await steps.step(`${name}: the quick start, command by command`, () => quickStart(language, work));
  if (language.tests) { await steps.step(`${name}: the claims in a test`, () => language.tests!(work)); }
  if (language.idioms) { await steps.step(`${name}: idioms`, () => language.idioms!(work)); }
  for (const said of exitCodes(languagesPage()).filter((row) => row.language === name)) {
    await steps.step(`${name}: a failing pack on aws-cdk-lib ${said.cdkVersion}`, () => failingPack(language, work, said));
    await steps.step(`${name}: proofs that hold and fail on aws-cdk-lib ${said.cdkVersion}`, () => failingProofs(language, work, said));
  }
  return { name, readme, example, started };
}

function equal(left: Synthesized, right: Synthesized): void {
  const templates = ({ name: _, ...all }: Synthesized) => all;
  const difference = firstDifference(templates(left), templates(right));
  if (difference) { throw new Error(`${left.name} and ${right.name} differ in ${difference}`); }
}

async function main(): Promise<number> {
  const steps = new Steps();
  const work = mkdtempSync(join(tmpdir(), 'break-glass-consumers-'));
  try {
    const languages = await available(steps);
    const targets = [...languages.map(({ target }) => target), 'go', 'dotnet'];
    await steps.step(`packaged for ${targets.join(', ')}`, () => packageAll({ languages: targets, version: exampleVersion(), documentation: false }));
    await steps.step('Go and .NET: the code is generated', generatedCode);
    const synthesized = await Promise.all(languages.map((language) => tryLanguage(language, work, steps).catch(() => undefined)));
    if (languages.includes(typescript)) {
      await commandLine(work, readFileSync(join(work, 'js-quick-start', '.cwd'), 'utf8').trim(), steps).catch(() => undefined);
    }
    const [first, ...others] = synthesized.filter((one) => one !== undefined);
    for (const other of others) {
      await steps.step(`${other.name}: every template equals that of ${first.name}`, async () => equal(first, other)).catch(() => undefined);
    }
  } catch {
    // Said and counted by its step.
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`\n${steps.passed} passed, ${steps.failed} failed`);
  return steps.failed === 0 && steps.passed > 0 ? 0 : 1;
}

void main().then((status) => { process.exitCode = status; });
