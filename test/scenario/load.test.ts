import {describe, expect, test} from 'vitest';
import {CAPABILITIES} from '../../src/events/words.js';
import {idsWithVariants, loadScenarios, resolveScenarios} from '../../src/scenario/load.js';
import {FIRST_LINE, loadText, scenarioOf} from '../helpers/scenario-file.js';

/** `mine.yaml:LINE:COLUMN`, counted from the first line of the test's own text. */
const at = (line: number, column: number) => `mine.yaml:${FIRST_LINE + line - 1}:${column}`;

describe('loading', () => {
  test('every scenario of the package, and every variant of it, is without fault', () => {
    const {scenarios, problems} = loadScenarios();
    expect(problems).toEqual([]);
    const ids = idsWithVariants(scenarios);
    expect(resolveScenarios(ids, scenarios).map(s => s.id)).toEqual(ids);
  });

  test('a variant replaces the parts that it has, and keeps the others', () => {
    const scenario = scenarioOf(`
benign: [{get: {resource: pods, name: a}}]
variants:
  other:
    needs: [api]
    attack: [{list: {resource: nodes}}]
    undo: [{delete: {resource: pods, name: b}}]
`);
    expect(resolveScenarios(['mine:other'], [scenario])).toMatchObject([
      {
        id: 'mine:other',
        needs: ['api'],
        attack: [{list: {resource: 'nodes'}}],
        undo: [{delete: {name: 'b'}}],
        benign: [{get: {name: 'a'}}],
      },
    ]);
  });

  test('names that do not exist are all told at once, with what was meant', () => {
    const scenario = scenarioOf('variants: {other: {title: x}}');
    expect(() => resolveScenarios(['mine:othr', 'mina'], [scenario])).toThrow(
      'mine has no variant othr; did you mean mine:other?\nthere is no scenario mina; did you mean mine?',
    );
  });
});

describe('what does not fit the schema is told at its place', () => {
  test.each([
    ['an unknown section', 'attak: []', `${at(1, 1)} attak: unknown key in the file`],
    [
      'an unknown key of a step',
      'attack:\n  - list: {resource: pods}\n    retries: 3',
      `${at(3, 5)} retries: unknown key in attack.0`,
    ],
    [
      'an unknown key of an action',
      'attack:\n  - exec: {pod: web, command: [id], tty: true}',
      `${at(2, 37)} tty: unknown key in attack.0.exec`,
    ],
    [
      'a misspelt action',
      'attack:\n  - lst: {resource: pods}',
      `${at(2, 5)} attack.0: names no action: "lst" looks like "list"`,
    ],
    [
      'no action',
      'attack:\n  - id: a',
      `${at(2, 5)} attack.0: names no action, one of create, apply, get, list, watch, patch, replace, delete, exec, attach, portForward, request, node, keyPair, wait`,
    ],
    [
      'two actions',
      'attack:\n  - get: {resource: pods, name: a}\n    list: {resource: pods}',
      `${at(2, 5)} attack.0: has get and list: a step has one action, this one has two; make it two steps`,
    ],
    [
      'a key that only requests have',
      'attack:\n  - node: {command: [id]}\n    as: drill',
      `${at(3, 5)} as: unknown key in attack.0`,
    ],
    [
      'a dry run of what cannot be tried',
      'attack:\n  - exec: {pod: web, command: [id]}\n    dryRun: true',
      `${at(3, 5)} dryRun: unknown key in attack.0`,
    ],
    [
      'a protocol that nobody speaks',
      'attack:\n  - attach: {pod: web, via: http2}',
      `${at(2, 24)} attack.0.attach.via: must be one of websocket, spdy`,
    ],
    [
      'a wait for two things',
      'attack:\n  - wait: {resource: pods, name: a, field: f, is: x, isNot: y, within: 1s}',
      `${at(2, 54)} isNot: unknown key in attack.0.wait`,
    ],
    [
      'a pattern that is none',
      'attack:\n  - wait: {resource: pods, name: a, field: f, matches: "(", within: 1s}',
      `${at(2, 47)} attack.0.wait.matches: is not a regular expression (RE2 syntax)`,
    ],
    [
      'a duration without its unit',
      'attack:\n  - wait: {for: "3"}',
      `${at(2, 12)} attack.0.wait.for: must be a duration with its unit, such as 250ms, 30s, 1.5m or 1h`,
    ],
    [
      'a saved name that is taken',
      'attack:\n  - get: {resource: pods, name: a}\n    save: {namespace: metadata.namespace}',
      `${at(3, 12)} attack.0.save.namespace: is a name that every scenario has already`,
    ],
    [
      'headers that say who asks',
      'attack:\n  - request: {method: GET, path: /, headers: {user-agent: x}}',
      `${at(2, 37)} attack.0.request.headers: must leave Authorization, Audit-ID and User-Agent to the drill; say who acts with \`as\``,
    ],
    [
      'a credential of two kinds',
      'attack:\n  - get: {resource: pods, name: a}\n    credential: {name: c, token: a, certificate: b}',
      `${at(3, 37)} certificate: unknown key in attack.0.credential`,
    ],
    [
      'an action that leads nowhere back',
      'undo:\n  - list: {resource: pods}',
      `${at(2, 5)} undo.0: cannot have list here, only patch, replace, delete, request, node, wait`,
    ],
    ['a step that is no map', 'attack: [list]', `${at(1, 10)} attack.0: must be a map`],
    [
      'a need that no cluster has',
      'needs: [api, windows]',
      `${at(1, 14)} needs.1: must be one of ${CAPABILITIES.join(', ')}`,
    ],
  ])('%s', (_, sections, expected) => {
    expect(loadText(sections).problems).toEqual([expected]);
  });

  test('all problems of a file are told, not only the first', () => {
    const {problems} = loadText('severety: low\nattack:\n  - lst: {}\n  - wait: {}\nbenign: 5');
    expect(problems.length).toBeGreaterThanOrEqual(4);
  });
});
