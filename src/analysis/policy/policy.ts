import { ActionIndex, indexOf } from './action-index';
import { compileConditions, Condition, KnownKey } from './conditions';
import { listOf, textsOf } from './lists';
import { filled, isEverything, matcherOf, parsePattern, Pattern, Values } from './pattern';
import { Named, named, parsePrincipals, PrincipalElement, RequestPrincipal, spared } from './principals';
import { any, not, Tri } from './tri';

/** A statement, ready to be asked. */
export interface CompiledStatement {
  readonly effect: 'Allow' | 'Deny';
  /** `Sid`, or the number of the statement in its policy. */
  readonly name: string;
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

/** A policy document, read once and asked many times. Statements are compiled when the first question is about them. */
export class CompiledPolicy {
  private readonly texts: readonly any[];
  private readonly statements: CompiledStatement[] = [];
  private readonly index: ActionIndex;
  private readonly version: string | undefined;

  constructor(document: any, private readonly isKnown: KnownKey) {
    this.texts = listOf(document?.Statement);
    this.version = document?.Version;
    this.index = indexOf(this.texts);
  }

  /** Numbers of the statements about the action, in the order of the document. */
  public about(action: string): readonly number[] {
    return this.index.about(action);
  }

  public statement(number: number): CompiledStatement {
    return this.statements[number] ??= compileStatement(this.texts[number], number, this.version, this.isKnown);
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
    coversResource: resourceMatcher(statement, version),
    holds: compileConditions(statement.Condition, version, isKnown),
    principal: statement.Principal === undefined ? undefined : parsePrincipals(statement.Principal),
    notPrincipal: statement.NotPrincipal === undefined ? undefined : parsePrincipals(statement.NotPrincipal),
  };
}

function resourceMatcher(statement: any, version: string | undefined): ResourceTest {
  const options = { variables: version === '2012-10-17', wildcards: true };
  const testsOf = (resources: unknown) => textsOf(resources).map((resource) => resourceTest(parsePattern(resource, options)));
  if (statement.NotResource !== undefined) {
    const tests = testsOf(statement.NotResource);
    return (resource, values) => not(any(tests, (test) => test(resource, values)));
  }
  // A trust policy has no resource: it is about the role that it belongs to.
  if (statement.Resource === undefined || statement.Resource === '*') { return () => true; }
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
  if (covered === false) { return false; }
  const holds = statement.holds(values);
  return covered ? holds : holds === false ? false : undefined;
}
