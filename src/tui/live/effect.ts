/** Something that a screen asks for. */
export type Effect =
  | {kind: 'do'; name: string; input?: Readonly<Record<string, unknown>>; said?: string}
  | {kind: 'evidence'; file: string; title: string; alert?: string | undefined}
  | {kind: 'kubeconfig'; file: string}
  /** Asks what a hint costs, and then whether it is to be taken. */
  | {kind: 'hint'; alert?: string}
  /** Takes the screen away; the drill goes on. */
  | {kind: 'leave'}
  /** Ends the drill that this process plays. */
  | {kind: 'stop'};
