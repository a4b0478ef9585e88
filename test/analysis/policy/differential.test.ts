import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Case, Grammar, random } from './grammar';
import { RealPolicies } from './real-policies';
import { evaluate } from '../../../src/analysis/policy';
import { wildcardRegex } from '../../../src/private/iam-catalogue';

const SEED = Number(process.env.SEED ?? 1);
// More of them are worth a night: PAIRS=1000000 SEED=7 npx jest test/analysis/policy/differential
const PAIRS = Number(process.env.PAIRS ?? 20_000);

/** Where the simulator differs from what AWS documents, or AWS leaves it open. Each names the page that decides. */
const DIFFERENCES: readonly { readonly why: string; readonly source: string; readonly is: (drawn: Case, ours: string) => boolean }[] = [
  {
    why: 'a resource policy that names the session itself isn\'t limited by a session policy or boundary that merely doesn\'t allow',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html',
    is: ({ request, policies }, ours) => ours === 'allowed' && request.principal.includes(':assumed-role/') && JSON.stringify(policies.resource ?? '').includes(request.principal),
  },
  {
    why: 'a variable without a value: AWS says that the statement may be invalid, so nothing is said where that could matter',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
    is: (_, ours) => ours === 'undecided',
  },
  {
    why: 'IfExists holds where the key is missing, whatever stands before the operator',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IfExists',
    is: ({ request, policies }) => request.context['aws:TagKeys'] === undefined && /ForAnyValue:\w+IfExists/.test(JSON.stringify(policies)),
  },
  {
    why: 'in policies of version 2008-10-17 variables are texts',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html',
    is: ({ policies }) => JSON.stringify(policies).includes('2008-10-17') && JSON.stringify(policies).includes('${'),
  },
  {
    why: '0.0.0.0/0 is every IPv4 address',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress',
    is: ({ policies }) => JSON.stringify(policies).includes('0.0.0.0/0'),
  },
  {
    why: 'an IPv6 address lies in no IPv4 range, and the other way round',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress',
    is: ({ request, policies }) => /NotIpAddress/.test(JSON.stringify(policies)) && request.context['aws:SourceIp'] !== undefined,
  },
  {
    why: 'a Resource element is compared as text, whatever kinds of resource the action lists; the simulator has no match for some',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html',
    is: ({ request, policies }, ours) => ours === 'allowed' && policies.identity!.some(({ document }) => document.Statement.some(({ Effect, Action, Resource, Condition }: any) => (
      Effect === 'Allow' && Condition === undefined && [Action].flat().some((action) => wildcardRegex(action).test(request.action))
      && Resource !== '*' && [Resource].flat().some((resource) => wildcardRegex(resource).test(request.resource!))))),
  },
  {
    why: 'a question without a key\'s policy is about a key whose policy leaves the decision to the IAM policies of the account, as the default one does',
    source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html',
    is: ({ request, policies }, ours) => ours === 'allowed' && request.action.startsWith('kms:') && policies.resource === undefined,
  },
];

interface Simulated {
  readonly allowed: boolean;
  /** Keys that the simulator takes out of the request, because it doesn't know them for the action. */
  readonly ignored: readonly string[];
}

/** The simulator's answer; undefined where it has none. */
async function simulated({ request, policies }: Case): Promise<Simulated | undefined> {
  const result: any = await runSimulation({
    request: {
      principal: request.principal,
      action: request.action,
      resource: { resource: request.resource, accountId: request.resourceAccount },
      contextVariables: request.context,
    },
    identityPolicies: policies.identity!.map(({ name, document }) => ({ name, policy: document })),
    permissionBoundaryPolicies: policies.boundary && [{ name: policies.boundary.name, policy: policies.boundary.document }],
    resourcePolicy: policies.resource?.document,
    sessionPolicy: policies.session?.[0].document,
    serviceControlPolicies: (policies.serviceControl ?? []).map((level, index) => ({
      orgIdentifier: `ou-${index}`, policies: level.map(({ name, document }) => ({ name, policy: document })),
    })),
    resourceControlPolicies: [],
  } as any, {});
  // An ARN that fits several kinds of resource.
  if (result.resultType === 'error' && result.errors.message === 'multiple.resource.types') { return undefined; }
  if (result.resultType === 'error') { throw new Error(JSON.stringify(result.errors)); }
  const analyses = result.resultType === 'single' ? [result.result] : result.results;
  const ignored = analyses.flatMap(({ ignoredContextKeys = [] }: any) => ignoredContextKeys as string[]);
  return { allowed: result.overallResult === 'Allowed', ignored };
}

/** The same question for both: without the keys that the simulator leaves out. */
function without(drawn: Case, ignored: readonly string[]): Case {
  const left = new Set(ignored.map((key) => key.toLowerCase()));
  const context = Object.fromEntries(Object.entries(drawn.request.context).filter(([key]) => !left.has(key.toLowerCase())));
  return { ...drawn, request: { ...drawn.request, context } };
}

/** Every fourth pair is about the library's own policies. */
const REAL = 4;

test(`${PAIRS} random pairs of policies and request get the simulator's answer, apart from the differences that AWS's documentation decides`, async () => {
  const next = random(SEED);
  const [generated, real] = [new Grammar(next), new RealPolicies(next)];
  const unexplained: object[] = [];
  const count = { allowed: 0, denied: 0, undecided: 0, explained: 0, real: 0, realAllowed: 0 };
  for (let index = 0; index < PAIRS;) {
    const isReal = index % REAL === 0;
    const asked = isReal ? await real.case() : generated.case();
    const theirs = await simulated(asked);
    if (theirs === undefined) { continue; }
    const drawn = without(asked, theirs.ignored);
    index++;
    const { verdict } = evaluate(drawn.request, drawn.policies);
    count[verdict]++;
    if (isReal) { count.real++; }
    if (isReal && verdict === 'allowed') { count.realAllowed++; }
    if ((verdict === 'allowed') === theirs.allowed && verdict !== 'undecided') { continue; }
    if (DIFFERENCES.some(({ is }) => is(drawn, verdict))) {
      count.explained++;
    } else if (unexplained.length < 3) {
      unexplained.push({ index, verdict, drawn });
    }
  }
  expect(unexplained).toEqual([]);
  // Questions that all have one answer would prove nothing, and so would explanations that fit everything.
  expect(count.allowed).toBeGreaterThan(PAIRS / 20);
  expect(count.denied).toBeGreaterThan(PAIRS / 20);
  expect(count.explained).toBeLessThan(PAIRS / 50);
  expect(count.real).toBe(Math.ceil(PAIRS / REAL));
  expect(count.realAllowed).toBeGreaterThan(PAIRS / REAL / 20);
}, 600_000);
