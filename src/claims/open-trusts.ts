/**
 * Trust statements that name nobody: everyone, or an account as a whole, under conditions. The caller whom such a statement means is made from
 * its conditions, since the callers of other questions meet none of them, and would be refused for another reason than the question's.
 */
import { RoleModel } from './model';
import { Caller } from './requests';
import { Strangers } from './strangers';
import { listOf as list } from '../analysis/policy/lists';

type Values = { readonly [key: string]: string };

/** Keys that the questions themselves set. */
const ASKED = /^(aws:multifactorauth(present|age))$/i;

/** A caller who meets all conditions of a statement, but for those that the questions are about. */
export interface Meant {
  readonly caller: Caller;
  /** Whether a condition names single users: then the statement is as narrow as one that names them. */
  readonly pinned: boolean;
}

export function meantBy(role: RoleModel, strangers: Strangers): Meant[] {
  const statements: any[] = list(role.trust?.Statement).filter((statement: any) => statement?.Effect === 'Allow');
  return statements.flatMap((statement) => accountsOf(statement, strangers).map((account) => meant(statement, account, strangers)));
}

/** The accounts that a statement trusts as a whole. Everyone is somebody of an account outside. */
function accountsOf({ Principal, NotPrincipal }: any, { account }: Strangers): string[] {
  if (NotPrincipal !== undefined) { return [account]; }
  const named: unknown[] = Principal !== null && typeof Principal === 'object' ? list(Principal.AWS) : list(Principal);
  return [...new Set(named.flatMap((one) => (one === '*' ? [account] : /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(String(one))?.slice(1) ?? [])))];
}

function meant({ Principal, Condition }: any, account: string, strangers: Strangers): Meant {
  const values = met(Condition, strangers);
  const everyone = JSON.stringify(Principal ?? '').includes('"*"');
  const home = everyone && /^\d{12}$/.test(values['aws:principalaccount'] ?? '') ? values['aws:principalaccount'] : account;
  const name = values['aws:username'] ?? 'anyone';
  const arn = callerArn(values['aws:principalarn'], everyone, home, name);
  const others = Object.entries(values).filter(([key]) => !ASKED.test(key) && !DERIVED.has(key));
  const extra = Object.fromEntries(others.map(([key, value]) => [KEYS[key] ?? key, value]));
  return { caller: { arn, name: arn.slice(arn.lastIndexOf('/') + 1), account: arn.split(':')[4], extra }, pinned: isPinned(Condition) };
}

/** What the caller's ARN tells. */
const DERIVED: ReadonlySet<string> = new Set(['aws:principalarn', 'aws:principalaccount', 'aws:username', 'aws:principaltype', 'aws:userid']);

/** As questions write them. Keys are the same in any case, but a context has each once. */
const KEYS: Values = {
  'aws:currenttime': 'aws:CurrentTime',
  'aws:requestedregion': 'aws:RequestedRegion',
  'aws:securetransport': 'aws:SecureTransport',
  'aws:sourceip': 'aws:SourceIp',
  'aws:viaawsservice': 'aws:ViaAWSService',
  'aws:principalorgid': 'aws:PrincipalOrgID',
  'sts:rolesessionname': 'sts:RoleSessionName',
  'sts:sourceidentity': 'sts:SourceIdentity',
  'aws:tagkeys': 'aws:TagKeys',
};

function callerArn(pattern: string | undefined, everyone: boolean, account: string, name: string): string {
  const [, kind, rest] = /^arn:[^:]*:(?:iam|sts)::[^:]*:(user|role|assumed-role)\/(.+)$/.exec(pattern ?? '') ?? [];
  const [, named] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(pattern ?? '') ?? [];
  const home = everyone && named ? named : account;
  if (kind === undefined || kind === 'user') { return `arn:aws:iam::${home}:user/${rest ?? name}`; }
  return `arn:aws:sts::${home}:assumed-role/${rest.split('/').at(-1)}/session`;
}

/** Values that meet the positive conditions, by keys in small letters. */
function met(condition: any, strangers: Strangers): Values {
  const found: { [key: string]: string } = {};
  for (const [operator, keys] of Object.entries<any>(condition ?? {})) {
    for (const [key, values] of Object.entries<any>(keys ?? {})) {
      const value = meeting(operator, String(list(values)[0] ?? ''), strangers);
      if (value !== undefined) { found[key.toLowerCase()] = value; }
    }
  }
  return found;
}

function meeting(operator: string, value: string, { samples }: Strangers): string | undefined {
  const base = operator.replace(/^For(Any|All)Values?:/, '').replace(/IfExists$/, '');
  if (/Not|^Null$/.test(base) || value.includes('${')) { return undefined; }
  const [date, number] = [Date.parse(value), Number(value)];
  switch (base) {
    case 'StringLike': case 'ArnLike': case 'ArnEquals':
      // A part that digits stand beside is an account.
      return value.replace(/(^|:)(\d*)\*(?=:|$)/g, (_, before: string, digits: string) => (
        digits === '' && before === ':' ? ':' + '3'.repeat(12) : `${before}${digits.padEnd(12, '2')}`)).replace(/\*/g, samples[0]).replace(/\?/g, 'x');
    case 'IpAddress': return value.replace(/\/\d+$/, '');
    case 'DateGreaterThan': return new Date(date + 1000).toISOString().replace('.000', '');
    case 'DateLessThan': return new Date(date - 1000).toISOString().replace('.000', '');
    case 'NumericGreaterThan': return String(number + 1);
    case 'NumericLessThan': return String(number - 1);
    default: return value;
  }
}

function isPinned(condition: any): boolean {
  return Object.entries<any>(condition ?? {}).some(([operator, keys]) => /^(StringEquals(IgnoreCase)?|StringLike|ArnEquals|ArnLike)$/.test(operator)
    && Object.entries<any>(keys ?? {}).some(([key, values]) => {
      const texts = list(values).map(String);
      const single = texts.length > 0 && texts.every((text) => !/[*?]|\$\{/.test(text));
      return single && (/^aws:username$/i.test(key) || (/^aws:principalarn$/i.test(key) && texts.every((text) => /:iam::\d{12}:user\//.test(text))));
    }));
}
