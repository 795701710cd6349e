/// The style and the script of the page of `drift --format html`; nothing of an account is in them.
enum PageAssets {
  static let style = """

    :root {
      color-scheme: light dark;
      --back: #fff; --ink: #1b1f24; --faint: #57606a; --line: #c9d1d9; --panel: #f6f8fa;
      --good: #1a7f37; --drift: #9a4b00; --bad: #cf222e; --link: #0550ae;
      --gone: #ffebe9; --new: #e6f6ea;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --back: #0d1117; --ink: #e6edf3; --faint: #9aa4af; --line: #3d444d; --panel: #161b22;
        --good: #56d364; --drift: #e3a04f; --bad: #ff7b72; --link: #79c0ff;
        --gone: #4b1113; --new: #12391d;
      }
    }
    body {
      font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back);
      margin: 2rem auto; max-width: 76rem; padding: 0 1rem; overflow-wrap: break-word;
    }
    html { background: var(--back); }
    [hidden] { display: none !important; }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
    h1, h2, h3, h4 { line-height: 1.25; }
    h4 { margin: 0.5rem 0; }
    section { border: 1px solid var(--line); border-radius: 6px; margin: 1rem 0; padding: 0 1rem 1rem; }
    article { border-top: 1px solid var(--line); margin-top: 1rem; }
    h2 b, h3 b { font-size: 0.8rem; border: 1px solid; border-radius: 1rem; padding: 0.1rem 0.6rem; }
    #find { display: flex; flex-wrap: wrap; gap: 1.5rem; align-items: baseline; }
    #search { font: inherit; min-width: 16rem; padding: 0.2rem 0.5rem; }
    .in-sync, .read { color: var(--good); }
    .drifted, .effect { color: var(--drift); }
    .incomplete, .denied, .throttled, .failed { color: var(--bad); }
    .note, .ignored, .unavailable { color: var(--faint); }
    .sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
    @media (max-width: 50rem) { .sides { grid-template-columns: 1fr; } }
    pre { background: var(--panel); padding: 0.5rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    pre, code { font: 0.875rem/1.45 ui-monospace, monospace; }
    del, ins { text-decoration: none; }
    del { background: var(--gone); }
    ins { background: var(--new); }
    table { border-collapse: collapse; width: 100%; }
    td, th { border-bottom: 1px solid var(--line); padding: 0.2rem 0.6rem; text-align: left; }
    td { overflow-wrap: anywhere; vertical-align: top; }
    th, b { white-space: nowrap; }
    th:first-child { min-width: 12rem; }
    .scroll { overflow-x: auto; }
    .effect.widens { color: var(--bad); }
    summary { cursor: pointer; }
    summary h2 { display: inline-block; margin: 0.75rem 0 0; overflow-wrap: anywhere; }
    .command { user-select: all; background: var(--panel); padding: 0.1rem 0.3rem; border-radius: 4px; }
    @media screen and (max-width: 50rem) {
      #overview thead { display: none; }
      #overview tr { display: block; border-bottom: 1px solid var(--line); padding: 0.4rem 0; }
      #overview td { display: inline; border: 0; padding: 0 0.6rem 0 0; }
      #overview td:nth-child(1), #overview td:nth-child(4) { display: block; }
      #overview td:nth-child(5)::before { content: 'read: '; }
    }
    @media (max-width: 40rem) {
      body { margin: 1rem auto; padding: 0 0.5rem; }
      section { padding: 0 0.5rem 0.5rem; }
      th:first-child { min-width: 6rem; }
      th, b { white-space: normal; }
      #search { min-width: 0; width: 100%; }
    }
    @media print {
      :root {
        color-scheme: light;
        --back: #fff; --ink: #000; --faint: #444; --line: #999; --panel: #fff; --good: #060;
        --drift: #730; --bad: #900; --link: #000; --gone: #fff; --new: #fff;
      }
      body { font-size: 10pt; margin: 0; max-width: none; padding: 0; }
      #find { display: none; }
      section { border: 0; border-top: 1px solid; border-radius: 0; padding: 0; }
      h2, h3, h4 { break-after: avoid; }
      tr, .sides { break-inside: avoid; }
      del, ins { font-weight: bold; }
    }

    """

  static let script = #"""

    (function () {
      'use strict';
      const search = document.getElementById('search');
      const only = document.getElementById('only');
      const count = document.getElementById('count');
      const items = Array.from(document.querySelectorAll('[data-item]'), function (element) {
        return {
          element: element, text: element.textContent.toLowerCase(),
          differs: element.dataset.item === 'differs', isRole: element.matches('.role')
        };
      });

      function show() {
        const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        let roles = 0;
        for (const item of items) {
          const fits = (item.differs || !only.checked)
            && words.every(function (word) { return item.text.includes(word); });
          item.element.hidden = !fits;
          if (item.isRole) { roles += 1; shown += fits ? 1 : 0; }
        }
        count.textContent = shown + ' of ' + roles + (roles === 1 ? ' role' : ' roles');
      }

      // '#q=words' searches, so that a search can be sent as a link.
      function follow() {
        const match = /^#q=(.*)$/.exec(location.hash);
        const target = /^#r\d+$/.test(location.hash) && document.querySelector(location.hash);
        if (match) {
          try { search.value = decodeURIComponent(match[1]); } catch (error) { search.value = match[1]; }
          show();
        } else if (target && target.hidden) {
          search.value = '';
          only.checked = false;
          show();
          target.scrollIntoView();
        }
      }

      search.addEventListener('input', function () {
        show();
        const link = search.value ? '#q=' + encodeURIComponent(search.value) : '#';
        try { history.replaceState(null, '', link); } catch (error) { /* a page without an address */ }
      });
      only.addEventListener('change', show);
      window.addEventListener('hashchange', follow);
      document.addEventListener('keydown', function (event) {
        if (event.key === '/' && event.target !== search && !event.ctrlKey && !event.metaKey) {
          event.preventDefault();
          search.focus();
        } else if (event.key === 'Escape' && event.target === search) {
          search.value = '';
          search.dispatchEvent(new Event('input'));
        }
      });
      show();
      follow();
    })();

    """#
}
