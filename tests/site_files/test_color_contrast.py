"""Tests that every text colour has enough contrast on every background in both colour modes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "_static/css/tokens.css").read_text(encoding="utf-8")
MIN_CONTRAST = 5.9


def colours(name: str) -> list[str]:
    """Return the values of a colour token in style sheet order: light mode first."""
    return re.findall(rf"--{name}: (#[0-9a-f]{{6}})", TOKENS)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour. Source: WCAG 2.2, definition of relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("background", ["paper", "wash"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent"])
def test_text_has_enough_contrast_on_its_background(text: str, background: str) -> None:
    pairs = list(zip(colours(text), colours(background), strict=True))
    assert len(set(pairs)) >= 2  # in light and dark mode
    for pair in pairs:
        darker, brighter = sorted(map(luminance, pair))
        assert (brighter + 0.05) / (darker + 0.05) >= MIN_CONTRAST
