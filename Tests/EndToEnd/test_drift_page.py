"""`drift --format html`: one page, opened in a headless Chromium, that shows the difference.

Pictures and prints of the pages stay in .artefacts/pages.
"""

import base64
import hashlib
import itertools
import re

import pypdfium2
import pytest

from EndToEnd.support import snapshots
from EndToEnd.support.accounts import ACCOUNT, APPLIANCE, LINKED
from EndToEnd.support.browser import Page
from EndToEnd.support.markup import Markup
from EndToEnd.support.snapshots import APPLICATION, CHANGES, HOSTILE

PICTURES = snapshots.ROOT / ".artefacts" / "pages"
VISIBLE = "element => element.offsetParent !== null"
SHOWN = f"""
  const names = selector => Array.from(page.querySelectorAll(selector)).filter({VISIBLE})
    .map(element => element.textContent);
  return {{
    roles: names('section.role > h2, section.role > details > summary'),
    rows: names('#overview tbody a'),
    count: page.getElementById('count').textContent, search: page.getElementById('search').value,
    address: view.location.hash,
  }};
"""
TYPE = """
  page.getElementById('search').value = WORDS;
  page.getElementById('search').dispatchEvent(new view.Event('input'));
"""


def keep(name: str, picture: bytes) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    (PICTURES / name).write_bytes(picture)


@pytest.fixture
def drifted(program):
    """A page of an account that drifted: one role in trust and policies, another only in a tag."""
    account = snapshots.in_sync(program)
    for kind in ("trust-policy", "inline-policy-unexpected", "instance-profile", "role-unexpected"):
        CHANGES[kind](account)
    account.application["Tags"] = []
    text = snapshots.drift(program, account, "html").expect(2).out
    return Page(program.write("drift.html", text))


def types(words: str) -> str:
    return TYPE.replace("WORDS", repr(words))


def test_it_shows_the_difference_side_by_side(drifted):
    keep("drift.png", drifted.picture())
    told = drifted.ask(f"""
      const article = Array.from(page.querySelectorAll('article'))
        .find(article => article.querySelector('h3').textContent.startsWith('trust-policy'));
      const [actual, expected] = Array.from(article.querySelectorAll('.sides > div'));
      const box = element => element.getBoundingClientRect();
      return {{
        role: article.closest('section').querySelector('h2').textContent,
        titles: [actual, expected].map(side => side.querySelector('h4').textContent),
        gone: Array.from(actual.querySelectorAll('del'), line => line.textContent),
        wanted: Array.from(expected.querySelectorAll('ins'), line => line.textContent),
        beside: box(actual).right <= box(expected).left && box(actual).top === box(expected).top,
        colours: ['del', 'ins'].map(tag =>
          view.getComputedStyle(article.querySelector(tag)).backgroundColor),
        visible: [actual, expected].every({VISIBLE}),
        evidence: article.textContent.includes('now allowed: sts:AssumeRole'),
        effect: article.querySelector('.effect').textContent,
      }};
    """)
    assert APPLIANCE in told["role"] and told["visible"] and told["beside"]
    assert told["titles"] == ["In the account", "As it should be"]
    assert [line.split() for line in told["gone"]] == [
        ["-", '"aws:SourceAccount":', '"210987654321"']
    ]
    assert [line.split() for line in told["wanted"]] == [
        ["+", '"aws:SourceAccount":', f'"{ACCOUNT}"']
    ]
    assert len(set(told["colours"])) == 2
    assert told["effect"] == "widens and narrows access" and told["evidence"]


def test_all_roles_and_who_can_assume_them_are_there(drifted):
    shown = drifted.ask(SHOWN)
    assert [name.split()[0] for name in shown["roles"]] == [
        APPLIANCE, "panorama-leftover", APPLICATION, LINKED,
    ]  # fmt: skip
    assert shown["count"] == "4 of 4 roles" and len(shown["rows"]) == 4
    trust = drifted.ask("""
      return Array.from(page.querySelectorAll('#trust tbody tr'), row =>
        Array.from(row.cells, cell => cell.textContent));
    """)
    assert ["panorama.amazonaws.com", APPLIANCE, "on other terms"] in trust
    assert ["panorama.amazonaws.com", APPLICATION, "yes"] in trust


def test_a_search_hides_what_does_not_match(drifted):
    found = drifted.ask(types("INSTANCE-profile  machines") + SHOWN)
    keep("drift-search.png", drifted.picture(types("instance-profile")))
    assert [name.split()[0] for name in found["roles"]] == [APPLIANCE]
    assert found["count"] == "1 of 4 roles"
    assert found["address"] == "#q=INSTANCE-profile%20%20machines", "to be sent as a link"
    nothing = drifted.ask(types("no such words") + SHOWN)
    assert nothing["roles"] == [] and nothing["rows"] == [] and nothing["count"] == "0 of 4 roles"
    assert len(drifted.ask(types("x") + types("") + SHOWN)["roles"]) == 4


