import { API_NAMES, apiName } from '../../src/private/api-names';
import { expandAction } from '../../src/private/iam-catalogue';

test.each(Object.entries(API_NAMES))('%s is no action, and %s is one', (call, action) => {
  expect(expandAction(call)).toEqual([]);
  expect(expandAction(action)).toHaveLength(1);
});

test('calls are found whatever their case, and what is none has no other name', () => {
  expect(apiName('S3:ListBuckets')).toBe('s3:ListAllMyBuckets');
  expect(['s3:ListBucket', 's3:constructor', 'constructor', ''].map(apiName)).toEqual([undefined, undefined, undefined, undefined]);
});
