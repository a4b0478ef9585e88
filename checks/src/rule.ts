import { NagMessageLevel, NagRuleResult } from 'cdk-nag';
import { AppReading } from './reading/app-reading';
import { Resource } from './reading/resource';

/** One rule of the pack: its text is data, so that the documentation is made from it. */
export interface Rule {
  /** What must hold, as in `RoleRequiresMFA`. The finding's id is `BreakGlass-` and this: never renamed. */
  readonly name: string;

  /** Error, or warning where a good design may differ. */
  readonly level: NagMessageLevel;

  /** The CloudFormation types that it looks at. */
  readonly resourceTypes: readonly string[];

  /** What is wrong, in one sentence. */
  readonly info: string;

  /** Why it matters, and what to do. */
  readonly explanation: string;

  /**
   * The verdict on one resource, or several findings to be told apart (and acknowledged) by what they name.
   *
   * Throws where a value can't be seen at synth: such a resource is reported, never passed over in silence.
   */
  check(resource: Resource, app: AppReading): NagRuleResult;
}
