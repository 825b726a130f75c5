"""Applications: small networks that learn, with ideal weights and with the weights of real devices."""

from .digits import Devices, Digits, Numbers, accuracy, learn

__all__ = ["Devices", "Digits", "Numbers", "accuracy", "learn"]
