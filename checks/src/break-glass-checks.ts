import { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { NagPack, NagPackProps } from 'cdk-nag';
import { IConstruct } from 'constructs';
import { unreasonedAcknowledgements } from './acknowledgements';
import { AppReading } from './reading/app-reading';
import { RULES } from './rules';

/** What `BreakGlassChecks` may be told. */
export interface BreakGlassChecksProps extends NagPackProps {
  /**
   * Further words by which your organization calls emergency access, as in `FIRECALL` or `pam-`. A role, user, topic
   * or permission set whose name, path, tags or logical id contains one is checked like a break-glass one. Upper and
   * lower case are the same.
   *
   * @default - break-glass, emergency, firecall, incident response and the path `/bg/` are recognised
   */
  readonly words?: string[];
}

/**
 * cdk-nag rules for emergency and incident-response access, for any CDK app: whether it was written with
 * `cdk-break-glass` or by hand.
 *
 * Each finding's id is `BreakGlass-` and the rule's name. Acknowledge one with a reason of at least 10 characters by
 * `Validations.of(construct).acknowledge(...)`; an acknowledgement without one is itself a finding. A value that only
 * the deployment decides, such as a parameter, counts as a finding of the rule that needed it.
 *
 * Errors: a word of fewer than 3 characters.
 *
 * @see https://github.com/cdklabs/cdk-nag
 */
export class BreakGlassChecks extends NagPack {
  /** Name of the pack in the validation report. */
  public readonly name: string;

  private readonly words: RegExp[];
  private readonly scope?: IConstruct;
  private app?: AppReading;

  constructor(scope?: IConstruct, props?: BreakGlassChecksProps) {
    super(scope, props);
    this.name = 'BreakGlassChecks';
    this.packName = 'BreakGlass';
    this.scope = scope;
    this.words = (props?.words ?? []).map(wordPattern);
  }

  /** Called by CDK at the end of synthesis. Its older versions don't say which app it is: then it is the scope given at construction. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    return 'appConstruct' in context || !this.scope ? super.validate(context) : this.validateScope(this.scope);
  }

  /** Checks a construct tree; resources outside of it, in the same app, count as context. */
  public validateScope(scope: IConstruct): PolicyValidationPluginReport {
    this.app = new AppReading(scope.node.root, this.words);
    const report = super.validateScope(scope);
    const violations = [...report.violations, ...unreasonedAcknowledgements(scope, this.packName, this.name)];
    return { ...report, success: violations.length === 0, violations };
  }

  /** Applies every rule to one resource. */
  protected checkResource(node: CfnResource): void {
    const app = this.app!;
    for (const { name, level, resourceTypes, info, explanation, check } of RULES) {
      if (!resourceTypes.includes(node.cfnResourceType)) { continue; }
      this.applyRule({ ruleSuffixOverride: name, level, info, explanation, node, rule: (resource) => check(app.resource(resource), app) });
    }
  }
}

function wordPattern(word: string): RegExp {
  const text = word.trim();
  if (text.length < 3) {
    throw new Error(`'words' must have at least 3 characters each, got '${word}'; a shorter one would be found in every other name`);
  }
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
}
