/**
 * Length of a text after deployment. A token counts as its longest possible value, so that a text that fits at synthesis also
 * fits at deployment in every partition.
 */
export function deployedLength(text: string): number {
  return text.replace(/\$\{Token\[([^\]]*)\]\}/g, (_, hint: string) => {
    if (hint.startsWith('AWS.Partition')) { return 'aws-us-gov'; }
    if (hint.startsWith('AWS.AccountId')) { return '0'.repeat(12); }
    if (hint.startsWith('AWS.Region')) { return 'us-isof-south-1'; }
    return '0'.repeat(120);
  }).length;
}
