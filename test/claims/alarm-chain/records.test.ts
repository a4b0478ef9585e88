/** Each question is asked with several records, so that a pattern which is narrowed to one of them is noticed. */
import { failing } from './chain';
import { VARIANTS } from '../../../src/analysis/record-variants';
import { Records, VARIED_RECORDS } from '../../../src/analysis/records';
import { DETECTION_CLAIMS } from '../../../src/claims/detection-claims';
import { accessModel, CLAIMS, detect, DetectionQuestion, SynthesizedStack } from '../../../src/claims/internal';
import { asEventBridgeEvent, eventMatches, matches, parseMetricFilter } from '../../../src/internal';
import { smallOrganization } from '../fixture';

const original = smallOrganization();
const copy = (): SynthesizedStack[] => original.map((stack) => ({ ...stack, template: JSON.parse(JSON.stringify(stack.template)) }));
const all = (stacks: readonly SynthesizedStack[], type: string) => stacks.flatMap(({ template }) => Object.values<any>(template.Resources))
  .filter((resource) => resource.Type === type);

const role = { arn: 'arn:aws:iam::222222222222:role/bg/BREAK-GLASS-A', name: 'BREAK-GLASS-A', account: '222222222222' };
const user = { arn: 'arn:aws:iam::111111111111:user/bg/jane.doe-BREAK-GLASS', name: 'jane.doe-BREAK-GLASS', account: '111111111111' };

/** Values of a record by their path. */
function leaves(value: any, path: string = ''): [string, string][] {
  return value !== null && typeof value === 'object' ? Object.entries(value).flatMap(([key, below]) => leaves(below, `${path}.${key}`)) : [[path, JSON.stringify(value)]];
}

const KINDS: readonly (readonly [string, (records: Records) => any])[] = [
  ['AssumeRole in the caller\'s account', (records) => records.assumedInCallersAccount(role, user)],
  ['AssumeRole in the role\'s account', (records) => records.assumedInRolesAccount(role, user)],
  ['Switch Role', (records) => records.switchedTo(role)],
  ['an action in a session', (records) => records.actedInside(role)],
  ['a sign-in', (records) => records.signIn(user, 'us-east-1', 'Success', 'Yes')],
  ['a failed sign-in', (records) => records.signIn(user, 'us-east-1', 'Failure', 'No')],
  ['a call of root', (records) => records.root('111111111111')],
  ['a deleted alarm', (records) => records.alarmDeleted('111111111111')],
];

/** Fields that decide, and ids whose difference is another test's subject. */
const FIXED = [
  '.event', '.recipientAccountId', '.readOnly', '.awsRegion', '.requestParameters', '.responseElements', '.errorCode',
  ...['type', 'arn', 'userName', 'accountId', 'principalId', 'accessKeyId', 'sessionContext.sessionIssuer'].map((field) => `.userIdentity.${field}`),
  '.additionalEventData.MFAUsed', '.additionalEventData.SwitchTo',
];

describe.each(KINDS)('the records of %s', (_, build) => {
  const records = VARIED_RECORDS.map((some) => new Map(leaves(build(some))));

  test('have different addresses, agents, times, versions and ids', () => {
    for (const field of ['.sourceIPAddress', '.userAgent', '.eventTime', '.eventVersion', '.eventID', '.requestID']) {
      expect([field, new Set(records.map((record) => record.get(field))).size]).toEqual([field, VARIANTS.length]);
    }
  });

  test('have no free value in common that a pattern could require', () => {
    const free = [...records[0]].filter(([path]) => !FIXED.some((start) => path.startsWith(start)));
    expect(free.filter(([path, value]) => records.every((record) => record.get(path) === value)).map(([path]) => path)).toEqual([]);
  });
});

