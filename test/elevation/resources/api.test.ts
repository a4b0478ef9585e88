import { evaluateVtl } from '../../../emulator/vtl/vtl';
import { resolvedTemplate } from '../../support/resolve';
import { elevatedAccess } from '../support/fixture';
import { mappingFindings } from '../support/mapping-checks';
import { resourcesIn } from '../support/synthesized';

const { stack } = elevatedAccess();
const methods = Object.entries(resourcesIn(stack, 'AWS::ApiGateway::Method'));
const templateOf = (name: string): string => methods.find(([id]) => id === `Api${name}`)![1].Integration.RequestTemplates['application/json'];
const SUBMIT = templateOf('requestsPOST');
const NAMES = [
  'auditGET', 'requestsGET', 'requestsPOST', 'requestsidGET', 'requestsidapprovePOST', 'requestsidbypassPOST', 'requestsidcancelPOST', 'requestsiddenyPOST',
  'requestsidreleasePOST', 'requestsidrevokePOST',
];

test('these are the methods', () => {
  expect(methods.map(([id]) => id).sort()).toEqual(NAMES.map((name) => `Api${name}`));
});

describe.each(methods)('%s', (_, { AuthorizationType, ApiKeyRequired, Integration }) => {
  test('is called with IAM credentials', () => {
    expect({ AuthorizationType, ApiKeyRequired }).toEqual({ AuthorizationType: 'AWS_IAM', ApiKeyRequired: undefined });
  });

  test('runs a workflow at once, with the role of the API and not with the credentials of the caller', () => {
    expect(Integration).toMatchObject({ Type: 'AWS', IntegrationHttpMethod: 'POST', Uri: expect.stringMatching(/:states:action\/StartSyncExecution$/) });
    expect(Integration.Credentials).toMatch(/^arn:aws:iam::111111111111:role\/AccessApiRole/);
  });

  test('passes nothing on that no template has seen', () => {
    expect(Integration.PassthroughBehavior).toBe('NEVER');
    expect(Object.keys(Integration.RequestTemplates)).toEqual(['application/json']);
    expect(Integration.RequestParameters).toBeUndefined();
  });

  test('takes who calls from API Gateway, and what the caller wrote encoded', () => {
    expect(mappingFindings(Integration.RequestTemplates['application/json'])).toEqual([]);
  });

  test('runs one of the workflows that answer', () => {
    expect(JSON.parse(evaluateVtl(Integration.RequestTemplates['application/json'], {}).text).stateMachineArn).toMatch(/^Access(Submit|Decide|Read)[0-9A-F]{8}$/);
  });

  test('writes no answer by itself but the one that the workflow gave, or that there is none', () => {
    const templates: string[] = Integration.IntegrationResponses.flatMap(({ ResponseTemplates }: any) => Object.values(ResponseTemplates));
    expect(templates).toHaveLength(2);
    expect(templates.filter((template) => /\$(context\.identity|input\.params|input\.body)|stackTrace|\.cause|\.error/.test(template))).toEqual([]);
  });
});

