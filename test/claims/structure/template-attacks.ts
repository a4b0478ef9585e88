import { prove, SynthesizedStack } from '../../../src/claims/internal';
import { smallOrganization } from '../fixture';
import { Templates } from '../mutations';

const original = smallOrganization();

/** Ids of the claims that fail on the small organization after a change of its templates. */
export function failingAfter(change: (templates: Templates, stacks: readonly SynthesizedStack[]) => void): string[] {
  const stacks: SynthesizedStack[] = original.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) }));
  change(new Templates(stacks), stacks);
  return failing(stacks);
}

export function failing(stacks: readonly SynthesizedStack[]): string[] {
  return prove(stacks).filter(({ verdict }) => verdict === 'fails').map(({ id }) => id);
}

/** The stack of a name. */
export function stackNamed(stacks: readonly SynthesizedStack[], name: string): SynthesizedStack {
  return stacks.find((stack) => stack.name === name)!;
}

export type Attack = readonly [name: string, change: (templates: Templates, stacks: readonly SynthesizedStack[]) => void, also?: readonly string[]];
