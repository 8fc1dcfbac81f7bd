// Search in all pages of the site. Their words are in a script, which is loaded when they are first wanted: so it works from files, too.
(function () {
  'use strict';
  const script = document.currentScript;
  const root = script.src.replace(/assets\/[^/]*$/, '');
  const MOST = 30;
  const AROUND = 60;
  const words = JSON.parse(document.body.dataset.words);
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const plain = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

  const dialog = make('dialog', 'search');
  dialog.setAttribute('aria-label', words.search);
  const field = make('input');
  field.type = 'search';
  field.autocomplete = 'off';
  field.spellcheck = false;
  field.placeholder = words.search_for;
  field.setAttribute('aria-label', words.search_for);
  const told = make('p', 'small told');
  told.setAttribute('role', 'status');
  const list = make('ol', 'hits');
  const close = make('button', 'shut', '×');
  close.type = 'button';
  close.setAttribute('aria-label', words.close);
  close.addEventListener('click', () => dialog.close());
  dialog.append(field, close, told, list);
  document.body.append(dialog);

  let sections = null;
  const load = () => new Promise((done, failed) => {
    if (sections) { done(); return; }
    const index = document.createElement('script');
    index.src = root + script.dataset.index;
    index.addEventListener('load', () => {
      sections = globalThis.searchIndex.map(([page, title, address, text]) =>
        ({page, title, address, text, places: [plain(page), plain(title), plain(text)]}));
      done();
    });
    index.addEventListener('error', failed);
    document.head.append(index);
  });

  // Where a word begins with each term: in the name of the page, in that of the section, in its text.
  const begins = (text, term) => {
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return at;
    }
    return -1;
  };
  const worth = (section, terms) => terms.reduce((sum, term) => {
    const [page, title, text] = section.places.map(place => begins(place, term));
    if (sum < 0 || Math.max(page, title, text) < 0) return -1;
    return sum + (page >= 0 ? (section.title ? 4 : 12) : 0) + (title >= 0 ? 10 : 0) + (text >= 0 ? 1 : 0);
  }, 0);

  const marked = (text, terms) => {
    const piece = document.createDocumentFragment();
    const folded = plain(text);
    let at = 0;
    while (at < text.length && folded.length === text.length) {
      const next = terms.map(term => [begins(folded.slice(at), term), term.length]).filter(([place]) => place >= 0).sort((a, b) => a[0] - b[0])[0];
      if (!next) break;
      piece.append(text.slice(at, at + next[0]), make('mark', '', text.slice(at + next[0], at + next[0] + next[1])));
      at += next[0] + next[1];
    }
    piece.append(text.slice(at));
    return piece;
  };
  const around = (section, terms) => {
    const places = terms.map(term => begins(section.places[2], term)).filter(place => place >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = first > AROUND ? section.text.indexOf(' ', first - AROUND) + 1 : 0;
    const text = section.text.slice(start, start + 3 * AROUND);
    const cut = start + text.length < section.text.length;
    return (start ? '… ' : '') + (cut ? text.slice(0, text.lastIndexOf(' ')) + ' …' : text);
  };

  const draw = () => {
    const terms = plain(field.value).split(/\s+/).filter(Boolean);
    const hits = terms.length ? sections.map(section => ({section, worth: worth(section, terms)})).filter(hit => hit.worth > 0) : [];
    hits.sort((a, b) => b.worth - a.worth);
    told.textContent = terms.length ? (hits.length ? words.found.replace('{}', hits.length) : words.not_found) : '';
    list.replaceChildren(...hits.slice(0, MOST).map(({section}) => {
      const hit = make('li');
      const link = make('a');
      link.href = root + section.address;
      const title = make('span', 'title');
      title.append(marked(section.title || section.page, terms));
      if (section.title) title.append(make('span', 'small', ' ' + section.page));
      const text = make('span', 'text');
      text.append(marked(around(section, terms), terms));
      link.append(title, text);
      hit.append(link);
      return hit;
    }));
  };
  field.addEventListener('input', () => load().then(draw, () => { told.textContent = words.no_index; }));
  list.addEventListener('click', event => { if (event.target.closest('a')) dialog.close(); });
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener('keydown', event => {
    const links = Array.from(list.querySelectorAll('a'));
    const at = links.indexOf(document.activeElement);
    if (event.key === 'ArrowDown' && links.length) links[Math.min(at + 1, links.length - 1)].focus();
    else if (event.key === 'ArrowUp' && at >= 0) (links[at - 1] || field).focus();
    else if (event.key === 'Escape') dialog.close();
    else if (event.key === 'Enter' && document.activeElement === field && links.length) links[0].click();
    else return;
    event.preventDefault();
  });

  const open = () => { dialog.showModal(); field.select(); load().then(draw, () => {}); };
  document.getElementById('search').addEventListener('click', open);
  addEventListener('keydown', event => {
    if (event.metaKey || event.ctrlKey || event.altKey || dialog.open || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
    if (event.key !== '/') return;
    open();
    event.preventDefault();
  });
})();
