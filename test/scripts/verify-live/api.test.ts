/** The API of the check on the emulator's API Gateway: its role starts the workflow. */
import { Bench } from '../../../emulator/bench/bench';
import { ANSWER, apiTemplate } from '../../../scripts/verify-live/checks/api-gateway';

const CALLER = 'arn:aws:sts::111111111111:assumed-role/Verify/x';

let bench: Bench;
beforeAll(async () => { bench = await Bench.start(); });
afterAll(() => bench.stop());

const deployed = (stackName: string, template: any) => bench.deployTemplate({ stackName, template, account: '111111111111', region: 'eu-central-1' });

test('the API takes its role, and the workflow\'s answer comes back', async () => {
  const api = await deployed('Verify', apiTemplate());
  const answer = await api.request('POST', '/verify', { caller: CALLER, body: {} });
  expect(answer.status).toBe(200);
  expect(JSON.stringify(answer.body)).toContain(ANSWER);
});

test('fails where the role asks for a source account, which API Gateway doesn\'t send', async () => {
  const template = apiTemplate();
  const role: any = Object.values<any>(template.Resources).find(({ Type, Properties }) => Type === 'AWS::IAM::Role' && JSON.stringify(Properties.AssumeRolePolicyDocument).includes('apigateway'));
  role.Properties.AssumeRolePolicyDocument.Statement[0].Condition = { StringEquals: { 'aws:SourceAccount': '111111111111' } };
  const api = await deployed('Conditional', template);
  expect((await api.request('POST', '/verify', { caller: CALLER, body: {} })).status).toBe(500);
});

test('calls must be signed', () => {
  const methods = Object.values<any>(apiTemplate().Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Method');
  expect(methods.map(({ Properties }) => Properties.AuthorizationType)).toEqual(['AWS_IAM']);
});
