import { Duration } from 'aws-cdk-lib';
import { Choice, Condition, Errors, Fail, IChainable, Parallel, Succeed, Wait, WaitTime } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { Grant } from './grant';
import { SessionRevocation } from './session-revocation';
import { identityCenterUser, isOf, resourcesOf, rulesOf, TargetKind } from './target-kind';
import { call } from '../engine/call';
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

/** Looked at for so long: 60 × 5 seconds. */
const LOOKS = 60;

interface Write {
  /** Name of the state that asks for it. */
  readonly ask: string;
  /** What is waited for, in names of states. */
  readonly result: string;
  /** The question whether it is through. */
  readonly question: string;
  readonly operation: 'Create' | 'Delete';
  /** What the API calls the process. */
  readonly process: 'Creation' | 'Deletion';
}

/**
 * A permission set of Identity Center, assigned to the requester in an account.
 *
 * Assignments are written asynchronously and one at a time: a Conflict means that an earlier write isn't through yet.
 */
class AccountAssignment implements Grant {
  public readonly when = isOf(ACCOUNT_ASSIGNMENT);
  public readonly shared = true;

  constructor(private readonly context: WorkflowContext, private readonly instanceArn: string) {}

  public give(scope: Construct): IChainable {
    const failed = Fail.jsonata(scope, 'Not assigned', { error: 'Elevation.GrantFailed', cause: jsonata('$reason') });
    return this.write(scope, { ask: 'Assign the permission set', result: 'assignment', question: 'Is the permission set assigned?', operation: 'Create', process: 'Creation' }, new Succeed(scope, 'Assigned'), failed);
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const revocable = this.context.rulebook.targets.filter(({ parts }) => parts.sessionRevocation).map(({ resource }) => resource);
    return revocable.length === 0 ? this.remove(scope, next) : this.removeAndRevoke(scope, [...new Set(revocable)], next);
  }

  /** Neither waits for the other's success: where the assignment can't be removed, what is open is ended all the same. */
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
    const remove = this.write(scope, { ask: 'Remove the assignment', result: 'removal', question: 'Is the assignment removed?', operation: 'Delete', process: 'Deletion' }, next, failed);
    // It isn't there, which is what was asked for.
    remove.addCatch(next, { errors: ['SsoAdmin.ResourceNotFoundException'] });
    return remove;
  }

  /** Asks for a write, and looks until it is through. */
  private write(scope: Construct, { ask: name, result, question, operation, process }: Write, through: IChainable, failed: Fail) {
    const status = `AccountAssignment${process}Status`;
    const ask = call(scope, name, {
      service: 'ssoadmin',
      action: `${operation.toLowerCase()}AccountAssignment`,
      parameters: this.assignment(),
      permissions: [{ actions: [`sso:${operation}AccountAssignment`], resources: this.places() }],
      // Ten are outstanding at a time, of everybody together: whoever asks with many others waits for its turn, and gives up late.
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
      .when(Condition.jsonata(jsonata('$status.Status = "SUCCEEDED"')), through)
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

  /** The permission sets of the rules and no other. */
  private places(): string[] {
    return [
      this.instanceArn,
      ...resourcesOf(this.context.rulebook, ACCOUNT_ASSIGNMENT),
      ...this.accounts().map((account) => `arn:${this.context.partition}:sso:::account/${account}`),
    ];
  }

  /** By name, unless a rule takes them from a unit. */
  private accounts(): string[] {
    const rules = rulesOf(this.context.rulebook, ACCOUNT_ASSIGNMENT);
    return rules.some(({ units }) => units.length > 0) ? ['*'] : [...new Set(rules.flatMap(({ accounts }) => accounts))];
  }
}
