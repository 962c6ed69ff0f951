import {Fold, Nothing} from '../../parts/card.js';
import {Choice, CommandForm, Field, Options} from '../../parts/form.js';
import {may, useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {nameOf} from '../../rows/people.js';
import {clockText} from '../../rows/times.js';

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;

/** The incidents that were declared, and a form for another. */
export function DeclareCard() {
  const live = useLive();
  const {view, words} = live;
  const alerts = Object.values(view.alerts).map(({shown}) => ({id: shown.alert, text: `${shown.alert} ${shown.rule}`}));
  const severities = SEVERITIES.map(id => ({id, text: words.levels[id] ?? id}));
  return (
    <Fold title={words.declare.title} aside={view.declared.at(-1)?.incident}>
      <ul className="rows">
        {view.declared.map(({incident, severity, person, t, summary}) => (
          <li key={incident}>
            <Mark tone="bad" mark="■">
              {words.declare.declared(incident, words.levels[severity] ?? severity)}
            </Mark>{' '}
            <span className="quiet">
              {nameOf(view, person)} · {clockText(t)}
            </span>
            <p className="said">{summary}</p>
          </li>
        ))}
      </ul>
      {!view.declared.length && <Nothing>{words.declare.none}</Nothing>}
      {may(live, 'declare') && (
        <CommandForm
          command="declare"
          submit={words.declare.submit}
          read={(of, all) => ({severity: of('severity'), alerts: all('alerts'), summary: of('summary')})}
        >
          <Choice label={words.declare.severity} name="severity" options={severities} value="high" />
          {alerts.length > 0 && (
            <Options legend={words.declare.alerts} name="alerts" type="checkbox" options={alerts} />
          )}
          <Field label={words.declare.summary} name="summary" lines={2} required maxLength={2000} />
        </CommandForm>
      )}
    </Fold>
  );
}
