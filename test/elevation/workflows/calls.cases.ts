import { Template } from 'aws-cdk-lib/assertions';
import { Call } from '../../../emulator/embedded-aws';
import { CONTAIN, elevatedAccess, GRANTEE } from '../support/fixture';
import { PLACES, Scene } from '../support/scene';

let scene: Scene;
beforeAll(async () => { scene = await Scene.start(); });
afterAll(() => scene?.stop());

const line = ({ service, action }: Call) => `${service}:${action}`;
const of = (calls: readonly Call[], machine: string) => calls.filter((call) => call.machine?.startsWith(`Elevation-Access${machine}`)).map(line);

describe('from the last approval to the access of one account', () => {
  let id: string;
  let calls: readonly Call[];
  beforeAll(async () => {
    id = await scene.ask({ rule: 'quorum', accounts: [PLACES[0]] });
    await scene.decide('john', 'approve', id);
    await scene.settled();
    await scene.calm();
    await scene.decide('mary', 'approve', id);
    await scene.reaches(id, 'active');
    await scene.settled();
    calls = await scene.calls();
  });

  test('there are eight calls, from the record of the approval to the record of the active access', () => {
    const written = calls.findIndex(({ state }) => state === 'Record the last approval');
    const active = calls.findIndex(({ state }) => state === 'Record the active access');
    const between = calls.slice(written + 1, active + 1);

    expect(between.map(line).sort()).toEqual([
      'dynamodb:getItem',
      'dynamodb:transactWriteItems',
      'dynamodb:transactWriteItems',
      'eventbridge:putEvents',
      'scheduler:createSchedule',
      'sfn:startExecution',
      'ssoadmin:createAccountAssignment',
      'ssoadmin:describeAccountAssignmentCreationStatus',
    ]);
  });

  test('the grant makes these calls in this order', () => {
    expect(of(calls, 'Life')).toEqual([
      'dynamodb:getItem',
      'dynamodb:transactWriteItems',
      'scheduler:createSchedule',
      'ssoadmin:createAccountAssignment',
      'ssoadmin:describeAccountAssignmentCreationStatus',
      'dynamodb:transactWriteItems',
      'eventbridge:putEvents',
    ]);
  });

  test('the decision makes these calls', () => {
    expect(of(calls, 'Decide').sort()).toEqual(['dynamodb:getItem', 'dynamodb:transactWriteItems', 'eventbridge:putEvents', 'sfn:startExecution']);
  });

  test('the grant passes nine states, and six for the account', async () => {
    const [life] = await scene.lives(id);
    expect(await scene.aws.statesOf(life.arn)).toEqual([
      'Read the request', 'Look up the rule', 'Grant now or later?', 'Record the grant', 'Schedule the end', 'Grant in each account', 'Record the active access', 'Announce the access', 'Done',
    ]);
    // The history of the bench has no states inside of a Map: each of these six is a way of its own to be killed, in the tests of crashes.
    expect(['Select the account', 'Which kind is granted?', 'Assign the permission set', 'Check the assignment', 'Is the permission set assigned?', 'Assigned'].filter((state) => !scene.states('Life').includes(state))).toEqual([]);
  });

  test('the access is there', async () => {
    expect(await scene.holders(PLACES[0], CONTAIN)).toEqual([GRANTEE.jane]);
  });
});

describe('the end of one account', () => {
  let id: string;
  let calls: readonly Call[];
  beforeAll(async () => {
    id = await scene.granted({ accounts: [PLACES[1]] });
    await scene.settled();
    await scene.calm();
    await scene.advance(31 * 60);
    await scene.reaches(id, 'ended');
    await scene.settled();
    calls = (await scene.calls()).filter(({ execution }) => execution?.startsWith(scene.aws.machine('AccessEnd').replace(':stateMachine:', ':execution:')));
    calls = calls.filter(({ execution }) => execution === calls.find(({ parameters }) => JSON.stringify(parameters).includes(id))?.execution);
  });

  test('takes eight calls, in this order', () => {
    expect(calls.map(line)).toEqual([
      'dynamodb:getItem',
      'dynamodb:transactWriteItems',
      'eventbridge:putEvents',
      'dynamodb:query',
      'ssoadmin:deleteAccountAssignment',
      'ssoadmin:describeAccountAssignmentDeletionStatus',
      'dynamodb:transactWriteItems',
      'eventbridge:putEvents',
    ]);
  });

  test('passes ten states outside of the account', async () => {
    expect(await scene.aws.statesOf((await scene.ends(id))[0].arn)).toEqual([
      'Read the request', 'Look up the grant', 'Is there access to end?', 'Record that the end begins', 'Announce that the end begins', 'Revoke in each account', 'Is the access gone?',
      'Record the end', 'Announce the end', 'Done',
    ]);
  });
});

test('of ten accounts each costs two calls more', async () => {
  await scene.calm();
  await scene.granted({ accounts: PLACES.slice(10, 20) });
  await scene.settled();

  expect(of(await scene.calls(), 'Life')).toHaveLength(7 + 9 * 2);
});

test('there is no function in the template', () => {
  const types = Object.values<any>(Template.fromStack(elevatedAccess().stack).toJSON().Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /^AWS::Lambda|^Custom::|CustomResource/.test(type))).toEqual([]);
});
