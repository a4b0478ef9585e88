import { listOf, textsOf } from '../../analysis/policy/lists';
import { SESSION_REVOCATION_POLICY } from '../../private/names';
import { jsonOf } from '../../private/texts';
import { ResourceModel } from '../model';
import { ofModel } from '../model-index';
import { workflowsOf } from '../workflow-model';
import { playbookOf } from './rendered';

const PATH_OF_REVOCATION = SESSION_REVOCATION_POLICY.slice(SESSION_REVOCATION_POLICY.lastIndexOf('/') + 1);
const SIDS = ['DenyHighRisk', 'DenyBreakGlass', 'DenyElevation'];

/**
 * The permission sets of playbooks: those with a mark of the library in tags, policy, boundary or name, and those that elevated access
 * gives. One mark is enough, so that taking a mark away hides nothing. Other permission sets of the app are no business of these claims.
 */
export const playbookSets = ofModel((model): readonly ResourceModel[] => {
  const definitions = model.permissionSets.length > 0 ? workflowsOf(model).map(({ resource }) => String(resource.props.DefinitionString)) : [];
  return model.permissionSets.filter((set) => isMarked(set) || definitions.some((text) => text.includes(`/unresolved-${set.logicalId}`)));
});

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
  return typeof props.InlinePolicy === 'string' ? jsonOf(props.InlinePolicy) : props.InlinePolicy;
}
