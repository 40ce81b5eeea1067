/**
 * What the page does beyond being read: the filter, copying a replay, opening what a link leads to, and opening the failures for paper. All it needs is in the page; without
 * it everything is still there to read.
 */
export const SCRIPT = `
'use strict';
const runs = [...document.querySelectorAll('ol.runs > li')];
const groups = [...document.querySelectorAll('.group[data-group]')];
const tools = document.querySelector('.tools');
const search = tools.querySelector('input');
const toggles = [...tools.querySelectorAll('.toggle')];
const told = tools.querySelector('output');
const texts = new Map();
const textOf = (run) => {
  if (!texts.has(run)) texts.set(run, run.textContent.toLowerCase());
  return texts.get(run);
};
function filter() {
  const words = search.value.toLowerCase().split(' ').filter(Boolean);
  const wanted = new Set(toggles.filter((toggle) => toggle.getAttribute('aria-pressed') === 'true').map((toggle) => toggle.dataset.look));
  let shown = 0;
  for (const run of runs) {
    const isShown = wanted.has(run.dataset.look) && words.every((word) => textOf(run).includes(word));
    run.hidden = !isShown;
    if (isShown) shown++;
  }
  for (const group of groups) group.hidden = !group.querySelector('ol.runs > li:not([hidden])');
  told.textContent = shown === runs.length ? '' : shown + ' of ' + runs.length + ' shown';
}
search.addEventListener('input', filter);
for (const toggle of toggles)
  toggle.addEventListener('click', () => {
    toggle.setAttribute('aria-pressed', String(toggle.getAttribute('aria-pressed') !== 'true'));
    filter();
  });
const openAll = tools.querySelector('.open-all');
openAll.addEventListener('click', () => {
  const isOpening = openAll.textContent.startsWith('Open');
  for (const run of runs) if (!run.hidden) for (const details of run.querySelectorAll('details.run')) details.open = isOpening;
  openAll.textContent = isOpening ? 'Close all' : 'Open all';
});
function follow() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const run = target.closest('ol.runs > li');
  if (run && run.hidden) {
    search.value = '';
    for (const toggle of toggles) toggle.setAttribute('aria-pressed', 'true');
    filter();
  }
  for (let element = target; element; element = element.parentElement) if (element.tagName === 'DETAILS') element.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', follow);
follow();
for (const button of document.querySelectorAll('.copy')) {
  button.hidden = false;
  button.addEventListener('click', async () => {
    const code = button.parentElement.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
  });
  button.addEventListener('blur', () => {
    button.textContent = 'Copy';
  });
}
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('li:not([data-look=pass]) > details.run')) details.open = true;
});
tools.hidden = false;
`;
