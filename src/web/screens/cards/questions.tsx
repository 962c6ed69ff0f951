import {Act} from '../../parts/act.js';
import {Card} from '../../parts/card.js';
import {CommandForm, Field, Options} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {type QuestionRow, questionRows} from '../../rows/questions.js';
import {clockText} from '../../rows/times.js';

/** What people were asked; there is no such card before they are. */
export function QuestionsCard() {
  const {view, words, t} = useLive();
  const rows = questionRows(view, t);
  if (!rows.length) return null;
  return (
    <Card place="questions" title={words.questions.title}>
      <ul className="rows">
        {rows.map(row => (
          <Question key={row.id} row={row} />
        ))}
      </ul>
    </Card>
  );
}

function Question({row}: {row: QuestionRow}) {
  const live = useLive();
  const {words} = live;
  const {id, text, state, leftMs, points, triesLeft, options, answers, decision} = row;
  const facts = [
    ...(points ? [words.questions.points(points)] : []),
    ...(state === 'open' && !options ? [words.questions.tries(triesLeft)] : []),
  ];
  return (
    <li tabIndex={-1} className={state === 'open' ? 'open' : 'done'}>
      <div className="line">
        <h3>
          <span className="id">{id}</span> {text}
        </h3>
        <span className="quiet">{facts.join(' · ')}</span>
      </div>
      <p>
        <Mark tone={state === 'open' ? 'warn' : 'good'}>{words.questions.state[state]}</Mark>{' '}
        {leftMs !== undefined && (
          <Mark tone={leftMs < 0 ? 'bad' : 'calm'} mark="◷">
            {leftMs < 0 ? words.questions.overdue(clockText(-leftMs)) : words.questions.left(clockText(leftMs))}
          </Mark>
        )}
      </p>
      {answers.map(({n, name, answer, state: outcome}) => (
        <p key={n}>{words.questions.answered(name, answer, words.questions.outcomes[outcome] ?? outcome)}</p>
      ))}
      {decision && (
        <p>
          {words.questions.decided(decision.choice, decision.name, clockText(decision.t))}
          {!decision.inTime && `, ${words.questions.late}`}
          {decision.rationale !== '' && <q className="said">{decision.rationale}</q>}
        </p>
      )}
      {state === 'open' && options && may(live, 'decide') && <Decide row={row} options={options} />}
      {state === 'open' && !options && may(live, 'answer') && <Answer id={id} />}
      {state === 'open' && may(live, 'reveal') && (
        <Act command="reveal" input={{question: id}} isQuiet>
          {words.questions.reveal}
        </Act>
      )}
    </li>
  );
}

function Answer({id}: {id: string}) {
  const {words} = useLive();
  return (
    <CommandForm command="answer" submit={words.send} read={of => ({question: id, answer: of('answer')})}>
      <Field label={words.questions.answer} name="answer" required maxLength={500} autoComplete="off" />
    </CommandForm>
  );
}

function Decide({row, options}: {row: QuestionRow; options: NonNullable<QuestionRow['options']>}) {
  const {words} = useLive();
  const {id, needsRationale} = row;
  const label = needsRationale ? words.questions.rationale : `${words.questions.rationale} (${words.optional})`;
  return (
    <CommandForm
      command="decide"
      submit={words.questions.decide}
      read={of => ({question: id, choice: of('choice'), rationale: of('rationale')})}
    >
      <Options legend={words.questions.choice} name="choice" type="radio" options={options} isRequired />
      <Field label={label} name="rationale" lines={2} required={needsRationale} maxLength={2000} />
    </CommandForm>
  );
}
