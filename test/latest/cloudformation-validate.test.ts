import { App, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { referenceOrganization } from '../../examples/reference-org/app';

/** Newer versions of aws-cdk-lib check templates against the CloudFormation schemas; this makes what they find an error. */
const STRICT = { '@aws-cdk/core:validateAgainstDefaultRules': true };

/** A finding ends synthesis by an exception, or by the exit code that the app will end with. */
function passes(app: App): boolean {
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    app.synth();
    return process.exitCode === 0;
  } catch {
    return false;
  } finally {
    process.exitCode = before;
  }
}

test('the validation built into aws-cdk-lib finds no fault in the reference organization', () => {
  expect(passes(referenceOrganization({ analyticsReporting: false, context: STRICT }))).toBe(true);
});

test('the validation built into aws-cdk-lib would find a fault', () => {
  const app = new App({ analyticsReporting: false, context: STRICT });
  new iam.CfnRole(new Stack(app, 'Stack'), 'Role', { assumeRolePolicyDocument: {}, maxSessionDuration: 99 });
  expect(passes(app)).toBe(false);
});
