/** A role that the whole account may assume without MFA. With `--guard`: the lines of docs/languages.md that end the app with 1. */
import { App, Stack, Validations } from 'aws-cdk-lib';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { BreakGlassChecks } from 'cdk-break-glass-checks';

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, 'Careless');
new Role(stack, 'EmergencyRole', { assumedBy: new AccountRootPrincipal() });

const checks = new BreakGlassChecks(app);
Validations.of(app).addPlugins(checks);
app.synth();
if (process.argv.includes('--guard') && !checks.validateScope(app).success) {
  process.exit(1);
}
