"""What a page of HTML consists of."""

import html.parser


class Markup(html.parser.HTMLParser):
    """Elements with their attributes, and texts by the element that they stand in."""

    def __init__(self, text: str):
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        # Script and style.
        self.inside: dict[str, str] = {}
        self.all_texts: list[str] = []
        # Those that do not stand in code.
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.open and self.open[-1] in ("script", "style"):
            self.inside.setdefault(self.open[-1], data)
        self.all_texts.append(data)
        if not {"code", "pre"} & set(self.open):
            self.texts.append(data)
