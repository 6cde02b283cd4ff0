"""A paper kept as text, for a job that prints later what was asked for now."""

import json
from base64 import b64decode, b64encode
from dataclasses import fields
from typing import Any

from pos_app.printing import document as parts
from pos_app.printing.document import Align, Document, Part, Size, Style

_KINDS: dict[str, type[Part]] = {
    kind.__name__: kind
    for kind in (
        parts.Text, parts.Row, parts.Columns, parts.Rule, parts.Gap,
        parts.QR, parts.Barcode, parts.Logo, parts.Notice,
    )
}  # fmt: skip


def as_kept(document: Document) -> str:
    """The document as JSON."""
    kept = [[type(part).__name__, _values(part)] for part in document.parts]
    return json.dumps([document.title, kept], ensure_ascii=False)


def from_kept(text: str) -> Document:
    """The document that :func:`as_kept` made this of."""
    title, kept = json.loads(text)
    made = (_KINDS[kind](**{n: _read(n, v) for n, v in values.items()}) for kind, values in kept)
    return Document(title, tuple(made))


def _values(part: Part) -> dict[str, Any]:
    return {field.name: _plain(getattr(part, field.name)) for field in fields(part)}


def _plain(value: Any) -> Any:
    match value:
        case Style():
            return [value.bold, value.size.value]
        case Align():
            return value.value
        case bytes():
            return b64encode(value).decode("ascii")
    return value


def _read(name: str, value: Any) -> Any:
    match name:
        case "style":
            bold, size = value
            return Style(bold, Size(size))
        case "align":
            return Align(value)
        case "png":
            return b64decode(value)
    return value
