"""A role that the whole account may assume without MFA. With --guard: the lines of docs/languages.md that end the app with 1."""
import sys

from aws_cdk import App, Stack, Validations
from aws_cdk.aws_iam import AccountRootPrincipal, Role
from cdk_break_glass_checks import BreakGlassChecks

app = App(analytics_reporting=False)
stack = Stack(app, "Careless")
Role(stack, "EmergencyRole", assumed_by=AccountRootPrincipal())

checks = BreakGlassChecks(app)
Validations.of(app).add_plugins(checks)
app.synth()
if "--guard" in sys.argv and not checks.validate_scope(app).success:
    sys.exit(1)
