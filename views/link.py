"""The address of what is on the screen, to pass on: in words what a link can carry, and a button that copies it."""

import streamlit as st

CSS = """
button { font: 500 .9rem var(--st-font); color: var(--st-text-color); background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: 4px; padding: .4rem .8rem; min-height: 2.2rem; cursor: pointer; }
button:hover, button:focus-visible { border-color: var(--st-primary-color); outline: 2px solid var(--st-primary-color); outline-offset: 1px; }
p { font: .9rem var(--st-font); color: var(--st-text-color); margin: .4rem 0 0; }
input { width: 100%; box-sizing: border-box; font: .85rem var(--st-code-font, monospace); margin-top: .4rem; padding: .3rem; }
[hidden] { display: none; }
"""
JS = """
function el(tag, text) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  return node;
}
export default function ({ parentElement, data }) {
  let button = parentElement.querySelector('button');
  if (!button) {
    button = el('button', 'Copy link');
    const said = el('p'), address = el('input');
    button.type = 'button'; said.setAttribute('role', 'status');
    address.readOnly = true; address.hidden = true; address.setAttribute('aria-label', 'Link');
    parentElement.append(button, said, address);
  }
  const said = parentElement.querySelector('p'), address = parentElement.querySelector('input');
  said.textContent = ''; address.hidden = true;  // what was copied is another view by now
  button.onclick = async () => {
    const link = new URL(location.href);
    for (const name of data.left_out) link.searchParams.delete(name);
    try {
      await navigator.clipboard.writeText(link.href);
      said.textContent = 'Copied.';
    } catch {  // a browser lets a page write to the clipboard only where it is served from this machine or encrypted
      said.textContent = 'The browser did not let the page copy it. Copy it here:';
      address.value = link.href; address.hidden = false; address.select();
    }
  };
}
"""
SAMPLE = (
    "The link opens this sample at this paragraph, with the chosen scorer and view, wherever this tool runs at the same address. "
    "To pass on the findings themselves, send the report (under “Tables and downloads”)."
)
OWN = (
    "An article of your own never leaves this machine, so no link carries it, not even its name: this one holds the chosen scorer and view alone. "
    "To pass on the findings, send the report (under “Tables and downloads”)."
)
_render = st.components.v2.component("copy_link", css=CSS, js=JS)


def show_link(sample: bool) -> None:
    """Draw the control for a sample, or for an article of the visitor's own, whose name and paragraph stay out of the link."""
    with st.popover("Share", icon=":material/link:"):
        st.markdown(SAMPLE if sample else OWN)
        _render(key="link", data={"left_out": [] if sample else ["art", "p"]})
