import { AspectPriority, Aspects, CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { ACKNOWLEDGED } from './acknowledged';
import { requireClaim } from './claim-ids';
import { isReason, noReason } from '../private/reason';
import { propError } from '../private/validation';

/** What an app may say about the library's claims. */
export class Claims {
  /**
   * Accepts that a claim fails on one construct, with the reason.
   *
   * Covers the resources of the construct and of the constructs beneath it, in its own stack, those that an aspect adds later
   * included. Every report keeps a line for each accepted counter-example with this reason. The acknowledgement is in the
   * Metadata of the resources, so that it is also known where only the template is, as on the command line.
   *
   * Counter-examples that no resource of the templates stands for, such as a missing alarm for the root user of an account,
   * can't be acknowledged.
   *
   * Security: the promise of the claim no longer holds for these resources, and further counter-examples to the same claim on them
   * are accepted too. Acknowledge on the smallest construct, and let somebody else review the reason.
   *
   * Errors: a whole app, stage or stack; a claim that doesn't exist; a reason of fewer than 10 characters, or a placeholder.
   *
   * @param construct the construct whose resources may fail the claim
   * @param claim id of the claim, as in `role-session-length`
   * @param reason what holds instead, for auditors
   */
  public static acknowledge(construct: IConstruct, claim: string, reason: string): void {
    requireConstruct(construct);
    requireClaim(claim);
    if (Token.isUnresolved(reason) || !isReason(reason)) { throw noReason(Token.isUnresolved(reason) ? 'a token' : reason); }
    const stack = Stack.of(construct);
    const mark = (node: IConstruct) => {
      if (CfnResource.isCfnResource(node) && node.stack === stack) {
        const others = node.getMetadata(ACKNOWLEDGED) as { readonly [claim: string]: string } | undefined;
        node.addMetadata(ACKNOWLEDGED, { ...others, [claim]: reason });
      }
    };
    // At once, since an aspect that is added by an aspect may not run; and by an aspect, for resources that don't exist yet.
    construct.node.findAll().forEach(mark);
    Aspects.of(construct).add({ visit: mark }, { priority: AspectPriority.READONLY });
  }

  private constructor() {}
}

function requireConstruct(construct: unknown): asserts construct is IConstruct {
  const fix = 'name the construct that fails the claim, as the report does';
  if (!Construct.isConstruct(construct)) { throw propError('construct', 'must be a construct', construct, fix); }
  const { scopes, path } = construct.node;
  if (Stage.isStage(construct) || Stack.isStack(construct) || !scopes.some((scope) => Stack.isStack(scope))) {
    throw propError('construct', 'must be one construct in a stack', path === '' ? 'the whole app' : `all of ${path}`, fix);
  }
}
