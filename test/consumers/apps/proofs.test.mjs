/** `cdk-break-glass/testing` in a test of a user: node:test here; Jest and vitest call it alike. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import cdk from 'aws-cdk-lib';
import { prove } from 'cdk-break-glass/testing';
import library from 'cdk-break-glass';

function app() {
  const root = new cdk.App({ analyticsReporting: false });
  const stack = new cdk.Stack(root, 'Stack');
  const jane = new library.BreakGlassUser(stack, 'Jane', { responderName: 'Jane Doe', responderEmail: 'jane.doe@example.com', emergencyContact: 'oncall@example.com' });
  return { root, user: jane.node.findAll().find((node) => node.cfnResourceType === 'AWS::IAM::User') };
}

test('the app is proven', () => {
  assert.deepEqual(prove(app().root, { claims: ['user-bounded', 'user-no-access-key'] }).failures, []);
});

test('fails for a first password that stays', () => {
  const { root, user } = app();
  user.addPropertyOverride('LoginProfile.PasswordResetRequired', false);
  assert.throws(() => prove(root).assert(), /^Error: break-glass claims fail:\n[^]*- password-generated: jane\.doe-BREAK-GLASS/);
});
