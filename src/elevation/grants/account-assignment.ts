import { Duration, Fn } from 'aws-cdk-lib';
import { Choice, Condition, Errors, Fail, IChainable, Parallel, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Grant } from './grant';
import { SessionRevocation } from './session-revocation';
import { identityCenterUser, isOf, resourcesOf, rulesOf, TargetKind } from './target-kind';
import { RESERVED_ROLE_PATH } from '../../private/identity-center';
import { call, Permission } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item, rule } from '../engine/hand-overs';
import { FAILURE, jsonata, literal } from '../engine/jsonata';

export const ACCOUNT_ASSIGNMENT: TargetKind = {
  name: 'assignment',
  accounts: 'required',
  byIdentityCenter: true,
  fixedGrantee: true,
  oneDocument: false,
  deniesSessions: false,
  lackOf: identityCenterUser('a permission set'),
  grants: (context, instanceArn) => [new AccountAssignment(context, instanceArn)],
};

const OWN_ACCOUNT_ROLES = [
  'iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DeleteRole', 'iam:DeleteRolePermissionsBoundary', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:GetRole',
  'iam:ListAttachedRolePolicies', 'iam:ListRolePolicies', 'iam:PutRolePermissionsBoundary', 'iam:PutRolePolicy', 'iam:UpdateRole', 'iam:UpdateRoleDescription',
];
const OWN_ACCOUNT_PROVIDERS = ['iam:CreateSAMLProvider', 'iam:GetSAMLProvider', 'iam:UpdateSAMLProvider'];

/** Checks of a write before it counts as failed, 5 seconds apart. */
const LOOKS = 60;

interface Write {
  /** Name of the state that starts the write. */
  readonly ask: string;
  /** Result of the write, in names of states. */
  readonly result: string;
  /** Name of the state that asks whether the write is finished. */
  readonly question: string;
  readonly operation: 'Create' | 'Delete';
  /** Name of the process in the API. */
  readonly process: 'Creation' | 'Deletion';
  /** Expression of a failure after which the wanted result is there all the same. */
  readonly done?: string;
}

const ASSIGN: Write = { ask: 'Assign the permission set', result: 'assignment', question: 'Is the permission set assigned?', operation: 'Create', process: 'Creation' };
const REMOVE: Write = {
  ask: 'Remove the assignment',
  result: 'removal',
  question: 'Is the assignment removed?',
  operation: 'Delete',
  process: 'Deletion',
  // The user was deleted, and the assignment with it.
  done: '$status.Status = "FAILED" and $contains($reason, "404")',
};

/**
 * A permission set of Identity Center, assigned to the requester in an account.
 *
 * Identity Center writes assignments asynchronously, one at a time: a Conflict means that an earlier write isn't finished.
 */
class AccountAssignment implements Grant {
  public readonly when = isOf(ACCOUNT_ASSIGNMENT);
  public readonly shared = true;

  constructor(private readonly context: WorkflowContext, private readonly instanceArn: string) {}

  public give(scope: Construct): IChainable {
    const failed = Fail.jsonata(scope, 'Not assigned', { error: 'Elevation.GrantFailed', cause: jsonata('$reason') });
    return this.write(scope, ASSIGN, new Succeed(scope, 'Assigned'), failed);
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const revocable = this.context.rulebook.targets.filter(({ parts }) => parts.sessionRevocation).map(({ resource }) => resource);
    return revocable.length === 0 ? this.remove(scope, next) : this.removeAndRevoke(scope, [...new Set(revocable)], next);
  }

  /** Independent steps: sessions are revoked even if the assignment can't be removed. */
  private removeAndRevoke(scope: Construct, revocable: readonly string[], next: IChainable): IChainable {
    const done = Choice.jsonata(scope, 'Did both succeed?')
      .when(Condition.jsonata(jsonata('$removeFailure & $revocationFailure = ""')), next)
      .otherwise(Fail.jsonata(scope, 'Access may remain', { error: 'Elevation.RevokeFailed', cause: jsonata('$join([$removeFailure, $revocationFailure][$ != ""], "; ")') }));
    const sessions = Choice.jsonata(scope, 'Can its sessions be revoked?')
      .when(Condition.jsonata(jsonata(`${rule('resource')} in ${literal(revocable)}`)), new SessionRevocation(this.context, this.accounts()).end(scope, done))
      .otherwise(done);
    const remove = Parallel.jsonata(scope, 'Try to remove the assignment', { assign: { removeFailure: '', revocationFailure: '' }, outputs: {} }).branch(this.remove(scope, new Succeed(scope, 'Removed')));
    remove.addCatch(sessions, { errors: [Errors.ALL], assign: { removeFailure: jsonata(FAILURE), revocationFailure: '' } });
    remove.next(sessions);
    return remove;
  }

