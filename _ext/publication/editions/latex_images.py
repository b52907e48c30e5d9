"""Pictures that LaTeX cannot show, made into ones that it can, by what the editions have anyway."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.transforms.post_transforms.images import ImageConverter

if TYPE_CHECKING:
    import os


class PictureConverter(ImageConverter):
    """Drawings become PDF, by Typst, other pictures PNG, for a builder that knows these and not those: ``latex``."""

    conversion_rules = [  # noqa: RUF012 -- Sphinx's
        ("image/svg+xml", "application/pdf"),
        ("image/gif", "image/png"),
        ("image/webp", "image/png"),
    ]

    def is_available(self) -> bool:
        """Whether the group ``editions`` is installed."""
        return find_spec("typst") is not None

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """Convert a file."""
        source, target = Path(_from), Path(_to)
        if source.suffix.lower() == ".svg":
            import typst  # noqa: PLC0415 -- few builds convert

            page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{source.name}", format: "svg")\n'
            compiled: Any = typst.compile  # its types want a text and its folder to be of one kind
            target.write_bytes(compiled(page.encode(), root=str(source.parent), format="pdf", timestamp=0))
        else:
            from PIL import Image  # noqa: PLC0415 -- the same

            with Image.open(source) as picture:
                picture.save(target, "PNG")
        return True
