import type {Text} from '../../scenario/exercise/people.js';

type Words = Extract<Text, Record<string, string>>;

/** Somebody who calls or writes in the middle of it. */
export interface Call {
  to: string;
  from: Words;
  via: 'chat' | 'mail' | 'phone' | 'in person' | 'ticket' | 'news';
  text: Words;
  expect: Words;
}

/** A choice between two evils, and what each leads to. */
export interface Dilemma {
  text: Words;
  options: {id: string; text: Words; leads: Omit<Call, 'to'>}[];
}

/** What may come in between; who it is for is a role of every drawn story. */
export const CALLS: readonly Call[] = [
  {
    ...{to: 'responder', via: 'chat'},
    from: {en: 'A developer', de: 'Jemand aus der Entwicklung'},
    text: {
      en: 'Quick one: I cannot deploy since a few minutes, something about forbidden. Did you change anything?',
      de: 'Kurze Frage: Ich kann seit ein paar Minuten nicht deployen, irgendwas mit „forbidden“. Habt ihr etwas geändert?',
    },
    expect: {
      en: 'Asks since when, and which account; says nothing about the incident.',
      de: 'Fragt, seit wann und mit welchem Konto; sagt nichts über den Vorfall.',
    },
  },
  {
    ...{to: 'responder', via: 'ticket'},
    from: {en: 'Monitoring', de: 'Monitoring'},
    text: {
      en: 'A planned upgrade of the log pipeline begins in ten minutes. Events may arrive up to half an hour late.',
      de: 'In zehn Minuten beginnt ein geplantes Upgrade der Log-Pipeline. Ereignisse kommen bis zu eine halbe Stunde später.',
    },
    expect: {
      en: 'Has it postponed, or names who watches the audit log at its source.',
      de: 'Lässt es verschieben oder nennt, wer das Audit-Log an der Quelle verfolgt.',
    },
  },
  {
    ...{to: 'commander', via: 'phone'},
    from: {en: 'Head of sales', de: 'Vertriebsleitung'},
    text: {
      en: 'I sit with our largest customer and the demo shows errors. How long will this take, and what do I tell them?',
      de: 'Ich sitze bei unserem größten Kunden, und die Vorführung zeigt Fehler. Wie lange dauert das, und was sage ich?',
    },
    expect: {
      en: 'Gives a time for the next report, not for the end; no guess about causes.',
      de: 'Nennt den Zeitpunkt des nächsten Berichts, nicht des Endes; keine Vermutung über Ursachen.',
    },
  },
  {
    ...{to: 'commander', via: 'in person'},
    from: {en: 'A colleague from another team', de: 'Jemand aus einem anderen Team'},
    text: {
      en: 'I heard what is going on and have admin rights on that cluster. Shall I just delete the whole namespace?',
      de: 'Ich habe gehört, was los ist, und bin Admin auf dem Cluster. Soll ich einfach den ganzen Namespace löschen?',
    },
    expect: {
      en: 'Declines with thanks, and says what evidence and which services would be gone.',
      de: 'Lehnt dankend ab und sagt, welche Spuren und Dienste dann weg wären.',
    },
  },
  {
    ...{to: 'communications', via: 'mail'},
    from: {en: 'A journalist', de: 'Eine Journalistin'},
    text: {
      en: 'A source tells me that your platform was compromised this week. Will you comment before four o’clock?',
      de: 'Mir wird berichtet, Ihre Plattform sei diese Woche kompromittiert worden. Nehmen Sie bis 16 Uhr Stellung?',
    },
    expect: {
      en: 'A holding statement, agreed with the commander; neither denial nor detail.',
      de: 'Eine abgestimmte Zwischenauskunft; weder Dementi noch Einzelheiten.',
    },
  },
  {
    ...{to: 'communications', via: 'chat'},
    from: {en: 'Data protection officer', de: 'Datenschutz'},
    text: {
      en: 'Can you rule out that personal data was read? I have to know when our seventy-two hours begin.',
      de: 'Können Sie ausschließen, dass personenbezogene Daten gelesen wurden? Ich muss wissen, ab wann die 72 Stunden laufen.',
    },
    expect: {
      en: 'Says what is known and what is not, and since when the team is aware.',
      de: 'Sagt, was bekannt ist und was nicht, und seit wann das Team Kenntnis hat.',
    },
  },
];