describe('no attack on the template gets through the check:', () => {
  const CALLER = /\\"caller\\":\\".*?\\"/;
  const caller = (reference: string) => (template: string) => template.replace(CALLER, `\\"caller\\":\\"${reference}\\"`);
  test.each<[string, (template: string) => string, RegExp]>([
    ['the caller from the body', caller("$input.path('$.caller')"), /reads \$input\.path/],
    ['the caller from the query', caller("$util.urlEncode($input.params().querystring.get('caller'))"), /reads .*querystring/],
    ['the caller from a header', caller("$util.urlEncode($input.params().header.get('X-Caller'))"), /reads .*header/],
    ['the caller from whichever parameter', caller("$util.urlEncode($input.params('caller'))"), /reads .*params\('caller'\)/],
    ['the caller from a parameter that may be read', caller("$util.urlEncode($input.params('requester'))"), /takes the caller from/],
    ['the caller from the body, encoded', caller('$util.urlEncode($input.body)'), /takes the caller from/],
    ['the caller from an authorizer', caller('$context.authorizer.principalId'), /reads \$context\.authorizer/],
    ['the caller from a stage variable', caller('$stageVariables.caller'), /reads \$stageVariables/],
    ['the caller as a text', caller('jane'), /takes the caller from jane/],
    ['the caller by another member of the identity', caller('$util.urlEncode($context.identity.user)'), /reads .*identity\.user/],
    ['the caller as it is, whose path may hold quotes', caller('$context.identity.userArn'), /reads \$context\.identity\.userArn/],
    ['a second caller', (t) => t.replace('\\"at\\"', '\\"caller\\":\\"jane\\",\\"at\\"'), /gives the workflow caller,caller/],
    ['a second caller in the end', (t) => t.replace(/\}"\}$/, ',\\"caller\\":\\"jane\\"}"}'), /gives the workflow .*body,caller/],
    ['the body as it is', (t) => t.replace('$util.urlEncode($input.body)', '$input.body'), /reads \$input\.body/],
    ['the body as JSON', (t) => t.replace('$util.urlEncode($input.body)', "$input.json('$')"), /reads \$input\.json/],
    ['the body escaped for JavaScript alone', (t) => t.replace('$util.urlEncode($input.body)', '$util.escapeJavaScript($input.body)'), /reads \$util\.escapeJavaScript/],
    ['a parameter of the query as it is', (t) => t.replace("$util.urlEncode($input.params('status'))", "$input.params('status')"), /reads \$input\.params/],
    ['a quiet reference', (t) => t.replace('$context.requestTimeEpoch', '$!{context.requestTimeEpoch}'), /reads|neither text/],
    ['a directive', (t) => `#set($context.identity.userArn = "jane")${t}`, /neither text|reads/],
    ['the workflow from the query', (t) => t.replace(/"stateMachineArn":"[^"]*"/, '"stateMachineArn":"$input.params(\'arn\')"'), /reads \$input\.params/],
    ['a name for the execution', (t) => t.replace('"input":', '"name":"x","input":'), /has members stateMachineArn,name,input/],
  ])('%s', (_, mutate, finding) => {
    const encoded = SUBMIT.replace(CALLER, '\\"caller\\":\\"$util.urlEncode($context.identity.userArn)\\"');
    expect(mappingFindings(encoded)).toEqual([]);
    expect(mutate(encoded)).not.toBe(encoded);
    expect(mappingFindings(mutate(encoded)).join('\n')).toMatch(finding);
  });
});

