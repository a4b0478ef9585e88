import { App, CfnParameter, Stage, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allow, findingsOf, included, rawRole, stackIn } from '../support';

const RULE = 'AtLeastTwoBreakGlassUsers';

test.each([
  ['two users', ['jane', 'john']],
  ['three users', ['jane', 'john', 'jim']],
])('is silent on %s', (_, names) => {
  const stack = stackIn();
  names.forEach((name) => new iam.CfnUser(stack, name, { userName: name, path: '/bg/' }));
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test.each([
  ['name', { userName: 'jane-break-glass' }],
  ['path', { userName: 'jane', path: '/bg/' }],
  ['tag', { tags: [{ key: 'purpose', value: 'Break glass' }] }],
])('reports one user alone, known by its %s', (_, props) => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'Jane', props);
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('reports one user alone, known by its logical id', () => {
  const stack = stackIn();
  new iam.User(stack, 'EmergencyUser');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/EmergencyUser/Resource']);
});

test('reports one user alone among ordinary ones', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'Jane', { userName: 'jane', path: '/bg/' });
  new iam.CfnUser(stack, 'Robot', { userName: 'robot' });
  new iam.CfnUser(stack, 'Background', { userName: 'bgjobs', path: '/background/' });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('reports one user alone beside an imported one, who may not be there', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'Jane', { path: '/bg/' });
  iam.User.fromUserName(stack, 'EmergencyJohn', 'john-break-glass');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('reports one user alone whose name only the deployment decides', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'EmergencyUser', { userName: new CfnParameter(stack, 'Name').valueAsString });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/EmergencyUser']);
});

test('is silent on two users in two stacks of a stage', () => {
  const stage = new Stage(new App(), 'Stage');
  const [one, two] = ['One', 'Two'].map((id) => stackIn(stage as App, id));
  new iam.User(one, 'EmergencyJane');
  new iam.User(two, 'EmergencyJohn');
  expect(findingsOf(RULE, one)).toEqual([]);
});

test('is silent on two users of an included template, one by a tag of the app', () => {
  const stack = stackIn();
  included(stack, { Jane: { Type: 'AWS::IAM::User', Properties: { Path: '/bg/' } }, John: { Type: 'AWS::IAM::User' } });
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Include/Jane']);
  Tags.of(stack).add('purpose', 'break-glass');
  (stack.node.root as App).synth();
  expect(findingsOf(RULE, stack)).toEqual([]);
});

test('reports one user alone by an override of the path', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'Jane').addPropertyOverride('Path', '/bg/');
  expect(findingsOf(RULE, stack)).toEqual(['at Stack/Jane']);
});

test('counts users by the words of the organization', () => {
  const stack = stackIn();
  new iam.CfnUser(stack, 'Jane', { userName: 'red-button-jane' });
  expect(findingsOf(RULE, stack)).toEqual([]);
  expect(findingsOf(RULE, stack, { words: ['red-button'] })).toEqual(['at Stack/Jane']);
});

test('does not apply to an app whose roles alone are for emergencies', () => {
  const stack = stackIn();
  const user = new iam.CfnUser(stack, 'Jane');
  rawRole(stack, allow({ AWS: user.attrArn }));
  expect(findingsOf(RULE, stack)).toEqual([]);
});
