import { encryptionContext, roleOfTarget } from './delivery-role';
import { short, undecided } from './faults';
import { bare, keyStatement, placesOfAlarms, sameStatement, statementsOf } from './publishers';
import { ChainTopic, targetsOf } from './topics';
import { able } from '../able';
import { AccessModel } from '../model';
import { ADMINISTRATOR } from '../requests';
import { ResourceModel } from '../resource';
import { unusable } from '../usable-key';

/** What keeps alarms, or rules with their roles, from using a topic's key, or lets a stranger use it. */
export function keyFaults(model: AccessModel, topic: ChainTopic, key: ResourceModel): string[] {
  const { props, stack } = key;
  const statements = statementsOf(props.KeyPolicy);
  const wanted = placesOfAlarms(topic.alarms).map(keyStatement);
  return [
    ...undecided('KeyPolicy', props.KeyPolicy),
    // The material of other key stores can be away.
    ...unusable(props, ['AWS_KMS']),
    ...wanted.filter((statement) => !statements.some((found) => sameStatement(found, statement)))
      .map(({ Principal }) => `${Principal.Service} can't use it as the library writes it`),
    ...alarmsWithoutKey(model, topic, key),
    ...rolesWithoutKey(model, topic, key),
    ...statements.filter(({ Effect }) => Effect !== 'Allow').map((statement) => `denies: ${short(JSON.stringify(bare(statement)))}`),
    ...statements.filter(({ Effect }) => Effect === 'Allow').filter((statement) => isStranger(model, stack.account, statement))
      .map((statement) => `is open to a stranger: ${short(JSON.stringify(bare(statement)))}`),
  ];
}

/** Places whose alarms can't use the key after all: policies of the organization are about services, too. */
function alarmsWithoutKey(model: AccessModel, { arn, alarms }: ChainTopic, key: ResourceModel): string[] {
  const { arn: resource, props, stack: { account } } = key;
  return placesOfAlarms(alarms).flatMap((place) => ['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) => {
    const { verdict, because } = able(model, {
      principalArn: 'cloudwatch.amazonaws.com',
      action,
      resource,
      account,
      context: { ...encryptionContext(arn), 'aws:SourceAccount': place.account, 'aws:SourceArn': `arn:aws:cloudwatch:${place.region}:${place.account}:alarm:BREAK-GLASS-Use` },
      identityPolicies: [],
      resourcePolicy: props.KeyPolicy,
    });
    return verdict === 'allowed' ? [] : [`alarms of ${place.account} can't ${action}: ${because}`];
  }));
}

/** Roles of rules that the key's policy shuts out, whatever they are allowed themselves: it must name their account, or them. */
function rolesWithoutKey(model: AccessModel, { arn, rules }: ChainTopic, key: ResourceModel): string[] {
  const { arn: resource, props, stack: { account, region } } = key;
  const roles = rules.flatMap((rule) => targetsOf(rule.props).filter((target) => target.Arn === arn)
    .flatMap(({ RoleArn }) => roleOfTarget(model, rule.stack, RoleArn) ?? []));
  return [...new Set(roles)].flatMap((role) => ['kms:Decrypt', 'kms:GenerateDataKey'].flatMap((action) => {
    const { verdict, because } = able(model, {
      principalArn: role.arn,
      action,
      resource,
      account,
      context: { ...encryptionContext(arn), 'aws:PrincipalArn': role.arn, 'kms:ViaService': `sns.${region}.amazonaws.com`, 'kms:CallerAccount': role.account },
      identityPolicies: [ADMINISTRATOR],
      resourcePolicy: props.KeyPolicy,
    });
    return verdict === 'allowed' ? [] : [`${action} isn't left to the policies of its account, such as those of ${role.name}: ${because}`];
  }));
}

/** A principal of another account than those of the app, every principal, or one that can't be read. Services act for accounts. */
function isStranger(model: AccessModel, account: string, statement: any): boolean {
  const { Principal, NotPrincipal } = statement;
  if (NotPrincipal !== undefined || !Principal || typeof Principal === 'string') { return true; }
  const { Service: _, AWS = [], ...others } = Principal;
  return Object.keys(others).length > 0 || [AWS].flat().some((principal) => !isOwn(model, account, principal));
}

function isOwn(model: AccessModel, account: string, principal: unknown): boolean {
  const text = String(principal);
  if (undecided('', text).length > 0) { return false; }
  const of = /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(text)?.[1] ?? (/^\d{12}$/.test(text) ? text : undefined);
  return of === account || (of === undefined && model.resources.some(({ logicalId }) => text.endsWith(`unresolved-${logicalId}`)));
}
