/** The API calls that a resource makes by itself, as they stand in its properties. */

export interface Call {
  /** As the SDK names it, in small letters: `ssoadmin`. */
  readonly service: string;
  /** Empty where the template doesn't tell it. */
  readonly action: string;
}

const SAME: { readonly [name: string]: string } = { cloudwatchlogs: 'logs', states: 'sfn', stepfunctions: 'sfn', events: 'eventbridge', cloudwatchevents: 'eventbridge' };

/** Every call in a text: of Step Functions and Scheduler, of API Gateway and AppSync, of `AwsCustomResource` and of automation documents. */
export function callsIn(content: string): Call[] {
  const plain = content.replace(/\\+"/g, '"');
  const found: (readonly [string, string])[] = [];
  const add = (pattern: RegExp) => { for (const [, service, action = ''] of plain.matchAll(pattern)) { found.push([service, action]); } };
  add(/:aws-sdk:([\w-]+):(\w+)/g);
  add(/:states:::(?!aws-sdk:)([\w-]+):(\w+)/g);
  add(/:([\w-]+):(?:action|path)\/(\w*)/g);
  add(/"SigningServiceName":"([\w-]+)"/g);
  // A function or an activity of a workflow does whatever it does.
  add(/"Resource":"(?!arn:[\w-]*:states:::)(arn):/g);
  for (const [, service, rest] of plain.matchAll(/\{[^{}]*?"service":"([^"]*)"([^{}]*)/gi)) { found.push([service, /"(?:action|api)":"([^"]*)"/i.exec(rest)?.[1] ?? '']); }
  return found.map(([service, action]) => ({ service: serviceOf(service), action: action.replace(/Command$/, '') }));
}

function serviceOf(name: string): string {
  const short = name.replace(/^@aws-sdk\/client-/, '').replace(/[-_]/g, '').toLowerCase();
  return SAME[short] ?? short;
}

const READS = /^(batchget|describe|filter|get|head|list|lookup|query|scan|search|simulate)/i;
/** They give what opens something. */
const SECRETS = /SecretValue$|RoleCredentials$|(Session|Federation)Token$/i;

const isRead = ({ action }: Call): boolean => READS.test(action) && !SECRETS.test(action);

/** Calls that change nothing: they read, or tell people something. */
export const isHarmless = (call: Call): boolean => isRead(call) || (call.service === 'sns' && /^publish/i.test(call.action));

/** Services by which access is given or taken, or alarms fall silent, with the calls that do. */
const GUARDED: { readonly [service: string]: RegExp } = {
  iam: /^/,
  sts: /^/,
  sso: /^/,
  ssoadmin: /^/,
  identitystore: /^/,
  organizations: /^/,
  secretsmanager: /^/,
  cloudtrail: /^/,
  logs: /^(associate|delete|disassociate|put(AccountPolicy|DataProtectionPolicy|MetricFilter|ResourcePolicy|RetentionPolicy|Transformer))/i,
  sns: /^(delete|put|removePermission|set|unsubscribe)/i,
  kms: /^(createGrant|delete|disable|put|retire|revoke|schedule)/i,
  scheduler: /^(delete|update)/i,
};

/** Whether a call can give access, take it, or silence an alarm. What isn't told can. */
export const isGuarded = (call: Call): boolean => /^unknownuntildeployment/.test(call.service) || (!isRead(call) && GUARDED[call.service]?.test(call.action) === true);
