package com.example.breakglass;

import io.github.cdkbreakglass.ActivationWindow;
import io.github.cdkbreakglass.BreakGlassAlarm;
import io.github.cdkbreakglass.BreakGlassUser;
import io.github.cdkbreakglass.IncidentResponseRole;
import io.github.cdkbreakglass.NotificationTarget;
import io.github.cdkbreakglass.NotificationTopic;
import io.github.cdkbreakglass.Phase;
import io.github.cdkbreakglass.Playbook;
import io.github.cdkbreakglass.PlaybookPermissionSet;
import io.github.cdkbreakglass.PlaybookPhaseProps;
import io.github.cdkbreakglass.PlaybookStatement;
import io.github.cdkbreakglass.ResponderProfile;
import io.github.cdkbreakglass.UserState;
import io.github.cdkbreakglass.identity.AccountPasswordPolicy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.ArnPrincipal;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** Emergency access of a small organization: two responders, three roles, a permission set, and an alarm on all of it. */
public class BreakGlassStack extends Stack {
    private static final String ONCALL = "security-oncall@example.com";
    private static final String IDENTITY_CENTER = "arn:aws:sso:::instance/ssoins-1234567890abcdef";

    public BreakGlassStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);
        AccountPasswordPolicy.Builder.create(this, "PasswordPolicy").minLength(16).build();

        // Two people who may read each first password, neither of them a responder.
        final List<ArnPrincipal> custodians = Stream.of("CustodianAlice", "CustodianBob")
                .map(name -> new ArnPrincipal("arn:aws:iam::" + getAccount() + ":role/" + name))
                .toList();
        final BreakGlassUser jane = BreakGlassUser.Builder.create(this, "Jane")
                .responderName("Jane Doe")
                .responderEmail("jane.doe@example.com")
                .emergencyContact(ONCALL)
                .custodians(custodians)
                .state(UserState.COMMISSIONED) // has enrolled both MFA devices
                .build();
        final BreakGlassUser john = BreakGlassUser.Builder.create(this, "John")
                .responderName("John Smith")
                .responderEmail("john.smith@example.com")
                .emergencyContact(ONCALL)
                .custodians(custodians)
                .build();

        final IncidentResponseRole investigator = IncidentResponseRole.Builder.create(this, "Investigator")
                .profile(ResponderProfile.SECURITY_INVESTIGATOR)
                .playbook(Playbook.CREDENTIAL_COMPROMISE)
                .responders(List.of(jane, john))
                .maxSession(Duration.hours(2))
                .build();
        // Closed: it can be assumed only after a deployment opens an activation window.
        final IncidentResponseRole responder = IncidentResponseRole.Builder.create(this, "Responder")
                .profile(ResponderProfile.INCIDENT_RESPONDER)
                .playbook(Playbook.RANSOMWARE)
                .responders(List.of(jane))
                .backupOwners(List.of(john))
                .activationWindow(ActivationWindow.closed())
                .build();
        final Playbook printers = printers();
        final IncidentResponseRole commander = IncidentResponseRole.Builder.create(this, "Commander")
                .profile(ResponderProfile.INCIDENT_COMMANDER)
                .playbook(printers)
                .responders(List.of(jane, john))
                .build();

        // For the days on which Identity Center works.
        PlaybookPermissionSet.Builder.create(this, "ContainPrinters")
                .instanceArn(IDENTITY_CENTER)
                .playbook(printers)
                .phase(Phase.CONTAINMENT)
                .build();

        final NotificationTopic pager = NotificationTopic.Builder.create(this, "Pager").emails(List.of(ONCALL)).build();
        final LogGroup trailLogGroup = LogGroup.Builder.create(this, "Trail")
                .logGroupName("organization-trail")
                .retention(RetentionDays.ONE_YEAR)
                .build();
        BreakGlassAlarm.Builder.create(this, "Alarm")
                .trailLogGroup(trailLogGroup)
                .users(List.of(jane, john))
                .roles(List.of(investigator, responder, commander))
                .notify(List.of(NotificationTarget.topic(pager.getTopic()), NotificationTarget.opsItem()))
                .build();
    }

    private static Playbook printers() {
        final List<String> sources = List.of("https://wiki.example.com/printers");
        return Playbook.Builder.create()
                .name("PRINTER_OUTBREAK")
                .title("The print service is compromised")
                .investigation(PlaybookPhaseProps.builder()
                        .statements(List.of(PlaybookStatement.builder()
                                .actions(List.of("ec2:Describe*", "logs:FilterLogEvents"))
                                .sources(sources)
                                .build()))
                        .build())
                .containment(PlaybookPhaseProps.builder()
                        .maxSession(Duration.hours(1))
                        .statements(List.of(PlaybookStatement.builder()
                                .actions(List.of("ec2:StopInstances"))
                                .resources(List.of("arn:{{Partition}}:ec2:*:{{Account}}:instance/*"))
                                .conditions(Map.of("StringEquals", Map.of("aws:ResourceTag/Service", "print")))
                                .sources(sources)
                                .build()))
                        .build())
                .build();
    }
}
