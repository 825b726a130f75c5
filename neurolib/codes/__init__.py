"""Statistics and codes of spike trains: of one train, of two, of a population, and in time."""

from .in_time import autocorrelation as autocorrelation
from .in_time import population_rate as population_rate
from .in_time import psth as psth
from .in_time import spectrum as spectrum
from .in_time import spike_triggered_average as spike_triggered_average
from .pairs import count_correlation as count_correlation
from .pairs import cross_covariance as cross_covariance
from .pairs import van_rossum as van_rossum
from .pairs import victor_purpura as victor_purpura
from .populations import cramer_rao as cramer_rao
from .populations import decode as decode
from .populations import fisher_information as fisher_information
from .populations import least_squares as least_squares
from .populations import population_vector as population_vector
from .populations import von_mises as von_mises
from .single import cv as cv
from .single import cv2 as cv2
from .single import fano as fano
from .single import isi as isi
from .single import latency as latency
from .single import lif_latency as lif_latency
from .single import lv as lv
from .single import mean_isi as mean_isi
from .single import rate as rate
from .single import windowed_rate as windowed_rate

__all__ = [
    "autocorrelation",
    "count_correlation",
    "cramer_rao",
    "cross_covariance",
    "cv",
    "cv2",
    "decode",
    "fano",
    "fisher_information",
    "isi",
    "latency",
    "least_squares",
    "lif_latency",
    "lv",
    "mean_isi",
    "population_rate",
    "population_vector",
    "psth",
    "rate",
    "spectrum",
    "spike_triggered_average",
    "van_rossum",
    "victor_purpura",
    "von_mises",
    "windowed_rate",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)
