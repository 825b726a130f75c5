"""Small pictures of figures: what they leave out, what they keep, and where they are cut."""

from __future__ import annotations

import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from neurolib import plot, style
from neurolib.site.thumbnails import thumbnail

BOX = re.compile(r'viewBox="([^"]+)"')


def drawings(figure: plt.Figure) -> list[str]:
    """Return the drawings of a figure as the site finds them."""
    style.caption(figure, "Figure 1.1. A figure.")
    shown = style.html(figure)
    plt.close(figure)
    return re.findall(r"<svg.*?</svg>", shown, re.DOTALL)


@pytest.fixture
def two_axes() -> list[str]:
    style.use()
    figure, axes = plt.subplots(1, 2, figsize=(8.8, 3))
    for ax in axes:
        ax.plot(np.arange(10), np.arange(10) ** 2, label="a name")
        ax.set(xlabel="time (ms)", ylabel="voltage (mV)", title="A title")
        ax.legend()
    return drawings(figure)


def test_a_plot_loses_its_words_and_margins_and_keeps_its_lines(two_axes: list[str]) -> None:
    picture = thumbnail(two_axes)
    assert "DV-" in two_axes[0] and "DV-" not in picture
    lines = re.compile(r"stroke:#0072b2|stroke:color-mix\(in srgb,#0072b2")
    assert len(lines.findall(picture)) == len(lines.findall(two_axes[0])) > 0
    assert "non-scaling-stroke" in picture and "prefers-color-scheme:dark" in picture
    whole, cut = (
        [float(each) for each in BOX.search(text)[1].split()]  # type: ignore[index]
        for text in (two_axes[0], picture)
    )
    assert cut[0] > whole[0] and cut[1] > whole[1]
    assert 0.8 * whole[2] < cut[2] < whole[2] and 0.5 * whole[3] < cut[3] < whole[3]


def test_a_drawing_without_axes_keeps_its_words_with_all_their_letters() -> None:
    style.use()
    figure, ax = plt.subplots(figsize=(5, 3.1))
    plot.membrane(ax)
    picture = thumbnail(drawings(figure))
    used = set(re.findall(r'<use href="#(DV-[\w-]+)"', picture))
    assert used and used <= set(re.findall(r'<path id="(DV-[\w-]+)"', picture))
