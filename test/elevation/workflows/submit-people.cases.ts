import { Desk } from '../support/desk';
import { ACCOUNT, GRANTEE, REQUEST, session, user } from '../support/fixture';

let desk: Desk;
beforeAll(async () => { desk = await Desk.open(); });
afterAll(() => desk?.close());

const STRANGER = { reason: 'You aren\'t registered: call as the IAM user, or with the Identity Center permission set, that the registry names for you' };

test.each([
  ['a session of Identity Center', session('jane')],
  ['a session under a new suffix of the same role', session('jane').replace('0123456789abcdef', 'fedcba9876543210')],
  ['a session of the user in other letters: Identity Center takes names without case', session('jane').replace('jane@', 'Jane@')],
  ['an IAM user', user('jane')],
])('%s in the registry is identified as its person', async (_, caller) => {
  const id = await desk.requested(REQUEST, { by: caller });
  expect(await desk.state(id)).toMatchObject({ requester: 'jane', grantee: GRANTEE.jane });
});

const sts = (path: string, account = ACCOUNT) => `arn:aws:sts::${account}:assumed-role/${path}`;
test.each([
  ['another role whose session has the name', sts('Admin/jane@example.com')],
  ['a role with the permission set\'s name alone', sts('Elevation/jane@example.com')],
  ['a role that only ends like one of Identity Center', sts('XAWSReservedSSO_Elevation_0123456789abcdef/jane@example.com')],
  ['a session in another account', sts('AWSReservedSSO_Elevation_0123456789abcdef/jane@example.com', '222222222222')],
  ['a session by another permission set', sts('AWSReservedSSO_Admin_0123456789abcdef/jane@example.com')],
  ['a session by a permission set whose name begins so', sts('AWSReservedSSO_Elevation_X_0123456789abcdef/jane@example.com')],
  ['a session by a permission set whose name ends so', sts('AWSReservedSSO_X_Elevation_0123456789abcdef/jane@example.com')],
  ['a role with a suffix that is too short', sts('AWSReservedSSO_Elevation_0123456789abcde/jane@example.com')],
  ['a role with a suffix that is too long', sts('AWSReservedSSO_Elevation_0123456789abcdef0/jane@example.com')],
  ['a role with a suffix in capital letters', sts('AWSReservedSSO_Elevation_0123456789ABCDEF/jane@example.com')],
  ['a role without a suffix', sts('AWSReservedSSO_Elevation/jane@example.com')],
  ['a session of an unknown user', sts('AWSReservedSSO_Elevation_0123456789abcdef/eve@example.com')],
  ['a session whose name has one more part', sts('AWSReservedSSO_Elevation_0123456789abcdef/x/jane@example.com')],
  ['an IAM user at another path', `arn:aws:iam::${ACCOUNT}:user/jane`],
  ['an IAM user of the name in another account', 'arn:aws:iam::222222222222:user/people/jane'],
  ['an IAM user in another partition', `arn:aws-cn:iam::${ACCOUNT}:user/people/jane`],
  ['the registry\'s own name of a session', `sso:${ACCOUNT}:Elevation:jane@example.com`.replace('sso:', 'arn:aws:sso:')],
  ['the root user', `arn:aws:iam::${ACCOUNT}:root`],
  ['a federated user', `arn:aws:sts::${ACCOUNT}:federated-user/jane`],
  ['a role itself', `arn:aws:iam::${ACCOUNT}:role/people/jane`],
])('%s is refused as unregistered', async (_, caller) => {
  const answer = await desk.submit(REQUEST, { by: caller });
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual(STRANGER);
});

/** The path of an IAM user may hold any printable character. */
const FORGED = `arn:aws:iam::${ACCOUNT}:user/x","input":"{\\"caller\\":\\"${user('jane')}\\",\\"at\\":\\"1796000000000\\",\\"action\\":\\"submit\\",\\"id\\":\\"\\",`
  + `\\"query\\":{},\\"body\\":\\"${encodeURIComponent(JSON.stringify(REQUEST))}\\"}","traceHeader":"x/eve`;
test.each([
  ['an input of its own', FORGED],
  ['a quote and a brace', `arn:aws:iam::${ACCOUNT}:user/"}/eve`],
  ['a caller of its own', `arn:aws:iam::${ACCOUNT}:user/","caller":"${user('jane')}/eve`],
  ['an escaped quote', `arn:aws:iam::${ACCOUNT}:user/\\","caller":"${user('jane')}/eve`],
  ['an expression', `arn:aws:iam::${ACCOUNT}:user/{%$states%}/$util.x/eve`],
])('an IAM user whose path holds %s is refused as unregistered', async (_, caller) => {
  const answer = await desk.submit(REQUEST, { by: caller });
  expect(answer.status).toBe(403);
  expect(answer.body).toEqual(STRANGER);
});

test('the body can\'t name the caller', async () => {
  const body = JSON.stringify(REQUEST).replace('{', `{"caller":"${session('mary')}","requester":"mary","person":"mary",`);
  const answer = await desk.submit(body, { by: 'jane' });
  expect(answer.status).toBe(400);
  expect(answer.body.reason).toMatch(/^Unknown field caller: a request has rule, accounts/);
});

test.each(['requester', 'approver', 'approvals', 'status', 'id', 'grantee', 'version'])('a body can\'t set %s', async (field) => {
  const answer = await desk.submit({ ...REQUEST, [field]: 'mary' });
  expect(answer.status).toBe(400);
  expect(answer.body.reason).toMatch(new RegExp(`^Unknown field ${field}: `));
});

test.each([
  ['that doesn\'t exist is refused', 'nothing', 400, "There is no such rule: name one in 'rule'"],
  ['that isn\'t for the caller is refused', 'contain', 403, "Rule contain doesn't let you ask"],
])('a rule %s', async (_, rule, status, reason) => {
  const answer = await desk.submit({ ...REQUEST, rule }, { by: 'mary' });
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ reason });
});
