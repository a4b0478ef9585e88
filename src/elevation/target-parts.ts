import { CustomTargetProps } from './custom-target-props';
import { SealedRole } from './sealed-role';

/** Properties that only some kinds of target have. */
export interface TargetParts {
  readonly sessionPolicy?: string;
  /** Account of a role. */
  readonly account?: string;
  readonly sessionRevocation?: boolean;
  readonly sealed?: SealedRole;
  readonly machines?: CustomTargetProps;
}
