// Only in the preview: reloads the page after a build, and shows over it what is wrong, as text.
(function () {
  'use strict';
  let first = null;
  let overlay = null;
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
      const shown = document.createElement('pre');
      shown.className = message.severity;
      shown.textContent = message.text;
      overlay.append(shown);
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
