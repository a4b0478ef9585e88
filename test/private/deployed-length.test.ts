import { Aws, Fn } from 'aws-cdk-lib';
import { deployedLength } from '../../src/private/deployed-length';

test('a text without tokens has its own length', () => {
  expect(deployedLength('')).toBe(0);
  expect(deployedLength('arn:aws:iam::111122223333:role/X')).toBe(32);
});

test.each([
  ['the partition', Aws.PARTITION, 'aws-us-gov'.length],
  ['the account', Aws.ACCOUNT_ID, 12],
  ['the Region', Aws.REGION, 'us-isof-south-1'.length],
  ['any other token', Fn.importValue('Name'), 120],
])('%s counts as the longest that it can become', (_, token, length) => {
  expect(deployedLength(`${token}`)).toBe(length);
  expect(deployedLength(`a${token}b${token}`)).toBe(2 + 2 * length);
});
