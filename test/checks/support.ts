import { App, Stack } from 'aws-cdk-lib';
import { BreakGlassChecks, BreakGlassChecksProps } from 'cdk-break-glass-checks';

export const ENV = { account: '111111111111', region: 'eu-central-1' };

/** A resource as CloudFormation has it; `make` puts it into a stack. */
export interface RawResource {
  readonly Type: string;
  readonly Properties?: object;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export function stackIn(app: App = new App({ analyticsReporting: false }), id = 'Stack'): Stack {
  return new Stack(app, id, { env: ENV });
}

/** Findings of the whole app the stack is in, `<rule> at <path>`, sorted. */
export function findings(stack: Stack, props?: BreakGlassChecksProps): string[] {
  const app = stack.node.root;
  return new BreakGlassChecks(app, props).validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName.replace('BreakGlass-', '')} at ${constructPath}`))
    .sort();
}

/** What one rule says: `[]`, or its findings without the rule's name: `at Stack/Role`, `[SwitchRole] at Stack/Role`. */
export function findingsOf(rule: string, stack: Stack, props?: BreakGlassChecksProps): string[] {
  return findings(stack, props).filter((finding) => new RegExp(`^${rule}[\\[ ]`).test(finding)).map((finding) => finding.slice(rule.length).trim());
}
