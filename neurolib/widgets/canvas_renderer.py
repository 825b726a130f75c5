"""A matplotlib renderer that records what data artists draw, as points for a canvas in the
browser.
"""

from __future__ import annotations

import re
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

# curves are cut into straight pieces on a grid of a quarter point, so that they look smooth at any
# zoom
FINE = 4
FINER = np.diag((FINE, FINE, 1.0))
DOWN = np.array((1.0, -1.0))  # y counts from the top, as on a canvas
CAPS = {"projecting": "square"}  # names that the canvas has in place of matplotlib's


class CanvasRenderer(RendererBase):
    """Records paths and markers: ``marks`` hold how each is drawn and ``points`` where, in points
    from the top left.
    """

    def __init__(self, width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self.origin = np.array((0.0, height))
        self.marks: list[dict[str, Any]] = []
        self.chunks: list[np.ndarray] = []

    @property
    def points(self) -> bytes:
        """All points, in the order of the marks, as little-endian float32 pairs (x, y); NaN lifts
        the pen.
        """
        return np.concatenate(self.chunks).astype("<f4").tobytes() if self.chunks else b""

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size of the figure in points."""
        return self.width, self.height

    def flipy(self) -> bool:
        """Count y upwards, as matplotlib does; ``points`` are turned over at the end."""
        return False

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: Any = None
    ) -> None:
        """Record one path."""
        self._mark(gc, self._down(flat(path, transform, simplify=rgbFace is None)), None, rgbFace)

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Record one outline and the places at which it is drawn."""
        at = np.asarray(trans.transform(path.vertices))
        at = at[np.isfinite(at).all(axis=1)]
        if len(at) == 1 and not at.any():  # a collection of one path, as an area is
            return self.draw_path(gc, marker_path, marker_trans, rgbFace)
        return self._mark(
            gc, _marker(marker_path, marker_trans.get_matrix().tobytes()), self._down(at), rgbFace
        )

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
        """Draw the many bars of a raster as one path, and an area or points of one colour at once;
        leave the rest to matplotlib.
        """
        one = (
            len(paths) == len(facecolors) == 1 and len(edgecolors) == 0 and len(all_transforms) <= 1
        )
        # where many transparent points overlap, each is drawn
        if one and (len(offsets) == 1 or facecolors[0][3] == 1):
            gc.set_linewidth(0)
            outline = (
                Affine2D(all_transforms[0]) + master_transform
                if len(all_transforms)
                else master_transform
            )
            return self.draw_markers(
                gc, paths[0], outline, Path(offsets), offset_trans, tuple(facecolors[0])
            )
        alike = len(facecolors) == 0 and len(edgecolors) == len(linewidths) == len(linestyles) == 1
        if (
            alike
            and len(paths) > 1
            and not len(all_transforms)
            and not np.any(offset_trans.transform(offsets))
        ):
            paths = [Path.make_compound_path(*paths)]
        styles = (facecolors, edgecolors, linewidths, linestyles)
        return super().draw_path_collection(
            gc,
            master_transform,
            paths,
            all_transforms,
            offsets,
            offset_trans,
            *styles,
            *rest,
            **more,
        )

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """Draw a line of words, whose outline is kept from frame to frame."""
        gc.set_linewidth(0)
        self._mark(gc, self._down(_words(s, prop, ismath, angle) + (x, y)), None, gc.get_rgb())

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> Any:
        """Return the size of a line of words in points, measured once."""
        return _extent(s, prop, ismath)

    def draw_image(self, *_: Any, **__: Any) -> None:
        """Draw nothing, because an image belongs to the static layer."""

    def _down(self, points: np.ndarray) -> np.ndarray:
        """Count y from the top, as a canvas does."""
        return points * DOWN + self.origin

    def _mark(
        self, gc: GraphicsContextBase, points: np.ndarray, at: np.ndarray | None, face: Any
    ) -> None:
        mark: dict[str, Any] = {"n": len(points), "at": 0 if at is None else len(at)}
        stroke, opacity = gc.get_rgb(), gc.get_alpha() if gc.get_forced_alpha() else None
        if gc.get_linewidth() > 0 and stroke[3] > 0:
            cap = gc.get_capstyle()
            mark |= {
                "stroke": _css(tuple(stroke[:3])),
                "alpha": stroke[3] if opacity is None else opacity,
            }
            mark |= {
                "width": float(gc.get_linewidth()),
                "cap": CAPS.get(cap, cap),
                "join": gc.get_joinstyle(),
            }
            offset, dashes = gc.get_dashes()
            if dashes is not None:
                mark |= {"dash": [float(length) for length in dashes], "offset": float(offset or 0)}
        if face is not None:
            mark |= {
                "fill": _css(tuple(face[:3])),
                "fillAlpha": opacity if opacity is not None else face[3] if len(face) > 3 else 1.0,
            }
        if (box := gc.get_clip_rectangle()) is not None:
            x, y, width, height = box.bounds
            mark["clip"] = [x, self.height - y - height, width, height]
        if len(points) and (at is None or len(at)) and ("stroke" in mark or "fill" in mark):
            self.marks.append(mark)
            self.chunks += [points] if at is None else [points, at]


@lru_cache(maxsize=4000)
def _words(words: str, prop: FontProperties, ismath: Any, angle: float) -> np.ndarray:
    """Return the outlines of words that begin at (0, 0): most words of a figure stay the same while
    a slider moves.
    """
    if len(pieces := _pieces(words, ismath)) > 1:
        ends = np.cumsum([0, *(_extent(piece, prop, formula)[0] for piece, formula in pieces)])
        parts = [
            _words(piece, prop, formula, 0.0) + (x, 0)
            for (piece, formula), x in zip(pieces, ends, strict=False)
        ]
        joined = np.concatenate([part for each in parts for part in (each, [[np.nan, np.nan]])])[
            :-1
        ]
        return np.asarray(Affine2D().rotate_deg(angle).transform(joined))
    points, codes = TextToPath().get_text_path(prop, words, ismath)
    path = Path(np.asarray(points, dtype=float).reshape(-1, 2), codes)
    return flat(
        path,
        Affine2D().scale(prop.get_size_in_points() / TextToPath.FONT_SCALE).rotate_deg(angle),
        simplify=False,
    )


@lru_cache(maxsize=4000)
def _extent(words: str, prop: FontProperties, ismath: Any) -> Any:
    if len(pieces := _pieces(words, ismath)) > 1:
        widths, heights, depths = np.transpose(
            [_extent(piece, prop, formula) for piece, formula in pieces]
        )
        return widths.sum(), (heights - depths).max() + depths.max(), depths.max()
    return RendererBase().get_text_width_height_descent(words, prop, ismath)


def _pieces(words: str, ismath: Any) -> list[tuple[str, bool]]:
    """Split a line into formulas, figures and words: where a slider moves, other figures stand
    beside the same words, and all are kept.
    """
    if ismath == "TeX" or r"\$" in words:
        return [(words, ismath)]
    return [
        (piece, ismath and piece[0] == "$")
        for piece in re.findall(r"\$[^$]*\$|[0-9]|[^0-9$]+" if ismath else "[0-9]|[^0-9]+", words)
    ]


@lru_cache(maxsize=500)
def _marker(path: Path, matrix: bytes) -> np.ndarray:
    """Return the outline of a marker, y downwards."""
    return flat(path, Affine2D(np.frombuffer(matrix).reshape(3, 3)), simplify=False) * DOWN


_css = lru_cache(maxsize=500)(style.adaptive)


def flat(path: Path, transform: Transform, simplify: bool) -> np.ndarray:
    """Return a path as points joined by straight pieces, shape (n, 2), with a row of NaN wherever
    the pen lifts.
    """
    simplify = simplify and path.should_simplify
    if path.codes is None and not simplify:
        points = transform.transform_affine(path.vertices)
        finite = np.isfinite(points).all(axis=1)
        return points if finite.all() else np.where(finite[:, np.newaxis], points, np.nan)
    path = path.cleaned(
        Affine2D(FINER @ transform.get_matrix()), remove_nans=True, simplify=simplify, curves=False
    )
    drawn = path.codes != Path.STOP
    codes, points = path.codes[drawn], path.vertices[drawn] / FINE
    starts = np.flatnonzero(codes == Path.MOVETO)
    ends = np.flatnonzero(codes == Path.CLOSEPOLY)
    points[ends] = points[starts[np.searchsorted(starts, ends) - 1]]
    return points if len(starts) < 2 else np.insert(points, starts[1:], np.nan, axis=0)
