import { ACCOUNT, DIRECTORY, iamUser, IDENTITY_STORE, importedUser, INSTANCE, userId } from './support/fixture';
import { A_TOKEN, messageOf, tokenText } from '../identity/fixtures';
import { elevation } from 'cdk-break-glass';

const { IdentityCenterDirectory } = elevation;
const PROPS = { instanceArn: INSTANCE, identityStoreId: IDENTITY_STORE, permissionSetName: 'Elevation', accountId: ACCOUNT };
const errorFor = (props: Partial<elevation.IdentityCenterDirectoryProps>) => messageOf(() => new IdentityCenterDirectory({ ...PROPS, ...props }));

describe('a directory', () => {
  test('keeps what it was given', () => {
    expect(new IdentityCenterDirectory(PROPS)).toMatchObject(PROPS);
  });

  test.each([
    ['instanceArn', 'ssoins-1234567890abcdef', "'instanceArn' must be the ARN of an Identity Center instance, got 'ssoins-1234567890abcdef'"],
    ['identityStoreId', 'd-123', "'identityStoreId' must be the id of an identity store, got 'd-123'"],
    ['permissionSetName', 'arn:aws:sso:::x', "'permissionSetName' must be the name of a permission set, got 'arn:aws:sso:::x'"],
    ['accountId', '1111', "'accountId' must be an account id of 12 digits, got '1111'"],
    ['permissionSetName', tokenText(), `'permissionSetName' must be the name of a permission set, got ${A_TOKEN}`],
    ['accountId', tokenText(), `'accountId' must be known at synthesis, got ${A_TOKEN}`],
  ])('fails for the %s %j', (prop, value, message) => {
    expect(errorFor({ [prop]: value })).toMatch(message);
  });
});

describe('a person of a directory', () => {
  test('is one line: the user name is the id of the person as well', () => {
    const jane = DIRECTORY.person('jane.doe@example.com', userId(1));
    expect(jane.name).toBe('jane.doe@example.com');
    expect(jane._userId).toBe(userId(1));
    expect(jane._principals.map(({ _key }) => _key)).toEqual([`sso:${ACCOUNT}:Elevation:jane.doe@example.com`]);
  });

  test('has another id where one is given, and all of its identities', () => {
    const jane = DIRECTORY.person('jane.doe@example.com', userId(1), {
      id: 'jane',
      iamUser: importedUser(`arn:aws:iam::${ACCOUNT}:user/jane`),
      otherPrincipals: [iamUser(`arn:aws:iam::${ACCOUNT}:user/jane.admin`)],
    });
    expect(jane.name).toBe('jane');
    expect(jane._principals.map(({ _key }) => _key)).toEqual([
      `sso:${ACCOUNT}:Elevation:jane.doe@example.com`, `arn:aws:iam::${ACCOUNT}:user/jane`, `arn:aws:iam::${ACCOUNT}:user/jane.admin`,
    ]);
  });

  test.each([['jane_doe', 'jane-doe'], ['jane+doe@example.com', 'jane-doe@example.com'], ['_jane', 'jane'], ['__', 'jane.doe']])(
    'fails for the user name %j without an id, and puts it right', (name, id) => {
      expect(messageOf(() => DIRECTORY.person(name, userId(1))))
        .toBe(`'name' must be 2 to 64 letters, digits, dots, dashes and @ to be the person's id as well, got '${name}'; give 'options.id', as in { id: '${id}' }`);
      expect(DIRECTORY.person(name, userId(1), { id: 'jane' }).name).toBe('jane');
    });

  test.each(['', 'j', 'jane doe', tokenText(), undefined as any, 7 as any])('fails for %j, which is no user name', (name) => {
    expect(messageOf(() => DIRECTORY.person(name, userId(1)))).toMatch(/^'name' must be the name of a user in Identity Center, 2 to 64 characters/);
  });

  test.each(['', 'jane', tokenText(), undefined as any])('fails for the user id %j', (id) => {
    expect(messageOf(() => DIRECTORY.person('jane', id))).toMatch(/^'userId' must be the id of a user or group in the identity store/);
  });

  test('fails for an id of another form', () => {
    expect(messageOf(() => DIRECTORY.person('jane', userId(1), { id: 'jane doe' }))).toMatch(/^'name' must be 2 to 64 letters, digits, dots, dashes and @, got 'jane doe'/);
  });
});
