import { beyond, facts } from './compare';
import { statementsOf } from './scope';
import { textsOf } from '../../analysis/policy/lists';
import { BROKER_ROLE_NAME, ELEVATION_PATH, REVOKER_ROLE_NAME, SESSION_REVOKER_ROLE_NAME } from '../../elevation/engine/names';
import { sessionRevokerTrust, sessionRoleTrust } from '../../elevation/session-trust';
import { Statement } from '../../private/policy-document';
import { assumed, Claim, Question } from '../claim';
import { AccessModel, RoleModel } from '../model';
import { workflowsOf } from '../workflow-model';

export const ELEVATION_TRUST: Claim = {
  id: 'elevation-trusts-as-written',
  title: 'The roles of elevated access trust only what the library writes: workflows by their service, sessions by the broker',
  threats: [25, 27],
  proof: 'template',
  remedy: 'Take out what the library doesn\'t write: nobody but a workflow assumes these roles.',
  questions: function* (model): Iterable<Question> {
    const workflows = ledgerRoles(model);
    const accounts = new Set<string>();
    for (const role of model.otherRoles) {
      if (role.path !== ELEVATION_PATH && !workflows.has(role.arn)) { continue; }
      yield* facts(role, 'trusts what the library writes, and nothing more', beyond(role.trust, written(role), { conditionsMayLack: true }), 'as written');
      const account = role.name === SESSION_REVOKER_ROLE_NAME ? accessAccountOf(role) : undefined;
      if (account !== undefined && !model.stacks.some((stack) => stack.account === account)) { accounts.add(account); }
    }
    for (const account of accounts) {
      yield assumed(`account ${account}`, 'is the account of elevated access: no template of this app is for it',
        `aws iam get-role --role-name ${REVOKER_ROLE_NAME}`);
    }
  },
};

/** Roles of the workflows that write or read the ledger. */
function ledgerRoles(model: AccessModel): ReadonlySet<string> {
  const ledgers = model.resources.filter(({ type, props }) => type === 'AWS::DynamoDB::Table' && JSON.stringify(props.GlobalSecondaryIndexes ?? '').includes('ByRequester'))
    .map(({ logicalId }) => logicalId);
  return new Set(workflowsOf(model).filter(({ resource }) => ledgers.some((id) => String(resource.props.DefinitionString).includes(id)))
    .map(({ resource }) => String(resource.props.RoleArn)));
}

function written(role: RoleModel): Statement[] {
  if (role.path === ELEVATION_PATH && ![BROKER_ROLE_NAME, REVOKER_ROLE_NAME].includes(role.name)) {
    return (role.name === SESSION_REVOKER_ROLE_NAME
      ? sessionRevokerTrust('aws', accessAccountOf(role) ?? role.account) : sessionRoleTrust({ partition: 'aws', account: role.account })).Statement;
  }
  return [{
    Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:SourceAccount': role.account } },
  }];
}

/** The account that the trust names first. */
function accessAccountOf(role: RoleModel): string | undefined {
  return /^arn:aws:iam::(\d{12}):root$/.exec(statementsOf([role.trust]).flatMap(({ Principal }) => textsOf(Principal?.AWS))[0] ?? '')?.[1];
}
