import {spawnSync} from 'node:child_process';
import {resolve} from 'node:path';
import {expect, test} from 'vitest';

/** The files that `npm run test:stack` would run, and what it says beside. */
function listed(env: NodeJS.ProcessEnv): {files: string[]; said: string} {
  const vitest = resolve('node_modules/vitest/vitest.mjs');
  const {LAB_LOKI: _, LAB_GATEKEEPER_MANIFEST: __, LAB_GATEKEEPER_IMAGE: ___, ...rest} = process.env;
  const args = [vitest, 'list', '--filesOnly', '--config', 'vitest.stack.config.ts'];
  const {stdout, stderr} = spawnSync(process.execPath, args, {env: {...rest, ...env}, encoding: 'utf8'});
  return {files: stdout.split('\n').filter(line => line.endsWith('.ts')), said: stderr};
}

test('a server that the lab did not build leaves its tests out, loudly, and no other', () => {
  const all = listed({
    LAB_LOKI: 'http://127.0.0.1:1',
    LAB_GATEKEEPER_MANIFEST: 'gatekeeper.yaml',
    LAB_GATEKEEPER_IMAGE: 'gatekeeper:1',
  });
  expect(all.files).toEqual(
    expect.arrayContaining(['test/stack/loki.test.ts', 'test/stack/clusters/gatekeeper.test.ts']),
  );
  expect(all.said).not.toContain('LEFT OUT');
  const none = listed({});
  expect(none.said).toContain('LAB_LOKI IS NOT SET: test/stack/loki.test.ts IS LEFT OUT');
  expect(none.said).toContain('LAB_GATEKEEPER_MANIFEST IS NOT SET: test/stack/clusters/gatekeeper.test.ts IS LEFT OUT');
  const slow = [
    'loki',
    'clusters/chain-loki',
    'clusters/coverage-loki',
    'clusters/gatekeeper',
    'clusters/gatekeeper-up',
  ].map(name => `test/stack/${name}.test.ts`);
  expect(none.files).toEqual(all.files.filter(file => !slow.includes(file)));
});
