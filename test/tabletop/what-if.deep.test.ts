import {expect, test} from 'vitest';
import {loadDeck} from '../../src/tabletop/cards/load.js';
import {EVENING, sat} from '../helpers/tabletop.js';

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
