import { DetectionEngines } from './detection';
import { simulateOnce } from './simulator';
import { AccessQuestion, accessModel, Claim, CLAIMS, DetectionQuestion, Fact, Question, SynthesizedStack } from 'cdk-break-glass/internal';

export interface Answer {
  readonly kind: Question['kind'];
  readonly subject: string;
  readonly text: string;
  readonly holds: boolean;
  /** What decided, for the report. */
  readonly because: string;
}

export interface ClaimResult {
  readonly id: string;
  readonly title: string;
  readonly threats: readonly number[];
  readonly proof: Claim['proof'];
  readonly ability: boolean;
  /** `not applicable` when the assembly has nothing that the claim is about. */
  readonly verdict: 'holds' | 'fails' | 'not applicable';
  readonly questions: number;
  readonly counterExamples: readonly Answer[];
  readonly answers: readonly Answer[];
}

export interface ProveOptions {
  readonly engines: DetectionEngines;
  /** Only these claims. */
  readonly claims?: readonly Claim[];
  /** Called after each claim. */
  readonly progress?: (result: ClaimResult) => void;
}

/** Proves the claims on the stacks of an assembly. */
export async function prove(stacks: readonly SynthesizedStack[], options: ProveOptions): Promise<ClaimResult[]> {
  const model = accessModel(stacks);
  const asked = (options.claims ?? CLAIMS).map((claim) => ({ claim, questions: claim.questions(model) }));
  // The event engine is another process: all records are asked at once.
  const detections = asked.flatMap(({ questions }) => questions.filter((question): question is DetectionQuestion => question.kind === 'detection'));
  const seen = options.engines.evaluate(detections);
  const results: ClaimResult[] = [];
  for (const { claim, questions } of asked) {
    const answers: Answer[] = [];
    for (const question of questions) {
      answers.push(await answer(question, seen));
    }
    const counterExamples = answers.filter((candidate) => !candidate.holds);
    const result: ClaimResult = {
      id: claim.id,
      title: claim.title,
      threats: claim.threats,
      proof: claim.proof,
      ability: claim.ability ?? false,
      verdict: answers.length === 0 ? 'not applicable' : counterExamples.length > 0 ? 'fails' : 'holds',
      questions: answers.length,
      counterExamples,
      answers,
    };
    results.push(result);
    options.progress?.(result);
  }
  return results;
}

async function answer(question: Question, seen: ReadonlyMap<DetectionQuestion, boolean>): Promise<Answer> {
  const { kind, subject, text } = question;
  switch (question.kind) {
    case 'fact': return { kind, subject, text, holds: (question as Fact).holds, because: (question as Fact).evidence };
    case 'access': {
      const { expect, request } = question as AccessQuestion;
      const result = await simulateOnce(request);
      return { kind, subject, text, holds: result.allowed === (expect === 'allowed'), because: result.because };
    }
    case 'detection': {
      const { expect, patterns } = question as DetectionQuestion;
      const alarmed = seen.get(question as DetectionQuestion)!;
      return {
        kind, subject, text, holds: alarmed === (expect === 'alarm'), because: `${alarmed ? 'alarms' : 'stays silent'} (${patterns.length} patterns)`,
      };
    }
  }
}
