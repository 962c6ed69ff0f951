import {byNeed, type TeamRow} from '../../../view/live/matrix.js';
import {Act} from '../../parts/act.js';
import {Card} from '../../parts/card.js';
import {CommandForm, Field} from '../../parts/form.js';
import {useLive} from '../../parts/live.js';
import {Mark} from '../../parts/mark.js';
import {clockText} from '../../rows/times.js';

/** Every team, those first who need somebody, and what the trainer can do for each. */
export function TeamsCard({rows}: {rows: readonly TeamRow[]}) {
  const {words} = useLive();
  const told = words.workshop.teams;
  return (
    <Card place="teams" title={told.title} aside={told.needs(rows.filter(({needsHelp}) => needsHelp).length)}>
      <ul className="rows">
        {byNeed(rows).map(row => (
          <Team key={row.team.id} row={row} />
        ))}
      </ul>
    </Card>
  );
}

function Team({row}: {row: TeamRow}) {
  const {words, view} = useLive();
  const told = words.workshop.teams;
  // Who mends labs works on a machine of their own.
  const isHere = view.workshop?.layout !== 'labs';
  const {team, needsHelp} = row;
  const {id, name, points, people, hints, hintPoints, wrong, resets, helpT} = team;
  const facts = [
    words.workshop.levels.points(points),
    ...(isHere ? [told.people(people)] : []),
    ...(team.checked ? [told.checked(team.checked.level, team.checked.at)] : []),
    ...(hints ? [told.hints(hints, hintPoints)] : []),
    ...(wrong ? [told.wrong(wrong)] : []),
    ...(resets ? [told.resets(resets)] : []),
  ];
  return (
    <li className={needsHelp ? 'open' : 'done'}>
      <details>
        <summary>
          <span className="line">
            <h3>{name}</h3>
            <State row={row} />
            <span className="quiet">{facts.join(' · ')}</span>
          </span>
        </summary>
        {team.failed !== undefined && <p className="said">{team.failed}</p>}
        <div className="line acts" tabIndex={-1}>
          {helpT !== undefined && (
            <Act command="helped" input={{team: id}} label={told.helpedFor(name)}>
              {told.helped}
            </Act>
          )}
          {isHere && (
            <>
              <Act command="give-hint" input={{team: id}} label={told.hintFor(name)}>
                {told.hint}
              </Act>
              <Act command="move-on" input={{team: id}} label={told.moveOnFor(name)}>
                {told.moveOn}
              </Act>
              <details className="sure">
                <summary>{told.reset}</summary>
                <p>{told.resetHint}</p>
                <Act command="reset" input={{team: id}} label={`${told.reset}: ${name}`}>
                  {told.reset}
                </Act>
              </details>
            </>
          )}
          <details className="sure">
            <summary>{told.award}</summary>
            <CommandForm
              {...{command: 'award', submit: words.send, label: `${told.award}: ${name}`}}
              read={of => ({team: id, points: Number(of('points')), reason: of('reason')})}
            >
              <Field {...{label: told.points, name: 'points', type: 'number', required: true, defaultValue: '10'}} />
              <Field {...{label: told.reason, name: 'reason', required: true, maxLength: 200}} />
            </CommandForm>
          </details>
        </div>
      </details>
    </li>
  );
}

function State({row: {team, stuck, isFinished}}: {row: TeamRow}) {
  const {words, view} = useLive();
  const told = words.workshop.teams;
  if (team.failed !== undefined) return <Mark tone="bad">{told.failed}</Mark>;
  if (team.helpT !== undefined)
    return (
      <Mark tone="warn" mark="⚑">
        {told.calls(clockText(team.helpT))}
      </Mark>
    );
  if (stuck)
    return (
      <Mark tone="warn" mark="⚑">
        {told.stuck[stuck]}
      </Mark>
    );
  if (isFinished) return <Mark tone="good">{told.finished}</Mark>;
  if (!team.isReady && view.clock.state !== 'ended') return <Mark tone="busy">{told.starting}</Mark>;
  return <Mark tone="calm">{told.ok}</Mark>;
}
