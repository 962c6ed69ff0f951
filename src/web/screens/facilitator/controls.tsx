import {Act} from '../../parts/act.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {missingRoles} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

/** What moves the whole drill: its clock, its end, and the seal of its script. */
export function Controls() {
  const {view, words} = useLive();
  const {state, reason, gapMs} = view.clock;
  return (
    <section className="card whole steer" aria-label={words.steer.title} tabIndex={-1}>
      {state === 'waiting' && <Start />}
      <p className="line">
        {state === 'running' && <Act command="pause">{words.steer.pause}</Act>}
        {state === 'paused' && <Act command="resume">{words.steer.resume}</Act>}
        {state === 'ended' && <Sure command="finish" word={words.steer.finish} hint={words.steer.finishHint} />}
        {!view.isUnsealed && <Sure command="unseal" word={words.steer.unseal} hint={words.steer.unsealHint} />}
        {state !== 'ended' && <Sure command="end" word={words.steer.end} hint={words.steer.endHint} />}
      </p>
      {state === 'paused' && (
        <p>
          <Mark tone="warn">{words.clock.paused}</Mark> {reason}{' '}
          {gapMs !== undefined && words.clock.slept(clockText(gapMs))}
        </p>
      )}
    </section>
  );
}

/** What cannot be taken back takes two steps. */
export function Sure({command, word, hint}: {command: string; word: string; hint: string}) {
  return (
    <details className="sure">
      <summary>{word}</summary>
      <p>{hint}</p>
      <Act command={command}>{word}</Act>
    </details>
  );
}

function Start() {
  const {view, run, words} = useLive();
  const missing = missingRoles(view);
  const phase = run.phases.findLast(one => one.state === 'started');
  return (
    <>
      {!run.cluster && (
        <p>
          <Mark tone="busy">{words.steer.cluster}</Mark> <span className="quiet">{phase?.phase}</span>
        </p>
      )}
      {missing.length > 0 && (
        <p>
          <Mark tone="warn">{words.steer.missing(missing)}</Mark>
        </p>
      )}
      <p className="line">
        <Act command="start" input={missing.length ? {anyway: true} : {}}>
          {missing.length ? words.steer.startAnyway : words.steer.start}
        </Act>
      </p>
    </>
  );
}
