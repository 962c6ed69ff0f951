import {type FormEvent, useState} from 'react';
import {EVIDENCE, evidenceFields} from '../../../live/part/evidence.js';
import {Fold, Nothing} from '../../parts/card.js';
import {Choice, Field} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

/** What was handed in, and a form to hand in more. Those who run and observe the drill may have a look at it. */
export function EvidenceCard() {
  const live = useLive();
  const {view, words, hello} = live;
  const isStaff = hello.kind === 'controls' || hello.kind === 'observes';
  return (
    <Fold title={words.evidence.title} aside={view.evidence.length || undefined}>
      {may(live, 'evidence') && <HandIn />}
      {view.evidence.length ? (
        <ul className="rows">
          {view.evidence.toReversed().map(({id, title, person, t, bytes, alert}) => (
            <li key={id}>
              <p>
                <span className="id">{id}</span> {title}
              </p>
              <p className="quiet">
                {[nameOf(view, person), clockText(t), words.evidence.size(bytes), alert].filter(Boolean).join(' · ')}
              </p>
              {isStaff && (
                <a href={`/api/evidence/${id}`} download aria-label={words.evidence.downloadOne(title)}>
                  {words.download}
                </a>
              )}
            </li>
          ))}
        </ul>
      ) : (
        <Nothing>{words.evidence.none}</Nothing>
      )}
    </Fold>
  );
}

/** What the server takes at the most. */
const MOST_BYTES = 1024 * 1024;

function HandIn() {
  const {view, words, tell, send} = useLive();
  const [isBusy, setBusy] = useState(false);
  const none = {id: '', text: words.evidence.noAlert};
  const alerts = Object.values(view.alerts).map(({shown}) => ({
    id: shown.alert,
    text: `${shown.alert} ${shown.rule}`,
  }));
  const onSubmit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [file, text, alert] = [data.get('file'), String(data.get('text')), String(data.get('alert'))];
    const given = file instanceof File && file.size ? file : new Blob([text]);
    if (!given.size || isBusy) return tell(words.evidence.empty);
    if (given.size > MOST_BYTES) return tell(words.evidence.tooLarge);
    setBusy(true);
    const bytes = new Uint8Array(await given.arrayBuffer());
    const outcome = await send(EVIDENCE, evidenceFields(bytes, String(data.get('title')), alert || undefined));
    setBusy(false);
    if (outcome.state !== 'refused') form.reset();
    if (outcome.state === 'done') tell(words.evidence.done((outcome.value as {id: string}).id));
  };
  return (
    <form onSubmit={event => void onSubmit(event)}>
      <Field label={words.evidence.what} name="title" required maxLength={200} autoComplete="off" />
      <Choice label={words.evidence.alert} name="alert" options={[none, ...alerts]} />
      <Field label={words.evidence.text} name="text" lines={3} />
      <Field label={words.evidence.file} name="file" type="file" accept="image/png,text/*,.yaml,.json,.log" />
      <button type="submit" aria-disabled={isBusy}>
        {words.evidence.submit}
      </button>
    </form>
  );
}
