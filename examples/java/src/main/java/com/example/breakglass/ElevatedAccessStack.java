package com.example.breakglass;

import io.github.cdkbreakglass.NotificationTarget;
import io.github.cdkbreakglass.NotificationTopic;
import io.github.cdkbreakglass.Phase;
import io.github.cdkbreakglass.Playbook;
import io.github.cdkbreakglass.PlaybookPermissionSet;
import io.github.cdkbreakglass.elevation.ElevatedAccess;
import io.github.cdkbreakglass.elevation.ElevationIdentityCenter;
import io.github.cdkbreakglass.elevation.ElevationRule;
import io.github.cdkbreakglass.elevation.ElevationTarget;
import io.github.cdkbreakglass.elevation.IdentityCenterPrincipalProps;
import io.github.cdkbreakglass.elevation.Person;
import io.github.cdkbreakglass.elevation.PersonPrincipal;
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
    private static final ElevationIdentityCenter IDENTITY_CENTER = ElevationIdentityCenter.builder()
            .instanceArn("arn:aws:sso:::instance/ssoins-1234567890abcdef")
            .identityStoreId("d-1234567890")
            .build();
    private static final String ON_CALL_GROUP = "906790b6f4-1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f";

    public ElevatedAccessStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Each with every way to sign in: nobody approves a request of their own as somebody else.
        final IUser janesUser = User.fromUserArn(this, "JanesUser", "arn:aws:iam::" + getAccount() + ":user/jane.doe");
        final Person jane = Person.Builder.create("jane.doe")
                .principals(List.of(
                        identityCenterUser("jane.doe", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000001"),
                        PersonPrincipal.iamUser(janesUser.getUserArn())))
                .build();
        final Person john = Person.Builder.create("john.smith")
                .principals(List.of(identityCenterUser("john.smith", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000002")))
                .build();
        final Person mary = Person.Builder.create("mary.jones")
                .principals(List.of(identityCenterUser("mary.jones", "906790b6f4-de1f6f2e-1a2b-4c5d-8e9f-000000000003")))
                .build();

        final PlaybookPermissionSet permissionSet = PlaybookPermissionSet.Builder.create(this, "ContainRansomware")
                .instanceArn(IDENTITY_CENTER.getInstanceArn())
                .playbook(Playbook.RANSOMWARE)
                .phase(Phase.CONTAINMENT)
                .build();
        final ElevationRule contain = ElevationRule.Builder.create("contain-ransomware")
                .target(ElevationTarget.permissionSet(permissionSet))
                .accounts(List.of("333333333333", "444444444444"))
                .requesters(List.of(jane, john))
                .approvers(List.of(jane, john, mary))
                .quorum(2)
                .bypass(List.of(mary)) // when nobody else answers; everybody is told
                .requiredFields(List.of(RequiredField.incident("INC-[0-9]{4,8}"), RequiredField.justification()))
                .build();
        // Jane, who is on call, gets it at once. John asks Mary.
        final ElevationRule onCall = ElevationRule.Builder.create("on-call")
                .target(ElevationTarget.groupMembership(ON_CALL_GROUP, "OnCall"))
                .requesters(List.of(jane, john))
                .automaticApprovalFor(List.of(jane))
                .approvers(List.of(mary))
                .maximumDuration(Duration.hours(8))
                .build();

        final NotificationTopic pager = NotificationTopic.Builder.create(this, "Pager")
                .name("ELEVATION")
                .emails(List.of("security-oncall@example.com"))
                .build();
        pager.getTopic().addSubscription(new SmsSubscription("+15555550100")); // waits for nobody's confirmation
        final ElevatedAccess access = ElevatedAccess.Builder.create(this, "Elevation")
                .people(List.of(jane, john, mary))
                .rules(List.of(contain, onCall))
                .identityCenter(IDENTITY_CENTER)
                .notify(List.of(NotificationTarget.topic(pager.getTopic())))
                .auditors(List.of(mary))
                .build();
        // The permission set 'Elevation' must allow the same.
        access.grantCall(janesUser);
        CfnOutput.Builder.create(this, "ApiUrl").value(access.getApiUrl()).build();
    }

    private PersonPrincipal identityCenterUser(final String name, final String userId) {
        return PersonPrincipal.identityCenterUser(IdentityCenterPrincipalProps.builder()
                .userId(userId)
                .userName(name + "@example.com")
                .permissionSetName("Elevation") // with which they call the API
                .accountId(getAccount())
                .build());
    }
}
