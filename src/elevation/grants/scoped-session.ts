import { Choice, Condition, IChainable, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { denySessions } from './end-of-sessions';
import { Grant } from './grant';
import { isOf, resourcesOf, TargetKind } from './target-kind';
import { WorkflowContext } from '../engine/context';
import { item } from '../engine/hand-overs';
import { jsonata, NOW } from '../engine/jsonata';

export const SCOPED_SESSION: TargetKind = {
  name: 'session',
  accounts: 'none',
  byIdentityCenter: false,
  fixedGrantee: false,
  oneDocument: false,
  deniesSessions: true,
  grants: (context) => [new ScopedSession(context)],
};

/**
 * Sessions of a role. The requester asks for credentials while the access is active (workflows/issue.ts), so the grant itself does nothing.
 * The session policy ends a session with the access. If the access ends early, a deny on the role ends it, until it has expired.
 */
class ScopedSession implements Grant {
  public readonly when = isOf(SCOPED_SESSION);
  public readonly shared = false;

  constructor(private readonly context: WorkflowContext) {}

  public give(scope: Construct): IChainable {
    return new Succeed(scope, 'Sessions can be issued');
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const deny = denySessions(scope, this.context, {
      names: ['Deny the session', 'Schedule the removal of the deny'],
      condition: `{"StringEquals": {"aws:PrincipalTag/RequestId": ${item('id')}}}`,
      until: item('sessionUntil'),
      roles: resourcesOf(this.context.rulebook, SCOPED_SESSION),
    }, next);
    return Choice.jsonata(scope, 'Is a session open?')
      .when(Condition.jsonata(jsonata(`$exists(${item('sessionUntil')}) and ${item('sessionUntil')} > ${NOW} and ${item('endsAt')} > ${NOW}`)), deny)
      .otherwise(next);
  }
}
