"""HTML as a tree: whatever is put in as text is escaped when it is written."""

from xml.etree.ElementTree import Element, tostring

Child = Element | str


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """An element. `class_` stands for `class`, `aria_label` for `aria-label`."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    made = Element(tag, named)
    for child in children:
        if isinstance(child, str):
            _add_text(made, child)
        else:
            made.append(child)
    return made


def _add_text(parent: Element, text: str) -> None:
    """Behind what is there: in this tree, text belongs to the element that it follows."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def document(root: Element) -> str:
    """The file."""
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html") + "\n"
