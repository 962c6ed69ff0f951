import {type FormEvent, useState} from 'react';
import {join, type Me} from '../net/api.js';
import {Field} from '../parts/form.js';
import type {Words} from '../words/en.js';

/** Where somebody says who they are. */
export function Join({
  code,
  known,
  words,
  why,
  onJoined,
}: {
  /** From the address; it may be typed as well. */
  code: string;
  /** Who this browser is known as already. */
  known?: Me;
  words: Words;
  /** Why somebody who was there is asked again. */
  why?: string;
  onJoined: (me: Me) => void;
}) {
  const [reason, setReason] = useState(why);
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy) return;
    const data = new FormData(event.currentTarget);
    setBusy(true);
    const answer = await join(String(data.get('code')), String(data.get('name'))).catch(() => undefined);
    setBusy(false);
    if (answer?.ok) onJoined(answer.value);
    else setReason(answer?.reason ?? words.join.unreachable);
  };
  return (
    <main id="main" className="join">
      <p className="drill">{words.drill}</p>
      <h1>{words.join.title}</h1>
      <p>{words.join.intro}</p>
      {known && (
        <p>
          <button type="button" onClick={() => onJoined(known)}>
            {words.join.goOn(known.name, known.role)}
          </button>
        </p>
      )}
      <form className="card" onSubmit={event => void onSubmit(event)}>
        <Field
          {...{label: words.join.code, name: 'code', help: words.join.codeHelp, defaultValue: code}}
          {...{required: true, maxLength: 40, autoComplete: 'off', autoFocus: code === ''}}
        />
        <Field
          {...{label: words.join.name, name: 'name', help: words.join.nameHelp}}
          {...{required: true, maxLength: 40, autoComplete: 'nickname', autoFocus: code !== ''}}
        />
        <p role="alert" className="refusal">
          {reason}
        </p>
        <button type="submit" aria-disabled={isBusy}>
          {words.join.submit}
        </button>
      </form>
    </main>
  );
}
