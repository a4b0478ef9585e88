import { Choice, Condition, Errors, Fail, IChainable, INextable, Parallel, Pass, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { SESSION_REVOCATION_POLICY } from '../../private/names';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item } from '../engine/hand-overs';
import { block, FAILURE, jsonata, NOW } from '../engine/jsonata';
import { FORGET_AT, revocations, N, S } from '../engine/ledger';
import { ELEVATION_PATH, SESSION_REVOKER_ROLE_NAME } from '../engine/names';

/** Longest session of a permission set. After that, a deny has no effect. */
const LONGEST_SESSION_HOURS = 12;
/** Denies that fit into a managed policy (6,144 characters) and into a service control policy (5,120). */
const MOST_DENIES = 22;
/** Writes of a policy before the attempt fails because of other writers. */
const ROUNDS = 6;
/** Accounts whose roles fit by name into the revoker's policy. */
const MOST_NAMED = 40;
/** Versions that IAM keeps of a policy. */
const VERSIONS = 5;

/**
 * Revokes the sessions of a permission set that the grantee began before now, in `$account`. The assignment is removed first, so that no
 * further session begins.
 *
 * The ledger lists the revoked sessions. The policy is built from that list, and the list is read again after the write, as for windows.
 */
export class SessionRevocation {
  constructor(private readonly context: WorkflowContext, private readonly places: string[]) {}

  /** Goes on with `next` in any case. `$revocationFailure` has the reason of a failure. */
  public end(scope: Construct, next: IChainable): IChainable {
    const { scpId } = this.context;
    const inAccount = this.attempt(scope, 'Revoke sessions in the account', 'in the account', '$account', (written) => this.version(scope, written));
    const note = { revocationFailure: jsonata(FAILURE) };
    inAccount.next(next);
    if (scpId === undefined) {
      inAccount.addCatch(next, { errors: [Errors.ALL], assign: note });
    } else {
      const everywhere = this.attempt(scope, 'Revoke sessions in the organization', 'in the organization', '"organization"', (written) => this.servicePolicy(scope, scpId, written));
      everywhere.next(next);
      everywhere.addCatch(next, { errors: [Errors.ALL], assign: note });
      inAccount.addCatch(everywhere, { errors: [Errors.ALL] });
    }
    return Choice.jsonata(scope, 'Can a session be open?')
      .when(Condition.jsonata(jsonata(`$toMillis(${item('endsAt')}) + ${LONGEST_SESSION_HOURS * 3_600_000} > $millis()`)), inAccount)
      .otherwise(next);
  }

  private attempt(scope: Construct, name: string, where: string, place: string, write: (next: IChainable) => INextable & IChainable): Parallel {
    const note = call(scope, `Record the user to deny ${where}`, {
      service: 'dynamodb',
      action: 'putItem',
      parameters: {
        TableName: this.context.tableName,
        Item: {
          pk: S(`"REVOCATION#" & ${place}`),
          sk: S(`"USER#" & ${item('grantee')}`),
          user: S(item('grantee')),
          before: S(NOW),
          until: S(`$fromMillis($millis() + ${LONGEST_SESSION_HOURS * 3_600_000})`),
          [FORGET_AT]: N(`$floor($millis() / 1000) + ${LONGEST_SESSION_HOURS * 3600}`),
        },
      },
      permissions: [revocations(this.context.tableArn, 'dynamodb:PutItem')],
      assign: { denied: '', revocationRounds: 0 },
      outputs: {},
    });
    const look = call(scope, `List the users to deny ${where}`, {
      service: 'dynamodb',
      action: 'query',
      parameters: {
        TableName: this.context.tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        FilterExpression: '#until > :now',
        ExpressionAttributeNames: { '#until': 'until' },
        ExpressionAttributeValues: { ':pk': S(`"REVOCATION#" & ${place}`), ':now': S(NOW) },
      },
      permissions: [revocations(this.context.tableArn, 'dynamodb:Query')],
      assign: { denies: jsonata('[$states.result.Items^(user.S).{"user": user.S, "before": $substring(before.S, 0, 19) & "Z"}]') },
      outputs: {},
    });
    const written = Pass.jsonata(scope, `Policy written ${where}`, { assign: { denied: jsonata('$string($denies)'), revocationRounds: jsonata('$revocationRounds + 1') }, outputs: {} });
    written.next(look);
    look.next(Choice.jsonata(scope, `Are all users denied ${where}?`)
      .when(Condition.jsonata(jsonata('$string($denies) = $denied')), new Succeed(scope, `All users denied ${where}`))
      .when(Condition.jsonata(jsonata(`$revocationRounds >= ${ROUNDS}`)), Fail.jsonata(scope, `Too many writers ${where}`, {
        error: 'Elevation.RevocationBusy', cause: 'other sessions are being revoked at the same time',
      }))
      .otherwise(write(written)));
    note.next(look);
    return Parallel.jsonata(scope, name, { outputs: {} }).branch(note);
  }

