import { together } from '../support/together';

together('workflows/life', 'workflows/calls', 'workflows/grant-faults', 'workflows/grant-moments', 'workflows/overlap', 'workflows/issue', 'grants/scoped-session', 'grants/group-membership');
