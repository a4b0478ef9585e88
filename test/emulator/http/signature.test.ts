import { createHash, createHmac } from 'node:crypto';
import { Callers } from '../../../emulator/http/callers';
import { callerOf, canonicalRequest, SignedRequest } from '../../../emulator/http/signature';

const NOW = new Date('2026-11-29T12:00:00Z');
const SCOPE = { region: 'eu-central-1', service: 'execute-api', now: NOW };
const JANE = 'arn:aws:iam::111111111111:user/jane';
const MARY = 'arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Elevation_0123456789abcdef/mary';

const callers = new Callers();
const jane = callers.add(JANE, { policies: [] });
const mary = callers.add(MARY, { policies: [], expiresAt: new Date('2026-11-29T12:30:00Z') });

const basic = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '');

interface Signing {
  readonly by?: typeof jane;
  readonly at?: Date;
  readonly date?: string;
  readonly region?: string;
  readonly service?: string;
  readonly secret?: string;
  readonly signed?: string[];
}

function sign(request: Partial<SignedRequest> = {}, { by = jane, at = NOW, date = basic(at).slice(0, 8), region = 'eu-central-1', service = 'execute-api', secret, signed }: Signing = {}): SignedRequest {
  const headers = { 'host': '127.0.0.1:8080', 'x-amz-date': basic(at), ...by.sessionToken && { 'x-amz-security-token': by.sessionToken }, ...request.headers };
  const whole = { method: 'GET', path: '/v1/requests', query: '', body: Buffer.from(''), ...request, headers };
  const names = signed ?? Object.keys(headers).sort();
  const toSign = ['AWS4-HMAC-SHA256', basic(at), `${date}/${region}/${service}/aws4_request`, createHash('sha256').update(canonicalRequest(whole, names)).digest('hex')].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>((last, part) => createHmac('sha256', last).update(part).digest(), `AWS4${secret ?? by.secretAccessKey}`);
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  return {
    ...whole,
    headers: { ...headers, authorization: `AWS4-HMAC-SHA256 Credential=${by.accessKeyId}/${date}/${region}/${service}/aws4_request, SignedHeaders=${names.join(';')}, Signature=${signature}` },
  };
}

const answer = (request: SignedRequest, now = NOW) => callerOf(request, callers, { ...SCOPE, now });
const message = (request: SignedRequest, now?: Date) => {
  const error = answer(request, now);
  return 'type' in error ? `${error.type}: ${error.message}` : `signed by ${error.arn}`;
};
const without = (request: SignedRequest, lost: string) => (
  { ...request, headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== lost)) });
const withHeader = (request: SignedRequest, name: string, value: string) => ({ ...request, headers: { ...request.headers, [name]: value } });

