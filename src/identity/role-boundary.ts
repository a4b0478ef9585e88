import { forbidden, repairable } from '../private/forbidden-actions';
import { splitAction, wildcardRegex } from '../private/iam-catalogue';
import { ALARM_NAME_PREFIX, PASSWORD_SECRET_PREFIX, ROLE_NAME_PREFIX, USER_NAME_SUFFIX } from '../private/names';
import { Document, documentOf, LIMITS, minimizeActions, oneOrMany, policySize, Statement } from '../private/policy-document';

/** What the boundary of one role is made from. */
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

/** Global services answer from us-east-1 (or have no Region), so a Region list must not shut them off. */
const GLOBAL_SERVICES = [
  'account:*', 'cloudfront:*', 'globalaccelerator:*', 'health:*', 'iam:*', 'networkmanager:*', 'organizations:*', 'route53:*',
  'shield:*', 'ssm-incidents:*', 'sts:*', 'support:*', 'waf:*',
];

/**
 * The most that a session of the role can do, whatever is ever attached to the role or granted to it by resource.
 *
 * The first deny is the cap: nothing beyond the actions that the role's own permissions name. It is an explicit deny,
 * since a resource policy of the same account that names the session passes by a boundary's implicit one. What the cap
 * leaves open but must not be used freely is denied by the statements after it; denies for actions that the cap
 * already shuts out are left away, so every statement carries weight and removing any of them breaks a promise.
 */
export function roleBoundary(input: RoleBoundaryInput): Document {
  const guards = guardStatements(input);
  let cap = minimizeActions(input.actions);
  let document = boundaryOf(cap, guards, input);
  // Too long: name the service with the longest list as a whole. The guards are worked out anew, since a wider cap
  // leaves more for them to deny.
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
    breakGlassGuard(input),
    ...optionalGuards(input),
  ]);
}

/** The service whose actions take most of the cap; never one in which every action counts. */
function widestService(cap: readonly string[]): string | undefined {
  const lengths = new Map<string, number>();
  for (const action of cap) {
    const [service, name] = splitAction(action);
    if (name === '*' || ['iam', 'sts', 'organizations', 'account', 'kms', 'secretsmanager', 'lambda', 'ssm'].includes(service)) { continue; }
    lengths.set(service, (lengths.get(service) ?? 0) + action.length + 3);
  }
  return [...lengths.entries()].sort(([a, x], [b, y]) => y - x || a.localeCompare(b))[0]?.[0];
}

/** Leaves away what the cap denies already. */
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
    // Containment only takes away: nothing but the quarantine policies can be attached to or taken from a user.
    deny('DenyOtherUserPolicies', forbidden('policies-of-users'), { Resource: '*', Condition: notQuarantine }),
    ...(input.repairsIam ? [
      deny('DenyUnboundedRoles', repairable('bounded'), { Resource: '*', Condition: notBounded }),
      // Conditions of one statement must all hold: denied is what is neither quarantine nor a bounded role.
      deny('DenyOtherRolePolicies', forbidden('policies-of-roles'),
        { Resource: '*', Condition: { ...notQuarantine, ...notBounded } }),
      // No condition key tells whose trust is written, so it is by path.
      deny('DenyForeignTrust', repairable('by-path'), { NotResource: input.repairRolesArn }),
      deny('DenyForeignPassRole', repairable('pass-by-path'), { NotResource: input.repairRolesArn }),
    ] : [
      deny('DenyRoleChanges', forbidden('roles')),
      deny('DenyOtherRolePolicies', forbidden('policies-of-roles'), { Resource: '*', Condition: notQuarantine }),
    ]),
  ];
}

/** The break-glass principals, their policies and passwords can be looked at and nothing else. */
function breakGlassGuard(input: RoleBoundaryInput): Statement {
  // By name, under whatever path: the names are held to their marks by the constructs.
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
      // A call that a service makes on the session's behalf comes from the service's own address.
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
