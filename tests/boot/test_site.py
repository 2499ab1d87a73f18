# SPDX-License-Identifier: BSD-2-Clause
"""Tests the site that `make docs` makes: each link leads somewhere, and the page docs/walk.md, in Chromium, walks through the
page tables of a boot as the kernel itself does.

W3C, "WebDriver", by Selenium.
"""
import json
import re
import shutil
import subprocess

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from messages import ROOT
from snippets import ENVIRONMENT

PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """In a directory of its own, because other workers make theirs at the same time."""
    directory = tmp_path_factory.mktemp("docs") / "site"
    made = subprocess.run(["make", "-s", "docs", f"SITE={directory}"], cwd=ROOT, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=ENVIRONMENT)
    assert made.returncode == 0, made.stdout + made.stderr
    assert "each link leads somewhere" in made.stdout
    return directory


@pytest.fixture(scope="module")
def boots(site):
    text = (site / "docs/walk-data.js").read_text()
    return json.loads(re.fullmatch(r"const boots = (.*);\n", text, re.S)[1])


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    for word in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1500",
                 "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    with webdriver.Chrome(options=options) as driver:
        yield driver


@pytest.fixture
def page(site, browser):
    """The page of the walk, at its start. It must say nothing on the console."""
    browser.get(f"file://{site}/index.html")
    browser.get(f"file://{site}/docs/walk.html")
    yield browser
    assert browser.get_log("browser") == []


def type_address(page, address):
    field = page.find_element(By.ID, "address")
    field.send_keys(Keys.CONTROL, "a", Keys.NULL, Keys.BACKSPACE, address)


def text_of(page, name):
    return page.find_element(By.ID, name).text


def choose(page, levels):
    page.find_element(By.CSS_SELECTOR, f'#walk [value="{levels - 4}"]').click()


# ---- The site ----

def test_each_page_is_there(site):
    for page in PAGES:
        place = "index.html" if page == "README.md" else page.replace(".md", ".html")
        text = (site / place).read_text()
        assert re.search(r"<h1[^>]*>", text) and '<a class="home"' in text, place
    assert "<h1>stage1/mbr.asm</h1>" in (site / "stage1/mbr.asm.html").read_text()


def test_no_page_needs_the_network(site):
    """Other machines are named only in links that a person follows."""
    for path in site.rglob("*.html"):
        for needed in re.findall(r'<(?:link|script|img|iframe)\b[^>]*?(?:href|src)="([^"]*)"', path.read_text()):
            assert not re.match(r"\w+:|//", needed) and (path.parent / needed).exists(), f"{path}: {needed}"


