/**
 * The claims in a test of your own: `cdk-break-glass/testing`, for Jest, vitest and node:test.
 *
 *     import { prove } from 'cdk-break-glass/testing';
 *     expect(prove(app).failures).toEqual([]);
 *
 * For TypeScript and JavaScript only. Other languages use `claims.BreakGlassClaims` in their tests.
 */
import { Stage } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { readAssembly } from './claims/assembly';
import { requireClaim } from './claims/claim-ids';
import { counterExampleLine, failing } from './claims/counter-example';
import { CLAIMS } from './claims/groups';
import { ClaimResult, prove as proveStacks } from './claims/prove';
import { propError } from './private/validation';

export interface ProveOptions {
  /**
   * Ids of the claims to prove. A claim that has nothing to ask about the app is then a failure.
   *
   * @default - every claim
   */
  readonly claims?: readonly string[];
}

/** What became of one claim. */
export interface ProvenClaim {
  readonly id: string;
  readonly title: string;
  readonly verdict: 'holds' | 'fails' | 'acknowledged' | 'not applicable';
  /** Number of questions that it asked about the app. */
  readonly questions: number;
  /** Counter-examples, one line each. */
  readonly counterExamples: readonly string[];
  /** What to do about a counter-example. */
  readonly remedy?: string;
}

export interface Proof {
  /** Every counter-example, one line each, beginning with the id of its claim. Empty if the app is proven. */
  readonly failures: readonly string[];
  /** Counter-examples that `Claims.acknowledge` accepts, with their reasons. */
  readonly acknowledged: readonly string[];
  /** What lies outside of the templates, with the command that checks it in the account. */
  readonly assumptions: readonly string[];
  readonly claims: readonly ProvenClaim[];
  /** Throws an error that lists the failures. */
  assert(): void;
}

/**
 * Synthesizes the app and proves its claims.
 *
 * All stacks of the app are proven together, with those of its stages: what one stack promises depends on others. The app is
 * synthesized anew at each call.
 *
 * An app without break-glass access is a failure: there is nothing to prove, and a test of it would always pass.
 *
 * Errors: something that isn't a construct; a claim that doesn't exist.
 *
 * @param scope the app, or a stack or another construct in it
 */
export function prove(scope: IConstruct, { claims }: ProveOptions = {}): Proof {
  const root = Construct.isConstruct(scope) ? scope.node.root : undefined;
  if (!root || !Stage.isStage(root)) {
    throw propError('scope', 'must be an app, or a stack in one', root ? { toString: () => 'a construct without an app' } : scope, 'write prove(app)');
  }
  claims?.forEach((id) => requireClaim(id, 'claims'));
  // Forced: the test may have changed a resource since the last synthesis.
  const stacks = readAssembly(root.synth({ force: true }).directory);
  const results = proveStacks(stacks, { claims: CLAIMS.filter(({ id }) => claims?.includes(id) ?? true) });
  const failures = [...nothingToProve(results, claims), ...results.flatMap(({ id, counterExamples }) => lines(id, counterExamples))];
  return {
    failures,
    acknowledged: results.flatMap(({ id, acknowledged }) => acknowledged.map((example) => `${id}: ${counterExampleLine(example)}; acknowledged: ${example.reason}`)),
    assumptions: results.flatMap(({ id, assumptions }) => assumptions.map(({ subject, text, check }) => `${id}: ${subject} ${text}; check: ${check}`)),
    claims: results.map(({ id, title, verdict, questions, counterExamples, remedy }) => (
      { id, title, verdict, questions, counterExamples: counterExamples.map(counterExampleLine), remedy })),
    assert: () => {
      if (failures.length > 0) { throw new Error(failing(failures)); }
    },
  };
}

const lines = (id: string, examples: ClaimResult['counterExamples']) => examples.map((example) => `${id}: ${counterExampleLine(example)}`);

function nothingToProve(results: readonly ClaimResult[], wanted: readonly string[] | undefined): string[] {
  const empty = results.filter(({ verdict }) => verdict === 'not applicable');
  if (wanted) { return empty.map(({ id }) => `${id}: nothing to prove, the app has no resource that the claim is about`); }
  return empty.length === results.length ? ['nothing to prove: the app has no break-glass access'] : [];
}
