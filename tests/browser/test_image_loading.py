"""Tests that the browser loads the right copy of an image from its ``srcset``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.browser.showcase import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Browser


# Return two widths in pixels for each image with copies: the copy that was loaded, and the smallest copy that would
# have been enough.
COPIES = """
async () => {
  const pictures = [...document.querySelectorAll("img[srcset]")];
  for (const picture of pictures) picture.loading = "eager";
  await Promise.all(pictures.map((picture) => picture.decode()));
  return pictures.map((picture) => {
    const copies = picture.srcset.split(", ").map((copy) => copy.split(" "));
    const widths = copies.map(([, width]) => parseInt(width)).sort((one, other) => one - other);
    const place = picture.clientWidth * devicePixelRatio;
    const fetched = copies.find(([address]) => new URL(address, location).href === picture.currentSrc);
    return [parseInt(fetched?.[1]), widths.find((width) => width >= place) ?? widths.at(-1)];
  });
}
"""


@pytest.mark.parametrize(("width", "pixels"), [(390, 1), (390, 2), (1280, 1)])
@pytest.mark.parametrize("path", [PAGES["front"], PAGES["post"], "posts/six-parties-six-rounds/"])
def test_the_browser_loads_the_smallest_sufficient_copy_of_an_image(
    path: str, width: int, pixels: int, browser: Browser, site: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, device_scale_factor=pixels, service_workers="block"
    )
    page = context.new_page()
    page.goto(site + path)
    copies = page.evaluate(COPIES)
    assert copies
    assert [fetched for fetched, _ in copies] == [enough for _, enough in copies]
    context.close()
