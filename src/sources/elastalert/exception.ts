/** Webhook addresses are secrets from their path on (Slack, Teams, Discord …), and exceptions repeat them. */
export const withoutPaths = (text: string): string =>
  text
    .replace(/\b(https?:\/\/)(?:[^\s/@]*@)?([^\s/:'"]+(?::\d+)?)[^\s'")]*/gi, '$1$2/…')
    .replace(/\burl: \/\S+/gi, 'url: /…');
