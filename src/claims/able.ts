import { withWhatAwsSends } from './always-sent';
import { decide } from './answer';
import { AccessRequest, Question } from './claim';
import { AccessModel } from './model';
import { underOrganization } from './organization-policies';
import { PolicyAnswer } from '../analysis/policy';

/** A question about what must be possible as AWS decides it: with everything that it sends, and under the policies of the app's organization. */
export const asDecided = (model: AccessModel, question: Question): Question => underOrganization(model, withWhatAwsSends(question));

/** Decides what must be possible. */
export function able(model: AccessModel, request: AccessRequest): PolicyAnswer {
  const question = asDecided(model, { kind: 'access', expect: 'allowed', subject: '', text: '', request });
  return decide(question.kind === 'access' ? question.request : request);
}
