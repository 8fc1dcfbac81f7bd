// What a page does: light and dark, the menu, cards at links, stepping through a derivation, copying LaTeX. It evaluates no mathematics.
(function () {
  'use strict';
  const root = document.documentElement;
  const words = JSON.parse(document.body.dataset.words);
  const all = (selector, inside) => Array.from((inside || document).querySelectorAll(selector));
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };
  const button = (className, text, action) => {
    const element = make('button', className, text);
    element.type = 'button';
    element.addEventListener('click', action);
    return element;
  };
  const icon = path => {
    const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    drawing.setAttribute('viewBox', '0 0 20 20');
    drawing.setAttribute('aria-hidden', 'true');
    drawing.append(document.createElementNS(drawing.namespaceURI, 'path'));
    drawing.firstChild.setAttribute('d', path);
    return drawing;
  };
  const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  // ------------------------------------------------------------------------------------- light and dark, menu

  document.getElementById('theme').addEventListener('click', () => {
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try { localStorage.setItem('surestep-theme', root.dataset.theme); } catch (refused) { /* it holds for this page */ }
  });
  const menu = document.getElementById('menu');
  const contents = document.getElementById('contents');
  menu.addEventListener('click', () => menu.setAttribute('aria-expanded', String(contents.classList.toggle('shown'))));
  contents.addEventListener('click', event => {
    if (event.target.closest('a')) { contents.classList.remove('shown'); menu.setAttribute('aria-expanded', 'false'); }
  });

  // ------------------------------------------------------------------------------------- copying

  const said = make('p', 'said');
  said.setAttribute('role', 'status');
  document.body.append(said);
  let fading = 0;
  const say = text => {
    said.textContent = text;
    said.classList.add('shown');
    clearTimeout(fading);
    fading = setTimeout(() => said.classList.remove('shown'), 1600);
  };
  const copy = row => {
    const latex = row.dataset.latex;
    if (!navigator.clipboard) return say(latex);
    return navigator.clipboard.writeText(latex).then(() => say(words.copied), () => say(latex));
  };
  all('.row').forEach(row => {
    const control = button('copy', '', () => copy(row));
    control.append(icon('M7 7V4h9v9h-3M4 7h9v9H4z'), make('span', 'vh', words.copy));
    row.querySelector('.line').after(control);
  });
  document.addEventListener('copy', event => {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return;
    const part = selection.getRangeAt(0).cloneContents();
    if (!part.querySelector('.katex')) return;
    part.querySelectorAll('.katex').forEach(formula => {
      const source = formula.querySelector('annotation');
      formula.replaceWith(source ? '$' + source.textContent + '$' : formula.textContent);
    });
    part.querySelectorAll('.vh').forEach(hidden => hidden.remove());
    event.clipboardData.setData('text/plain', part.textContent.replace(/[ \t]*\n\s*/g, '\n').trim());
    event.preventDefault();
  });

  // ------------------------------------------------------------------------------------- cards: what a link leads to

  const card = make('div', 'card');
  card.id = 'card';
  card.hidden = true;
  card.setAttribute('role', 'tooltip');
  document.body.append(card);
  const previews = new Map(all('template.preview-of').map(template => [template.dataset.href, template.content]));
  let pointed = null;
  let waiting = 0;
  function content(link) {
    const address = link.getAttribute('href');
    if (!link.classList.contains('rule')) return previews.get(address);
    const part = document.createDocumentFragment();
    part.append(...all(':scope > *', document.getElementById(address.slice(1))).map(piece => piece.cloneNode(true)));
    return part;
  }
  function show(link) {
    const shownThere = content(link);
    if (!shownThere || pointed === link) return;
    hide();
    pointed = link;
    card.replaceChildren(shownThere.cloneNode(true));
    card.hidden = false;
    link.setAttribute('aria-describedby', card.id);
    const at = link.getClientRects()[0];
    const room = root.clientWidth - card.offsetWidth - 8;
    const above = at.top > card.offsetHeight + 70;
    card.style.left = scrollX + Math.max(8, Math.min(at.left - 16, room)) + 'px';
    card.style.top = scrollY + (above ? at.top - card.offsetHeight - 6 : at.bottom + 6) + 'px';
  }
  function hide() {
    clearTimeout(waiting);
    if (!pointed) return false;
    pointed.removeAttribute('aria-describedby');
    pointed = null;
    card.hidden = true;
    return true;
  }
  const later = (action, time) => { clearTimeout(waiting); waiting = setTimeout(action, time); };
  const linkAt = event => event.target.closest && event.target.closest('main a[href]:not(.ring, .permalink)');
  document.addEventListener('mouseover', event => {
    const link = linkAt(event);
    if (link) later(() => show(link), 150);
    else if (card.contains(event.target)) clearTimeout(waiting);
    else if (pointed) later(hide, 250);
  });
  document.addEventListener('focusin', event => { const link = linkAt(event); if (link && link.matches(':focus-visible')) show(link); else hide(); });
  document.addEventListener('click', event => { if (!card.contains(event.target)) hide(); });

  // ------------------------------------------------------------------------------------- stepping: the reason, then the line

  let walked = null;
  let shown = 0;
  const bar = make('div', 'bar');
  bar.hidden = true;
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', words.walk);
  const back = button('back', '←', () => go(-1));
  back.append(make('span', 'vh', ' ' + words.back));
  const dots = make('span', 'dots');
  dots.setAttribute('aria-hidden', 'true');
  const place = make('span', 'place');
  place.setAttribute('role', 'status');
  const why = button('why-now', words.why, explain);
  const forth = button('forth', words.forth + ' →', () => go(1));
  bar.append(back, dots, place, why, forth);
  document.body.append(bar);

  const rowsOf = derivation => all('.rows > .row', derivation);

  // Hint, step, why: the reason of the next row stands there before its line; why the line holds is opened when it is asked for.
  const now = () => walked && walked.querySelector('.row.now');
  const grounds = row => row ? all(':scope > .reason .smaller, :scope > .evidence', row) : [];
  let explained = [];
  function explain() {
    const folds = grounds(now());
    const closed = folds.filter(fold => !fold.open);
    explained.push(...closed);
    (closed.length ? closed : folds).forEach(fold => { fold.open = closed.length > 0; });
  }

  function draw() {
    const rows = rowsOf(walked);
    explained.splice(0).forEach(fold => { fold.open = false; });
    rows.forEach((row, index) => {
      row.classList.toggle('later', index > shown);
      row.classList.toggle('next', index === shown);
      row.classList.toggle('now', index === shown - 1);
    });
    const finished = shown >= rows.length;
    walked.classList.toggle('unfinished', !finished);
    dots.replaceChildren(...rows.map((row, index) => make('i', index < shown ? 'on' : '')));
    place.textContent = shown + ' ' + words.of + ' ' + rows.length;
    forth.firstChild.data = finished ? words.done : words.forth + ' →';
    why.disabled = grounds(now()).length === 0;
    back.disabled = shown === 0;
    rows[Math.min(shown, rows.length - 1)].scrollIntoView({block: 'nearest', behavior: calm() ? 'auto' : 'smooth'});
  }

  function stop() {
    if (!walked) return;
    const control = walked.querySelector('.walk');
    walked.classList.remove('walking', 'unfinished');
    rowsOf(walked).forEach(row => row.classList.remove('later', 'next', 'now'));
    control.setAttribute('aria-pressed', 'false');
    control.querySelector('.walk-word').textContent = words.walk;
    bar.hidden = true;
    walked = null;
  }

  function start(derivation) {
    if (!derivation) return;
    const again = walked === derivation;
    stop();
    if (again) return;
    walked = derivation;
    shown = 0;
    const fold = derivation.closest('details');
    if (fold) fold.open = true;
    derivation.classList.add('walking');
    const control = derivation.querySelector('.walk');
    control.setAttribute('aria-pressed', 'true');
    control.querySelector('.walk-word').textContent = words.all;
    bar.hidden = false;
    draw();
  }

  function go(by) {
    if (!walked) return;
    const number = rowsOf(walked).length;
    if (by > 0 && shown >= number) { stop(); return; }
    shown = Math.max(0, Math.min(number, shown + by));
    draw();
  }

  const derivations = all('.derivation');
  derivations.forEach(derivation => {
    derivation.querySelector('.walk').addEventListener('click', () => start(derivation));
    rowsOf(derivation).forEach(row => {
      row.querySelector('.line').before(button('reveal', words.show, () => go(1)));
      const reason = row.querySelector(':scope > .reason > .why');
      if (reason) reason.dataset.next = words.next;
    });
  });
  const current = () => walked || derivations.find(derivation => derivation.getBoundingClientRect().bottom > 120);

  addEventListener('keydown', event => {
    const target = event.target;
    if (event.metaKey || event.ctrlKey || event.altKey || /^(input|textarea|select)$/i.test(target.tagName)) return;
    if (event.key === 's') start(current());
    else if (event.key === 'ArrowRight' && walked) go(1);
    else if (event.key === 'ArrowLeft' && walked) go(-1);
    else if (event.key === 'w' && walked) explain();
    else if (event.key === 'Escape') { if (!hide()) stop(); return; }
    else if (event.key === 'c') {
      const row = document.querySelector('.row.now, .row:hover, .row:target');
      if (!row) return;
      copy(row);
    } else return;
    event.preventDefault();
  });

  // ------------------------------------------------------------------------------------- pictures: what is moved goes along places that stand in them

  all('.plot[data-states]').forEach(plot => {
    const states = JSON.parse(plot.dataset.states);
    const slider = plot.querySelector('input');
    const line = plot.querySelector('.moved');
    const [spot, second] = all('.spot', plot);
    const told = plot.querySelector('.reading');
    const where = told.querySelector('.where');
    const steep = told.querySelector('.steep');
    const set = (element, names, values) => names.forEach((name, n) => element.setAttribute(name, values[n]));
    function move() {
      const at = states[Number(slider.value)];
      set(line, ['x1', 'y1', 'x2', 'y2'], at);
      set(spot, ['cx', 'cy'], at.slice(4, 6));
      if (second) set(second, ['cx', 'cy'], at.slice(6, 8));
      where.textContent = at[8];
      steep.textContent = at[9];
      slider.setAttribute('aria-valuetext', told.textContent);
    }
    slider.addEventListener('input', move);
    move();
  });

  // ------------------------------------------------------------------------------------- folds and wide formulas

  function openFor(address) {
    let target = null;
    try { target = address.length > 1 ? document.getElementById(decodeURIComponent(address.slice(1))) : null; } catch (bad) { return; }
    for (let fold = target && target.parentElement.closest('details'); fold; fold = fold.parentElement.closest('details')) fold.open = true;
    if (target) target.scrollIntoView();
  }
  addEventListener('hashchange', () => openFor(location.hash));
  if (location.hash) openFor(location.hash);

  // What scrolls sideways can be reached with the keyboard, and shows at which of its edges it goes on.
  const overhang = 3;  // by so much a letter or a limit of a sum stands out of its box and hides nothing
  const reach = () => {
    const boxes = all('.scroll, .left, .right, .line, .small-line');
    boxes.forEach(box => box.classList.remove('fits'));
    const over = boxes.map(box => box.clientWidth > 0 && getComputedStyle(box).overflowX !== 'visible' ? box.scrollWidth - box.clientWidth : 0);
    boxes.forEach((box, place) => {
      const wide = over[place] > overhang;
      box.classList.toggle('fits', over[place] > 0 && !wide);
      if (wide && !box.hasAttribute('tabindex')) { box.tabIndex = 0; box.setAttribute('role', 'group'); box.setAttribute('aria-label', words.wide); }
      edges(box, wide);
    });
  };
  function edges(box, wide) {
    box.classList.toggle('more-left', wide && box.scrollLeft > 1);
    box.classList.toggle('more-right', wide && box.scrollLeft < box.scrollWidth - box.clientWidth - overhang);
  }
  reach();
  document.fonts.ready.then(reach);
  addEventListener('resize', reach);
  addEventListener('toggle', reach, true);
  addEventListener('scroll', event => { if (event.target.classList && event.target.tabIndex === 0) edges(event.target, true); }, {capture: true, passive: true});

  let opened = [];
  addEventListener('beforeprint', () => { opened = all('details:not([open])'); opened.forEach(fold => { fold.open = true; }); });
  addEventListener('afterprint', () => { opened.forEach(fold => { fold.open = false; }); opened = []; });
})();
