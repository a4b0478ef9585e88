import { AccessModel, groupedBy } from './model';
import { ResourceModel } from './resource';
import { isReason } from '../private/reason';

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
  { resources }: AccessModel, claim: string, used: ReadonlySet<ResourceModel | undefined>,
): StaleAcknowledgement[] {
  const marked = resources.flatMap((about) => {
    const reason = acknowledgement(about, claim);
    return reason === undefined ? [] : [{ about, reason }];
  });
  return [...groupedBy(marked, ({ about: { stack }, reason }) => JSON.stringify([stack.directory, stack.templateFile, stack.name, reason])).values()]
    .filter((group) => !group.some(({ about }) => used.has(about))).map(([first]) => first);
}