  /** Writes a new version of the account's policy. Deletes the oldest version first if there is no room. */
  private version(scope: Construct, next: IChainable) {
    const arn = `"arn:${this.context.partition}:iam::" & $account & ":policy${SESSION_REVOCATION_POLICY}"`;
    const as = `"arn:${this.context.partition}:iam::" & $account & ":role${ELEVATION_PATH}${SESSION_REVOKER_ROLE_NAME}"`;
    // More names don't fit into a policy. The role's name stays fixed, and its trust policy allows only the revoker.
    const accounts = this.places.length > MOST_NAMED ? ['*'] : this.places;
    const permissions = [{
      actions: ['sts:AssumeRole'], resources: accounts.map((account) => `arn:${this.context.partition}:iam::${account}:role${ELEVATION_PATH}${SESSION_REVOKER_ROLE_NAME}`),
    }];
    const create = call(scope, 'Write the policy version', {
      service: 'iam',
      action: 'createPolicyVersion',
      as,
      parameters: { PolicyArn: jsonata(arn), PolicyDocument: jsonata(document('[{"Effect": "Allow", "Action": "*", "Resource": "*"}]')), SetAsDefault: true },
      permissions,
      outputs: {},
    });
    create.next(next);
    const makeRoom = call(scope, 'Delete the oldest version', {
      service: 'iam', action: 'deletePolicyVersion', as, parameters: { PolicyArn: jsonata(arn), VersionId: jsonata('$oldest') }, permissions, outputs: {},
    });
    // Another execution deleted it.
    makeRoom.addCatch(create, { errors: ['Iam.NoSuchEntityException'] });
    makeRoom.next(create);
    const versions = call(scope, 'List the policy versions', {
      service: 'iam',
      action: 'listPolicyVersions',
      as,
      parameters: { PolicyArn: jsonata(arn) },
      permissions,
      assign: {
        oldest: jsonata(`$count($states.result.Versions) < ${VERSIONS} ? "" : $states.result.Versions[$not(IsDefaultVersion)]^($number($substring(VersionId, 1)))[0].VersionId`),
      },
      outputs: {},
    });
    versions.next(Choice.jsonata(scope, 'Is there room for a version?').when(Condition.jsonata(jsonata('$oldest = ""')), create).otherwise(makeRoom));
    // Another execution wrote a version in between.
    create.addCatch(next, { errors: ['Iam.LimitExceededException'], assign: { denies: 'written by another execution' } });
    return versions;
  }

  /** Writes the service control policy, if the account's own policy can't be written. */
  private servicePolicy(scope: Construct, scpId: string, next: IChainable) {
    const update = call(scope, 'Write the service control policy', {
      service: 'organizations',
      action: 'updatePolicy',
      parameters: { PolicyId: scpId, Content: jsonata(document('[]')) },
      permissions: [{ actions: ['organizations:UpdatePolicy'], resources: [`arn:${this.context.partition}:organizations::*:policy/o-*/service_control_policy/${scpId}`] }],
      outputs: {},
    });
    update.next(next);
    return update;
  }
}

/** Denies the listed users' older sessions, or all older sessions if there are too many users. */
function document(first: string): string {
  return block({
    deny: 'function($condition) {{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": $condition}}',
    each: 'function($d) { $deny({"StringEquals": {"identitystore:userId": $d.user}, "DateLessThan": {"aws:TokenIssueTime": $d.before}}) }',
    // Instants are compared as texts.
    last: '$denies^(>before)[0].before',
    statements: `$count($denies) > ${MOST_DENIES} ? [$deny({"DateLessThan": {"aws:TokenIssueTime": $last}})] : [$map($denies, $each)]`,
  }, `$string({"Version": "2012-10-17", "Statement": $append(${first}, $statements)})`);
}