def test_a_link_searches(drifted):
    linked = Page(drifted.path, fragment=f"#q={APPLICATION}")
    found = linked.ask(SHOWN)
    assert found["search"] == APPLICATION
    assert [name.split()[0] for name in found["roles"]] == [APPLICATION]
    broken = Page(drifted.path, fragment="#q=%").ask(SHOWN)
    assert broken["search"] == "%" and broken["roles"] == []


def test_only_what_differs(drifted):
    found = drifted.ask("page.getElementById('only').click();" + SHOWN)
    assert LINKED not in " ".join(found["roles"] + found["rows"])
    assert found["count"] == "3 of 4 roles"
    # A link of the table leads to its role even when a search hid that.
    followed = drifted.ask(f"""
      page.getElementById('only').click();
      view.location.hash = '#r3';
      await new Promise(done => view.addEventListener('hashchange', () => setTimeout(done, 0)));
      {SHOWN}
    """)
    assert any(name.startswith(LINKED) for name in followed["roles"])


def test_the_keyboard_is_enough(drifted):
    told = drifted.ask("""
      const press = (target, key) => target.dispatchEvent(
        new view.KeyboardEvent('keydown', {key: key, bubbles: true, cancelable: true}));
      press(page.body, '/');
      const reached = page.activeElement.id;
      page.activeElement.value = 'nothing at all';
      page.activeElement.dispatchEvent(new view.Event('input'));
      press(page.activeElement, 'Escape');
      const inOrder = Array.from(page.querySelectorAll('input, button, a[href], [tabindex]'));
      return {
        reached: reached,
        cleared: page.getElementById('search').value + page.getElementById('count').textContent,
        order: inOrder.every(element => element.tabIndex === 0),
        labelled: Array.from(page.querySelectorAll('input')).every(e => e.labels.length === 1),
        links: Array.from(page.links).every(link => page.querySelector(link.hash)),
        headings: Array.from(page.querySelectorAll('h1, h2, h3, h4'), h => +h.tagName[1]),
        scopes: Array.from(page.querySelectorAll('th')).every(cell => cell.scope === 'col'),
        live: page.getElementById('count').getAttribute('role'),
        language: page.documentElement.lang,
      };
    """)
    headings = told.pop("headings")
    assert headings[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(headings)), "none is left out"
    assert told == {
        "reached": "search", "cleared": "4 of 4 roles", "order": True, "labelled": True,
        "links": True, "scopes": True, "live": "status", "language": "en",
    }  # fmt: skip


CONTRAST = """
  const light = colour => {
    const [r, g, b] = colour.match(/\\d+/g).map(Number).map(value => value / 255)
      .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    const colour = view.getComputedStyle(element).backgroundColor;
    return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : colour;
  };
  let least = 21;
  const kinds = 'h1, h2, h3, p, b, a, li, td, th, pre, del, ins, code';
  for (const element of page.querySelectorAll(kinds)) {
    const [a, b] = [light(view.getComputedStyle(element).color), light(behind(element))];
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return {least: least, page: light(view.getComputedStyle(page.body).backgroundColor)};
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_follows_light_and_dark_and_can_be_read(drifted, dark):
    page = Page(drifted.path, dark=dark)
    if dark:
        keep("drift-dark.png", page.picture())
    told = page.ask(CONTRAST)
    assert (told["page"] < 0.1) == dark
    assert told["least"] >= 4.5, "WCAG 2.2, 1.4.3: contrast of text"


@pytest.fixture
def large(program):
    """The page of an account with 201 roles, with long names and long documents."""
    account = snapshots.in_sync(program)
    for kind in ("trust-policy", "inline-policy-unexpected", "instance-profile", "role-unexpected"):
        CHANGES[kind](account)
    document = account.application["AssumeRolePolicyDocument"]
    for number in range(197):
        name = f"panorama-{number}{'-a-name-as-long-as-iam-allows' * 2 if number % 2 else ''}"
        account.add(name[:64], document)
    text = snapshots.drift(program, account, "html").expect(2).out
    return program.write("large.html", text)


# What is wider than its frame, and what a person could not reach or read.
OVERFLOW = """
  const root = page.documentElement;
  const scrolls = element => element && element !== page.body
    && (['auto', 'scroll'].includes(view.getComputedStyle(element).overflowX)
      || scrolls(element.parentElement));
  const beyond = Array.from(page.querySelectorAll('main *, header *')).filter(element => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > root.clientWidth + 1 && !scrolls(element);
  });
  const small = Array.from(page.querySelectorAll('main *, header *')).filter(element =>
    element.children.length === 0 && element.textContent.trim()
      && parseFloat(view.getComputedStyle(element).fontSize) < 11);
  const roles = page.querySelectorAll('section.role');
  return {
    wide: root.scrollWidth - root.clientWidth,
    clipped: Array.from(page.querySelectorAll('.scroll'), e => e.scrollWidth - e.clientWidth)
      .filter(hidden => hidden > 1).length,
    beyond: beyond.slice(0, 3).map(e => e.outerHTML),
    small: small.slice(0, 3).map(e => e.outerHTML), roles: roles.length,
    tall: Math.max(...Array.from(page.querySelectorAll('#overview tr'), row => row.clientHeight)),
    last: roles[roles.length - 1].querySelector('h2').textContent.split(' ')[1],
  };
