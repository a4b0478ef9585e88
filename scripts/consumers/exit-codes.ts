import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { ExitCode } from './documents';
import { Language, TestApp } from './language';

interface Failing { readonly app: TestApp; readonly args: readonly string[]; readonly template: string; readonly finding: string }

const PACK: Failing = { app: 'careless', args: [], template: 'Careless.template.json', finding: 'BreakGlass-RoleRequiresMFA' };
const PROOFS: Failing = { app: 'proofs', args: ['--break'], template: 'Proofs.template.json', finding: 'role-needs-mfa' };

/** A failing pack must do what the document says: exit code without and with its lines, report, template. */
export const failingPack = (language: Language, work: string, said: ExitCode) => failing(language, work, said, PACK);

/** Proofs hold on the library's own app; with a mitigation taken out they do what the document says. */
export async function failingProofs(language: Language, work: string, said: ExitCode): Promise<void> {
  const whole = await language.app(work, 'proofs', said.cdkVersion, ['--guard']);
  expectSame('exit code of proofs that hold', whole.status, 0);
  await failing(language, work, said, PROOFS);
}

async function failing(language: Language, work: string, said: ExitCode, { app, args, template, finding }: Failing): Promise<void> {
  // Where the app fails by itself its last lines are never reached, or change nothing.
  const guarded = said.plain === said.guarded ? [] : [{ guard: ['--guard'], status: said.guarded }];
  for (const { guard, status } of [{ guard: [], status: said.plain }, ...guarded]) {
    const ended = await language.app(work, app, said.cdkVersion, [...args, ...guard]);
    expectSame(`exit code ${[...args, ...guard].join(' ')}`, ended.status, status);
    expectSame('template is written', existsSync(join(ended.assembly, template)), true);
    const report = join(ended.assembly, said.report);
    expectSame(`${said.report} names ${finding}`, existsSync(report) && readFileSync(report, 'utf8').includes(finding), true);
  }
}

function expectSame<T>(what: string, actual: T, documented: T): void {
  if (actual !== documented) { throw new Error(`${what}: ${actual}, docs/languages.md says ${documented}`); }
}
