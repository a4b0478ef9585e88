import { App, Aws, Stack, Validations } from 'aws-cdk-lib';
import { acknowledge, acknowledgeWildcards } from '../../src/private/acknowledge';
import { documentOf } from '../../src/private/policy-document';

/** What is on record for a construct: finding by finding, with its reason. */
function recorded(stack: Stack): { [finding: string]: string } {
  return Object.assign({}, ...stack.node.metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY).map(({ data }) => data));
}

test('a finding is recorded with its reason, and the template stays as it is', () => {
  const stack = new Stack(new App(), 'Stack');
  acknowledge(stack, 'It is meant.', 'AwsSolutions-L1', 'AwsSolutions-SMG4');
  expect(recorded(stack)).toEqual({ 'annotation::AwsSolutions-L1': 'It is meant.', 'annotation::AwsSolutions-SMG4': 'It is meant.' });
});

test('each wildcard of an allow statement is a finding, in the form of the rules', () => {
  const stack = new Stack(new App(), 'Stack');
  acknowledgeWildcards(stack, documentOf([
    { Effect: 'Allow', Action: ['s3:Get*', 's3:PutObject'], Resource: [`arn:${Aws.PARTITION}:s3:::evidence/*`, 'arn:aws:s3:::one'] },
    { Effect: 'Allow', Action: 'ssm:ResumeSession', Resource: 'arn:aws:ssm:*:111122223333:session/${aws:userid}-*' },
    { Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::two' },
  ]), 'It is meant.');
  expect(Object.keys(recorded(stack))).toEqual([
    'annotation::AwsSolutions-IAM5[Action::s3:Get*]',
    'annotation::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::evidence/*]',
    'annotation::AwsSolutions-IAM5[Resource::arn:aws:ssm:*:111122223333:session/<aws:userid>-*]',
  ]);
});

test('what a policy denies is no finding', () => {
  const stack = new Stack(new App(), 'Stack');
  acknowledgeWildcards(stack, documentOf([{ Effect: 'Deny', Action: '*', Resource: '*' }]), 'It is meant.');
  expect(recorded(stack)).toEqual({});
});