"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280])
def test_two_hundred_roles_fit_every_screen(large, width, dark):
    page = Page(large, width=width, height=1800, dark=dark)
    told = page.ask(OVERFLOW)
    # No cell makes a row as high as half a screen, and what is in sync comes last.
    assert told.pop("tall") < 300
    assert told == {
        "wide": 0, "clipped": 0, "beyond": [], "small": [], "roles": 201, "last": "in-sync",
    }  # fmt: skip
    keep(f"drift-{width}-{'dark' if dark else 'light'}.png", page.picture())


def test_it_prints(drifted):
    printed = Page(drifted.path, dark=True, height=6000).printed()
    keep("drift.pdf", printed)
    document = pypdfium2.PdfDocument(printed)
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert APPLIANCE in text and "210987654321" in text and "As it should be" in text
    assert "Only what differs" not in text, "paper has no search"
    image = document[0].render(scale=0.2)
    assert set(bytes(image.buffer)[: image.stride]) == {255}, "white, whatever the screen is"


def test_it_loads_nothing_and_runs_only_its_own_script(drifted):
    text = drifted.path.read_text()
    markup = Markup(text)
    for tag, attributes in markup.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form", "svg")
        assert not {"src", "srcset", "style", "action"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    assert not re.search(r"url\(|@import|fetch\(|XMLHttp|import\(", "".join(markup.inside.values()))
    policy = next(
        a["content"] for t, a in markup.elements
        if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )  # fmt: skip
    for tag in ("script", "style"):
        digest = base64.b64encode(hashlib.sha256(markup.inside[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy
    loaded = drifted.ask("return view.performance.getEntriesByType('resource').map(e => e.name);")
    assert loaded == []


def test_what_is_put_in_later_does_not_run(drifted):
    """The page's own policy, in force: an element that a fault of ours let through is dead."""
    ran = drifted.ask("""
      const script = page.createElement('script');
      script.textContent = 'window.ran = true';
      page.body.append(script);
      page.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran = true">');
      await new Promise(done => setTimeout(done, 200));
      return Boolean(view.ran);
    """)
    assert ran is False


def test_hostile_texts_stay_texts(program):
    account = snapshots.in_sync(program)
    snapshots.hostile(account)
    text = snapshots.drift(program, account, "html").expect(5).out
    page = Page(program.write("hostile.html", text))
    keep("hostile.png", page.picture())
    told = page.ask("""
      return {
        scripts: page.scripts.length, images: page.images.length,
        odd: Array.from(page.querySelectorAll('*'), e => e.tagName.toLowerCase()),
        text: page.body.textContent,
      };
    """)
    assert told["scripts"] == 1 and told["images"] == 0
    plain = {tag for tag, _ in Markup(text).elements}
    assert set(told["odd"]) == plain, "Chromium sees the elements that were written"
    start = HOSTILE.split("\u202e")[0]
    assert start in told["text"], "shown as it is"
    assert not set("\u202e\u001b") & set(text)
    assert "\\u{202e} \\u{1b}[31m" in told["text"]


def test_in_sync_is_a_page_too(program):
    text = snapshots.drift(program, snapshots.in_sync(program), "html").expect(0).out
    shown = Page(program.write("drift.html", text)).ask(SHOWN)
    assert shown["count"] == "3 of 3 roles"


def test_many_roles_are_searched_at_once(program):
    """A search of 2,000 roles is one pass over texts that were made small before."""
    account = snapshots.in_sync(program)
    for number in range(2000):
        account.add(f"panorama-left-{number}", account.application["AssumeRolePolicyDocument"])
    text = snapshots.drift(program, account, "html").expect(2).out
    found = Page(program.write("drift.html", text)).ask(types("panorama-left-1999") + SHOWN)
    assert [name.split()[0] for name in found["roles"]] == ["panorama-left-1999"]
