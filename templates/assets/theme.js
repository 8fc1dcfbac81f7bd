// Runs before the page is drawn: says that there are scripts, takes the reader's choice of light or dark, and asks for the fonts that
// every page needs, so that nothing moves when they come. From a file they come at once, and asking is refused.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('surestep-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch (refused) { /* no storage: the system's choice holds */ }
  if (location.protocol === 'file:') return;
  var here = document.currentScript;
  here.dataset.fonts.split(' ').forEach(function (font) {
    var link = document.createElement('link');
    link.rel = 'preload';
    link.as = 'font';
    link.type = 'font/woff2';
    link.crossOrigin = '';
    link.href = here.src.replace(/[^/]*$/, '') + font;
    document.head.append(link);
  });
})();
