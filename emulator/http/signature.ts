/** Checks the signatures of requests (Signature Version 4, in the header), with the errors of API Gateway. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Caller, Callers } from './callers';

export interface SignedRequest {
  readonly method: string;
  /** As it was sent, encoded, without the query. */
  readonly path: string;
  /** As it was sent, without the question mark. */
  readonly query: string;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Scope {
  readonly region: string;
  readonly service: string;
  readonly now: Date;
}

/** Why a request isn't known to be of a caller. */
export interface SignatureError {
  readonly type: string;
  readonly message: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_SKEW_MS = 5 * 60_000;

const sha256 = (data: string | Buffer) => createHash('sha256').update(data);
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
/** Everything but letters, digits and `-._~`. */
const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const incomplete = (message: string): SignatureError => ({ type: 'IncompleteSignatureException', message });
const invalid = (message: string): SignatureError => ({ type: 'InvalidSignatureException', message });
const UNKNOWN: SignatureError = { type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' };

/** Who signed the request; or what is wrong with it. */
export function callerOf(request: SignedRequest, callers: Callers, scope: Scope): Caller | SignatureError {
  const { authorization } = request.headers;
  if (authorization === undefined) return { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
  const fields = fieldsOf(authorization);
  if (!fields) return incomplete(`Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hashed(authorization)}'.`);
  const dated = request.headers['x-amz-date'] ?? request.headers.date;
  const lacks = [
    ...['Credential', 'Signature', 'SignedHeaders'].filter((name) => !fields.has(name)).map((name) => `Authorization header requires '${name}' parameter.`),
    ...dated === undefined ? ["Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."] : [],
  ];
  if (lacks.length > 0) return incomplete(`${lacks.join(' ')} (Hashed with SHA-256 and encoded with Base64) Authorization=${hashed(authorization)}`);

  const [credential, signedHeaders] = [fields.get('Credential')!.split('/'), fields.get('SignedHeaders')!.split(';')];
  if (credential.length !== 5) return incomplete(`Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential.join('/')}'`);
  const at = instantOf(dated!);
  if (!at) return incomplete(`Date must be in ISO-8601 'basic format'. Got '${dated}'. See http://en.wikipedia.org/wiki/ISO_8601`);
  return outOfScope(credential, dated!, signedHeaders, scope) ?? skewOf(at, scope.now)
    ?? ownerOf(request, credential, fields.get('Signature')!, signedHeaders, dated!, callers, scope);
}

/** Of `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`. Undefined where a part isn't a pair. */
function fieldsOf(authorization: string): Map<string, string> | undefined {
  const [algorithm, ...rest] = authorization.trim().split(/\s+/);
  const pairs = rest.join('').split(',').map((pair) => /^(\w+)=(.*)$/.exec(pair));
  return algorithm === ALGORITHM && pairs.every((pair) => pair !== null) ? new Map(pairs.map((pair) => [pair![1], pair![2]])) : undefined;
}

const hashed = (text: string) => sha256(text).digest('base64');

function instantOf(text: string): Date | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  return parts.length === 6 ? new Date(Date.UTC(year, month - 1, day, hour, minute, second)) : undefined;
}

function outOfScope(
  [, date, region, service, term]: readonly string[], dated: string, signedHeaders: readonly string[], scope: Scope,
): SignatureError | undefined {
  const wrong = [
    ...region === scope.region ? [] : ['Credential should be scoped to a valid region. '],
    ...service === scope.service ? [] : [`Credential should be scoped to correct service: '${scope.service}'. `],
    ...term === 'aws4_request' ? [] : [`Credential should be scoped with a valid terminator: 'aws4_request', not '${term}'. `],
    ...dated.startsWith(date) && date.length === 8 ? []
      : [`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${dated.slice(0, 8)}', from '${dated}'.`],
    ...signedHeaders.includes('host') ? [] : ["'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."],
  ];
  return wrong.length > 0 ? invalid(wrong.join('')) : undefined;
}

const basic = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '');

function skewOf(at: Date, now: Date): SignatureError | undefined {
  const [oldest, latest] = [-MAX_SKEW_MS, MAX_SKEW_MS].map((skew) => new Date(now.getTime() + skew));
  if (at < oldest) return invalid(`Signature expired: ${basic(at)} is now earlier than ${basic(oldest)} (${basic(now)} - 5 min.)`);
  return at > latest ? invalid(`Signature not yet current: ${basic(at)} is still later than ${basic(latest)} (${basic(now)} + 5 min.)`) : undefined;
}

function ownerOf(
  request: SignedRequest, [accessKeyId, date, region, service]: readonly string[], signature: string, signedHeaders: readonly string[], dated: string,
  callers: Callers, { now }: Scope,
): Caller | SignatureError {
  const caller = callers.find(accessKeyId);
  // The credentials of a user have no token, and those of a session only count with theirs.
  if (!caller || caller.sessionToken !== request.headers['x-amz-security-token']) return UNKNOWN;
  if (caller.expiresAt && caller.expiresAt <= now) return { type: 'ExpiredTokenException', message: 'The security token included in the request is expired' };
  const canonical = canonicalRequest(request, signedHeaders);
  const toSign = [ALGORITHM, dated, `${date}/${region}/${service}/aws4_request`, sha256(canonical).digest('hex')].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${caller.secretAccessKey}`);
  const [meant, given] = [hmac(key, toSign), Buffer.from(signature, 'hex')];
  // curl signs a header without a value and doesn't send it. AWS then has another canonical request than the client.
  const allSent = signedHeaders.every((name) => request.headers[name] !== undefined);
  if (allSent && meant.length === given.length && timingSafeEqual(meant, given)) return caller;
  return invalid('The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
    + `\n\nThe Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`);
}

/** By code units: locales sort otherwise. */
const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function canonicalRequest({ method, path, query, headers, body }: SignedRequest, signedHeaders: readonly string[]): string {
  const pairs = query.split('&').filter((pair) => pair !== '').map((pair) => {
    const [name, ...value] = pair.split('=');
    return [name, value.join('=')].map((text) => encode(decodeURIComponent(text)));
  });
  return [
    method,
    // Every service but S3 encodes the path that was sent once more.
    path.split('/').map(encode).join('/'),
    pairs.sort(([a, x], [b, y]) => order(a, b) || order(x, y)).map((pair) => pair.join('=')).join('&'),
    ...signedHeaders.filter((name) => headers[name] !== undefined).map((name) => `${name}:${headers[name].trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    sha256(body).digest('hex'),
  ].join('\n');
}
