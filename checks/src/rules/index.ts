import { atLeastTwoBreakGlassUsers } from './at-least-two-break-glass-users';
import { roleRequiresMfa } from './role-requires-mfa';
import { roleUseAlarmSeesEveryForm } from './role-use-alarm-sees-every-form';
import { Rule } from '../rule';

/** All rules, in the order of the documentation: roles, users, detection, elevation. */
export const RULES: readonly Rule[] = [
  roleRequiresMfa,
  roleUseAlarmSeesEveryForm,
  atLeastTwoBreakGlassUsers,
];
