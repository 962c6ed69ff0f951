import {expect, test} from 'vitest';
import {loadDeck} from '../../src/tabletop/cards/load.js';
import {BARE, start} from '../helpers/cli.js';
import {EVENING, sat} from '../helpers/tabletop.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const TOKEN = loadDeck(['cluster-admin-bound']).get('cluster-admin-bound')?.names.token ?? '';
const YAML = `${EVENING}bystanders: [{id: shop}]\n`;
const tried = (...commands: string[]) =>
  sat(['jump I5', ...commands.map(command => `try I5 kubectl ${command}`), 'end'].join('\n'), ['--what-if'], YAML);

test('a command that is right flips its check, and says what is still open; all of them contain the attack', async () => {
  const {of, code, stdout} = await tried(
    `delete clusterrolebinding ${TOKEN}-root`,
    'get secrets -n kube-system',
    `delete serviceaccount tenant-operator -n ${TOKEN}`,
  );
  const [binding, nothing, account] = of('action.taken');
  expect(binding).toMatchObject({
    how: 'tried',
    said: `clusterrolebinding.rbac.authorization.k8s.io/${TOKEN}-root deleted`,
    harmed: [],
  });
  expect(binding?.held).toEqual([`system:serviceaccount:${TOKEN}:default may not get secrets in kube-system`]);
  expect(binding?.open).toEqual([`system:serviceaccount:${TOKEN}:tenant-operator is powerless`]);
  expect(nothing).toMatchObject({held: [], open: binding?.open, harmed: []});
  expect(account).toMatchObject({held: binding?.open, open: []});
  expect(of('scenario.contained')).toHaveLength(1);
  expect(stdout).toContain('held: contained in time');
  expect(code).toBe(0);
});

test('a command that is harmful names whom it has harmed, and breaks the gate once it lasts', async () => {
  const {of, code, stdout} = await sat(
    [`jump I5`, `try I5 kubectl delete deploy --all -n ${TOKEN}`, 'wait 5m', 'end'].join('\n'),
    ['--what-if'],
    YAML,
  );
  expect(of('action.taken')[0]).toMatchObject({held: [], harmed: [`shop in ${TOKEN}`]});
  expect(of('harm.changed').at(-1)).toMatchObject({state: 'harmed'});
  expect(stdout).toMatch(/NOT HELD: little harm \(.*shop/);
  expect(code).toBe(1);
});

test('what is refused is said as the server says it; what is no command is refused with its line', async () => {
  const refused = await tried('get secret nothing-such -n kube-system');
  expect(refused.of('action.taken')[0]).toMatchObject({said: expect.stringMatching(/^Error from server/), held: []});
  const wrong = await tried('get pods', 'frobnicate pods');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toMatch(/answers\.txt:3:1: refused: kubectl frobnicate is not understood here/);
  const noKubectl = await sat('jump I5\ntry I5 rm -rf /', ['--what-if'], YAML);
  expect(noKubectl.stderr).toMatch(/answers\.txt:2:1: refused: rm is not kubectl/);
});

test('without --what-if there is nothing to try a command on', async () => {
  const {code, stderr} = await sat('jump I5\ntry I5 kubectl get pods');
  expect(code).toBe(2);
  expect(stderr).toMatch(/answers\.txt:2:1: refused/);
});

/** A drill with attacks that have something to do with a node. */
const nodes = (...ids: string[]) =>
  `title: Nodes\ndescription: A test\nscenarios: [${ids.join(', ')}]\nuses: [tabletop]\nroles:\n` +
  '  - {id: facilitator, kind: controls, min: 1}\n  - {id: responder, kind: responds, min: 1, can: [acknowledge, contain]}\n' +
  `script:\n${ids.map((id, index) => `  - {id: I${index + 1}, at: ${index}m, attack: ${id}}\n`).join('')}`;

test('of an attack on a node is played what can be; what nobody can answer there is said plainly, and declared', async () => {
  const {token, namespace} = loadDeck(['static-pod']).get('static-pod')?.names ?? {token: '', namespace: ''};
  const node = /kubedrill-[0-9a-f]{6}-(control-plane|worker\d*)/.exec(
    JSON.stringify(loadDeck(['static-pod']).get('static-pod')),
  )?.[0];
  const {of, stderr, stdout} = await sat(
    [
      'next',
      `try I1 kubectl delete pod ${token}-agent-${node} -n ${namespace}`,
      `act I1 cordon node ${node}`,
      'act I1 clean-node',
      'end',
    ].join('\n'),
    ['--what-if'],
    nodes('static-pod'),
  );
  const told = stderr.replaceAll(/\s+/g, ' ');
  expect(told).toContain('--what-if: played without what was done on a node: drop-manifest.');
  expect(told).toContain(
    'no simulated cluster can answer this, so say it with `act`: on the node, this exits with 0: test ! -e',
  );
  const [gone, cordon, cleaned] = of('action.taken');
  expect(gone?.said).toBe(`pod/${token}-agent-${node} deleted`);
  expect(gone?.held).toEqual([`pods ${token}-agent-${node} is gone`]);
  expect(gone?.open).toMatchObject([
    expect.stringContaining('on the node, this exits with 0'),
    `node ${node} is cordoned`,
  ]);
  expect(cordon).toMatchObject({how: 'declared', held: [`node ${node} is cordoned`]});
  expect(cleaned).toMatchObject({how: 'declared', held: cordon?.open, open: []});
  expect(of('containment.changed').find(({check}) => check.startsWith('on the node'))?.detail).toBe(
    'the simulated cluster cannot answer it',
  );
  expect(stdout).toContain('1 of 1 attacks contained');
});

test('an attack that needs the network of a node is played, and one that is answered on its node alone says so', async () => {
  const yaml = nodes('logs-cleared', 'segmentation-removed');
  const {of, stderr} = await sat('next\nnext\ntry I2 kubectl get netpol -A\nend', ['--what-if'], yaml);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
    'not played, because all that has to be done about it is done on a node',
  );
  expect(of('action.taken')).toMatchObject([
    {scenario: 'segmentation-removed', how: 'tried', open: [expect.any(String), expect.any(String)]},
  ]);
});

test('where the simulated cluster fails, the cause is said, and the table goes on', async () => {
  const cwd = tempDir();
  const answers = tempFile('answers.txt', 'jump I5\nact I5 unbind\nend');
  // No folder can be made there.
  const env = {...BARE, HOME: cwd, TMPDIR: '/proc'};
  const {done} = start(['tabletop', tempFile('evening.yaml', YAML), '--what-if', '--answers', answers], {cwd, env});
  const {code, stdout, stderr} = await done;
  expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(
    /--what-if: not played, because the simulated cluster has failed: ENOENT: [^.]*\/proc\/kubedrill-table-.*Answer it with `act`\./,
  );
  expect([code, stdout]).toEqual([0, expect.stringContaining('1 of 1 attacks contained')]);
  const tried = tempFile('tried.txt', 'jump I5\ntry I5 kubectl get pods\nend');
  const refused = await start(['tabletop', tempFile('evening.yaml', YAML), '--what-if', '--answers', tried], {cwd, env})
    .done;
  expect(refused.stderr).toMatch(
    /refused: commands about I5 cannot be tried, because the simulated cluster has failed: ENOENT/,
  );
});
