import {Card, Nothing} from '../../parts/card.js';
import {Choice, CommandForm, Field} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {nameOf} from '../../rows/people.js';
import {ratedRows} from '../../rows/ratings.js';
import {clockText} from '../../rows/times.js';

/** What an observer saw, and what it was about. */
export function ObserveCard() {
  const {view, words} = useLive();
  const about = [
    {id: '', text: words.observe.nothing},
    ...ratedRows(view).map(({objective, task, text}) => ({
      id: task === undefined ? `objective ${objective}` : `task ${task} ${objective}`,
      text: `${task ?? objective} ${text}`,
    })),
    ...(view.script?.injects ?? []).map(({id, title}) => ({id: `inject ${id}`, text: `${id} ${title}`})),
  ];
  const seen = view.observations.filter(({text}) => text !== '');
  return (
    <Card title={words.observe.title}>
      <CommandForm
        command="observe"
        submit={words.observe.submit}
        read={of => ({text: of('text'), ...aboutOf(of('about'))})}
      >
        <Field label={words.observe.text} name="text" lines={2} required maxLength={4000} />
        <Choice label={words.observe.about} name="about" options={about} />
      </CommandForm>
      {!seen.length && <Nothing>{words.observe.none}</Nothing>}
      <ul className="rows">
        {seen.toReversed().map(({id, person, t, text, objective, task, inject}) => (
          <li key={id}>
            <p className="quiet">
              {[nameOf(view, person), clockText(t), task ?? objective ?? inject].filter(Boolean).join(' · ')}
            </p>
            <p className="said">{text}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function aboutOf(value: string): Record<string, string> {
  const [what, id, objective] = value.split(' ');
  if (!what || id === undefined) return {};
  return {[what]: id, ...(objective !== undefined && {objective})};
}
