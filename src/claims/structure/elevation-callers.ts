/** With which permission sets people call elevated access. */
import { cut } from './compare';
import { comparedElevations } from './elevation-written';
import { inlineOf, tagsOf } from './playbook-sets';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { CALLERS_PURPOSE } from '../../elevation/resources/callers';
import { API_CALLS, API_STAGE } from '../../elevation/resources/calls';
import { assumed, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';

/** Who has the permission set of the callers, under the name of a person, is this person. */
export function callerSets(model: AccessModel, { sets }: { readonly sets: ReadonlySet<string> }): Question[] {
  const apis = comparedElevations(model).flatMap(({ found: { api } }) => (api ? [api] : []));
  const arns = new Set(apis.flatMap(({ logicalId, stack: { account, region } }) => (
    API_CALLS.map(({ verb, path }) => `arn:aws:execute-api:${region}:${account}:unresolved-${logicalId}/${API_STAGE}/${verb}${path.replace('{id}', '*')}`))));
  return model.permissionSets.filter((set) => isOfCallers(set) || sets.has(String(set.props.Name))).map((set) => {
    // The policy of a set that names the API is the library's output, or the app's own in its place. In another one, ids of APIs say nothing.
    const shown = isOfCallers(set) || apis.some(({ logicalId }) => JSON.stringify(set.props).includes(`:unresolved-${logicalId}/`));
    const more = beyond(set, shown ? arns : undefined);
    return shown || more.length > 0
      ? fact(set, 'lets people call elevated access, and nothing else', more.length === 0, more.join('; ') || 'as written')
      : assumed(set, 'is the permission set by which people call elevated access: it allows that and nothing else',
        `aws sso-admin get-inline-policy-for-permission-set --instance-arn ${set.props.InstanceArn} --permission-set-arn ARN`);
  });
}

const isOfCallers = ({ props }: ResourceModel): boolean => tagsOf(props).Purpose === CALLERS_PURPOSE;

/** What a set allows beside calls; beside these calls, if they are given. */
function beyond({ props }: ResourceModel, arns?: ReadonlySet<string>): string[] {
  const statements = listOf(inlineOf(props)?.Statement);
  const policies = [...listOf(props.ManagedPolicies), ...listOf(props.CustomerManagedPolicyReferences)];
  return [
    ...(arns && statements.length === 0 ? ['has no inline policy that can be read'] : []),
    ...statements.filter(({ Effect }: any) => Effect !== 'Deny').flatMap((statement: any) => beyondCalls(statement, arns)),
    ...policies.map((policy) => `has the managed policy ${cut(JSON.stringify(policy))}`),
  ];
}

function beyondCalls({ Action, NotAction, Resource, NotResource }: any, arns: ReadonlySet<string> | undefined): string[] {
  return [
    ...(NotAction !== undefined || NotResource !== undefined ? ['allows all but what it names'] : []),
    ...textsOf(Action).filter((action) => action.toLowerCase() !== 'execute-api:invoke').map((action) => `allows ${action}`),
    ...textsOf(Resource).filter((resource) => arns?.has(resource) === false).map((resource) => `allows calls of ${cut(resource)}`),
  ];
}
