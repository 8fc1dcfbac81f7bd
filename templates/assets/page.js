// What a page does: light and dark, the menu, stepping through a derivation, copying LaTeX. It evaluates no mathematics.
(function () {
  'use strict';
  const root = document.documentElement;
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
    return navigator.clipboard.writeText(latex).then(() => say('LaTeX copied'), () => say(latex));
  };
  all('.row').forEach(row => {
    const control = button('copy', '', () => copy(row));
    control.append(icon('M7 7V4h9v9h-3M4 7h9v9H4z'), make('span', 'vh', 'Copy the LaTeX of this row'));
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

  // ------------------------------------------------------------------------------------- stepping: the reason, then the line

  let walked = null;
  let shown = 0;
  const bar = make('div', 'bar');
  bar.hidden = true;
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', 'Step through');
  const back = button('back', '←', () => go(-1));
  back.append(make('span', 'vh', ' Back'));
  const dots = make('span', 'dots');
  dots.setAttribute('aria-hidden', 'true');
  const place = make('span', 'place');
  place.setAttribute('role', 'status');
  const forth = button('forth', 'Next step →', () => go(1));
  bar.append(back, dots, place, forth);
  document.body.append(bar);

  const rowsOf = derivation => all('.rows > .row', derivation);

  function draw() {
    const rows = rowsOf(walked);
    rows.forEach((row, index) => {
      row.classList.toggle('later', index > shown);
      row.classList.toggle('next', index === shown);
      row.classList.toggle('now', index === shown - 1);
    });
    const finished = shown >= rows.length;
    walked.classList.toggle('unfinished', !finished);
    dots.replaceChildren(...rows.map((row, index) => make('i', index < shown ? 'on' : '')));
    place.textContent = shown + ' of ' + rows.length;
    forth.firstChild.data = finished ? 'Done' : 'Next step →';
    back.disabled = shown === 0;
    rows[Math.min(shown, rows.length - 1)].scrollIntoView({block: 'nearest', behavior: calm() ? 'auto' : 'smooth'});
  }

  function stop() {
    if (!walked) return;
    const control = walked.querySelector('.walk');
    walked.classList.remove('walking', 'unfinished');
    rowsOf(walked).forEach(row => row.classList.remove('later', 'next', 'now'));
    control.setAttribute('aria-pressed', 'false');
    control.querySelector('.walk-word').textContent = 'Step through';
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
    control.querySelector('.walk-word').textContent = 'Show all';
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
    rowsOf(derivation).forEach(row => row.querySelector('.line').before(button('reveal', 'Show this step', () => go(1))));
  });
  const current = () => walked || derivations.find(derivation => derivation.getBoundingClientRect().bottom > 120);

  addEventListener('keydown', event => {
    const target = event.target;
    if (event.metaKey || event.ctrlKey || event.altKey || /^(input|textarea|select)$/i.test(target.tagName)) return;
    if (event.key === 's') start(current());
    else if (event.key === 'ArrowRight' && walked) go(1);
    else if (event.key === 'ArrowLeft' && walked) go(-1);
    else if (event.key === 'Escape') { stop(); return; }
    else if (event.key === 'c') {
      const row = document.querySelector('.row.now, .row:hover, .row:target');
      if (!row) return;
      copy(row);
    } else return;
    event.preventDefault();
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
  const reach = () => all('.scroll, .left, .right, .line, .small-line').forEach(box => {
    const wide = box.clientWidth > 0 && box.scrollWidth > box.clientWidth + overhang && getComputedStyle(box).overflowX !== 'visible';
    if (wide && !box.hasAttribute('tabindex')) { box.tabIndex = 0; box.setAttribute('role', 'group'); box.setAttribute('aria-label', 'wide mathematics'); }
    edges(box, wide);
  });
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
