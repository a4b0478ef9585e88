import io.github.cdkbreakglass.checks.BreakGlassChecks;
import java.util.List;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.Validations;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;

/** A role that the whole account may assume without MFA. With --guard: the lines of docs/languages.md that end the app with 1. */
public final class Careless {
    public static void main(final String[] args) {
        final App app = App.Builder.create().analyticsReporting(false).build();
        final Stack stack = new Stack(app, "Careless");
        Role.Builder.create(stack, "EmergencyRole").assumedBy(new AccountRootPrincipal()).build();

        final BreakGlassChecks checks = new BreakGlassChecks(app);
        Validations.of(app).addPlugins(checks);
        app.synth();
        if (List.of(args).contains("--guard") && !checks.validateScope(app).getSuccess()) {
            System.exit(1);
        }
    }
}
