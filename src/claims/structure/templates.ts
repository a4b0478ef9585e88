import { TEMPLATE_DISGUISE_CLAIMS } from './template-disguise';
import { TEMPLATE_EXECUTOR_CLAIMS } from './template-executors';
import { TEMPLATE_READING_CLAIMS } from './template-reading';
import { TEMPLATE_VALUE_CLAIMS } from './template-values';
import { Claim } from '../claim';

/** Claims that what is deployed is what was read, and nothing beside it acts on break-glass access. */
export const TEMPLATE_CLAIMS: readonly Claim[] = [
  ...TEMPLATE_READING_CLAIMS, ...TEMPLATE_VALUE_CLAIMS, ...TEMPLATE_DISGUISE_CLAIMS, ...TEMPLATE_EXECUTOR_CLAIMS,
];
