/** What the policies of the app's organization must leave to responders, besides what other claims ask. */
import { assumed, Assumption, Question } from './claim';
import { AccessModel, RoleModel } from './model';
import { organizationOf } from './organization-policies';
import { ADMINISTRATOR, allowed, bySession } from './requests';
import { listOf, textsOf } from '../analysis/policy/lists';
import { expandAction } from '../private/iam-catalogue';

/** Whether the organization's policies leave something of each statement of a role's own permissions. */
export function workQuestions(model: AccessModel, role: RoleModel): Question[] {
  if (!organizationOf(model)) { return []; }
  const statements = role.policies.flatMap(({ document }) => listOf(document?.Statement)).filter((statement: any) => statement?.Effect === 'Allow');
  const first = statements.flatMap(({ Action }: any) => textsOf(Action).slice(0, 1)).flatMap((pattern) => expandAction(pattern).slice(0, 1));
  // Who may take a role, the role's trust says as well.
  const actions = [...new Set(first.map(({ name }) => name))].filter((name) => !name.startsWith('sts:'));
  return actions.map((action) => allowed(role, `${action}, as far as policies of the organization decide`, {
    ...bySession(role, action, '*'), identityPolicies: [ADMINISTRATOR], boundary: undefined,
  }));
}

/** What the policies take for granted of the organization. */
export function organizationAssumptions(model: AccessModel): Assumption[] {
  const organization = organizationOf(model);
  if (!organization) { return []; }
  const { policies, ids, known } = organization;
  return [
    ...(known ? [] : ids.map((id) => assumed(id, 'is the organization of the app, as its service and resource control policies say', 'aws organizations describe-organization'))),
    ...policies.filter(({ document, type }) => type === 'SERVICE_CONTROL_POLICY' && document.Statement.some(({ Effect }: any) => Effect === 'Allow'))
      .map(({ resource, name }) => assumed(resource, `${name} allows a list: FullAWSAccess stays attached beside it, or the list holds what responders need`,
        'aws organizations list-policies-for-target --filter SERVICE_CONTROL_POLICY --target-id TARGET')),
  ];
}
