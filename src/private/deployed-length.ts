/**
 * Length of a text after deployment. Tokens count as the longest thing they can become, so that what is accepted at
 * synthesis is accepted at deployment in every partition.
 */
export function deployedLength(text: string): number {
  return text.replace(/\$\{Token\[([^\]]*)\]\}/g, (_, hint: string) => {
    if (hint.startsWith('AWS.Partition')) { return 'aws-us-gov'; }
    if (hint.startsWith('AWS.AccountId')) { return '0'.repeat(12); }
    if (hint.startsWith('AWS.Region')) { return 'us-isof-south-1'; }
    return '0'.repeat(120);
  }).length;
}