  private remove(scope: Construct, next: IChainable): IChainable {
    const failed = Fail.jsonata(scope, 'Still assigned', { error: 'Elevation.RevokeFailed', cause: jsonata('$reason') });
    const remove = this.write(scope, REMOVE, next, failed);
    // There is no assignment, which is the wanted result.
    remove.addCatch(next, { errors: ['SsoAdmin.ResourceNotFoundException'] });
    return remove;
  }

  /** Starts a write and checks it until it is finished. */
  private write(scope: Construct, { ask: name, result, question, operation, process, done }: Write, through: IChainable, failed: Fail) {
    const status = `AccountAssignment${process}Status`;
    const ask = call(scope, name, {
      service: 'ssoadmin',
      action: `${operation.toLowerCase()}AccountAssignment`,
      parameters: this.assignment(),
      permissions: [{ actions: [`sso:${operation}AccountAssignment`], resources: operation === 'Create' ? this.places() : this.anyPlace() }, ...this.rolesOfOwnAccount()],
      // Identity Center accepts 15 outstanding writes at a time, counted over all callers. Retry for a long time.
      queue: ['ConflictException', 'ThrottlingException'],
      maxAttempts: 8,
      assign: { status: jsonata(`$states.result.${status}`), looks: 0, reason: '' },
      outputs: {},
    });
    const look = call(scope, `Check the ${result}`, {
      service: 'ssoadmin',
      action: `describe${status}`,
      parameters: { InstanceArn: this.instanceArn, [`AccountAssignment${process}RequestId`]: jsonata('$status.RequestId') },
      permissions: [{ actions: [`sso:Describe${status}`], resources: [this.instanceArn] }],
      maxAttempts: 8,
      assign: {
        status: jsonata(`$states.result.${status}`),
        looks: jsonata('$looks + 1'),
        reason: jsonata(`$exists($states.result.${status}.FailureReason) ? $states.result.${status}.FailureReason : "Identity Center hasn't finished yet"`),
      },
      outputs: {},
    });
    const wait = Wait.jsonata(scope, `Wait for the ${result}`, { time: WaitTime.duration(Duration.seconds(5)) });
    wait.next(look);
    look.next(Choice.jsonata(scope, question)
      .when(Condition.jsonata(jsonata(`$status.Status = "SUCCEEDED"${done ? ` or ${done}` : ''}`)), through)
      .when(Condition.jsonata(jsonata(`$status.Status = "FAILED" or $looks >= ${LOOKS}`)), failed)
      .otherwise(wait));
    ask.next(look);
    return ask;
  }

  private assignment() {
    return {
      InstanceArn: this.instanceArn,
      PermissionSetArn: jsonata(rule('resource')),
      PrincipalId: jsonata(item('grantee')),
      PrincipalType: 'USER',
      TargetId: jsonata('$account'),
      TargetType: 'AWS_ACCOUNT',
    };
  }

  /**
   * In the account of the workflows Identity Center writes the role of the permission set with the permissions of its caller. Nobody but
   * Identity Center can change these roles, whatever their policies allow.
   */
  private rolesOfOwnAccount(): Permission[] {
    const { partition, account } = this.context;
    // Not by the accounts of the policy, which are any as soon as one rule is for a unit.
    if (!rulesOf(this.context.rulebook, ACCOUNT_ASSIGNMENT).some(({ accounts }) => accounts.includes(account))) { return []; }
    return [
      { actions: OWN_ACCOUNT_ROLES, resources: [`arn:${partition}:iam::${account}:role${RESERVED_ROLE_PATH}*`] },
      { actions: OWN_ACCOUNT_PROVIDERS, resources: [`arn:${partition}:iam::${account}:saml-provider/AWSSSO_*_DO_NOT_DELETE`] },
    ];
  }

  /** An access must end even if its rule is gone: another deployment may have removed the rule, and its permission set and accounts from here. */
  private anyPlace(): string[] {
    const { partition } = this.context;
    const instance = Fn.select(1, Fn.split('/', this.instanceArn));
    return [this.instanceArn, `arn:${partition}:sso:::permissionSet/${instance}/*`, `arn:${partition}:sso:::account/*`];
  }

  /** Only the permission sets of the rules. */
  private places(): string[] {
    return [
      this.instanceArn,
      ...resourcesOf(this.context.rulebook, ACCOUNT_ASSIGNMENT),
      ...this.accounts().map((account) => `arn:${this.context.partition}:sso:::account/${account}`),
    ];
  }

  /** Accounts of the rules; any account if a rule names an organizational unit. */
  private accounts(): string[] {
    const rules = rulesOf(this.context.rulebook, ACCOUNT_ASSIGNMENT);
    return rules.some(({ units }) => units.length > 0) ? ['*'] : [...new Set(rules.flatMap(({ accounts }) => accounts))];
  }
}
