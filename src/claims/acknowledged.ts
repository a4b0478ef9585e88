import { AccessModel, groupedBy } from './model';
import { ofModel } from './model-index';
import { noClaim } from './no-claim';
import { SynthesizedStack } from './resolve';
import { ResourceModel } from './resource';
import { isReason, noReason } from '../private/reason';

/** Where an acknowledgement stands in a resource of the template. */
export const ACKNOWLEDGED = 'break-glass-acknowledged';

/** The reason for which a claim may fail on a resource; undefined where it may not. */
export function acknowledgement(about: ResourceModel | undefined, claim: string): string | undefined {
  const reason = about?.metadata?.[ACKNOWLEDGED]?.[claim];
  return isReason(reason) ? reason : undefined;
}

/** An acknowledgement of a claim that nothing fails where it stands. */
export interface StaleAcknowledgement {
  /** The first of the resources that it covers. */
  readonly about: ResourceModel;
  readonly reason: string;
}

/**
 * Acknowledgements of a claim that accept nothing. One of a construct covers all resources beneath: those of a stack with the same reason
 * count as one.
 *
 * @param used the resources whose counter-examples were accepted
 */
export function staleAcknowledgements(
  model: AccessModel, claim: string, used: ReadonlySet<ResourceModel | undefined>,
): StaleAcknowledgement[] {
  const marked = acknowledging(model).flatMap((about) => {
    const reason = acknowledgement(about, claim);
    return reason === undefined ? [] : [{ about, reason }];
  });
  return [...groupedBy(marked, ({ about: { stack }, reason }) => JSON.stringify([stack.directory, stack.templateFile, stack.name, reason])).values()]
    .filter((group) => !group.some(({ about }) => used.has(about))).map(([first]) => first);
}

const acknowledging = ofModel((model): readonly ResourceModel[] => model.resources.filter(({ metadata }) => metadata?.[ACKNOWLEDGED] !== undefined));

/** An acknowledgement that the template has and the proofs can't take: whoever wrote it believes that a counter-example is accepted. */
export interface RefusedAcknowledgement {
  readonly about: Pick<ResourceModel, 'stack' | 'logicalId' | 'type' | 'path'>;
  /** As it is written; undefined where no claim is named. */
  readonly claim?: string;
  readonly why: string;
}

/**
 * What `Claims.acknowledge` refuses can still be written into the Metadata of a template by hand. The same mistake in one stack counts as one.
 *
 * @param ids ids of the claims
 */
export function refusedAcknowledgements(stacks: readonly SynthesizedStack[], ids: readonly string[]): RefusedAcknowledgement[] {
  const keyOf = ({ about: { stack }, claim, why }: RefusedAcknowledgement) => (
    JSON.stringify([stack.directory, stack.templateFile, stack.name, claim, why]));
  return [...groupedBy(refusedIn(stacks, ids), keyOf).values()].map(([first]) => first);
}

function refusedIn(stacks: readonly SynthesizedStack[], ids: readonly string[]): RefusedAcknowledgement[] {
  return stacks.flatMap((stack) => Object.entries<any>(stack.template?.Resources ?? {}).flatMap(([logicalId, resource]) => {
    const metadata = resource?.Metadata;
    const written = metadata?.[ACKNOWLEDGED];
    if (written === undefined) { return []; }
    const path = metadata['aws:cdk:path'];
    const about = { stack, logicalId, type: String(resource.Type), path: typeof path === 'string' ? path : undefined };
    if (typeof written !== 'object' || written === null || Array.isArray(written)) {
      return [{ about, why: `'${ACKNOWLEDGED}' must have a reason for each claim, got ${JSON.stringify(written)}; write { "role-retained": "the reason" }` }];
    }
    return Object.entries(written).flatMap(([claim, reason]) => {
      const wrong = !ids.includes(claim) ? noClaim(claim, ids) : isReason(reason) ? undefined : noReason(typeof reason === 'string' ? reason : JSON.stringify(reason));
      return wrong ? [{ about, claim, why: wrong.message }] : [];
    });
  }));
}
