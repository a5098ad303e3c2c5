"""The annotated article: a component without markup of the article's own; its words are set as text, never as HTML."""

import streamlit as st

CSS = """
.frame { height: clamp(420px, 70vh, 760px); overflow-y: auto; font-size: .95rem; padding: 0 .75rem .5rem .25rem; font-family: Georgia, 'Times New Roman', serif; line-height: 1.6;
  color: var(--st-text-color); border: 1px solid var(--st-border-color); border-radius: 6px; }
h3 { font-size: 1.02rem; margin: 1.1rem 0 .3rem 3.9rem; }
.p { display: grid; grid-template-columns: 3.4rem 1fr; gap: .5rem; padding: .45rem .3rem; border-radius: 6px; cursor: pointer;
  border-left: 4px solid transparent; }
.p:focus-visible { outline: 2px solid var(--st-primary-color); }
.p.on { background: var(--st-secondary-background-color); border-left-color: var(--st-primary-color); }
.side { font: .74rem/1.35 var(--st-font); text-align: right; }
.side b { display: block; font-size: .82rem; }
.bar { height: 5px; margin: 3px 0 0 auto; border-radius: 2px; }
.actor { border-bottom: 2px dotted currentColor; }
.tag { font: .68rem var(--st-font); opacity: .85; margin-left: .2em; }
.quote { border-radius: 3px; padding: .05em 0; background: color-mix(in srgb, var(--voice) 17%, transparent); }
.speaker { font: 600 .68rem var(--st-font); margin-right: .3em; padding: .05em .35em; border-radius: 3px; border: 1px solid var(--voice); white-space: nowrap; }
.weighs .heavy { text-decoration: underline 3px; text-underline-offset: 3px; }
.weighs .heavy.minus { text-decoration-color: #C8601A; text-decoration-style: wavy; }
.correcting [data-mention], .correcting [data-quote] .speaker { cursor: pointer; outline: 1px dashed var(--st-primary-color); outline-offset: 1px; }
.correcting [data-mention]:focus-visible, .correcting .speaker:focus-visible { outline: 2px solid var(--st-primary-color); }
.weighs .heavy.plus { text-decoration-color: #3B82C4; }
@media (max-width: 640px) { .frame { height: 70vh; } .p { grid-template-columns: 1fr; } .side { display: flex; gap: .6rem; align-items: center; }
  .bar { margin: 0; max-width: 40%; } h3 { margin-left: .3rem; } }
"""
JS = """
const COLORS = { negative: '#C8601A', neutral: '#7D7D7D', positive: '#3B82C4' };
function el(tag, cls, text) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  return node;
}
function runNode(run) {
  let node = el('span', '', run.t);
  if (run.weight) {
    node.classList.add('heavy', run.weight === '+' ? 'plus' : 'minus');
    node.title = run.weight === '+' ? 'weighs towards positive' : 'weighs towards negative';
  }
  if (run.actor) {
    node.classList.add('actor'); node.title = run.actor;
    node.dataset.mention = run.mention;
    if (run.begins) node.classList.add('stop');
    if (!run.named) node.appendChild(el('span', 'tag', '(' + run.actor + ')'));
  }
  if (!run.voice) return node;
  const quote = el('span', 'quote');
  quote.style.setProperty('--voice', run.color);
  quote.title = 'words of ' + run.voice;
  quote.dataset.quote = run.quote;
  if (run.first) quote.appendChild(el('span', 'speaker stop', run.voice));
  quote.appendChild(node);
  return quote;
}
function paragraphNode(entry) {
  const p = el('div', 'p');
  p.tabIndex = 0; p.dataset.n = entry.n; p.setAttribute('role', 'button');
  p.setAttribute('aria-label', 'Paragraph ' + entry.n + ', ' + entry.label + ' ' + entry.tone);
  const side = el('div', 'side', '¶ ' + entry.n);
  side.appendChild(el('b', '', entry.sign + ' ' + entry.tone));
  side.appendChild(el('span', '', entry.label));
  const bar = el('div', 'bar');
  bar.style.width = Math.max(4, entry.width) + '%'; bar.style.background = COLORS[entry.kind];
  side.appendChild(bar);
  const words = el('div');
  for (const run of entry.runs) words.appendChild(runNode(run));
  p.append(side, words);
  return p;
}
// What the reader can correct at a place: an actor's mark, or the quote around it.
function markAt(node) {
  const mention = node.closest('[data-mention]'), quote = node.closest('[data-quote]');
  return mention ? 'mention ' + mention.dataset.mention : quote ? 'quote ' + quote.dataset.quote : '';
}
export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  let frame = parentElement.querySelector('.frame');
  if (!frame) {
    frame = el('div', 'frame'); frame.setAttribute('role', 'region'); frame.setAttribute('aria-label', 'Annotated text');
    parentElement.appendChild(frame);
  }
  // Rebuilt only for another text: else the keyboard's place would be lost.
  if (frame.dataset.key !== data.key) {
    frame.replaceChildren(...data.entries.map((e) => (e.heading ? el('h3', '', e.heading) : paragraphNode(e))));
    frame.dataset.key = data.key; delete frame.dataset.focus;
  }
  frame.classList.toggle('weighs', data.weighs);
  frame.classList.toggle('correcting', data.correcting);
  for (const stop of frame.querySelectorAll('.stop')) {
    if (data.correcting) { stop.tabIndex = 0; stop.setAttribute('role', 'button'); }
    else { stop.removeAttribute('tabindex'); stop.removeAttribute('role'); }
  }
  const all = [...frame.querySelectorAll('.p')];
  for (const p of all) p.classList.toggle('on', Number(p.dataset.n) === data.focus);
  if (frame.dataset.focus !== String(data.focus)) {
    frame.dataset.focus = data.focus;
    const on = frame.querySelector('.p.on');
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (on) frame.scrollTo({ top: on.offsetTop - frame.offsetTop - 60, behavior: still ? 'auto' : 'smooth' });
  }
  frame.onclick = (event) => {
    const p = event.target.closest('.p'), mark = data.correcting ? markAt(event.target) : '';
    if (mark) setTriggerValue('mark', mark);
    else if (p) setStateValue('focus', Number(p.dataset.n));
  };
  frame.onkeydown = (event) => {
    const at = all.indexOf(event.target.closest('.p'));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at >= 0 && step && all[at + step]) { event.preventDefault(); all[at + step].focus(); }
    if (at >= 0 && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      const mark = data.correcting && event.target.classList.contains('stop') ? markAt(event.target) : '';
      if (mark) setTriggerValue('mark', mark);
      else setStateValue('focus', Number(all[at].dataset.n));
    }
  };
}
"""
_render = st.components.v2.component("annotated_text", css=CSS, js=JS)


def show_reader(entries: list[dict], text_key: str, focus: int, weighs: bool, correcting: bool, widget: str, on_focus, on_mark) -> None:
    """Draw the text; a click or Enter on a paragraph calls `on_focus`, while `correcting` one on an actor or speaker calls `on_mark`."""
    data = {"entries": entries, "key": text_key, "focus": focus, "weighs": weighs, "correcting": correcting}
    _render(key=widget, data=data, on_focus_change=on_focus, on_mark_change=on_mark)
