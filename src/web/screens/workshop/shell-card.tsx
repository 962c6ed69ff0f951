import {type FormEvent, type KeyboardEvent, useEffect, useRef, useState} from 'react';
import {kubectl} from '../../net/api.js';
import {Card} from '../../parts/card.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';

/** One line that was given, and what came of it; absent: it is under way. */
interface Line {
  id: number;
  line: string;
  outcome?: {ok: boolean; text: string};
}

/** More would only slow the page down. */
const KEPT = 100;

/** kubectl for those who have none: one line at a time, against the cluster of the team. */
export function ShellCard() {
  const {words} = useLive();
  const told = words.workshop.shell;
  const [lines, setLines] = useState<readonly Line[]>([]);
  const [text, setText] = useState('');
  /** How far back in what was given before; none: at what is being typed. */
  const [back, setBack] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const output = useRef<HTMLDivElement>(null);
  // What has come is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: lines are what it depends on
  useEffect(() => {
    output.current?.scrollTo(0, output.current.scrollHeight);
  }, [lines]);

  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const line = text.trim();
    if (isBusy || !line) return;
    const id = (lines.at(-1)?.id ?? 0) + 1;
    setLines(before => [...before, {id, line}].slice(-KEPT));
    setText('');
    setBack(0);
    setBusy(true);
    const answer = await kubectl(line).catch(() => undefined);
    const outcome = answer?.ok ? answer.value : {ok: false, text: answer?.reason ?? words.join.unreachable};
    setLines(before => before.map(one => (one.id === id ? {...one, outcome} : one)));
    setBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = {ArrowUp: 1, ArrowDown: -1}[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(lines.length, back + step));
    setBack(to);
    setText(to === 0 ? '' : (lines.at(-to)?.line ?? ''));
  };
  return (
    <Card place="shell" title={told.title} className="shell">
      <p className="quiet">{told.intro}</p>
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard as well
        <div className="output" ref={output} role="log" aria-label={told.output} tabIndex={0}>
          {lines.map(({id, line, outcome}) => (
            <div key={id}>
              <p>
                <code>$ {asTyped(line)}</code>{' '}
                {outcome ? (
                  !outcome.ok && <Mark tone="bad">{told.failed}</Mark>
                ) : (
                  <Mark tone="busy">{told.running}</Mark>
                )}
              </p>
              {outcome && <pre>{outcome.text}</pre>}
            </div>
          ))}
        </div>
      )}
      <form className="prompt" onSubmit={event => void onSubmit(event)}>
        <label htmlFor="shell-line">
          <span className="heard">{told.line}</span>
          <code aria-hidden="true">$ kubectl</code>
        </label>
        <input
          id="shell-line"
          value={text}
          onChange={event => {
            setText(event.target.value);
            setBack(0);
          }}
          onKeyDown={onKeyDown}
          placeholder={told.example}
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          maxLength={4000}
        />
        <button type="submit" aria-disabled={isBusy}>
          {told.run}
        </button>
      </form>
    </Card>
  );
}

/** With the word that stands before the field. */
const asTyped = (line: string): string => (/^(kubectl|k)\s/.test(line) ? line : `kubectl ${line}`);
