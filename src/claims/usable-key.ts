/**
 * Why nothing can be encrypted with a key, or not for long. By a key like that services deliver nothing, and nobody reads what is
 * encrypted with it.
 *
 * @param origins where its material may come from
 */
export function unusable({ Enabled, Origin, KeySpec, KeyUsage }: any, origins: readonly string[] = ['AWS_KMS', 'AWS_CLOUDHSM']): string[] {
  return [
    ...(Enabled === undefined || String(Enabled) === 'true' ? [] : [`Enabled is ${shown(Enabled)}`]),
    // Key material that somebody imports isn't there at first, can expire, and can be deleted at once.
    ...(Origin === undefined || origins.includes(Origin) ? [] : [`Origin is ${shown(Origin)}`]),
    ...(KeySpec === undefined || KeySpec === 'SYMMETRIC_DEFAULT' ? [] : [`KeySpec is ${shown(KeySpec)}`]),
    ...(KeyUsage === undefined || KeyUsage === 'ENCRYPT_DECRYPT' ? [] : [`KeyUsage is ${shown(KeyUsage)}`]),
  ];
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
