import { App, Aspects, CfnResource, Fn, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { compliantTemplate, stackOf } from './fixture';
import { allow, findings, findingsOf, rawRole, stackIn, synthesized, USER_ARN } from './support';
import { BreakGlassChecks } from 'cdk-break-glass-checks';

const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

/** An app with the pack as its users register it. */
function checkedApp(): App {
  const app = new App({ analyticsReporting: false });
  Validations.of(app).addPlugins(new BreakGlassChecks(app));
  return app;
}

describe('registered as a plugin', () => {
  test('writes a report without findings and leaves the exit code alone', () => {
    const app = checkedApp();
    stackOf(compliantTemplate(), app);
    expect(synthesized(app)).toEqual({ exitCode: 0, findings: [] });
  });

  test('fails the process, and writes the findings into the report', () => {
    const app = checkedApp();
    const template = compliantTemplate();
    delete template.UseAlarm;
    stackOf(template, app);
    expect(synthesized(app)).toEqual({ exitCode: 1, findings: ['RoleUseRaisesAlarm at Stack/Role'] });
  });

  test('fails the process for a warning too, as the packs of cdk-nag do', () => {
    const app = checkedApp();
    const template = compliantTemplate();
    template.Role.Properties.AssumeRolePolicyDocument.Statement.pop();
    stackOf(template, app);
    expect(synthesized(app)).toEqual({ exitCode: 1, findings: ['RoleLimitsMFAAge at Stack/Role'] });
  });

  test('sees what aspects have changed', () => {
    const app = checkedApp();
    const stack = stackOf(compliantTemplate(), app);
    Aspects.of(stack).add({
      visit(node: IConstruct) {
        if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role') { node.addPropertyDeletionOverride('PermissionsBoundary'); }
      },
    });
    expect(synthesized(app).findings).toEqual(['RoleHasBoundary at Stack/Role']);
  });

  test('sees stages, each in the light of the whole app', () => {
    const app = checkedApp();
    new iam.CfnUser(stackIn(new Stage(app, 'Dev') as App), 'EmergencyJane');
    expect(findingsOf('AtLeastTwoBreakGlassUsers', app.node.findChild('Dev').node.findChild('Stack') as Stack)).toEqual(['at Dev/Stack/EmergencyJane']);
    new iam.CfnUser(stackIn(new Stage(app, 'Prod') as App), 'EmergencyJohn');
    expect(synthesized(app)).toEqual({ exitCode: 0, findings: [] });
  });

  test('says what is missing where neither CDK nor the constructor told it the app', () => {
    expect(() => new BreakGlassChecks().validate({ templatePaths: [] } as any)).toThrow('NagPack requires a construct tree');
  });

  test('checks the app that CDK names, not the scope of construction, where CDK names one', () => {
    const app = stackOf(compliantTemplate()).node.root;
    const other = stackIn();
    rawRole(other);
    const pack = new BreakGlassChecks(other);
    expect(pack.validate({ templatePaths: [], appConstruct: app } as any).success).toBe(true);
    expect(pack.validate({ templatePaths: [] } as any).success).toBe(false);
  });
});

describe('on a construct tree', () => {
  test('reports what failed, where, and how badly', () => {
    const stack = stackIn();
    rawRole(stack, allow({ AWS: USER_ARN }, mfa));
    const { success, violations } = new BreakGlassChecks().validateScope(stack);
    expect(success).toBe(false);
    expect(Object.fromEntries(violations.map(({ ruleName, severity }) => [ruleName, severity]))).toEqual({
      'BreakGlass-RoleLimitsMFAAge': 'warning', 'BreakGlass-RoleHasBoundary': 'error', 'BreakGlass-RoleUseRaisesAlarm': 'error',
    });
    expect(violations[0]).toEqual({
      ruleName: 'BreakGlass-RoleLimitsMFAAge',
      description: 'The emergency role accepts a sign-in with MFA of any age.',
      severity: 'warning',
      violatingResources: [{ constructPath: 'Stack/Role', locations: ['Properties'] }],
    });
  });

  test('says why and what to do where asked to be verbose', () => {
    const stack = stackIn();
    rawRole(stack, allow({ AWS: USER_ARN }, mfa));
    expect(new BreakGlassChecks(stack, { verbose: true }).validateScope(stack).violations[0].description)
      .toMatch(/^The emergency role accepts a sign-in with MFA of any age\. A session left open .* at most 12 hours\.$/);
  });

  test('says what it can\'t see where asked to be verbose', () => {
    const stack = stackIn();
    rawRole(stack, undefined, { permissionsBoundary: 'arn:aws:iam::111111111111:policy/Central' });
    const { violations } = new BreakGlassChecks(stack, { verbose: true }).validateScope(stack);
    expect(violations.find(({ ruleName }) => ruleName === 'BreakGlass-RoleBoundaryDenies')?.description)
      .toContain('the boundary arn:aws:iam::111111111111:policy/Central isn\'t defined in this app');
  });

  test('says the same when asked again, and what has changed since', () => {
    const stack = stackIn();
    const role = rawRole(stack);
    const pack = new BreakGlassChecks();
    const first = pack.validateScope(stack);
    expect(pack.validateScope(stack)).toEqual(first);
    role.roleName = 'Developer';
    expect(pack.validateScope(stack)).toEqual({ success: true, violations: [] });
  });

  test('checks a part of the app in the light of the rest', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => stackIn(app, id));
    new iam.CfnUser(one, 'EmergencyJane');
    new iam.CfnUser(two, 'EmergencyJohn');
    rawRole(two);
    expect(new BreakGlassChecks().validateScope(one)).toEqual({ success: true, violations: [] });
    expect(new BreakGlassChecks().validateScope(two).success).toBe(false);
  });

  test('has nothing to say of an app without emergency access', () => {
    const stack = stackIn();
    new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal(), managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] });
    new iam.User(stack, 'User');
    expect(findings(stack)).toEqual([]);
  });

  test('reports one role that it can\'t read, and no other for it', () => {
    const stack = stackOf(compliantTemplate());
    new iam.CfnRole(stack, 'Unreadable', { roleName: 'Firecall', assumeRolePolicyDocument: { 'Fn::If': ['Condition', {}, {}] } });
    const found = findings(stack);
    expect(found).toContain('RoleRequiresMFA at Stack/Unreadable');
    expect(found.filter((finding) => !finding.endsWith('at Stack/Unreadable'))).toEqual([]);
  });

  test('comes to an end on an app of 1,000 roles, raw references and policies included', () => {
    const app = new App({ analyticsReporting: false });
    const stack = stackIn(app);
    new iam.CfnManagedPolicy(stack, 'Boundary', { policyDocument: { Statement: [] } });
    for (let index = 0; index < 1000; index++) {
      const props = { assumeRolePolicyDocument: { Statement: allow({ AWS: USER_ARN }, mfa) }, maxSessionDuration: 7200, permissionsBoundary: Fn.ref('Boundary') };
      new iam.CfnRole(stack, `EmergencyRole${index}`, props);
      new iam.CfnPolicy(stack, `Policy${index}`, { policyName: 'Work', roles: [{ Ref: `EmergencyRole${index}` } as any], policyDocument: { Statement: [] } });
    }
    expect(findingsOf('RoleUseRaisesAlarm', stack)).toHaveLength(1000);
  });
});

describe('words', () => {
  const pamRole = (props: object) => {
    const stack = stackIn();
    rawRole(stack, undefined, { roleName: 'Developer', ...props });
    return stack;
  };

  test.each([
    ['pam-', { roleName: 'PAM-Admin' }],
    ['red.button', { path: '/red.button/' }],
    ['  pam-  ', { tags: [{ key: 'purpose', value: 'x-pam-x' }] }],
  ])('make %j say emergency', (word, props) => {
    const stack = pamRole(props);
    expect(findings(stack)).toEqual([]);
    expect(findingsOf('RoleHasBoundary', stack, { words: ['other', word] })).toEqual(['at Stack/Role']);
  });

  test('are text, no patterns', () => {
    expect(findings(pamRole({ roleName: 'RedXButton' }), { words: ['red.button', '.*dev', '[a-z]'] })).toEqual([]);
  });

  test.each(['', 'ab', ' ab ', '   '])('fail if too short: %j', (word) => {
    expect(() => new BreakGlassChecks(undefined, { words: ['pam-', word] }))
      .toThrow(`'words' must have at least 3 characters each, got '${word}'; a shorter one would be found in every other name`);
  });
});
