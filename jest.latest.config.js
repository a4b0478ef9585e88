/**
 * The second lane: the suites that synthesize, against the newest aws-cdk-lib (installed beside the oldest supported one).
 */
const { jest: base } = require('./package.json');

module.exports = {
  ...base,
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^aws-cdk-lib$': 'aws-cdk-lib-latest',
    '^aws-cdk-lib/(.*)$': 'aws-cdk-lib-latest/$1',
  },
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/support/', '<rootDir>/test/proof/', '<rootDir>/test/docs/', '<rootDir>/test/release/', '<rootDir>/test/consumers/', '<rootDir>/test/private/iam-catalogue'],
};
