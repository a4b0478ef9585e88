import io.github.cdkbreakglass.ActivationWindow;
import io.github.cdkbreakglass.BreakGlassUser;
import io.github.cdkbreakglass.BreakGlassUserProps;
import io.github.cdkbreakglass.CustomProfileProps;
import io.github.cdkbreakglass.IBreakGlassUser;
import io.github.cdkbreakglass.IncidentResponseRole;
import io.github.cdkbreakglass.NotificationTopicProps;
import io.github.cdkbreakglass.Phase;
import io.github.cdkbreakglass.Playbook;
import io.github.cdkbreakglass.PlaybookPhaseProps;
import io.github.cdkbreakglass.PlaybookStatement;
import io.github.cdkbreakglass.ResponderProfile;
import io.github.cdkbreakglass.identity.AccountPasswordPolicyProps;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.assertions.Template;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;

/** What a Java team expects of a package: run by {@code npm run consumers}, each check fails with its own line. */
public final class Idioms {
    public static void main(final String[] args) {
        builders();
        optionalProps();
        enums();
        enumLikeClasses();
        structs();
        namespaces();
        importedUsersAndMetrics();
        errorsOfTheLibrary();
        System.out.println("ok");
    }

    private static void builders() {
        final BreakGlassUserProps props = person().build();
        check("a struct reads back", props.getResponderName().equals("Jane Doe"));
        check("struct and builder make the same", synth(person().build()).equals(builtByBuilder()));
        check("a missing prop is named", messageOf(() -> BreakGlassUserProps.builder().build()).contains("is required"));
    }

    private static void optionalProps() {
        check("an optional prop may be left out", synth(person().build()).equals(synth(person().state(null).userName(null).build())));
        check("an optional prop counts", !synth(person().build()).equals(synth(person().userName("jane-BREAK-GLASS").build())));
        check("a prop left out is null", person().build().getCustodians() == null);
    }

    private static void enums() {
        check("enum", Arrays.equals(Phase.values(), new Phase[] {Phase.INVESTIGATION, Phase.CONTAINMENT, Phase.RECOVERY, Phase.FORENSICS}));
    }

    private static void enumLikeClasses() {
        check("playbook", Playbook.RANSOMWARE.getName().equals("RANSOMWARE"));
        check("profile", ResponderProfile.BREAK_GLASS_ADMIN.getMaxSession().toHours().intValue() == 1);
        final ResponderProfile mine = ResponderProfile.custom(CustomProfileProps.builder()
                .name("NETWORK").description("Routes").maxSession(Duration.hours(2)).phases(List.of(Phase.RECOVERY)).build());
        check("own profile", mine.getPhases().equals(List.of(Phase.RECOVERY)));
        check("window", ActivationWindow.between("2030-01-31T14:00:00Z", "2030-01-31T18:00:00Z").getStart().equals("2030-01-31T14:00:00Z"));
    }

    private static void structs() {
        final PlaybookStatement statement = PlaybookStatement.builder().actions(List.of("ec2:Describe*")).sources(List.of("https://wiki.example.com")).build();
        final Playbook playbook = Playbook.Builder.create()
                .name("MINE").title("Mine").investigation(PlaybookPhaseProps.builder().statements(List.of(statement)).build()).build();
        check("own playbook", playbook.maxSession(Phase.INVESTIGATION).toHours().intValue() == 4);
    }

    private static void namespaces() {
        check("notification topic", NotificationTopicProps.builder().name("ALARMS").build().getName().equals("ALARMS"));
        check("identity", AccountPasswordPolicyProps.builder().minLength(16).build().getMinLength().intValue() == 16);
    }

    private static void importedUsersAndMetrics() {
        final Stack stack = newStack();
        final IBreakGlassUser jane = BreakGlassUser.fromUserArn(stack, "Imported", "arn:aws:iam::111122223333:user/bg/jane.doe-BREAK-GLASS");
        check("imported user", jane.getUserName().equals("jane.doe-BREAK-GLASS"));
        final IncidentResponseRole role = IncidentResponseRole.Builder.create(stack, "Role")
                .profile(ResponderProfile.SECURITY_INVESTIGATOR).playbook(Playbook.RANSOMWARE).responders(List.of(jane)).build();
        final MetricOptions hourly = MetricOptions.builder().period(Duration.hours(1)).build();
        check("metric", role.metricUses(hourly).getPeriod().toHours().intValue() == 1);
    }

    private static void errorsOfTheLibrary() {
        check("error", messageOf(() -> IncidentResponseRole.Builder.create(newStack(), "Role")
                .profile(ResponderProfile.SECURITY_INVESTIGATOR).playbook(Playbook.RANSOMWARE).responders(List.of()).build()).contains("'responders'"));
    }

    private static BreakGlassUserProps.Builder person() {
        return BreakGlassUserProps.builder().responderName("Jane Doe").responderEmail("jane.doe@example.com").emergencyContact("oncall@example.com");
    }

    private static Map<String, Object> builtByBuilder() {
        final Stack stack = newStack();
        BreakGlassUser.Builder.create(stack, "Jane")
                .responderName("Jane Doe").responderEmail("jane.doe@example.com").emergencyContact("oncall@example.com").build();
        return Template.fromStack(stack).toJSON();
    }

    private static Map<String, Object> synth(final BreakGlassUserProps props) {
        final Stack stack = newStack();
        new BreakGlassUser(stack, "Jane", props);
        return Template.fromStack(stack).toJSON();
    }

    private static Stack newStack() {
        return new Stack(App.Builder.create().analyticsReporting(false).build(), "Stack");
    }

    private static String messageOf(final Runnable action) {
        try {
            action.run();
        } catch (final RuntimeException error) {
            return String.valueOf(error.getMessage());
        }
        throw new AssertionError("no exception");
    }

    private static void check(final String what, final boolean holds) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
