import {describe, expect, test} from 'vitest';
import {caseFolder, versionServer} from '../helpers/api-server-tls.js';
import {kubedrillIn} from '../helpers/cli.js';
import {tempDir} from '../helpers/temp.js';

describe('10-kubeconfig-merge', () => {
  test.each([
    ['dup1:dup2', ['dup1.yaml', 'dup2.yaml']],
    ['dup1:dup3', ['dup1.yaml', 'dup3.yaml']],
    ['ok:ok', ['ok.yaml', 'ok.yaml']],
    ['empty:ok', ['empty.yaml', 'ok.yaml']],
  ])('%s: the first to set a name wins, and the server is asked with its token', async (_name, files) => {
    const {port, asked} = await versionServer();
    const path = caseFolder('10-kubeconfig-merge', {19310: port, 19311: 1});
    const {stderr} = await kubedrillIn(
      {KUBECONFIG: files.map(path).join(':')},
      ...['run', 'secrets-listed', '--cluster', 'existing', '--context', 'staging', '--yes-this-cluster', 'staging'],
      ...['--no-tui', '--out', tempDir()],
    );
    expect(stderr).not.toContain('cannot be read');
    expect(asked[0]).toMatchObject({method: 'GET', path: '/version', authorization: 'Bearer abc'});
  });
});
