import {type FormEvent, useState} from 'react';
import {Card} from '../../parts/card.js';
import {CommandForm, Field} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';
import {wordsIn} from '../../words/words.js';

const SCORES = [1, 2, 3, 4, 5] as const;

/** What people say when it is over: five statements and a text, without a name, and what should become better. */
export function HotWash() {
  const {view, words, hello, isShut} = useLive();
  return (
    <fieldset className="whole hot-wash" disabled={isShut}>
      {hello.can.includes('survey') && <Survey />}
      <Card title={words.wash.improvements} aside={view.improvements.length || undefined}>
        <CommandForm
          command="improve"
          submit={words.wash.propose}
          read={of => ({
            text: of('text'),
            ...(of('owner') !== '' && {owner: of('owner')}),
            ...(of('due') !== '' && {due: of('due')}),
          })}
        >
          <Field label={words.wash.improvement} name="text" lines={2} required maxLength={1000} />
          <Field label={`${words.wash.owner} (${words.optional})`} name="owner" maxLength={100} autoComplete="off" />
          <Field label={`${words.wash.due} (${words.optional})`} name="due" type="date" />
        </CommandForm>
        <ul className="rows">
          {view.improvements.toReversed().map(({id, person, text, owner, due}) => (
            <li key={id}>
              <p className="said">{text}</p>
              <p className="quiet">{[nameOf(view, person), owner, due].filter(Boolean).join(' · ')}</p>
            </li>
          ))}
        </ul>
      </Card>
    </fieldset>
  );
}

function Survey() {
  const {words, hello, send} = useLive();
  const [isDone, setDone] = useState(false);
  // Answers of people who read it in several languages are answers to one question.
  const asked = wordsIn(hello.language).wash;
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const answers = asked.statements.flatMap((question, index) => {
      const score = data.get(`score${index}`);
      return score === null ? [] : [{question, score: Number(score)}];
    });
    const text = String(data.get('text')).trim();
    for (const answer of [...answers, ...(text ? [{question: asked.open, text}] : [])]) {
      if ((await send('survey', answer)).state === 'refused') return;
    }
    setDone(true);
  };
  if (isDone) {
    return (
      <Card title={words.wash.title}>
        <p role="status">{words.wash.thanks}</p>
      </Card>
    );
  }
  return (
    <Card title={words.wash.title}>
      <p>{words.wash.intro}</p>
      <form onSubmit={event => void onSubmit(event)}>
        {words.wash.statements.map((statement, index) => (
          <fieldset key={statement} className="rating">
            <legend>{statement}</legend>
            <span className="quiet">{words.wash.least}</span>
            {SCORES.map(score => (
              <label key={score}>
                <input type="radio" name={`score${index}`} value={score} /> {score}
              </label>
            ))}
            <span className="quiet">{words.wash.most}</span>
          </fieldset>
        ))}
        <Field label={`${words.wash.open} (${words.optional})`} name="text" lines={3} maxLength={2000} />
        <button type="submit">{words.send}</button>
      </form>
    </Card>
  );
}
