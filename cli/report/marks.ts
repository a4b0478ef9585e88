/**
 * Names without the marks that proofs compare: what only the deployment knows, and a resource without a name of its own by its logical id. Shorter
 * than in sentences, since it stands within ARNs.
 */
export function withoutMarks(text: string): string {
  return text.replace(/unknown-until-deployment\(([^)]*)\)/g, 'known at deployment ($1)').replace(/\bunresolved-([A-Za-z0-9]+)/g, '(logical id $1)');
}
