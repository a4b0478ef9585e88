import { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/**
 * Grants and revokes access of one kind. Each part is a chain of states for one account: it reads `$item`, `$rule` and `$account`,
 * can be repeated without harm, and fails if it didn't succeed.
 */
export interface Grant {
  /** Expression: whether `$rule` is granted like this. */
  readonly when: string;
  /** Whether two requests can grant the same access. It is then revoked with the last of them. */
  readonly shared: boolean;
  /** Grants the access and waits until it exists. */
  give(scope: Construct): IChainable;
  /** Revokes the access, waits until it is gone, and goes on. */
  take(scope: Construct, next: IChainable): IChainable;
}
