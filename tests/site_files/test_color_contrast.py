"""Colours that can be read: every colour of text on every ground, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "_static/css/tokens.css").read_text(encoding="utf-8")
LEAST = 5.9


def colours(name: str) -> list[str]:
    """The values of a colour, in the order of the sheet: light first."""
    return re.findall(rf"--{name}: (#[0-9a-f]{{6}})", TOKENS)


def luminance(colour: str) -> float:
    """How bright a colour is. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("ground", ["paper", "wash"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent"])
def test_text_can_be_read_on_its_ground(text: str, ground: str) -> None:
    pairs = list(zip(colours(text), colours(ground), strict=True))
    assert len(set(pairs)) >= 2  # light and dark
    for pair in pairs:
        darker, brighter = sorted(map(luminance, pair))
        assert (brighter + 0.05) / (darker + 0.05) >= LEAST
