from aws_cdk import App, Environment, Validations
from cdk_break_glass_checks import BreakGlassChecks

from break_glass_stack import BreakGlassStack
from elevated_access_stack import ElevatedAccessStack

app = App(analytics_reporting=False)
BreakGlassStack(app, "BreakGlass", env=Environment(account="111111111111", region="eu-central-1"))
# In the account that administers Identity Center, kept for this alone.
ElevatedAccessStack(app, "ElevatedAccess", env=Environment(account="222222222222", region="eu-central-1"))
Validations.of(app).add_plugins(BreakGlassChecks(app))
app.synth()
