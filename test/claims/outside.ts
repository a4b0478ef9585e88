/**
 * Proves changed templates in a process of its own: inside jest, which puts its own globals before those of Node.js, a proof takes twice as long.
 * `tsx outside.ts back-doors` or `mutations` prints for each change what it does.
 */
import { execFileSync } from 'child_process';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { BACK_DOORS } from './back-doors';
import { smallOrganization } from './fixture';
import { MUTATIONS, Templates } from './mutations';
import { accessOf } from '../../cli/prove/access';
import { accessModel, proveModel, SynthesizedStack } from '../../src/claims/internal';

const ROOT = join(__dirname, '..', '..');

export interface Sight {
  /** Claims that fail. */
  readonly fails: readonly string[];
  /** Assumptions that the unchanged templates don't have, by claim. */
  readonly listed: readonly string[];
  /** Whether a comparison tells that others have access. */
  readonly compared: boolean;
}

export type Sights = { readonly [id: string]: Sight };

type Change = (templates: Templates) => void;

function sights(changes: readonly { readonly id: string; readonly mutate: Change }[]): Sights {
  const untouched = JSON.stringify(smallOrganization());
  const seen = (change: Change) => {
    const stacks: SynthesizedStack[] = JSON.parse(untouched);
    change(new Templates(stacks));
    const model = accessModel(stacks);
    const results = proveModel(model);
    return {
      fails: results.filter(({ verdict }) => verdict === 'fails').map(({ id }) => id),
      assumptions: results.flatMap(({ id, assumptions }) => assumptions.map(({ subject, text }) => ({ id, text: `${id}: ${subject} ${text}` }))),
      access: JSON.stringify(accessOf(model)),
    };
  };
  const whole = seen(() => undefined);
  const known = new Set(whole.assumptions.map(({ text }) => text));
  return Object.fromEntries([{ id: '', mutate: () => undefined }, ...changes].map(({ id, mutate }) => {
    const { fails, assumptions, access } = seen(mutate);
    return [id, { fails, listed: assumptions.filter(({ text }) => !known.has(text)).map((one) => one.id), compared: access !== whole.access }];
  }));
}

/** What each change does; the unchanged templates have an empty id. */
export function seenOutside(changes: 'back-doors' | 'mutations'): Sights {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  return JSON.parse(execFileSync(tsx, ['--tsconfig', 'tsconfig.dev.json', __filename, changes], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 }));
}

if (require.main === module) {
  writeFileSync(1, JSON.stringify(sights(process.argv[2] === 'mutations' ? MUTATIONS : BACK_DOORS)));
}
