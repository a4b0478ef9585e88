import io.github.cdkbreakglass.BreakGlassAlarm;
import io.github.cdkbreakglass.BreakGlassUser;
import io.github.cdkbreakglass.IncidentResponseRole;
import io.github.cdkbreakglass.NotificationTarget;
import io.github.cdkbreakglass.NotificationTopic;
import io.github.cdkbreakglass.Playbook;
import io.github.cdkbreakglass.ResponderProfile;
import io.github.cdkbreakglass.claims.BreakGlassClaims;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awscdk.App;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.iam.CfnRole;
import software.amazon.awscdk.services.logs.LogGroup;

/** The ten lines with the proofs. With --break the role needs no MFA; with --guard the app asks the proofs itself. */
public final class Proofs {
    public static void main(final String[] args) {
        final App app = App.Builder.create().analyticsReporting(false).build();
        final Stack stack = new Stack(app, "Proofs");
        final String contact = "oncall@example.com";
        final List<ArnPrincipal> custodians = Stream.of("Alice", "Bob")
                .map(name -> new ArnPrincipal("arn:aws:iam::" + stack.getAccount() + ":role/Custodian" + name)).toList();
        final List<BreakGlassUser> responders = Stream.of("Jane Doe", "John Smith").map(name -> BreakGlassUser.Builder.create(stack, name)
                .responderName(name).responderEmail("responder@example.com").emergencyContact(contact).custodians(custodians).build()).toList();
        final IncidentResponseRole role = IncidentResponseRole.Builder.create(stack, "Investigator")
                .profile(ResponderProfile.SECURITY_INVESTIGATOR).playbook(Playbook.CREDENTIAL_COMPROMISE).responders(responders).build();
        final NotificationTopic pager = NotificationTopic.Builder.create(stack, "Pager").emails(List.of(contact)).build();
        BreakGlassAlarm.Builder.create(stack, "Alarm")
                .trailLogGroup(LogGroup.fromLogGroupName(stack, "Trail", "trail")).users(responders).roles(List.of(role))
                .notify(List.of(NotificationTarget.topic(pager.getTopic()), NotificationTarget.opsItem())).build();
        if (List.of(args).contains("--break")) {
            final CfnResource trust = role.getNode().findAll().stream().filter(CfnRole.class::isInstance).map(CfnRole.class::cast).findFirst().orElseThrow();
            for (String operator : List.of("Bool", "NumericLessThanEquals")) {
                trust.addPropertyDeletionOverride("AssumeRolePolicyDocument.Statement.0.Condition." + operator);
            }
        }
        final BreakGlassClaims proofs = new BreakGlassClaims(app);
        Validations.of(app).addPlugins(proofs);
        app.synth();
        if (List.of(args).contains("--guard")) {
            proofs.assertProven();
        }
    }
}
