/** What else of the app may start the workflows of elevated access, or write what they keep. */
import { Allowed, allowedElsewhere, Guarded, shownAllowed } from './allowed-elsewhere';
import { ElevationParts, elevationsOf } from './elevation-parts';
import { comparedElevations } from './elevation-written';
import { assumed, fact, Question } from '../claim';
import { AccessModel, groupedBy, ResourceModel, RoleModel } from '../model';
import { ofModel } from '../model-index';

const STARTS = ['states:StartExecution', 'states:StartSyncExecution', 'states:RedriveExecution', 'states:UpdateStateMachine', 'states:DeleteStateMachine'];
const WRITES = [
  'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete',
  'dynamodb:DeleteTable', 'dynamodb:UpdateTable', 'dynamodb:PutResourcePolicy', 'dynamodb:UpdateTimeToLive',
];
const ON_ROLES = ['iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy', 'iam:AttachRolePolicy', 'iam:PassRole', 'iam:DeleteRolePolicy', 'iam:DetachRolePolicy', 'iam:DeleteRole'];
const ON_KEYS = ['kms:PutKeyPolicy', 'kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant'];
const EMPTIES = ['sqs:PurgeQueue', 'sqs:DeleteMessage', 'sqs:DeleteQueue', 'sqs:SetQueueAttributes', 'sqs:AddPermission'];
/** API Gateway names its own calls by the methods of HTTP. */
const ON_APIS = ['apigateway:PATCH', 'apigateway:PUT', 'apigateway:POST', 'apigateway:DELETE', 'apigateway:UpdateRestApiPolicy'];
const SCHEDULES = ['scheduler:DeleteSchedule', 'scheduler:UpdateSchedule', 'scheduler:CreateSchedule', 'scheduler:DeleteScheduleGroup'];

/** ARNs that a resource may have: CloudFormation makes up its name, and begins with the stack or the logical id. */
function arnsOf({ ref, arn, logicalId, stack: { account, region, name } }: ResourceModel, service: string, kind: string): string[] {
  const prefix = `arn:aws:${service}:${region}:${account}:${kind}`;
  return [ref, arn, ...[`unresolved-${logicalId}`, `${logicalId}-AbCdEfGhIjKl`, `${name}-${logicalId}-AbCdEfGhIjKl`].map((one) => `${prefix}${one}`)];
}

const foundOf = (model: AccessModel, { ledger }: ElevationParts) => comparedElevations(model).find((one) => one.found.parts.ledger === ledger)?.found;

/** Roles and keys: other things of an account have them as well, so a pattern must mean these. */
function sharedKinds(model: AccessModel, parts: ElevationParts): Guarded[] {
  const { ledger: { stack: { account } }, key } = parts;
  return [
    ...Object.values(foundOf(model, parts)?.roles ?? {}).flatMap((role) => (
      role ? [{ what: `the role ${role.name} of elevated access`, account, actions: ON_ROLES, arns: namesOfRole(role) }] : [])),
    ...(key ? [{ what: `the key ${key.logicalId} of elevated access`, account, actions: ON_KEYS, arns: [key.arn, key.ref] }] : []),
  ];
}

/** The ARN of a role, and one that CloudFormation could make up for it. */
export function namesOfRole({ arn, path, resource: { props, logicalId, stack } }: RoleModel): string[] {
  return props.RoleName !== undefined ? [arn] : [arn, `arn:aws:iam::${stack.account}:role${path}${`${stack.name}-${logicalId}`.slice(0, 51)}-AbCdEfGhIjKl`];
}

function ownKinds(model: AccessModel, parts: ElevationParts): Guarded[] {
  const { ledger, workflows } = parts;
  const { account } = ledger.stack;
  const { resources: { deadLetters, schedules } = {}, api } = foundOf(model, parts) ?? {};
  return [
    ...workflows.map(({ resource }) => ({ what: `the workflow ${resource.logicalId} of elevated access`, account, actions: STARTS, arns: arnsOf(resource, 'states', 'stateMachine:') })),
    { what: `the ledger ${ledger.logicalId} of elevated access`, account, actions: WRITES, arns: arnsOf(ledger, 'dynamodb', 'table/') },
    ...(api ? [{
      what: `the API ${api.logicalId} of elevated access`,
      account,
      actions: ON_APIS,
      arns: [`unresolved-${api.logicalId}`, 'a1b2c3d4e5'].map((id) => `arn:aws:apigateway:${api.stack.region}::/restapis/${id}/resources/abc123/methods/POST`),
    }] : []),
    ...(deadLetters ? [{ what: `the dead letters ${deadLetters.logicalId} of elevated access`, account, actions: EMPTIES, arns: arnsOf(deadLetters, 'sqs', '') }] : []),
    ...(schedules ? [{
      what: `the ends of accesses in ${schedules.logicalId}`,
      account,
      actions: SCHEDULES,
      arns: [schedules.arn, ...arnsOf(schedules, 'scheduler', 'schedule/').map((arn) => `${arn}/end`), ...arnsOf(schedules, 'scheduler', 'schedule-group/')],
    }] : []),
  ];
}

/** A resource that stands for everything. A pattern for every table or queue means those of elevated access, too. */
const EVERYTHING = /^(\*+|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+)$/;

const found = ofModel((model): readonly Allowed[] => [
  ...allowedElsewhere(model, elevationsOf(model).flatMap((parts) => sharedKinds(model, parts))),
  ...allowedElsewhere(model, elevationsOf(model).flatMap((parts) => ownKinds(model, parts)), (pattern) => !EVERYTHING.test(pattern)),
]);

/** Other principals that may do what only the workflows do. Whoever is allowed everything is told once. */
export function* elevationReach(model: AccessModel): Iterable<Question> {
  for (const [holder, all] of groupedBy(found(model), (one) => one.holder)) {
    const named = all.filter((one) => one.named);
    if (named.length > 0) {
      yield fact(holder, 'starts no workflow of elevated access, and writes nothing that they keep', false, named.map(shownAllowed).join('; '));
    } else {
      const actions = [...new Set(all.map(({ action }) => action))];
      yield assumed(holder, `is for administrators, or for what has nothing to do with elevated access: it is allowed ${actions.join(', ')} on ${all[0].resource}`,
        `aws iam simulate-custom-policy --action-names ${actions.join(' ')} --policy-input-list file://POLICY.json`);
    }
  }
}
