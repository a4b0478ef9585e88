/**
 * The commands of the pages for requesters and approvers, as they are printed, with curl and with awscurl, against the emulator. Replaced are the address, the
 * id of the request, and what `aws configure` prints.
 */
import { execFile } from 'child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { promisify } from 'util';
import { blocksOf, readPage, ROOT } from './markdown';
import { Bench, Deployed } from '../../emulator/bench/bench';
import { Caller } from '../../emulator/http/callers';
import { ServedApi } from '../../emulator/http/served-api';
import { CONTAIN_RULE, elevatedAccess, jane, john, JUSTIFICATION, mary, session, user } from '../elevation/support/fixture';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const PAGES = ['requester', 'approver'].map((name) => readPage(`docs/elevated-access/${name}.md`));
const BLOCKS = PAGES.flatMap(blocksOf).filter(({ language }) => language === 'shell').map(({ code }) => code);
/** Method, path in quotes or without, and a body in quotes, which may have several lines. What follows is a comment. */
const COMMAND = /^elevation (?:GET|POST) (?:"[^"\n]*"|'[^'\n]*'|\S+)(?: '[^']*')?/gm;
/** Each call, in a block or in a line of text. */
const COMMANDS = [
  ...BLOCKS.flatMap((code) => code.match(COMMAND) ?? []),
  ...PAGES.flatMap((page) => [...page.replace(/^```[\s\S]*?^```/gm, '').matchAll(/`(elevation [^`]+)`/g)].flatMap(([, code]) => code.match(COMMAND) ?? [])),
].filter((command) => !command.includes('METHOD'));
const SETTING = BLOCKS.find((code) => code.includes('export API='))!;
const FUNCTIONS = BLOCKS.filter((code) => code.startsWith('elevation()'));
const SESSION = BLOCKS.find((code) => code.startsWith('session()'))!;
const EXPORTS_ID = BLOCKS.find((code) => code.startsWith('export ID='))!;

let bench: Bench;
let deployed: Deployed;
let api: ServedApi;
let bin: string;
const callers = new Map<string, Caller>();

beforeAll(async () => {
  bench = await Bench.start();
  deployed = await bench.deploy(elevatedAccess({
    rules: (scope) => ({
      'contain-ransomware': { ...CONTAIN_RULE, bypassers: [john], revokers: [mary] },
      'session': {
        target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
        requesters: [jane],
        automaticRequesters: [jane],
        approvers: [john],
      },
    }),
    props: { callerPermissionSet: true },
  }).stack);
  api = await ServedApi.start(deployed);
  const policy = JSON.parse(Object.entries(deployed.result.outputs).find(([name]) => name.includes('CallerPolicy'))![1]);
  for (const name of ['jane', 'john', 'mary']) {
    callers.set(name, api.callers.add(session(name), { policies: [policy] }));
    callers.set(`${name} as a user`, api.callers.add(user(name), { policies: [policy] }));
  }
  bin = mkdtempSync(join(tmpdir(), 'recipes-'));
  // Stands for `aws configure export-credentials --profile elevation --format env`.
  writeFileSync(join(bin, 'aws'), '#!/bin/sh\n[ "$*" = "configure export-credentials --profile elevation --format env" ] && cat "$CREDENTIALS"\n');
  chmodSync(join(bin, 'aws'), 0o755);
});
afterAll(async () => {
  if (bin) { rmSync(bin, { recursive: true }); }
  await api?.stop();
  await bench?.stop();
});
afterEach(() => expect(api.faults.splice(0)).toEqual([]));

/** What a command answers, in a shell in which the pages' preparation was pasted. */
async function run(client: string, who: string, command: string, id: string, environment: Record<string, string> = {}): Promise<any> {
  const caller = callers.get(who)!;
  const credentials = join(bin, 'credentials');
  writeFileSync(credentials, [
    `export AWS_ACCESS_KEY_ID=${caller.accessKeyId}`, `export AWS_SECRET_ACCESS_KEY=${caller.secretAccessKey}`, ...caller.sessionToken ? [`export AWS_SESSION_TOKEN=${caller.sessionToken}`] : [],
  ].join('\n'));
  const script = [
    SETTING.replace(/^(export API=)\S+/m, `$1${api.url}`),
    EXPORTS_ID.replace(/^(export ID=)\S+/m, `$1${id}`),
    FUNCTIONS.find((code) => code.includes(`${client} `))!,
    command,
  ].join('\n');
  const path = [bin, join(ROOT, '.venv', 'bin'), process.env.PATH].join(':');
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env: { PATH: path, HOME: bin, CREDENTIALS: credentials, ...environment } });
  return JSON.parse(stdout);
}

const make = async (body: object) => (await deployed.request('POST', '/requests', { caller: session('jane'), body })).body.id as string;
const statusOf = async (id: string) => (await deployed.items(`REQUEST#${id}`)).find(({ sk }) => sk.S === 'STATE')?.status.S;
const REQUEST = { rule: 'contain-ransomware', accounts: ['333333333333'], minutes: 60, incident: 'INC-1234', justification: JUSTIFICATION };

/** A request in the state that the call needs, who makes the call, and what comes of it. */
async function scene(command: string): Promise<{ readonly who: string; readonly id: string; readonly answer: object }> {
  const [, verb, path] = /^elevation (GET|POST) ["']?([^"' ]+)/.exec(command)!;
  const active = async (body: object) => {
    const id = await make(body);
    if (body === REQUEST) { for (const name of ['john', 'mary']) { await deployed.request('POST', `/requests/${id}/approve`, { caller: session(name), body: {} }); } }
    await deployed.waitFor(async () => await statusOf(id) === 'active', 'active');
    return id;
  };
  switch (`${verb} ${path.replace(/\?.*/, '')}`) {
    case 'POST /requests': return { who: 'jane', id: '', answer: { id: expect.stringMatching(/^[0-9a-f]{32}$/), status: 'requested' } };
    case 'GET /requests': return { who: path.includes('requester=') ? 'mary' : 'john', id: await make(REQUEST), answer: { requests: expect.any(Array) } };
    case 'GET /requests/$ID': { const id = await make(REQUEST); return { who: 'john', id, answer: { id, requester: 'jane' } }; }
    case 'GET /audit': return { who: 'mary', id: '', answer: { total: expect.any(Number) } };
    case 'POST /requests/$ID/approve': return { who: 'john', id: await make(REQUEST), answer: { approvals: 1 } };
    case 'POST /requests/$ID/deny': return { who: 'john', id: await make(REQUEST), answer: { status: 'denied' } };
    case 'POST /requests/$ID/cancel': return { who: 'jane', id: await make(REQUEST), answer: { status: 'cancelled' } };
    case 'POST /requests/$ID/release': return { who: 'jane', id: await active(REQUEST), answer: { status: expect.stringMatching(/^(active|ending|ended)$/) } };
    case 'POST /requests/$ID/session': return { who: 'jane', id: await active({ rule: 'session', justification: JUSTIFICATION }), answer: { accessKeyId: expect.stringMatching(/^ASIA/), sessionToken: expect.any(String) } };
    default: throw new Error(`no scene for ${command}`);
  }
}

test('the pages have commands for two clients, and each of the calls that they name', () => {
  expect(FUNCTIONS.map((code) => /^ +(\w+) /m.exec(code)?.[1])).toEqual(['curl', 'awscurl']);
  expect([SETTING, EXPORTS_ID].map((code) => code !== undefined)).toEqual([true, true]);
  expect(COMMANDS.length).toBeGreaterThanOrEqual(12);
  // What begins a line or a span of code with the function is run below.
  const all = PAGES.flatMap((page) => page.match(/(^|`)elevation (?=GET|POST)/gm) ?? []);
  expect(COMMANDS.length).toBe(all.length);
});

test('no colon follows a variable without braces: zsh takes it and a letter for a modifier, and $AWS_REGION:execute-api loses the Region', () => {
  expect(BLOCKS.flatMap((code) => code.match(/\$\w+:\S*/g) ?? [])).toEqual([]);
});

describe.each(['curl', 'awscurl'])('with %s', (client) => {
  test.each(COMMANDS.map((command) => [command.replace(/\s+/g, ' ').slice(0, 80), command]))('%s', async (_, command) => {
    const { who, id, answer } = await scene(command);
    expect(await run(client, who, command, id)).toMatchObject(answer);
    // Users have no session token.
    const again = await scene(command);
    expect(await run(client, `${again.who} as a user`, command, again.id)).toMatchObject(again.answer);
  });

  test('a token that is left from another session is not sent', async () => {
    const { who, id, answer } = await scene('elevation GET "/requests/$ID"');
    expect(await run(client, `${who} as a user`, 'elevation GET "/requests/$ID"', id, { AWS_SESSION_TOKEN: 'another' })).toMatchObject(answer);
  });

  test('a shell is opened with the credentials of a session, and none where the session is refused', async () => {
    const SHELL = join(bin, 'shell');
    writeFileSync(SHELL, '#!/bin/sh\nprintf \'{"key": "%s", "token": "%s"}\' "$AWS_ACCESS_KEY_ID" "$AWS_SESSION_TOKEN"\n');
    chmodSync(SHELL, 0o755);
    const { id } = await scene('elevation POST "/requests/$ID/session"');
    expect(await run(client, 'jane', SESSION, id, { SHELL })).toEqual({ key: expect.stringMatching(/^ASIA/), token: expect.stringMatching(/^.{20}/) });
    await expect(run(client, 'jane', SESSION, await make(REQUEST), { SHELL })).rejects.toThrow(/jq: error.*\w+/);
  });

  test('a refusal shows its reason', async () => {
    const id = await make(REQUEST);
    await expect(run(client, 'jane', 'elevation POST "/requests/$ID/approve"', id)).resolves.toEqual({ reason: expect.any(String) });
  });
});
