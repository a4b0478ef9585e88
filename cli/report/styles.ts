export const STYLES = `
:root { color-scheme: light dark; --ground: #fff; --panel: #f6f7f9; --text: #1a1f26; --soft: #5a6472; --line: #d9dee5; --accent: #1f5fa8;
  --good: #1d6b3c; --good-ground: #e4f3e9; --bad: #a8201a; --bad-ground: #fcebea; --note-ground: #e6eef8;
  --accepted: #7a4b00; --accepted-ground: #fbf0dc; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171c; --panel: #1c2128; --text: #e4e8ee; --soft: #9aa5b4; --line: #343c47;
  --accent: #7fb2ee; --good: #7fd19b; --good-ground: #173322; --bad: #ff9a92; --bad-ground: #381c1b; --note-ground: #1d2f45;
  --accepted: #e9b96a; --accepted-ground: #38290f; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main, header, footer { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0; }
h2 { font-size: 20px; margin: 48px 0 4px; padding-top: 20px; border-top: 1px solid var(--line); }
h3 { font-size: 16px; margin: 28px 0 8px; }
p { margin: 8px 0; max-width: 80ch; }
.soft, .small { color: var(--soft); }
.small { font-size: 13px; }
a { color: var(--accent); }
code { font: 12.5px/1.45 ui-monospace, SFMono-Regular, Consolas, 'Liberation Mono', monospace; overflow-wrap: anywhere; }
nav { margin: 16px 0 0; display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 14px; }
.verdict { margin: 24px 0 0; padding: 20px 24px; border-left: 6px solid var(--soft); background: var(--panel); }
.verdict.good { border-color: var(--good); } .verdict.bad { border-color: var(--bad); }
.verdict.accepted { border-color: var(--accepted); } .verdict.accepted h2, .tiles .accepted dd { color: var(--accepted); }
.verdict h2 { border: 0; margin: 0; padding: 0; font-size: 24px; line-height: 1.3; }
.verdict.good h2 { color: var(--good); } .verdict.bad h2 { color: var(--bad); }
.verdict ul { margin: 8px 0; padding-left: 20px; }
.tiles { display: flex; flex-wrap: wrap; gap: 8px 36px; margin: 16px 0 8px; padding: 0; }
.tiles div { display: flex; flex-direction: column-reverse; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 26px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.2; }
.tiles .bad dd { color: var(--bad); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; margin: 12px 0; }
.scroll:focus-visible { outline: 2px solid var(--accent); }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 8px 12px; border-bottom: 1px solid var(--line); }
tbody:last-child > tr:last-child > td { border-bottom: 0; }
thead th { font-size: 12.5px; font-weight: 600; color: var(--soft); background: var(--panel); white-space: nowrap; }
th.group { background: var(--panel); font-size: 14px; padding-top: 10px; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.nowrap { white-space: nowrap; }
table.wide { min-width: 1080px; } table.medium { min-width: 720px; }
table.inner { font-size: 13px; } table.inner th, table.inner td { padding: 5px 10px; } table.inner td { overflow-wrap: anywhere; }
table.fixed { table-layout: fixed; } table.fixed td { overflow-wrap: anywhere; } col.who { width: 16%; } col.role { width: 22%; }
col.only { width: 14%; } col.short { width: 7.7%; } col.about { width: 26%; } col.mark { width: 128px; } col.figure { width: 104px; }
.badge { display: inline-block; padding: 0 7px; border-radius: 4px; font-size: 12px; line-height: 20px; font-weight: 600; white-space: nowrap; }
.badge.good { color: var(--good); background: var(--good-ground); } .badge.bad { color: var(--bad); background: var(--bad-ground); }
.badge.muted { color: var(--soft); background: var(--panel); border: 1px solid var(--line); line-height: 18px; }
.badge.accepted { color: var(--accepted); background: var(--accepted-ground); }
.badge.note { color: var(--accent); background: var(--note-ground); }
.warn { color: var(--bad); font-weight: 600; }
details { margin: 4px 0; } summary { cursor: pointer; color: var(--accent); font-size: 13px; }
ul.plain { list-style: none; margin: 0; padding: 0; }
tr.first > td { border-bottom: 0; padding-bottom: 2px; } tr.more > td { padding-top: 0; }
.counter { border-left: 4px solid var(--bad); background: var(--bad-ground); padding: 8px 12px; margin: 4px 0 8px; }
.counter h4 { margin: 0 0 4px; font-size: 13.5px; color: var(--bad); }
.counter td, .counter th { border-color: color-mix(in srgb, var(--bad) 25%, transparent); background: none; }
.counter.accepted { border-color: var(--accepted); background: var(--accepted-ground); } .counter.accepted h4 { color: var(--accepted); }
.counter.accepted .scroll { border: 0; margin: 0; } .counter.accepted td, .counter.accepted th { border-color: color-mix(in srgb, var(--accepted) 25%, transparent); }
.counter .remedy { max-width: none; margin: 4px 0; }
dl.asked { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0 10px; margin: 4px 0; font-size: 12.5px; }
.asked dt { color: var(--soft); } .asked dd { margin: 0; overflow-wrap: anywhere; }
.command code { user-select: all; display: block; white-space: pre-wrap; } .command button { font: inherit; font-size: 12px; margin-top: 4px; }
.scrolldown { max-height: 28rem; overflow: auto; }
.filter { display: flex; gap: 8px; align-items: center; margin: 12px 0 0; font-size: 14px; }
.filter input { font: inherit; padding: 4px 10px; width: min(320px, 60vw); color: inherit;
  background: var(--ground); border: 1px solid var(--line); border-radius: 4px; }
[hidden] { display: none !important; }
ol.timeline { list-style: none; margin: 20px 0 0; padding: 0; --rail: 108px; }
.timeline li { display: grid; grid-template-columns: calc(var(--rail) - 20px) 1fr; column-gap: 40px; position: relative; padding: 0 0 22px; }
.timeline li::before { content: ''; position: absolute; left: var(--rail); top: 12px; bottom: -12px; border-left: 2px solid var(--line); }
.timeline li:last-child::before { display: none; }
.timeline li::after { content: ''; position: absolute; left: calc(var(--rail) - 5px); top: 6px; width: 12px; height: 12px; border-radius: 50%;
  background: var(--soft); border: 2px solid var(--ground); }
.timeline .accepted::after { background: var(--good); } .timeline .refused::after { background: var(--accent); }
.timeline .alarmed::after { background: var(--bad); }
.timeline .when { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--soft); font-size: 13px; padding-top: 1px; }
.timeline .what { min-width: 0; overflow-wrap: anywhere; } .timeline .answer { margin-top: 4px; }
dl.followed { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 8px 0 0; padding: 8px 14px; font-size: 13px;
  background: var(--panel); border-radius: 6px; max-width: 92ch; }
.followed dt { color: var(--soft); } .followed dd { margin: 0; min-width: 0; overflow-wrap: anywhere; } .followed strong { font-weight: 600; }
.limits li { margin: 6px 0; max-width: 80ch; }
footer { margin-top: 48px; padding-top: 16px; padding-bottom: 48px; border-top: 1px solid var(--line); font-size: 13px; color: var(--soft); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 24px; font-size: 13px; color: var(--soft); margin: 8px 0; align-items: center; }
.legend svg { vertical-align: middle; margin-right: 6px; }
svg.graph { display: block; min-width: 900px; width: 100%; height: auto; font-size: 13px; }
svg .box { fill: var(--panel); stroke: var(--line); } svg text { fill: var(--text); } svg .soft { fill: var(--soft); font-size: 11.5px; }
svg .strong { font-weight: 600; }
svg .line { fill: none; stroke: var(--soft); stroke-width: 1.3; opacity: .75; } svg .backup { stroke-dasharray: 5 4; }
svg .user:hover .line { stroke: var(--accent); stroke-width: 2.4; opacity: 1; } svg .user:hover .box { stroke: var(--accent); }
svg .dot { fill: var(--accent); stroke: var(--accent); stroke-width: 1.5; } svg .dot.backup { fill: none; stroke-dasharray: none; }
svg .none { fill: var(--line); }
svg .rule { stroke: var(--line); } svg .sealed rect { fill: var(--note-ground); }
svg .sealed text { fill: var(--accent); font-size: 11px; font-weight: 600; }
svg .portion { font-size: 11px; fill: var(--soft); paint-order: stroke; stroke: var(--ground); stroke-width: 4px; } svg .alarm { fill: var(--bad); }
@media (max-width: 640px) { main, header, footer { padding-left: 14px; padding-right: 14px; }
  .verdict { padding: 14px 16px; } .tiles { gap: 8px 24px; }
  ol.timeline { --rail: 6px; } .timeline li { display: block; padding-left: 26px; } .timeline .when { text-align: left; }
  .asked, .counter .asked { grid-template-columns: minmax(0, 1fr); } .asked dd { margin-bottom: 4px; }
  .counter { max-width: calc(100vw - 58px); } #proofs tr.more > td:first-child { display: none; }
  .counter .inner, .counter .inner tbody, .counter .inner tr, .counter .inner td { display: block; }
  .counter .inner thead, .counter .inner colgroup { display: none; } .counter .inner td { border: 0; padding: 3px 0; }
  .counter .inner tr { border-top: 1px solid var(--line); padding: 6px 0; }
  dl.followed { grid-template-columns: 1fr; } .followed dt:not(:first-child) { margin-top: 6px; } }
@media print {
  :root { color-scheme: light; --ground: #fff; --panel: #f4f5f7; --text: #000; --soft: #444; --line: #bbb; --accent: #1a4f8c;
    --good: #1d6b3c; --good-ground: #fff; --bad: #a8201a; --bad-ground: #fff; --note-ground: #fff;
    --accepted: #7a4b00; --accepted-ground: #fff; }
  @page { size: landscape; margin: 12mm; }
  body { font-size: 10pt; }
  .small, .legend { font-size: 9pt; }
  td .small, td code, td.small, table .badge { font-size: 8pt; line-height: 1.4; } main, header, footer { max-width: none; padding: 0; }
  .scroll, .scrolldown { overflow: visible; max-height: none; } table, table.inner { font-size: 8.5pt; }
  table.wide, table.medium, svg.graph { min-width: 0; } th, td { padding: 3px 6px; }
  tr, .verdict, .tiles, .timeline li { break-inside: avoid; } h2, h3, .first { break-after: avoid; } nav, .filter { display: none; }
  details:not([open]) { display: none; } .counter, .badge, .verdict, th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
