import fc from 'fast-check';
import {expect, test} from 'vitest';
import {auditEvent, matching, rulesOf, ruleText} from '../helpers/rules.js';

/** Selections, each true of events whose annotation of that name is `yes`. */
const NAMES = ['sel_a', 'sel_b', 'other', '_hidden'];

type Tree = {is: string} | {not: Tree} | {op: 'and' | 'or'; of: Tree[]} | {count: '1' | 'all' | '2'; pattern: string};

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.record({is: fc.constantFrom(...NAMES)}),
  fc.record({
    count: fc.constantFrom('1' as const, 'all' as const, '2' as const),
    pattern: fc.constantFrom('them', 'sel_*', '*'),
  }),
);
const {tree} = fc.letrec<{tree: Tree}>(self => ({
  tree: fc.oneof(
    {maxDepth: 4, withCrossShrink: true},
    leaf,
    fc.record({not: self('tree')}),
    fc.record({
      op: fc.constantFrom('and' as const, 'or' as const),
      of: fc.array(self('tree'), {minLength: 2, maxLength: 3}),
    }),
  ),
}));

function written(node: Tree): string {
  if ('is' in node) return node.is;
  if ('count' in node) return `${node.count} of ${node.pattern}`;
  if ('not' in node) return `not (${written(node.not)})`;
  return `(${node.of.map(written).join(` ${node.op} `)})`;
}

/** What the tree means, by the words of the Sigma specification; names with a `_` are meant by no `them` and no `*`. */
function means(node: Tree, yes: ReadonlySet<string>): boolean {
  if ('is' in node) return yes.has(node.is);
  if ('not' in node) return !means(node.not, yes);
  if ('op' in node) return node.op === 'and' ? node.of.every(n => means(n, yes)) : node.of.some(n => means(n, yes));
  const among = NAMES.filter(name => !name.startsWith('_') && (node.pattern !== 'sel_*' || name.startsWith('sel_')));
  const found = among.filter(name => yes.has(name)).length;
  return node.count === 'all' ? found === among.length : found >= Number(node.count);
}

const DETECTION = NAMES.map(name => `  ${name}:\n    annotations.${name}: 'yes'`).join('\n');

test('a condition means what its tree means, for every choice of selections that hold', () => {
  fc.assert(
    fc.property(tree, fc.subarray(NAMES), (node, held) => {
      const set = rulesOf(ruleText(`${DETECTION}\n  condition: ${written(node)}`));
      const event = auditEvent({annotations: Object.fromEntries(held.map(name => [name, 'yes']))});
      expect(matching(set, event).length === 1).toBe(means(node, new Set(held)));
    }),
    {numRuns: 300},
  );
});

test('parentheses that change nothing may be left out: not before and, and before or', () => {
  const flat = fc.array(fc.array(fc.tuple(fc.boolean(), fc.constantFrom(...NAMES)), {minLength: 1, maxLength: 3}), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(flat, fc.subarray(NAMES), (ors, held) => {
      const text = ors.map(ands => ands.map(([no, name]) => `${no ? 'not ' : ''}${name}`).join(' and ')).join(' or ');
      const set = rulesOf(ruleText(`${DETECTION}\n  condition: ${text}`));
      const event = auditEvent({annotations: Object.fromEntries(held.map(name => [name, 'yes']))});
      const expected = ors.some(ands => ands.every(([no, name]) => held.includes(name) !== no));
      expect(matching(set, event).length === 1).toBe(expected);
    }),
    {numRuns: 300},
  );
});
