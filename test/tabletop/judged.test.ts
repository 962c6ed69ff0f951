import {describe, expect, test} from 'vitest';
import {ACTIONS, type Action} from '../../src/events/words.js';
import {containmentOf} from '../../src/scenario/containment.js';
import {everyScenario} from '../../src/scenario/load.js';
import type {ContainmentCheck} from '../../src/scenario/respond.js';
import {loadDeck} from '../../src/tabletop/cards/load.js';
import {groundOf} from '../../src/tabletop/paper/actions.js';
import {objectsOf} from '../../src/tabletop/paper/known.js';
import {allFilledIn} from '../../src/tabletop/paper/names.js';
import {type Named, targetsIn} from '../../src/tabletop/paper/target.js';
import {sat} from '../helpers/tabletop.js';

const scenarios = everyScenario(false);
const deck = loadDeck(scenarios.map(({id}) => id));

/** An attack by its id: what is known of it, and its checks. */
function attack(id: string) {
  const scenario = scenarios.find(one => one.id === id);
  const cards = deck.get(id);
  if (!scenario || !cards) throw new Error(`there is no ${id}`);
  const {namespace, actor, token} = cards.names;
  const known = {objects: objectsOf(scenario, cards), namespace, actor};
  const checks = containmentOf(scenario).map(check => allFilledIn(check, cards) as ContainmentCheck);
  const judged = (action: Action, targets: readonly Named[]) =>
    checks.map(check => groundOf({action, targets}, check, known));
  const grounds = (action: Action, on = '') => judged(action, targetsIn(on));
  return {namespace, actor, token, checks, grounds, judged};
}

describe('what people name', () => {
  test.each([
    ['clusterrolebinding X', [{resource: 'clusterrolebindings', name: 'X'}]],
    ['the ClusterRoleBinding/X', [{resource: 'clusterrolebindings', name: 'X'}]],
    ['sa X -n shop', [{resource: 'serviceaccounts', name: 'X', namespace: 'shop'}]],
    ['token of serviceaccount X in namespace shop', [{resource: 'serviceaccounts', name: 'X', namespace: 'shop'}]],
    ['system:serviceaccount:shop:X', [{resource: 'serviceaccounts', name: 'X', namespace: 'shop'}]],
    [
      'pods a, deploy/b and secret c --namespace=shop',
      [
        {resource: 'pods', name: 'a'},
        {resource: 'deployments', name: 'b'},
        {resource: 'secrets', name: 'c', namespace: 'shop'},
      ],
    ],
    ['X', [{name: 'X'}]],
    ['', []],
  ])('%s', (text, named) => expect(targetsIn(text)).toEqual(named));
});

describe('cluster-admin-bound: the attacker is powerless, and the account that it bound is', () => {
  const {grounds, token, namespace, actor} = attack('cluster-admin-bound');

  test.each(['delete', 'unbind', 'revoke'] as const)(
    '%s of its binding takes the rights of that account alone',
    action => {
      expect(grounds(action, `clusterrolebinding ${token}-root`)).toEqual(['another', 'name']);
      expect(grounds(action, `crb/${token}-root`)).toEqual(['another', 'name']);
    },
  );

  test('another binding holds nothing, however alike', () => {
    for (const name of [`${token}-boot`, 'cluster-admin', `${token}-root2`]) {
      expect(grounds('delete', `clusterrolebinding ${name}`)).toEqual(['another', 'another']);
    }
    // A binding in a namespace is not one of the cluster.
    expect(grounds('delete', `rolebinding ${token}-root in ${namespace}`)).toEqual(['another', 'another']);
  });

  test('the name alone will do, where the action says what it is for', () => {
    expect(grounds('unbind', `${token}-root`)).toEqual(['another', 'name']);
    expect(grounds('delete', `${token}-root`)).toEqual(['another', 'name']);
  });

  test('the attacker is powerless without its account, or its own binding; an account of another namespace is not it', () => {
    expect(grounds('revoke', actor)).toEqual(['name', undefined]);
    expect(grounds('delete', `sa tenant-operator -n ${namespace}`)).toEqual(['name', undefined]);
    expect(grounds('unbind', `clusterrolebinding ${token}-tenant-operator`)).toEqual(['name', 'another']);
    expect(grounds('revoke', 'sa tenant-operator -n kube-system')).toEqual(['another', undefined]);
    expect(grounds('revoke', `sa default -n ${namespace}`)).toEqual(['another', undefined]);
  });

  test('who names nothing is judged by the kind alone, and what is good for other checks by none', () => {
    expect(grounds('unbind')).toEqual(['kind', 'kind']);
    expect(grounds('revoke')).toEqual(['kind', undefined]);
    for (const action of ['restore', 'isolate', 'cordon'] as const) {
      expect(grounds(action, `clusterrolebinding ${token}-root`)).toEqual([undefined, undefined]);
    }
  });
});

