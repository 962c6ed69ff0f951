/** What guides and sheets of a workshop say, in English. */
const en = {
  guide: {
    title: (drill: string) => `${drill}: trainer’s guide`,
    mark: 'WORKSHOP · for the trainer alone',
    plan: 'The plan',
    steps: (total: string) => [
      'Fifteen minutes first: who is in which team, everybody has joined, one kubectl get ns together, and what the stop word means.',
      'Watch the trainer’s screen: those who call and those who are stuck stand first. A free hint is better than a quarter of an hour of silence.',
      'Freeze the board ten minutes before the end, and let it go on when everybody looks at it.',
      'Five minutes before the end everybody is warned. It ends on its own when its time is over, if you do not prolong it.',
      `All in all ${total}, with fifteen minutes at the end to talk about it.`,
    ],
    planHead: ['', 'level', 'from', 'planned', 'points'],
    all: (level: string) => `all of ${level}`,
    some: (points: number, level: string) => `${points} points in ${level}`,
    opens: (needs: readonly string[]) =>
      needs.length ? `It opens by ${needs.join(' and ')}.` : 'It is open from the start.',
    taskHead: ['', 'task', 'solved when', 'points'],
    taken: (scenario: string) => `the alert of ${scenario} is taken`,
    anything: 'anything is answered',
    or: ' or ',
    hint: (text: string, price: number) => `${text} (${price} points)`,
    how: 'How it is solved:',
    hints: 'Hints, in this order:',
    talk: 'To talk about:',
    prevented: (text: string) => `What would have prevented it? ${text}`,
    questions: [
      'What did the audit log show, and what would it not have shown with another policy?',
      'Who would have to be told, in your place, and by when?',
    ],
    afterwards: 'Afterwards',
    last: [
      'The folder of the workshop has a report, a certificate for each team, and the log and the folder of each team: kubedrill report FOLDER --format aar makes an after-action report of one.',
      'Ask everybody for one thing that they will change at work on Monday.',
    ],
  },
  sheet: {
    title: (drill: string) => `${drill}: student’s sheet`,
    mark: 'WORKSHOP',
    duty: 'You are on duty for a cluster of your own. Somebody attacks it.',
    team: 'Team: ______________________      Code: ________ - ________',
    goes: 'How it goes',
    stop: (word: string) => `Who says “${word}” stops everything at once.`,
    rules: [
      'Join in a browser with the link and the code of your team. An alert appears when you are attacked: take it.',
      'Your team has a cluster of its own. The page has a shell; with kubectl of your own, download your kubeconfig there.',
      'Save what you will delete, before you delete it: get … -o yaml. Leave alone what has nothing to do with the attack.',
      'A task is solved when what it asks for has held in your cluster for some seconds. Nothing has to be handed in.',
      'Hints cost points; the price is said before. Call the trainer when you are stuck: that costs nothing.',
    ],
    tasks: 'What is to be done',
    head: ['', 'level', 'task', 'points', 'done'],
    begin: 'To begin with',
    procedures: 'Written procedures',
  },
};

export type PaperWords = typeof en;

const de: PaperWords = {
  guide: {
    title: drill => `${drill}: Leitfaden`,
    mark: 'WORKSHOP · nur für die Kursleitung',
    plan: 'Der Plan',
    steps: total => [
      'Zuerst eine Viertelstunde: wer in welchem Team ist, alle sind beigetreten, einmal gemeinsam kubectl get ns, und was das Stoppwort bedeutet.',
      'Behalten Sie die Ansicht der Kursleitung im Blick: wer ruft und wer nicht weiterkommt, steht vorn. Ein geschenkter Hinweis ist besser als eine Viertelstunde Stille.',
      'Frieren Sie die Anzeige zehn Minuten vor dem Ende ein, und lassen Sie sie weiterlaufen, wenn alle hinsehen.',
      'Fünf Minuten vor dem Ende werden alle gewarnt. Der Workshop endet von selbst, wenn Sie ihn nicht verlängern.',
      `Insgesamt ${total}, mit einer Viertelstunde am Ende, um darüber zu reden.`,
    ],
    planHead: ['', 'Stufe', 'ab', 'geplant', 'Punkte'],
    all: level => `alles von ${level}`,
    some: (points, level) => `${points} Punkte in ${level}`,
    opens: needs => (needs.length ? `Sie öffnet sich durch ${needs.join(' und ')}.` : 'Sie ist von Anfang an offen.'),
    taskHead: ['', 'Aufgabe', 'gelöst, wenn', 'Punkte'],
    taken: scenario => `der Alarm zu ${scenario} ist übernommen`,
    anything: 'irgendetwas geantwortet ist',
    or: ' oder ',
    hint: (text, price) => `${text} (${price} Punkte)`,
    how: 'So wird es gelöst:',
    hints: 'Hinweise, in dieser Reihenfolge:',
    talk: 'Zum Besprechen:',
    prevented: text => `Was hätte es verhindert? ${text}`,
    questions: [
      'Was stand im Audit-Log, und was hätte mit einer anderen Richtlinie nicht darin gestanden?',
      'Wer müsste bei Ihnen benachrichtigt werden, und bis wann?',
    ],
    afterwards: 'Danach',
    last: [
      'Im Ordner des Workshops liegen ein Bericht, eine Urkunde für jedes Team und das Protokoll und der Ordner jedes Teams: kubedrill report ORDNER --format aar macht daraus einen Bericht über eines.',
      'Fragen Sie alle nach einer Sache, die sie am Montag bei der Arbeit ändern werden.',
    ],
  },
  sheet: {
    title: drill => `${drill}: Blatt für Teams`,
    mark: 'WORKSHOP',
    duty: 'Sie haben Dienst für einen eigenen Cluster. Jemand greift ihn an.',
    team: 'Team: ______________________      Code: ________ - ________',
    goes: 'So läuft es ab',
    stop: word => `Wer „${word}“ sagt, hält alles sofort an.`,
    rules: [
      'Treten Sie im Browser mit dem Link und dem Code Ihres Teams bei. Werden Sie angegriffen, erscheint ein Alarm: übernehmen Sie ihn.',
      'Ihr Team hat einen eigenen Cluster. Die Seite hat eine Shell; für ein eigenes kubectl laden Sie dort Ihre Kubeconfig herunter.',
      'Sichern Sie, was Sie löschen wollen, bevor Sie es löschen: get … -o yaml. Lassen Sie in Ruhe, was nichts mit dem Angriff zu tun hat.',
      'Eine Aufgabe ist gelöst, wenn das Verlangte in Ihrem Cluster einige Sekunden lang gilt. Abzugeben ist nichts.',
      'Hinweise kosten Punkte; der Preis wird vorher genannt. Rufen Sie die Kursleitung, wenn Sie nicht weiterkommen: das kostet nichts.',
    ],
    tasks: 'Was zu tun ist',
    head: ['', 'Stufe', 'Aufgabe', 'Punkte', 'fertig'],
    begin: 'Für den Anfang',
    procedures: 'Geschriebene Verfahren',
  },
};

const ALL: Readonly<Record<string, PaperWords>> = {en, de};

/** What paper says in a language; English where there are no words for it. */
export const paperWords = (language: string): PaperWords => ALL[language] ?? en;
