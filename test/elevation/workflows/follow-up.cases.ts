import { Duration } from 'aws-cdk-lib';
import { Bench, Deployed } from '../../../emulator/bench/bench';
import { elevatedAccess, session, user } from '../support/fixture';

const OURS = 'cdk-break-glass.elevation';
let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  await bench.workbench.clock.retryScale(0.001);
  aws = await bench.deploy(elevatedAccess({ props: { securityHub: true, archiveRetention: Duration.days(400) } }).stack);
});
afterAll(() => bench?.stop());
beforeEach(async () => {
  await bench.faults.clear();
  await bench.calls.clear();
  // The emulator has neither: what AWS is asked for is looked at, and checked against the service's model on the way.
  await bench.faults.add(
    { service: 'ssm', action: 'createOpsItem', result: { OpsItemId: 'oi-1' }, before: true, times: 99 },
    { service: 'securityhub', action: 'batchImportFindings', result: { FailedCount: 0, SuccessCount: 1 }, before: true, times: 99 },
  );
});

const calls = async (action: string) => (await bench.calls.list()).filter((call) => call.action === action).map(({ parameters }) => parameters);
const event = (detailType: string, detail: object, source = OURS) => (
  { 'version': '0', 'id': 'e1', 'detail-type': detailType, source, 'account': '111111111111', 'time': '2026-11-21T12:00:00Z', 'region': 'eu-central-1', 'resources': [], detail });
const follow = (detailType: string, detail: object, source?: string) => aws.run('AccessFollowUp', event(detailType, detail, source));

const REQUEST = { id: '0123456789abcdef0123456789abcdef', rule: 'contain', title: 'Contain', requester: 'jane', incident: 'INC-1234', accounts: ['222222222222'] };

test('a bypass is reviewed: who, which request, and why', async () => {
  expect(await follow('Elevation Bypassed', { ...REQUEST, by: 'ruth', reason: 'Nobody answers' })).toMatchObject({ status: 'SUCCEEDED' });
  const [item, ...others] = await calls('createOpsItem');
  expect(others).toEqual([]);
  expect(item).toMatchObject({ Title: `Review: ruth bypassed the approval of request ${REQUEST.id}`, Category: 'Security', Severity: '2' });
  expect(item.Description).toContain('Nobody answers');
});

test('a repeated event has the same key, and the refusal of a second item is no failure', async () => {
  const detail = { ...REQUEST, by: 'ruth', reason: 'Nobody answers' };
  await follow('Elevation Bypassed', detail);
  await bench.faults.clear();
  await bench.faults.add({ service: 'ssm', action: 'createOpsItem', error: 'OpsItemAlreadyExistsException' });
  expect(await follow('Elevation Bypassed', detail)).toMatchObject({ status: 'SUCCEEDED' });
  const keys = (await calls('createOpsItem')).map(({ OperationalData }) => OperationalData['/aws/dedup'].Value);
  expect(JSON.parse(keys[0])).toEqual({ dedupString: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(keys[1]).toBe(keys[0]);
});

test('access that no request explains is reviewed and shown', async () => {
  await follow('Elevation Unknown Access', { account: '222222222222', resource: 'arn:aws:sso:::permissionSet/a/b', grantee: 'u-1', at: '2026-11-21T12:00:00.000Z' });
  expect((await calls('createOpsItem'))[0].Title).toBe('Review: access that no request explains, 222222222222 u-1');
  expect((await calls('batchImportFindings'))[0].Findings[0]).toMatchObject({ Severity: { Label: 'CRITICAL' }, Resources: [{ Type: 'AwsAccount', Id: 'AWS::::Account:222222222222' }] });
});

test('a use of break-glass access in CloudTrail is reviewed', async () => {
  const arn = 'arn:aws:sts::111111111111:assumed-role/BREAK-GLASS-X/jane';
  await follow('AWS API Call via CloudTrail', { eventName: 'StopInstances', userIdentity: { arn } }, 'aws.ec2');
  const [item] = await calls('createOpsItem');
  expect(item.Title).toBe(`Review: break-glass access was used by ${arn}`);
  expect(await calls('batchImportFindings')).toEqual([]);
});

test('an access is a finding as long as it lasts', async () => {
  await follow('Elevation Active', { ...REQUEST, endsAt: '2026-11-21T13:00:00.000Z' });
  await follow('Elevation Ended', { ...REQUEST, reason: 'released' });
  const findings = (await calls('batchImportFindings')).map(({ Findings }) => Findings[0]);
  expect(findings.map(({ Id }) => Id)).toEqual([`elevation/${REQUEST.id}`, `elevation/${REQUEST.id}`]);
  expect(findings.map(({ RecordState }) => RecordState)).toEqual(['ACTIVE', 'ARCHIVED']);
  expect(findings[0]).toMatchObject({ Title: 'Elevation Active: Contain', Description: 'jane by rule contain, incident INC-1234', Resources: [{ Id: 'AWS::::Account:222222222222' }] });
});

test('a finding names as many accounts as Security Hub takes', async () => {
  const accounts = Array.from({ length: 50 }, (_, index) => String(400000000000 + index));
  await follow('Elevation Active', { ...REQUEST, accounts });
  const { Resources } = (await calls('batchImportFindings'))[0].Findings[0];
  expect(Resources.map(({ Id }: any) => Id)).toEqual(accounts.slice(0, 32).map((account) => `AWS::::Account:${account}`));
});

test('a request that is over is copied with all of its entries', async () => {
  const body = { rule: 'contain', accounts: ['222222222222'], minutes: 30, incident: 'INC-1234', justification: 'Stop the exfiltration from the bucket' };
  const { body: { id } } = await aws.request('POST', '/requests', { caller: session('jane'), body });
  await aws.request('POST', `/requests/${id}/cancel`, { caller: user('jane'), body: {} });
  // Nobody starts it here: the rule on the bus does.
  const put = await aws.waitFor(async () => (await calls('putObject')).find(({ Key }) => Key === `requests/${id}/1.json`), 'the copy');
  expect(put.ChecksumAlgorithm).toBe('SHA256');
  const rows: any[] = JSON.parse(put.Body);
  expect(rows.map((row) => row.sk.S.split('#')[0])).toEqual(['EVENT', 'EVENT', 'STATE']);
  expect(rows.at(-1)).toMatchObject({ status: { S: 'cancelled' }, incident: { S: 'INC-1234' } });
});

test('several pages are copied to several objects', async () => {
  const id = 'f'.repeat(32);
  const at = '2026-11-21T12:00:00.000Z';
  const table = aws.find('AWS::DynamoDB::Table');
  for (let index = 0; index < 60; index++) {
    await aws.call('dynamodb', 'putItem', { TableName: table, Item: { pk: { S: `REQUEST#${id}` }, sk: { S: `EVENT#${at}#${100 + index}` }, at: { S: at } } });
  }
  await follow('Elevation Ended', { ...REQUEST, id });
  const puts = await calls('putObject');
  expect(puts.map(({ Key }) => Key)).toEqual([`requests/${id}/1.json`, `requests/${id}/2.json`]);
  expect(puts.flatMap(({ Body }) => JSON.parse(Body))).toHaveLength(60);
});

test('a failed copy fails the execution', async () => {
  await bench.faults.add({ service: 's3', action: 'putObject', error: 'S3Exception', times: 99 });
  expect(await follow('Elevation Ended', REQUEST)).toMatchObject({ status: 'FAILED' });
});
