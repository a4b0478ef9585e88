/**
 * What the command line needs of texts, without the rest of the library: `cdk-break-glass/internal/texts`. Its help must not wait for the claims.
 *
 * Not for other packages: it changes without notice.
 */
export { editDistance } from './private/nearest';
export { visible } from './private/visible';
