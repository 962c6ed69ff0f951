import {describe, expect, test} from 'vitest';
import {kindFailure} from '../../../src/cluster/kind/failures.js';
import {EXIT} from '../../../src/lib/errors.js';

const failed = (output: string, why: 'exit' | 'timeout' = 'exit') =>
  ({ok: false, why, command: 'kind create cluster', exitCode: 1, output}) as const;

describe("failures explained from kind's own output", () => {
  test.each([
    [
      'ERROR: failed to create cluster: Cannot connect to the Docker daemon at unix:///var/run/docker.sock',
      'the container engine is not running',
    ],
    [
      'ERROR: failed to create cluster: node(s) already exist for a cluster with the name "kubedrill"',
      'a cluster of this name exists',
    ],
    [
      'docker: Error response from daemon: Bind for 127.0.0.1:80 failed: port is already allocated',
      'a port that the cluster needs is taken',
    ],
    [
      'Unable to find image kindest/node:v9 locally; manifest unknown',
      'the node image is not there and cannot be pulled',
    ],
    ['permission denied while trying to connect to the Docker daemon socket', 'you may not use the container engine'],
    ['write /x: no space left on device', 'the disk is full'],
    ['something that nobody has seen: error', 'kind failed with exit code 1'],
  ])('%s', (output, headline) => {
    const error = kindFailure(failed(output));
    expect(error.message.split('\n')[0]).toBe(headline);
    expect(error.message).toContain(output);
    expect(error.exitCode).toBe(EXIT.environment);
    expect(error.nextSteps.length).toBeGreaterThan(0);
  });

  test('what is wrong with a configuration stands below the line that says that something is', () => {
    const error = kindFailure(
      failed(
        'ERROR: failed to create cluster: unable to decode config: yaml: unmarshal errors:\n  line 7: field x-shared not found in type v1alpha4.Cluster\nStack Trace: \n',
      ),
    );
    expect(error.message.split('\n')).toEqual([
      'kind rejects its configuration',
      '  ERROR: failed to create cluster: unable to decode config: yaml: unmarshal errors:',
      '  line 7: field x-shared not found in type v1alpha4.Cluster',
    ]);
    expect(error.nextSteps).toEqual([expect.stringContaining('--kind-config')]);
  });

  test('the API server says best itself why it does not start', () => {
    const error = kindFailure(failed('ERROR: failed to init node'), [
      'Error: loading audit policy file: unknown field "verb"',
    ]);
    expect(error.message).toContain('unknown field "verb"');
    expect(error.nextSteps[0]).toContain('--audit-policy');
  });

  test('a time-out is told as one', () => {
    expect(kindFailure(failed('', 'timeout')).message).toContain('did not finish in time');
  });
});
