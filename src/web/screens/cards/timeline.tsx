import {Card} from '../../parts/card.js';
import {useWidth} from '../../parts/hooks.js';
import {useLive} from '../../parts/live.js';
import {type Timeline, type TimelineMark, timelineOf} from '../../rows/timeline.js';
import {clockText} from '../../rows/times.js';

const [LEFT, RIGHT, LANE, TOP] = [80, 24, 34, 22];
const LANES = ['script', 'attacks', 'alerts', 'people'] as const;

/** The drill as a picture: what was planned, what came, and what people did about it. */
export function TimelineCard({due}: {due: Readonly<Record<string, number>>}) {
  const {view, run, words, t} = useLive();
  const line = timelineOf(view, run, due, t);
  return (
    <Card title={words.timeline.title} className="whole">
      <Picture line={line} t={t} />
    </Card>
  );
}

/** As wide as there is room, so that letters are as large on a phone as on a wall. */
function Picture({line: {endT, marks}, t}: {line: Timeline; t: number}) {
  const {words, view} = useLive();
  const [place, width] = useWidth();
  const x = (time: number): number => LEFT + (Math.min(time, endT) / endT) * (width - LEFT - RIGHT);
  const open = Object.values(view.alerts).filter(({taken}) => !taken).length;
  const label = words.timeline.label(clockText(t), Object.keys(view.injects).length, open);
  const height = TOP + LANES.length * LANE + 8;
  return (
    <svg ref={place} className="timeline" height={height} role="img" aria-label={label}>
      {LANES.map((lane, index) => (
        <g key={lane}>
          <text x={0} y={TOP + index * LANE + 22}>
            {words.timeline.lanes[lane]}
          </text>
          <line className="lane" x1={LEFT} x2={width} y1={TOP + index * LANE + 17} y2={TOP + index * LANE + 17} />
        </g>
      ))}
      {(width < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map(part => (
        <text key={part} className="scale" x={x(endT * part)} y={12}>
          {clockText(endT * part)}
        </text>
      ))}
      <line className="now" x1={x(t)} x2={x(t)} y1={TOP - 4} y2={height} />
      {withRoom(marks, x).map(({mark, isNamed}) => (
        <Entry key={`${mark.lane} ${mark.label} ${mark.t}`} mark={mark} isNamed={isNamed} x={x} />
      ))}
    </svg>
  );
}

/** Which marks have room for their names: what stands too close behind another keeps it for those who point at it. */
function withRoom(marks: readonly TimelineMark[], x: (t: number) => number): {mark: TimelineMark; isNamed: boolean}[] {
  const ends: Record<string, number> = {};
  return marks.map(mark => {
    const width = mark.label.length * 6.5 + 4;
    const from = mark.lane === 'attacks' ? x(mark.t) : x(mark.t) - width / 2;
    const isNamed = from > (ends[mark.lane] ?? 0);
    if (isNamed) ends[mark.lane] = from + width;
    return {mark, isNamed};
  });
}

function Entry({mark, isNamed, x}: {mark: TimelineMark; isNamed: boolean; x: (t: number) => number}) {
  const {lane, t, until, label, tone} = mark;
  const y = TOP + LANES.indexOf(lane) * LANE + 17;
  return (
    <g className={tone}>
      <title>{`${label} ${clockText(t)}${until === undefined ? '' : `–${clockText(until)}`}`}</title>
      {until !== undefined && <line className="span" x1={x(t)} x2={x(until)} y1={y} y2={y} />}
      {tone === 'planned' ? <rect x={x(t) - 5} y={y - 5} width={10} height={10} /> : <circle cx={x(t)} cy={y} r={6} />}
      {isNamed && (
        <text className={lane === 'attacks' ? 'name long' : 'name'} x={x(t)} y={y - 8}>
          {label}
        </text>
      )}
    </g>
  );
}
