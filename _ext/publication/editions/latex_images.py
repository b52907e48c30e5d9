"""Converts images to formats that LaTeX supports, with tools that the PDF and EPUB editions need anyway."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.transforms.post_transforms.images import ImageConverter

if TYPE_CHECKING:
    import os


class LatexImageConverter(ImageConverter):
    """Converts SVG to PDF, and GIF and WebP to PNG, for the ``latex`` builder.

    Sphinx calls this converter for every builder that supports the new format but not the original format.
    """

    conversion_rules = [  # noqa: RUF012 -- Sphinx declares it without ClassVar
        ("image/svg+xml", "application/pdf"),
        ("image/gif", "image/png"),
        ("image/webp", "image/png"),
    ]

    def is_available(self) -> bool:
        """Whether the ``editions`` dependency group is installed."""
        return find_spec("typst") is not None

    def convert(self, _from: str | os.PathLike[str], _to: str | os.PathLike[str]) -> bool:
        """Convert an image file. Typst renders SVG, and Pillow converts the other formats."""
        source, target = Path(_from), Path(_to)
        if source.suffix.lower() == ".svg":
            import typst  # noqa: PLC0415 -- most builds do not convert images

            page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{source.name}", format: "svg")\n'
            compiled: Any = typst.compile  # its type hints require code and root folder to have the same type
            target.write_bytes(compiled(page.encode(), root=str(source.parent), format="pdf", timestamp=0))
        else:
            from PIL import Image  # noqa: PLC0415 -- as above

            with Image.open(source) as image:
                image.save(target, "PNG")
        return True
