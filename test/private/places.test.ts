import { isKnownRegion, requireCidr, requirePublicRange, requireRegion } from '../../src/private/places';
import { A_TOKEN, messageOf, tokenText } from '../identity/fixtures';

describe('requireCidr', () => {
  test.each([
    '192.0.2.0/24', '192.0.2.1', '192.0.2.1/32', '10.0.0.0/8', '0.0.0.0/1', '2001:db8::/32', '2001:db8::1', '2001:db8::1/128',
    '::1', '::ffff:192.0.2.0/120',
  ])(
    'takes %s', (range) => {
      expect(() => requireCidr('prop', range)).not.toThrow();
    });

  const PUT_RIGHT: { readonly [range: string]: string } = {
    '192.0.2.0 /24': '192.0.2.0/24',
    '192.0.2.0/24\n': '192.0.2.0/24',
    '192.0.2.0/024': '192.0.2.0/24',
    '2001:db8::/032': '2001:db8::/32',
    '[2001:db8::]/32': '2001:db8::/32',
  };
  const message = (range: string) => `'prop' must hold IPv4 or IPv6 ranges in CIDR notation, got '${range}'; `
    + (PUT_RIGHT[range] ? `write it as '${PUT_RIGHT[range]}'` : 'write it as \'192.0.2.0/24\' or \'2001:db8::/32\'');

  test.each([
    '', '/', '/24', '192.0.2.0/', '192.0.2.0/33', '192.0.2.0/-1', '192.0.2.0/2.4', '192.0.2.0/1e1', '192.0.2.0/24/1',
    '192.0.2.300', '192.0.2', '192.0.2.0.1',
    '192.0.02.0/24', '2001:db8::/129', '2001:db8:::/32', '2001:db8/32', '[2001:db8::]/32', '192.0.2.0/24,198.51.100.0/24',
    '192.0.2.0 /24', '192.0.2.0/24\n', '*', 'fe80::1%eth0', 'fe80::%1/64', '192.0.2.0/024', '2001:db8::/032', '::/000', '0.0.0.0/00',
  ])('fails for %j', (range) => {
    expect(messageOf(() => requireCidr('prop', range))).toBe(message(range));
  });

  test.each(['0.0.0.0/0', '::/0', '192.0.2.0/0'])('fails for the whole Internet as %s', (range) => {
    expect(messageOf(() => requireCidr('sourceIps', range)))
      .toBe(`'sourceIps' must not be the whole Internet, got '${range}'; leave 'sourceIps' out to allow every address`);
  });

  test('fails for the whole Internet with advice on the prop itself', () => {
    const range = '::/0';
    expect(messageOf(() => requireCidr('prop', range)))
      .toBe(`'prop' must not be the whole Internet, got '${range}'; leave 'prop' out to allow every address`);
  });

  test('fails for a token', () => {
    expect(messageOf(() => requireCidr('prop', tokenText()))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; write the range`);
  });
});

describe('requirePublicRange', () => {
  test.each([
    '192.0.2.0/24', '9.255.255.255', '11.0.0.0/8', '172.15.0.0/16', '172.32.0.0/11', '192.169.0.0/16', '100.63.0.0/16', '100.128.0.0/9', '169.255.0.0/16',
    '8.0.0.0/5', '10.0.0.0/7', '172.16.0.0/11', 'fc00::/6', '2001:db8::/32', 'fec0::/10', '::2', '2000::/3',
  ])('takes %s', (range) => {
    expect(() => requirePublicRange('prop', range)).not.toThrow();
  });

  test.each([
    ['10.0.0.0/8', '10.0.0.0/8'], ['10.1.2.3', '10.0.0.0/8'], ['10.20.0.0/16', '10.0.0.0/8'], ['172.16.0.0/12', '172.16.0.0/12'], ['172.31.255.0/24', '172.16.0.0/12'],
    ['192.168.1.0/24', '192.168.0.0/16'], ['100.64.0.0/10', '100.64.0.0/10'], ['127.0.0.1', '127.0.0.0/8'], ['169.254.169.254/32', '169.254.0.0/16'],
    ['fd00::/8', 'fc00::/7'], ['fe80::1', 'fe80::/10'], ['::1', '::1/128'],
  ])('fails for the private range %s', (range, network) => {
    expect(messageOf(() => requirePublicRange('sourceIps', range))).toBe(`'sourceIps' must hold public addresses, because AWS never sees private ones, got '${range}'; `
      + `name the address with which the network reaches the Internet: ${network} is no part of it`);
  });

  test('fails for what is no range, and for a token', () => {
    expect(messageOf(() => requirePublicRange('prop', '10.0.0.0/33'))).toContain("'prop' must hold IPv4 or IPv6 ranges in CIDR notation, got '10.0.0.0/33'");
    expect(messageOf(() => requirePublicRange('prop', tokenText()))).toBe(`'prop' must be known at synthesis, got ${A_TOKEN}; write the range`);
  });
});

describe('requireRegion', () => {
  test.each(['eu-central-1', 'us-gov-west-1', 'cn-northwest-1', 'eusc-de-east-1', 'us-isob-east-1'])('takes %s', (region) => {
    expect(() => requireRegion(region)).not.toThrow();
    expect(isKnownRegion(region)).toBe(true);
  });

  test.each(['eu-central-3', 'ca-east-1', 'sa-west-1', 'za-south-1', 'us-northeast-1'])('takes %s, which may be a new Region', (region) => {
    expect(() => requireRegion(region)).not.toThrow();
    expect(isKnownRegion(region)).toBe(false);
  });

  test('takes a token', () => {
    expect(() => requireRegion(tokenText())).not.toThrow();
  });

  test.each([
    ['eu-centrl-1', 'eu-central-1'], ['us-esat-1', 'us-east-1'], ['ue-west-1', 'eu-west-1'], ['ap-souteast-2', 'ap-southeast-2'], ['us-gvo-west-1', 'us-gov-west-1'],
  ])('fails for %s, a misspelled Region', (region, meant) => {
    expect(messageOf(() => requireRegion(region))).toBe(`'regions' must hold Region names, got '${region}'; did you mean '${meant}'?`);
  });

  test.each<[unknown, string, string]>([
    ['EU-Central-1', "'EU-Central-1'", 'eu-central-1'], ['eu-central-1a', "'eu-central-1a'", 'eu-central-1'], ['eu', "'eu'", 'eu-central-1'], [undefined, 'undefined', 'eu-central-1'],
  ])('fails for %p, which has no shape of one', (region, shown, right) => {
    expect(messageOf(() => requireRegion(region as any))).toBe(`'regions' must hold Region names, got ${shown}; write it as '${right}'`);
  });
});
