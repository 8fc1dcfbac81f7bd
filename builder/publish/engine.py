"""The process in which KaTeX runs: JSON lines in, JSON lines out. It may hang, run out of memory or crash; its parent goes on.

It is run as a file, imports nothing of the project, and is ended by its parent, or by the end of its input. It never closes the
JavaScript engine: closing one that met a limit can end a process, or keep it from ending.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

RENDER = r"""
function escapeText(text) { return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'); }
function setAll(list) {
  return JSON.stringify(JSON.parse(list).map(function (item) {
    try {
      var html = katex.renderToString(item.latex, {
        displayMode: item.display, output: 'htmlAndMathml', throwOnError: true, strict: 'ignore',
        maxExpand: 1000, maxSize: 20, globalGroup: false, macros: Object.assign({}, item.macros),
        trust: function (request) {
          if (item.trusted && request.command === '\\htmlClass' && item.classes.indexOf(request.class) >= 0) return true;
          var refused = new Error(request.command + ' is not allowed');
          refused.position = item.latex.indexOf(request.command);
          refused.length = request.command.length;
          throw refused;
        }
      });
      if (html.length > item.largest) return {error: 'too-large'};
      return {html: html.replace(/(<annotation encoding="application\/x-tex">)[^<]*(<\/annotation>)/,
        function (all, open, close) { return open + escapeText(item.source) + close; })};
    } catch (e) {
      if (e instanceof RangeError) return {error: 'too-large'};
      return {error: String(e.rawMessage || e.message).slice(0, 300),
        at: typeof e.position === 'number' ? e.position : null, length: e.length || 1};
    }
  }));
}
"""


def main(katex: str) -> None:
    """Answer a line of standard input (`{"seconds": …, "memory": …, "formulas": […]}`) with a line: a list, or the limit hit."""
    engine = MiniRacer()
    engine.eval(Path(katex).read_text(encoding="utf-8"))
    engine.eval(RENDER)
    for line in sys.stdin.buffer:
        question = json.loads(line)
        formulas = json.dumps(question["formulas"])
        try:
            answer = str(engine.call("setAll", formulas, timeout_sec=question["seconds"], max_memory=question["memory"]))
        except JSTimeoutException:
            answer = '"timed-out"'
        except (JSOOMException, JSEvalException):
            answer = '"too-large"'
        sys.stdout.buffer.write(answer.replace("\n", "\\n").encode("utf-8") + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    finally:
        sys.stdout.flush()
        os._exit(0)
