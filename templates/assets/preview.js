// Only in the preview: reloads the page after a build, and shows over it what is wrong, as text.
(function () {
  'use strict';
  let first = null;
  let overlay = null;
  function line(text, className) {
    const element = document.createElement('span');
    element.className = className || '';
    element.textContent = text;
    return element;
  }
  // A message, each line of it for itself, so that long ones wrap. Carets would then stand anywhere: what they mark is marked.
  function shown(message) {
    const element = document.createElement('div');
    element.className = 'message ' + message.severity;
    const lines = message.text.split('\n');
    for (let index = 0; index < lines.length; index += 1) {
      const source = /^( *\d+ \| )(.*)$/.exec(lines[index]);
      const carets = source && index + 1 < lines.length ? /^ *\| ?( *)(\^+) ?(.*)$/.exec(lines[index + 1]) : null;
      if (/^ *\|$/.test(lines[index])) continue;
      if (!carets) { element.append(line(lines[index])); continue; }
      const characters = Array.from(source[2]);
      const start = carets[1].length;
      const end = start + carets[2].length;
      const row = line(source[1] + characters.slice(0, start).join(''), 'excerpt');
      const mark = document.createElement('mark');
      mark.textContent = characters.slice(start, end).join('') || ' ';
      row.append(mark, characters.slice(end).join(''));
      element.append(row);
      if (carets[3]) element.append(line('  ' + carets[3]));
      index += 1;
    }
    return element;
  }
  function show(messages, site) {
    if (overlay) overlay.remove();
    overlay = null;
    if (!messages.length) return;
    overlay = document.createElement('aside');
    overlay.className = 'preview';
    overlay.setAttribute('role', 'alert');
    const head = document.createElement('p');
    const errors = messages.filter(message => message.severity === 'error').length;
    head.textContent = errors ? (site ? 'This is the last good site. ' : 'There is no good site yet. ') + errors + (errors === 1 ? ' error:' : ' errors:') : 'Warnings:';
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = 'Close';
    close.addEventListener('click', () => overlay.remove());
    overlay.append(close, head);
    messages.slice(0, 50).forEach(message => {
      overlay.append(shown(message));
    });
    document.body.append(overlay);
  }
  const events = new EventSource('/-/events');
  events.addEventListener('built', event => {
    const built = JSON.parse(event.data);
    const errors = built.messages.some(message => message.severity === 'error');
    if (first !== null && built.number !== first && !errors) { location.reload(); return; }
    first = built.number;
    show(built.messages, built.site);
  });
})();
