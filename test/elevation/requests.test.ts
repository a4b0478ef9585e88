import { together } from './support/together';

together(
  'submit', 'submit-groups', 'submit-people', 'submit-refused', 'submit-twice',
  'decide', 'decide-approvals', 'decide-changed', 'decide-groups', 'decide-people',
);
