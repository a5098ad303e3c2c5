"""How does a report look, on a screen and on paper? One style sheet, light everywhere."""

from analysis.charts import COLORS, SPEAKERS

VOICES = "\n".join(f".voice-{i} {{ --voice: {color}; }}" for i, color in enumerate(SPEAKERS))

STYLE = f"""
:root {{ color-scheme: light; --ink: #1e1e1e; --soft: #5a5a5a; --line: #d9d5cc; --ground: #f5f3ef; --accent: #2f5d8a; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 60rem; padding: 1.5rem 1.25rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; overflow-wrap: break-word; }}
h1, h2, h3, .lead, .paragraph {{ font-family: Georgia, 'Times New Roman', serif; }}
h1 {{ font-size: 1.9rem; line-height: 1.2; margin: .5rem 0 1rem; }}
h2 {{ font-size: 1.4rem; margin: 2.5rem 0 .75rem; padding-top: .6rem; border-top: 2px solid var(--ink); }}
h3 {{ font-size: 1.1rem; margin: 1.5rem 0 .4rem; }}
p {{ margin: .4rem 0; }}
a {{ color: var(--accent); }}
a:focus-visible {{ outline: 2px solid var(--accent); outline-offset: 2px; }}
code {{ font-size: .9em; overflow-wrap: anywhere; }}
.lead {{ font-size: 1.25rem; line-height: 1.4; }}
.key, figcaption, caption, .byline {{ color: var(--soft); font-size: .9rem; }}
.note {{ border-left: 4px solid {COLORS["negative"]}; padding: .2rem .75rem; }}
nav ol {{ display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; list-style: none; margin: 0; padding: .6rem 0; border-block: 1px solid var(--line);
  font-size: .9rem; }}
nav a {{ display: inline-block; padding: .2rem 0; }}
dl.figures {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1.25rem 0; }}
dl.figures div {{ border: 1px solid var(--line); border-radius: 4px; padding: .6rem .8rem; break-inside: avoid; }}
dl.figures dt {{ font-size: .85rem; color: var(--soft); }}
dl.figures dd {{ margin: 0; }}
dl.figures span {{ display: block; }}
dl.figures .value {{ font: 600 1.5rem/1.3 Georgia, 'Times New Roman', serif; }}
dl.figures .meaning {{ font-size: .8rem; line-height: 1.35; color: var(--soft); }}
dl.facts {{ display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.25rem; }}
dl.facts dt {{ color: var(--soft); }}
dl.facts dd {{ margin: 0; overflow-wrap: anywhere; }}
figure {{ margin: 1rem 0; break-inside: avoid; }}
svg.figure {{ display: block; width: 100%; height: auto; font-family: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.4; margin: .75rem 0; }}
caption {{ text-align: left; padding-bottom: .4rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); font-weight: 400; }}
tr > :first-child {{ padding-left: 0; }}
tr > :last-child {{ padding-right: 0; }}
thead th {{ border-bottom: 1.5px solid var(--ink); font-weight: 600; vertical-align: bottom; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
.paragraph {{ display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: 1rem; padding: .4rem 0; line-height: 1.65; }}
.paragraph p {{ margin: 0; }}
.side {{ font: .8rem/1.35 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: var(--soft); text-align: right; padding-top: .2rem; }}
.side strong {{ display: block; color: var(--ink); font-size: .9rem; }}
.side svg {{ display: block; width: 100%; height: 8px; margin-top: .25rem; }}
.heading {{ margin: 1.25rem 0 .2rem 6.5rem; }}
.actor {{ background: none; color: inherit; border-bottom: 2px dotted currentColor; }}
.tag {{ font: .72rem system-ui, sans-serif; color: var(--soft); }}
.quote {{ background: color-mix(in srgb, var(--voice) 15%, white); border-radius: 2px; -webkit-box-decoration-break: clone; box-decoration-break: clone; }}
.speaker {{ font: 600 .72rem system-ui, sans-serif; border: 1px solid var(--voice); border-radius: 3px; padding: .05em .35em;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }}
.minus {{ text-decoration: underline wavy {COLORS["negative"]} 1.5px; text-underline-offset: 3px; }}
.plus {{ text-decoration: underline {COLORS["positive"]} 3px; text-underline-offset: 3px; }}
.voice-unknown {{ --voice: {COLORS["neutral"]}; }}
{VOICES}
@media (max-width: 640px) {{
  body {{ padding: .75rem .9rem 3rem; }}
  h1 {{ font-size: 1.5rem; }}
  svg.figure {{ min-width: 36rem; }}
  table {{ min-width: 38rem; }}
  caption span {{ display: block; max-width: calc(100vw - 1.8rem); }}
  .paragraph {{ grid-template-columns: minmax(0, 1fr); gap: .15rem; }}
  .side {{ display: flex; gap: .6rem; align-items: center; text-align: left; padding: 0; }}
  .side svg {{ width: 5rem; margin: 0; }}
  .heading {{ margin-left: 0; }}
  dl.figures {{ grid-template-columns: 1fr 1fr; }}
  dl.facts {{ grid-template-columns: 1fr; gap: 0; }}
  dl.facts dd {{ margin-bottom: .5rem; }}
}}
@page {{ margin: 16mm 15mm; }}
@media print {{
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
  body {{ max-width: none; padding: 0; font-size: 10pt; }}
  nav {{ display: none; }}
  h1 {{ font-size: 18pt; }}
  h2 {{ font-size: 14pt; margin-top: 1.5rem; }}
  h2, h3, caption, .heading {{ break-after: avoid; }}
  .wide {{ overflow: visible; }}
  svg.figure {{ min-width: 0; }}
  .key, figcaption, caption, .byline {{ font-size: 8.5pt; }}
  .paragraph {{ break-inside: avoid; }}
  table {{ font-size: 8pt; min-width: 0; }}
  th, td {{ padding-inline: .4rem; }}
  dl.figures {{ grid-template-columns: repeat(4, 1fr); }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
  p {{ orphans: 3; widows: 3; }}
}}
"""
