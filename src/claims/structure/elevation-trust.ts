import { beyond, facts } from './compare';
import { permissionDifferences } from './differences';
import { elevationsOf } from './elevation-parts';
import { statementsOf } from './scope';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { BROKER_ROLE_NAME, ELEVATION_PATH, REVOKER_ROLE_NAME, SESSION_REVOKER_ROLE_NAME } from '../../elevation/engine/names';
import { sessionRevokerTrust, sessionRoleTrust } from '../../elevation/session-trust';
import { Statement } from '../../private/policy-document';
import { assumed, Claim, Question } from '../claim';
import { AccessModel, ResourceModel, RoleModel } from '../model';

export const ELEVATION_TRUST: Claim = {
  id: 'elevation-trusts-as-written',
  title: 'The roles of elevated access trust exactly what the library writes: workflows and what starts them by their service, sessions by the broker',
  threats: [25, 27],
  restsOn: ['api-gateway-role'],
  proof: 'template',
  ownOnly: true,
  remedy: 'Take out what the library doesn\'t write: nobody but a workflow, or the service that starts it, assumes these roles.',
  questions: function* (model): Iterable<Question> {
    const services = servicesOf(model);
    const accounts = new Set<string>();
    for (const role of model.otherRoles) {
      const service = services.get(role.arn);
      if (role.path !== ELEVATION_PATH && service === undefined) { continue; }
      yield* facts(role, 'trusts what the library writes, and nothing more', trustDeviations(role, written(role, service)), service ?? 'as written');
      const account = role.name === SESSION_REVOKER_ROLE_NAME ? accessAccountOf(role) : undefined;
      if (account !== undefined && !model.stacks.some((stack) => stack.account === account)) { accounts.add(account); }
    }
    for (const account of accounts) {
      yield assumed(`account ${account}`, 'is the account of elevated access: no template of this app is for it', `aws iam get-role --role-name ${REVOKER_ROLE_NAME}`);
    }
  },
};

/** What a trust says beyond the written statements; if nothing, what it lacks of them. */
function trustDeviations(role: RoleModel, statements: readonly Statement[]): string[] {
  const more = beyond(role.trust, statements, { conditionsMayLack: true });
  return more.length > 0 ? more : permissionDifferences([role.trust], [{ Version: '2012-10-17', Statement: statements }]);
}

/** The service for which each role of elevated access is there: it runs workflows with the ledger, or starts them. */
function servicesOf(model: AccessModel): ReadonlyMap<string, string> {
  const elevations = elevationsOf(model);
  const workflows = elevations.flatMap((parts) => parts.workflows);
  if (workflows.length === 0) { return new Map(); }
  const starts = (value: unknown) => elevations.some((parts) => parts.starts(value));
  return new Map([
    ...model.resources.flatMap((resource) => starters(resource, starts)),
    ...workflows.map(({ resource }): [string, string] => [String(resource.props.RoleArn), 'states.amazonaws.com']),
  ]);
}

/** Roles with which a resource starts workflows. */
function starters({ type, props }: ResourceModel, starts: (value: unknown) => boolean): [string, string][] {
  switch (type) {
    case 'AWS::ApiGateway::Method':
      return starts(props.Integration?.RequestTemplates) ? [[String(props.Integration.Credentials), 'apigateway.amazonaws.com']] : [];
    case 'AWS::Scheduler::Schedule':
      return starts(props.Target?.Arn) ? [[String(props.Target.RoleArn), 'scheduler.amazonaws.com']] : [];
    case 'AWS::Events::Rule':
      return listOf(props.Targets).filter(({ Arn }: any) => starts(Arn)).map(({ RoleArn }: any) => [String(RoleArn), 'events.amazonaws.com']);
    default: return [];
  }
}

function written(role: RoleModel, service: string | undefined): readonly Statement[] {
  if (role.path === ELEVATION_PATH && ![BROKER_ROLE_NAME, REVOKER_ROLE_NAME].includes(role.name)) {
    return (role.name === SESSION_REVOKER_ROLE_NAME
      ? sessionRevokerTrust('aws', accessAccountOf(role) ?? role.account) : sessionRoleTrust({ partition: 'aws', account: role.account })).Statement;
  }
  const trust: Statement = { Effect: 'Allow', Principal: { Service: service ?? 'states.amazonaws.com' }, Action: 'sts:AssumeRole' };
  // API Gateway sends no source account when it assumes a role: with the condition it would be refused.
  return [service === 'apigateway.amazonaws.com' ? trust : { ...trust, Condition: { StringEquals: { 'aws:SourceAccount': role.account } } }];
}

/** The account that the trust names first. */
function accessAccountOf(role: RoleModel): string | undefined {
  return /^arn:aws:iam::(\d{12}):root$/.exec(statementsOf([role.trust]).flatMap(({ Principal }) => textsOf(Principal?.AWS))[0] ?? '')?.[1];
}
