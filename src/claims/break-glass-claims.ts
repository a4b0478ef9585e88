import { join, resolve } from 'path';
import { App, IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { readAssembly } from './assembly';
import { counterExampleLine, failing } from './counter-example';
import { prove } from './proofs';
import type { ClaimResult } from './prove';
import { summaryOf, violationsOf } from './violations';
import { counted } from '../private/texts';
import { propError } from '../private/validation';
import { visible } from '../private/visible';

const NO_APP = { toString: () => 'a construct without an app' };

/**
 * Proves the claims of the library at each synthesis, as a policy validation plug-in of CDK:
 * `Validations.of(app).addPlugins(new BreakGlassClaims(app))`.
 *
 * All stacks of the app are proven together, those of stages and pipelines included, wherever in the app the plug-in is registered.
 * A claim that fails anywhere fails every command of the CDK's command line, whichever stacks it selects.
 * A claim that fails is a fatal violation with the construct, a counter-example (who, what, where, with which context keys) and the
 * remedy. An app without break-glass access has none. Templates are proven as they are written, after all aspects.
 *
 * A claim can't be switched off. Accept a counter-example on one construct by `Claims.acknowledge`: it stays in the report.
 *
 * Security: CDK only reports a failing plug-in, and doesn't fail, if the context key `@aws-cdk/core:failSynthOnValidationErrors` is
 * `false`. Before aws-cdk-lib 2.262.0 it fails a Node.js process only, not Python and Java. `assertProven` fails in each case.
 *
 * Errors: something that isn't in an app.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class BreakGlassClaims implements IPolicyValidationPlugin {
  /** Name of the plug-in in the validation report. */
  public readonly name: string;

  private readonly app: App;
  private results?: readonly ClaimResult[];

  /**
   * @param scope the app, or a construct in it
   */
  constructor(scope: IConstruct) {
    const root = Construct.isConstruct(scope) ? scope.node.root : undefined;
    if (!root || !App.isApp(root)) {
      throw propError('scope', 'must be an app or a construct in one', root ? NO_APP : scope, 'write new BreakGlassClaims(app)');
    }
    this.name = 'BreakGlassClaims';
    this.app = root;
  }

  /**
   * The counter-examples of the last synthesis, one line each; those that are acknowledged left out.
   *
   * Errors: before the synthesis, and if the plug-in isn't registered.
   */
  public get failures(): string[] {
    if (!this.results) {
      throw new Error('nothing is proven yet: register the plug-in by Validations.of(app).addPlugins(...), then call app.synth()');
    }
    return this.results.flatMap(({ id, counterExamples }) => counterExamples.map((example) => `${id}: ${counterExampleLine(example)}`));
  }

  /**
   * Ends the app with an error unless every claim was proven by the last synthesis. For tests, and after `app.synth()` where CDK doesn't fail by itself.
   *
   * Errors: each counter-example in one line; before the synthesis, and if the plug-in isn't registered.
   */
  public assertProven(): void {
    const { failures } = this;
    if (failures.length > 0) { throw new Error(failing(failures)); }
  }

  /** Called by CDK at the end of synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    this.results = undefined;
    const app = this.app;
    const stacks = readAssembly(app.outdir);
    const read = new Set(stacks.map(({ directory = '', templateFile = '' }) => resolve(join(directory, templateFile))));
    const missed = context.templatePaths.find((path) => !read.has(resolve(path)));
    if (missed) { throw new Error(`${missed} is not of the app that was given to the constructor; write new BreakGlassClaims(app) for each app`); }
    this.results = prove(stacks);
    const violations = [...this.results.flatMap((result) => violationsOf(result, app)), ...summaryOf(this.results)];
    return { success: this.failures.length === 0, violations, metadata: summary(this.results) };
  }
}

function summary(results: readonly ClaimResult[]): { readonly [key: string]: string } {
  const count = (verdict: ClaimResult['verdict'], many: string = verdict) => counted(results.filter((result) => result.verdict === verdict).length, verdict, many);
  const assumptions = results.flatMap((result) => result.assumptions);
  return {
    claims: [count('holds', 'hold'), count('fails', 'fail'), count('acknowledged'), count('not applicable')].join(', '),
    ...(assumptions.length > 0 ? { assumptions: assumptions.map(({ subject, text, check }) => visible(`${subject} ${text} (check: ${check})`)).join('; ') } : {}),
  };
}
