/** Questions about the roles of elevated access that more than one claim asks. */
import { Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { ofModel } from './model-index';
import { ADMINISTRATOR, denied } from './requests';
import { strangersOf } from './strangers';
import { elevationsOf } from './structure/elevation-parts';
import { WorkflowModel, workflowsOf } from './workflow-model';
import { EVENT_SOURCE } from '../elevation/engine/names';
import { asArray } from '../private/policy-document';

/**
 * The workflows of elevated access, with those that they start for custom kinds of it. Other state machines of an app do what they want. Where
 * nothing is known as elevated access, every workflow may be one.
 */
export const ofElevation = ofModel((model): readonly WorkflowModel[] => {
  const known = elevationsOf(model).flatMap(({ workflows }) => workflows);
  const definitions = known.map(({ resource }) => String(resource.props.DefinitionString)).join();
  return known.length === 0 ? workflowsOf(model) : workflowsOf(model).filter((workflow) => known.includes(workflow)
    || String(workflow.resource.props.DefinitionString).includes(EVENT_SOURCE)
    || [workflow.resource.ref, workflow.resource.arn].some((name) => definitions.includes(`"${name}"`)));
});

/** Roles of workflows whose policies allow the action on some resource. */
export function workflowRoles(model: AccessModel, action: string): RoleModel[] {
  const machines = workflowsOf(model).map(({ resource }) => resource.props.RoleArn as string);
  return model.otherRoles.filter((role) => machines.includes(role.arn) && role.policies.some(({ document }) => (
    asArray(document.Statement).some((statement: any) => statement.Effect === 'Allow' && asArray(statement.Action).includes(action)))));
}

/** Roles of an account that no template names. */
export function administrators(model: AccessModel, account: string): string[] {
  const { name, samples } = strangersOf(model);
  return [name, samples[0]].map((role) => `arn:aws:iam::${account}:role/${role}`);
}

/** Whether the role's own policies allow it. */
export function askRole(ask: typeof denied, role: RoleModel, action: string, resource: string): Question {
  return ask(role, `${action} of ${resource}`, {
    principalArn: role.arn,
    action,
    resource,
    account: role.account,
    context: { 'aws:PrincipalArn': role.arn, 'aws:PrincipalAccount': role.account, 'aws:RequestedRegion': 'us-east-1' },
    identityPolicies: role.policies,
  });
}

/** The caller's own policies allow everything, so that only the role's trust policy can refuse. */
export function assumes(
  ask: typeof denied, role: RoleModel, who: string, principalArn: string, session: { readonly [key: string]: string | string[] },
): Question {
  return ask(role, `assumed by ${who}`, {
    principalArn,
    action: 'sts:AssumeRole',
    resource: role.arn,
    account: role.account,
    context: {
      'aws:PrincipalArn': principalArn,
      'aws:PrincipalAccount': principalArn.split(':')[4],
      'aws:PrincipalType': 'AssumedRole',
      'aws:RequestedRegion': 'us-east-1',
      ...session,
    },
    identityPolicies: [ADMINISTRATOR],
    resourcePolicy: role.trust,
  });
}
