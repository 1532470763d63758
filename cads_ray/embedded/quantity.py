"""Measured quantities: exact numbers with a unit, how they are printed, and how they convert.

Teachers and solvers print answers through `exact`, so that equal values are equal texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# Unit: what it measures, and its size in the base unit of that kind (ohm, metre, kilogram, second, mm of mercury, ...).
UNITS: dict[str, tuple[str, Fraction]] = {
    "Ω": ("resistance", Fraction(1)),
    "kΩ": ("resistance", Fraction(1000)),
    "V": ("voltage", Fraction(1)),
    "kV": ("voltage", Fraction(1000)),
    "mV": ("voltage", Fraction(1, 1000)),
    "A": ("current", Fraction(1)),
    "mA": ("current", Fraction(1, 1000)),
    "W": ("power", Fraction(1)),
    "kW": ("power", Fraction(1000)),
    "km": ("length", Fraction(1000)),
    "m": ("length", Fraction(1)),
    "cm": ("length", Fraction(1, 100)),
    "mm": ("length", Fraction(1, 1000)),
    "t": ("mass", Fraction(1000)),
    "kg": ("mass", Fraction(1)),
    "g": ("mass", Fraction(1, 1000)),
    "h": ("time", Fraction(3600)),
    "min": ("time", Fraction(60)),
    "s": ("time", Fraction(1)),
    "L": ("volume", Fraction(1)),
    "mL": ("volume", Fraction(1, 1000)),
    "kN": ("force", Fraction(1000)),
    "N": ("force", Fraction(1)),
    "N m": ("torque", Fraction(1)),
    "m/s": ("speed", Fraction(1)),
    "cm/s": ("speed", Fraction(1, 100)),
    "km/h": ("speed", Fraction(5, 18)),
    "m/s²": ("acceleration", Fraction(1)),
    "kg m/s": ("momentum", Fraction(1)),
    "J": ("energy", Fraction(1)),
    "kJ": ("energy", Fraction(1000)),
    "L/s": ("flow", Fraction(1)),
    "mol": ("amount", Fraction(1)),
    "mmol": ("amount", Fraction(1, 1000)),
    "mol/L": ("concentration", Fraction(1)),
    "mmol/L": ("concentration", Fraction(1, 1000)),
    "g/L": ("content", Fraction(1)),
    "%": ("share", Fraction(1)),
    "mm Hg": ("pressure", Fraction(1)),
    "cm Hg": ("pressure", Fraction(10)),
    "torr": ("pressure", Fraction(1)),
    "atm": ("pressure", Fraction(760)),
    "kPa": ("pressure", Fraction(760_000, 101_325)),
}


def exact(value: Fraction) -> str:
    """An integer, a terminating decimal, or else a fraction in lowest terms."""
    value = Fraction(value)
    rest, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while rest % prime == 0:
            rest, count = rest // prime, count + 1
        places = max(places, count)
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).zfill(places + 1)
    whole, decimals = (digits[:-places], digits[-places:]) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + (f".{decimals}" if decimals else "")


def terminates(value: Fraction, places: int = 3) -> bool:
    """Whether the value is an integer or a decimal of at most so many places."""
    return (Fraction(value) * 10**places).denominator == 1


@dataclass(frozen=True)
class Quantity:
    """A value as it is printed. `base(False)` is what a careless reader takes: the number without its unit."""

    value: Fraction
    unit: str = ""

    @property
    def text(self) -> str:
        return exact(self.value) + ("" if self.unit in ("", "%") else " ") + self.unit

    @property
    def kind(self) -> str:
        return UNITS[self.unit][0] if self.unit in UNITS else ""

    def base(self, converts: bool = True) -> Fraction:
        return self.value * UNITS[self.unit][1] if converts and self.unit in UNITS else self.value

    def printed_in(self, unit: str) -> Quantity:
        """The same quantity in another unit of its kind."""
        return Quantity(self.base() / UNITS[unit][1], unit)