@pytest.mark.parametrize("change, why", [
    ("see [usage](docs/usages.md)", "README.md: the link to docs/usages.md leads to nothing"),
    ("see [usage](docs/usage.md#no-such-heading)", "README.md: docs/usage.md has no heading #no-such-heading"),
    ("see [above](#no-such-heading)", "README.md: README.md has no heading #no-such-heading"),
    ("see [outside](../other.md)", "README.md: the link to ../other.md leads to nothing"),
    ("![a picture](docs/no.png)", "README.md: the link to docs/no.png leads to nothing"),
])
def test_link_to_nothing(change, why, tmp_path):
    """Only the pages are copied: the sources are what they name, and these copies name none."""
    for name in "docs", "README.md":
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, tmp_path / name)
    readme = tmp_path / "README.md"
    kept = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", readme.read_text().replace("![", "["))
    readme.write_text(f"{kept}\n{change}\n")
    for page in (tmp_path / "docs").glob("*.md"):
        page.write_text("# A page\n")
    (tmp_path / "out/docs").mkdir(parents=True)
    made = subprocess.run(["/usr/bin/python3", "-B", tmp_path / "docs/site/site.py", tmp_path / "out"], capture_output=True,
                          text=True)
    assert made.returncode == 1 and made.stderr == f"{why}\n"


# ---- The walk ----

def test_walk_is_the_kernels(page, boots):
    """For each address that the kernel was asked for, with four levels and with five."""
    for number, boot in enumerate(boots):
        choose(page, boot["levels"])
        for title, address in boot["samples"].items():
            page.find_element(By.XPATH, f"//button[text()=\"{title}\"]").click()
            assert text_of(page, "answer").strip() == boot["answers"][address].strip()
            computed = page.execute_script("return answerOf(boots[arguments[0]], BigInt('0x' + arguments[1]))", number, address)
            assert computed == boot["answers"][address]
        assert len(page.find_elements(By.CSS_SELECTOR, "#steps .step")) == boot["levels"]     # of the null pointer


def test_rights_and_cacheability(page, boots):
    """As docs/boot-info.md promises them."""
    entry = boots[0]["samples"]["the kernel's first instruction"]
    for levels in 4, 5:
        choose(page, levels)
        for address, words in {
                entry: ["read, execute, supervisor alone", ": kernel.", "a write (error code 3)", "write-back"],
                "FFFFFF0000010000": ["Rights: read, write, supervisor alone", "instruction fetch (error code 11h)", ": loader."],
                "FFFFFF000000F000": ["Not mapped", "error code 0", "CR2 = FFFFFF000000F000h"],
                "FFFF8000000B8000": ["Cacheability: uncached (entry 3", "Physical address B8000h"],
                "FFFF8000FD000000": ["Cacheability: write-combining (entry 5", ": framebuffer."],
                "FFFF800140000123": ["Physical address 140000123h: usable", "write-back"], "0": ["Not mapped"]}.items():
            type_address(page, address)
            said = page.find_element(By.CSS_SELECTOR, "#steps .end").text
            assert not [word for word in words if word not in said], f"{address}: {said}"


def test_page_sizes(page):
    for address, words in {"FFFF800140000000": "PDPT at", "FFFF800001000000": "PD at", "FFFF800000001000": "PT at"}.items():
        type_address(page, address)
        assert page.find_elements(By.CSS_SELECTOR, "#steps .step h4")[-1].text.startswith(words)


@pytest.mark.parametrize("address, four, five", [
    ("0000800000000000", "Not canonical", "Not mapped"), ("FFFF7FFFFFFFFFFF", "Not canonical", "Not mapped"),
    ("00007FFFFFFFFFFF", "Not mapped", "Not mapped"), ("FFFF800000000000", "Physical address 0h", "Physical address 0h"),
    ("0100000000000000", "Not canonical", "Not canonical"), ("00FFFFFFFFFFFFFF", "Not canonical", "Not mapped"),
    ("FF00000000000000", "Not canonical", "Not mapped"), ("FEFFFFFFFFFFFFFF", "Not canonical", "Not canonical")])
@pytest.mark.cases(3)
def test_canonical_addresses(page, address, four, five):
    for levels, words in (4, four), (5, five):
        choose(page, levels)
        type_address(page, address)
        assert page.find_element(By.CSS_SELECTOR, "#steps .end").text.startswith(words)


@pytest.mark.parametrize("text, mistake", [
    ("", "a number in hexadecimal is wanted"), ("kernel", "a number in hexadecimal is wanted"), ("-1", "a number in hexadecimal"),
    ("10000000000000000", "an address has 64 bits"), ("<b>1</b>", "a number in hexadecimal is wanted")])
def test_what_is_no_address(page, text, mistake):
    type_address(page, text)
    assert text_of(page, "mistake").startswith(mistake)
    type_address(page, "0xFFFF_8000_000B_8000h")
    assert text_of(page, "mistake") == "" and "Physical address B8000h" in text_of(page, "steps")


def test_click_on_an_entry_walks_through_it(page):
    type_address(page, "FFFF8000000B8123")
    cells = page.find_elements(By.CSS_SELECTOR, "#steps .step")[-1].find_elements(By.CSS_SELECTOR, ".grid i")
    assert len(cells) == 512
    cells[5].click()
    assert page.find_element(By.ID, "address").get_property("value") == "FFFF800000005000"
    page.find_elements(By.CSS_SELECTOR, "#steps .step")[0].find_elements(By.CSS_SELECTOR, ".grid i")[511].click()
    assert page.find_element(By.ID, "address").get_property("value") == "FFFFFF8000000000"


def test_memory_map_and_timeline(page, boots):
    boot = boots[0]
    rows = page.find_elements(By.CSS_SELECTOR, "#memory .row")
    assert len(rows) == len(boot["memory"])
    for row, (first, last, kind) in zip(rows, boot["memory"]):
        assert re.search(rf"^{first}h +{last}h\n{kind}, ", row.text), row.text
    rows[[kind for _, _, kind in boot["memory"]].index("framebuffer")].click()
    assert page.find_element(By.ID, "address").get_property("value") == "FFFF8000FD000000"
    steps = [row.text.split("\n")[0] for row in page.find_elements(By.CSS_SELECTOR, "#times .row")]
    assert steps == [name for name, _ in boot["timeline"][1:]] and "loading the kernel" in steps
    assert "entering the kernel at" in page.find_element(By.ID, "log").get_property("textContent")


def test_address_is_in_the_link(site, page):
    type_address(page, "FFFF8000000B8000")
    choose(page, 5)
    link = page.current_url
    assert link.endswith("#5-FFFF8000000B8000")
    page.get(f"file://{site}/index.html")
    page.get(link)
    assert page.find_element(By.ID, "address").get_property("value") == "FFFF8000000B8000"
    assert len(page.find_elements(By.CSS_SELECTOR, "#steps .step")) == 5
