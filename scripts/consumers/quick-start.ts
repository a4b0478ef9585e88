/** Follows docs/quick-start.md as a reader does: writes its files and runs its commands in an empty folder, and expects what it says they print. */
import { mkdirSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { packageFile } from './artifacts';
import { readTemplates, Templates } from './compare';
import { exitCodes, languagesPage } from './documents';
import { mavenArguments } from './java';
import { Language } from './language';
import { mustRun } from '../packaging/run';
import { ROOT } from '../packaging/stage';

export const quickStartPage = () => readFileSync(join(ROOT, 'docs', 'quick-start.md'), 'utf8');

/** What the reader does next: write a file, or run commands and see an output. */
export type Move =
  | { readonly kind: 'file'; readonly path: string; readonly content: string }
  | { readonly kind: 'commands'; readonly script: string; readonly output: readonly string[] };

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** The moves of one language: the blocks of its section, in order. */
export function moves(markdown: string, language: string): Move[] {
  const section = markdown.split(/^## /m).find((text) => text.startsWith(`${language}\n`));
  if (section === undefined) { throw new Error(`the page has no section '${language}'`); }
  const found: Move[] = [];
  for (const { 1: kind, 2: content, index } of section.matchAll(BLOCK)) {
    const last = found[found.length - 1];
    if (kind === 'shell') {
      found.push({ kind: 'commands', script: content, output: [] });
    } else if (kind === 'text') {
      if (last?.kind !== 'commands') { throw new Error(`an output without a command: ${content}`); }
      found[found.length - 1] = { ...last, output: content.trimEnd().split('\n') };
    } else {
      found.push({ kind: 'file', path: fileNamed(section.slice(0, index)), content });
    }
  }
  return found;
}

/** The file that the paragraph before a block names. */
function fileNamed(before: string): string {
  const [paragraph] = before.trimEnd().split('\n\n').slice(-1);
  const [, path] = /`([\w/]+\.\w+)`[^`]*:$/.exec(paragraph) ?? [];
  if (!path) { throw new Error(`no file is named before the block after: ${paragraph}`); }
  return path;
}

/** Package as the page names it → package as the test installs it. */
export type Substitutes = Readonly<Record<string, string>>;

/** The CDK's command line on the day on which the page was written. */
const CDK_CLI = '2.1148.1';
const INSTALL = /^(?:npm install|\S*pip install|npx --yes) (.*)$/gm;
/** Up to the first option, what `npx` is given is a command with its arguments. */
const packagesIn = (line: string, rest: string) => (line.startsWith('npx') ? [rest.split(' ')[0]] : rest.split(' ').filter((word) => !word.startsWith('--')));

/** The commands with the packed files in the place of our packages, and everything else at a fixed version. */
export function substituted(script: string, substitutes: Substitutes): string {
  return script.replace(INSTALL, (line: string, rest: string) => packagesIn(line, rest).reduce((command, name) => {
    if (!substitutes[name]) { throw new Error(`the test doesn't know at which version to install '${name}'`); }
    return command.split(' ').map((word) => (word === name ? `'${substitutes[name]}'` : word)).join(' ');
  }, line));
}

function npmSubstitutes(): Substitutes {
  const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const alias = (name: string) => devDependencies[name].split('@').pop();
  return {
    'cdk-break-glass': packageFile('cdk-break-glass', 'js', '.tgz'),
    'cdk-break-glass-checks': packageFile('cdk-break-glass-checks', 'js', '.tgz'),
    'cdk-break-glass-cli': packageFile('cdk-break-glass-cli', 'js', '.tgz'),
    'aws-cdk-lib': `aws-cdk-lib@${alias('aws-cdk-lib-latest')}`,
    ...Object.fromEntries(['constructs', 'cdk-nag', 'tsx', 'typescript'].map((name) => [name, `${name}@${devDependencies[name]}`])),
    'aws-cdk': `aws-cdk@${CDK_CLI}`,
  };
}

function pythonSubstitutes(): Substitutes {
  const newest = exitCodes(languagesPage()).filter(({ language }) => language === 'Python').pop()!.cdkVersion;
  return {
    'cdk-break-glass': packageFile('cdk-break-glass', 'python', '.whl'),
    'cdk-break-glass-checks': packageFile('cdk-break-glass-checks', 'python', '.whl'),
    // The page pins it: pip takes the newest one otherwise.
    [`aws-cdk-lib==${newest}`]: `aws-cdk-lib==${newest}`,
    'aws-cdk@2': `aws-cdk@${CDK_CLI}`,
  };
}

const SUBSTITUTES: Readonly<Record<Language['target'], () => Substitutes>> = {
  js: npmSubstitutes, python: pythonSubstitutes, java: () => ({ 'aws-cdk@2': `aws-cdk@${CDK_CLI}` }),
};

/** Nothing but the registries is asked, pip doesn't compile what is never imported, and the reader's tsx doesn't take the tsconfig.json of ours. */
const ENVIRONMENT = {
  TSX_TSCONFIG_PATH: undefined,
  CDK_NOTICES: 'false',
  CDK_DISABLE_VERSION_CHECK: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  PIP_NO_COMPILE: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
};

/** Makes every move of a language in a new folder. Gives the templates, without what the CDK reports about the language. */
export async function quickStart(language: Language, work: string): Promise<Templates> {
  let cwd = join(work, `${language.target}-quick-start`);
  mkdirSync(cwd);
  const state = join(cwd, '.cwd');
  const substitutes = SUBSTITUTES[language.target]();
  if (language.target === 'java') { writeMavenConfig(cwd); }
  for (const move of moves(quickStartPage(), language.name)) {
    if (move.kind === 'file') {
      mkdirSync(dirname(join(cwd, move.path)), { recursive: true });
      writeFileSync(join(cwd, move.path), move.content);
    } else {
      const script = `${substituted(move.script, substitutes)}\npwd > '${state}'`;
      const output = await mustRun('bash', ['-euo', 'pipefail', '-c', script], { cwd, env: ENVIRONMENT });
      expectOutput(move.script, output, move.output);
      cwd = readFileSync(state, 'utf8').trim();
    }
  }
  return Object.fromEntries(Object.entries(readTemplates(join(cwd, 'cdk.out'))).map(([name, template]) => {
    const { CDKMetadata: _, ...resources } = (template as { Resources: Record<string, unknown> }).Resources;
    return [name, { ...template as object, Resources: resources }];
  }));
}

/** Maven reads the nearest `.mvn` above the folder in which it is called. */
function writeMavenConfig(folder: string): void {
  mkdirSync(join(folder, '.mvn'));
  writeFileSync(join(folder, '.mvn', 'maven.config'), mavenArguments(folder).join('\n'));
}

/** The lines that the page shows are printed, in this order; tools may print others between them. '…' stands for lines that the page leaves out. */
export function expectOutput(command: string, output: string, lines: readonly string[]): void {
  const printed = output.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const line of lines.filter((shown) => shown !== '…')) {
    const found = printed.indexOf(line, from);
    if (found < 0) { throw new Error(`'${command.trim()}' didn't print '${line}', but:\n${output}`); }
    from = found + 1;
  }
}
