import {spawn, spawnSync} from 'node:child_process';
import {createRuleEngine} from '../../../src/sigma/engine.js';
import {load} from '../../helpers/rules.js';
import {PLACEHOLDERS, type Question} from './generate.js';

/** What came of a rule: it is refused, or matches some events, by their places. */
export type Answer = {error: string} | {matches: number[]};

/** A Python that has pySigma 2; undefined where there is none. */
export function pythonWithSigma(): string | undefined {
  const named = process.env.LAB_PYSIGMA ?? 'python3';
  const asked = "from importlib.metadata import version; assert version('pysigma').startswith('2.')";
  return spawnSync(named, ['-c', asked], {stdio: 'ignore'}).status === 0 ? named : undefined;
}

/** What pySigma says of each rule. */
export async function askPySigma(
  python: string,
  questions: readonly Question[],
  events: readonly unknown[],
): Promise<Answer[]> {
  const child = spawn(python, ['test/sigma/pysigma/referee.py'], {stdio: ['pipe', 'pipe', 'inherit']});
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(
    JSON.stringify({
      events,
      placeholders: PLACEHOLDERS,
      rules: questions.map(({about, text}) => ({text, match: about !== 'correlations'})),
    }),
  );
  const code = await new Promise(resolve => child.on('close', resolve));
  if (code !== 0) throw new Error(`the referee ended with ${code}`);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer[];
}

/** What kubedrill says of a rule. */
export function askKubedrill({about, text}: Question, events: readonly unknown[]): Answer {
  const {set, problems} = load(text, {placeholders: PLACEHOLDERS});
  const [problem] = problems;
  if (problem) return {error: problem.message};
  // pySigma matches none: whether they load is what is compared.
  if (about === 'correlations') return {matches: []};
  const engine = createRuleEngine(set);
  return {matches: events.flatMap((event, i) => (engine.push(event as never).length ? [i] : []))};
}