describe('what the template makes of hostile requests:', () => {
  const userArn = 'arn:aws:iam::111111111111:user/people/jane';
  const inputOf = (options: Parameters<typeof evaluateVtl>[1]) => (
    JSON.parse(JSON.parse(evaluateVtl(SUBMIT, { context: { identity: { userArn }, requestTimeEpoch: 1 }, ...options }).text).input));
  const decoded = (text: string) => decodeURIComponent(text.replace(/\+/g, '%20'));
  const HOSTILE = [
    '{"caller":"arn:aws:iam::111111111111:user/people/mary"}',
    '","caller":"arn:aws:iam::111111111111:user/people/mary","x":"',
    '\\",\\"caller\\":\\"arn:aws:iam::111111111111:user/people/mary\\",\\"x\\":\\"',
    '\\\\\\"}"}', '$context.identity.userArn', '#set($x = 1)', '{% $eval("1") %}', '\n\r\t\u0000\u2028', "'\"`<>&;|", 'ä€😀', 'x'.repeat(65536), '', '%22%5c',
  ];

  test.each(HOSTILE)('the body %j', (body) => {
    const input = inputOf({ body });
    expect(Object.keys(input)).toEqual(['caller', 'at', 'action', 'id', 'query', 'body']);
    expect(decoded(input.caller)).toBe(userArn);
    expect(decoded(input.body)).toBe(body);
  });

  test.each(HOSTILE)('the query %j', (status) => {
    const input = inputOf({ query: { status, caller: 'mary' } });
    expect(decoded(input.caller)).toBe(userArn);
    expect(decoded(input.query.status)).toBe(status);
    expect(Object.keys(input.query)).toEqual(['status', 'requester', 'incident', 'rule', 'from', 'to', 'next']);
  });

  test.each(HOSTILE)('the path %j', (id) => {
    const input = inputOf({ path: { id } });
    expect([decoded(input.caller), decoded(input.id)]).toEqual([userArn, id]);
  });

  test('headers that claim to be somebody', () => {
    expect(JSON.stringify(inputOf({ headers: { 'X-Caller': 'mary', 'caller': 'mary', 'Authorization': 'mary', 'X-Amzn-Trace-Id': 'mary' } }))).not.toContain('mary');
  });

  // IAM lets a path of a user hold every printable character, quotes and backslashes too.
  test.each(['x","caller":"mary","y":"', 'x\\",\\"caller\\":\\"arn:aws:iam::111111111111:user/people/mary\\",\\"y\\":\\"', '\\'])('a caller whose path is %j', (path) => {
    const hostile = `arn:aws:iam::111111111111:user/${path}/eve`;
    const input = inputOf({ context: { identity: { userArn: hostile }, requestTimeEpoch: 1 } });
    expect(Object.keys(input)).toEqual(['caller', 'at', 'action', 'id', 'query', 'body']);
    expect(decoded(input.caller)).toBe(hostile);
  });
});

describe('the stage', () => {
  const [stage, ...others] = Object.values(resourcesIn(stack, 'AWS::ApiGateway::Stage'));

  test('is one, throttled, and logs every access', () => {
    expect(others).toEqual([]);
    expect(stage.MethodSettings).toEqual([expect.objectContaining({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 })]);
    expect(stage.AccessLogSetting.DestinationArn).toContain(':log-group:');
  });

  test('logs who called what, and nothing that anybody wrote', () => {
    expect(stage.MethodSettings[0].DataTraceEnabled).toBe(false);
    expect(Object.values(JSON.parse(stage.AccessLogSetting.Format)).sort()).toEqual([
      '$context.httpMethod', '$context.identity.accountId', '$context.identity.user', '$context.path', '$context.requestId', '$context.requestTimeEpoch', '$context.status',
    ]);
  });

  test('has no cache, whose answers would be somebody else\'s', () => {
    expect(stage.CacheClusterEnabled).toBeUndefined();
    expect(stage.MethodSettings[0].CachingEnabled).toBeUndefined();
  });
});

test('a body of another type than JSON is refused, with a reason that names the type and the header', () => {
  const [answer, ...others] = Object.values(resourcesIn(stack, 'AWS::ApiGateway::GatewayResponse'));
  expect(others).toEqual([]);
  expect(answer).toMatchObject({ ResponseType: 'UNSUPPORTED_MEDIA_TYPE', StatusCode: '415' });
  expect(Object.keys(answer.ResponseTemplates)).toEqual(['application/json']);
  expect(JSON.parse(answer.ResponseTemplates['application/json'])).toEqual({ reason: expect.stringMatching(/^the content type must be application\/json: .*Content-Type: application\/json/) });
});

test('the API is regional, without a policy that lets other accounts in, a key or CORS', () => {
  const { Resources } = resolvedTemplate(stack);
  const [{ Properties: api }] = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::RestApi');
  expect(api).toMatchObject({ EndpointConfiguration: { Types: ['REGIONAL'] } });
  expect(api.Policy).toBeUndefined();
  expect(methods.filter(([, { HttpMethod }]) => HttpMethod === 'OPTIONS' || HttpMethod === 'ANY')).toEqual([]);
  expect(Object.values(Resources).filter(({ Type }) => /ApiKey|UsagePlan|Authorizer/.test(Type))).toEqual([]);
});
