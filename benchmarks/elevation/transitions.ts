import { Definition } from './workflow';

interface Way { readonly states: readonly string[]; readonly calls: number }

/**
 * The states that were passed inside of a Map or a branch, which the emulator's histories leave out: the shortest way
 * through the definition on which exactly these states call, in this order.
 *
 * @param called the names of the states that called
 */
export function passedInside(scope: Definition, called: readonly string[]): readonly string[] {
  const way = ways(scope, called, 0).find(({ calls }) => calls === called.length);
  if (!way) { throw new Error(`No way through ${Object.keys(scope.States).join(', ')} calls ${called.join(', ') || 'nothing'}`); }
  return way.states;
}

/** The shortest ways from the beginning of a scope to its end, one for each number of calls. */
function ways(scope: Definition, called: readonly string[], from: number): Way[] {
  const found: Way[] = [];
  const seen = new Set<string>();
  let front: { readonly name: string; readonly way: Way }[] = [{ name: scope.StartAt, way: { states: [], calls: from } }];
  while (front.length > 0) {
    const next: typeof front = [];
    for (const { name, way } of front) {
      const state = scope.States[name];
      for (const through of throughState(name, state, called, way)) {
        const after: string[] = [state.Next, state.Default, ...(state.Choices ?? []).map(({ Next }: any) => Next)].filter(Boolean);
        const ends = state.Type === 'Succeed' || state.End === true;
        if (ends && !found.some(({ calls }) => calls === through.calls)) { found.push(through); }
        for (const one of after) {
          const key = `${one} ${through.calls}`;
          if (!seen.has(key)) {
            seen.add(key);
            next.push({ name: one, way: through });
          }
        }
      }
    }
    front = next;
  }
  return found;
}

/** The ways through one state: those of its branches, one after the other, or over as many items as called. */
function throughState(name: string, state: any, called: readonly string[], way: Way): Way[] {
  const here: Way = { states: [...way.states, name], calls: way.calls };
  switch (state.Type) {
    case 'Task': return called[way.calls] === name ? [{ ...here, calls: way.calls + 1 }] : [];
    case 'Fail': return [];
    case 'Parallel': return state.Branches.reduce((before: Way[], branch: Definition) => before.flatMap((one) => within(branch, called, one)), [here]);
    case 'Map': {
      const items = [here];
      for (let last = items; last.length > 0;) {
        last = last.flatMap((one) => within(state.ItemProcessor, called, one)).filter((one) => !items.some(({ calls }) => calls >= one.calls));
        items.push(...last);
      }
      return items;
    }
    default: return [here];
  }
}

function within(scope: Definition, called: readonly string[], way: Way): Way[] {
  return ways(scope, called, way.calls).map(({ states, calls }) => ({ states: [...way.states, ...states], calls }));
}

/** Every state of a definition, also those of Maps and branches, by name. */
export function statesOf(scope: Definition): { readonly [name: string]: any } {
  const inner = Object.values(scope.States).flatMap((state) => [...state.ItemProcessor ? [state.ItemProcessor] : [], ...state.Branches ?? []]);
  return Object.assign({}, scope.States, ...inner.map(statesOf));
}
