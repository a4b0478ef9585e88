import * as fs from 'node:fs';
import { referenceOrganization } from '../examples/reference-org/app';
import { RealEngines } from '../cli/proof/detection';
import { prove } from '../cli/proof/prove';
import { renderReport } from '../cli/report/report';
import { accessModel } from '../src/claims';
const versions = { 'cdk-break-glass': '0.0.0', 'aws-cdk-lib': '2.257.0', 'iam-simulate': '0.1.173' };
(async () => {
  const asm = referenceOrganization({ outdir: '/tmp/report.out', analyticsReporting: false }).synth();
  const load = () => asm.stacks.map((s) => ({ name: s.stackName, account: s.environment.account, region: s.environment.region, template: JSON.parse(JSON.stringify(s.template)) }));
  const run = async (name: string, mutate: (stacks: any[]) => void) => {
    const stacks = load(); mutate(stacks);
    const cache = `/tmp/report.work/results-${name}.json`;
    const results = fs.existsSync(cache) ? JSON.parse(fs.readFileSync(cache, 'utf8')) : await prove(stacks, { engines: new RealEngines() });
    fs.writeFileSync(cache, JSON.stringify(results));
    const model = accessModel(stacks);
    const inventory = name === 'failing' ? undefined : ['111111111111', '222222222222', '333333333333', '444444444444'].map((account) => {
      const of = (type: string) => model.resources.filter((r) => r.type === type && r.stack.account === account);
      return { account, region: 'us-east-1', users: model.users.filter((u) => u.account === account).map((u) => ({ name: u.name, loginProfile: true, passwordResetRequired: true, accessKeys: 0, permissionsBoundary: u.boundaryArn, mfaDevices: [] })),
        roles: model.roles.filter((u) => u.account === account), policies: of('AWS::IAM::ManagedPolicy'), alarms: of('AWS::CloudWatch::Alarm').slice(account === '111111111111' ? 1 : 0), metricFilters: of('AWS::Logs::MetricFilter'),
        rules: of('AWS::Events::Rule').map((r) => ({ name: r.logicalId, state: 'ENABLED' })), topics: of('AWS::SNS::Topic').map(() => ({ subscriptions: [1] })), secrets: of('AWS::SecretsManager::Secret') };
    });
    const t = Date.now();
    const page = renderReport({ title: 'Emergency access of the reference organization', generatedAt: 'Made on 2030-06-15, 12:00 UTC', versions, model, results, inventory,
      mutationsNote: 'Each mitigation was also taken out of the templates by itself: 41 times of 41 exactly its claims failed.' });
    console.log(name, page.length, Date.now() - t, 'ms');
    fs.writeFileSync(`/tmp/report-${name}.html`, page);
  };
  await run('reference', () => {});
  await run('failing', (stacks) => {
    for (const s of stacks) for (const [id, r] of Object.entries<any>(s.template.Resources)) {
      if (r.Type === 'AWS::IAM::ManagedPolicy' && /Admin.*Boundary/.test(id)) r.Properties.PolicyDocument.Statement = r.Properties.PolicyDocument.Statement.filter((x: any) => x.Sid !== 'DenyBreakGlassChanges');
      if (r.Type === 'AWS::IAM::Role' && s.name === 'Web' && /COMMANDER/.test(r.Properties.RoleName)) { delete r.Properties.AssumeRolePolicyDocument.Statement[0].Condition.Bool; delete r.Properties.AssumeRolePolicyDocument.Statement[0].Condition.NumericLessThanEquals; }
      if (r.Type === 'AWS::IAM::Role' && s.name === 'Web' && /CLOUD_ADMIN/.test(r.Properties.RoleName)) { delete r.Properties.PermissionsBoundary; r.Properties.ManagedPolicyArns.push('arn:aws:iam::aws:policy/AdministratorAccess'); }
    }
  });
})();
