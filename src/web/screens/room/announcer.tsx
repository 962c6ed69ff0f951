import type {Newest} from '../../net/live-store.js';
import {useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';

/** Tells those who hear the page what has just come: an alert at once, everything else when there is a pause. */
export function Announcer({newest}: {newest: Newest}) {
  const {view, words} = useLive();
  const alert = newest.alert === undefined ? undefined : view.alerts[newest.alert]?.shown;
  const inject = newest.inject === undefined ? undefined : view.injects[newest.inject]?.delivered;
  const question = newest.question === undefined ? undefined : view.questions[newest.question]?.asked.question;
  const message = view.messages.find(({id}) => id === newest.message);
  return (
    <div className="heard">
      <p aria-live="assertive">
        {alert && words.alerts.fresh(alert.alert, alert.rule, words.levels[alert.level] ?? alert.level)}
      </p>
      <p aria-live="polite">{inject && words.inbox.fresh(inject.from ?? words.inbox.nobody, inject.text ?? '')}</p>
      <p aria-live="polite">{question && words.questions.fresh(question.text)}</p>
      <p aria-live="polite">{message && words.inbox.fresh(nameOf(view, message.by), message.text)}</p>
    </div>
  );
}
