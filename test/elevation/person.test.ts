import { App, Stack } from 'aws-cdk-lib';
import { IUserRef, User } from 'aws-cdk-lib/aws-iam';
import { ACCOUNT, iamUser, userId } from './support/fixture';
import { A_TOKEN, messageOf, NONE, tokenText } from '../identity/fixtures';
import { BreakGlassUser, elevation } from 'cdk-break-glass';

const { Person, PersonPrincipal } = elevation;
const SSO = { userId: userId(1), userName: 'jane@example.com', permissionSetName: 'Elevation', accountId: ACCOUNT };
const sso = (props: Partial<elevation.IdentityCenterPrincipalProps> = {}) => PersonPrincipal.identityCenterUser({ ...SSO, ...props });
const IMPORT_IT = "import it by its ARN: User.fromUserArn(this, 'Jane', 'arn:aws:iam::111122223333:user/jane')";
const JANE = `arn:aws:iam::${ACCOUNT}:user/people/jane`;

/** A user that has no other property than an ARN, whatever it looks like. */
const userAt = (userArn: string) => ({ userRef: { userArn, userName: 'jane' } }) as unknown as IUserRef;

describe('an IAM user', () => {
  test.each([JANE, `arn:aws:iam::${ACCOUNT}:user/jane`, `arn:aws-cn:iam::${ACCOUNT}:user/a/b/j=a.n,e@x+y-z_`])('is known by its ARN: %s', (arn) => {
    expect(iamUser(arn)).toMatchObject({ _kind: 'iam', _key: arn, _grantee: arn });
  });

  test.each([
    '', 'jane', `arn:aws:iam::${ACCOUNT}:role/jane`, `arn:aws:iam::${ACCOUNT}:user/`, `arn:aws:iam::${ACCOUNT}:user/*`, `arn:aws:iam::${ACCOUNT}:user/${'${aws:username}'}`,
    `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/jane`, `arn:aws:sts::${ACCOUNT}:federated-user/jane`, 'arn:aws:iam::12345678901:user/jane', `arn:aws:iam::${ACCOUNT}:root`,
    `${JANE}\n`, ` ${JANE}`, `arn:aws:iam::${ACCOUNT}:user/x","caller":"y`, `arn:aws:iam::${ACCOUNT}:group/jane`,
  ])('fails for %j', (arn) => {
    expect(messageOf(() => PersonPrincipal.iamUser(userAt(arn))))
      .toBe(`'user' must be an IAM user, got '${arn}'; ${IMPORT_IT}`);
  });

  test('is a break-glass user, made or imported', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: 'eu-central-1' } });
    const made = new BreakGlassUser(stack, 'Jane', { responderName: 'Jane Doe', responderEmail: 'jane.doe@example.com', emergencyContact: 'oncall@example.com' });
    expect(stack.resolve(PersonPrincipal.iamUser(made)._key)).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${ACCOUNT}:user/bg/jane.doe-BREAK-GLASS`]],
    });
    expect(PersonPrincipal.iamUser(BreakGlassUser.fromUserArn(stack, 'Imported', JANE))._key).toBe(JANE);
  });

  test('is the same principal whether its partition is written or left to the deployment', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: 'eu-central-1' } });
    const byName = PersonPrincipal.iamUser(BreakGlassUser.fromUserName(stack, 'Jane', 'jane.doe-BREAK-GLASS'));
    const byArn = iamUser(`arn:aws:iam::${ACCOUNT}:user/bg/jane.doe-BREAK-GLASS`);
    expect(messageOf(() => new Person('jane', { principals: [byName, byArn] }))).toMatch(/^'principals' must not hold the same entry twice/);
  });

  test.each([
    ['a token', () => userAt(tokenText())],
    ['a user whose name CloudFormation makes up', () => new User(new Stack(new App(), 'Stack', { env: { account: ACCOUNT } }), 'User')],
    ['a user of a stack without an account', () => User.fromUserName(new Stack(), 'User', 'jane')],
    ['an ARN with a token in its account', () => userAt(`arn:aws:iam::${tokenText()}:user/jane`)],
  ])('fails for %s', (_, user) => {
    expect(messageOf(() => PersonPrincipal.iamUser(user())))
      .toBe(`'user' must have an account, a path and a name that are known at synthesis, got ${A_TOKEN}; ${IMPORT_IT}`);
  });

  test.each([undefined, null, JANE, {}, { userArn: JANE }, { userRef: {} }])('fails for %j from JavaScript', (user) => {
    expect(messageOf(() => PersonPrincipal.iamUser(user as any))).toBe(`'user' must be an IAM user, got ${typeof user === 'string' ? `'${user}'` : String(user)}; ${IMPORT_IT}`);
  });
});

describe('a user of Identity Center', () => {
  test('is known by account, permission set and user name, and granted to by its id', () => {
    expect(sso()).toMatchObject({ _kind: 'sso', _key: `sso:${ACCOUNT}:Elevation:jane@example.com`, _grantee: userId(1), _userName: 'jane@example.com' });
  });

  test.each([userId(1), '906790b6-de1f-6f2e-1a2b-4c5d8e9f0000', userId(1).toUpperCase()])('has an id such as %s', (id) => {
    expect(sso({ userId: id })._grantee).toBe(id);
  });

  test.each(['', 'jane', `${userId(1)}0`, userId(1).slice(1), `x${userId(1)}`, `${userId(1)}\n`, '906790b6f4'])('fails for the id %j', (id) => {
    expect(messageOf(() => sso({ userId: id }))).toBe("'userId' must be the id of a user or group in the identity store, "
      + `got '${id}'; look it up with 'aws identitystore list-groups' or 'list-users'`);
  });

  test.each(['', 'j', 'a'.repeat(65), 'jane doe', 'jane/doe', 'jane:doe', 'jané', 'jane*', 'jane\n'])('fails for the user name %j', (userName) => {
    expect(messageOf(() => sso({ userName })))
      .toBe(`'userName' must be the name of a user in Identity Center, 2 to 64 characters, got '${userName}'; give the name that the person signs in with`);
  });

  test.each(['', 'a'.repeat(33), 'Elevation:x', 'AWSReservedSSO Elevation', 'arn:aws:sso:::permissionSet/x', 'Ele*', 'Elevation\n'])(
    'fails for the permission set %j', (permissionSetName) => {
      expect(messageOf(() => sso({ permissionSetName })))
        .toBe(`'permissionSetName' must be the name of a permission set, got '${permissionSetName}'; give the name, not the ARN`);
    });

  test.each(['', '1111111', '1111111111111', 'one', ' 111111111111', '111111111111\n', '*'])('fails for the account %j', (accountId) => {
    expect(messageOf(() => sso({ accountId }))).toBe(`'accountId' must be an account id of 12 digits, got '${accountId}'; write it as '${accountId.trim() === ACCOUNT ? ACCOUNT : '111122223333'}'`);
  });

  test.each([
    ['userId', "must be the id of a user or group in the identity store, got a token; look it up with 'aws identitystore list-groups' or 'list-users'"],
    ['userName', 'must be the name of a user in Identity Center, 2 to 64 characters, got a token; give the name that the person signs in with'],
    ['permissionSetName', 'must be the name of a permission set, got a token; give the name, not the ARN'],
    ['accountId', 'must be known at synthesis, got a token; write the account id: callers are compared with it'],
  ])('fails for a token as %s', (prop, message) => {
    expect(messageOf(() => sso({ [prop]: tokenText() }))).toBe(`'${prop}' ${message}`);
  });
});

describe('a person', () => {
  test.each(['jane', 'jane.doe', 'Jane-Doe', 'j1', 'a'.repeat(64), 'jane.doe@example.com'])('may be called %s', (name) => {
    expect(new Person(name, { principals: [sso()] }).name).toBe(name);
  });

  test.each(['', 'j', 'a'.repeat(65), 'jane doe', '.jane', '-jane', 'jane_doe', 'jané', '(automatic)', '@example.com', 'jane#1', 'jane\n', 'jane"'])('fails for the name %j', (name) => {
    expect(messageOf(() => new Person(name, { principals: [sso()] })))
      .toBe(`'name' must be 2 to 64 letters, digits, dots, dashes and @, got '${name}'; write it as 'jane.doe'`);
  });

  test('fails for a token as the name', () => {
    expect(messageOf(() => new Person(tokenText(), { principals: [sso()] })))
      .toBe(`'name' must be 2 to 64 letters, digits, dots, dashes and @, got ${A_TOKEN}; write it as 'jane.doe'`);
  });

  test.each([[['arn:aws:iam::111111111111:user/jane']], [[{}]], [[undefined]], [[sso(), null]]])('fails for the identities %j from JavaScript', (principals) => {
    expect(messageOf(() => new Person('jane', { principals: principals as any }))).toMatch(/^'principals\[[01]\]' of person jane must be a PersonPrincipal, got .*; use PersonPrincipal.iamUser or identityCenterUser$/);
  });

  test.each([[{}], [undefined], [{ principals: 'jane' }]])('fails for the props %j from JavaScript', (props) => {
    expect(messageOf(() => new Person('jane', props as any))).toMatch(/^'(principals' of person jane must be a list|props' of person jane must be an object), got /);
  });

  test.each([undefined, null, 7])('fails for the name %j from JavaScript', (name) => {
    expect(messageOf(() => new Person(name as any, { principals: [sso()] }))).toMatch(/^'name' must be 2 to 64/);
  });

  test('fails for one IAM user twice, whatever its path and the case of its name: IAM names are unique in an account', () => {
    const again = [iamUser(`arn:aws:iam::${ACCOUNT}:user/jane`), iamUser(`arn:aws:iam::${ACCOUNT}:user/other/JANE`)];
    again.forEach((same) => expect(messageOf(() => new Person('jane', { principals: [iamUser(JANE), same] }))).toMatch(/^'principals' must not hold the same entry twice/));
    const other = iamUser('arn:aws:iam::222222222222:user/people/jane');
    expect(() => new Person('jane', { principals: [iamUser(JANE), other] })).not.toThrow();
  });

  test('fails without an identity', () => {
    expect(messageOf(() => new Person('jane', { principals: [] })))
      .toBe(`'principals' must name at least one identity of jane, got ${NONE}; add PersonPrincipal.iamUser or identityCenterUser`);
  });

  test('fails for the same principal twice', () => {
    expect(messageOf(() => new Person('jane', { principals: [sso(), iamUser(JANE), sso()] })))
      .toBe(`'principals' must not hold the same entry twice, got 'sso:${ACCOUNT}:Elevation:jane@example.com'; name each principal once`);
  });

  test('fails for a user name with two ids, whatever the case of its letters', () => {
    expect(messageOf(() => new Person('jane', { principals: [sso(), sso({ permissionSetName: 'Other', userName: 'Jane@example.com', userId: userId(2) })] })))
      .toBe(`'userId' must be one for user name Jane@example.com of jane, which has ${userId(1)} as well, got '${userId(2)}'; look it up with 'aws identitystore list-users'`);
  });

  test('can sign in by several permission sets and as several users; the first user gets the access', () => {
    const jane = new Person('jane', {
      principals: [iamUser(JANE), sso(), sso({ permissionSetName: 'Other' }), sso({ userName: 'admin.jane@example.com', userId: userId(2) })],
    });
    expect(jane._userId).toBe(userId(1));
  });

  test('is unknown to the identity store as an IAM user alone', () => {
    expect(new Person('jane', { principals: [iamUser(JANE)] })._userId).toBeUndefined();
  });

  test('keeps its principals, whatever becomes of the list', () => {
    const principals = [sso()];
    const jane = new Person('jane', { principals });
    principals.push(sso({ userName: 'eve@example.com' }));
    expect(jane._principals).toHaveLength(1);
  });
});
