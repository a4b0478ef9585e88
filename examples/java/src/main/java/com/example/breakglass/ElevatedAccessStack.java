package com.example.breakglass;

import io.github.cdkbreakglass.NotificationTarget;
import io.github.cdkbreakglass.NotificationTopic;
import io.github.cdkbreakglass.Phase;
import io.github.cdkbreakglass.Playbook;
import io.github.cdkbreakglass.PlaybookPermissionSet;
import io.github.cdkbreakglass.elevation.DirectoryPersonOptions;
import io.github.cdkbreakglass.elevation.ElevatedAccess;
import io.github.cdkbreakglass.elevation.ElevationRule;
import io.github.cdkbreakglass.elevation.ElevationTarget;
import io.github.cdkbreakglass.elevation.IdentityCenterDirectory;
import io.github.cdkbreakglass.elevation.Person;
import io.github.cdkbreakglass.elevation.RequiredField;
import java.util.List;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.IUser;
import software.amazon.awscdk.services.iam.User;
import software.amazon.awscdk.services.sns.subscriptions.SmsSubscription;
import software.constructs.Construct;

/** Access just in time, for the days on which Identity Center works: asked for, approved by others, and taken back by itself. */
public class ElevatedAccessStack extends Stack {
    private static final String ON_CALL_GROUP = "906790b6f4-1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f";

    public ElevatedAccessStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        final IdentityCenterDirectory directory = IdentityCenterDirectory.Builder.create()
                .instanceArn("arn:aws:sso:::instance/ssoins-1234567890abcdef")
                .identityStoreId("d-1234567890")
                .permissionSetName("Elevation") // with which people call the API
                .accountId(getAccount())
                .build();
        // Register every identity of a person: people can't approve their own request through a second identity.
        final IUser janesUser = User.fromUserArn(this, "JanesUser", "arn:aws:iam::" + getAccount() + ":user/jane.doe");
        final Person jane = directory.person("jane.doe@example.com", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001",
                DirectoryPersonOptions.builder().id("jane.doe").iamUser(janesUser).build());
        final Person john = directory.person("john.smith@example.com", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002",
                DirectoryPersonOptions.builder().id("john.smith").build());
        final Person mary = directory.person("mary.jones@example.com", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000003",
                DirectoryPersonOptions.builder().id("mary.jones").build());

        final PlaybookPermissionSet permissionSet = PlaybookPermissionSet.Builder.create(this, "ContainRansomware")
                .instanceArn(directory.getInstanceArn())
                .playbook(Playbook.RANSOMWARE)
                .phase(Phase.CONTAINMENT)
                .build();
        final ElevationRule contain = ElevationRule.Builder.create("contain-ransomware")
                .target(ElevationTarget.permissionSet(permissionSet))
                .accounts(List.of("333333333333", "444444444444"))
                .requesters(List.of(jane, john))
                .approvers(List.of(jane, john, mary))
                .quorum(2)
                .bypassers(List.of(mary)) // if no approver answers; announced to all
                .requiredFields(List.of(RequiredField.incident("INC-[0-9]{4,8}"), RequiredField.justification()))
                .build();
        // Jane, who is on call, gets it at once. John asks Mary.
        final ElevationRule onCall = ElevationRule.Builder.create("on-call")
                .target(ElevationTarget.groupMembership(ON_CALL_GROUP, "OnCall"))
                .requesters(List.of(jane, john))
                .automaticRequesters(List.of(jane))
                .approvers(List.of(mary))
                .maxDuration(Duration.hours(8))
                .build();

        final NotificationTopic pager = NotificationTopic.Builder.create(this, "Pager")
                .name("ELEVATION")
                .emails(List.of("security-oncall@example.com"))
                .build();
        pager.getTopic().addSubscription(new SmsSubscription("+15555550100")); // needs no confirmation
        final ElevatedAccess access = ElevatedAccess.Builder.create(this, "Elevation")
                .people(List.of(jane, john, mary))
                .rules(List.of(contain, onCall))
                .identityCenter(directory)
                .notify(List.of(NotificationTarget.topic(pager.getTopic())))
                .auditors(List.of(mary))
                .callerPermissionSet(true) // the permission set 'Elevation', to be assigned to Jane, John and Mary
                .build();
        access.grantCall(janesUser);
        CfnOutput.Builder.create(this, "ApiUrl").value(access.getApiUrl()).build();
    }
}
