import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { ExitCode } from './documents';
import { Language } from './language';

const FINDING = 'BreakGlass-RoleRequiresMFA';

/** A failing pack must do what the document says: exit code without and with its lines, report, template. */
export async function failingPack(language: Language, work: string, said: ExitCode): Promise<void> {
  // Where the app fails by itself its last lines are never reached, or change nothing.
  const guarded = said.plain === said.guarded ? [] : [{ args: ['--guard'], status: said.guarded }];
  for (const { args, status } of [{ args: [], status: said.plain }, ...guarded]) {
    const ended = await language.careless(work, said.cdkVersion, args);
    expectSame(`exit code ${args.join(' ')}`, ended.status, status);
    expectSame('template is written', existsSync(join(ended.assembly, 'Careless.template.json')), true);
    const report = join(ended.assembly, said.report);
    expectSame(`${said.report} names ${FINDING}`, existsSync(report) && readFileSync(report, 'utf8').includes(FINDING), true);
  }
}

function expectSame<T>(what: string, actual: T, documented: T): void {
  if (actual !== documented) { throw new Error(`${what}: ${actual}, docs/languages.md says ${documented}`); }
}
