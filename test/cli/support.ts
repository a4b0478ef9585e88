/** Runs the command line in this process, on assemblies and templates in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { main } from '../../cli/main';
import { SynthesizedStack } from '../../src/claims/internal';
import { smallOrganization } from '../claims/fixture';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** What a command line ends with and prints. */
export async function breakGlass(...argv: string[]): Promise<Ended> {
  const printed = { out: '', err: '' };
  const spies = [
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => { printed.out += String(text); return true; }),
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => { printed.err += String(text); return true; }),
  ];
  try {
    return { code: await main(argv), ...printed };
  } finally {
    spies.forEach((spy) => spy.mockRestore());
    // What the command sets for its own process must not end this one.
    process.exitCode = undefined;
    process.stdout.removeAllListeners('error');
  }
}

/** A temporary folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'break-glass-cli-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a cloud assembly of these stacks. */
export function writeAssembly(folder: string, stacks: readonly SynthesizedStack[], version = '50.0.0'): string {
  mkdirSync(folder, { recursive: true });
  const artifacts = Object.fromEntries(stacks.map(({ name, account, region, template }) => {
    writeFileSync(join(folder, `${name}.template.json`), JSON.stringify(template, undefined, 1));
    return [name, { type: 'aws:cloudformation:stack', environment: `aws://${account}/${region}`, properties: { templateFile: `${name}.template.json` } }];
  }));
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ version, artifacts }));
  return folder;
}

/** The small organization, once for a file of tests: its synthesis takes the most time. */
let synthesized: string | undefined;

export function organization(change: (stacks: SynthesizedStack[]) => void = () => undefined): SynthesizedStack[] {
  synthesized ??= JSON.stringify(smallOrganization().map(({ name, account, region, template }) => ({ name, account, region, template })));
  const stacks: SynthesizedStack[] = JSON.parse(synthesized);
  change(stacks);
  return stacks;
}

export const resourcesOf = (stacks: readonly SynthesizedStack[], type: string): any[] => (
  stacks.flatMap(({ template }) => Object.values<any>(template.Resources).filter(({ Type }) => Type === type)));

/** A responder lost the device, and somebody removes MFA from the trust of a role. */
export function withoutMfa(stacks: readonly SynthesizedStack[]): void {
  const role = resourcesOf(stacks, 'AWS::IAM::Role').find(({ Properties }) => String(Properties.RoleName).includes('SECURITY_INVESTIGATOR'));
  for (const { Condition } of role.Properties.AssumeRolePolicyDocument.Statement) {
    delete Condition.Bool;
    delete Condition.NumericLessThanEquals;
  }
}

/** A role that a whole account can assume. */
export const OPEN_ROLE = `AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Trusted:
    Type: String
Resources:
  Emergency:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Emergency
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal:
              AWS: !Sub arn:aws:iam::\${Trusted}:root
            Action: sts:AssumeRole
      Policies:
        - PolicyName: all
          PolicyDocument:
            Version: 2012-10-17
            Statement: [{ Effect: Allow, Action: 's3:*', Resource: !GetAtt Bucket.Arn }]
  Bucket:
    Type: AWS::S3::Bucket
`;
