import { escapeHtml, html } from '../../../cli/report/html';
import { DeployedInventory, renderReport, ReportInput } from '../../../cli/report/report';
import { accessModel, Answer, ClaimResult } from '../../../src/claims/internal';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&\u202e';
const ESCAPED = '&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\\u202e';

const ACCOUNT = '111111111111';
const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/bg/jane.doe-BREAK-GLASS`;

/** One user and one role, with a hostile text wherever a template has one. */
function stack() {
  const tags = (values: { [key: string]: string }) => Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
  return {
    name: HOSTILE,
    account: ACCOUNT,
    region: 'us-east-1',
    template: {
      Resources: {
        Jane: {
          Type: 'AWS::IAM::User',
          Properties: { UserName: 'jane.doe-BREAK-GLASS', Path: '/bg/', Tags: tags({ ResponderName: HOSTILE }) },
        },
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'BREAK-GLASS-INCIDENT_RESPONDER-RANSOMWARE',
            Path: '/bg/',
            MaxSessionDuration: 7200,
            Tags: tags({ Profile: 'INCIDENT_RESPONDER', Playbook: `RANSOMWARE${HOSTILE}`, Seal: 'custody' }),
            AssumeRolePolicyDocument: {
              Statement: [
                {
                  Sid: 'Responders',
                  Effect: 'Allow',
                  Principal: { AWS: [USER_ARN, `arn:aws:iam::${ACCOUNT}:user/${HOSTILE}`] },
                  Action: 'sts:AssumeRole',
                  Condition: { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '1800' }, StringEquals: { 'aws:PrincipalOrgID': HOSTILE } },
                },
              ],
            },
            Policies: [{
              PolicyName: 'p',
              PolicyDocument: {
                Statement: [{
                  Effect: 'Allow',
                  Action: ['ec2:DescribeInstances', 'ec2:StopInstances', 'iam:CreateUser'],
                  Resource: HOSTILE,
                  Condition: { StringEquals: { [HOSTILE]: HOSTILE } },
                }, { Effect: 'Deny', Action: 'iam:Create*', Resource: '*' }],
              },
            }],
          },
        },
        Set: {
          Type: 'AWS::SSO::PermissionSet',
          Properties: { Name: HOSTILE, Description: HOSTILE, SessionDuration: 'PT1H30M', ManagedPolicies: [HOSTILE] },
        },
      },
    },
  };
}

function result(overrides: Partial<ClaimResult> = {}): ClaimResult {
  return {
    id: 'role-needs-mfa',
    title: 'No session without MFA',
    threats: [8],
    proof: 'policy',
    restsOn: [],
    ability: false,
    verdict: 'holds',
    questions: 1,
    counterExamples: [],
    acknowledged: [],
    stale: [],
    assumptions: [],
    samples: [{ kind: 'access', subject: 'role', text: 'a question', holds: true, because: 'denied' }],
    ...overrides,
  };
}

function inventory(): DeployedInventory {
  return {
    account: HOSTILE,
    region: HOSTILE,
    users: [{ name: HOSTILE, loginProfile: true, passwordResetRequired: false, accessKeys: 1, permissionsBoundary: HOSTILE, mfaDevices: [] }],
    roles: [],
    policies: [],
    alarms: [],
    metricFilters: [],
    rules: [{ name: HOSTILE, state: 'DISABLED' }],
    topics: [],
    secrets: [],
  };
}

function render(overrides: Partial<ReportInput> = {}): string {
  const model = accessModel([stack()]);
  return renderReport({ title: 'Access', generatedAt: 'today', versions: { library: '1' }, model, results: [result()], ...overrides });
}

function answers(length: number, holds: boolean): Answer[] {
  return Array.from({ length }, (_, index) => ({ kind: 'access', subject: 'role', text: `[question ${index}]`, holds, because: 'a statement' }));
}

test('text is escaped, markup is kept, nothing is left out', () => {
  expect(html`<p title="${HOSTILE}">${[html`<b>${1}</b>`, undefined, false, null, 0]}</p>`.text).toBe(`<p title="${ESCAPED}"><b>1</b>0</p>`);
  expect(escapeHtml('García, \u4e2d\u6587')).toBe('García, \u4e2d\u6587');
});

test('hostile text from templates, proofs and the inventory never becomes markup', () => {
  const hostile = { kind: 'access', subject: HOSTILE, text: HOSTILE, holds: false, because: HOSTILE } as const;
  const page = render({
    title: HOSTILE,
    generatedAt: HOSTILE,
    versions: { [HOSTILE]: HOSTILE },
    results: [result({ id: HOSTILE, title: HOSTILE, verdict: 'fails', counterExamples: [hostile], samples: [{ ...hostile, holds: true }] })],
    inventory: [inventory()],
    mutationsNote: HOSTILE,
  });
  expect(page).toContain(ESCAPED);
  expect(page).not.toContain('<img');
  expect(page).not.toContain('\u202e');
  // No attribute ends early either: what is left of the page without its tags holds no handler outside of text.
  expect(page.match(/<[^>]*onerror[^>]*>/g) ?? []).toEqual(page.match(/<[^>]*="[^"<>]*onerror[^"<>]*"[^>]*>/g) ?? []);
});

test('the page loads nothing and runs nothing but its own style and script', () => {
  const page = render();
  expect(page).toMatch(/Content-Security-Policy" content="default-src (&#39;|')none/);
  expect(page).not.toMatch(/\b(src|href)="(?!#)/);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page.match(/<style/g)).toHaveLength(1);
});

test('the matrix says who may do what for how long', () => {
  const page = render();
  expect(page).toContain('Incident responder · Ransomware');
  expect(page).toContain('up to 2 h');
  expect(page).toContain('up to 30 min');
  expect(page).toContain('1 read in 1 service');
  // Denied outright, so not counted.
  expect(page).toContain('<strong>1 write</strong> in ec2');
  expect(page).not.toContain('<code>iam:CreateUser</code>');
  expect(page).toContain('no boundary');
  expect(page).toContain('session name is free');
  expect(page).toContain('up to 90 min');
});

test('the verdict counts claims and shows counter-examples first', () => {
  expect(render()).toContain('The one claim holds.');
  expect(render({ results: [] })).toContain('Nothing was proven.');
  expect(render({ results: [result({ verdict: 'not applicable', questions: 0, samples: [] })] })).toContain('Nothing was proven.');
  const against = answers(30, false);
  const page = render({ results: [result(), result({ id: 'role-x', verdict: 'fails', questions: 30, counterExamples: against, samples: [] })] });
  expect(page).toContain('1 of 2 claims fails.');
  expect(page).toContain('href="#claim-role-x"');
  for (const { text } of against) { expect(page).toContain(text); }
});

test('twelve samples at most, spread over all answers', () => {
  const page = render({ results: [result({ questions: 100, samples: answers(24, true) })] });
  expect(page.match(/\[question \d+\]/g)).toHaveLength(12);
  expect(page).toContain('[question 22]');
  expect(page).toContain('12 samples of 100 answers, all as promised');
});

test('what was created is set beside what the templates ask for', () => {
  const page = render({ inventory: [{ ...inventory(), account: ACCOUNT, region: 'us-east-1' }] });
  expect(page).toContain('0 of 1');
  expect(page).toContain('1 disabled');
  expect(page).toContain('yes, need not be changed');
});

test('rules on a bus of one\'s own are not missed among those of the default bus', () => {
  const { Resources } = stack().template;
  const rule = (EventBusName?: string) => ({ Type: 'AWS::Events::Rule', Properties: { EventPattern: {}, EventBusName } });
  const model = accessModel([{ ...stack(), template: { Resources: { ...Resources, Default: rule(), Own: rule('own') } } as any }]);
  const place = { ...inventory(), account: ACCOUNT, region: 'us-east-1' };
  expect(render({ model, inventory: [place] })).not.toContain('1 of 2');
  expect(render({ model, inventory: [{ ...place, rules: [] }] })).toContain('0 of 1');
});

test('an incident has its section in the page, and its entry in the contents', () => {
  const step = { seconds: 1, who: 'jane', what: 'asks', call: 'POST /requests', outcome: 'refused', status: 400, answer: 'no incident', followed: { entries: [], events: [], calls: [] } } as const;
  const page = render({ incident: { id: 'INC-2041', title: 'files', steps: [step] } });
  expect(page).toContain('<a href="#timeline">');
  expect(page).toMatch(/<h2 id="timeline">[\s\S]*INC-2041[\s\S]*no incident/);
});

test('a section without content is left out, and of the contents as well', () => {
  const step = { seconds: 1, who: 'jane', what: 'asks', call: 'POST /requests', outcome: 'seen', answer: 'ok', followed: { entries: [], events: [], calls: [] } } as const;
  const parts = (page: string) => ['created', 'timeline', 'permission-sets'].filter((id) => page.includes(`id="${id}"`) || page.includes(`href="#${id}"`));
  const bare = render({ model: accessModel([{ ...stack(), template: { Resources: Object.fromEntries(Object.entries(stack().template.Resources).filter(([, { Type }]: any) => Type !== 'AWS::SSO::PermissionSet')) } as any }]) });
  expect(parts(bare)).toEqual([]);
  expect(parts(render({ inventory: [], incident: { id: 'INC-1', title: 'quiet', steps: [] } }))).not.toContain('timeline');
  expect(parts(render({ inventory: [{ ...inventory(), account: ACCOUNT, region: 'us-east-1' }], incident: { id: 'INC-1', title: 'files', steps: [step] } })))
    .toEqual(expect.arrayContaining(['created', 'timeline']));
  // Every entry of the contents leads to a section.
  const ids = [...bare.matchAll(/<nav[^]*?<\/nav>/g)].flatMap(([nav]) => [...nav.matchAll(/href="#([\w-]+)"/g)].map(([, id]) => id));
  expect(ids.length).toBeGreaterThan(3);
  for (const id of ids) { expect(bare).toContain(`id="${id}"`); }
});

test('characters that don\'t show are written out', () => {
  expect(html`${'a\u009bb\u061cc\u200bd\u2066e\u{e0041}f\ng'}`.text).toBe('a\\u009bb\\u061cc\\u200bd\\u2066e\\udb40\\udc41f\ng');
});
