import Ajv from 'ajv';
import { Template } from 'aws-cdk-lib/assertions';
import { Bench, Deployed } from '../../../emulator/bench/bench';
import { methodsOf } from '../../../emulator/bench/gateway';
import { elevationApi } from '../../../scripts/elevation-openapi';
import { CONTAIN_RULE, elevatedAccess, jane, JUSTIFICATION, mary, PAYMENTS, REQUEST, session } from '../support/fixture';
import { elevation, Phase, Playbook } from 'cdk-break-glass';

const api = elevationApi() as any;
const ajv = new Ajv({ strict: false });
for (const [name, schema] of Object.entries<any>(api.components.schemas)) { ajv.addSchema(schema, `#/components/schemas/${name}`); }

const { stack } = elevatedAccess({
  rules: (scope) => ({
    contain: CONTAIN_RULE,
    investigate: {
      target: elevation.ElevationTarget.scopedSession(new elevation.ElevationSessionRole(scope, 'Role', { playbook: Playbook.CREDENTIAL_COMPROMISE, phase: Phase.CONTAINMENT })),
      requesters: [jane],
      approvers: [mary],
    },
  }),
});

let bench: Bench;
let aws: Deployed;
beforeAll(async () => {
  bench = await Bench.start();
  aws = await bench.deploy(stack);
});
afterAll(() => bench?.stop());

/** The answer, which must be one that the document knows. */
async function documented(
  verb: string, path: string, caller: string, body?: object | string, query?: Record<string, string>, headers?: Record<string, string>,
): Promise<any> {
  const answer = await aws.request(verb, path, { caller, body, query, headers });
  const template = path.replace(/^\/requests\/[^/]+/, '/requests/{id}');
  const schema = api.paths[template][verb.toLowerCase()].responses[answer.status]?.content['application/json'].schema;
  expect([verb, template, answer.status, schema === undefined ? 'not documented' : 'documented']).toEqual([verb, template, answer.status, 'documented']);
  const validate = ajv.compile(schema);
  expect([template, validate(answer.body), validate.errors]).toEqual([template, true, null]);
  return answer.body;
}

test('the document has the methods that the template has, and no others', () => {
  const made = methodsOf(Template.fromStack(stack).toJSON()).map(({ path, httpMethod }: any) => `${httpMethod} ${path}`).sort();
  const written = Object.entries<any>(api.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)).sort();
  expect(made).toEqual(written);
});

test('answers are as the document says, from the request to the audit', async () => {
  const { id } = await documented('POST', '/requests', session('jane'), REQUEST);
  await documented('POST', '/requests', session('jane'), { rule: 'none' });
  await documented('POST', '/requests', session('nobody'), REQUEST);
  await documented('POST', `/requests/${id}/approve`, session('jane'), {});
  await documented('POST', `/requests/${id}/approve`, session('john'), {});
  await documented('POST', `/requests/${id}/deny`, session('mary'), {});
  await documented('POST', `/requests/${id}/approve`, session('mary'), {});
  await documented('POST', `/requests/${id}/cancel`, session('jane'), {});
  await documented('GET', `/requests/${id}`, session('jane'));
  await documented('GET', `/requests/${'0'.repeat(32)}`, session('jane'));
  await documented('GET', '/requests', session('mary'), undefined, { incident: 'INC-1234' });
  await documented('GET', '/requests', session('mary'), undefined, { status: 'none' });
  await documented('GET', '/audit', session('mary'));
  await documented('GET', '/audit', session('jane'));
  await documented('POST', `/requests/${id}/release`, session('jane'), {});
  expect((await documented('POST', `/requests/${id}/session`, session('jane'), {})).reason).toContain('no sessions');
});

test('the answer with a session is as the document says', async () => {
  const { id } = await documented('POST', '/requests', session('jane'), { rule: 'investigate', justification: JUSTIFICATION });
  await documented('POST', `/requests/${id}/approve`, session('mary'), {});
  await aws.waitFor(async () => (await aws.rows()).find((row) => row.sk === 'STATE' && row.id === id)?.status === 'active', 'active');
  await documented('POST', `/requests/${id}/session`, session('jane'), {});
});

test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/xml', 'application/json-patch+json'])('a body of the type %s is refused, and nothing is recorded', async (type) => {
  const rows = (await aws.rows()).length;
  const answer = await documented('POST', '/requests', session('jane'), JSON.stringify(REQUEST), undefined, { 'content-type': type });
  expect(answer.reason).toContain('Content-Type: application/json');
  expect((await aws.rows()).length).toBe(rows);
});

test.each(['application/json', 'application/json; charset=utf-8'])('a body of the type %s is read', async (type) => {
  await expect(aws.request('POST', '/requests', { caller: session('jane'), body: REQUEST, headers: { 'Content-Type': type } })).resolves.toMatchObject({ status: 201 });
});

test('what the document calls a submission the API takes, and what it doesn\'t it refuses', async () => {
  const validate = ajv.compile(api.components.schemas.Submission);
  for (const body of [REQUEST, { ...REQUEST, accounts: ['1'] }, { ...REQUEST, minutes: 1.5 }, { ...REQUEST, accounts: [PAYMENTS, PAYMENTS] }, { ...REQUEST, clientToken: 'x' }]) {
    const { status } = await aws.request('POST', '/requests', { caller: session('jane'), body });
    expect([body, status === 201]).toEqual([body, validate(body)]);
  }
});
