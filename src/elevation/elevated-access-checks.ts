/** Checks of the props of `ElevatedAccess` that rules and people can't make by themselves. */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ElevatedAccessProps } from './elevated-access-props';
import { ACCOUNT_ASSIGNMENT } from './grants/account-assignment';
import { IdentityCenterDirectory } from './identity-center-directory';
import { requireMinutes } from './minutes';
import { ElevationRule } from './rule';
import { ElevationTarget } from './target';
import { administerInstance } from '../private/identity-center-place';
import { propError } from '../private/validation';

/** The props, checked, with their defaults. */
export interface ElevationSettings {
  readonly reconcileInterval: Duration;
  readonly ledgerRetention: Duration;
  readonly archiveRetention?: Duration;
  /** Whether OpsItems ask for reviews. */
  readonly reviews: boolean;
  /** Whether Security Hub CSPM shows accesses. */
  readonly findings: boolean;
  /** Names, sorted. */
  readonly auditors: readonly string[];
}

export function checkedSettings(scope: Construct, props: ElevatedAccessProps): ElevationSettings {
  const stack = Stack.of(scope);
  const reconcileInterval = props.reconcileInterval ?? Duration.minutes(5);
  const ledgerRetention = props.ledgerRetention ?? Duration.days(400);
  requirePlace(scope, props.identityCenter);
  requireBounds(props, reconcileInterval, ledgerRetention);
  requireTargets(stack, props);
  return {
    reconcileInterval,
    ledgerRetention,
    archiveRetention: props.archiveRetention,
    reviews: props.reviewItems ?? true,
    findings: props.securityHub ?? false,
    auditors: (props.auditors ?? []).map(({ name }) => name).sort(),
  };
}

/** The API has no policy of its own, so that it lets in callers of its account only. */
function requirePlace(scope: Construct, { instanceArn, managementAccountId, region, accountId }: IdentityCenterDirectory): void {
  const stack = Stack.of(scope);
  const known = (text: string | undefined): text is string => text !== undefined && !Token.isUnresolved(text);
  const differs = (one: string | undefined, other: string) => known(one) && known(other) && one !== other;
  if (differs(region, stack.region)) {
    throw propError('identityCenter', `must be an instance of the Region of ElevatedAccess, ${stack.region}`, region, 'deploy the stack into the Region of Identity Center');
  }
  if (differs(accountId, stack.account)) {
    throw propError('accountId', `of 'identityCenter' must be the account of ElevatedAccess, ${stack.account}: the API lets callers of its own account in`, accountId,
      'assign the permission set of the callers in that account');
  }
  administerInstance(scope, instanceArn, managementAccountId);
}

function requireBounds(props: ElevatedAccessProps, every: Duration, ledgerRetention: Duration): void {
  if (props.notify.length === 0) {
    throw propError('notify', 'must name at least one target', 'none', 'add NotificationTarget.topic of a NotificationTopic');
  }
  requireMinutes('reconcileInterval', every, Duration.minutes(1), Duration.hours(1),
    { tooShort: 'once a minute is enough', tooLong: 'an access without a grant would stay that long' });
  requireMinutes('ledgerRetention', ledgerRetention, Duration.days(90), Duration.days(3650),
    { tooShort: 'reviews look back that far', tooLong: 'to keep requests longer, give archiveRetention' });
  if (props.archiveRetention) {
    requireMinutes('archiveRetention', props.archiveRetention, Duration.days(90), Duration.days(3650), { tooShort: 'the ledger keeps requests that long', tooLong: 'it can\'t be shortened later' });
  }
  const auditor = (props.auditors ?? []).find((person) => !props.people.includes(person));
  if (auditor) { throw propError('people', 'must hold all auditors', `all but ${auditor.name}`, "add the person to 'people'"); }
}

function requireTargets(stack: Stack, { identityCenter, rules, sessionRevocationPolicyId }: ElevatedAccessProps): void {
  const targets = rules.map(({ _props: { target } }) => target);
  requireSameAccount(stack, targets);
  requireScp(sessionRevocationPolicyId, targets);
  requireSameInstance(identityCenter.instanceArn, rules);
  requireReachable(stack, identityCenter, rules);
}

/** A delegated administrator can't assign anything in the management account. */
function requireReachable(stack: Stack, { managementAccountId }: IdentityCenterDirectory, rules: readonly ElevationRule[]): void {
  if (managementAccountId === undefined || managementAccountId === stack.account) { return; }
  const rule = rules.find(({ _props: { target, accounts } }) => target._kind === ACCOUNT_ASSIGNMENT && accounts?.includes(managementAccountId));
  if (rule) {
    throw propError('accounts', `of rule '${rule.name}' must not hold the management account, where a delegated administrator can't assign permission sets`,
      managementAccountId, 'grant ElevationTarget.groupMembership of a group that has the permission set there');
  }
}

/** An instance can't assign permission sets of another instance. */
function requireSameInstance(instanceArn: string, rules: readonly ElevationRule[]): void {
  for (const { name, _props: { target } } of rules) {
    if (target._kind !== ACCOUNT_ASSIGNMENT || Token.isUnresolved(target._resource) || Token.isUnresolved(instanceArn)) { continue; }
    if (target._resource.split('/')[1] !== instanceArn.split('/')[1]) {
      throw propError('instanceArn', `must be the instance of rule '${name}', whose permission set is ${target._resource}`, instanceArn, 'give the permission set of this instance');
    }
  }
}

/** The workflows change roles by IAM calls, which reach their own account only. */
function requireSameAccount(stack: Stack, targets: readonly ElevationTarget[]): void {
  for (const { _of: { account }, _title } of targets) {
    if (account === undefined || Token.isUnresolved(account) || Token.isUnresolved(stack.account) || account === stack.account) { continue; }
    throw propError('rules', `must grant roles of the account of ElevatedAccess (${stack.account})`, `${_title} in ${account}`, 'create the role there, or grant a permission set');
  }
}

function requireScp(id: string | undefined, targets: readonly ElevationTarget[]): void {
  if (id === undefined) { return; }
  if (Token.isUnresolved(id) || !/^p-[0-9a-zA-Z_]{8,128}$/.test(id)) {
    throw propError('sessionRevocationPolicyId', 'must be the id of a service control policy', id, "write it as 'p-examplepolicyid111'");
  }
  if (!targets.some(({ _of }) => _of.sessionRevocation)) {
    throw propError('sessionRevocationPolicyId', 'needs a rule of a permission set whose sessions can be ended', id, "give the permission set 'sessionRevocation'");
  }
}
