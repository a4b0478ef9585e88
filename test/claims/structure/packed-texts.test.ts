import { gzipSync } from 'zlib';
import { add, failing } from './attacks';
import { unpacked } from '../../../src/claims/structure/packed-texts';

const NAME = 'BREAK-GLASS-INCIDENT_RESPONDER-CREDENTIAL_COMPROMISE';
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

test.each([
  ['as it is', NAME],
  ['in Base64', base64(NAME)],
  ['in Base64 for URLs', Buffer.from(`>>>???${NAME}`).toString('base64url')],
  ['in Base64 twice', base64(base64(NAME))],
  ['in Base64 after other characters', `abc${base64(NAME)}`],
  ['in Base64 with line breaks', base64(`${'x'.repeat(200)} ${NAME}`).replace(/(.{76})/g, '$1\r\n')],
  ['in Base64 with line breaks in JSON', JSON.stringify(base64(`${'x'.repeat(200)} ${NAME}`).replace(/(.{76})/g, '$1\n  '))],
  ['compressed', base64(gzipSync(NAME))],
  ['in escaped characters', `\\u0042REAK-GLASS${NAME.slice(11)}`],
  ['in characters escaped twice', `\\\\u0042REAK-GLASS${NAME.slice(11)}`],
  ['in characters escaped as in a shell', `\\x42REAK-GLASS${NAME.slice(11)}`],
])('finds a name %s', (_, text) => {
  expect(unpacked(`echo ${text} | sh`)).toContain(NAME);
});

test('unpacks a text of a megabyte, and leaves compressed text that is a trap packed', () => {
  expect(unpacked(base64(Buffer.alloc(700_000, 'some text ')))).toContain('some text some text');
  expect(unpacked(base64(gzipSync(Buffer.alloc(50_000_000)))).length).toBeLessThan(500_000);
});

test('a start script, code and a document of the app\'s own hold', () => {
  expect(failing((t) => {
    add(t, 'Web', 'AWS::EC2::Instance', { ImageId: 'ami-0123456789abcdef0', UserData: { 'Fn::Base64': { 'Fn::Sub': 'aws s3 cp s3://web-${AWS::AccountId}/break-glass.html /var/www/' } } });
    add(t, 'Group', 'AWS::EC2::LaunchTemplate', { LaunchTemplateData: { UserData: base64('#!/bin/bash\nyum install -y httpd\necho "in case of fire, break glass"') } });
    add(t, 'Code', 'AWS::Lambda::Function', { Handler: 'index.handler', Runtime: 'nodejs22.x', Role: 'arn:aws:iam::111111111111:role/x', Code: { ZipFile: `exports.key = '${base64(Buffer.from([...Array(64).keys()]))}';` } });
  })).toEqual([]);
});
