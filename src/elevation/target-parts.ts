import { CustomTargetProps } from './custom-target-props';
import { SealedRole } from './sealed-role';

/** What only some kinds have. */
export interface TargetParts {
  readonly sessionPolicy?: string;
  /** Of a role. */
  readonly account?: string;
  readonly sessionRevocation?: boolean;
  readonly sealed?: SealedRole;
  readonly machines?: CustomTargetProps;
}
