import {readFileSync} from 'node:fs';
import {parse} from 'yaml';
import {STAGES} from '../../build/events/words.js';
import {packaged} from '../../build/lib/paths.js';
import {blocks, table, text} from '../../build/report/markdown/text.js';
import {GENERATED} from './block.js';

const INTRO = `Where an expectation is not met, kubedrill names the last link that held, the first that did not, what proves it, and what
to change. These ways of breaking the chain are tried: each row is a test in \`test/sabotage/\` (where it is tried on the
simulated cluster, with servers on loopback) or in \`test/stack/sabotage/\` (on the real servers that it names), which
asserts verdict, links, words and proof. \`…\` stands for what differs from run to run. A new way is an entry in
\`test/sabotage/ways.yaml\` and a test that calls it by its name.`;

const NOTES = `The verdict says what the link did. *missed*: nothing arrived there, and every source that could have seen it was
looking. *late*: it came after its SLA. *inconclusive*: a source that could have seen it could not look, so the outcome is not known;
it is never counted as missed.

Where a stack has several sources of a stage, all of them are asked, and every reason they give is reported. That nothing came to
one of them, as to an Alertmanager to which nobody posts, is reported only where no other source knows why.`;

/** `docs/broken-links.md`: every way of breaking the chain that is tried, and what is said of it. */
export function brokenLinksPage() {
  const ways = parse(readFileSync(packaged('test', 'sabotage', 'ways.yaml'), 'utf8'));
  const broken = STAGES.filter(stage => ways.some(way => way.broken === stage));
  return `${blocks(
    GENERATED,
    '# Broken links',
    INTRO,
    NOTES,
    ...broken.map(stage =>
      section(
        stage,
        ways.filter(way => way.broken === stage),
      ),
    ),
  )}\n`;
}

const HEAD = ['way', 'link', 'verdict', 'what kubedrill says', 'likely cause', 'what to change', 'tried on'];

const section = (stage, ways) => `## At ${stage}\n\n${table([HEAD, ...ways.map(rowOf)])}`;

const rowOf = ({way, held, broken, verdict, says, likely, change, on}) => [
  text(way),
  `${held} → **${broken}**`,
  verdict,
  ...[says, likely, change, on.join(', ')].map(text),
];
