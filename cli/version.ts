/** The version of this package, which is that of the library. */
export function version(): string {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('cdk-break-glass-cli/package.json') as { readonly version: string }).version;
}
