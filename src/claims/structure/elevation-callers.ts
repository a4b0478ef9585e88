/** With which permission sets people call elevated access. */
import { cut } from './compare';
import { comparedElevations } from './elevation-written';
import { inlineOf, tagsOf } from './playbook-sets';
import { listOf, textsOf } from '../../analysis/policy/lists';
import { CALLERS_PURPOSE } from '../../elevation/resources/callers';
import { API_CALLS, API_STAGE } from '../../elevation/resources/calls';
import { assumed, fact, Question } from '../claim';
import { AccessModel, ResourceModel } from '../model';
import { unknownsIn } from '../resolve';

/** Who has the permission set of the callers, under the name of a person, is this person. */
export function callerSets(model: AccessModel, { sets }: { readonly sets: ReadonlySet<string> }): Question[] {
  const apis = comparedElevations(model).flatMap(({ found: { api } }) => (api ? [api] : []));
  return model.permissionSets.filter((set) => isOfCallers(set) || sets.has(String(set.props.Name))).map((set) => {
    const names = apis.some(({ logicalId }) => JSON.stringify(set.props).includes(`:unresolved-${logicalId}/`));
    // The policy of a set that names the API is the library's output, or the app's own in its place: both are there to be read.
    return names || isOfCallers(set) ? readable(set, apis) : assumed(set, 'is the permission set by which people call elevated access: it allows that and nothing else',
      `aws sso-admin get-inline-policy-for-permission-set --instance-arn ${set.props.InstanceArn} --permission-set-arn ARN`);
  });
}

const isOfCallers = ({ props }: ResourceModel): boolean => tagsOf(props).Purpose === CALLERS_PURPOSE;

function readable(set: ResourceModel, apis: readonly ResourceModel[]): Question {
  const { props } = set;
  const arns = new Set(apis.flatMap(({ logicalId, stack: { account, region } }) => (
    API_CALLS.map(({ verb, path }) => `arn:aws:execute-api:${region}:${account}:unresolved-${logicalId}/${API_STAGE}/${verb}${path.replace('{id}', '*')}`))));
  const statements = listOf(inlineOf(props)?.Statement);
  const more = [
    ...(statements.length === 0 ? ['has no inline policy that can be read'] : []),
    ...statements.filter(({ Effect }: any) => Effect !== 'Deny').flatMap((statement: any) => beyondCalls(statement, arns)),
    ...[...listOf(props.ManagedPolicies), ...listOf(props.CustomerManagedPolicyReferences)].map((policy) => `has the managed policy ${cut(JSON.stringify(policy))}`),
    ...unknownsIn([props.ManagedPolicies ?? null, props.CustomerManagedPolicyReferences ?? null]).map((hidden) => `holds ${hidden}, which only the deployment knows`),
  ];
  return fact(set, 'lets people call elevated access, and nothing else', more.length === 0, more.join('; ') || 'as written');
}

function beyondCalls({ Action, NotAction, Resource, NotResource }: any, arns: ReadonlySet<string>): string[] {
  return [
    ...(NotAction !== undefined || NotResource !== undefined ? ['allows all but what it names'] : []),
    ...textsOf(Action).filter((action) => action.toLowerCase() !== 'execute-api:invoke').map((action) => `allows ${action}`),
    ...textsOf(Resource).filter((resource) => !arns.has(resource)).map((resource) => `allows calls of ${cut(resource)}`),
  ];
}
