import {parentPort, workerData} from 'node:worker_threads';
import {createRuleEngine} from '../../../sigma/engine.js';
import {readRules} from '../load.js';
import {digestLines} from '../play/digest-lines.js';
import {type Job, namesOf, type Said, type ThreadStart, toSend} from './messages.js';

/** A thread of `rules test`: digests lines of logs. Its caller ends it. */
function serve({flags, window, labelled}: ThreadStart, port: NonNullable<typeof parentPort>): void {
  const rules = readRules(flags);
  const engine = createRuleEngine(rules);
  const places = new Map(rules.rules.map((rule, i) => [rule, i]));
  const say = (said: Said) => port.postMessage(said);
  port.on('message', ({id, ...lines}: Job) => {
    const digest = digestLines(lines, {engine, window, labelled});
    say({type: 'digest', id, digest: digest && toSend(digest, places)});
  });
  say({type: 'ready', rules: namesOf(rules)});
}

if (parentPort) serve(workerData, parentPort);
