/** What the report of a drill with people looks like beside that of any other: its pictures, and its mark. */
export const DRILL_STYLE = `
svg .attack { fill: var(--bar); } svg .open { fill: none; stroke: var(--late); stroke-width: 1.5; } svg .held { fill: var(--ok); opacity: .55; }
svg .harm { fill: var(--missed); } svg .person { fill: var(--late); stroke: var(--page); } svg .note { fill: var(--muted); }
svg .cross { fill: none; stroke: var(--missed); stroke-width: 2; }
.drill { position: sticky; top: 0; z-index: 1; margin: -1.5rem -1rem 1rem; padding: .3rem 1rem; background: var(--missed); color: var(--page);
  font-weight: 700; text-align: center; letter-spacing: .05em; }
@media (max-width: 36rem) { .drill { margin: -1rem -.75rem 1rem; } }
@media print { td:not(.n) { min-width: 5.4em; } .drill { position: static; margin: 0 0 4pt; padding: 2pt; background: none; color: var(--ink); border: 1pt solid var(--ink); } }
`;
