/** What Node.js lets a program import of the package, by `require` and by `import`. */
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

assert.equal(typeof require('cdk-break-glass').BreakGlassUser, 'function');
assert.equal(typeof (await import('cdk-break-glass')).default.BreakGlassUser, 'function');
assert.ok(require('cdk-break-glass/internal').CLAIMS.length > 0);
assert.ok((await import('cdk-break-glass/internal')).default.CLAIMS.length > 0);
assert.equal(typeof require('cdk-break-glass/internal/texts').visible, 'function');
assert.equal(typeof require('cdk-break-glass/testing').prove, 'function');
assert.equal(typeof (await import('cdk-break-glass/testing')).prove, 'function');
assert.equal(require('cdk-break-glass/package.json').name, 'cdk-break-glass');

for (const deep of ['lib/private/names', 'lib/private/names.js', 'lib/claims', 'lib/index', 'lib/internal.js', 'src']) {
  assert.throws(() => require(`cdk-break-glass/${deep}`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' }, deep);
  await assert.rejects(import(`cdk-break-glass/${deep}`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' }, deep);
}
