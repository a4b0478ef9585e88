package com.example.breakglass;

import io.github.cdkbreakglass.checks.BreakGlassChecks;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Validations;

public final class BreakGlassApp {
    public static void main(final String[] args) {
        final App app = App.Builder.create().analyticsReporting(false).build();
        new BreakGlassStack(app, "BreakGlass", StackProps.builder()
                .env(Environment.builder().account("111111111111").region("eu-central-1").build())
                .build());
        // In the account that administers Identity Center, kept for this alone.
        new ElevatedAccessStack(app, "ElevatedAccess", StackProps.builder()
                .env(Environment.builder().account("222222222222").region("eu-central-1").build())
                .build());
        Validations.of(app).addPlugins(new BreakGlassChecks(app));
        app.synth();
    }
}
