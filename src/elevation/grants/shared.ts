import { Choice, Condition, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { call } from '../engine/call';
import { WorkflowContext } from '../engine/context';
import { item, rule } from '../engine/hand-overs';
import { jsonata } from '../engine/jsonata';
import { accessPk, accesses, S } from '../engine/ledger';

/**
 * Takes an access unless another grant needs it too.
 *
 * Of two that end together, each has said that it is over before it looks at the other: whoever looks last takes it. What is said
 * is a mark and no instant, since the clocks of two workflows may differ.
 */
export function unlessShared(scope: Construct, context: WorkflowContext, take: IChainable, next: IChainable): IChainable {
  const others = call(scope, 'Check who else needs the access', {
    service: 'dynamodb',
    action: 'query',
    parameters: {
      TableName: context.tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      // Whose time is over needs it no more, even if its own end never came. A filter must not name the table's key.
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
