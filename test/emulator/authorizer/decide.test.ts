import { refusalOf } from '../../../emulator/authorizer/decide';
import { UsedPermissions } from '../../../emulator/authorizer/permissions';
import { Question } from '../../../emulator/authorizer/question';

const ROLE = 'arn:aws:iam::111111111111:role/R';
const policy = (...Statement: object[]) => ({ name: 'P', text: JSON.stringify({ Version: '2012-10-17', Statement }) });
const ask = (more: Partial<Question> = {}): Question => ({
  principal: 'arn:aws:sts::111111111111:assumed-role/R/s', role: ROLE, identity: [], action: 'sqs:SendMessage', resource: 'arn:aws:sqs:eu-central-1:111111111111:q', context: {}, ...more,
});
const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({ Effect: 'Allow', Action, Resource, ...more });

describe('a refusal', () => {
  const WHO = 'User: arn:aws:sts::111111111111:assumed-role/R/s is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:111111111111:q';

  test.each<[string, Partial<Question>, string]>([
    ['nothing allows', {}, `${WHO} because no identity-based policy allows the sqs:SendMessage action`],
    ['the role\'s policy denies', { identity: [policy(allow('*', '*'), { Effect: 'Deny', Action: '*', Resource: '*' })] }, `${WHO} with an explicit deny in an identity-based policy`],
    ['the queue\'s policy denies', { identity: [policy(allow('*', '*'))], resourcePolicy: policy({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }) }, `${WHO} with an explicit deny in a resource-based policy`],
    ['the boundary denies', { identity: [policy(allow('*', '*'))], boundary: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) }, `${WHO} with an explicit deny in a permissions boundary`],
    ['the boundary doesn\'t allow', { identity: [policy(allow('*', '*'))], boundary: policy(allow('s3:*', '*')) }, `${WHO} because no identity-based policy allows the sqs:SendMessage action`],
  ])('says that %s', (_, more, message) => {
    expect(refusalOf(ask(more))).toMatchObject({ message });
  });

  test('of STS gives no reason', () => {
    expect(refusalOf(ask({ action: 'sts:AssumeRole', resource: ROLE }))?.message).toMatch(/ perform: sts:AssumeRole on resource: \S+$/);
  });

  test('is the answer to what can\'t be decided', () => {
    const odd = policy(allow('*', '*', { Condition: { StringEquals: { 'aws:SorceAccount': '1' } } }));
    expect(refusalOf(ask({ identity: [odd] }))).toMatchObject({ because: 'a condition can\'t be decided' });
  });

  test('isn\'t there for what is allowed', () => {
    expect(refusalOf(ask({ identity: [policy(allow('sqs:*', '*'))] }))).toBeUndefined();
  });
});

describe('the permissions that calls used', () => {
  const both = policy(allow(['sqs:SendMessage', 'sqs:DeleteQueue'], ['arn:aws:sqs:eu-central-1:111111111111:q', 'arn:aws:sqs:eu-central-1:111111111111:other']));
  const idle = (used: UsedPermissions) => used.idle(ROLE).map(({ action, resource }) => `${action} ${resource.split(':').at(-1)}`);

  test('are told from idle ones by action and resource', () => {
    const used = new UsedPermissions();
    used.note(ask({ identity: [both] }));
    expect(idle(used)).toEqual(['sqs:SendMessage other', 'sqs:DeleteQueue q', 'sqs:DeleteQueue other']);
    expect(used.callers).toEqual([ROLE]);
  });

  test('are used only by calls that fulfil their condition', () => {
    const used = new UsedPermissions();
    const conditional = policy(allow('sqs:SendMessage', '*', { Condition: { StringEquals: { 'aws:PrincipalAccount': '1' } } }));
    used.note(ask({ identity: [conditional], context: { 'aws:PrincipalAccount': '2' } }));
    expect(idle(used)).toEqual(['sqs:SendMessage *']);
    used.note(ask({ identity: [conditional], context: { 'aws:PrincipalAccount': '1' } }));
    expect(idle(used)).toEqual([]);
  });
});
