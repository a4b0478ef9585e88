import { Choice, Condition, Fail, IChainable, Pass, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { denySessions, ROLE_NAME } from './end-of-sessions';
import { Grant } from './grant';
import { isOf, resourcesOf, TargetKind } from './target-kind';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item, rule } from '../engine/hand-overs';
import { block, jsonata, literal, NOW } from '../engine/jsonata';
import { accessPk, accesses, S, TOGETHER } from '../engine/ledger';
import { nameInRole } from '../sealed-role';

export const ACTIVATION_WINDOW: TargetKind = {
  name: 'window',
  accounts: 'none',
  byIdentityCenter: false,
  fixedGrantee: true,
  oneDocument: true,
  deniesSessions: true,
  grantee: (person) => `$lookup(${rule('users')}, ${person})`,
  lackOf: (name, { sealed }, { _iamUserArns }) => (nameInRole(sealed!, _iamUserArns) !== undefined ? undefined : {
    requirement: `must be responders of ${sealed!.roleName}, whose window rule '${name}' opens`,
    fix: 'name the responder by PersonPrincipal.iamUser, or the user among the responders of the role',
  }),
  ruleData: ({ sealed }, people) => ({
    users: Object.fromEntries(people.flatMap((person) => {
      const arn = nameInRole(sealed!, person._iamUserArns);
      return arn === undefined ? [] : [[person.name, arn]];
    })),
  }),
  grants: (context) => [new ActivationWindowGrant(context)],
};

/** Writes of the trust policy before the attempt fails because of other writers. */
const ROUNDS = 6;

/**
 * The window of a sealed role. One trust policy holds the windows of all grantees, so it is built from the ledger. After the write the
 * ledger is read again: of two concurrent writers, the last has seen the changes of both.
 */
class ActivationWindowGrant implements Grant {
  public readonly when = isOf(ACTIVATION_WINDOW);
  public readonly shared = false;

  constructor(private readonly context: WorkflowContext) {}

  public give(scope: Construct): IChainable {
    return this.write(scope, new Succeed(scope, 'Window open'));
  }

  public take(scope: Construct, next: IChainable): IChainable {
    const deny = denySessions(scope, this.context, {
      names: ['Deny sessions of the window', 'Schedule the removal of the window\'s deny'],
      // Sessions of these roles have the user's name. Sessions that begin later, by another request, stay.
      condition: `{"StringLike": {"aws:userid": "*:" & $split(${item('grantee')}, "/")[-1]}, "DateLessThan": {"aws:TokenIssueTime": ${NOW}}}`,
      until: `$fromMillis($millis() + ${this.longestSession()} * 1000)`,
      roles: resourcesOf(this.context.rulebook, ACTIVATION_WINDOW),
    }, next);
    return this.write(scope, Choice.jsonata(scope, 'Can a session of the window be open?')
      // Long after the end no session of it is open, and a deny would hit later requests.
      .when(Condition.jsonata(jsonata(`$toMillis(${item('endsAt')}) + ${this.longestSession()} * 1000 > $millis()`)), deny)
      .otherwise(next));
  }

  /** Writes the trust policy until it agrees with the ledger, then goes on. */
  private write(scope: Construct, next: IChainable): IChainable {
    const look = call(scope, 'List the holders of the window', {
      service: 'dynamodb',
      action: 'query',
      parameters: {
        TableName: this.context.tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: 'endsAt > :now AND attribute_not_exists(#over)',
        ExpressionAttributeNames: { '#over': 'over' },
        ExpressionAttributeValues: { ':pk': S(accessPk(rule('resource'), TOGETHER)), ':now': S(NOW) },
      },
      permissions: [accesses(this.context.tableArn, 'dynamodb:Query')],
      // IAM compares seconds. A window begins with its grant.
      assign: { holders: jsonata('[$states.result.Items^(id.S).{"user": grantee.S, "from": $substring(createdAt.S, 0, 19) & "Z", "until": $substring(endsAt.S, 0, 19) & "Z"}]') },
      outputs: {},
    });
    const write = call(scope, 'Write the trust policy', {
      service: 'iam',
      action: 'updateAssumeRolePolicy',
      parameters: { RoleName: jsonata(ROLE_NAME), PolicyDocument: jsonata(this.trust()) },
      permissions: [{ actions: ['iam:UpdateAssumeRolePolicy'], resources: resourcesOf(this.context.rulebook, ACTIVATION_WINDOW) }],
      assign: { written: jsonata('$string($holders)'), windowRounds: jsonata('$windowRounds + 1') },
      outputs: {},
    });
    const busy = Fail.jsonata(scope, 'Too many writers of the trust policy', { error: 'Elevation.WindowBusy', cause: 'other requests are opening or closing the window at the same time' });
    look.next(Choice.jsonata(scope, 'Is the trust policy current?')
      .when(Condition.jsonata(jsonata('$string($holders) = $written')), next)
      .when(Condition.jsonata(jsonata(`$windowRounds >= ${ROUNDS}`)), busy)
      .otherwise(write));
    write.next(look);
    return Pass.jsonata(scope, 'Prepare the window', { assign: { written: '', windowRounds: 0 } }).next(look);
  }

  private trust(): string {
    const roles = Object.fromEntries(this.context.rulebook.targets.flatMap(({ resource, parts: { sealed } }) => (
      sealed ? [[resource, { closed: sealed.closed, conditions: sealed.conditions }]] : [])));
    return block({
      // Escaped, since tools take the plain text for a parameter of the template.
      roles: literal(roles).replace(/\$\{aws:/g, '\\u0024{aws:'),
      role: `$lookup($roles, ${rule('resource')})`,
      open: `function($h) {{
        "Effect": "Allow", "Principal": {"AWS": $h.user}, "Action": "sts:AssumeRole",
        "Condition": $merge([$role.conditions, {"DateGreaterThanEquals": {"aws:CurrentTime": $h.from}, "DateLessThanEquals": {"aws:CurrentTime": $h.until}}])
      }}`,
    }, '$string({"Version": "2012-10-17", "Statement": $append($role.closed, $map($holders, $open))})');
  }

  private longestSession(): number {
    return Math.max(...this.context.rulebook.targets.flatMap(({ parts: { sealed } }) => sealed?.maxSessionSeconds ?? []));
  }
}
