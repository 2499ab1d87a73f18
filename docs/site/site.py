# SPDX-License-Identifier: BSD-2-Clause
"""Makes one HTML site of the pages, and of the sources that they link to. No page needs the network.

    site.py DIRECTORY

Each file keeps its place: docs/usage.md becomes docs/usage.html, stage1/mbr.asm becomes stage1/mbr.asm.html, a directory its
list of files in index.html. The program begins with README.md and makes whatever a link leads to, until nothing is missing;
a link that leads nowhere in the tree is an error.
"""
import html
import os
import posixpath
import re
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from string import Template

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import TextLexer, get_lexer_for_filename
from pygments.util import ClassNotFound

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PICTURES = {".png", ".svg"}
UNSHOWN = {"corpus", "__pycache__"}
START = "README.md"
INTERACTIVE = {"docs/walk.md": ("walk.png", HERE / "walk.html")}        # what stands in a picture's place in the site


class Mistake(Exception):
    """Of a page."""


def place_of(path):
    """Where a file or directory of the tree is in the site."""
    if path == START:
        return "index.html"
    if (ROOT / path).is_dir():
        return posixpath.join(path, "index.html")
    if path.endswith(".md"):
        return path[:-3] + ".html"
    return path if Path(path).suffix in PICTURES else path + ".html"


def rewritten(text, path, wanted):
    """Leads the links of a page of the tree to their places in the site. Adds path and anchor of each to `wanted`."""
    base, here = path if (ROOT / path).is_dir() else posixpath.dirname(path), posixpath.dirname(place_of(path))

    def link(match):
        target, mark, anchor = html.unescape(match[2]).partition("#")
        if re.match(r"[a-z]+:", target):
            return match[0]
        found = posixpath.normpath(posixpath.join(base, target)) if target else path
        if found.startswith("..") or not (ROOT / found).exists():
            raise Mistake(f"{path}: the link to {match[2]} leads to nothing")
        wanted.add((found, anchor))
        return f'{match[1]}"{posixpath.relpath(place_of(found), here or ".") if target else ""}{mark}{anchor}"'
    return re.sub(r'(<a href=|<img src=)"([^"]*)"', link, text)


def markdown(text):
    return subprocess.run(["pandoc", "-f", "gfm", "-t", "html5", "--no-highlight", "--wrap=none"], input=text, capture_output=True,
                          text=True, check=True).stdout


def navigation():
    """The table of README.md that tells the readers where to read on."""
    section = (ROOT / START).read_text().split("\n## Where to read on\n")[1]
    groups = re.findall(r"^\| ([^|-].*?) \| (.*) \|$", section, re.M)[1:]
    lists = [(reader, re.findall(r"\[([^]]+)\]\(([^)#]+)[^)]*\)", pages)) for reader, pages in groups]
    return "".join(f"<h2>{reader}</h2><ul>" + "".join(f'<li><a href="{target}">{name}</a></li>' for name, target in links) +
                   "</ul>" for reader, links in lists)


def is_readable(path):
    """Whether a reader finds something there: a directory, a picture, a text."""
    if path.is_dir() or path.suffix in PICTURES:
        return True
    try:
        path.read_text()
    except UnicodeDecodeError:
        return False
    return True


def contents_of(body):
    headings = re.findall(r'<h2[^>]* id="([^"]+)"[^>]*>(.*?)</h2>', body, re.S)
    if len(headings) < 3:
        return ""
    items = "".join(f'<li><a href="#{name}">{words}</a></li>' for name, words in headings)
    return f'<details class="contents"><summary>On this page</summary><ul>{items}</ul></details>'


class Site:
    def __init__(self, directory):
        self.directory = directory
        self.frame = Template((HERE / "page.html").read_text())
        self.navigation = rewritten(navigation(), START, set())     # the first page has the same links

    def write(self, path, title, body, wanted, contents=""):
        """Puts the body of a page, with links as in the tree, into the frame."""
        root = posixpath.relpath(".", posixpath.dirname(place_of(path)) or ".") + "/"
        sidebar = self.navigation.replace('href="', f'href="{root}')
        target = self.directory / place_of(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(self.frame.substitute(title=html.escape(title), root=root, navigation=sidebar, contents=contents,
                                                body=rewritten(body, path, wanted)))

    def page(self, path, wanted):
        text = (ROOT / path).read_text()
        title = re.search(r"^# (.*)$", text, re.M)[1].replace("`", "")
        body = markdown(text)
        if path in INTERACTIVE:
            picture, fragment = INTERACTIVE[path]
            body, count = re.subn(rf'<p><img src="{picture}".*?</p>', lambda _: fragment.read_text(), body, flags=re.S)
            if count != 1:
                raise Mistake(f"{path}: one picture {picture} is wanted")
        self.write(path, title, body, wanted, contents_of(body))

    def source(self, path, wanted):
        try:
            lexer = get_lexer_for_filename(path)
        except ClassNotFound:
            lexer = TextLexer()
        body = highlight((ROOT / path).read_text(), lexer, HtmlFormatter(linenos="inline", cssclass="source"))
        self.write(path, path, f"<h1>{html.escape(path)}</h1>\n{body}", wanted)

    def directory_list(self, path, wanted):
        files = sorted(file for file in (ROOT / path).iterdir() if file.name not in UNSHOWN and is_readable(file))
        shown = [html.escape(file.name) for file in files]
        body = "".join(f'<li><a href="{name}">{name}</a></li>' for name in shown)
        self.write(path, path, f"<h1>{path}/</h1><ul>{body}</ul>", wanted)

    def make(self, path):
        """Makes one file of the site. Returns path and anchor of each link in it."""
        wanted = set()
        if (ROOT / path).is_dir():
            self.directory_list(path, wanted)
        elif Path(path).suffix in PICTURES:
            target = self.directory / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, target)
        elif path.endswith(".md"):
            self.page(path, wanted)
        else:
            self.source(path, wanted)
        return wanted


def make_all(directory):
    """Makes the site from its first page on. Returns the paths of what is in it."""
    site = Site(directory)
    made, waiting, links = set(), {START}, set()
    with ProcessPoolExecutor(os.cpu_count()) as workers:
        while waiting:
            made |= waiting
            for path, wanted in zip(sorted(waiting), workers.map(site.make, sorted(waiting))):
                links |= {(path, *link) for link in wanted}
            waiting = {target for _, target, _ in links} - made
    for path, target, anchor in sorted(links):
        if anchor and f' id="{anchor}"' not in (directory / place_of(target)).read_text():
            raise Mistake(f"{path}: {target} has no heading #{anchor}")
    return made


def main():
    directory = Path(sys.argv[1])
    try:
        made = make_all(directory)
    except Mistake as mistake:
        sys.exit(str(mistake))
    style = HtmlFormatter(style="default").get_style_defs(".source")
    (directory / "site.css").write_text(f"{(HERE / 'site.css').read_text()}{style}\n")
    shutil.copyfile(HERE / "walk.js", directory / "docs/walk.js")
    print(f"{directory}/index.html: {len(made)} pages, pictures and sources; each link leads somewhere")


if __name__ == "__main__":
    main()
