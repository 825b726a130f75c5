"""What the parts are put together for: small machines that learn, and what becomes of them on real devices."""

from .digits import Devices, Digits, Numbers, accuracy, learn

__all__ = ["Devices", "Digits", "Numbers", "accuracy", "learn"]
