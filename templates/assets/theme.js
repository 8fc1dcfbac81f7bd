// Runs before the page is drawn: says that there are scripts, and takes the reader's choice of light or dark.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('surestep-theme');
    if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  } catch (refused) { /* no storage: the system's choice holds */ }
})();
