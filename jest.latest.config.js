/**
 * The second lane: the suites of which the newest aws-cdk-lib (installed beside the oldest supported one) could change the outcome.
 *
 * `test/latest` holds that both give the same templates; what only reads templates is not asked twice.
 */
const { jest: base } = require('./package.json');

const SAME_FOR_SAME_TEMPLATES = [
  'analysis/', 'benchmarks/', 'claims/(?!break-glass-claims|acknowledge)', 'cli/', 'consumers/', 'docs/', 'emulator/', 'examples/', 'lint/', 'release/', 'scripts/', 'support/', 'private/iam-catalogue', 'checks/reading/', 'checks/rules/',
  'elevation/(?!elevated-access|rule|person)', 'detection/many-roles', 'detection/detections-on-records',
];

module.exports = {
  ...base,
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^aws-cdk-lib$': 'aws-cdk-lib-latest',
    '^aws-cdk-lib/(.*)$': 'aws-cdk-lib-latest/$1',
  },
  testPathIgnorePatterns: ['/node_modules/', ...SAME_FOR_SAME_TEMPLATES.map((path) => `<rootDir>/test/${path}`)],
};
