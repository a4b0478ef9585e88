import { asDecided } from './able';
import { acknowledgement, StaleAcknowledgement, staleAcknowledgements } from './acknowledged';
import { Answer, answer, decided, Decision } from './answer';
import { Assumption, Claim, fact, Question } from './claim';
import { CLAIMS } from './groups';
import { accessModel } from './landings';
import { AccessModel } from './model';
import { pathOf, SynthesizedStack } from './resolve';
import { Samples } from './samples';
import { FactId } from './unproven-facts';

/** A counter-example that somebody has acknowledged, with the reason. */
export interface Acknowledged extends Answer {
  readonly reason: string;
}

export interface ClaimResult {
  readonly id: string;
  readonly title: string;
  readonly threats: readonly number[];
  readonly proof: Claim['proof'];
  /** Facts about AWS that no offline proof can show. */
  readonly restsOn: readonly FactId[];
  readonly ability: boolean;
  readonly remedy?: string;
  /**
   * `acknowledged` when every counter-example is; `not applicable` when the assembly has nothing that the claim is about.
   */
  readonly verdict: 'holds' | 'fails' | 'acknowledged' | 'not applicable';
  readonly questions: number;
  readonly counterExamples: readonly Answer[];
  readonly acknowledged: readonly Acknowledged[];
  /** Acknowledgements that accept nothing: the claim holds there, or doesn't apply. */
  readonly stale: readonly StaleAcknowledgement[];
  /** What lies outside of the templates. */
  readonly assumptions: readonly Assumption[];
  /** Some of the answers that are as promised, spread over all of them. */
  readonly samples: readonly Answer[];
}

export interface ProveOptions {
  /** Only these claims. */
  readonly claims?: readonly Claim[];
  /** Called after each claim. */
  readonly progress?: (result: ClaimResult) => void;
}

/** Proves the claims on the stacks of an assembly. */
export function prove(stacks: readonly SynthesizedStack[], options: ProveOptions = {}): ClaimResult[] {
  return proveModel(accessModel(stacks), options);
}

export function proveModel(model: AccessModel, { claims = CLAIMS, progress }: ProveOptions = {}): ClaimResult[] {
  return claims.map((claim) => {
    const result = proveClaim(claim, model);
    progress?.(result);
    return result;
  });
}

function proveClaim(claim: Claim, model: AccessModel): ClaimResult {
  const counterExamples: Answer[] = [];
  const acknowledged: Acknowledged[] = [];
  const assumptions: Assumption[] = [];
  const samples = new Samples<Answer>();
  const seen = new Set<string>();
  let questions = 0;
  for (const one of asked(claim, model)) {
    const question = asDecided(model, one);
    if (question.kind === 'assumption') {
      assumptions.push(question);
      continue;
    }
    questions++;
    const decision = decidedOrNot(question);
    if (decision.holds) {
      samples.offer(() => answer(question, decision));
      continue;
    }
    const given = answer(question, decision);
    if (model.landed.length > 0 && isRepeated(given, seen)) { continue; }
    const reason = acknowledgement(given.about, claim.id);
    if (reason === undefined) {
      counterExamples.push(given);
    } else {
      acknowledged.push({ ...given, reason });
    }
  }
  const { id, title, threats, proof, restsOn = [], ability = false, remedy } = claim;
  const verdict = counterExamples.length > 0 ? 'fails' : acknowledged.length > 0 ? 'acknowledged' : questions > 0 ? 'holds' : 'not applicable';
  const stale = staleAcknowledgements(model, id, new Set(acknowledged.map(({ about }) => about)));
  return {
    id,
    title,
    threats,
    proof,
    restsOn,
    ability,
    remedy,
    verdict,
    questions,
    counterExamples,
    acknowledged,
    stale,
    assumptions,
    samples: samples.all(),
  };
}

/** Whether the same was said of the same resource: a stack that lands in several accounts is asked about in each. */
function isRepeated({ about, subject, text, because }: Answer, seen: Set<string>): boolean {
  const key = JSON.stringify([about && [about.stack.directory, pathOf(about.stack), about.stack.name, about.logicalId], subject, text, because]);
  const isThere = seen.has(key);
  seen.add(key);
  return isThere;
}

/** The questions of a claim. One that can't be asked about a template, because it isn't shaped as CloudFormation asks for, doesn't hold. */
function* asked(claim: Claim, model: AccessModel): Iterable<Question> {
  try {
    yield* claim.questions(model);
  } catch (error) {
    yield fact('the templates', 'can be read by the claim', false, `${(error as Error).message}: a template isn't shaped as CloudFormation asks for`);
  }
}

function decidedOrNot(question: Exclude<Question, Assumption>): Decision {
  try {
    return decided(question);
  } catch (error) {
    return { holds: false, because: () => `can't be answered: ${(error as Error).message}` };
  }
}
