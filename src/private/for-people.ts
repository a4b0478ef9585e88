/** A mark that the reader of templates puts in the place of what it can't know, with what stands on both sides of it. */
const MARK = /([^\s'"(,]?)(?:unknown-until-deployment\(([^)]*)\)|unresolved-([A-Za-z0-9]+))(?=([^\s'"),;]?))/g;

/**
 * A text of a proof as people read it, without the marks that proofs compare: `unknown-until-deployment(parameter X)` becomes
 * "parameter X, which only the deployment knows". Within an ARN or another name it stands in brackets.
 */
export function forPeople(text: string): string {
  return text.replace(MARK, (_, before: string, unknown: string | undefined, logicalId: string, after: string) => {
    const words = unknown === undefined ? `${logicalId}'s name, which CloudFormation makes up` : `${unknown}, which only the deployment knows`;
    return before === '' && (after === '' || after === ':') ? words : `${before}(${words})`;
  }).replace(/\b(DeletionPolicy|UpdateReplacePolicy) undefined\b/g, 'no $1');
}
