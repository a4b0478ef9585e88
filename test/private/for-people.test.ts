import { forPeople } from '../../src/private/for-people';

test.each([
  ['unknown-until-deployment(parameter Trusted)', 'parameter Trusted, which only the deployment knows'],
  ['allowed where it is unknown-until-deployment(condition IsProd), else not', 'allowed where it is condition IsProd, which only the deployment knows, else not'],
  ['arn:aws:iam::unknown-until-deployment(parameter Trusted):root', 'arn:aws:iam::(parameter Trusted, which only the deployment knows):root'],
  ['unresolved-Topic9A: is encrypted', 'Topic9A\'s name, which CloudFormation makes up: is encrypted'],
  ['arn:aws:kms:us-east-1:111111111111:key/unresolved-Key', 'arn:aws:kms:us-east-1:111111111111:key/(Key\'s name, which CloudFormation makes up)'],
  ['prefix-unknown-until-deployment(import a:b)-unresolved-X', 'prefix-(import a:b, which only the deployment knows)-(X\'s name, which CloudFormation makes up)'],
  ['DeletionPolicy undefined, UpdateReplacePolicy Retain', 'no DeletionPolicy, UpdateReplacePolicy Retain'],
  ['DeletionPolicy Delete, UpdateReplacePolicy undefined', 'DeletionPolicy Delete, no UpdateReplacePolicy'],
  ['a text without marks (unresolved)', 'a text without marks (unresolved)'],
])('%s', (mark, told) => {
  expect(forPeople(mark)).toBe(told);
  expect(forPeople(told)).toBe(told);
});