test('where an attacker has two bindings, it takes both; several may be named at once', () => {
  const id = scenarios.find(
    ({actor, respond}) =>
      'rules' in actor &&
      actor.rules?.length &&
      actor.clusterRules?.length &&
      respond?.contain.checks.some(one => 'powerless' in one),
  )?.id;
  const {grounds, checks, token, namespace, actor} = attack(id ?? '');
  const name = actor.split(':').at(-1);
  const at = checks.findIndex(one => 'powerless' in one);
  const [own, wide] = [`rolebinding ${name} in ${namespace}`, `clusterrolebinding ${token}-${name}`];
  expect([grounds('unbind', own)[at], grounds('unbind', wide)[at]]).toEqual(['another', 'another']);
  expect(grounds('unbind', `${own}, ${wide}`)[at]).toBe('name');
});

/** What has no name that could be compared with what people say. */
const isNameless = (check: ContainmentCheck): boolean =>
  'any' in check
    ? check.any.some(isNameless)
    : 'onNode' in check ||
      'cordoned' in check ||
      'drained' in check ||
      ('revoked' in check && check.revoked !== 'actor');

test('in the whole catalogue a wrong name never contains anything, and each check can be made to hold', () => {
  const kinds = ['clusterrolebinding', 'pod', 'secret', 'sa', 'deployment', 'namespace', 'node', ''];
  const wrong = kinds.map(kind => [kind, targetsIn(`${kind} nothing-such in nowhere`)] as const);
  for (const {id} of scenarios) {
    const {judged, checks} = attack(id);
    for (const [index, check] of checks.entries()) {
      expect(
        ACTIONS.map(action => judged(action, [])[index]),
        `${id} ${index}`,
      ).toContain('kind');
      if (isNameless(check)) continue;
      for (const action of ACTIONS) {
        const held = wrong.filter(([, targets]) => ['name', 'kind'].includes(judged(action, targets)[index] ?? ''));
        expect(held, `${id} ${index} ${action}`).toEqual([]);
      }
    }
  }
});

test('objects are compared with their namespace; who deletes the namespace deletes them', () => {
  const {grounds, checks, namespace} = attack(withGonePod());
  const at = checks.findIndex(one => 'gone' in one && one.gone === 'pods');
  const name = (checks[at] as {name: string}).name;
  expect(grounds('delete', `pod ${name}`)[at]).toBe('name');
  expect(grounds('delete', `pod/${name} -n ${namespace}`)[at]).toBe('name');
  expect(grounds('delete', `pod ${name} in kube-public`)[at]).toBe('another');
  expect(grounds('delete', `deployment ${name}`)[at]).toBe('another');
  expect(grounds('delete', `namespace ${namespace}`)[at]).toBe('name');
});

/** A scenario of which a pod in its own namespace has to be gone. */
const withGonePod = (): string =>
  scenarios.find(one => containmentOf(one).some(c => 'gone' in c && c.gone === 'pods' && c.namespace === undefined))
    ?.id ?? '';

describe('at a table', () => {
  const {token, namespace} = attack('cluster-admin-bound');
  const root = `clusterrolebinding ${token}-root`;

  test('the wrong binding does not contain the attack, the right ones do; the log and the report say by what', async () => {
    const {of, stderr, file} = await sat(
      [
        'jump I5',
        'act I5 delete clusterrolebinding not-it',
        `act I5 delete ${root}`,
        `act I5 revoke sa tenant-operator in ${namespace}`,
        'end',
      ].join('\n'),
    );
    const [wrong, right, last] = of('action.taken');
    expect(wrong).toMatchObject({what: 'delete', on: 'clusterrolebinding not-it', held: []});
    expect(wrong?.grounds?.map(({by}) => by)).toEqual(['another', 'another']);
    expect([right?.held.length, right?.open.length, last?.open.length]).toEqual([1, 1, 0]);
    expect(of('scenario.contained')).toHaveLength(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'declares: delete clusterrolebinding not-it about I5; nothing holds that did not before; it names something else than what is open is about; still open: ',
    );
    const report = file('aar.md');
    expect(report).toContain('it names something else than this is about');
    expect(report).toContain('by what it names');
    expect(report).toContain('Not judged was whether the cluster would have done it');
  });

  test('what was judged by its kind alone says so', async () => {
    const {of, file} = await sat('jump I5\nact I5 unbind\nend');
    expect(of('action.taken')[0]?.grounds?.map(({by}) => by)).toEqual(['kind', 'kind']);
    expect(file('aar.md')).toContain('by its kind alone: ');
  });
});
