import { compileConditions, Condition, KnownKey } from './conditions';
import { listOf, textsOf } from './lists';
import { filled, isEverything, Matcher, matcherOf, parsePattern, Pattern, Values } from './pattern';
import { Named, named, parsePrincipals, PrincipalElement, RequestPrincipal, spared } from './principals';
import { and, not, or, Tri } from './tri';

/** A statement, ready to be asked. */
export interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny';
  /** `Sid`, or the number of the statement in its policy. */
  readonly name: string;
  readonly coversAction: Matcher;
  readonly coversResource: ResourceTest;
  readonly holds: Condition;
  readonly principal?: PrincipalElement;
  readonly notPrincipal?: PrincipalElement;
}

/**
 * Undefined where a variable of `NotResource` has no value: AWS says that the statement may then be invalid. Without a resource the
 * question is about any: only a statement about all resources is certain to cover it.
 */
type ResourceTest = (resource: string | undefined, values: Values) => Tri;

/** A policy document, compiled once and asked many times: what is about an action is remembered by the action. */
export class CompiledPolicy {
  private readonly statements: readonly CompiledStatement[];
  private readonly byAction = new Map<string, readonly CompiledStatement[]>();

  constructor(document: any, isKnown: KnownKey) {
    this.statements = listOf(document?.Statement).map((statement, index) => compileStatement(statement, index, document.Version, isKnown));
  }

  /** Statements about the action, in the order of the document. */
  public about(action: string): readonly CompiledStatement[] {
    const known = this.byAction.get(action);
    if (known) { return known; }
    const lower = action.toLowerCase();
    const found = this.statements.filter(({ coversAction }) => coversAction(lower));
    this.byAction.set(action, found);
    return found;
  }
}

/** Documents aren't changed while they are asked about: each is compiled once. */
const compiled = new WeakMap<KnownKey, WeakMap<object, CompiledPolicy>>();

export function compilePolicy(document: object, isKnown: KnownKey): CompiledPolicy {
  let all = compiled.get(isKnown);
  if (!all) { compiled.set(isKnown, all = new WeakMap()); }
  let policy = all.get(document);
  if (!policy) { all.set(document, policy = new CompiledPolicy(document, isKnown)); }
  return policy;
}

function compileStatement(statement: any, index: number, version: string | undefined, isKnown: KnownKey): CompiledStatement {
  return {
    effect: statement.Effect,
    name: statement.Sid ?? `statement ${index + 1}`,
    coversAction: actionMatcher(statement),
    coversResource: resourceMatcher(statement, version),
    holds: compileConditions(statement.Condition, version, isKnown),
    principal: statement.Principal === undefined ? undefined : parsePrincipals(statement.Principal),
    notPrincipal: statement.NotPrincipal === undefined ? undefined : parsePrincipals(statement.NotPrincipal),
  };
}

/** IAM reads actions without regard to case. */
function actionMatcher(statement: any): Matcher {
  const options = { variables: false, wildcards: true };
  const matchersOf = (actions: unknown) => textsOf(actions).map((action) => matcherOf(parsePattern(action.toLowerCase(), options).fixed!));
  if (statement.NotAction !== undefined) {
    const matchers = matchersOf(statement.NotAction);
    return (action) => !matchers.some((matches) => matches(action));
  }
  const matchers = matchersOf(statement.Action);
  return (action) => matchers.some((matches) => matches(action));
}

function resourceMatcher(statement: any, version: string | undefined): ResourceTest {
  const options = { variables: version === '2012-10-17', wildcards: true };
  const testsOf = (resources: unknown) => textsOf(resources).map((resource) => resourceTest(parsePattern(resource, options)));
  if (statement.NotResource !== undefined) {
    const tests = testsOf(statement.NotResource);
    return (resource, values) => not(or(...tests.map((test) => test(resource, values))));
  }
  // A trust policy has no resource: it is about the role that it belongs to.
  if (statement.Resource === undefined) { return () => true; }
  const tests = testsOf(statement.Resource);
  return (resource, values) => {
    for (const test of tests) {
      if (test(resource, values)) { return true; }
    }
    return resource === undefined && tests.length > 0 ? undefined : false;
  };
}

function resourceTest(pattern: Pattern): ResourceTest {
  if (pattern.fixed !== undefined) {
    const matches = matcherOf(pattern.fixed);
    const everything = isEverything(pattern.fixed);
    return (resource) => (resource !== undefined ? matches(resource) : everything || undefined);
  }
  return (resource, values) => {
    const text = filled(pattern, values);
    return text === undefined || resource === undefined ? undefined : matcherOf(text)(resource);
  };
}

/** How far a statement of a resource policy is about the principal. */
export function reach(statement: CompiledStatement, principal: RequestPrincipal): Named {
  if (statement.notPrincipal) { return spared(statement.notPrincipal, principal) ? Named.NO : Named.SELF; }
  return statement.principal ? named(statement.principal, principal) : Named.NO;
}

/** Whether a statement is about the request, apart from its principal. */
export function applies(statement: CompiledStatement, resource: string | undefined, values: Values): Tri {
  const covered = statement.coversResource(resource, values);
  return covered === false ? false : and(covered, statement.holds(values));
}
