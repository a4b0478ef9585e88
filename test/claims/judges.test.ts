/** The engines that aren't ours answer the claims' own questions: a policy simulator, and the engine that EventBridge runs. */
import { smallOrganization } from './fixture';
import { referenceOrganization } from '../../examples/reference-org/app';
import { AccessQuestion, accessModel, answer, CLAIMS, DetectionQuestion, Question, readAssembly, SynthesizedStack } from '../../src/claims/internal';
import { asEventBridgeEvent } from '../../src/internal';
import { eventRulerAvailable, matchRules } from '../support/judges/event-ruler';
import { simulateOnce } from '../support/judges/simulator';

const ORGANIZATIONS: readonly (readonly [string, () => SynthesizedStack[]])[] = [
  ['the small organization', smallOrganization],
  ['the reference organization', () => readAssembly(referenceOrganization({ analyticsReporting: false }).synth().directory)],
];

function questionsOf(stacks: readonly SynthesizedStack[]): Question[] {
  const model = accessModel(stacks);
  return CLAIMS.flatMap((claim) => [...claim.questions(model)]);
}

describe.each(ORGANIZATIONS)('on the questions about %s', (_, synthesize) => {
  const questions = questionsOf(synthesize());

  test('the policy simulator gives the evaluator\'s answer to every request', async () => {
    const asked = questions.filter((question): question is AccessQuestion => question.kind === 'access');
    const differing: string[] = [];
    for (const question of asked) {
      const ours = answer(question).holds === (question.expect === 'allowed') ? 'allowed' : 'denied';
      const theirs = (await simulateOnce(question.request)).allowed ? 'allowed' : 'denied';
      if (ours !== theirs) { differing.push(`${question.subject}: ${question.text}: ${ours}, not ${theirs}`); }
    }
    expect(differing).toEqual([]);
    expect(asked.length).toBeGreaterThan(1500);
  });

  (eventRulerAvailable() ? test : test.skip)('EventBridge\'s engine gives the evaluator\'s answer to every record', () => {
    const asked = questions.filter((question): question is DetectionQuestion => question.kind === 'detection' && question.layer === 'rules');
    const patterns = new Map(asked.flatMap((question) => question.patterns.map((pattern) => [JSON.stringify(pattern), pattern])));
    const matched = matchRules(Object.fromEntries(patterns), asked.map(({ record }) => asEventBridgeEvent(record)));
    const differing = asked.filter((question, index) => {
      const theirs = question.patterns.some((pattern) => matched[index].includes(JSON.stringify(pattern)));
      return theirs !== (answer(question).holds === (question.expect === 'alarm'));
    });
    expect(differing.map(({ subject, text }) => `${subject}: ${text}`)).toEqual([]);
    expect(asked.length).toBeGreaterThan(100);
  });
});
