import { readFileSync } from 'fs';
import { join } from 'path';
import { Aspects, CfnResource, Fn, Stack, Stage, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import { newApp, resourceOf, TenLines, validated } from './ten-lines';
import { claims } from '../../src';

const ROLE = 'BreakGlass/Investigator/Resource';

function proofsOf(scope: Construct): claims.BreakGlassClaims {
  const proofs = new claims.BreakGlassClaims(scope);
  Validations.of(scope).addPlugins(proofs);
  return proofs;
}

describe('at synthesis', () => {
  test('the ten lines of README hold', () => {
    const app = newApp();
    new TenLines(app);
    const proofs = proofsOf(app);
    const { summary, ...whole } = validated(app);
    expect(whole).toMatchObject({ exitCode: 0, findings: [] });
    expect(summary).toBeUndefined();
    expect(proofs.failures).toEqual([]);
    expect(() => proofs.assertProven()).not.toThrow();
  });

  test('an app without break-glass access has no violation', () => {
    const app = newApp();
    new Bucket(new Stack(app, 'Other'), 'Bucket');
    const proofs = proofsOf(app);
    expect(validated(app)).toMatchObject({ exitCode: 0, findings: [] });
    expect(proofs.failures).toEqual([]);
  });

  test('fails when an override takes the age of MFA out of a trust, with claim, construct, counter-example and remedy', () => {
    const app = newApp();
    new TenLines(app).withoutMfaAge();
    const proofs = proofsOf(app);
    const { exitCode, findings, metadata, printed } = validated(app);
    expect(exitCode).toBe(1);
    const [finding] = findings.filter(({ rule }) => rule === 'role-needs-recent-mfa');
    expect(finding).toMatchObject({ severity: 'fatal', path: ROLE });
    expect(finding.template).toContain('BreakGlass.template.json');
    expect(finding.fix).toBeTruthy();
    for (const part of [/jane\.doe-BREAK-GLASS/, /who: arn:aws:iam::\d+:user\/bg\/jane/, /what: sts:AssumeRole/, /where: arn:aws:iam::\d+:role\/bg\//, /with: .*aws:MultiFactorAuthAge=14401/]) {
      expect(finding.description).toMatch(part);
    }
    expect(printed).toContain('role-needs-recent-mfa');
    expect(metadata!.claims).toMatch(/ holds?, \d+ fails?, /);
    expect(proofs.failures.filter((line) => line.startsWith('role-needs-recent-mfa: '))).toHaveLength(2);
    expect(() => proofs.assertProven()).toThrow(/^break-glass claims fail:\n- .*role-needs-recent-mfa: /s);
  });

  test('fails when an aspect of the app takes it out: the templates are proven, not the constructs', () => {
    const app = newApp();
    new TenLines(app);
    const proofs = proofsOf(app);
    Aspects.of(app).add({
      visit: (node) => {
        if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::Role' && node.node.path === ROLE) {
          node.addPropertyDeletionOverride('AssumeRolePolicyDocument.Statement.0.Condition.NumericLessThanEquals');
        }
      },
    });
    expect(validated(app).exitCode).toBe(1);
    expect(proofs.failures.join()).toContain('role-needs-recent-mfa');
  });

  test('an import that no stack of the app exports is no error of the plug-in', () => {
    const app = newApp();
    const { role } = new TenLines(app);
    resourceOf(role, 'AWS::IAM::Role').addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal.AWS', Fn.importValue('elsewhere'));
    const proofs = proofsOf(app);
    expect(validated(app).metadata?.error).toBeUndefined();
    expect(() => proofs.failures).not.toThrow();
  });
});

describe('stages', () => {
  test('fails for a stack of a stage, once, at its construct and template', () => {
    const app = newApp();
    new TenLines(new Stage(app, 'Prod')).withoutMfaAge();
    const proofs = proofsOf(app);
    const { exitCode, findings } = validated(app);
    expect(exitCode).toBe(1);
    const found = findings.filter(({ rule }) => rule === 'role-needs-recent-mfa');
    expect(found.map(({ path }) => path)).toEqual(['Prod/BreakGlass/Investigator/Resource']);
    expect(found[0].template).toMatch(/assembly-Prod\/\w+\.template\.json$/);
    expect(proofs.failures).toHaveLength(new Set(proofs.failures).size);
  });

  test('fails at no construct as well: the command line leaves out what is in stacks that it doesn\'t select', () => {
    const app = newApp();
    new TenLines(new Stage(app, 'Prod')).withoutMfaAge();
    proofsOf(app);
    expect(validated(app).summary).toEqual({
      severity: 'fatal', paths: [undefined], description: expect.stringMatching(/role-needs-recent-mfa at (Prod\/BreakGlass\/Investigator\/Resource|Investigator\w+)/),
    });
  });

  test('fails in one of two stages, and names that one', () => {
    const app = newApp();
    new TenLines(new Stage(app, 'Test'), 'BreakGlass', { env: { account: '111111111111', region: 'eu-central-1' } });
    new TenLines(new Stage(app, 'Prod'), 'BreakGlass', { env: { account: '222222222222', region: 'eu-central-1' } }).withoutMfaAge();
    proofsOf(app);
    expect(new Set(validated(app).findings.map(({ path }) => path.split('/')[0]))).toEqual(new Set(['Prod']));
  });

  test('a plug-in on one stage proves the other stages as well: none is skipped', () => {
    const app = newApp();
    const quiet = new Stage(app, 'Quiet');
    new Bucket(new Stack(quiet, 'Other'), 'Bucket');
    new TenLines(new Stage(app, 'Prod')).withoutMfaAge();
    proofsOf(quiet);
    expect(validated(app)).toMatchObject({ exitCode: 1, findings: [expect.objectContaining({ path: 'Prod/BreakGlass/Investigator/Resource' })] });
  });

  test('a plug-in on the app and on a stage reports once', () => {
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    new TenLines(stage).withoutMfaAge();
    const proofs = proofsOf(app);
    Validations.of(stage).addPlugins(proofs);
    expect(validated(app).findings.filter(({ rule }) => rule === 'role-needs-recent-mfa')).toHaveLength(1);
  });

  test('fails for a stage of a pipeline', () => {
    const app = newApp();
    const stage = new Stage(app, 'Prod');
    new TenLines(stage).withoutMfaAge();
    const pipelines = new Stack(app, 'Pipelines', { env: { account: '111111111111', region: 'eu-central-1' } });
    const input = CodePipelineSource.s3(Bucket.fromBucketName(pipelines, 'Source', 'source'), 'app.zip');
    new CodePipeline(pipelines, 'Pipeline', { synth: new ShellStep('Synth', { input, commands: ['npx cdk synth'] }) }).addStage(stage);
    proofsOf(app);
    expect(validated(app)).toMatchObject({ exitCode: 1, findings: expect.arrayContaining([expect.objectContaining({ rule: 'role-needs-recent-mfa', path: 'Prod/BreakGlass/Investigator/Resource' })]) });
  });
});

describe('what would silence it', () => {
  test.each(['BreakGlassClaims::role-needs-recent-mfa', 'role-needs-recent-mfa'])('fails although CDK\'s own acknowledgement names %s', (id) => {
    const app = newApp();
    const { role } = new TenLines(app).withoutMfaAge();
    proofsOf(app);
    Validations.of(app).acknowledge({ id, reason: 'The identity provider asks for it' });
    Validations.of(role).acknowledge({ id, reason: 'The identity provider asks for it' });
    expect(validated(app)).toMatchObject({ exitCode: 1, findings: expect.arrayContaining([expect.objectContaining({ rule: 'role-needs-recent-mfa' })]) });
  });

  test('the context key by which CDK doesn\'t fail leaves the report, and assertProven fails', () => {
    const app = newApp({ '@aws-cdk/core:failSynthOnValidationErrors': false });
    new TenLines(app).withoutMfaAge();
    const proofs = proofsOf(app);
    const { exitCode, findings } = validated(app);
    expect(exitCode).toBe(0);
    expect(findings.map(({ rule }) => rule)).toContain('role-needs-recent-mfa');
    expect(() => proofs.assertProven()).toThrow('role-needs-recent-mfa');
  });

  test('fails when the app of the constructor is not the one that is synthesized', () => {
    const [app, other] = [newApp(), newApp()];
    new TenLines(app);
    new TenLines(other);
    other.synth();
    Validations.of(app).addPlugins(new claims.BreakGlassClaims(other));
    const { exitCode, metadata } = validated(app);
    expect(exitCode).toBe(1);
    expect(metadata!.error).toContain('is not of the app that was given to the constructor');
  });
});

describe('bad input', () => {
  test.each([
    ['nothing', undefined, 'got undefined'],
    ['a text', 'app', 'got \'app\''],
    ['an object', {}, 'got [object Object]'],
    ['a construct without an app', new Construct(undefined as any, ''), 'got a construct without an app'],
  ])('fails for %s in place of the app', (_, scope, text) => {
    expect(() => new claims.BreakGlassClaims(scope as any)).toThrow(text);
  });

  test('fails before the synthesis: nothing is proven yet', () => {
    const proofs = new claims.BreakGlassClaims(newApp());
    expect(() => proofs.failures).toThrow('nothing is proven yet');
    expect(() => proofs.assertProven()).toThrow('register the plug-in');
  });

  test('a template of 1 MB is proven', () => {
    const app = newApp();
    const { stack } = new TenLines(app).withoutMfaAge();
    for (let index = 0; index < 400; index++) {
      new CfnResource(stack, `Parameter${index}`, { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'x'.repeat(2500) } });
    }
    const proofs = proofsOf(app);
    expect(validated(app).exitCode).toBe(1);
    expect(readFileSync(join(app.outdir, 'BreakGlass.template.json'), 'utf8').length).toBeGreaterThan(1_000_000);
    expect(proofs.failures.join()).toContain('role-needs-recent-mfa');
  });

  test('the report doesn\'t depend on the width of the terminal, and no frame is wider than 60 columns', () => {
    const app = newApp();
    new TenLines(app).withoutMfaAge();
    proofsOf(app);
    const columns = process.stderr.columns;
    process.stderr.columns = 60;
    try {
      const { printed } = validated(app);
      expect(printed).toContain('what: sts:AssumeRole');
      expect(printed.split('\n').filter((line) => /[╔║╚]/.test(line) && line.length > 60)).toEqual([]);
    } finally {
      process.stderr.columns = columns;
    }
  });
});
