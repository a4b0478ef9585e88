import { listOf, textsOf } from '../../analysis/policy/lists';
import { SESSION_REVOCATION_POLICY } from '../../private/names';
import { AccessModel, ResourceModel } from '../model';
import { workflowsOf } from '../workflow-model';
import { playbookOf } from './rendered';

const PATH_OF_REVOCATION = SESSION_REVOCATION_POLICY.slice(SESSION_REVOCATION_POLICY.lastIndexOf('/') + 1);
const SIDS = ['DenyHighRisk', 'DenyBreakGlass', 'DenyElevation'];

const known = new WeakMap<AccessModel, readonly ResourceModel[]>();

/**
 * The permission sets of playbooks: those with a mark of the library in tags, policy, boundary or name, and those that elevated access
 * gives. One mark is enough, so that taking a mark away hides nothing. Other permission sets of the app are no business of these claims.
 */
export function playbookSets(model: AccessModel): readonly ResourceModel[] {
  let sets = known.get(model);
  if (!sets) {
    const definitions = model.permissionSets.length > 0 ? workflowsOf(model).map(({ resource }) => String(resource.props.DefinitionString)) : [];
    sets = model.permissionSets.filter((set) => isMarked(set) || definitions.some((text) => text.includes(`/unresolved-${set.logicalId}`)));
    known.set(model, sets);
  }
  return sets;
}

function isMarked({ props }: ResourceModel): boolean {
  const tags = tagsOf(props);
  const [, named] = /^(?:INVESTIGATE|CONTAIN|RECOVER|FORENSICS)-(\w+)$/.exec(String(props.Name)) ?? [];
  return tags.Purpose === 'IncidentResponse' || tags.Playbook !== undefined || tags.Phase !== undefined
    || listOf(inlineOf(props)?.Statement).some(({ Sid }: any) => SIDS.includes(Sid))
    || JSON.stringify([props.PermissionsBoundary ?? null, props.CustomerManagedPolicyReferences ?? null]).includes(PATH_OF_REVOCATION)
    || playbookOf(named) !== undefined;
}

export function tagsOf(props: any): { readonly [key: string]: string } {
  return Object.fromEntries(listOf(props.Tags).map((tag: any) => [tag.Key, textsOf(tag.Value)[0]]));
}

/** The inline policy, which a template holds as an object or as a text. */
export function inlineOf(props: any): any {
  if (typeof props.InlinePolicy !== 'string') { return props.InlinePolicy; }
  try {
    return JSON.parse(props.InlinePolicy);
  } catch {
    return undefined;
  }
}
