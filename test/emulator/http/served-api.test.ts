import { execFile, spawnSync } from 'node:child_process';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { Bench, Deployed } from '../../../emulator/bench/bench';
import { Caller } from '../../../emulator/http/callers';
import { ServedApi } from '../../../emulator/http/served-api';
import { elevatedAccess, REQUEST, session, user } from '../../elevation/support/fixture';

let bench: Bench;
let deployed: Deployed;
let api: ServedApi;
let policy: any;
beforeAll(async () => {
  bench = await Bench.start();
  deployed = await bench.deploy(elevatedAccess({ props: { callerPermissionSet: true } }).stack);
  api = await ServedApi.start(deployed);
  policy = JSON.parse(Object.entries(deployed.result.outputs).find(([name]) => name.includes('CallerPolicy'))![1]);
});
afterAll(async () => {
  await api?.stop();
  await bench?.stop();
});
afterEach(() => expect(api.faults.splice(0)).toEqual([]));

interface Sending {
  readonly body?: string;
  readonly region?: string;
  readonly contentType?: string;
  readonly url?: string;
}

interface Sent { readonly status: number; readonly type: string | undefined; readonly body: any }

/** By curl, which signs by itself. */
async function send(caller: Caller | undefined, method: string, path: string, options: Sending = {}): Promise<Sent> {
  const args = ['--silent', '--show-error', '--include', '--request', method, ...options.body === undefined ? [] : ['--data', options.body]];
  if (options.contentType) args.push('--header', `Content-Type: ${options.contentType}`);
  if (caller) {
    args.push('--aws-sigv4', `aws:amz:${options.region ?? 'eu-central-1'}:execute-api`, '--user', `${caller.accessKeyId}:${caller.secretAccessKey}`);
    if (caller.sessionToken) args.push('--header', `X-Amz-Security-Token: ${caller.sessionToken}`);
  }
  const { stdout } = await promisify(execFile)('curl', [...args, `${options.url ?? api.url}${path}`]);
  const [head, ...text] = stdout.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)![1]), type: /^x-amzn-errortype: (.*)$/im.exec(head)?.[1].trim(), body: JSON.parse(text.join('\r\n\r\n')) };
}

const jane = () => api.callers.add(session('jane'), { policies: [policy] });
const JSON_TYPE = 'application/json';

test('curl signs: a session and a user request access, each with the policy that the stack has as an output', async () => {
  for (const arn of [session('jane'), user('jane')]) {
    const answer = await send(api.callers.add(arn, { policies: [policy] }), 'POST', '/requests', { body: JSON.stringify(REQUEST), contentType: JSON_TYPE });
    expect(answer).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^[0-9a-f]{32}$/), status: 'requested' } });
  }
});

test('the ledger has who signed, and not what the request says', async () => {
  const { body } = await send(jane(), 'POST', '/requests', { body: JSON.stringify(REQUEST), contentType: JSON_TYPE });
  await expect(send(jane(), 'GET', `/requests/${body.id}`)).resolves.toMatchObject({ status: 200, body: { requester: 'jane' } });
  const john = api.callers.add(session('john'), { policies: [policy] });
  await expect(send(john, 'POST', `/requests/${body.id}/approve`)).resolves.toMatchObject({ status: 200, body: { approvals: 1 } });
});

test('every call of the policy is one that the API has, and a path that isn\'t there is no call', async () => {
  for (const path of ['/nothing', '', '//requests']) {
    await expect(send(jane(), 'GET', path)).resolves.toEqual({ status: 403, type: 'MissingAuthenticationTokenException', body: { message: 'Missing Authentication Token' } });
  }
  await expect(send(jane(), 'DELETE', '/requests')).resolves.toMatchObject({ status: 403, body: { message: 'Missing Authentication Token' } });
  await expect(send(jane(), 'GET', '/requests', { url: api.url.replace('/v1', '/v2') })).resolves.toMatchObject({ status: 403, body: { message: 'Forbidden' } });
});

test('a form, which is what curl sends by itself, gets a 415 that says what to send', async () => {
  const answer = await send(jane(), 'POST', '/requests', { body: JSON.stringify(REQUEST) });
  expect(answer).toMatchObject({ status: 415, body: { reason: expect.stringContaining('Content-Type: application/json') } });
});

test('without a signature, with another secret, in another Region and with unknown credentials nobody gets in', async () => {
  const get = (caller?: Caller, options = {}) => send(caller, 'GET', '/requests', options);
  await expect(get()).resolves.toEqual({ status: 403, type: 'MissingAuthenticationTokenException', body: { message: 'Missing Authentication Token' } });
  await expect(get({ ...jane(), secretAccessKey: 'another' })).resolves.toMatchObject({
    status: 403, type: 'InvalidSignatureException', body: { message: expect.stringMatching(/^The request signature we calculated does not match the signature you provided\./) },
  });
  await expect(get(jane(), { region: 'us-east-1' })).resolves.toMatchObject({ status: 403, body: { message: 'Credential should be scoped to a valid region. ' } });
  await expect(get({ ...jane(), accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' })).resolves.toMatchObject({ status: 403, type: 'UnrecognizedClientException' });
  await expect(get({ ...jane(), sessionToken: undefined })).resolves.toMatchObject({ status: 403, type: 'UnrecognizedClientException' });
});

test('a caller without the policy is told what is missing, with four digits of the account', async () => {
  const id = deployed.find('AWS::ApiGateway::RestApi');
  const answer = await send(api.callers.add(session('jane'), { policies: [] }), 'GET', '/requests');
  expect(answer).toEqual({
    status: 403,
    type: 'AccessDeniedException',
    body: {
      Message: `User: ${session('jane')} is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-central-1:********1111:${id}/v1/GET/requests `
        + 'because no identity-based policy allows the execute-api:Invoke action',
    },
  });
});

test('the policy of a caller reaches each call and no other API', async () => {
  const arns: string[] = policy.Statement[0].Resource;
  for (const arn of arns) {
    const [, verb, path] = /\/v1\/(GET|POST)(\/.*)$/.exec(arn)!;
    const only = api.callers.add(session('jane'), { policies: [{ ...policy, Statement: [{ ...policy.Statement[0], Resource: arn }] }] });
    const [own, other] = [await send(only, verb, path.replace('*', '0'.repeat(32))), await send(only, 'GET', path === '/audit' ? '/requests' : '/audit')];
    expect([verb, path, own.type]).toEqual([verb, path, undefined]);
    expect([verb, path, other.type]).toEqual([verb, path, 'AccessDeniedException']);
  }
});

test('a signature that is too old doesn\'t count', async () => {
  const late = await ServedApi.start(deployed, { now: () => new Date(Date.now() + 6 * 60_000) });
  const caller = late.callers.add(session('jane'), { policies: [policy] });
  await expect(send(caller, 'GET', '/requests', { url: late.url })).resolves.toMatchObject({ status: 403, body: { message: expect.stringMatching(/^Signature expired: /) } });
  await late.stop();
});

test('it listens on loopback only', async () => {
  const { hostname, port } = new URL(api.url);
  expect(hostname).toBe('127.0.0.1');
  const others = spawnSync('hostname', ['-I']).stdout.toString().trim().split(/\s+/).filter((address) => /^\d+\./.test(address) && !address.startsWith('127.'));
  for (const address of others) {
    await expect(new Promise((done, failed) => { connect(Number(port), address, () => done('open')).on('error', failed); })).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }
});
