import {expect, test} from 'vitest';
import {seededRandom} from '../../helpers/random.js';
import {type Answer, askKubedrill, askPySigma, pythonWithSigma} from './ask.js';
import {DIFFERENCES} from './differences.js';
import {EVENTS, MODIFIERS, type Question, questions} from './generate.js';

const SEED = Number(process.env.KUBEDRILL_SEED ?? 1);
const python = pythonWithSigma();
if (!python) {
  console.warn(
    '\n!!! SKIPPED: "rules mean the same to pySigma 2.0 and to kubedrill" (test/sigma/pysigma/pysigma.test.ts)\n' +
      '!!! there is no Python with pySigma: python3 -m venv V; V/bin/pip install pysigma==2.0.1; LAB_PYSIGMA=V/bin/python\n',
  );
}

const isSame = (ours: Answer, theirs: Answer): boolean =>
  'error' in ours || 'error' in theirs
    ? 'error' in ours && 'error' in theirs
    : ours.matches.join() === theirs.matches.join();

const told = (answer: Answer): string =>
  'error' in answer ? `refused, ${answer.error.split('\n')[0]}` : `matches ${answer.matches.length}`;

test.skipIf(!python)('rules mean the same to pySigma 2.0 and to kubedrill', {timeout: 300_000}, async () => {
  const all: Question[] = questions(seededRandom(SEED));
  const theirs = await askPySigma(python ?? '', all, EVENTS);
  const counts = new Map<string, number>();
  const unlisted: string[] = [];
  let agreed = 0;
  for (const [i, question] of all.entries()) {
    const [ours, their] = [askKubedrill(question, EVENTS), theirs[i] ?? {error: 'no answer'}];
    const difference = isSame(ours, their) ? undefined : DIFFERENCES.find(d => d.holds(question, ours, their));
    if (isSame(ours, their)) agreed++;
    else if (difference) counts.set(difference.what, (counts.get(difference.what) ?? 0) + 1);
    else unlisted.push(`${question.about} ${question.name}: kubedrill ${told(ours)}; pySigma ${told(their)}`);
  }
  const listed = [...counts.values()].reduce((sum, count) => sum + count, 0);
  console.log(
    [
      `${all.length} rules over ${EVENTS.length} events, seed ${SEED}: ${agreed} agreements, ${listed} listed disagreements`,
      ...DIFFERENCES.map(({what, section}) => `  ${String(counts.get(what) ?? 0).padStart(4)}  ${what} (${section})`),
    ].join('\n'),
  );
  expect(unlisted).toEqual([]);
  expect(DIFFERENCES.filter(({what}) => !counts.has(what)).map(({what}) => what)).toEqual([]);
});

test('every modifier is asked about, alone and beside every other', () => {
  const names = questions(seededRandom(SEED)).map(({name}) => name);
  for (const a of MODIFIERS) {
    expect(names.some(name => name.startsWith(`requestObject.v|${a}: `))).toBe(true);
    for (const b of MODIFIERS) expect(names.some(name => name.startsWith(`requestObject.v|${a}|${b}: `))).toBe(true);
  }
});
