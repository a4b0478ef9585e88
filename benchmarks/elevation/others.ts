/** What comparable open systems say of themselves, read on 2026-11-21. Figures of ours about them are marked as such. */
export interface Other {
  readonly name: string;
  readonly runs: string;
  readonly cost: string;
  readonly calls: string;
  readonly source: string;
}

export const OTHERS: readonly Other[] = [
  {
    name: 'TEAM (aws-samples/iam-identity-center-team, 7aaba0d)',
    runs: 'Amplify, AppSync, Cognito, DynamoDB, Step Functions, CloudTrail Lake; 21 directories of Lambda functions',
    cost: 'no figure: "no consistent cost evaluation", links to AWS\'s calculator',
    calls: 'none published. Counted by us in its definitions: 20 transitions for one grant (5 approval, 7 grant, 8 revoke), 5 of them Lambda invocations. '
      + 'It doesn\'t ask whether the assignment came through',
    source: '`docs/docs/overview/cost.md`, `amplify/backend/function/`, `amplify/backend/custom/stepfunctions/stepfunctions-cloudformation-template.json`',
  },
  {
    name: 'SSO Elevator (fivexl/terraform-aws-sso-elevator, 8632b27)',
    runs: 'Lambda functions for Slack requests, for revoking and for attributes, API Gateway, EventBridge Scheduler, S3',
    cost: 'none published',
    calls: 'none published. Its source looks once a second until the assignment is through, within the function',
    source: '`README.md`, `src/sso.py`',
  },
  {
    name: 'Glide of Common Fate (common-fate/glide, 32198e1, archived in 2024)',
    runs: 'Cognito, Lambda, DynamoDB, Step Functions, API Gateway, CloudFront',
    cost: '"should fall fully into the AWS free tier, or if not should be a few dollars per month"; its optional web ACL "around $12 per month"',
    calls: 'none published',
    source: 'common-fate/docs-archive (0a4e8b8) `docs/glide/deploying-glide/01-prerequisites.md`, `docs/glide/configuration/waf.md`',
  },
  {
    name: 'Temporary elevated access broker (aws-samples/aws-iam-temporary-elevated-access-broker, 8e27132)',
    runs: 'CloudFront, API Gateway, Lambda, DynamoDB, an Okta authorizer. Assumes roles, without Identity Center',
    cost: 'none published',
    calls: 'none published',
    source: '`README.md`, `template.yaml`',
  },
  {
    name: 'ConsoleMe (Netflix/consoleme, 011b010, archived in 2026)',
    runs: 'a Tornado web application on EC2 or containers, Celery, Redis, DynamoDB',
    cost: 'none published',
    calls: 'none published',
    source: '`README.md`, `docs/gitbook/architecture.md`',
  },
  {
    name: 'Teleport (gravitational/teleport), Community Edition',
    runs: 'servers of its own. Identity Center and reviews of requests need Teleport Enterprise; the Community Edition has requests for roles by command line',
    cost: 'none published',
    calls: 'none published',
    source: '`docs/pages/identity-governance/aws-iam-identity-center/guide.mdx`, `…/access-requests/oss-role-requests.mdx`',
  },
];
