import { App, Validations } from 'aws-cdk-lib';
import { BreakGlassChecks } from 'cdk-break-glass-checks';
import { BreakGlassStack } from './break-glass-stack';
import { ElevatedAccessStack } from './elevated-access-stack';

const app = new App({ analyticsReporting: false });
new BreakGlassStack(app, 'BreakGlass', { env: { account: '111111111111', region: 'eu-central-1' } });
// In the account that administers Identity Center, kept for this alone.
new ElevatedAccessStack(app, 'ElevatedAccess', { env: { account: '222222222222', region: 'eu-central-1' } });
Validations.of(app).addPlugins(new BreakGlassChecks(app));
app.synth();