/** What the commander has to decide. */
export const DILEMMAS: readonly Dilemma[] = [
  {
    text: {
      en: 'Do you take the affected namespace off the network now, or watch the attacker for another hour?',
      de: 'Nehmen Sie den betroffenen Namespace jetzt vom Netz, oder beobachten Sie den Angreifer noch eine Stunde?',
    },
    options: [
      {
        id: 'cut',
        text: {en: 'Off the network, now', de: 'Sofort vom Netz'},
        leads: {
          via: 'phone',
          from: {en: 'Service desk', de: 'Service Desk'},
          text: {
            en: 'Nobody can place an order since a minute. Is that you? Who tells the customers?',
            de: 'Seit einer Minute kann niemand mehr bestellen. Sind Sie das? Wer sagt es den Kunden?',
          },
          expect: {en: 'Confirms, and names who informs.', de: 'Bestätigt und nennt, wer informiert.'},
        },
      },
      {
        id: 'watch',
        text: {en: 'Watch for another hour', de: 'Noch eine Stunde beobachten'},
        leads: {
          via: 'mail',
          from: {en: 'Network team', de: 'Netzwerk-Team'},
          text: {
            en: 'Four gigabytes went from that namespace to an address abroad in the last ten minutes. Is that expected?',
            de: 'In den letzten zehn Minuten gingen vier Gigabyte aus dem Namespace an eine Adresse im Ausland. Ist das so gewollt?',
          },
          expect: {en: 'Reconsiders the decision aloud.', de: 'Überdenkt die Entscheidung laut.'},
        },
      },
    ],
  },
  {
    text: {
      en: 'One account did all of this so far. Do you lock this one, or every account of the same team?',
      de: 'Bisher tat alles ein Konto. Sperren Sie dieses eine oder alle Konten desselben Teams?',
    },
    options: [
      {
        id: 'one',
        text: {en: 'Only this one', de: 'Nur dieses eine'},
        leads: {
          via: 'chat',
          from: {en: 'Audit', de: 'Revision'},
          text: {
            en: 'A second account of that team has just logged in at an hour at which it never does.',
            de: 'Ein zweites Konto des Teams hat sich gerade zu einer Zeit angemeldet, zu der es das nie tut.',
          },
          expect: {en: 'Looks for what it did since.', de: 'Sucht, was es seither getan hat.'},
        },
      },
      {
        id: 'all',
        text: {en: 'Every account of the team', de: 'Alle Konten des Teams'},
        leads: {
          via: 'phone',
          from: {en: 'Lead of that team', de: 'Leitung dieses Teams'},
          text: {
            en: 'We are in the middle of a release and locked out, all nine of us. When do we get back in?',
            de: 'Wir stecken mitten in einem Release und sind ausgesperrt, alle neun. Wann kommen wir wieder hinein?',
          },
          expect: {en: 'Gives an order in which accounts return.', de: 'Nennt eine Reihenfolge der Rückkehr.'},
        },
      },
    ],
  },
  {
    text: {
      en: 'Do you restore the cluster from last night’s backup, or clean up what you have found?',
      de: 'Stellen Sie den Cluster aus der Sicherung der letzten Nacht wieder her, oder räumen Sie auf, was Sie gefunden haben?',
    },
    options: [
      {
        id: 'restore',
        text: {en: 'Restore the backup', de: 'Sicherung einspielen'},
        leads: {
          via: 'ticket',
          from: {en: 'Backup team', de: 'Backup-Team'},
          text: {
            en: 'We can start at once. One thing: the first odd login in your list is older than that backup.',
            de: 'Wir können sofort beginnen. Nur: Die erste merkwürdige Anmeldung auf Ihrer Liste ist älter als die Sicherung.',
          },
          expect: {
            en: 'Sees that the attacker would be restored as well.',
            de: 'Merkt, dass der Angreifer mit zurückkäme.',
          },
        },
      },
      {
        id: 'clean',
        text: {en: 'Clean up by hand', de: 'Von Hand aufräumen'},
        leads: {
          via: 'in person',
          from: {en: 'Head of operations', de: 'Betriebsleitung'},
          text: {
            en: 'How do you know that you have found everything?',
            de: 'Woher wissen Sie, dass Sie alles gefunden haben?',
          },
          expect: {en: 'Names what was searched, and what was not.', de: 'Nennt, was durchsucht wurde und was nicht.'},
        },
      },
    ],
  },
];
