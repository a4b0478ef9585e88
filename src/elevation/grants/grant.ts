import { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';

/**
 * A way to give access and to take it back. Each part is a chain of states that works on one place: it finds `$item`, `$rule`
 * and `$account`, can be run again without harm, and fails where it didn't succeed.
 */
export interface Grant {
  /** Expression of `$rule`: whether it is this way. */
  readonly when: string;
  /** Whether two requests can give the same access, which is then taken back with the last of them. */
  readonly shared: boolean;
  /** Gives the access and waits until it is there. */
  give(scope: Construct): IChainable;
  /** Takes it away, waits until it is gone, and goes on. */
  take(scope: Construct, next: IChainable): IChainable;
}
