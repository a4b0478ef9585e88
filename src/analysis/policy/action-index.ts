import { textsOf } from './lists';
import { Matcher, matcherOf, parsePattern } from './pattern';

/**
 * Which statements of a policy are about an action. The policies of a thousand accounts say the same of actions, and differ in
 * resources and conditions: they share one index.
 */
export class ActionIndex {
  private readonly known = new Map<string, readonly number[]>();

  constructor(private readonly covers: readonly Matcher[]) {}

  /** Numbers of the statements, in the order of the document. */
  public about(action: string): readonly number[] {
    let numbers = this.known.get(action);
    if (!numbers) {
      const lower = action.toLowerCase();
      numbers = this.covers.flatMap((covers, number) => (covers(lower) ? [number] : []));
      this.known.set(action, numbers);
    }
    return numbers;
  }
}

const indices = new Map<string, ActionIndex>();

/** The index of a policy's statements, by what they say of actions. */
export function indexOf(statements: readonly any[]): ActionIndex {
  const key = JSON.stringify(statements.map(({ Action, NotAction }) => (NotAction === undefined ? [Action] : [Action, NotAction])));
  let index = indices.get(key);
  if (!index) { indices.set(key, index = new ActionIndex(statements.map(actionMatcher))); }
  return index;
}

/** IAM reads actions without regard to case. */
function actionMatcher(statement: any): Matcher {
  const denied = statement.NotAction !== undefined;
  const matches = anyOf(textsOf(denied ? statement.NotAction : statement.Action).map((action) => action.toLowerCase()));
  return denied ? (action) => !matches(action) : matches;
}

/** Most actions are written out: they are looked up, and only patterns are tried one after the other. */
function anyOf(actions: readonly string[]): Matcher {
  const exact = new Set(actions.filter((action) => !/[*?]/.test(action)));
  const patterns = actions.filter((action) => !exact.has(action))
    .map((action) => matcherOf(parsePattern(action, { variables: false, wildcards: true }).fixed!));
  return (action) => exact.has(action) || patterns.some((matches) => matches(action));
}
