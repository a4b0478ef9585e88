// The headline constructs and what their props need, at the root; the rest by room.
export * from './detection/break-glass-alarm';
export * from './detection/notification-target';
export * from './detection/notification-topic';
export * from './identity/activation-window';
export * from './identity/break-glass-user';
export * from './identity/incident-response-role';
export * from './identity/incident-response-role-props';
export * from './identity/responder-profile';
export * from './playbook/phase';
export * from './playbook/playbook';
export * from './playbook/playbook-permission-set';
export * from './playbook/playbook-scope';
export * from './playbook/playbook-statement';
export * as claims from './claims';
export * as detection from './detection';
export * as elevation from './elevation';
export * as identity from './identity';