/** Terms that hold for one of the records, and are narrower than the promise. */
const NARROW: readonly (readonly [string, string, any])[] = [
  ['an address', '$.sourceIPAddress = "198.51.100.7"', { sourceIPAddress: ['198.51.100.7'] }],
  ['IPv4', '$.sourceIPAddress != "2001:*"', { sourceIPAddress: [{ 'anything-but': { prefix: '2001:' } }] }],
  ['an agent', '$.userAgent = "aws-cli*"', { userAgent: [{ prefix: 'aws-cli' }] }],
  ['any agent', '$.userAgent = "*i*"', { userAgent: [{ 'anything-but': '' }] }],
  ['a version', '$.eventVersion = "1.09"', { eventVersion: ['1.09'] }],
  ['a year', '$.eventTime = "2030*"', { eventTime: [{ prefix: '2030' }] }],
  ['the absence of a VPC endpoint', '$.vpcEndpointId NOT EXISTS', { vpcEndpointId: [{ exists: false }] }],
  ['TLS details', '$.tlsDetails.tlsVersion = "TLSv1.*"', { tlsDetails: { tlsVersion: [{ prefix: 'TLSv1' }] } }],
  ['a principal', '$.userIdentity.principalId = "AIDAEXAMPLEEXAMPLE00"', { userIdentity: { principalId: [{ suffix: 'EXAMPLEEXAMPLE00' }] } }],
];

describe.each(NARROW)('a pattern narrowed to %s', (_, term, fields) => {
  test('is noticed in the filters on Root', () => {
    const stacks = copy();
    all(stacks, 'AWS::Logs::MetricFilter').filter(({ Properties }) => /-(Root|AssumeRoot)-/.test(Properties.FilterName)).forEach(({ Properties }) => {
      Properties.FilterPattern = Properties.FilterPattern.replace(/^\{ (.*) \}$/, (__: string, inner: string) => `{ (${inner}) && (${term}) }`);
    });
    expect(failing(stacks, DETECTION_CLAIMS)).toEqual(['root-is-alarmed']);
  });

  test('is noticed in the rules on AssumeRole', () => {
    const stacks = copy();
    all(stacks, 'AWS::Events::Rule').filter(({ Properties }) => /-Use-\d+$/.test(Properties.Name)).forEach(({ Properties: { EventPattern: { detail } } }) => {
      for (const [key, value] of Object.entries<any>(fields)) { detail[key] = Array.isArray(value) ? value : { ...detail[key], ...value }; }
    });
    expect(failing(stacks, DETECTION_CLAIMS)).toEqual(['use-is-alarmed']);
  });
});

test('the index of patterns gives the answer of all patterns', () => {
  const questions = CLAIMS.flatMap((claim) => [...claim.questions(accessModel(original))]).filter((question): question is DetectionQuestion => question.kind === 'detection');
  expect(questions.length).toBeGreaterThan(1000);
  for (const { layer, record, patterns } of questions) {
    const seen = layer === 'rules'
      ? patterns.some((pattern) => eventMatches(pattern, asEventBridgeEvent(record)))
      : patterns.some((pattern) => matches(parseMetricFilter(pattern), record));
    expect(detect({ layer, record, patterns }).alarmed).toBe(seen);
  }
});

test('the index leaves out no pattern whose event or service isn\'t plain', () => {
  const rule = (detail: object) => detect({ layer: 'rules', record: { eventName: 'AssumeRole', eventSource: 'sts.amazonaws.com' }, patterns: [{ detail }] }).alarmed;
  expect(rule({ eventName: [{ prefix: 'Assume' }] })).toBe(true);
  expect(rule({ eventName: ['SwitchRole', { 'anything-but': 'x' }] })).toBe(true);
  expect(rule({ eventSource: [{ suffix: '.amazonaws.com' }] })).toBe(true);
  const filter = (pattern: string) => detect({ layer: 'filters', record: { eventName: 'AssumeRole', eventSource: 'sts.amazonaws.com', a: 1 }, patterns: [pattern] }).alarmed;
  expect(filter('{ $.eventName = "Assume*" }')).toBe(true);
  expect(filter('{ ($.eventName = "SwitchRole") || ($.a = 1) }')).toBe(true);
  expect(filter('{ ($.eventName != "SwitchRole") && ($.eventSource = "sts*") }')).toBe(true);
  expect(filter('{ ($.eventName = "SwitchRole") && ($.a = 1) }')).toBe(false);
});

test('a pattern that can\'t be read is named', () => {
  expect(detect({ layer: 'filters', record: {}, patterns: ['{ $.a = %x% }'] }).because).toContain('a pattern can\'t be read: ');
});
