/** Titles of columns stand upright, and a cell is as narrow as its number. */
const upright = (table: string) => `
${table} thead tr:nth-child(2) th { padding: 6px 4px; text-align: left; }
${table} thead tr:nth-child(2) div, ${table} .single div { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 13em; line-height: 1.15; }
${table} td { padding: 3px 4px; min-width: 38px; } ${table} thead .soft { font-size: 10.5px; }
${table} .cell { gap: 0 2px; } ${table} .count { min-width: 0; } ${table} .bar { flex-basis: 100%; }
${table} thead tr:nth-child(2) th:first-child { min-width: 38px; }
`;

/** Styles of the picture. Widths of bars are attributes, since the page's policy allows no inline style. */
export const PICTURE_STYLES = `
#who { margin-top: 20px; padding-top: 0; border: 0; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.headline { font-size: 17px; margin: 10px 0 0; } .headline a { color: inherit; } .headline.good strong { color: var(--good); }
.headline.bad strong { color: var(--bad); } .headline.accepted strong { color: var(--accepted); }
table.picture { font-size: 13px; border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
.picture th, .picture td { padding: 3px 8px; line-height: 1.4; border-bottom: 1px solid var(--line); }
.picture thead th { vertical-align: bottom; white-space: normal; font-size: 12px; line-height: 1.3; hyphens: auto; }
.picture thead th[scope=colgroup] { vertical-align: top; color: var(--text); }
.picture th:first-child { position: sticky; left: 0; z-index: 1; background: var(--ground); font-weight: 500; min-width: 128px; width: 18%; }
.picture thead th:first-child, .picture tfoot th:first-child { background: var(--panel); font-weight: 600; }
.picture thead tr:nth-child(2) th:first-child { position: static; min-width: 46px; width: auto; font-weight: 600; }
.picture .edge { border-left: 1px solid var(--line); } .picture .total { text-align: right; width: 62px; }
.picture tbody tr:hover > * { background: var(--panel); }
.picture tfoot td, .picture tfoot th { background: var(--panel); color: var(--soft); border-bottom: 0; font-size: 12.5px; }
.picture .cell { display: flex; flex-wrap: wrap; align-items: center; gap: 0 5px; } .picture .count { min-width: 1.9em; font-weight: 600; }
.picture .none { color: var(--soft); opacity: .6; } .picture .letters { font-size: 11px; font-weight: 600; text-decoration: none; }
.bar { height: 6px; width: 100%; flex: 1 1 30px; min-width: 30px; border-radius: 2px; background: var(--line); }
.bar.swatch { display: inline-block; width: 26px; height: 8px; margin-right: 6px; vertical-align: 0; }
.bar .open { fill: var(--accent); } .bar .failing { fill: var(--bad); }
.bar .sealed { fill: var(--note-ground); stroke: var(--accent); stroke-width: 2.5; }
.icon { width: 12px; height: 12px; flex: none; vertical-align: -1px; fill: var(--accent); } .icon .shackle { fill: none; stroke: var(--accent); stroke-width: 1.4; }
.icon.alert { fill: var(--bad); } .icon.alert .mark { stroke: var(--ground); stroke-width: 1.4; fill: none; }
th.group details { display: inline-block; margin: 0; vertical-align: top; } th.group li { font-weight: 400; }
td.letter { width: 56px; } .groups details ul { max-height: 16rem; } .variant { padding: 4px 0; border-top: 1px solid var(--line); font-size: 13px; }
${upright('.picture.upright')}
@media (max-width: 640px) { ${upright('.picture')}
  .picture th:first-child { min-width: 104px; width: 104px; font-size: 12.5px; padding: 3px 6px; } .picture .total { display: none; } }
`;