test('AWS\'s own example has the signature that AWS prints', () => {
  const example = new Callers();
  example.know({ arn: JANE, accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', policies: [] });
  const request = {
    method: 'GET',
    path: '/',
    query: 'Action=ListUsers&Version=2010-05-08',
    body: Buffer.from(''),
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      'host': 'iam.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      'authorization': 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, '
        + 'Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    },
  };
  expect(callerOf(request, example, { region: 'us-east-1', service: 'iam', now: new Date('2015-08-30T12:36:00Z') })).toMatchObject({ arn: JANE });
});

test.each<[string, Partial<SignedRequest>]>([
  ['without a body', {}],
  ['with a body', { method: 'POST', body: Buffer.from('{"rule":"ä"}') }],
  ['with a query in any order', { query: 'to=2026-11-30&from=2026-11-01&a-b=1&a=2&a=1' }],
  ['with an encoded path', { path: '/v1/requests/%C3%A4%20x' }],
  ['with spaces in a header', { headers: { 'x-amz-meta': '  a   b ' } }],
])('a request %s is of who signed it', (_, request) => {
  expect(message(sign(request))).toBe(`signed by ${JANE}`);
  expect(message(sign(request, { by: mary }))).toBe(`signed by ${MARY}`);
});

test('a canonical query is sorted by name, then by value, and not by the whole pair', () => {
  expect(canonicalRequest({ method: 'GET', path: '/', query: 'a-b=1&a=2&a=1&c', headers: {}, body: Buffer.from('') }, []).split('\n')[2]).toBe('a=1&a=2&a-b=1&c=');
});

test.each<[string, SignedRequest]>([
  ['another path', { ...sign(), path: '/v1/audit' }],
  ['another method', { ...sign(), method: 'POST' }],
  ['another query', { ...sign(), query: 'status=active' }],
  ['another body', { ...sign({ body: Buffer.from('{}') }), body: Buffer.from('{"a":1}') }],
  ['another host', withHeader(sign(), 'host', 'example.com')],
  ['another secret', sign({}, { secret: 'another' })],
  ['a signed header that isn\'t sent', sign({}, { signed: ['host', 'x-amz-date', 'x-amz-security-token'] })],
  ['a signed header that was lost on the way', without(sign({ headers: { 'x-amz-meta': '' } }), 'x-amz-meta')],
  ['a cut signature', withHeader(sign(), 'authorization', sign().headers.authorization.slice(0, -2))],
])('%s than what was signed is refused, with what should have been signed', (_, request) => {
  expect(message(request)).toMatch(/^InvalidSignatureException: The request signature we calculated does not match the signature you provided\. Check your AWS Secret Access Key and signing method\./);
  expect(message(request)).toContain('The Canonical String for this request should have been\n');
});

test.each<[string, SignedRequest, RegExp]>([
  ['no signature', without(sign(), 'authorization'), /^MissingAuthenticationTokenException: Missing Authentication Token$/],
  ['a token of another kind', withHeader(sign(), 'authorization', 'Bearer abc'), /^IncompleteSignatureException: Invalid key=value pair \(missing equal-sign\) in Authorization header/],
  ['an algorithm alone', withHeader(sign(), 'authorization', 'AWS4-HMAC-SHA256'), /^IncompleteSignatureException: Invalid key=value pair/],
  ['no signature in the header', withHeader(sign(), 'authorization', 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e'), /requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\./],
  ['no date', without(sign(), 'x-amz-date'), /requires existence of either a 'X-Amz-Date' or a 'Date' header\./],
  ['a date of another form', withHeader(sign(), 'x-amz-date', '2026-11-29T12:00:00Z'), /Date must be in ISO-8601 'basic format'\. Got '2026-11-29T12:00:00Z'/],
  ['a short credential', withHeader(sign(), 'authorization', 'AWS4-HMAC-SHA256 Credential=AKIA, SignedHeaders=host, Signature=00'), /must have exactly 5 slash-delimited elements.*got 'AKIA'/],
  ['another Region', sign({}, { region: 'us-east-1' }), /^InvalidSignatureException: Credential should be scoped to a valid region\. $/],
  ['another service', sign({}, { service: 'apigateway' }), /^InvalidSignatureException: Credential should be scoped to correct service: 'execute-api'\. $/],
  ['another day in the credential', sign({}, { date: '20261128' }), /'20261128' != '20261129', from '20261129T120000Z'/],
  ['a host that isn\'t signed', sign({}, { signed: ['x-amz-date'] }), /'Host' or ':authority' must be a 'SignedHeader'/],
  ['a key that isn\'t known', sign({}, { by: { ...jane, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' } }), /^UnrecognizedClientException: The security token included in the request is invalid\.$/],
  ['a session without its token', sign({}, { by: { ...mary, sessionToken: undefined } }), /^UnrecognizedClientException/],
  ['a session with another token', sign({}, { by: { ...mary, sessionToken: 'another' } }), /^UnrecognizedClientException/],
  ['a user with a token', sign({}, { by: { ...jane, sessionToken: 'one' } }), /^UnrecognizedClientException/],
])('%s is refused', (_, request, expected) => {
  expect(message(request)).toMatch(expected);
});

test('a signature counts five minutes before and after its date', () => {
  const minutes = (number: number) => new Date(NOW.getTime() + number * 60_000);
  expect([-5, 5].map((late) => message(sign(), minutes(late)))).toEqual([`signed by ${JANE}`, `signed by ${JANE}`]);
  expect(message(sign(), new Date(minutes(5).getTime() + 1000))).toBe('InvalidSignatureException: Signature expired: 20261129T120000Z is now earlier than 20261129T120001Z (20261129T120501Z - 5 min.)');
  expect(message(sign(), minutes(-6))).toBe('InvalidSignatureException: Signature not yet current: 20261129T120000Z is still later than 20261129T115900Z (20261129T115400Z + 5 min.)');
});

test('credentials of a session end', () => {
  const late = new Date('2026-11-29T12:30:00Z');
  expect(message(sign({}, { by: mary, at: late }), late)).toBe('ExpiredTokenException: The security token included in the request is expired');
});
