import { forbidden, repairable } from '../private/forbidden-actions';
import { splitAction, wildcardRegex } from '../private/iam-catalogue';
import { ALARM_NAME_PREFIX, PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';
import { Document, documentOf, LIMITS, minimizeActions, oneOrMany, policySize, Statement } from '../private/policy-document';
import { consoleArn, SIGN_IN } from '../private/sign-in';

/** Input for the boundary of one role. */
export interface RoleBoundaryInput {
  readonly partition: string;
  readonly account: string;
  readonly boundaryArn: string;
  readonly quarantinePolicyArns: string[];
  readonly repairRolesArn: string;
  readonly repairsIam: boolean;
  /** Every action that the role's permissions name. */
  readonly actions: string[];
  readonly sourceIps?: string[];
  readonly regions?: string[];
}

/** Global services have their endpoint in us-east-1 or no Region at all: a list of Regions must not deny them. */
const GLOBAL_SERVICES = [
  'account:*', 'cloudfront:*', 'globalaccelerator:*', 'health:*', 'iam:*', 'networkmanager:*', 'organizations:*', 'route53:*',
  'shield:*', 'signin:*', 'ssm-incidents:*', 'sts:*', 'support:*', 'waf:*',
];

/**
 * Upper limit for the sessions of a role, whatever policies are attached to the role later and whatever resource policies
 * name it.
 *
 * The first deny is the cap. It denies all actions that the role's own permissions don't name. It must be explicit: a
 * resource policy of the same account that names the session overrides the implicit deny of a boundary. The statements after
 * it deny what the cap leaves open. A deny that the cap already contains is left out, so that each statement is needed and
 * the removal of any statement fails a claim.
 */
export function roleBoundary(input: RoleBoundaryInput): Document {
  const guards = guardStatements(input);
  let cap = minimizeActions(input.actions);
  let document = boundaryOf(cap, guards, input);
  // A cap that is too long names the service with the longest list as a whole. The wider cap leaves more open, so the
  // statements after it are computed again.
  while (policySize(document) > LIMITS.managedPolicy) {
    const widest = widestService(cap);
    if (!widest) { return document; }
    cap = minimizeActions([...cap, `${widest}:*`]);
    document = boundaryOf(cap, guards, input);
  }
  return document;
}

function boundaryOf(cap: string[], guards: Statement[], input: RoleBoundaryInput): Document {
  return documentOf([
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Sid: 'DenyBeyondPlaybook', Effect: 'Deny', NotAction: cap, Resource: '*' },
    ...pruned(guards, cap),
    // Sign-in to the console is never denied; other clients get no credentials of the session.
    deny('DenyOtherSignIn', SIGN_IN, { NotResource: consoleArn(input) }),
    breakGlassGuard(input),
    ...optionalGuards(input),
  ]);
}

/** The service whose actions are the longest part of the cap. Services where each action matters are never named as a whole. */
function widestService(cap: readonly string[]): string | undefined {
  const lengths = new Map<string, number>();
  for (const action of cap) {
    const [service, name] = splitAction(action);
    if (name === '*' || ['iam', 'sts', 'organizations', 'account', 'kms', 'secretsmanager', 'signin', 'lambda', 'ssm'].includes(service)) { continue; }
    lengths.set(service, (lengths.get(service) ?? 0) + action.length + 3);
  }
  return [...lengths.entries()].sort(([a, x], [b, y]) => y - x || a.localeCompare(b))[0]?.[0];
}

/** Leaves out what the cap denies already. */
function pruned(guards: readonly Statement[], cap: readonly string[]): Statement[] {
  const open = cap.map(wildcardRegex);
  return guards.flatMap((guard) => {
    const left = (guard.Action as string[]).filter((action) => open.some((regex) => regex.test(action)));
    return left.length === 0 ? [] : [{ ...guard, Action: oneOrMany(left) }];
  });
}

function deny(Sid: string, actions: readonly string[], rest: Partial<Statement> = { Resource: '*' }): Statement {
  return { Sid, Effect: 'Deny', Action: [...actions], ...rest };
}

function guardStatements(input: RoleBoundaryInput): Statement[] {
  const arn = (service: string, resource: string) => `arn:${input.partition}:${service}:*:${input.account}:${resource}`;
  const notQuarantine = { ArnNotEquals: { 'iam:PolicyARN': oneOrMany(input.quarantinePolicyArns) } };
  const notBounded = { StringNotEquals: { 'iam:PermissionsBoundary': input.boundaryArn } };
  return [
    deny('DenyMinting', forbidden('minting')),
    deny('DenyUnbounding', forbidden('unbounding')),
    deny('DenyLoggingChanges', forbidden('logging')),
    deny('DenyAlarmChanges', forbidden('alarming')),
    deny('DenyAlarmRuleChanges', forbidden('alarm-rules'), { Resource: arn('events', `rule/${ALARM_NAME_PREFIX}*`) }),
    deny('DenyAccountChanges', forbidden('account')),
    deny('DenyOtherRoles', forbidden('chaining')),
    // Containment only removes permissions: a session can attach and detach the quarantine policies and no others.
    deny('DenyOtherUserPolicies', forbidden('policies-of-users'), { Resource: '*', Condition: notQuarantine }),
    ...(input.repairsIam ? [
      deny('DenyUnboundedRoles', repairable('bounded'), { Resource: '*', Condition: notBounded }),
      // All conditions of a statement must match: this denies other policies on roles without the boundary.
      deny('DenyOtherRolePolicies', forbidden('policies-of-roles'),
        { Resource: '*', Condition: { ...notQuarantine, ...notBounded } }),
      // No condition key names the role whose trust is written, so the path decides.
      deny('DenyForeignTrust', repairable('by-path'), { NotResource: input.repairRolesArn }),
      deny('DenyForeignPassRole', repairable('pass-by-path'), { NotResource: input.repairRolesArn }),
    ] : [
      deny('DenyRoleChanges', forbidden('roles')),
      deny('DenyOtherRolePolicies', forbidden('policies-of-roles'), { Resource: '*', Condition: notQuarantine }),
    ]),
  ];
}

/** Denies everything but reads on the break-glass principals, their policies and their passwords. */
function breakGlassGuard(input: RoleBoundaryInput): Statement {
  // By name, under any path: the constructs enforce the marks in the names.
  const iam = `arn:${input.partition}:iam::${input.account}:`;
  return {
    Sid: 'DenyBreakGlassChanges',
    Effect: 'Deny',
    NotAction: ['iam:Get*', 'iam:List*'],
    Resource: [
      `${iam}policy/*${ROLE_NAME_PREFIX}*`,
      `${iam}role/*${ROLE_NAME_PREFIX}*`,
      `${iam}user/*${USER_NAME_SUFFIX}`,
      `arn:${input.partition}:secretsmanager:*:${input.account}:secret:${PASSWORD_SECRET_PREFIX}*`,
    ],
  };
}

function optionalGuards(input: RoleBoundaryInput): Statement[] {
  const guards: Statement[] = [];
  if (input.sourceIps) {
    guards.push({
      Sid: 'DenyOtherAddresses',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      // A call that a service makes for the session comes from the service's address.
      Condition: { NotIpAddress: { 'aws:SourceIp': oneOrMany(input.sourceIps) }, BoolIfExists: { 'aws:ViaAWSService': 'false' } },
    });
  }
  if (input.regions) {
    guards.push({
      Sid: 'DenyOtherRegions',
      Effect: 'Deny',
      NotAction: GLOBAL_SERVICES,
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': oneOrMany(input.regions) } },
    });
  }
  return guards;
}
