"""Wait until a preview answers, then read its front page and a page with mathematics: `visit.py ADDRESS PROCESS`."""

import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

LONGEST = 420.0


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return str(answer.read().decode("utf-8"))


def wait_for(address: str, process: int) -> str:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        try:
            return page(address)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if not alive(process):
                sys.exit("the preview ended before it answered")
            time.sleep(0.5)
    sys.exit(f"the preview did not answer within {LONGEST:.0f} s")


def main() -> None:
    address, process = sys.argv[1], int(sys.argv[2])
    front = wait_for(address, process)
    if "<title>" not in front:
        sys.exit("the front page has no title")
    link = re.search(r'href="([^"#]*3-power-rule/power-rule[^"#]*)"', front)
    if link is None:
        sys.exit("the front page does not lead to the power rule")
    rule = page(urllib.parse.urljoin(address, link[1]))
    formulas = rule.count('class="katex"')
    if formulas < 20 or "<math" not in rule:
        sys.exit(f"the page of the power rule has {formulas} formulas that were set")
    sys.stdout.write(f"the preview answers; {formulas} formulas on {link[1]}\n")


main()
