import { App, Aspects, CfnResource, Lazy, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { newApp, resourceOf, TenLines, validated } from './ten-lines';
import { claims } from '../../src';

const REASON = 'The identity provider of the bastion asks for MFA';
const ack = (construct: any, claim: any = 'role-needs-recent-mfa', reason: any = REASON) => claims.Claims.acknowledge(construct, claim, reason);

function proofsOf(app: App): claims.BreakGlassClaims {
  const proofs = new claims.BreakGlassClaims(app);
  Validations.of(app).addPlugins(proofs);
  return proofs;
}

const metadataOf = (stack: Stack, type: string) => Object.values<any>(Template.fromStack(stack).findResources(type))
  .map(({ Metadata }) => Metadata?.['break-glass-acknowledged']);

describe('an acknowledged counter-example', () => {
  test('doesn\'t fail the synthesis, and stays in the report with its reason', () => {
    const app = newApp();
    const { role } = new TenLines(app).withoutMfaAge();
    ack(role);
    const proofs = proofsOf(app);
    const { exitCode, findings } = validated(app);
    expect(exitCode).toBe(0);
    expect(proofs.failures).toEqual([]);
    expect(findings).toEqual([expect.objectContaining({ rule: 'role-needs-recent-mfa', severity: 'info', path: 'BreakGlass/Investigator/Resource' })]);
    expect(findings[0].description).toMatch(new RegExp(`^Acknowledged: ${REASON}\n`));
  });

  test('is in the template, for those who have nothing else', () => {
    const { role, stack } = new TenLines(newApp());
    ack(role);
    ack(role, 'role-session-length');
    expect(metadataOf(stack, 'AWS::IAM::Role')).toEqual([{ 'role-needs-recent-mfa': REASON, 'role-session-length': REASON }]);
    expect(metadataOf(stack, 'AWS::IAM::User')).toEqual([undefined, undefined]);
  });

  test('of a claim leaves the others: fails for another one on the same construct', () => {
    const app = newApp();
    const { role } = new TenLines(app).withoutMfaAge();
    ack(role, 'role-session-length');
    proofsOf(app);
    expect(validated(app).exitCode).toBe(1);
  });

  test('of a construct leaves the others: fails for the same claim elsewhere', () => {
    const app = newApp();
    const { role } = new TenLines(new Stage(app, 'Test')).withoutMfaAge();
    new TenLines(new Stage(app, 'Prod')).withoutMfaAge();
    ack(role);
    proofsOf(app);
    const { exitCode, findings } = validated(app);
    expect(exitCode).toBe(1);
    expect(findings.map(({ severity, path }) => `${severity} ${path.split('/')[0]}`).sort()).toEqual(['fatal Prod', 'info Test']);
  });

  test('beside another fails with both in the report', () => {
    const app = newApp();
    const { role, jane } = new TenLines(app).withoutMfaAge();
    ack(role);
    resourceOf(jane, 'AWS::IAM::User').addPropertyOverride('LoginProfile.PasswordResetRequired', false);
    proofsOf(app);
    const { exitCode, findings } = validated(app);
    expect(exitCode).toBe(1);
    expect(findings).toEqual(expect.arrayContaining([
      expect.objectContaining({ rule: 'role-needs-recent-mfa', severity: 'info' }),
      expect.objectContaining({ rule: 'password-generated', severity: 'fatal' }),
    ]));
  });
});

describe('an acknowledgement that accepts nothing', () => {
  const stale = (findings: readonly { readonly severity: string; readonly rule: string }[]) => findings.filter(({ severity }) => severity === 'warning').map(({ rule }) => rule);

  test('is a warning, and no failure: of a claim that holds, and of one that doesn\'t apply there', () => {
    const app = newApp();
    const { role, jane } = new TenLines(app);
    ack(role);
    ack(jane, 'role-session-length');
    const proofs = proofsOf(app);
    const { exitCode, findings } = validated(app);
    expect(exitCode).toBe(0);
    expect(proofs.failures).toEqual([]);
    expect(stale(findings).sort()).toEqual(['role-needs-recent-mfa', 'role-session-length']);
    expect(findings[0]).toMatchObject({ description: expect.stringContaining(`Acknowledged, but holds: ${REASON}`), fix: expect.stringContaining('Remove the acknowledgement') });
  });

  test('isn\'t one whose construct has other resources as well, which don\'t fail', () => {
    const app = newApp();
    const { role } = new TenLines(app).withoutMfaAge();
    ack(role);
    proofsOf(app);
    expect(stale(validated(app).findings)).toEqual([]);
  });

  test('is one in the stage where the claim holds, and none in the other', () => {
    const app = newApp();
    ack(new TenLines(new Stage(app, 'Test')).withoutMfaAge().role);
    ack(new TenLines(new Stage(app, 'Prod')).role);
    proofsOf(app);
    expect(validated(app).findings.map(({ severity, path }) => `${severity} ${path.split('/')[0]}`).sort()).toEqual(['info Test', 'warning Prod']);
  });
});

describe('an acknowledgement that is written into Metadata by hand', () => {
  const written = (metadata: unknown) => {
    const app = newApp();
    const { role } = new TenLines(app).withoutMfaAge();
    (role.node.findAll().find((node) => CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role') as CfnResource).addMetadata('break-glass-acknowledged', metadata);
    proofsOf(app);
    return validated(app);
  };

  test('is taken as one by Claims.acknowledge', () => {
    expect(written({ 'role-needs-recent-mfa': REASON })).toMatchObject({ exitCode: 0, findings: [{ severity: 'info' }] });
  });

  test.each([
    ['a reason that is too short', { 'role-needs-recent-mfa': 'later' }, /role-needs-recent-mfa: 'reason' must say in at least 10 characters what holds instead, got 'later'/],
    ['no text', { 'role-needs-recent-mfa': {} }, /'reason' must say/],
    ['an unknown claim', { 'role-needs-recent-mf': REASON }, /'claim' must be the id of a claim, got 'role-needs-recent-mf'; write it as 'role-needs-recent-mfa'/],
  ])('fails with %s, and the report warns why it isn\'t taken', (_, metadata, why) => {
    const { exitCode, findings } = written(metadata);
    expect(exitCode).toBe(1);
    expect(findings.filter(({ severity }) => severity === 'warning')).toEqual([
      expect.objectContaining({ rule: 'break-glass-acknowledged', path: 'BreakGlass/Investigator/Resource', description: expect.stringMatching(why) }),
    ]);
  });
});

describe('the resources that it covers', () => {
  const resource = (scope: Construct, id: string) => new CfnResource(scope, id, { type: 'Test::Made::Later' });

  test('are those beneath the construct that exist, and those that come later', () => {
    const stack = new Stack(newApp(), 'Stack');
    const group = new Construct(stack, 'Group');
    resource(group, 'Early');
    ack(group);
    resource(group, 'Late');
    expect(metadataOf(stack, 'Test::Made::Later')).toEqual([{ 'role-needs-recent-mfa': REASON }, { 'role-needs-recent-mfa': REASON }]);
  });

  test('are those that an aspect adds', () => {
    const stack = new Stack(newApp(), 'Stack');
    const group = new Construct(stack, 'Group');
    ack(group);
    Aspects.of(stack).add({ visit: (node) => { if (node === group && !group.node.tryFindChild('Added')) { resource(group, 'Added'); } } });
    expect(metadataOf(stack, 'Test::Made::Later')).toEqual([{ 'role-needs-recent-mfa': REASON }]);
  });

  test('are marked when an aspect acknowledges', () => {
    const stack = new Stack(newApp(), 'Stack');
    const made = resource(stack, 'Made');
    Aspects.of(stack).add({ visit: (node) => { if (node === made) { ack(made); } } });
    expect(metadataOf(stack, 'Test::Made::Later')).toEqual([{ 'role-needs-recent-mfa': REASON }]);
  });

  test('are not those of a nested stack beneath, nor of a sibling', () => {
    const stack = new Stack(newApp(), 'Stack');
    const group = new Construct(stack, 'Group');
    resource(stack, 'Sibling');
    const nested = new NestedStack(group, 'Nested');
    resource(nested, 'Inside');
    ack(group);
    expect(metadataOf(stack, 'Test::Made::Later')).toEqual([undefined]);
    expect(metadataOf(nested, 'Test::Made::Later')).toEqual([undefined]);
  });

  test('keep their other metadata, and the nearest reason', () => {
    const stack = new Stack(newApp(), 'Stack');
    const role = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
    role.addMetadata('owner', 'security');
    const outer = new Construct(stack, 'Outer');
    const inner = resource(outer, 'Inner');
    ack(role);
    ack(outer);
    ack(inner, 'role-needs-recent-mfa', 'A reason of its own, for this one');
    expect(Template.fromStack(stack).findResources('AWS::IAM::Role')[role.logicalId as any] ?? Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'))[0].Metadata)
      .toMatchObject({ 'owner': 'security', 'break-glass-acknowledged': { 'role-needs-recent-mfa': REASON } });
    expect(metadataOf(stack, 'Test::Made::Later')).toEqual([{ 'role-needs-recent-mfa': 'A reason of its own, for this one' }]);
  });
});

describe('refuses', () => {
  const app = newApp();
  const stack = new Stack(app, 'Stack');
  const construct = new Construct(stack, 'Part');

  test.each([
    ['the app', app, 'got \'the whole app\''],
    ['a stage', new Stage(app, 'Stage'), 'got \'all of Stage\''],
    ['a stack', stack, 'got \'all of Stack\''],
    ['a nested stack', new NestedStack(stack, 'Nested'), 'got \'all of Stack/Nested\''],
    ['a construct that holds stacks', new Construct(app, 'Holder'), 'got \'all of Holder\''],
  ])('%s, and says to name the construct', (_, whole, text) => {
    expect(() => ack(whole)).toThrow(text);
    expect(() => ack(whole)).toThrow('name the construct that fails the claim');
  });

  test.each([
    ['nothing', undefined], ['a text', 'Stack/Part'], ['an object', {}], ['a number', 5],
  ])('%s in place of the construct', (_, wrong) => {
    expect(() => ack(wrong)).toThrow('\'construct\' must be a construct');
  });

  test('a misspelled claim, with the nearest id', () => {
    expect(() => ack(construct, 'role-need-mfa')).toThrow('\'claim\' must be the id of a claim, got \'role-need-mfa\'; write it as \'role-needs-mfa\'');
  });

  test.each([['something else', 'xyzzy'], ['nothing', undefined], ['a number', 7], ['a name that every object has', 'constructor']])('%s as the claim', (_, claim) => {
    expect(() => claims.Claims.acknowledge(construct, claim as any, REASON)).toThrow('lists the ids');
  });

  test.each([
    ['none', undefined], ['an empty one', ''], ['spaces', '            '], ['a placeholder', 'false positive'], ['a number', 5], ['dots', '.............'],
    ['a token', Lazy.string({ produce: () => REASON })],
  ])('%s as the reason', (_, reason) => {
    expect(() => claims.Claims.acknowledge(construct, 'role-needs-recent-mfa', reason as any)).toThrow(/'reason' must say in at least 10 characters what holds instead, got/);
  });

  test('and writes nothing then', () => {
    expect(construct.node.findAll().filter(CfnResource.isCfnResource)).toEqual([]);
  });
});

test('fails all the same when the metadata was written by hand without a real reason', () => {
  const app = newApp();
  const { role } = new TenLines(app).withoutMfaAge();
  resourceOf(role, 'AWS::IAM::Role').addMetadata('break-glass-acknowledged', { 'role-needs-recent-mfa': 'todo' });
  proofsOf(app);
  expect(validated(app).exitCode).toBe(1);
});
