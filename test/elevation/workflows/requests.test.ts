import { together } from '../support/together';

together(
  'workflows/submit', 'workflows/submit-groups', 'workflows/submit-people', 'workflows/submit-refused', 'workflows/submit-twice',
  'workflows/decide', 'workflows/decide-approvals', 'workflows/decide-changed', 'workflows/decide-groups', 'workflows/decide-people',
);
