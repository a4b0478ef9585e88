/** Compiles the TypeScript of the documents against the library, without running it. */
import { join } from 'path';
import ts from 'typescript';
import { Block, ROOT } from './markdown';

export interface Sample extends Block {
  readonly file: string;
}

/** What stands before a sample that is a part of a stack: imports, and what pages talk of without making it. */
const BEFORE = `
import { Annotations, App, CfnOutput, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sso from 'aws-cdk-lib/aws-sso';
import { Construct } from 'constructs';
import {
  ActivationWindow, BreakGlassAlarm, BreakGlassUser, IncidentResponseRole, NotificationTarget, NotificationTopic, Phase, Playbook, PlaybookPermissionSet, PlaybookStatement,
  ResponderProfile, UserState, detection, elevation, identity,
} from 'cdk-break-glass';
import { BreakGlassChecks } from 'cdk-break-glass-checks';

declare const app: App;
declare const stack: Stack;
declare const jane: BreakGlassUser;
declare const john: BreakGlassUser;
declare const investigator: IncidentResponseRole;
declare const trailLogGroup: logs.ILogGroup;
declare const pager: NotificationTopic;
declare const chatTopic: sns.ITopic;
declare const directory: elevation.IdentityCenterDirectory;
declare const access: elevation.ElevatedAccess;
declare const caller: iam.IGrantable;

class Sample extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    {
`.replace(/^\n/, '');
const AFTER = '\n    }\n  }\n}\n';

/** A sample with imports of its own is a file; any other is a part of a stack's constructor. */
const isFile = (code: string) => /^import /m.test(code);

const sourceOf = ({ code }: Sample) => (isFile(code) ? code : `${BEFORE}${code}${AFTER}`);

/** What the compiler finds in each sample, with the line of the page. */
export function compile(samples: readonly Sample[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const sources = new Map(samples.map((sample, index) => [join(ROOT, 'test', 'docs', `sample-${index}.ts`), sample]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const sample = sources.get(path);
    return sample ? ts.createSourceFile(path, sourceOf(sample), languageVersion) : getSourceFile(path, languageVersion, ...rest);
  };
  const program = ts.createProgram(
    [...sources.keys()], { ...options, noEmit: true, noUnusedLocals: false, noUnusedParameters: false, skipLibCheck: true }, host,
  );
  return [...sources].flatMap(([path, sample]) => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => {
      const before = isFile(sample.code) ? 0 : BEFORE.split('\n').length - 1;
      const line = source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line - before;
      return `${sample.file}:${sample.line + 1 + line}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
    });
  });
}
