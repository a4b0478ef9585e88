import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib';
import { Phase, Playbook, PlaybookPermissionSet, elevation } from '../../src';
import { CONTAIN_RULE, elevatedAccess, WEB } from '../elevation/support/fixture';
import { messageOf } from '../identity/fixtures';

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1234567890abcdef';
const OTHER = 'arn:aws:sso:::instance/ssoins-fedcba0987654321';
const [MANAGEMENT, DELEGATED, THIRD] = ['111111111111', '222222222222', '444444444444'];

const stackIn = (app: App | Stage, id: string, account?: string, region?: string) => new Stack(app, id, { env: { account, region } });
const app = () => new App({ analyticsReporting: false });

/** A permission set, by which a stack administers an instance. */
const set = (stack: Stack, instanceArn: string = INSTANCE, id: string = 'Set', name: string = `${stack.stackName}-${id}`) => (
  new PlaybookPermissionSet(stack, id, { instanceArn, playbook: Playbook.RANSOMWARE, phase: Phase.CONTAINMENT, permissionSetName: name }));

describe('the partition', () => {
  test.each([['cn-north-1', 'aws-cn'], ['us-gov-west-1', 'aws-us-gov']])('fails for an instance of another partition in %s', (region, partition) => {
    expect(messageOf(() => set(stackIn(app(), 'Stack', MANAGEMENT, region)))).toBe(`'instanceArn' must be an instance of the partition of ${region}, ${partition}, got '${INSTANCE}'; `
      + `give the instance of the organization in ${partition}, or deploy the stack into a Region of the other partition`);
    expect(() => set(stackIn(app(), 'Stack', MANAGEMENT, region), INSTANCE.replace('arn:aws:', `arn:${partition}:`))).not.toThrow();
  });

  test('fails for an instance of China in a Region of the standard partition', () => {
    expect(messageOf(() => set(stackIn(app(), 'Stack', MANAGEMENT, 'eu-central-1'), INSTANCE.replace('arn:aws:', 'arn:aws-cn:')))).toMatch(/^'instanceArn' must be an instance of the partition of eu-central-1, aws,/);
  });

  test('is not known of a stack for any Region, of a Region that is new, and of an instance that a parameter gives', () => {
    expect(() => set(stackIn(app(), 'Stack'), INSTANCE.replace('arn:aws:', 'arn:aws-cn:'))).not.toThrow();
    const stack = stackIn(app(), 'Stack', MANAGEMENT, 'cn-north-1');
    expect(() => set(stack, new CfnParameter(stack, 'Instance').valueAsString)).not.toThrow();
  });
});

describe('the Region', () => {
  test('fails for an instance that another stack of the app uses in another one', () => {
    const whole = app();
    set(stackIn(whole, 'One', MANAGEMENT, 'eu-central-1'));
    expect(messageOf(() => set(stackIn(whole, 'Two', MANAGEMENT, 'us-east-1')))).toBe("'instanceArn' must be used in its own Region only, and One/Set uses it in eu-central-1, "
      + `got '${INSTANCE} in us-east-1'; deploy both stacks into the Region of Identity Center: 'aws sso-admin list-instances' shows the instance there`);
  });

  test('fails across stages too', () => {
    const whole = app();
    set(stackIn(new Stage(whole, 'Test'), 'One', MANAGEMENT, 'eu-central-1'));
    expect(() => set(stackIn(new Stage(whole, 'Production'), 'One', MANAGEMENT, 'us-east-1'))).toThrow(/Test\/One\/Set uses it in eu-central-1/);
  });

  test('is free for another instance, another app, the same Region, a stack for any Region, and after a removal', () => {
    const whole = app();
    const first = stackIn(whole, 'One', MANAGEMENT, 'eu-central-1');
    set(first);
    expect(() => set(stackIn(whole, 'Other', MANAGEMENT, 'us-east-1'), OTHER)).not.toThrow();
    expect(() => set(stackIn(app(), 'Two', MANAGEMENT, 'us-east-1'))).not.toThrow();
    expect(() => set(stackIn(whole, 'Same', MANAGEMENT, 'eu-central-1'))).not.toThrow();
    expect(() => set(stackIn(whole, 'Any', MANAGEMENT))).not.toThrow();
    whole.node.tryRemoveChild('Same');
    first.node.tryRemoveChild('Set');
    expect(() => set(stackIn(whole, 'Moved', MANAGEMENT, 'us-east-1'))).not.toThrow();
  });
});

describe('the account', () => {
  test('may be the management account and one other: the delegated administrator', () => {
    const whole = app();
    set(stackIn(whole, 'One', MANAGEMENT, 'eu-central-1'));
    expect(() => set(stackIn(whole, 'Two', DELEGATED, 'eu-central-1'))).not.toThrow();
    expect(messageOf(() => set(stackIn(whole, 'Three', THIRD, 'eu-central-1')))).toBe("'instanceArn' must be used in the management account and in one other at most, and "
      + `One/Set uses it in ${MANAGEMENT}, Two/Set uses it in ${DELEGATED}, got '${INSTANCE} in ${THIRD}'; deploy the stacks into the account that administers Identity Center`);
    expect(() => set(stackIn(whole, 'Any'))).not.toThrow();
  });

  test('is one of two, of which the management account is known by the directory of ElevatedAccess', () => {
    const { stack } = elevatedAccess({
      rules: { contain: { ...CONTAIN_RULE, accounts: [WEB] } },
      props: {
        identityCenter: new elevation.IdentityCenterDirectory({
          instanceArn: INSTANCE, identityStoreId: 'd-1234567890', permissionSetName: 'Elevation', accountId: '111111111111', managementAccountId: THIRD,
        }),
      },
    });
    const whole = stack.node.root as App;
    expect(() => set(stackIn(whole, 'Management', THIRD, 'eu-central-1'))).not.toThrow();
    expect(messageOf(() => set(stackIn(whole, 'Another', DELEGATED, 'eu-central-1')))).toMatch(/and Elevation\/Access uses it in 111111111111, got /);
  });
});

describe('a name of a permission set', () => {
  test('exists once in an instance', () => {
    const whole = app();
    const stack = stackIn(whole, 'One', MANAGEMENT, 'eu-central-1');
    set(stack, INSTANCE, 'Set', 'CONTAIN');
    expect(messageOf(() => set(stack, INSTANCE, 'Again', 'CONTAIN'))).toBe("'permissionSetName' must be a name that no other permission set of the instance has, and One/Set makes it, "
      + "got 'CONTAIN'; use that permission set, or give this one another name");
    expect(() => set(stack, INSTANCE, 'Case', 'Contain')).not.toThrow();
    expect(() => set(stack, OTHER, 'Elsewhere', 'CONTAIN')).not.toThrow();
    expect(() => set(stack, new CfnParameter(stack, 'Instance').valueAsString, 'Unknown', 'CONTAIN')).not.toThrow();
  });

  test('is taken by the permission set of callers as well', () => {
    const { stack } = elevatedAccess({ props: { callerPermissionSet: true } });
    expect(messageOf(() => set(stack, INSTANCE, 'Set', 'Elevation'))).toMatch(/and Elevation\/Access\/Callers makes it/);
    expect(() => set(elevatedAccess().stack, INSTANCE, 'Set', 'Elevation')).not.toThrow();
  });
});
