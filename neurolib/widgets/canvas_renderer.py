"""A matplotlib renderer that records what data artists draw, as points for a canvas in the browser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import TextToPath
from matplotlib.transforms import Affine2D, Transform

from .. import style

FINE = 4  # curves are cut into straight pieces on a grid of a quarter point, so that they look smooth at any zoom
CAPS = {"projecting": "square"}  # names that the canvas has in place of matplotlib's


class CanvasRenderer(RendererBase):
    """Records paths and markers: ``marks`` hold how each is drawn and ``points`` where, in points from the top left."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self._text2path = _KeptWords()
        self.width, self.height = width, height
        self.marks: list[dict[str, Any]] = []
        self.chunks: list[np.ndarray] = []

    @property
    def points(self) -> bytes:
        """All points, in the order of the marks, as little-endian float32 pairs (x, y); NaN lifts the pen."""
        return np.concatenate(self.chunks).astype("<f4").tobytes() if self.chunks else b""

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the figure in points."""
        return self.width, self.height

    def flipy(self) -> bool:
        """Count y upwards, as matplotlib does; ``points`` are turned over at the end."""
        return False

    def draw_path(self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None) -> None:
        """Record one path."""
        points = flat(path, transform, simplify=rgbFace is None)
        self._mark(gc, self._down(points), None, rgbFace)

    def draw_markers(
        self, gc: GraphicsContextBase, marker_path: Path, marker_trans: Transform, path: Path, trans: Transform, rgbFace: Any = None
    ) -> None:
        """Record one outline and the places at which it is drawn."""
        at = np.asarray(trans.transform(path.vertices))
        at = at[np.isfinite(at).all(axis=1)]
        if len(at) == 1 and not at.any():  # a collection of one path, as an area is
            return self.draw_path(gc, marker_path, marker_trans, rgbFace)
        outline = flat(marker_path, marker_trans, simplify=False) * (1, -1)
        return self._mark(gc, outline, self._down(at), rgbFace)

    def draw_path_collection(
        self,
        gc: GraphicsContextBase,
        master_transform: Transform,
        paths: Sequence[Path],
        all_transforms: Any,
        offsets: Any,
        offset_trans: Transform,
        facecolors: Any,
        edgecolors: Any,
        linewidths: Any,
        linestyles: Any,
        *rest: Any,
        **more: Any,
    ) -> None:
        """Draw the many bars of a raster, which differ in their place alone, as one path; leave any other collection to matplotlib."""
        alike = len(facecolors) == 0 and len(edgecolors) == len(linewidths) == len(linestyles) == 1
        if alike and len(paths) > 1 and not len(all_transforms) and not np.any(offset_trans.transform(offsets)):
            paths = [Path.make_compound_path(*paths)]
        styles = (facecolors, edgecolors, linewidths, linestyles)
        super().draw_path_collection(gc, master_transform, paths, all_transforms, offsets, offset_trans, *styles, *rest, **more)

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Any:
        """Return the size of a line of words in points, measured once."""
        return _extent(s, prop, ismath)

    def draw_image(self, *_: Any, **__: Any) -> None:
        """Draw nothing, because an image belongs to the static layer."""

    def _down(self, points: np.ndarray) -> np.ndarray:
        """Count y from the top, as a canvas does."""
        return points * (1, -1) + (0, self.height)

    def _mark(self, gc: GraphicsContextBase, points: np.ndarray, at: np.ndarray | None, face: Any) -> None:
        mark: dict[str, Any] = {"n": len(points), "at": 0 if at is None else len(at)}
        stroke, opacity = gc.get_rgb(), gc.get_alpha() if gc.get_forced_alpha() else None
        if gc.get_linewidth() > 0 and stroke[3] > 0:
            cap = gc.get_capstyle()
            mark |= {"stroke": style.adaptive(stroke[:3]), "alpha": stroke[3] if opacity is None else opacity}
            mark |= {"width": float(gc.get_linewidth()), "cap": CAPS.get(cap, cap), "join": gc.get_joinstyle()}
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                mark |= {"dash": [float(length) for length in dashes], "offset": float(offset or 0)}
        if face is not None:
            mark |= {"fill": style.adaptive(face[:3]), "fillAlpha": opacity if opacity is not None else face[3] if len(face) > 3 else 1.0}
        if (box := gc.get_clip_rectangle()) is not None:
            mark["clip"] = [box.x0, self.height - box.y1, box.width, box.height]
        if len(points) and (at is None or len(at)) and ("stroke" in mark or "fill" in mark):
            self.marks.append(mark)
            self.chunks += [points] if at is None else [points, at]


class _KeptWords(TextToPath):
    """The outlines of words, kept from frame to frame: most words of a figure stay the same while a slider moves."""

    def get_text_path(self, prop: FontProperties, s: str, ismath: Any = False, **more: Any) -> Any:
        """Return points and codes of an outline."""
        return _outline(prop, s, ismath, **more)


@lru_cache(maxsize=4000)
def _outline(prop: FontProperties, words: str, ismath: Any, **more: Any) -> tuple[np.ndarray, Any]:
    points, codes = TextToPath().get_text_path(prop, words, ismath, **more)
    return np.asarray(points, dtype=float).reshape(-1, 2), codes


@lru_cache(maxsize=4000)
def _extent(words: str, prop: FontProperties, ismath: Any) -> Any:
    return RendererBase().get_text_width_height_descent(words, prop, ismath)


def flat(path: Path, transform: Transform, simplify: bool) -> np.ndarray:
    """Return a path as points joined by straight pieces, shape (n, 2), with a row of NaN wherever the pen lifts."""
    path = path.cleaned(transform + Affine2D().scale(FINE), remove_nans=True, simplify=simplify and path.should_simplify, curves=False)
    codes, points = path.codes, path.vertices / FINE
    starts = np.flatnonzero(codes == Path.MOVETO)
    for i in np.flatnonzero(codes == Path.CLOSEPOLY).tolist():
        points[i] = points[starts[int(np.searchsorted(starts, i)) - 1]]
    keep = codes != Path.STOP
    return np.insert(points, starts[1:], np.nan, axis=0)[: int(keep.sum()) + max(0, len(starts) - 1)]
