import { Choice, Condition, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';
import { accessPk, accesses, S } from '../engine/ledger';

/**
 * Revokes an access unless another request needs it.
 *
 * If two requests end at the same time, each marks its own access as over before it reads the other's: the last reader revokes. It is a
 * mark rather than an instant, since the clocks of two workflows can differ.
 */
export function unlessShared(scope: Construct, context: WorkflowContext, take: IChainable, next: IChainable): IChainable {
  const others = call(scope, 'Check who else needs the access', {
    service: 'dynamodb',
    action: 'query',
    parameters: {
      TableName: context.tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      // An access whose time is over isn't needed, even if its end hasn't run. A filter can't name the table's key.
      FilterExpression: 'id <> :own AND contains(accounts, :account) AND endsAt > :now AND attribute_not_exists(#over)',
      ExpressionAttributeNames: { '#over': 'over' },
      ExpressionAttributeValues: {
        ':pk': S(accessPk(rule('resource'), item('grantee'))), ':own': S(item('id')), ':account': S('$account'), ':now': S('$fromMillis($millis())'),
      },
    },
    permissions: [accesses(context.tableArn, 'dynamodb:Query')],
    assign: { others: jsonata('$states.result.Count') },
    outputs: {},
  });
  others.next(Choice.jsonata(scope, 'Is the access still needed?')
    .when(Condition.jsonata(jsonata('$others > 0')), next)
    .otherwise(take));
  return others;
}
