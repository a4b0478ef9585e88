import { CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { claims } from '../src';
import { newApp, resourceOf, TenLines } from './claims/ten-lines';
import { failing } from '../src/claims/counter-example';
import { prove } from 'cdk-break-glass/testing';

const REASON = 'The identity provider of the bastion asks for MFA';

describe('prove', () => {
  test('has no failures for the ten lines of README', () => {
    const app = newApp();
    new TenLines(app);
    expect(prove(app).failures).toEqual([]);
    expect(() => prove(app).assert()).not.toThrow();
  });

  test('takes a stack as well as the app, and proves the whole app: another stack may undo what this one promises', () => {
    const app = newApp();
    const { stack } = new TenLines(app);
    new TenLines(new Stage(app, 'Prod')).withoutMfaAge();
    expect(prove(stack).failures).toEqual(prove(app).failures);
    expect(prove(stack).failures).toHaveLength(2);
  });

  test('fails with a line for each counter-example, the claim first', () => {
    const app = newApp();
    new TenLines(app).withoutMfaAge();
    const { failures, claims: proven } = prove(app);
    expect(failures[0]).toMatch(/^role-needs-recent-mfa: BREAK-GLASS-\S+: jane\.doe-BREAK-GLASS .* with MFA \d+ seconds ago: allowed by /);
    expect(proven.find(({ id }) => id === 'role-needs-recent-mfa')).toMatchObject({ verdict: 'fails', counterExamples: [expect.any(String), expect.any(String)] });
  });

  test('fails with an error that Jest prints as a list', () => {
    const app = newApp();
    new TenLines(app).withoutMfaAge();
    expect(() => prove(app).assert()).toThrow(/^break-glass claims fail:\n- role-needs-recent-mfa: .*\n- role-needs-recent-mfa: [^\n]*$/);
  });

  test('fails with three counter-examples of each claim, those of different users first, and counts the others: every failing claim is seen', () => {
    const app = newApp();
    for (const id of ['One', 'Two']) {
      const { jane } = new TenLines(app, id);
      resourceOf(jane, 'AWS::IAM::User').addPropertyOverride('ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']);
      resourceOf(jane, 'AWS::IAM::ManagedPolicy').addPropertyDeletionOverride('PolicyDocument.Statement.1');
    }
    const { failures, assert, claims: proven } = prove(app);
    let message = '';
    try { assert(); } catch (error) { message = (error as Error).message; }
    expect(message).toMatch(/^break-glass claims fail:\n/);
    for (const { id, counterExamples } of proven.filter(({ verdict }) => verdict === 'fails')) {
      const told = [...message.matchAll(new RegExp(`^- ${id}: `, 'gm'))].length;
      // Two stacks for any account can give the same line.
      expect([id, told]).toEqual([id, Math.min(3, new Set(counterExamples).size)]);
      if (counterExamples.length > told) { expect(message).toContain(`\n  and ${counterExamples.length - told} more of ${id}`); }
    }
    expect(message.split('\n').length).toBeLessThan(failures.length);
  });

  test('tells each of three subjects before a second counter-example of the first', () => {
    const lines = (...subjects: string[]) => subjects.map((subject, index) => `role-bounded: ${subject}: text ${index}: because`);
    expect(failing(lines('A', 'A', 'B', 'A', 'C', 'D'))).toBe([
      'break-glass claims fail:', '- role-bounded: A: text 0: because', '- role-bounded: B: text 2: because', '- role-bounded: C: text 4: because', '  and 3 more of role-bounded',
    ].join('\n'));
    expect(failing(lines('A', 'A', 'A', 'A', 'B'))).toContain('\n- role-bounded: B: ');
    expect(failing(lines('A'))).toBe('a break-glass claim fails:\n- role-bounded: A: text 0: because');
  });

  test('fails for what changed after an earlier synthesis', () => {
    const app = newApp();
    const lines = new TenLines(app);
    expect(prove(app).failures).toEqual([]);
    lines.withoutMfaAge();
    expect(prove(app).failures).not.toEqual([]);
  });

  test('synthesizes the same templates each time', () => {
    const app = newApp();
    const { stack } = new TenLines(app);
    const template = () => app.synth().getStackByName(stack.stackName).template;
    const before = JSON.stringify(template());
    prove(app);
    prove(app);
    expect(JSON.stringify(template())).toBe(before);
  });

  test('lists what is acknowledged with its reason, and doesn\'t fail for it', () => {
    const app = newApp();
    const { role } = new TenLines(app).withoutMfaAge();
    claims.Claims.acknowledge(role, 'role-needs-recent-mfa', REASON);
    const proof = prove(app);
    expect(proof.failures).toEqual([]);
    expect(proof.acknowledged).toHaveLength(2);
    expect(proof.acknowledged[0]).toMatch(new RegExp(`^role-needs-recent-mfa: .*; acknowledged: ${REASON}$`));
  });
});

describe('the claims of a proof', () => {
  test('are all of them, or those that are named', () => {
    const app = newApp();
    new TenLines(app).withoutMfaAge();
    expect(prove(app).claims.length).toBeGreaterThan(50);
    const one = prove(app, { claims: ['role-needs-mfa'] });
    expect(one.claims).toEqual([expect.objectContaining({ id: 'role-needs-mfa', verdict: 'holds' })]);
    expect(one.failures).toEqual([]);
  });

  test('fails for one that is named and has nothing to ask', () => {
    const app = newApp();
    new TenLines(app);
    expect(prove(app, { claims: ['elevation-calls-are-signed', 'role-needs-recent-mfa'] }).failures)
      .toEqual(['elevation-calls-are-signed: nothing to prove, the app has no resource that the claim is about']);
  });

  test('fails for a misspelled one, with the nearest id', () => {
    expect(() => prove(newApp(), { claims: ['role-need-mfa'] })).toThrow('\'claims\' must be ids of claims, got \'role-need-mfa\'; write it as \'role-needs-mfa\'');
  });
});

test('fails for an app without break-glass access: such a test would always pass', () => {
  const app = newApp();
  new CfnOutput(new Stack(app, 'Other'), 'Output', { value: 'nothing' });
  expect(prove(app).failures).toEqual(['nothing to prove: the app has no break-glass access']);
  expect(() => prove(app).assert()).toThrow('nothing to prove');
});

test('fails for a role written by hand under a name of the library', () => {
  const app = newApp();
  new CfnRole(new Stack(app, 'Careless'), 'Role', {
    roleName: 'BREAK-GLASS-ADMIN',
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'sts:AssumeRole' }] },
  });
  expect(prove(app).failures.length).toBeGreaterThan(0);
});

test.each([
  ['nothing', undefined], ['a template', { Resources: {} }], ['a number', 5], ['a construct without an app', new Construct(undefined as any, '')],
])('fails for %s in place of the app', (_, wrong) => {
  expect(() => prove(wrong as any)).toThrow('\'scope\' must be an app, or a stack in one, got');
});
