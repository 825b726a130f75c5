"""Statistics and codes of spike trains: of one train, of two, of a population, in time and in
phase, and information.
"""

from .in_time import autocorrelation as autocorrelation
from .in_time import population_rate as population_rate
from .in_time import psth as psth
from .in_time import spectrum as spectrum
from .in_time import spike_triggered_average as spike_triggered_average
from .information import entropy as entropy
from .information import mutual_information as mutual_information
from .pairs import correlogram as correlogram
from .pairs import count_correlation as count_correlation
from .pairs import cross_covariance as cross_covariance
from .pairs import van_rossum as van_rossum
from .pairs import victor_purpura as victor_purpura
from .phase import rayleigh as rayleigh
from .phase import vector_strength as vector_strength
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
    "correlogram",
    "count_correlation",
    "cramer_rao",
    "cross_covariance",
    "cv",
    "cv2",
    "decode",
    "entropy",
    "fano",
    "fisher_information",
    "isi",
    "latency",
    "least_squares",
    "lif_latency",
    "lv",
    "mean_isi",
    "mutual_information",
    "population_rate",
    "population_vector",
    "psth",
    "rate",
    "rayleigh",
    "spectrum",
    "spike_triggered_average",
    "van_rossum",
    "vector_strength",
    "victor_purpura",
    "von_mises",
    "windowed_rate",
]


def __dir__() -> list[str]:
    """List the names of this room alone, for tab completion."""
    return sorted(__all__)
