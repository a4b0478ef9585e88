/**
 * Who asks, and whom a statement of a resource policy names.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import { textsOf } from './lists';

export type PrincipalKind = 'user' | 'session' | 'role' | 'federated-user' | 'root' | 'service' | 'federated' | 'anonymous';

export interface RequestPrincipal {
  readonly kind: PrincipalKind;
  readonly arn: string;
  readonly account?: string;
  /** Of a session: its role. */
  readonly roleArn?: string;
}

/** How directly a statement names the principal. A later level reaches further through implicit denies. */
export enum Named {
  NO,
  /** Its account, which must allow it by identity policies. */
  ACCOUNT,
  /** Its role: boundary and session policy of the session still count. */
  ROLE,
  /** The principal itself, or everybody. */
  SELF,
}

const ARN = /^arn:([^:]+):(iam|sts)::(\d{12}):(.+)$/;

/**
 * Reads a principal: an ARN of IAM or STS, the name of a service, an identity provider, or `*` for nobody in particular.
 *
 * @param roleArn the role of a session whose ARN doesn't tell the role's path
 */
export function principalOf(text: string, roleArn?: string): RequestPrincipal {
  if (text === '*') { return { kind: 'anonymous', arn: text }; }
  const match = ARN.exec(text);
  if (!match) { return { kind: /\.amazonaws\.com(\.cn)?$/.test(text) ? 'service' : 'federated', arn: text }; }
  const [, partition, , account, resource] = match;
  if (resource === 'root') { return { kind: 'root', arn: text, account }; }
  const [type, name] = resource.split('/');
  switch (type) {
    case 'user': return { kind: 'user', arn: text, account };
    case 'role': return { kind: 'role', arn: text, account };
    case 'assumed-role': return { kind: 'session', arn: text, account, roleArn: roleArn ?? `arn:${partition}:iam::${account}:role/${name}` };
    case 'federated-user': return { kind: 'federated-user', arn: text, account };
    default: return { kind: 'federated', arn: text, account };
  }
}

/** The `Principal` or `NotPrincipal` element of a statement. */
export interface PrincipalElement {
  readonly everybody: boolean;
  readonly aws: ReadonlySet<string>;
  /** Of whole accounts: their ids. */
  readonly accounts: ReadonlySet<string>;
  readonly services: readonly string[];
  readonly federated: readonly string[];
}

export function parsePrincipals(element: any): PrincipalElement {
  const whole = typeof element === 'string';
  const aws = new Set(textsOf(whole ? element : element?.AWS));
  const accounts = new Set([...aws].flatMap((entry) => ACCOUNT.exec(entry)?.slice(1).filter(Boolean) ?? []));
  return { everybody: aws.has('*'), aws, accounts, services: whole ? [] : textsOf(element?.Service), federated: whole ? [] : textsOf(element?.Federated) };
}

/** An account as a principal: its id, or the ARN of its root user. */
const ACCOUNT = /^(?:(\d{12})|arn:[^:]+:iam::(\d{12}):root)$/;

/** How a `Principal` element names the principal. */
export function named(element: PrincipalElement, principal: RequestPrincipal): Named {
  if (principal.kind === 'service') { return element.services.includes(principal.arn) || element.everybody ? Named.SELF : Named.NO; }
  if (principal.kind === 'federated') { return element.federated.includes(principal.arn) || element.everybody ? Named.SELF : Named.NO; }
  if (element.everybody || element.aws.has(principal.arn)) { return Named.SELF; }
  if (principal.roleArn !== undefined && element.aws.has(principal.roleArn)) { return Named.ROLE; }
  return element.accounts.has(principal.account!) ? Named.ACCOUNT : Named.NO;
}

/** A `NotPrincipal` element spares the principal if it lists the account, the role of a session, and the principal itself. */
export function spared(element: PrincipalElement, principal: RequestPrincipal): boolean {
  if (element.everybody) { return true; }
  if (principal.kind === 'service') { return element.services.includes(principal.arn); }
  if (principal.kind === 'federated') { return element.federated.includes(principal.arn); }
  if (principal.kind === 'anonymous') { return false; }
  const own = [principal.arn, principal.roleArn].filter((arn) => arn !== undefined && principal.kind !== 'root');
  return element.accounts.has(principal.account!) && own.every((arn) => element.aws.has(arn!));
}

/** Actions on resources whose own policy must let the principal in: without it no identity policy reaches them. */
const ASSUMING = /^sts:(assumerole|assumerolewithsaml|assumerolewithwebidentity|tagsession|setsourceidentity|setcontext)$/i;

/** Whether the identity's own policies don't reach the resource by themselves. */
export function needsResourcePolicy(action: string, hasPolicy: boolean): boolean {
  return ASSUMING.test(action) || (hasPolicy && /^kms:/i.test(action));
}
