import type {NodeShell} from '../../cluster/cluster.js';
import type {Clock} from '../../lib/clock.js';
import {DrillError, EXIT} from '../../lib/errors.js';
import {until} from '../../lib/until.js';
import type {AtSource} from '../observation.js';
import {followLines, type Written} from './lines.js';
import {type Marker, monotonic} from './marker.js';
import {USE_KIND} from './pod.js';
import {noPlace, type Probe, type ProbeContext} from './probe.js';

/** The name under which a journal has the markers. */
const IDENTIFIER = 'kubedrill-coverage';

/** The journal of the node that runs the API server. What stands in a journal stays there: it cannot be taken back. */
export const nodes: Probe = {
  log: 'nodes',
  absent: context =>
    context.cluster.nodes
      ? noPlace(context, 'nodes')
      : {reason: 'there are no commands on nodes of this cluster', next: [`${USE_KIND} of kind`]},
  async run(context) {
    const {lines, signal} = context;
    const shell = context.cluster.nodes;
    if (!shell) throw new Error('nodes is run only where there are commands on nodes');
    return [
      await followLines(context, {
        ...{log: 'nodes', kind: 'nodes', count: lines, certain: true},
        async write(marker, written) {
          await write(shell, marker.word, lines, signal);
          return shownByJournal(shell, marker, written, context);
        },
      }),
    ];
  },
};

/** @throws DrillError (exit code 4) when nothing on the node takes lines for its journal or syslog. */
async function write(shell: NodeShell, word: string, lines: number, signal: AbortSignal): Promise<void> {
  const loop = `i=1; while [ $i -le ${lines} ]; do echo "${word} n=$i of ${lines}"; i=$((i + 1)); done`;
  const take = `if command -v systemd-cat >/dev/null; then systemd-cat -t ${IDENTIFIER}; else logger -t ${IDENTIFIER}; fi`;
  const result = await shell.run(shell.defaultNode, ['sh', '-c', `{ ${loop}; } | { ${take}; }`], signal);
  if (result.ok) return;
  const why = `${result.why} ${result.output}`.trim();
  throw new DrillError(`${shell.defaultNode} accepts no lines for its journal: ${why}`, EXIT.inconclusive, [
    'the node needs systemd-cat or logger',
  ]);
}

/** The journal writes with a delay of its own: it is asked until it has all of them, or stops growing. */
async function shownByJournal(
  shell: NodeShell,
  marker: Marker,
  written: Written,
  {clock, signal, lines}: ProbeContext,
): Promise<AtSource> {
  const where = `the journal of ${shell.defaultNode}`;
  const command = ['journalctl', '-t', IDENTIFIER, '-o', 'short-unix', '--no-pager', '--since', '-15min'];
  let before = -1;
  const look = async () => {
    const result = await shell.run(shell.defaultNode, command, signal);
    if (!result.ok) return `journalctl: ${result.why} ${result.output}`.trim();
    const stamps = journalStamps(result.stdout, marker, clock);
    for (const [number, at] of stamps) written.set(number, at);
    const hasGrown = stamps.size !== before;
    before = stamps.size;
    return {seen: stamps.size, hasGrown};
  };
  const found = await until(look, {
    ...{clock, signal, pauses: SETTLE_MS},
    enough: now => typeof now === 'string' || now.seen >= lines || !now.hasGrown,
  });
  if (typeof found === 'string') return {where, unknown: found};
  return {where, seen: found.seen};
}

const SETTLE_MS = 1000;

/** Number of a marker → when the journal took it: a line begins with seconds since 1970. */
function journalStamps(journal: string, marker: Marker, clock: Clock): Map<number, number> {
  const stamps = new Map<number, number>();
  for (const line of journal.split('\n')) {
    const at = Number(line.slice(0, line.indexOf(' '))) * 1000;
    for (const number of marker.numbersIn(line)) stamps.set(number, monotonic(clock, at));
  }
  return stamps;
}
