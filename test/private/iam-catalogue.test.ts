import { actionsOf, expandAction, nearestAction, serviceNames, splitAction, wildcardRegex } from '../../src/private/iam-catalogue';

test('the catalogue knows the services and their actions with access levels', () => {
  expect(serviceNames()).toEqual(expect.arrayContaining(['iam', 'sts', 's3', 'ec2', 'cloudtrail', 'ssm-incidents']));
  expect(actionsOf('iam')).toEqual(expect.arrayContaining([
    { name: 'iam:ListUsers', level: 'List' },
    { name: 'iam:GetUser', level: 'Read' },
    { name: 'iam:CreateUser', level: 'Write' },
    { name: 'iam:AttachUserPolicy', level: 'Permissions management' },
  ]));
});

test('every action of the catalogue has a level and a name of its own', () => {
  for (const service of serviceNames()) {
    const actions = actionsOf(service)!;
    expect(actions.filter(({ level, name }) => level === undefined || !/^[a-z0-9-]+:[A-Za-z0-9-]+$/.test(name))).toEqual([]);
    expect(new Set(actions.map(({ name }) => name)).size).toBe(actions.length);
  }
});

test('services are found in any case, and parsed once', () => {
  expect(actionsOf('IAM')).toBe(actionsOf('iam'));
});

test.each(['', 'nosuch', 'constructor', '__proto__', 'hasOwnProperty', 'iam '])('there is no service %j', (service) => {
  expect(actionsOf(service)).toBeUndefined();
});

describe('expandAction', () => {
  const names = (pattern: string) => expandAction(pattern).map(({ name }) => name);

  test('of an action is the action, in the case of the catalogue', () => {
    expect(names('s3:GetObject')).toEqual(['s3:GetObject']);
    expect(names('S3:getobject')).toEqual(['s3:GetObject']);
  });

  test('of a wildcard is what it stands for', () => {
    expect(names('iam:List*MFADevices').sort()).toEqual(['iam:ListMFADevices', 'iam:ListVirtualMFADevices']);
    expect(names('sts:AssumeR???').sort()).toEqual(['sts:AssumeRole', 'sts:AssumeRoot']);
    expect(names('sts:*')).toHaveLength(actionsOf('sts')!.length);
  });

  test.each(['', '*', '*:*', 's3', 's3:', 's3:Get', 's3:GetObjectX', 'nosuch:Get*', 's*:GetObject', 's3:Get.bject', 's3:GetObject|s3:PutObject'])(
    'of %j is nothing', (pattern) => {
      expect(names(pattern)).toEqual([]);
    });
});

test.each([
  ['s3:GetObject', ['s3', 'GetObject']],
  ['s3:', ['s3', '']],
  ['s3', ['s3', '']],
  ['', ['', '']],
  ['a:b:c', ['a', 'b:c']],
])('splitAction parts %j at its first colon', (action, parts) => {
  expect(splitAction(action)).toEqual(parts);
});

describe('wildcardRegex', () => {
  test.each([
    ['s3:Get*', 's3:GetObject', true],
    ['s3:Get*', 's3:Get', true],
    ['s3:get*', 'S3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get?bject', 's3:Getbject', false],
    ['s3:Get', 's3:GetObject', false],
    ['3:Get*', 's3:GetObject', false],
    ['s3.Get', 's3:Get', false],
    ['a+b', 'aab', false],
    ['(a|b)', 'a', false],
    ['[ab]', 'a', false],
    ['a\\b', 'a\\b', true],
    ['*', '', true],
  ])('%j on %j: %s', (pattern, text, matches) => {
    expect(wildcardRegex(pattern).test(text)).toBe(matches);
  });
});

describe('nearestAction', () => {
  test.each([
    ['s3:GetObjekt', 's3:GetObject'],
    ['S3:getobjekt', 's3:GetObject'],
    ['iam:CreateAcessKey', 'iam:CreateAccessKey'],
    ['cloudtrial:LookupEvents', 'cloudtrail:LookupEvents'],
    ['s4:GetObject', 's3:GetObject'],
    ['guarduty:ListDetectors', 'guardduty:ListDetectors'],
    ['iam:Lst*', 'iam:List*'],
    ['iam:Crate*', 'iam:Create*'],
    ['iam:ListUsrs*', 'iam:ListUsers*'],
    ['iam:*AcessKeys', undefined],
    ['iam:Lst?sers', 'iam:ListUsers'],
    ['iam:Lst*Users', 'iam:ListUsers'],
    ['cloudtrial:*', 'cloudtrail:*'],
    ['cloudtrial:Lokup*', 'cloudtrail:Lookup*'],
  ])('of %s is %s', (action, nearest) => {
    expect(nearestAction(action)).toBe(nearest);
  });

  test.each(['ec2:Frobnicate', 'ec2:Frobnicate*', 'ec2:*Frobnicate', 's3:Foo', 's3:X*', 'nosuchservice:GetObject', 'x:Y', '*:*', '?:*', ''])('of %s is nothing, since none is near', (action) => {
    expect(nearestAction(action)).toBeUndefined();
  });

  test('of a pattern is a pattern that stands for something', () => {
    for (const pattern of ['iam:Lst*', 'ec2:Descrbe*', 'lamda:Invoke*', 's3:GetBuckt*', 'kms:Shedule*']) {
      expect([pattern, expandAction(nearestAction(pattern)!).length > 0]).toEqual([pattern, true]);
    }
  });

  test('of a misspelt service and action is an action that exists', () => {
    expect(nearestAction('cloudtrial:LookupEvent')).toBe('cloudtrail:LookupEvents');
  });
});
