import { readFileSync } from 'fs';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { FILE, logicalIds } from '../../scripts/logical-ids';

const recorded = readFileSync(FILE, 'utf8').trim().split('\n');

test('no resource of the reference organization loses its logical id or its name: that would replace it', () => {
  const now = logicalIds();
  expect(recorded.filter((line) => !now.includes(line))).toEqual([]);
});

test('every new resource of the reference organization is recorded; run `npm run ids` after you have looked at it', () => {
  expect(logicalIds().filter((line) => !recorded.includes(line))).toEqual([]);
});

test('a renamed construct shows', () => {
  const ids = (id: string) => {
    const app = new App({ analyticsReporting: false });
    new CfnResource(new Stack(app, 'Stack'), id, { type: 'AWS::IAM::User', properties: { UserName: 'jane' } });
    return logicalIds(app);
  };
  expect(ids('Jane')).toEqual(['Stack Jane AWS::IAM::User jane']);
  expect(ids('Renamed')).not.toEqual(ids('Jane'));
});
