/** Where ElevatedAccess can stand: in the Region of Identity Center, and in the account of its callers. */
import { App, Aws, Stack } from 'aws-cdk-lib';
import { ACCOUNT, CONTAIN_RULE, IDENTITY_STORE, INSTANCE, PAYMENTS, PEOPLE } from './support/fixture';
import { messageOf } from '../identity/fixtures';
import { elevation, NotificationTarget } from 'cdk-break-glass';

function place(props: Partial<elevation.IdentityCenterDirectoryProps>, env: { readonly account?: string; readonly region?: string }): () => unknown {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env });
  const identityCenter = new elevation.IdentityCenterDirectory({
    instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: ACCOUNT, ...props,
  });
  return () => new elevation.ElevatedAccess(stack, 'Access', {
    people: PEOPLE, rules: [new elevation.ElevationRule('contain', CONTAIN_RULE)], identityCenter, notify: [NotificationTarget.opsItem()],
  });
}

const HERE = { account: ACCOUNT, region: 'eu-central-1' };

test('fails in another Region than that of the directory', () => {
  expect(messageOf(place({ region: 'us-east-1' }, HERE))).toBe("'identityCenter' must be an instance of the Region of ElevatedAccess, eu-central-1, got 'us-east-1'; "
    + 'deploy the stack into the Region of Identity Center');
});

test('fails in another account than that of the callers', () => {
  expect(messageOf(place({ accountId: PAYMENTS }, HERE))).toBe(`'accountId' of 'identityCenter' must be the account of ElevatedAccess, ${ACCOUNT}: the API lets callers of its own account in, `
    + `got '${PAYMENTS}'; assign the permission set of the callers in that account`);
});

test('fails for an instance of another partition', () => {
  expect(messageOf(place({}, { account: ACCOUNT, region: 'cn-north-1' }))).toMatch(/^'instanceArn' must be an instance of the partition of cn-north-1, aws-cn,/);
});

test('accepts the same Region and account, and stacks and directories that know neither', () => {
  expect(place({ region: 'eu-central-1' }, HERE)).not.toThrow();
  expect(place({ region: 'us-east-1' }, { account: ACCOUNT })).not.toThrow();
  expect(place({ region: Aws.REGION }, HERE)).not.toThrow();
  expect(place({ accountId: PAYMENTS }, { region: 'eu-central-1' })).not.toThrow();
  expect(place({}, {})).not.toThrow();
});

test.each([['eu-central-1a', "write it as 'eu-central-1'"], ['EU Central 1', "write it as 'eu-central-1'"], ['Frankfurt', "write it as 'eu-central-1'"], ['', '']])(
  'fails for %j, which is no Region', (region, fix) => {
    const message = messageOf(() => new elevation.IdentityCenterDirectory({ instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: ACCOUNT, region }));
    expect(message).toMatch(/^'region' must be the name of the Region in which Identity Center was enabled, got /);
    expect(message).toContain(fix);
  });
